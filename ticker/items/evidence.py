"""What the rows of a timed list say of their times, each read alone.

`read_scene` looks at what holds for the whole list, `read_row` picks a row's strongest evidence
and holds its parts against each other. Where that leads, row by row, is for `dating` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ticker.items.clocks import read_clock, read_day, read_relative
from ticker.items.placing import DAY, DAY_MINUTES, TOLERANCE, offset_of, settle, wall_of
from ticker.items.stamps import Stamp, read_stamp
from ticker.items.timewords import simplify
from ticker.items.zonenames import CLOCK_ZONES, named_offset
from ticker.model import DAY_S, Basis

MINUTE_S = 60
"""Doubt of a clock that shows minutes."""
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
"""Days beyond are no list's: they are placeholders, or years of the Persian or Thai calendar."""
_CACHED_HOURS = 3
"""How long after midnight a page may still speak of the day before as today."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one row of a list says of its time: the visible text, a machine time beside it
    (``datetime``, ``title``, ``data-*``), the day heading above it, the date in its link."""

    published_text: str | None
    machine_text: str | None = None
    heading_text: str | None = None
    url_date: date | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What holds for a whole list: its zone, whether that is a guess, when it was fetched (UTC,
    whole seconds), and `today`, the day on which the page was rendered, in its zone."""

    zone: tzinfo
    guessed: bool
    fetched_at: datetime | None
    today: date | None

    @property
    def latest(self) -> datetime | None:
        """The last instant that a bare clock may mean."""
        return self.fetched_at + TOLERANCE if self.fetched_at else None


@dataclass(frozen=True, slots=True)
class _Visible:
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
    `zoned` says that the list's zone has no part in it.
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


def read_scene(
    rows: Sequence[Evidence], zone: tzinfo, guessed: bool, fetched_at: datetime | None
) -> Scene:
    """What holds for all of the rows, given the list's zone and the fetch instant."""
    if fetched_at is None:
        return Scene(zone, guessed, None, None)
    fetched_at = whole_seconds(fetched_at)
    local = wall_of(fetched_at, zone)
    scene = Scene(zone, guessed, fetched_at, local.date())
    if local.hour < _CACHED_HOURS:
        return replace(scene, today=_page_day(rows, scene))
    return scene


def whole_seconds(at: datetime) -> datetime:
    """The instant in UTC without its fraction of a second."""
    return at.astimezone(UTC).replace(microsecond=0)


def _page_day(rows: Sequence[Evidence], scene: Scene) -> date | None:
    """A page that says ``today 23:50`` was rendered before midnight, though fetched after it."""
    today = scene.today
    for row in rows:
        clock = read_clock(row.published_text or "")
        words = simplify((clock.rest if clock else "") or row.heading_text or "")
        if clock is None or today is None or _has_digit(words):
            continue
        wall = datetime.combine(today, time.min) + timedelta(minutes=clock.minutes)
        if read_day(words, today) == today and is_future(wall, scene):
            return today - DAY
    return today


def read_row(row: Evidence, scene: Scene) -> Reading:
    """The strongest evidence of one row, its parts held against each other."""
    visible = _see(row.published_text, scene)
    machine = _stamp(row.machine_text, scene) if row.machine_text else None
    text = row.published_text or row.machine_text
    reading = (
        (_by_machine(machine, visible, scene) if machine else None)
        or (_by_stamp(visible.stamp, scene) if visible.stamp else None)
        or _by_day(row, visible, scene)
    )
    day_shown = _believable(visible.day) if visible.minutes is None else None
    opens_day = visible.stamp is not None
    return replace(
        reading, text=text, shown=visible.minutes, day_shown=day_shown, opens_day=opens_day
    )


def _see(text: str | None, scene: Scene) -> _Visible:
    if not text or not text.strip():
        return _Visible()
    stamp = _stamp(text, scene)
    clock = read_clock(text)
    if stamp:
        return _Visible(stamp, clock.minutes if clock else None)
    relative = read_relative(text, scene.fetched_at) if scene.fetched_at else None
    if relative:
        return _Visible(relative=relative)
    if clock is None:
        return _Visible(day=read_day(text, scene.today), dated=_has_digit(text))
    return _Visible(
        minutes=clock.minutes,
        shift=_shift(clock.rest, clock.minutes, scene),
        day=read_day(clock.rest, scene.today) if clock.rest else None,
        dated=_has_digit(clock.rest),
    )


def _stamp(text: str, scene: Scene) -> Stamp | None:
    stamp = read_stamp(text, scene.zone)
    return stamp if stamp and _FIRST_DAY <= stamp.at.date() <= _LAST_DAY else None


def _believable(day: date | None) -> date | None:
    return day if day and _FIRST_DAY <= day <= _LAST_DAY else None


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _shift(rest: str, minutes: int, scene: Scene) -> int | None:
    """``08:54 MSK``: minutes from that zone's dial to the list's; ``None`` if no zone is named."""
    if rest not in CLOCK_ZONES or scene.today is None:
        return None
    wall = datetime.combine(scene.today, time.min) + timedelta(minutes=minutes)
    offset, _ = named_offset(rest.lower(), wall, scene.zone)
    at = (wall - timedelta(seconds=offset)).replace(tzinfo=UTC)
    return (offset_of(at, scene.zone) - offset) // 60


