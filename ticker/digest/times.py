"""Instants as a digest shows them: in its zone, in words that no locale changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from ticker.model import DigestItem

DOUBT_S = 3_600
"""From this many seconds of doubt on a time is marked, as everywhere in ticker."""
DOUBTFUL = "~"
_FUTURE = timedelta(days=1)
"""A claim that lies further ahead of the first sight is kept, but not sorted by."""
_NO_NEWS_BEFORE = datetime(1990, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def iso(at: datetime | None) -> str | None:
    """RFC 3339 in UTC: ``2025-07-10T05:54:00Z``."""
    return None if at is None else at.astimezone(UTC).isoformat()[:19] + "Z"


def local(at: datetime, zone: tzinfo) -> datetime:
    """`at` in the zone; an instant at the edge of the calendar stays as it is."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def instant(written: str) -> datetime:
    """The instant of a time in RFC 3339, as the change log has it."""
    return datetime.fromisoformat(written)


def clock(at: datetime, zone: tzinfo) -> str:
    """``08:54``."""
    return f"{local(at, zone):%H:%M}"


def minute(at: datetime, zone: tzinfo) -> str:
    """``2025-07-10 08:54``."""
    return local(at, zone).isoformat(" ", "minutes")[:16]


def moment(at: datetime, zone: tzinfo) -> str:
    """``Thursday 2025-07-10 08:00``, with seconds where it is no whole minute."""
    here = local(at, zone)
    time = here.isoformat(sep=" ", timespec="seconds" if here.second else "minutes")
    return f"{_WEEKDAYS[here.weekday()]} {time[: 19 if here.second else 16]}"


def day(at: date) -> str:
    """``Thursday 2025-07-10``."""
    return f"{_WEEKDAYS[at.weekday()]} {at:%Y-%m-%d}" if at.year > 999 else str(at)


def stamp(at: datetime, zone: tzinfo, today: date) -> str:
    """The clock time, with the day before it where that is not `today`."""
    return clock(at, zone) if local(at, zone).date() == today else minute(at, zone)


def offset(at: datetime, zone: tzinfo) -> str:
    """``UTC+03:00``."""
    east = local(at, zone).utcoffset() or timedelta()
    minutes = round(abs(east) / timedelta(minutes=1))
    return f"UTC{'-' if east < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def shown_at(item: DigestItem) -> datetime:
    """The instant under which an item stands: when it was published, or first seen where that is
    not known or cannot be."""
    at = item.published_at
    if at is None or not _NO_NEWS_BEFORE <= at <= item.first_seen_at + _FUTURE:
        return item.first_seen_at
    return at


def doubtful(item: DigestItem) -> bool:
    """Whether the time under which an item stands is in doubt by an hour or more."""
    return shown_at(item) != item.published_at or (item.time_error_s or 0) >= DOUBT_S


def short(at: datetime, zone: tzinfo, today: date) -> str:
    """The clock time; before it the weekday in the six days before `today`, else the date."""
    here = local(at, zone)
    days = (today - here.date()).days
    if not days:
        return f"{here:%H:%M}"
    if 0 < days < 7:
        return f"{_WEEKDAYS[here.weekday()][:3]} {here:%H:%M}"
    return minute(at, zone)


def window_day(until_at: datetime, zone: tzinfo) -> date:
    """The day in which a window ends: midnight ends the day before it."""
    return local(until_at - timedelta(seconds=1), zone).date()
