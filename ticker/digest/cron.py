"""When a cron expression is due, in the days and clock times of a zone.

A clock time that does not exist (the clock jumps over it) is due once, at the first instant after
the jump; one that comes twice is due once, the first time. So the due instants follow the order
of the clock times that they stand for, and both searches below may stop at the first hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from ticker.model import Cron

_DAY = timedelta(days=1)
_RAREST = 41 * 366
"""Days within which every possible expression is due: 29 February falls on each weekday within
40 years, across 2100 too."""


def next_run(cron: Cron, after: datetime, zone: tzinfo) -> datetime | None:
    """The first instant (UTC) after `after` at which `cron` is due in `zone`; ``None`` where there
    is none that the calendar holds."""
    first = after.astimezone(zone).date()
    return _search(cron, _forward(first), zone, lambda due: due <= after)


def last_run(cron: Cron, until: datetime, zone: tzinfo) -> datetime | None:
    """The last instant (UTC) at or before `until` at which `cron` was due."""
    # The clock may have gone back over midnight: then tomorrow's first minutes were due already.
    last = until.astimezone(zone).date() + _DAY
    return _search(cron, _backward(last), zone, lambda due: due > until, reverse=True)


def _search(
    cron: Cron,
    days: Iterable[date],
    zone: tzinfo,
    passed_by: Callable[[datetime], bool],
    *,
    reverse: bool = False,
) -> datetime | None:
    """The first due instant of `days`, walked through in their direction, that is not passed by."""
    hours, minutes = sorted(cron.hours, reverse=reverse), sorted(cron.minutes, reverse=reverse)
    for day in days:
        if not _meets(cron, day):
            continue
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for hour in hours:
            if passed_by(_instant(midnight.replace(hour=hour, minute=minutes[-1]))):
                continue  # and so is all of the hour
            for minute in minutes:
                due = _instant(midnight.replace(hour=hour, minute=minute))
                if not passed_by(due):
                    return due
    return None


def _meets(cron: Cron, day: date) -> bool:
    if day.month not in cron.months:
        return False
    by_date, by_weekday = day.day in cron.days, day.isoweekday() % 7 in cron.weekdays
    return by_date or by_weekday if cron.either else by_date and by_weekday


def _forward(first: date) -> Iterator[date]:
    for number in range(min(_RAREST, (date.max - first).days)):
        yield first + number * _DAY


def _backward(last: date) -> Iterator[date]:
    for number in range(min(_RAREST, (last - date.min).days)):
        yield last - number * _DAY


def _instant(wall: datetime) -> datetime:
    """The instant at which the clock of its zone first shows `wall`, or jumps over it."""
    at = wall.astimezone(UTC)
    if at.astimezone(wall.tzinfo) == wall:  # within one zone clock times are compared
        return at
    # PEP 495: in a gap fold=1 takes the offset of after the jump, which gives an instant before
    # it, and fold=0 gives one after it.
    before, after = wall.replace(fold=1).astimezone(UTC), at
    old = before.astimezone(wall.tzinfo).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(wall.tzinfo).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
