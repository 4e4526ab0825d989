"""Three hours in seconds: the clock that everybody in the demo lives by, and what moves it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ticker.daemon import Signals
from ticker.record import Record

FRAME_S = 0.02
"""Seconds between two steps of the clock."""
HASTE = 4_000
"""How many times as fast as the machine's the clock runs, while nothing is due."""


class Clock:
    """Tells the simulated instant, in whole seconds, UTC. One thread moves it, any may ask."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    def move(self, now: datetime) -> None:
        """Be at another instant, or at the whole second after it."""
        self._now = now.astimezone(UTC).replace(microsecond=0)
        if self._now < now:
            self._now += timedelta(seconds=1)


def pass_time(
    clock: Clock,
    ticker: Record,
    until: datetime,
    *,
    speed: float,
    moved: Callable[[datetime], None],
    asked: Signals,
) -> bool:
    """Move the clock to `until`, step by step, unless the daemon is `asked` to stop before;
    whether it came there.

    Time stands still while a source is due or being read, and stops at every instant at which one
    falls due: so a slow machine, or one that is busy, tells the same story as a fast one. `moved`
    hears of each step.
    """
    step = timedelta(seconds=max(1.0, HASTE * speed * FRAME_S))
    while not asked.stop:
        time.sleep(FRAME_S)
        now, first = clock(), _first_due(ticker)
        if first is None or first <= now:
            continue
        if now >= until:
            return True
        clock.move(min(now + step, first, until))
        moved(clock())
        if clock() >= first:
            asked.knock()
    return False


def _first_due(ticker: Record) -> datetime | None:
    """When the next source is polled; ``None`` as long as one of them does not know."""
    dues = [source.next_poll_at for source in ticker.sources()]
    return None if None in dues else min(due for due in dues if due is not None)
