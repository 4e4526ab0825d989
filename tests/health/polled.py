"""Arrivals as polls would have found them: what a rhythm is learned from."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from ticker.model import Heard

MONDAY = datetime(2025, 6, 2, tzinfo=UTC)
Rate = Callable[[datetime], float]
"""Items an hour at an instant."""


def polls(arrivals: Iterable[datetime], every_s: int) -> list[Heard]:
    """The polls, one each `every_s`, that found something new."""
    found = Counter(math.ceil(at.timestamp() / every_s) * every_s for at in arrivals)
    return [
        Heard(datetime.fromtimestamp(at, UTC), number, items=30, overlap=20)
        for at, number in sorted(found.items())
    ]


def by_chance(rate: Rate, *, days: float, seed: int, start: datetime = MONDAY) -> list[datetime]:
    """Arrivals of a Poisson process (by thinning one of twenty items an hour)."""
    lot, most = random.Random(seed), 20.0
    at, found = start, []
    while True:
        at += timedelta(hours=lot.expovariate(most))
        if at >= start + timedelta(days=days):
            return found
        if lot.random() * most < rate(at):
            found.append(at)


def by_the_clock(every_s: float, *, days: float, start: datetime = MONDAY) -> list[datetime]:
    """Arrivals in equal steps."""
    return [start + timedelta(seconds=n * every_s) for n in range(int(days * 86_400 / every_s))]


def learned(heard: Sequence[Heard], *, share: float = 1.0) -> range:
    """Where to ask within `heard`: every seventh poll of the last `share` of them."""
    return range(max(int(len(heard) * (1 - share)), 1), len(heard), 7)
