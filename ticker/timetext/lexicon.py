"""What a word of time means, in every language at once or first of all in one.

Most words mean one thing wherever they are used: the Unicode CLDR's names of months contest only
five spellings (``listopad`` is October in Croatian and November in Polish and Czech), its words
for a time ago none. So a text is read without knowing its language, and a language that is known
only settles the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ticker.timetext import words
from ticker.timetext.cldr_ages import CLDR_AGES
from ticker.timetext.cldr_months import CLDR_MONTHS
from ticker.timetext.cldr_weekdays import CLDR_WEEKDAYS
from ticker.timetext.folding import simplify
from ticker.timetext.zones import CLOCK_ZONES

_PIECES = re.compile(r"[#\s_'’.-]+")
_GAPS = re.compile(r"[ '-]")
_SURE_WEEKDAY = 3
"""Letters from which on a Latin name that no two languages contest is taken for that weekday."""
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ua": "uk", "cz": "cs", "jp": "ja"}
"""Codes that sites write for others."""
_ALIASES |= {"kr": "ko", "gr": "el", "dk": "da", "cn": "zh", "tl": "fil", "sh": "sr"}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of time, folded. `months` are 1..12, `weekdays` 0 (Monday) .. 6, `days_back` days
    before today; `ages` are phrases whose number is ``#``, in seconds. `phrases` are those of
    several words, with the single word that stands for them; `known` is every word there is."""

    languages: tuple[str, ...]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    vague_weekdays: frozenset[str]
    days_back: Mapping[str, int]
    ages: Mapping[str, int]
    seconds: Mapping[str, int]
    last: frozenset[str]
    fillers: frozenset[str]
    now: frozenset[str]
    one: frozenset[str]
    few: frozenset[str]
    phrases: Mapping[str, str]
    known: frozenset[str]

    def is_weekday(self, word: str) -> bool:
        """Whether a word names a weekday in some language, short forms included."""
        return word in self.weekdays or word in self.vague_weekdays

    def tells_a_day(self, word: str) -> bool:
        """Whether a word may stand in the name of a day."""
        return (
            word in self.months
            or word in self.days_back
            or word in self.fillers
            or word in self.last
            or self.is_weekday(word)
        )


@lru_cache(maxsize=256)
def lexicon(*languages: str | None) -> Lexicon:
    """The words of time. `languages` (RFC 5646 tags, the likeliest first; ``None`` is nothing) come
    first where a word means several things."""
    codes = (_code(language) for language in languages if language)
    return _lexicon(tuple(dict.fromkeys(code for code in codes if code in _local())))


def _code(language: str) -> str:
    primary = re.split(r"[-_]", language.strip().lower())[0]
    return _ALIASES.get(primary, primary)


@cache
def _lexicon(codes: tuple[str, ...]) -> Lexicon:
    base = _everyone()
    if not codes:
        return base
    months, weekdays, days = dict(base.months), dict(base.weekdays), dict(base.days_back)
    for code in reversed(codes):
        local = _local()[code]
        months |= local.months
        weekdays |= local.weekdays
        days |= local.days
    return replace(
        base,
        languages=codes,
        months=months,
        weekdays=weekdays,
        vague_weekdays=base.vague_weekdays - weekdays.keys(),
        days_back=days,
        phrases={**base.phrases, **_phrases(days)},
        known=base.known | _all_pieces([*days, *months, *weekdays]),
    )


