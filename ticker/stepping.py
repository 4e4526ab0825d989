"""Whether somebody set the machine's clock: it is compared with one that nobody can set.

A clock is set by an hour when a zone was mistaken for another, by days when a machine without a
battery finds a time server. Whatever waits for an instant then waits too long, or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

Steady: TypeAlias = Callable[[], float]
"""Seconds since some moment; it goes on at the pace of time and is never set."""

STEP_S = 20.0
"""From here on a difference is a step. Time servers correct less than that by running the clock
a little faster or slower, and whole seconds are as exact as instants are here."""


def steady_s() -> float:
    """The machine's own steady clock. It goes on while the machine sleeps: a laptop that wakes up
    has not been set, its polls are due."""
    boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)  # Linux; macOS's goes on anyway
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class StepWatch:
    """Compares `clock` with `steady` since the last time it was asked."""

    def __init__(self, clock: Callable[[], datetime], steady: Steady) -> None:
        self._clock = clock
        self._steady = steady
        self._ahead_s = self._difference()

    def step_s(self) -> float:
        """Seconds by which the clock was set (negative: back) since the last call; 0.0 for less
        than `STEP_S`. What is less adds up until it is a step."""
        step = self._difference() - self._ahead_s
        if abs(step) < STEP_S:
            return 0.0
        self._ahead_s += step
        return step

    def _difference(self) -> float:
        return self._clock().timestamp() - self._steady()
