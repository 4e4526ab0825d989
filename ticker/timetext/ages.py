"""How long ago: ``5 min ago``, ``vor 2 Stunden``, ``il y a une heure``, ``1時間前``, ``now``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ticker.timetext import words as table
from ticker.timetext.days import DAY_LENGTH_LIMIT
from ticker.timetext.folding import simplify
from ticker.timetext.lexicon import Lexicon, lexicon

_MINUTE_S = 60
_LONGEST_S = 50 * 31_536_000
"""No news is older than fifty years."""
_NUMBER = re.compile(r"\s*([0-9]{1,4})\s*")
_AMOUNT = re.compile(r"[0-9]{1,4}|(?<=a )few|(?!a few)[^\W\d_]+")
_LINKS = frozenset(("назад", "and", "und", "et", "y", "i", "и", "e"))
_EDGES = " .,;|•·-()"
_STOPS = re.compile(r"(?<=[^\W\d_])\.")
_SHORT = re.compile(r"([0-9]{1,2})\s?(m|min|mins|h|hr|hrs|std|d|хв|мин|ч|год|t|tim)\.?")
_CAPITAL = re.compile(r"[0-9]\s?[A-Z]\b")
_SHORT_S = {"год": 3_600, "t": 3_600}


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago: `seconds`, and the doubt, which is one of the smallest unit named."""

    seconds: int
    error_s: int


def read_age(text: str, words: Lexicon | None = None) -> Age | None:
    """``5 min ago``, ``vor 2 Stunden``, ``1時間前``: how long ago, or ``None``.

    A word for the past is required: ``5 min`` alone is how long a text takes to read. ``just now``
    is no time ago. ``a few minutes`` are three, with three units of doubt. Read are the phrases
    of the Unicode CLDR in 70 languages, and freer wordings in those of `words`.
    """
    if len(text) > DAY_LENGTH_LIMIT:
        return None
    words = words or lexicon()
    plain = simplify(text).strip(_EDGES)
    if plain in words.now:
        return Age(0, _MINUTE_S)
    age = _by_phrase(plain, words) or _by_words(plain, words)
    return age if age and age.seconds <= _LONGEST_S else None


def read_short_age(text: str) -> Age | None:
    """``5m``, ``2 h``, ``12 min``: an amount alone. It is an age where it stands in place of a time
    in every row of a list; beside a headline it may be how long the text takes to read."""
    found = _SHORT.fullmatch(simplify(text).strip(_EDGES))
    if not found or _CAPITAL.search(text):  # 3D, 5M
        return None
    unit = _SHORT_S.get(found[2]) or lexicon().seconds[found[2]]
    return Age(int(found[1]) * unit, max(unit, _MINUTE_S))


def _by_phrase(plain: str, words: Lexicon) -> Age | None:
    """Exactly what the CLDR says, one number at most in it."""
    if plain in words.ages:
        seconds = words.ages[plain]
        return Age(seconds, max(seconds, _MINUTE_S))
    phrase, numbers = _NUMBER.subn("#", _STOPS.sub("", plain))
    if numbers != 1 or phrase not in words.ages:
        return None
    found = _NUMBER.search(plain)
    unit = words.ages[phrase]
    return Age(int(found[1]) * unit, max(unit, _MINUTE_S)) if found else None


def _by_words(plain: str, words: Lexicon) -> Age | None:
    amount = _without_past_words(_half_hours().sub("1 halfhour", plain))
    return _amount(amount, words) if amount else None


def _without_past_words(plain: str) -> str | None:
    """The amount between the words for the past (``hace``, ``ago``); ``None`` if there are none.

    The Russian year and the Ukrainian hour share a short form: their ``назад`` is kept.
    """
    leading, trailing, enough = _past_words()
    before = leading.match(plain)
    past = bool(before and before[0].strip() in enough)
    amount = plain[before.end() :] if before else plain
    after = trailing.search(amount)
    if after:
        word = after[0].strip()
        amount = amount[: after.start()] + (f" {word}" if word == "назад" else "")
    return amount.strip() if past or after else None


def _amount(amount: str, words: Lexicon) -> Age | None:
    """``1 hour 20 min`` -> 4800 s, in doubt by 60."""
    said = [word for word in _AMOUNT.findall(amount) if word not in _LINKS]
    if not 1 <= len(said) <= 4:
        return None
    if len(said) % 2:
        said.insert(0, "1")
    total, error = 0, 0
    for number, unit in zip(said[::2], said[1::2], strict=True):
        count = _count(number, words)
        seconds = table.YEAR_AGO.get(amount[amount.rfind(unit) :]) or words.seconds.get(unit)
        if not seconds or (not count and number != "0"):
            return None
        total += count * seconds
        error = seconds * 3 if number in words.few else seconds
    return Age(total, max(error, _MINUTE_S))


def _count(number: str, words: Lexicon) -> int:
    if number.isdigit():
        return int(number)
    return 1 if number in words.one else 3 if number in words.few else 0


@cache
def _past_words() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    before, after = _folded(table.AGO_BEFORE), _folded(table.AGO_AFTER)
    return (
        re.compile(rf"(?:(?:{_any_of(before)})(?![^\W\d_])\s*)+"),
        re.compile(rf"(?:\s+(?:{_any_of(after)})|\s*(?:之?前|전))$"),
        frozenset(_folded(table.NEEDS_NO_MORE)),
    )


@cache
def _half_hours() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(_folded(table.HALF_HOURS))})(?!\w)")


def _folded(text: str) -> list[str]:
    return [simplify(word.replace("_", " ")) for word in text.split()]


def _any_of(said: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
