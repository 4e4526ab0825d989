"""Intervals: ISO 8601's start/end, start/duration and duration/end, and periods such as a month."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from ticker.errors import UsageError
from ticker.query.instants import (
    ZONE,
    Asker,
    Step,
    Wall,
    midnight,
    read_day,
    read_offset,
    read_step,
    read_wall,
    shift,
    to_instant,
    wall_instant,
    word_instant,
    written,
)

# The end of an interval without its higher parts: "09", "09:30", "12", "08-12", "11T09:00".
_SHORT_END = re.compile(
    r"(?:(?:(?P<month>\d\d)-)?(?P<day>\d\d))?T(?P<clock>\d\d(?::\d\d){0,2})"
    r"|(?P<time>\d\d(?::\d\d){1,2})|(?P<dates>\d\d-\d\d)|(?P<one>\d\d)",
    re.ASCII | re.IGNORECASE,
)
_ZONED_END = re.compile(rf"(.*\d){ZONE}", re.ASCII | re.IGNORECASE)
_OPEN = ("", "..")  # the second is ISO 8601-2:2019's word for an open end
_PERIODS = (Step(12), Step(1), Step(days=1), Step(seconds=3_600), Step(seconds=60))
"""How long a written year, month, day, hour and minute last."""


class Span(NamedTuple):
    """A half-open stretch of time; ``None`` is an open end."""

    since: datetime | None
    until: datetime | None


def day_span(day: date, asker: Asker) -> Span:
    """A day of the asker's, from midnight to midnight: 23 or 25 hours where the clock changes."""
    try:
        after = day + timedelta(days=1)
    except OverflowError:
        raise UsageError("it lies outside the years 1 to 9999") from None
    return Span(midnight(day, asker), midnight(after, asker))


def read_interval(value: object, asker: Asker) -> Span:
    """ISO 8601 intervals: start/end, start/duration, duration/end; an open side; ``duration/`` ends
    now. Without a slash the period that is written: ``2025-07`` is the month."""
    if not isinstance(value, str):
        raise UsageError("")
    first, *rest = (side.strip() for side in value.split("/"))
    if len(rest) > 1:
        raise UsageError("an interval has two sides")
    span = _sides(first, rest[0], asker) if rest else _period(first, asker)
    if span.since and span.until and span.until < span.since:
        raise UsageError("it ends before it begins")
    return span


def _sides(first: str, second: str, asker: Asker) -> Span:
    before, after = read_step(first), read_step(second)
    if before is not None and after is not None:
        raise UsageError("one side must be a time")
    if before is not None:
        until = asker.at if second in _OPEN else to_instant(second, asker)
        return Span(shift(until, before, -1, _zone_of(second, asker)), until)
    if first in _OPEN:
        if second in _OPEN or after is not None:
            raise UsageError("it has no bound")
        return Span(None, to_instant(second, asker))
    since = to_instant(first, asker)
    if after is not None:
        return Span(since, shift(since, after, 1, _zone_of(first, asker)))
    return Span(since, None if second in _OPEN else _end(first, second, asker))


def _zone_of(text: str, asker: Asker) -> tzinfo:
    """The zone that a side is written in: its calendar is stepped through."""
    wall = written(text)
    return wall.zone if wall and wall.zone else asker.zone


def _end(first: str, second: str, asker: Asker) -> datetime:
    """The end of an interval: what it does not say it takes from the start, the zone too."""
    start, whole = written(first), written(second)
    short = _SHORT_END.fullmatch(second) is not None  # "09:00" is of the start's day, not today's
    if start is None or (not short and word_instant(second, asker) is not None):
        return to_instant(second, asker)
    zone = start.zone or asker.zone
    if whole is not None:
        return wall_instant(whole, zone)
    zoned = _ZONED_END.fullmatch(second)
    if zoned and not short:  # "08-12" is a date, "08:00-12" has a zone
        return wall_instant(Wall(_completed(start.parts, zoned[1])), read_offset(zoned[2]) or zone)
    return wall_instant(Wall(_completed(start.parts, second)), zone)


def _completed(start: tuple[int, ...], text: str) -> tuple[int, ...]:
    """The parts of an abbreviated end with those of `start` before them."""
    found = _SHORT_END.fullmatch(text)
    if found is None or len(start) < 2:
        raise UsageError("")
    if found["clock"] or found["time"]:
        clock = _numbers(found["clock"] or found["time"])
        days = _numbers(found["month"], found["day"])
        if len(start) < 3:
            raise UsageError("its start names no day")
        return (*start[: 3 - len(days)], *days, *clock)
    if found["dates"]:
        if len(start) != 3:
            raise UsageError("its end names no clock time")
        return (start[0], *_numbers(found["dates"]))
    number = int(found["one"])
    # ISO 8601-1:2019 allows the abbreviation where it is unambiguous: after 06:00, is 09 an hour?
    if len(start) > 5 or (len(start) == 5 and number <= 24):
        raise UsageError(f"is {text} an hour or a minute? Write both")
    return (*start[:-1], number)


def _numbers(*texts: str | None) -> tuple[int, ...]:
    return tuple(int(number) for text in texts if text for number in re.split("[:-]", text))


def _period(text: str, asker: Asker) -> Span:
    """The stretch that one written time names: a year, a month, a day, an hour or a minute."""
    word = text.lower()
    if word in {"today", "yesterday"}:
        return day_span(read_day(word, asker), asker)
    wall = read_wall(text)
    if len(wall.parts) > len(_PERIODS):
        raise UsageError("it is one instant; write start/end")
    since = wall_instant(wall, asker.zone)
    step = _PERIODS[len(wall.parts) - 1]
    return Span(since, shift(since, step, 1, wall.zone or asker.zone))
