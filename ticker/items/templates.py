"""Headlines as patterns: which part of one is a number or a day, and how alike two are.

A daily series ("... loses 920 soldiers") and an edit ("2 killed" -> "3 killed") both change
nothing but a number, and similarity cannot tell them apart (measured: two days of a series score
95 of 100). Calendar slots and the time between them can.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import sqrt
from typing import Final

from ticker.items.folding import fold
from ticker.items.slot_words import (
    COUNTED_OFF,
    COUNTERS,
    DENIALS,
    MONTHS,
    MONTHS_BY_A_NUMBER,
    NUMBERS,
    ORDINALS,
    WEEKDAYS,
)

_DIGITS: Final = re.compile(r"\d[\d./]*\d|\d")
_DATE: Final = re.compile(r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})|\d{4}[./]\d{1,2}[./]\d{1,2}")
_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th|er|ère|re|ème|e|º|ª|й|я|го)")
_OF: Final = frozenset(("of", "de"))
_SLOT_WORDS: Final = MONTHS.union(MONTHS_BY_A_NUMBER, WEEKDAYS, ORDINALS, NUMBERS)
"""Words that may fill a slot."""


def template(headline: str) -> str:
    """The folded headline with slots for what changes from one of a series to the next.

    ``#`` stands for numbers in digits or words, ``#month``, ``#weekday`` and ``#th`` for months,
    days of the week and ordinals.
    """
    return folded_template(fold(headline))


def folded_template(folded: str) -> str:
    """`template` of a headline that `fold` has read."""
    words = folded.split()
    if _SLOT_WORDS.isdisjoint(words) and "".join(words).isalpha():
        return folded  # no number, no word of the calendar: half of all headlines
    slots = _slots(words)
    if slots.count("#") > 1:  # "twenty three" fills one slot
        slots = [slot for before, slot in pairwise(["", *slots]) if not before == slot == "#"]
    return " ".join(slots)


def numbers(headline: str) -> tuple[str, ...]:
    """What fills the slots of the template, in order: numbers in digits, calendar words."""
    words = fold(headline).split()
    filled = [word for word, slot in zip(words, _slots(words), strict=True) if slot != word]
    return tuple(
        part for word in filled for part in _DIGITS.findall(word) or (NUMBERS.get(word, word),)
    )


def has_calendar_slot(headline: str) -> bool:
    """Whether a headline names a day, a month, an ordinal or a count of days ("Day 1,234"):
    then one that differs only there is another item of a series, never an edit."""
    words = fold(headline).split()
    return any(
        slot != words[place] and (slot in _CALENDAR or _is_counted(words, place))
        for place, slot in enumerate(_slots(words))
    )


def denies(headline: str) -> bool:
    """Whether a headline negates. Denials are worded so like what they deny ("X to close",
    "X denies closing") that they score higher than true edits."""
    return not DENIALS.isdisjoint(fold(headline).split())


def likeness(a: str, b: str) -> float:
    """How alike two headlines are, from 0 to 1: the cosine of their runs of three characters
    within words (measured as an edit test with weighted runs: F1 .88)."""
    ours, theirs = _runs(a), _runs(b)
    if ours == theirs:
        return 1.0
    shared = sum(count * theirs[run] for run, count in ours.items())
    return min(1.0, shared / (_length(ours) * _length(theirs))) if shared else 0.0


def _runs(headline: str) -> Counter[str]:
    padded = [f" {word} " for word in fold(headline).split()]
    return Counter([word[at : at + 3] for word in padded for at in range(len(word) - 2)])


def _length(runs: Counter[str]) -> float:
    return sqrt(sum(count * count for count in runs.values()))


def _slots(words: list[str]) -> list[str]:
    """The words of a folded headline, or the slots that they fill."""
    return [
        word if word.isalpha() and word not in _SLOT_WORDS else _slot(words, place)
        for place, word in enumerate(words)
    ]


_CALENDAR: Final = frozenset(("#date", "#month", "#weekday", "#th"))


def _slot(words: list[str], place: int) -> str:
    """The slot that a word fills, or the word itself."""
    word = words[place]
    if not word.isalpha() and any(map(str.isdigit, word)):
        if _ORDINAL.fullmatch(word):
            return "#th"
        return "#date" if _DATE.fullmatch(word) else _DIGITS.sub("#", word)
    if word in MONTHS or (word in MONTHS_BY_A_NUMBER and _by_a_number(words, place)):
        return "#month"
    if word in WEEKDAYS:
        return "#weekday"
    if word in ORDINALS:
        return "#th"
    return "#" if word in NUMBERS else word


def _by_a_number(words: list[str], place: int) -> bool:
    """Whether a number stands beside a word: "May 9", "9 May", "9th of May"."""
    before = words[max(0, place - 2) : place]
    near = [*words[place + 1 : place + 2], *before[-1:]]
    if before[-1:] and before[-1] in _OF:
        near += before[:-1]
    return any(word[0].isdigit() for word in near)


def _is_counted(words: list[str], place: int) -> bool:
    """Whether the number at `place` counts the items of a series."""
    before, after = words[place - 1] if place else "", words[place + 1 : place + 2]
    return before in COUNTERS or (bool(after) and after[0] in COUNTED_OFF)
