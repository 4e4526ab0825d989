"""The interval at which a source is polled while it succeeds, and why.

The numbers follow what publishers ask for and long-lived readers settled on: 15 minutes between
polls to begin with and 5 at least (miniflux, Feedbin and others), an hour at most for a source that
lives, 60 seconds as a hard stop; half the median gap between new items in between.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from ticker.model import DAY_S, Heard, KnownSource, Listing, PollSettings

HARD_FLOOR_S = 60
"""No two polls of a source are planned closer than this, whatever is asked."""
DEFAULT_S = 900
"""The interval of ``auto`` while nothing is known of a source's rhythm."""
ACTIVE_S = 7 * DAY_S
"""A source that brought something new within this time is active."""
SLEEPING_S = 90 * DAY_S
INACTIVE_EVERY_S, SLEEPING_EVERY_S = 6 * 3_600, DAY_S
"""Longest learned intervals of a source without anything new for a week, for ninety days."""
QUIET_POLLS = 3
"""After as many polls without anything new each further one is `GROWTH` times as far off."""
GROWTH = 1.5
"""A learned interval grows by this factor a poll at most, so that a burst is not forgotten."""
RHYTHM_ITEMS = 20
"""How many of the newest items tell the rhythm of a source."""


@dataclass(frozen=True, slots=True)
class Pace:
    """An interval in seconds, why it is that long, in words, and how much of it the source asks
    for (0 where its user decided, or it asks for nothing)."""

    interval_s: int
    why: str
    asked_s: int = 0


def pace(
    *,
    state: KnownSource,
    settings: PollSettings,
    now: datetime,
    interval_s: int | None = None,
    ttl_s: int | None = None,
    listing: Listing | None = None,
    heard: Sequence[Heard] = (),
    failed: bool = False,
) -> Pace:
    """The interval that a source is polled at from `now` on, while it succeeds.

    A configured `interval_s` is taken as it is (60 s at least), whatever the feed's ``ttl`` says:
    its user decided. Otherwise (``None``: auto) it is half the gap between new items, halved after
    a poll that shared nothing with the one before, longer while nothing new comes, within the
    settings, and not below `ttl_s`, the interval that the document or its headers ask for: of that
    up to the settings' longest interval is honoured, up to a day of a source that is inactive.
    `listing` is what was compared, `heard` the polls with something new, oldest first, this one
    included; without a listing nothing is learned, and by a `failed` poll nothing changes.
    """
    if interval_s is not None:
        return Pace(max(interval_s, HARD_FLOOR_S), "configured")
    if failed and state.interval_s:
        wanted, why = float(state.interval_s), _why_before(state)
    else:
        wanted, why = _wanted(state, now, listing, heard)
    idle_s = (now - state.last_new_at).total_seconds() if state.last_new_at else 0
    most = _longest_s(idle_s, settings)
    least = max(min(settings.min_s, most), HARD_FLOOR_S)
    asked = min(max(ttl_s or 0, 0), DAY_S if idle_s > ACTIVE_S else settings.max_s)
    if asked > max(least, min(wanted, most)):
        return Pace(asked, f"the source asks for {_span(asked)}", asked)
    if wanted < least:
        return Pace(math.ceil(least), f"{why}, but not under {_span(least)}", asked)
    if wanted > most:
        return Pace(math.ceil(most), f"{why}, but not over {_span(most)}", asked)
    return Pace(math.ceil(wanted), why, asked)


def usual_gap_s(heard: Sequence[Heard], listing: Listing | None = None) -> float | None:
    """Seconds between two new items, as a rule: the median gap of the newest `RHYTHM_ITEMS`, else
    the mean gap of the listed ones; ``None`` where neither is known.

    Items of one poll are taken to have come evenly since the one before.
    """
    gaps: list[float] = []
    for later, earlier in pairwise(reversed([poll for poll in heard if poll.appeared])):
        passed = (later.at - earlier.at).total_seconds()
        gaps += [passed / later.appeared] * min(later.appeared, RHYTHM_ITEMS)
        if len(gaps) >= RHYTHM_ITEMS:
            break
    if len(gaps) >= 3:
        return median(gaps[:RHYTHM_ITEMS])
    if listing is None or listing.span_s is None or listing.items < 2:
        return None
    return listing.span_s / (listing.items - 1)


def _wanted(
    state: KnownSource, now: datetime, listing: Listing | None, heard: Sequence[Heard]
) -> tuple[float, str]:
    """The interval before any bounds."""
    before = state.interval_s
    if listing is None and before:
        return _unchanged(state, before, now)
    gap = usual_gap_s(heard, listing or _listing_before(state))
    wanted, why = (float(DEFAULT_S), "no rhythm known yet")
    if gap is not None:
        wanted, why = gap / 2, f"half of {_span(gap)}, the usual gap between new items"
    if before and wanted > before * GROWTH:
        wanted, why = before * GROWTH, f"growing to {why}"
    if listing is not None and listing.items and not listing.overlap and state.last_good_at:
        halved = (before or DEFAULT_S) / 2
        if halved < wanted:
            return halved, "halved: a list that shared nothing with the one before"
    return wanted, why


def _unchanged(state: KnownSource, before: int, now: datetime) -> tuple[float, str]:
    """Nothing new was learned: as before, or longer where that has lasted for some polls."""
    idle_s = (now - state.last_new_at).total_seconds() if state.last_new_at else 0
    if idle_s < QUIET_POLLS * before:
        return before, _why_before(state)
    return before * GROWTH, f"nothing new for {_span(idle_s)}"


def _why_before(state: KnownSource) -> str:
    """Why it was polled so far, without the bounds: they are found again."""
    return (state.standing.interval_why or "as before").partition(", but not ")[0]


def _longest_s(idle_s: float, settings: PollSettings) -> int:
    if idle_s > SLEEPING_S:
        return max(SLEEPING_EVERY_S, settings.max_s)
    if idle_s > ACTIVE_S:
        return max(INACTIVE_EVERY_S, settings.max_s)
    return max(settings.max_s, HARD_FLOOR_S)


def _listing_before(state: KnownSource) -> Listing:
    return Listing(state.listed, state.listed, state.span_s, state.in_order)


def _span(seconds: float) -> str:
    """A duration in its largest unit: ``90 s``, ``24 min``, ``5 h``, ``9 d``."""
    for unit, name in ((DAY_S, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit or (seconds >= unit and seconds % unit == 0):
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"
