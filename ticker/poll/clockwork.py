"""What becomes of waits where the machine's clock was set, while polls go on or between two runs.

``next_poll_at`` is an instant of that clock. A step moves it along, so that every wait lasts as
long as it was to: nobody is polled early, nobody waits for the hours that the clock was set back.
Of a step that nobody saw only what is beyond all waits is known to be wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from ticker.cadence import DEFAULT_S, HARD_FLOOR_S, REFUSED_CAP_S, chance, longest_wait_s
from ticker.model import GONE_HITS, KnownSource, Source
from ticker.poll.standing import note_absence
from ticker.store import Store, host_of


def follow_step(
    store: Store, sources: Iterable[Source], step_s: float, now: datetime, seen: Collection[str]
) -> None:
    """The clock was set by `step_s` seconds, to `now`. For the sources that were not `seen` since
    this process began a step forward may tell how long nobody polled them. Raises StoreError."""
    if step_s > 0:
        note_absence(store, (source for source in sources if source.name not in seen), now)
    with store.writing() as writer:
        writer.follow_clock(round(step_s), seen)


def rearm(store: Store, sources: Iterable[Source], now: datetime) -> None:
    """Poll soon what waits for longer than any source may be told to: the clock was ahead when it
    was. Each at its own moment within its interval. Raises StoreError."""
    states, holds = store.source_states(), store.host_holds(now)
    most_held = now + timedelta(seconds=REFUSED_CAP_S)
    due = {}
    for source in sources:
        state = states.get(source.name)
        if state is None or state.next_poll_at is None:
            continue
        held = min(holds.get(host_of(source.url) or "", now), most_held)
        if state.next_poll_at > max(_latest(source, state, now), held):
            due[source.name] = max(_soon(source, state, now), held)
    if due or any(until > most_held for until in holds.values()):
        with store.writing() as writer:
            writer.rearm(due, most_held)


def _latest(source: Source, state: KnownSource, now: datetime) -> datetime:
    """The latest instant that it may be waiting for, if it was polled a moment ago."""
    interval = max(state.interval_s or 0, source.interval_s or 0) or None
    gone = state.standing.gone_hits >= GONE_HITS
    skips = bool(state.standing.skip_hours or state.standing.skip_days)
    wait_s = longest_wait_s(interval, failures=state.failures, gone=gone, skips=skips)
    return now + timedelta(seconds=wait_s)


def _soon(source: Source, state: KnownSource, now: datetime) -> datetime:
    spread = chance(source.name, now) * (state.interval_s or DEFAULT_S)
    return now + timedelta(seconds=HARD_FLOOR_S + spread)
