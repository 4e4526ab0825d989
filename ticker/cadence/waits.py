"""The instant of the next poll: the pace and its spread, back-off, and what the server asks for."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from ticker.cadence.chance import chance
from ticker.cadence.pace import DEFAULT_S, HARD_FLOOR_S, Pace
from ticker.cadence.skipping import SKIPPED_S, wanted_after_s
from ticker.model import DAY_S, KnownSource, Outcome, PollSettings, Source

JITTER = 0.1
"""Share of the interval by which polls are spread: equal intervals would else stay in step for
ever (https://github.com/miniflux/v2/issues/3130)."""
BACKOFF_JITTER = 0.2
BACKOFF_DOUBLINGS = 6
BACKOFF_CAP_S = 6 * 3_600
"""Longest back-off where the fault may pass by itself: 5xx, DNS, time-outs, broken documents."""
REFUSED_CAP_S = DAY_S
"""Longest back-off where the server refused (4xx), and the most that Retry-After is obeyed."""
TOO_MANY_S = 1_800
"""Least wait after a 429 (RFC 6585) that names no time; as much again is added by hash."""
GONE_EVERY_S = 7 * DAY_S
"""How often a source is asked that says it is gone: sites come back, and nothing is dropped."""


def next_poll(
    name: str,
    paced: Pace,
    *,
    outcome: Outcome,
    settings: PollSettings,
    now: datetime,
    failures: int = 0,
    status: int | None = None,
    retry_after_s: int | None = None,
    gone: bool = False,
    watch_at: datetime | None = None,
    skips: tuple[int, int] = (0, 0),
) -> datetime:
    """The instant (UTC, whole seconds) of the poll after the one that ended at `now`.

    `failures` are the failed polls in a row, this one included. Retry-After (RFC 9110, 10.2.3) is
    obeyed on every outcome, for a day at most. `gone`: the source has said often enough that it is
    gone. `watch_at` is when a silence of the source would be too long: it is polled by then, if
    neither settings nor source mind. `skips` are the hours and days at which the source does not
    want to be asked (`ticker.cadence.skipping`); a configured interval does not look at them, nor
    does a failed poll. `HARD_FLOOR_S` after `now` at least; the same for the same arguments.
    """
    lot = chance(name, now)
    held: float = min(max(retry_after_s or 0, 0), REFUSED_CAP_S)
    if outcome != "failed":
        low, high = _steady_range(paced, settings)
        if watch_at is not None and paced.why != "configured":
            low, high = _watching(low, high, (watch_at - now).total_seconds() + 1, paced, settings)
    elif gone:
        low, high = GONE_EVERY_S * (1 - JITTER), GONE_EVERY_S * (1 + JITTER)
    else:
        low, high = _backoff_range(failures, paced.interval_s, status, told=held > 0)
    held += lot * min(JITTER * held, REFUSED_CAP_S - held)
    due = _after(now, max(low + lot * (high - low), held, HARD_FLOOR_S))
    if outcome == "failed" or paced.why == "configured":
        return due
    return _after(due, wanted_after_s(due, *skips, lot=lot))


def put_off(source: Source, state: KnownSource, now: datetime) -> datetime | None:
    """When a source that is due `now` is polled instead: its document names this hour as one to be
    skipped, and the poll was not planned for it. Nobody was there at the instant that it was
    planned for, or its host was held until now. ``None``: now.

    A poll is put off once, so that a daemon that runs in such hours only does poll.
    """
    skips = state.standing.skip_hours, state.standing.skip_days
    if source.interval_s is not None or state.failures or not any(skips):
        return None  # as for `next_poll`
    last, planned = state.last_poll_at, state.next_poll_at
    if last is None or planned is None or (planned - last).total_seconds() >= SKIPPED_S:
        return None
    wait_s = wanted_after_s(now, *skips, lot=chance(source.name, now))
    return _after(now, wait_s) if wait_s else None


def backoff_s(failures: int, interval_s: int, status: int | None = None) -> int:
    """Seconds to wait after `failures` failed polls in a row (1 for the first), before jitter.

    The interval doubles with each failure, six times at most; the wait is never shorter than the
    interval, and longer than a cap only where the interval is.
    """
    doubled = interval_s << min(max(failures, 0), BACKOFF_DOUBLINGS)
    return max(interval_s, min(doubled, _cap_s(status)), HARD_FLOOR_S)


def longest_wait_s(
    interval_s: int | None, *, failures: int = 0, gone: bool = False, skips: bool = False
) -> int:
    """The longest that a source may have been told to wait from its last poll on, in seconds; a
    hold of its host apart. Whatever waits for longer was told so by a clock that was wrong."""
    if gone:
        return math.ceil(GONE_EVERY_S * (1 + JITTER))
    usual = max(interval_s or DEFAULT_S, HARD_FLOOR_S)
    skipped = SKIPPED_S if skips else 0
    return max(
        math.ceil(usual * (1 + JITTER)) + 1 + skipped, REFUSED_CAP_S + TOO_MANY_S if failures else 0
    )


def _steady_range(paced: Pace, settings: PollSettings) -> tuple[float, float]:
    # The floor cuts the spread, it does not gather polls on itself.
    interval = paced.interval_s
    floor = max(min(interval, settings.min_s), HARD_FLOOR_S, paced.asked_s)
    return max(interval * (1 - JITTER), floor), max(interval * (1 + JITTER), floor)


def _watching(
    low: float, high: float, watch_s: float, paced: Pace, settings: PollSettings
) -> tuple[float, float]:
    """The range cut short at `watch_s`, as far as settings and source allow it."""
    allowed = max(settings.min_s, HARD_FLOOR_S, paced.asked_s)
    if watch_s <= 0 or high <= max(watch_s, allowed):
        return low, high
    latest = max(watch_s, allowed)
    return min(low, latest), latest


def _backoff_range(
    failures: int, interval: int, status: int | None, *, told: bool
) -> tuple[float, float]:
    """The least and the most wait; `told` where the server says itself how long."""
    base = backoff_s(failures, interval, status)
    if status == 429 and not told:
        least = max(base, TOO_MANY_S)
        return least, least + TOO_MANY_S
    low = max(base * (1 - BACKOFF_JITTER), interval)
    return low, max(low, min(base * (1 + BACKOFF_JITTER), max(_cap_s(status), interval)))


def _cap_s(status: int | None) -> int:
    return REFUSED_CAP_S if status is not None and 400 <= status < 500 else BACKOFF_CAP_S


def _after(now: datetime, delay_s: float) -> datetime:
    """`now` and `delay_s` more, rounded up to a whole second."""
    return now.replace(microsecond=0) + timedelta(
        seconds=math.ceil(delay_s + now.microsecond / 1_000_000)
    )
