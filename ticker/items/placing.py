"""Wall clock to instant: the days on which clocks change, and the running rule over bare clocks.

All arithmetic over a list is done on the source's wall clock and only then mapped to UTC, since
that is what a list shows: 1 h 21 min of wall time across the spring gap is 21 min.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

DAY = timedelta(days=1)
DAY_MINUTES = 1_440
CLOCK_CHANGE_S = 3_600
"""Least doubt of a wall time that clocks skip or show twice."""

FORWARD_MINUTES = 480
"""A row whose clock is at most 8 h ahead of the row above is newer than it, else older (measured:
no error on 17,000 rows of four lists, two of them not in time order; 8 to 12 h do equally well)."""
SPARSE_FORWARD_MINUTES = 360
"""The same for lists of fewer than about eight items a day, where falls of 16 h are common."""
DOUBTFUL_FALL_MINUTES = 720
"""A row that falls by 12 h or more may as well have risen: its day is in doubt."""
DOUBTFUL_RISE_MINUTES = 180
"""Where lists rise at all they mostly do so by little (measured: median 5 min, at most 406 min). A
rise of six hours may as well be a fall of 18: two of them stood in a simulated list of a quiet
weekend, and no doubt was said."""
TOLERANCE = timedelta(minutes=5)
"""How far a bare clock may be ahead of the fetch: two clocks that disagree a little."""
_RISE_WEIGHT = 3
"""Lists fall as one reads down; where they rise it is by little (measured median: 5 min)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row stands: on the source's wall clock (naive) and as an instant (UTC).

    `error_s` is the doubt from clock changes alone; `doubtful` says that the day is unsure.
    """

    wall: datetime
    at: datetime
    error_s: int = 0
    doubtful: bool = False


def instants(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """The instants (UTC) that a naive wall time may mean: one, or two where clocks change.

    The first is the one for a lone time: the earlier of an hour shown twice; of an hour that is
    skipped the one that goes forward. Raises OverflowError outside the years 1 to 9999.
    """
    first = wall.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
    second = wall.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
    offsets = (first,) if first == second else (first, second)
    return tuple([(wall - offset).replace(tzinfo=UTC) for offset in offsets])


def offset_of(at: datetime, zone: tzinfo) -> int:
    """The offset of `zone` from UTC at the instant, in seconds; 0 outside the years 1 to 9999."""
    try:
        offset = at.astimezone(zone).utcoffset()
    except OverflowError:
        return 0
    return round(offset.total_seconds()) if offset else 0


def wall_of(at: datetime, zone: tzinfo) -> datetime:
    """The naive wall time in `zone` at the instant; near the years 1 and 9999 that in UTC."""
    return (at.replace(tzinfo=None)) + timedelta(seconds=_safe_offset(at, zone))


def _safe_offset(at: datetime, zone: tzinfo) -> int:
    return offset_of(at, zone) if 1 < at.year < 9999 else 0


def spot_at(at: datetime, zone: tzinfo) -> Spot:
    """The spot of a known instant."""
    return Spot(wall_of(at, zone), at)


def settle(
    wall: datetime, zone: tzinfo, previous: Spot | None = None, latest: datetime | None = None
) -> Spot:
    """The spot of a wall time whose day is known.

    Where clocks change, the reading nearest to the row above is taken, a rise counting three
    times a fall, and none later than `latest` if that can be; without a row above, the first.
    """
    readings = instants(wall, zone)
    if len(readings) == 1:
        return Spot(wall, readings[0])
    doubt = max(CLOCK_CHANGE_S, abs(round((readings[0] - readings[1]).total_seconds())))
    possible = [at for at in readings if latest is None or at <= latest] or [min(readings)]
    if previous is None:
        return Spot(wall, possible[0], doubt)
    return Spot(wall, min(possible, key=lambda at: _strain(previous.at, at)), doubt)


def _strain(above: datetime, at: datetime) -> float:
    rise = (at - above).total_seconds()
    return rise * _RISE_WEIGHT if rise > 0 else -rise


def run(
    minutes: int, previous: Spot, zone: tzinfo, *, latest: datetime | None, forward: int
) -> Spot:
    """The running rule: where a bare clock stands, given the row above (or the fetch instant).

    Up to `forward` minutes ahead of `previous` on the dial is later than it, more is earlier;
    what would be later than `latest` is 24 h earlier.
    """
    start = previous.wall.replace(second=0, microsecond=0)
    ahead = (minutes - start.hour * 60 - start.minute) % DAY_MINUTES
    step = ahead if ahead <= forward else ahead - DAY_MINUTES
    wall = start + timedelta(minutes=step)
    spot = settle(wall, zone, previous, latest)
    if latest is not None and spot.at > latest:
        wall -= DAY
        step -= DAY_MINUTES
        spot = settle(wall, zone, previous, latest)
    doubtful = step <= -DOUBTFUL_FALL_MINUTES or step > DOUBTFUL_RISE_MINUTES
    return Spot(spot.wall, spot.at, spot.error_s, doubtful)
