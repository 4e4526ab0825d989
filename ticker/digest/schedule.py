"""Which run of a digest is due: decided from what the store recorded of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TypeAlias

from ticker.digest.cron import last_run, next_run
from ticker.model import Cron, DigestRun

RETRY = timedelta(minutes=5)
"""How long after its first failure a run is tried again."""
LONGEST = timedelta(hours=1)
"""Each further wait is twice the one before, up to this."""
WITHIN = timedelta(days=1)
"""For so long a run is tried with these waits; then only when its digest is due again."""
ASTRAY = timedelta(days=1)
"""A run that lies further ahead than this was due by a clock that was wrong. One that is nearer
may be due again after a smaller step back, and is not made twice."""


@dataclass(frozen=True, slots=True)
class Meet:
    """From now on the cron times of the digest count: it was never met, or `after` is a run of a
    day that is far ahead, because a clock was wrong then."""

    after: DigestRun | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """A new run for the cron time `at`. `first_at` is the first cron time that it makes up for:
    `at` itself unless others were missed; `after` the run that it follows."""

    at: datetime
    first_at: datetime
    after: DigestRun


@dataclass(frozen=True, slots=True)
class Finish:
    """A run that was begun is not done: the same window again."""

    run: DigestRun


Due: TypeAlias = Meet | Begin | Finish


def due(cron: Cron, last: DigestRun | None, now: datetime, zone: tzinfo) -> Due | None:
    """What is to be done at `now` about a digest whose newest run is `last`.

    A run that was begun is finished before another begins, so no window is lost and none told
    twice; one that failed waits, see `wait`. Cron times that were missed make one run, for the
    latest of them. A clock that went back makes none twice.
    """
    if last is None:
        return Meet()
    if last.outcome == "begun":
        return Finish(last)
    if last.outcome == "failed":
        return Finish(last) if _tried_again(cron, last, now, zone) else None
    if last.at > now + ASTRAY:
        return Meet(last)
    latest = last_run(cron, now, zone)
    if latest is None or latest <= last.at:
        return None
    return Begin(latest, next_run(cron, last.at, zone) or latest, last)


def wait(tries: int) -> timedelta | None:
    """How long a run rests that failed so often; ``None`` until its digest is due again."""
    waits = [min(RETRY * 2 ** min(number, 8), LONGEST) for number in range(tries)]
    return None if sum(waits, timedelta()) > WITHIN else waits[-1] if waits else RETRY


def _tried_again(cron: Cron, last: DigestRun, now: datetime, zone: tzinfo) -> bool:
    if now < last.ran_at:
        return True  # the clock went back: there is no saying how long ago it was
    rest = wait(last.tries)
    at = next_run(cron, last.ran_at, zone) if rest is None else last.ran_at + rest
    return at is not None and now >= at


def missed(cron: Cron, begin: Begin, zone: tzinfo, *, most: int) -> int:
    """How many cron times before its own a run makes up for, counted up to `most`."""
    count, at = 0, begin.first_at
    while at < begin.at and count < most:
        count += 1
        at = next_run(cron, at, zone) or begin.at
    return count