def _by_machine(machine: Stamp, visible: _Visible, scene: Scene) -> Reading:
    """A machine time, held against the visible clock where there is one.

    It stands if both agree. If instead its digits are the visible clock, its zone is a lie (a
    local clock with ``Z`` behind it) and the digits are a wall time of the list's zone, unless
    they would lie in the future. A date or a midnight beside a clock gives only its day. Where
    they differ otherwise, a zoned time wins, and the visible clock wins over a naive one, which
    then gives the day; what is no whole number of quarter hours apart stays as doubt.
    """
    digits = machine.at.replace(tzinfo=None) + timedelta(seconds=machine.offset_s)
    stands = Reading(
        "stated" if machine.zoned else "stated-naive",
        None,
        at=machine.at if machine.zoned else None,
        wall=None if machine.zoned else digits,
        error_s=machine.error_s,
        zoned=machine.zoned,
    )
    if visible.relative and machine.error_s >= DAY_S:
        return _by_relative(visible.relative, digits.date(), "stated-naive", scene)
    if visible.minutes is None or (machine.zoned and scene.guessed and machine.error_s < DAY_S):
        return stands
    local = wall_of(machine.at, scene.zone) if machine.zoned else digits
    apart = _apart(visible.minutes, local)
    if machine.error_s >= DAY_S or (_is_midnight(digits) and apart):
        doubt = machine.error_s if machine.error_s > DAY_S else MINUTE_S
        wall = _at_clock(digits.date(), visible)
        return Reading("stated-naive", None, wall=wall, error_s=doubt)
    if abs(apart) <= 1:
        return stands
    if machine.zoned:
        lie = replace(stands, basis="stated-naive", at=None, wall=digits, zoned=False)
        if abs(_apart(visible.minutes, digits)) <= 1 and not is_future(digits, scene):
            return lie
        doubt = 0 if apart % 15 == 0 else abs(apart) * 60
        return replace(stands, error_s=max(machine.error_s, doubt))
    return _naive_against_clock(stands, digits, apart, visible.minutes, scene)


def _naive_against_clock(
    stands: Reading, digits: datetime, apart: int, minutes: int, scene: Scene
) -> Reading:
    in_utc = wall_of(digits.replace(tzinfo=UTC), scene.zone)
    if abs(_apart(minutes, in_utc)) <= 1:
        return replace(stands, wall=in_utc)
    doubt = MINUTE_S if apart % 15 == 0 else abs(apart) * 60
    wall = digits.replace(second=0, microsecond=0) + timedelta(minutes=apart)
    return replace(stands, wall=wall, error_s=max(MINUTE_S, doubt))


def _apart(minutes: int, wall: datetime) -> int:
    """Minutes from a wall time to the nearest such clock, -720..719."""
    difference = minutes - wall.hour * 60 - wall.minute
    return (difference + DAY_MINUTES // 2) % DAY_MINUTES - DAY_MINUTES // 2


def _is_midnight(wall: datetime) -> bool:
    return wall.time() == time.min


def is_future(wall: datetime, scene: Scene) -> bool:
    return scene.latest is not None and settle(wall, scene.zone).at > scene.latest


def _by_stamp(stamp: Stamp, scene: Scene) -> Reading:
    if stamp.zoned:
        return Reading("stated", None, at=stamp.at, error_s=stamp.error_s, zoned=True)
    wall = stamp.at.replace(tzinfo=None) + timedelta(seconds=stamp.offset_s)
    return Reading("stated-naive", None, wall=wall, error_s=stamp.error_s)


def _by_day(row: Evidence, visible: _Visible, scene: Scene) -> Reading:
    heading = read_day(row.heading_text, scene.today) if row.heading_text else None
    day = _believable(_own_day(row, visible)) or _believable(heading)
    basis: Basis = "url-date" if day is not None and day == row.url_date else "heading"
    zoned = visible.shift is not None
    if visible.relative:
        return _by_relative(visible.relative, day, basis, scene)
    if day is not None and visible.minutes is not None:
        return Reading(basis, None, wall=_at_clock(day, visible), zoned=zoned)
    if day is not None:
        return Reading(basis, None, wall=datetime.combine(day, time.min), error_s=DAY_S)
    if visible.minutes is None:
        return Reading("first-seen", None)
    dial = (visible.minutes + (visible.shift or 0)) % DAY_MINUTES
    return Reading("clock", None, dial=dial, zoned=zoned)


def _own_day(row: Evidence, visible: _Visible) -> date | None:
    """The day in the row's link, unless a date beside its clock differs by a day or two: slugs
    are made on the evening before. Words like ``yesterday`` lean on the fetch and yield."""
    if visible.day is None or row.url_date is None:
        return visible.day or row.url_date
    near = visible.dated and abs(visible.day - row.url_date) <= 2 * DAY
    return visible.day if near else row.url_date


def _by_relative(
    relative: tuple[datetime, int], day: date | None, basis: Basis, scene: Scene
) -> Reading:
    """``2 hours ago`` is more exact than a day that agrees with it, ``3 days ago`` is not."""
    at, error_s = relative
    own_day = wall_of(at, scene.zone).date()
    if day is not None and (error_s >= DAY_S or abs(own_day - day) > DAY):
        return Reading(basis, None, wall=datetime.combine(day, time.min), error_s=DAY_S)
    return Reading("relative", None, at=at, error_s=error_s, zoned=True)


def _at_clock(day: date, visible: _Visible) -> datetime:
    minutes = (visible.minutes or 0) + (visible.shift or 0)
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)
