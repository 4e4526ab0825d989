"""Whether a piece of text is a time, and what is left of it: told here, read elsewhere.

As met on stored pages: clocks ``08:54``, ``08.54``, ``15h14``, ``3:32 pm``, ``09:27 Uhr``; dated
ones ``28. Januar, 21.54 Uhr``, ``19:21 - 13.12.2025``, ``Gestern, 23:27 Uhr``; relative ones
``5 min ago``, ``vor 2 Stunden``, ``1時間前``; and days, which stand as headings between rows:
``21 сентября 2021``, ``Samstag, 29.01.2022``, ``Hier``. A text is a time only if nothing else is
in it, and only if `ticker.timetext` can read it: what is told apart here can be dated.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from ticker.timetext import (
    LETTERS,
    Lexicon,
    find_clock,
    find_date,
    is_clock_unit,
    is_clock_zone,
    lexicon,
    read_age,
    read_clock,
    read_day,
    read_short_age,
    scan,
    simplify,
    spelled_out,
)

Shape: TypeAlias = Literal["clock", "dated", "relative", "day"]

LONGEST = 48
"""Characters; the longest time seen on a stored page has 33."""
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"))

_WORD = re.compile(LETTERS)
_NOON = re.compile(r"(?<=[0-9])\s?[ap]\.?\s?m\b\.?|\b[ap]m(?=\s?[0-9])")
_ODD = re.compile(
    r"[^\w\s.,:;|/•·∙●(){}\[\]'’@–—+\u0300-\u036f\u0591-\u065f\u0900-\u109f\u1780-\u17ff-]"
)
_NUMBER = re.compile(r"[0-9]+")
_SIGNED = re.compile(r"[+-]\s?[0-9]{1,2}[:.h]")
# A pair of numbers is a day only where it cannot be a score or a fraction.
_PAIR = re.compile(r"(?<![0-9./-])[0-9]{1,2}\s?[./-]\s?[0-9]{1,2}(?![0-9]|\s?[./-]\s?[0-9])")
_SURE_PAIR = re.compile(r"[0-9]{1,2}\.\s?[0-9]{1,2}\.(?![0-9])|[0-9]{2}[./][0-9]{2}(?![0-9./])")
_JOINED = frozenset("年月日号號년월일時时点點시分분秒초前전約约午後下上半钟鐘之間间")
_EDGES = " \t|/•·∙●–—-,:;()[]"
_SAMPLE_DAY = date(2024, 3, 1)
"""Any day will do to ask whether a text means a day at all."""
_LEADING_WORDS = 6
"""Words that a time at an edge of a text may have: ``Wednesday, 9 July 2025 at 15:42``."""


class Cut(NamedTuple):
    """A time at one end of a text, its shape, and the rest of the text."""

    time: str
    shape: Shape
    rest: str


def tidy(text: str) -> str:
    """A text for looking at: compatibility forms, invisible characters and white space folded."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(INVISIBLE)
    return " ".join(text.split())


def shape(text: str) -> Shape | None:
    """Which shape of a time the whole text has, if any.

    >>> shape("08:54"), shape("Gestern, 23:27 Uhr"), shape("5 min ago"), shape("12 Monkeys")
    ('clock', 'dated', 'relative', None)
    """
    seen = tidy(text)
    if not seen or len(seen) > LONGEST or _ODD.search(seen) or _SIGNED.match(seen):
        return None
    plain = simplify(seen)
    numbered = _NUMBER.search(plain) is not None
    if not _may_be_time(_NOON.sub(" ", plain) if numbered else plain):
        return None
    if not numbered:
        return _wordy(plain)
    if read_age(seen) or read_short_age(seen):
        return "relative"
    return _numbered(seen, plain)


def _words() -> Lexicon:
    """Every word of time. What a contested month is (``lip``) makes no difference to a shape: any
    language that reads it will do."""
    return lexicon("pl", "cs")


def _may_be_time(plain: str) -> bool:
    """Whether every word of a folded text is a word of time: it spares the readers the rest."""
    known = _words().known
    words = (found[0] for found in _WORD.finditer(plain))
    return all(word in known or _JOINED.issuperset(word) for word in words)


