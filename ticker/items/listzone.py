"""The zone of a list's clocks: configured, proved by the page itself, or guessed and marked so.

What proves a zone is a machine time that names its own beside a bare clock, row after row: how far
the clocks are from UTC is then known, and no page has several reasons to show that. An offset is
not yet a zone with its summers; the name is taken from where the site is at home, among the zones
that fit every row. A ``Z`` whose digits are the clock proves nothing: on real pages that is as
often the local clock with a ``Z`` put after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from ticker.items.homes import homes
from ticker.items.placing import DAY_MINUTES, TOLERANCE, offset_of, wall_of
from ticker.items.scene import Evidence, digits
from ticker.items.stamps import read_stamp
from ticker.model import DAY_S
from ticker.timetext import Lexicon, read_clock

_FEWEST_STATED, _FEWEST_IN_UTC = 2, 3
"""Rows that prove an offset: that write it, or that only name the instant in UTC."""
_SHARE = 0.8
"""Of the rows that show an offset so many must show the same: some are changed, or pinned."""
_EAST_MINUTES = 14 * 60
"""Zones reach from 12 hours west of UTC to 14 hours east."""


@dataclass(frozen=True, slots=True)
class ListZone:
    """The zone that bare times of a list are read in; `guessed` where nobody stated or proved it.

    `why` says how it is known. `suggested` is the IANA name to offer to whoever is asked for one,
    ``None`` where nothing points at one.
    """

    zone: tzinfo
    guessed: bool
    why: str
    suggested: str | None = None


def list_zone(
    rows: Sequence[Evidence],
    *,
    configured: str | None,
    fallback: tzinfo,
    domain: str,
    languages: Sequence[str | None] = (),
    fetched_at: datetime | None = None,
    words: Lexicon | None = None,
) -> ListZone:
    """The zone of a list of rows: `configured`, else proved by them, else `fallback`, a guess.

    `domain` and `languages` say where the site may be at home, which names the zone but never
    proves one; `fetched_at` rules out suggestions in which the newest row would be of the future.
    """
    if configured:
        return ListZone(ZoneInfo(configured), False, f"{configured}, as configured", configured)
    candidates = homes(domain, *languages)
    shown = _offsets_shown(rows, words)
    proved = _proved(shown)
    if proved is not None:
        return _named(proved, shown, candidates)
    suggested = next((n for n in candidates if _may_be(n, rows, fetched_at, words)), None)
    why = f"{fallback}: a guess, for the page does not say in which zone its times are"
    return ListZone(fallback, True, why, suggested)


@dataclass(frozen=True, slots=True)
class _Shown:
    """How far the clock of a row is from UTC, in minutes, at which instant, and whether the row's
    machine time says so itself."""

    minutes: int
    at: datetime
    stated: bool


def _offsets_shown(rows: Sequence[Evidence], words: Lexicon | None) -> list[_Shown]:
    found = []
    for row in rows:
        stamp = read_stamp(row.machine_text or "", UTC, words)
        clock = read_clock(row.published_text or "", words)
        if stamp is None or clock is None or not stamp.zoned or stamp.error_s >= DAY_S:
            continue
        wall = digits(stamp)
        stated = stamp.offset_s != 0
        if clock.minutes == wall.hour * 60 + wall.minute:
            if stated:
                found.append(_Shown(stamp.offset_s // 60, stamp.at, True))
            continue
        east = (clock.minutes - stamp.at.hour * 60 - stamp.at.minute) % DAY_MINUTES
        found.append(_Shown(east - DAY_MINUTES if east > _EAST_MINUTES else east, stamp.at, False))
    return found


def _proved(shown: Sequence[_Shown]) -> int | None:
    """The offset that nearly all rows show, an hour more or less where clocks changed between."""
    if not shown:
        return None
    ((minutes, count),) = Counter(each.minutes for each in shown).most_common(1)
    near = [each for each in shown if abs(each.minutes - minutes) in (0, 60)]
    stated = any(each.stated for each in near)
    fewest = _FEWEST_STATED if stated else _FEWEST_IN_UTC
    enough = count >= fewest and len(near) >= _SHARE * len(shown)
    return minutes if enough and minutes % 15 == 0 else None


def _named(minutes: int, shown: Sequence[_Shown], candidates: Sequence[str]) -> ListZone:
    told = [each for each in shown if abs(each.minutes - minutes) in (0, 60)]
    proof = f"{_utc(minutes)}, which {len(told)} machine times beside bare clocks prove"
    for name in candidates:
        zone = ZoneInfo(name)
        if all(offset_of(each.at, zone) == each.minutes * 60 for each in told):
            return ListZone(zone, False, f"{name}: {proof}; the name is where the site lives", name)
    fixed = timezone(timedelta(minutes=minutes))
    return ListZone(fixed, False, proof)


def _utc(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _may_be(
    name: str, rows: Sequence[Evidence], fetched_at: datetime | None, words: Lexicon | None
) -> bool:
    """Whether the first clock of a list that is newest first would lie in the past there, within
    half a day."""
    clocks = (read_clock(row.published_text or "", words) for row in rows)
    first = next((clock for clock in clocks if clock), None)
    if first is None or fetched_at is None:
        return True
    wall = wall_of(fetched_at, ZoneInfo(name)) + TOLERANCE
    return (wall.hour * 60 + wall.minute - first.minutes) % DAY_MINUTES < DAY_MINUTES // 2
