"""Machine times (``datetime``, ``title``, ``data-*``) held against what the reader sees.

Pages lie in standard ways: a local clock with ``Z`` behind it, UTC beside a local clock, a day
without a clock, one time on all rows, the time of the last change in place of the publication.
Which of the two won, and why, stands in `Reading.why`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ticker.items.evidence import (
    MINUTE_S,
    Reading,
    Visible,
    at_clock,
    by_day,
    by_relative,
    by_stamp,
    completed,
    see,
)
from ticker.items.placing import settle, wall_of
from ticker.items.scene import Evidence, Scene, apart, digits, in_zone, is_midnight
from ticker.items.stamps import Stamp
from ticker.model import DAY_S

_AGE_SLACK_S = 600
"""How much older than its page a cached page's words may be."""


def read_row(row: Evidence, scene: Scene) -> Reading:
    """The strongest evidence of one row, its parts held against each other."""
    visible = see(row.published_text, scene)
    machine = scene.stamp(row.machine_text)
    ignored = machine is not None and scene.custom == "page"
    reading = (
        (_by_machine(machine, visible, scene) if machine and not ignored else None)
        or (by_stamp(visible.stamp, scene) if visible.stamp else None)
        or by_day(row, visible, scene)
    )
    if ignored:
        why = f"{reading.why}; the machine time is the same on every row and says nothing"
        reading = replace(reading, why=why)
    return completed(reading, row, visible, scene)


def _by_machine(machine: Stamp, visible: Visible, scene: Scene) -> Reading:
    """A machine time, held against the visible clock where there is one.

    It stands if both agree. If instead its digits are the visible clock, its zone is a lie (a
    local clock with ``Z`` behind it) and the digits are a wall time of the list's zone, unless
    they would lie in the future. A date or a midnight beside a clock gives only its day. Where
    they differ otherwise, a zoned time wins, and the visible clock wins over a naive one, which
    then gives the day; what is no whole number of quarter hours apart stays as doubt. Where all
    of a list's machine times are changes, the clock wins and they give the day.
    """
    stands = _standing(machine)
    if visible.relative:
        return _beside_age(machine, stands, visible.relative, scene)
    if visible.minutes is None:
        return stands
    if machine.zoned and scene.guessed and machine.error_s < DAY_S:
        return replace(stands, why="the machine time; the zone of the clock beside it is a guess")
    off = apart(visible.minutes, in_zone(machine, scene))
    if machine.error_s >= DAY_S or (is_midnight(digits(machine)) and off):
        doubt = machine.error_s if machine.error_s > DAY_S else MINUTE_S
        wall = at_clock(digits(machine).date(), visible)
        why = "the visible clock, of the day in the machine time, which has no clock"
        return Reading("stated-naive", None, wall=wall, error_s=doubt, why=why)
    if abs(off) <= 1:
        return replace(stands, why="the machine time; the visible clock agrees")
    if scene.custom == "utc":
        return replace(stands, why="the machine time; the visible clock shows UTC like it")
    if scene.custom == "updated" and off < 0:
        return _published(machine, off, scene)
    if machine.zoned:
        return _zoned_against_clock(machine, stands, off, visible.minutes, scene)
    return _naive_against_clock(machine, stands, off, visible.minutes, scene)


def _standing(machine: Stamp) -> Reading:
    if machine.zoned:
        return Reading(
            "stated", None, at=machine.at, error_s=machine.error_s, zoned=True,
            why="the machine time, with its zone",
        )  # fmt: skip
    return Reading(
        "stated-naive", None, wall=digits(machine), error_s=machine.error_s,
        why="the machine time, which names no zone",
    )  # fmt: skip


def _beside_age(
    machine: Stamp, stands: Reading, relative: tuple[datetime, int], scene: Scene
) -> Reading:
    """A machine time beside ``2 hours ago``: if only its digits as local time fit, its zone is a
    lie."""
    if machine.error_s >= DAY_S:
        return by_relative(relative, digits(machine).date(), "stated-naive", scene)
    at, error_s = relative
    local = settle(digits(machine), scene.zone).at
    slack = timedelta(seconds=error_s + _AGE_SLACK_S)
    fits = abs((machine.at if machine.zoned else local) - at) <= slack
    if fits or not machine.zoned or scene.guessed or abs(local - at) > slack:
        return stands
    why = "the digits of the machine time as local time: so they fit the words, its zone does not"
    return replace(
        stands, basis="stated-naive", at=None, wall=digits(machine), zoned=False, why=why
    )


def _published(machine: Stamp, off: int, scene: Scene) -> Reading:
    """The visible clock, up to a day before the change that the machine time is."""
    wall = in_zone(machine, scene).replace(second=0, microsecond=0) + timedelta(minutes=off)
    why = "the visible clock; the machine times of this list are later by this and that: changes"
    return Reading("stated-naive", None, wall=wall, why=why)


def _zoned_against_clock(
    machine: Stamp, stands: Reading, off: int, minutes: int, scene: Scene
) -> Reading:
    wall = digits(machine)
    if abs(apart(minutes, wall)) <= 1 and not scene.is_future(wall):
        why = "the digits of the machine time, which are the visible clock: its zone is a lie"
        return replace(stands, basis="stated-naive", at=None, wall=wall, zoned=False, why=why)
    if off % 15 == 0:
        why = "the machine time; the visible clock is of another zone"
        return replace(stands, why=why)
    why = f"the machine time, {abs(off)} minutes from the visible clock"
    return replace(stands, error_s=max(machine.error_s, abs(off) * 60), why=why)


def _naive_against_clock(
    machine: Stamp, stands: Reading, off: int, minutes: int, scene: Scene
) -> Reading:
    wall = digits(machine)
    in_utc = wall_of(wall.replace(tzinfo=UTC), scene.zone)
    if abs(apart(minutes, in_utc)) <= 1:
        why = "the machine time as UTC, which is what makes it the visible clock"
        return replace(stands, wall=in_utc, why=why)
    doubt = MINUTE_S if off % 15 == 0 else abs(off) * 60
    wall = wall.replace(second=0, microsecond=0) + timedelta(minutes=off)
    why = "the visible clock; the machine time names no zone and gives its day"
    return replace(stands, wall=wall, error_s=max(MINUTE_S, doubt), why=why)
