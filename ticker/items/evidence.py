"""What the rows of a timed list say of their times, each read alone.

`read_row` picks a row's strongest evidence and holds its parts against each other, in the light
of what `scene` found to hold for the list. Where that leads, row by row, is for `dating` to say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from ticker.items.placing import DAY, DAY_MINUTES, offset_of
from ticker.items.scene import Evidence, Scene
from ticker.items.stamps import Stamp
from ticker.items.zonenames import is_zone, named_offset
from ticker.model import DAY_S, Basis
from ticker.timetext import (
    is_clock_zone,
    read_age,
    read_clock,
    read_day,
    read_short_age,
    simplify,
    stated_offset,
)

MINUTE_S = 60
"""Doubt of a clock that shows minutes."""
_WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Visible:
    """The visible text, read: a full stamp, or a clock (`minutes`; `shift` minutes to add where
    the clock names another zone than the list's) and the day beside it, or relative words.
    `dated` says that the day is written as a date, not as a word counted from today."""

    stamp: Stamp | None = None
    minutes: int | None = None
    shift: int | None = None
    day: date | None = None
    dated: bool = False
    relative: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A row's time as far as the row alone tells it: an instant `at`, or a `wall` time in the
    list's zone, or a bare clock (`dial`, minutes of the day in the list's zone), or nothing.

    `shown` is the visible clock, `day_shown` the day that the row's text shows in place of one;
    `opens_day` says that it shows both, for the bare clocks below as well.
    `zoned` says that the list's zone has no part in it. `why` names the evidence that won.
    """

    basis: Basis
    text: str | None
    shown: int | None = None
    at: datetime | None = None
    wall: datetime | None = None
    dial: int | None = None
    error_s: int = MINUTE_S
    zoned: bool = False
    day_shown: date | None = None
    opens_day: bool = False
    why: str = ""


def see(text: str | None, scene: Scene) -> Visible:
    """The visible text of a row, read."""
    if not text or not text.strip():
        return Visible()
    stamp = scene.stamp(text)
    clock = read_clock(text, scene.words)
    if stamp:
        return Visible(stamp, clock.minutes if clock else None)
    relative = _relative(text, scene)
    if relative:
        return Visible(relative=relative)
    if clock is None:
        return Visible(day=read_day(text, scene.today, scene.words), dated=_has_digit(text))
    rest = clock.rest
    return Visible(
        minutes=clock.minutes,
        shift=_shift(rest, clock.minutes, scene),
        day=read_day(rest, scene.today, scene.words) if rest else None,
        dated=_has_digit(rest),
    )


def _relative(text: str, scene: Scene) -> tuple[datetime, int] | None:
    """The instant that an age means, floored to the minute, and its doubt."""
    if scene.fetched_at is None:
        return None
    age = read_age(text, scene.words) or (read_short_age(text) if scene.ages else None)
    if age is None:
        return None
    try:
        at = scene.fetched_at - timedelta(seconds=age.seconds)
    except OverflowError:
        return None
    return at.replace(second=0), age.error_s


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _shift(rest: str, minutes: int, scene: Scene) -> int | None:
    """``08:54 MSK``: minutes from that zone's dial to the list's; ``None`` if no zone is named."""
    if not is_clock_zone(rest) or scene.today is None:
        return None
    wall = datetime.combine(scene.today, time.min) + timedelta(minutes=minutes)
    offset = stated_offset(rest)
    name = simplify(rest.strip("() ."))
    if offset is None and is_zone(name):
        offset, _ = named_offset(name, wall, scene.zone)
    if offset is None:
        return None
    at = (wall - timedelta(seconds=offset)).replace(tzinfo=UTC)
    return (offset_of(at, scene.zone) - offset) // 60


def by_stamp(stamp: Stamp, scene: Scene) -> Reading:
    """A visible text that states day, clock and perhaps zone."""
    if stamp.zoned:
        return Reading(
            "stated", None, at=stamp.at, error_s=stamp.error_s, zoned=True,
            why="the text states day, clock and zone",
        )  # fmt: skip
    wall = stamp.at.replace(tzinfo=None) + timedelta(seconds=stamp.offset_s)
    what = "a day alone" if stamp.error_s >= DAY_S else "day and clock, no zone"
    return Reading(
        "stated-naive", None, wall=wall, error_s=stamp.error_s, why=f"the text states {what}"
    )


def by_day(row: Evidence, visible: Visible, scene: Scene) -> Reading:
    """A day from the text, the link or the heading, and the clock or the words beside it; a bare
    clock where there is no day; nothing where there is neither."""
    heading = read_day(row.heading_text, scene.today, scene.words) if row.heading_text else None
    own = _believed(_own_day(row, visible), scene)
    day = own or _believed(heading, scene)
    basis: Basis = "url-date" if day is not None and day == row.url_date else "heading"
    place = "link" if basis == "url-date" else "text" if own else "heading"
    if visible.relative:
        return by_relative(visible.relative, day, basis, scene)
    if day is not None and visible.minutes is not None:
        wall = at_clock(day, visible)
        if scene.is_future(wall) and _is_weekday(day, visible, row, scene):
            wall -= _WEEK
        return Reading(
            basis, None, wall=wall, zoned=visible.shift is not None,
            why=f"a clock, of the day in its {place}",
        )  # fmt: skip
    if day is not None:
        start = datetime.combine(day, time.min)
        return Reading(basis, None, wall=start, error_s=DAY_S, why=f"a day alone, in its {place}")
    if visible.minutes is None:
        return Reading("first-seen", None, why="no time that can be read: as old as first seen")
    dial = (visible.minutes + (visible.shift or 0)) % DAY_MINUTES
    why = "a bare clock: its day follows from the row above, or from the fetch"
    return Reading("clock", None, dial=dial, zoned=visible.shift is not None, why=why)


def _is_weekday(day: date, visible: Visible, row: Evidence, scene: Scene) -> bool:
    """``Monday 14:05``, read on a Monday morning: today as a weekday's name, not as a date."""
    words = row.heading_text if visible.day is None else row.published_text
    if (
        day != scene.today
        or visible.dated
        or row.url_date == day
        or _has_digit(row.heading_text or "")
    ):
        return False
    said = simplify(words or "").replace(",", " ").split()
    return any(scene.words.is_weekday(word) for word in said)


def _believed(day: date | None, scene: Scene) -> date | None:
    return day if day and scene.believes(day) else None


def _own_day(row: Evidence, visible: Visible) -> date | None:
    """The day in the row's link, unless a date beside its clock differs by a day or two: slugs
    are made on the evening before. Words like ``yesterday`` lean on the fetch and yield."""
    if visible.day is None or row.url_date is None:
        return visible.day or row.url_date
    near = visible.dated and abs(visible.day - row.url_date) <= 2 * DAY
    return visible.day if near else row.url_date


def by_relative(
    relative: tuple[datetime, int], day: date | None, basis: Basis, scene: Scene
) -> Reading:
    """``2 hours ago`` is more exact than a day that agrees with it, ``3 days ago`` is not."""
    at, error_s = relative
    own_day = scene.wall_of(at).date()
    if day is not None and (error_s >= DAY_S or abs(own_day - day) > DAY):
        start = datetime.combine(day, time.min)
        why = "a day, more exact than the words"
        return Reading(basis, None, wall=start, error_s=DAY_S, why=why)
    why = "words counted back from the fetch"
    return Reading("relative", None, at=at, error_s=error_s, zoned=True, why=why)


def at_clock(day: date, visible: Visible) -> datetime:
    """The visible clock on that day."""
    minutes = (visible.minutes or 0) + (visible.shift or 0)
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)


def completed(reading: Reading, row: Evidence, visible: Visible, scene: Scene) -> Reading:
    """A reading with what the row shows."""
    return replace(
        reading,
        text=row.published_text or row.machine_text,
        shown=visible.minutes,
        day_shown=_believed(visible.day, scene) if visible.minutes is None else None,
        opens_day=visible.stamp is not None,
    )
