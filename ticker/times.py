"""Instants in words: in the asker's zone, or as an age."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from ticker.model import Claim

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)

DOUBT_S = 3_600
"""From this many seconds of doubt on a time is marked."""

DOUBTFUL = "~"
"""The mark of a time that is in doubt."""

FUTURE = timedelta(days=1)
"""A claim that lies further ahead of the first sight is kept, but not believed."""


def local(at: datetime, zone: tzinfo) -> datetime:
    """`at` in the zone; an instant at the edge of the calendar stays as it is."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def minute(at: datetime | None, zone: tzinfo) -> str:
    """``2025-07-10 08:54``, or a dash."""
    if at is None:
        return "-"
    return local(at, zone).isoformat(sep=" ", timespec="minutes")[:16]


def clock(at: datetime, zone: tzinfo) -> str:
    """``08:54``."""
    return minute(at, zone)[11:]


def claimed(claim: Claim, zone: tzinfo, seen_at: datetime | None = None) -> str:
    """The time of an item: its minute, marked where it is in doubt or claims to lie a day or more
    after it was first seen; a bare clock as said."""
    if claim.at is None:
        return f"undated {claim.text or ''}".rstrip()
    future = seen_at is not None and claim.at - seen_at > FUTURE
    doubtful = future or claim.zone_guessed or (claim.error_s or 0) >= DOUBT_S
    return minute(claim.at, zone) + (DOUBTFUL if doubtful else "")


def span(seconds: float) -> str:
    """A duration in its largest unit, rounded down: ``4 min``, ``3 h``, ``12 d``."""
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= unit:
            return f"{int(seconds // unit)} {name}"
    return f"{int(seconds)} s"


def age(at: datetime | None, now: datetime) -> str:
    """How long ago, or in how long: ``4 min ago``, ``in 11 min``, ``now``, or a dash."""
    if at is None:
        return "-"
    passed = (now - at).total_seconds()
    if abs(passed) < 1:
        return "now"
    return f"{span(passed)} ago" if passed > 0 else f"in {span(-passed)}"


def between(after: datetime | None, by: datetime, zone: tzinfo, today: date | None = None) -> str:
    """The interval of an edit in words: ``between 12:04 and 12:19`` (with the day where it is not
    `today`)."""
    if after is None:
        return f"by {stamp(by, zone, today)}"
    day = local(by, zone).date()
    first = stamp(after, zone, today)
    last = clock(by, zone) if local(after, zone).date() == day else stamp(by, zone, today)
    return f"between {first} and {last}"


def stamp(at: datetime, zone: tzinfo, today: date | None = None) -> str:
    """A minute, without its day where that is `today`."""
    return clock(at, zone) if local(at, zone).date() == today else minute(at, zone)


def told(text: str, zone: tzinfo, today: date | None = None) -> str:
    """What the record says in words, its instants (``2025-07-10T06:59:05Z``) in the reader's zone,
    without their day where that is `today`."""

    def shown(found: re.Match[str]) -> str:
        try:
            return stamp(datetime.fromisoformat(found[0]), zone, today)
        except ValueError:  # no such day: the digits were somebody else's
            return found[0]

    return _WRITTEN.sub(shown, text)
