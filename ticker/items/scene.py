"""What holds for a whole list, before any of its rows is read alone.

A list has one zone, one fetch, one language, and one custom: what its machine times (``datetime``,
``title``, ``data-*``) are worth, which several rows tell together and one alone does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from statistics import median
from typing import Literal, TypeAlias

from ticker.items.placing import DAY, DAY_MINUTES, TOLERANCE, settle, wall_of
from ticker.items.stamps import Stamp, read_stamp
from ticker.model import DAY_S
from ticker.timetext import Lexicon, lexicon, read_clock, read_day, read_short_age, simplify

Custom: TypeAlias = Literal["plain", "page", "updated", "utc"]
"""What machine times mean where rows tell it together: ``plain``, each row is judged alone;
``page``, all rows carry one and the same, which is the page's; ``updated``, they are off from the
visible clocks by this and that, which is when texts were changed; ``utc``, clocks and machine
times both show UTC, whatever the zone of the source."""

_FIRST_DAY = date(1990, 1, 1)
"""Days before are no list's: they are placeholders, or years of another calendar."""
_FAR = 400 * DAY
"""Nor are days so far ahead of the fetch."""
_CACHED_HOURS = 3
"""How long after midnight a page may still speak of the day before as today."""
_FEWEST = 3
"""Rows that make a custom."""
_FRESH_GAPS, _STALE_GAPS = 3, 6
_FRESH, _STALE = timedelta(minutes=15), timedelta(hours=1)
"""A list is fresh if its newest row is younger than three of its usual gaps, and stale if older
than six: where the digits of its machine times give the one as UTC and the other as local time,
they are UTC."""


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
    whole seconds), and `today`, the day on which the page was rendered, in its zone. `ages` says
    that amounts alone (``5m``, ``2 h``) are ages."""

    zone: tzinfo
    guessed: bool
    fetched_at: datetime | None
    today: date | None
    words: Lexicon
    custom: Custom = "plain"
    ages: bool = False

    @property
    def latest(self) -> datetime | None:
        """The last instant that a bare clock may mean."""
        return self.fetched_at + TOLERANCE if self.fetched_at else None

    def stamp(self, text: str | None) -> Stamp | None:
        """A full time that the text states, unless no list can be of that day."""
        stamp = read_stamp(text, self.zone, self.words) if text else None
        return stamp if stamp and self.believes(stamp.at.date()) else None

    def believes(self, day: date) -> bool:
        """Whether a list of this fetch may be of the day."""
        limit = self.fetched_at.date() if self.fetched_at else date(2_100, 1, 1)
        return day >= _FIRST_DAY and (day <= limit or day - limit <= _FAR)

    def wall_of(self, at: datetime) -> datetime:
        """The naive wall time of the list's zone at an instant."""
        return wall_of(at, self.zone)

    def is_future(self, wall: datetime) -> bool:
        """Whether a wall time of the list's zone lies beyond what a clock may mean."""
        return self.latest is not None and settle(wall, self.zone).at > self.latest


def read_scene(
    rows: Sequence[Evidence],
    zone: tzinfo,
    guessed: bool,
    fetched_at: datetime | None,
    words: Lexicon | None = None,
) -> Scene:
    """What holds for all of the rows, given the list's zone and the fetch instant."""
    words = words or lexicon()
    scene = Scene(zone, guessed, None, None, words)
    if fetched_at is not None:
        fetched_at = whole_seconds(fetched_at)
        local = wall_of(fetched_at, zone)
        scene = replace(scene, fetched_at=fetched_at, today=local.date())
        if local.hour < _CACHED_HOURS:
            scene = replace(scene, today=_page_day(rows, scene))
    return replace(scene, custom=_custom(rows, scene), ages=_are_ages(rows))


def whole_seconds(at: datetime) -> datetime:
    """The instant in UTC without its fraction of a second."""
    return at.astimezone(UTC).replace(microsecond=0)


def _page_day(rows: Sequence[Evidence], scene: Scene) -> date | None:
    """A page that says ``today 23:50`` was rendered before midnight, though fetched after it."""
    today = scene.today
    for row in rows:
        clock = read_clock(row.published_text or "", scene.words)
        words = simplify((clock.rest if clock else "") or row.heading_text or "")
        if clock is None or today is None or any(map(str.isdigit, words)):
            continue
        wall = datetime.combine(today, time.min) + timedelta(minutes=clock.minutes)
        if read_day(words, today, scene.words) == today and scene.is_future(wall):
            return today - DAY
    return today