@dataclass(frozen=True, slots=True)
class _Local:
    """What words mean in one language, save those that it gives two meanings itself."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Mapping[str, int]


@cache
def _local() -> Mapping[str, _Local]:
    months = {code: _sure(names, 1) for code, names in _cldr(CLDR_MONTHS)}
    weekdays = {code: _sure(names, 0) for code, names in _cldr(CLDR_WEEKDAYS)}
    days: dict[str, dict[str, int]] = {}
    for line in words.LOCAL_DAYS_BACK.strip().splitlines():
        code, back, *said = line.split()
        days.setdefault(code, {}).update(_table(f"{back} {' '.join(said)}"))
    return {
        code: _Local(months.get(code, {}), weekdays.get(code, {}), days.get(code, {}))
        for code in months.keys() | weekdays.keys() | days.keys()
    }


@cache
def _everyone() -> Lexicon:
    months = _shared(_cldr(CLDR_MONTHS), 1, least=2) | _table(words.MONTHS)
    weekdays, vague = _weekdays()
    days, seconds = _table(words.DAYS_BACK), _table(words.SECONDS)
    ages = {phrase: age for phrase, age in _ages().items() if phrase not in days}
    names = ("LAST", "FILLERS", "NOW", "ONE", "FEW")
    last, fillers, now, one, few = (_set(getattr(words, name)) for name in names)
    tables: tuple[Iterable[str], ...] = (months, weekdays, vague, days, seconds, ages)
    tables += (last, fillers, now, one, few, _around())
    return Lexicon(
        languages=(),
        months=months,
        weekdays=weekdays,
        vague_weekdays=vague,
        days_back=days,
        ages=ages,
        seconds=seconds,
        last=last,
        fillers=fillers,
        now=now,
        one=one,
        few=few,
        phrases=_phrases([*days, *weekdays, *vague, *months]),
        known=frozenset().union(*map(_all_pieces, tables)),
    )


def _weekdays() -> tuple[dict[str, int], frozenset[str]]:
    """The names that mean one day, and those that are read past."""
    named = _shared(_cldr(CLDR_WEEKDAYS), 0, least=1)
    sure = {word: day for word, day in named.items() if _is_sure(word)} | _table(words.WEEKDAYS)
    everything = {word for _, names in _cldr(CLDR_WEEKDAYS) for each in names for word in each}
    return sure, (_set(words.SHORT_WEEKDAYS) | everything) - sure.keys()


def _around() -> frozenset[str]:
    """What else stands in times: words for the past, zones, halves of the day, o'clock."""
    halves = (*words.NOON_BEFORE.values(), *words.NOON_BEHIND.values())
    past = (words.AGO_BEFORE, words.AGO_AFTER, words.HALF_HOURS)
    said = " ".join((*past, *halves, words.CLOCK_LEADS, "hod uur"))
    return _set(said) | frozenset(map(simplify, CLOCK_ZONES))


def _is_sure(word: str) -> bool:
    return len(word) >= (_SURE_WEEKDAY if word[0] < "\u0370" else 2)


def _shared(
    tables: Iterable[tuple[str, list[list[str]]]], first: int, *, least: int
) -> dict[str, int]:
    """The words that mean one thing in all of the languages that have them."""
    meanings: dict[str, set[int]] = {}
    for _, names in tables:
        for number, each in enumerate(names, first):
            for word in each:
                meanings.setdefault(word, set()).add(number)
    sure = {word: numbers.pop() for word, numbers in meanings.items() if len(numbers) == 1}
    return _with_joined({word: number for word, number in sure.items() if len(word) >= least})


def _sure(names: list[list[str]], first: int) -> dict[str, int]:
    return _shared([("", names)], first, least=1)


@cache
def _cldr(table: str) -> tuple[tuple[str, list[list[str]]], ...]:
    return tuple(
        (code, [[_joined(word) for word in part.split()] for part in rest.split("|")])
        for code, _, rest in (line.partition(":") for line in _unfolded(table))
    )


def _unfolded(table: str) -> Iterator[str]:
    """The lines of a table, those that go on with two spaces put together."""
    yield from table.strip().replace("\n  ", " ").splitlines()


def _ages() -> dict[str, int]:
    ages: dict[str, int] = {}
    for line in _unfolded(CLDR_AGES):
        for part in line.partition(":")[2].split("|"):
            seconds, *phrases = part.split()
            for phrase in phrases:
                ages.setdefault(phrase.replace("_", " "), int(seconds))
    return ages


def _table(text: str) -> dict[str, int]:
    """``"1 january jan"`` a line -> ``{"january": 1, "jan": 1}``, the first meaning first."""
    table: dict[str, int] = {}
    for line in text.strip().splitlines():
        number, *said = line.split()
        for word in said:
            table.setdefault(_plain(word), int(number))
    return _with_joined(table)


def _with_joined(table: Mapping[str, int]) -> dict[str, int]:
    """A table that also holds its phrases as the one word that stands for them."""
    return {_one_word(word): number for word, number in table.items()} | dict(table)


def _one_word(phrase: str) -> str:
    return _GAPS.sub("", phrase) if " " in phrase else phrase


def _set(text: str) -> frozenset[str]:
    return frozenset(map(_plain, text.split()))


def _plain(word: str) -> str:
    return simplify(word.replace("_", " "))


def _joined(word: str) -> str:
    return word.replace("_", " ")


def _phrases(table: Iterable[str]) -> dict[str, str]:
    found = {word: _one_word(word) for word in table if " " in word}
    return dict(sorted(found.items(), key=lambda entry: -len(entry[0])))


def _all_pieces(table: Iterable[str]) -> frozenset[str]:
    return frozenset(piece for entry in table for piece in _PIECES.split(entry) if piece)