def _wordy(plain: str) -> Shape | None:
    """A text without a number. Short words are left alone: ``most`` is Hungarian for now, ``Sun``
    and ``Sat`` are no headings."""
    words = _words()
    if read_age(plain):
        sure = " " in plain or len(plain) > 4 or plain == "now" or plain > "\u0590"
        return "relative" if sure else None
    said = [token.text for token in scan(spelled_out(plain, words)) or ()]
    if not said or not all(map(words.tells_a_day, said)):
        return None
    short = 2 if plain > "\u2e80" else 4
    named = [w for w in said if w in words.days_back or (w in words.weekdays and len(w) >= short)]
    return "day" if named else None


def _numbered(seen: str, plain: str) -> Shape | None:
    clock = read_clock(seen, _words())
    if clock is not None:
        rest = simplify(clock.rest)
        if not rest or is_clock_zone(clock.rest) or _is_filling(rest):
            return "clock"
        if _is_day(rest):
            return "dated"
    if _is_stamp(plain):
        return "dated"
    return "day" if clock is None and _is_day(plain) else None


def _is_filling(plain: str) -> bool:
    fillers = _words().fillers
    return not _NUMBER.search(plain) and all(word in fillers for word in _WORD.findall(plain))


def _is_day(plain: str) -> bool:
    if _PAIR.search(plain) and not _SURE_PAIR.search(plain):
        return False
    return read_day(plain, _SAMPLE_DAY, _words()) is not None


def _is_stamp(plain: str) -> bool:
    """A clock with a date or a weekday, in whatever order."""
    words = _words()
    tokens = scan(spelled_out(plain, words), words=words) or ()
    others = [token for token in tokens if token.kind not in ("clock", "offset")]
    if find_clock(tokens) is None:
        return False
    if find_date(tokens, words=words):
        return True
    said = [token.text for token in others]
    days = any(word in words.days_back or words.is_weekday(word) for word in said)
    return days and all(each.kind == "word" and words.tells_a_day(each.text) for each in others)


def minutes(text: str) -> int | None:
    """The clock that a text shows, as minutes of the day, for comparing rows with each other; the
    half of the day is read, the day and the zone are not."""
    seen = tidy(text)
    clock = read_clock(seen)
    if clock is not None:
        return clock.minutes
    read = find_clock(scan(simplify(seen)) or ())
    return read.minutes % 1_440 if read else None


def leading(text: str) -> Cut | None:
    """The time that a text begins with, with what follows: ``13:03 Council meets``,
    ``20:14Council meets``, ``5 min ago | Sport``. ``None`` where it begins with none, or where
    nothing follows (`shape` tells that).

    Of the words behind a clock those that may be the headline's are left to it: in
    ``08:54 Sun rises`` the clock stands alone.
    """
    words = tidy(text).split(" ")
    for count in range(min(len(words) - 1, _LEADING_WORDS), 0, -1):
        said, rest = " ".join(words[:count]), " ".join(words[count:])
        kind = shape(said)
        last = words[count - 1]
        marked = said[-1] in _EDGES or rest[0] in _EDGES
        parted = marked or is_clock_unit(last) or any(map(str.isdigit, last))
        if kind and kind != "day" and (parted or kind in ("clock", "relative")):
            return Cut(said.strip(_EDGES), kind, rest.strip(_EDGES)) if rest.strip(_EDGES) else None
    return _glued(words)


_GLUED_CLOCK = re.compile(r"([0-9]{1,2}[:.h][0-9]{2}(?:\s?Uhr)?)(?=[^\W\d_])")


def _glued(words: list[str]) -> Cut | None:
    found = _GLUED_CLOCK.match(words[0])
    if found is None or shape(found[0]) != "clock" or not words[0][found.end()].isupper():
        return None
    return Cut(found[0], "clock", " ".join([words[0][found.end() :], *words[1:]]))


def trailing(text: str) -> Cut | None:
    """The time that a text ends with, with what stands before it, parted by a mark or a bracket:
    ``Council meets | 08:54``, ``Council meets (5 min ago)``. ``None`` where it ends with none."""
    seen = tidy(text)
    for found in reversed(list(_MARK.finditer(seen))):
        said, rest = seen[found.end() :].strip(_EDGES), seen[: found.start()].strip(_EDGES)
        if len(said) > LONGEST or not rest:
            return None
        kind = shape(said)
        if kind:
            return Cut(said, kind, rest)
    return None


_MARK = re.compile(r"\s*[|•·∙●(\[/]\s*|\s[–—-]\s|,\s")