def _are_ages(rows: Iterable[Evidence]) -> bool:
    """Whether amounts without a word for the past are ages: they grow down the list. How long
    texts take to read does not."""
    ages = [read_short_age(row.published_text or "") for row in rows]
    known = [age for age in ages if age]
    grows = all(above.seconds <= age.seconds + age.error_s for above, age in pairwise(known))
    return len(known) >= _FEWEST and grows and known[0].seconds < known[-1].seconds


# --- what machine times are worth ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    """A machine time and the visible clock (minutes of the day) beside it."""

    stamp: Stamp
    clock: int


def _custom(rows: Sequence[Evidence], scene: Scene) -> Custom:
    stamps = [stamp for row in rows if (stamp := scene.stamp(row.machine_text))]
    if len(stamps) < _FEWEST:
        return "plain"
    shown = {row.published_text for row in rows if row.machine_text}
    if len({stamp.at for stamp in stamps}) == 1 and len(shown) >= _FEWEST:
        return _one_for_all(rows, stamps[0], scene)
    pairs = _pairs(rows, scene)
    if len(pairs) < _FEWEST:
        return "plain"
    if _show_utc(pairs, scene):
        return "utc"
    return "updated" if _are_updates(pairs, scene) else "plain"


def _one_for_all(rows: Sequence[Evidence], stamp: Stamp, scene: Scene) -> Custom:
    """One day on all rows may be the day of all of them, unless their clocks pass a midnight."""
    if stamp.error_s < DAY_S and not is_midnight(digits(stamp)):
        return "page"
    clocks = [pair.clock for pair in _pairs(rows, scene)]
    day = digits(stamp).date()
    walls = [datetime.combine(day, time.min) + timedelta(minutes=clock) for clock in clocks]
    passes = any(after - before > DAY_MINUTES // 3 for before, after in pairwise(clocks))
    return "page" if passes or any(map(scene.is_future, walls)) else "plain"


def _pairs(rows: Iterable[Evidence], scene: Scene) -> list[_Pair]:
    found = []
    for row in rows:
        stamp = scene.stamp(row.machine_text)
        clock = read_clock(row.published_text or "", scene.words)
        if stamp and clock:
            found.append(_Pair(stamp, clock.minutes))
    return found


def _show_utc(pairs: Sequence[_Pair], scene: Scene) -> bool:
    """Whether digits in ``Z`` that are also the visible clocks are honest: pages rendered by a
    server in UTC. If they were local time, a list that is fresh would be stale."""
    if scene.guessed or scene.fetched_at is None:
        return False
    exact = [pair for pair in pairs if pair.stamp.zoned and pair.stamp.error_s < DAY_S]
    if len(exact) < len(pairs) or any(pair.stamp.offset_s for pair in pairs):
        return False
    if any(apart(pair.clock, digits(pair.stamp)) for pair in pairs):
        return False
    instants = sorted((pair.stamp.at for pair in pairs), reverse=True)
    gap = timedelta(seconds=median((a - b).total_seconds() for a, b in pairwise(instants)))
    local = settle(digits(max(pairs, key=lambda pair: pair.stamp.at).stamp), scene.zone).at
    as_utc, as_local = scene.fetched_at - instants[0], scene.fetched_at - local
    fresh = -TOLERANCE <= as_utc <= max(_FRESH, _FRESH_GAPS * gap)
    return fresh and as_local > max(_STALE, _STALE_GAPS * gap)


def _are_updates(pairs: Sequence[_Pair], scene: Scene) -> bool:
    """Whether machine times are later than the clocks beside them, each by something else."""
    exact = [pair for pair in pairs if pair.stamp.error_s < DAY_S]
    off = [apart(pair.clock, in_zone(pair.stamp, scene)) for pair in exact]
    later = [minutes for minutes in off if minutes < -1]
    return len(set(later)) >= 2 and all(minutes <= 1 for minutes in off) and len(off) >= _FEWEST


def in_zone(stamp: Stamp, scene: Scene) -> datetime:
    """The wall time of the list's zone at a machine time."""
    return scene.wall_of(stamp.at) if stamp.zoned else digits(stamp)


def digits(stamp: Stamp) -> datetime:
    """The wall time that a stamp wrote, whatever zone it named."""
    return stamp.at.replace(tzinfo=None) + timedelta(seconds=stamp.offset_s)


def apart(minutes: int, wall: datetime) -> int:
    """Minutes from a wall time to the nearest such clock, -720..719."""
    difference = minutes - wall.hour * 60 - wall.minute
    return (difference + DAY_MINUTES // 2) % DAY_MINUTES - DAY_MINUTES // 2


def is_midnight(wall: datetime) -> bool:
    return wall.time() == time.min
