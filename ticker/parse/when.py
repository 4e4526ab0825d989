"""The shapes that times take in lists, told apart but never read.

As met on stored pages: clocks ``08:54``, ``08.54``, ``15h14``, ``3:32 pm``, ``09:27 Uhr``; dated
ones ``28. Januar, 21.54 Uhr``, ``19:21 - 13.12.2025``, ``Gestern, 23:27 Uhr``; relative ones
``5 min ago``, ``vor 2 Stunden``, ``1時間前``; and days, which stand as headings between rows:
``21 сентября 2021``, ``Samstag, 29.01.2022``, ``Hier``. A text is a time only if nothing else is
in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal, TypeAlias

from ticker.parse import timewords

Shape: TypeAlias = Literal["clock", "dated", "relative", "day"]

LONGEST = 48
"""Characters; the longest time seen on a stored page has 33."""

CLOCK = r"(?:[01]?\d|2[0-4])\s?[:.h]\s?[0-5]\d(?::[0-5]\d)?(?![:.]?\d)(?:\s?[ap]\.?m\.?(?!\w))?"
_CLOCK = re.compile(rf"(?<![\d:.])(?:{CLOCK}|(?:1[0-2]|0?\d)\s?[ap]\.?m\.?(?!\w))", re.IGNORECASE)
_CJK_CLOCK = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-3])\s?[時时시]\s?(?:[0-5]?\d\s?[分분])?(?![間间간前])"
)
_DATE = re.compile(
    r"(?<![\d.])(?:(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,2}[日일.]?"
    r"|\d{1,2}([./-])\s?\d{1,2}\1\s?(?:\d{4}|\d\d)(?!\d)|\d{1,2}\.\s?\d{1,2}\.(?!\d)"
    r"|\d\d[./]\d\d(?![\d./])|\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일])"
)
_SHORT_AGO = re.compile(r"\d{1,2}\s?(?:m|h|d|min|mins|hr|hrs|std|хв|мин|ч|год)\.?")
_AGO_CJK = re.compile(r"\d+\s?(?:秒|分|分钟|分鐘|時間|小时|小時|日|天|시간|분|일)\s?[前전]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ODD = re.compile(r"[^\w\s.,:;|/•·∙●(){}\[\]'’@–—-]")
_NUMBER = re.compile(r"\d+")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"))


def tidy(text: str) -> str:
    """A text for looking at: compatibility forms, invisible characters and white space folded."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(INVISIBLE).split())


def shape(text: str) -> Shape | None:
    """Which shape of a time the whole text has, if any.

    >>> shape("08:54"), shape("Gestern, 23:27 Uhr"), shape("5 min ago"), shape("12 Monkeys")
    ('clock', 'dated', 'relative', None)
    """
    seen = tidy(text).lower()
    if not seen or len(seen) > LONGEST or _ODD.search(seen):
        return None
    if _SHORT_AGO.fullmatch(seen):
        return "relative"
    rest, clocks, dates, ago = _without_numbers(seen) if _NUMBER.search(seen) else (seen, 0, 0, 0)
    words = _kinds(_WORD.findall(rest.replace("-", " ")))
    numbers = _NUMBER.findall(rest)
    if words is None or clocks > 1 or dates > 1 or len(numbers) > 2:
        return None
    return _judged(words, numbers=len(numbers), clocks=clocks, dates=dates, ago=ago)


def _without_numbers(text: str) -> tuple[str, int, int, int]:
    """A text without its clocks, dates and CJK distances, and how many of each were in it."""
    rest, clocks = _CLOCK.subn(" ", text)
    if not clocks:
        rest, clocks = _CJK_CLOCK.subn(" ", rest)
    rest, ago = _AGO_CJK.subn(" ", rest)
    rest, dates = _DATE.subn(" ", rest)
    return rest, clocks, dates, ago


def minutes(text: str) -> int | None:
    """The clock that a text shows, as minutes of the day, for comparing rows with each other; the
    half of the day is read, the day and the zone are not."""
    found = _CLOCK.search(tidy(text).lower())
    if found is None:
        return None
    numbers = [int(number) for number in _NUMBER.findall(found[0])]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if "m" in found[0]:
        hour = hour % 12 + (12 if "p" in found[0] else 0)
    return hour * 60 + minute


def _kinds(words: list[str]) -> frozenset[str] | None:
    """Of which kinds the words are; ``None`` where one is of none."""
    kinds = set()
    for word in words:
        fitting = {kind for kind, holds in _KINDS.items() if holds(word)}
        if not fitting:
            return None
        kinds |= fitting
    return frozenset(kinds)


_MONTHS, _UNITS = tuple(timewords.MONTHS), tuple(timewords.UNITS)
_KINDS: dict[str, Callable[[str], bool]] = {
    "link": timewords.LINKS.__contains__,
    "weekday": timewords.WEEKDAYS.__contains__,
    "day": timewords.DAYS.__contains__,
    "last": timewords.LAST.__contains__,
    "ago": timewords.AGO.__contains__,
    "now": timewords.NOW.__contains__,
    "unit": lambda word: word.startswith(_UNITS),
    "month": lambda word: word.startswith(_MONTHS),
}


def _judged(
    words: frozenset[str], *, numbers: int, clocks: int, dates: int, ago: int
) -> Shape | None:
    day = bool(dates or (numbers and "month" in words) or "day" in words or "weekday" in words)
    if clocks:
        return "dated" if day else ("clock" if words <= {"link"} and not numbers else None)
    if ago or (numbers and {"ago", "unit"} <= words):
        return "relative"
    if not numbers and words and words <= {"now", "ago"}:
        return "relative"
    return "day" if day and numbers <= 2 else None
