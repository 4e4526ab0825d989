"""Which sources are visited when: due ones, each once at a time, whatever becomes of the clock."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ticker.cadence import HARD_FLOOR_S, put_off
from ticker.clock import Clock
from ticker.model import KnownSource, Visited
from ticker.poll import Poller, Visit, batch_of, follow_step
from ticker.stepping import Steady, StepWatch

Say = Callable[[str], None]


@dataclass(slots=True)
class Memory:
    """What this process knows of the sources of one store, over reloads: by the steady clock, when
    each last answered well, by name; by address, when those were asked that a reload cut off."""

    good_s: dict[str, float] = field(default_factory=dict)
    cut_off_s: dict[str, float] = field(default_factory=dict)


class Dispatcher:
    """Starts visits to due sources, each source once at a time, and settles what comes back. For
    one thread; only `knock` and the poller's arrivals come from others.

    `steady` is a clock that nobody sets (``None``: `clock` is one). Where the two part, the waits
    of all sources are moved along, and `say` tells of it once.
    """

    def __init__(
        self,
        poller: Poller,
        clock: Clock,
        memory: Memory | None = None,
        *,
        steady: Steady | None = None,
        say: Say = lambda line: None,
    ) -> None:
        self.store = poller.store
        self._poller = poller
        self._clock = clock
        self._steady = steady or (lambda: clock().timestamp())
        self._watch = StepWatch(clock, self._steady)
        self._owed_s = 0.0
        self._say = say
        self._sources = {source.name: source for source in poller.config.sources}
        self._inbox: queue.SimpleQueue[Visit | None] = queue.SimpleQueue()
        self._arrived: list[Visit] = []
        self._visiting: set[str] = set()
        self._memory = memory or Memory()
        self._asked_s: dict[str, float] = {}
        self._unsure: set[str] = set()

    def start_due(self) -> None:
        """Start a visit to every source that is due, not being visited, and willing to be asked at
        this hour. Raises StoreError."""
        self._follow_clock()
        due = [name for name in self.store.due(self._clock()) if name in self._sources]
        fresh = [name for name in due if name not in self._visiting and not self._too_soon(name)]
        states = self.store.source_states(fresh) if fresh else {}
        later = self._put_off(fresh, states)
        for name in fresh:
            if name in later:
                continue
            self._visiting.add(name)
            self._asked_s[name] = self._steady()
            self._poller.start(self._sources[name], states.get(name), self._inbox.put)

    def _put_off(
        self, names: Iterable[str], states: Mapping[str, KnownSource]
    ) -> Mapping[str, datetime]:
        """Which of these wait for an hour that they do not mind, and until when; noted in the
        store."""
        now = self._clock()
        later = {
            name: until
            for name in names
            if name in states
            and (until := put_off(self._sources[name], states[name], now)) is not None
        }
        if later:
            with self.store.writing() as writer:
                writer.rearm(later)
        return later

    def _too_soon(self, name: str) -> bool:
        """Whether it was asked a moment ago, whatever the clock says."""
        asked_s = self._asked_s.get(name, self._memory.cut_off_s.get(self._sources[name].url))
        return asked_s is not None and self._steady() - asked_s < HARD_FLOOR_S

    def _follow_clock(self) -> None:
        """Move all waits along with a clock that was set. Raises StoreError: then it is tried
        again at the next call."""
        step_s = self._watch.step_s()
        if step_s:
            self._say(_step_in_words(step_s))
            # Nobody knows which clock told the visits in hand their instant.
            self._unsure |= self._visiting
        self._owed_s += step_s
        if self._owed_s:
            sources, now = self._sources.values(), self._clock()
            follow_step(self.store, sources, self._owed_s, now, self._memory.good_s.keys())
            self._owed_s = 0.0
            self._poller.forget_holds()

    def knock(self) -> None:
        """End a `wait`; safe in any thread and in the handler of a signal."""
        self._inbox.put(None)

    def wait(self, timeout_s: float) -> bool:
        """Until a visit comes back, somebody knocks, or the time is over. Whether it is time to
        look for what is due: a tick that never came counts, too."""
        try:
            came = [self._inbox.get(timeout=timeout_s)]
        except queue.Empty:
            return True
        with suppress(queue.Empty):
            while True:
                came.append(self._inbox.get_nowait())
        self._arrived += [visit for visit in came if visit is not None]
        return None in came

    def cut_off(self) -> None:
        """Remember those that have not answered yet, for the dispatcher that comes after this one:
        a reload is no reason to ask them twice in a minute."""
        hanging = self._visiting - {visit.source.name for visit in self._arrived}
        asked = {self._sources[name].url: self._asked_s[name] for name in hanging}
        self._memory.cut_off_s = {**self._memory.cut_off_s, **asked}

    def busy(self) -> bool:
        """Whether a source is being visited or waits to be recorded."""
        return bool(self._visiting)

    def settle(self) -> Iterator[Visited]:
        """Record what has come back, a batch at a time. Raises StoreError; what was not recorded
        then is kept for the next call."""
        self._follow_clock()
        while batch := self._arrived[: batch_of(self._arrived)]:
            felt = [replace(visit, blind_s=self._blind_s(visit.source.name)) for visit in batch]
            visited = self._poller.settle(felt)
            del self._arrived[: len(batch)]
            self._visiting.difference_update(visit.source.name for visit in batch)
            self._remember(visited)
            yield from visited

    def _blind_s(self, name: str) -> float | None:
        """Seconds since the last good poll of a source, if this process made one."""
        good_s = self._memory.good_s.get(name)
        return None if good_s is None else self._steady() - good_s

    def _remember(self, visited: Iterable[Visited]) -> None:
        """Note which polls were good; wait from now on where the clock was set meanwhile."""
        due: dict[str, datetime] = {}
        for one in visited:
            poll, name = one.poll, one.poll.source
            if poll.outcome != "failed":
                self._memory.good_s[name] = self._steady()
            if name in self._unsure and poll.next_poll_at is not None:
                due[name] = self._clock() + (poll.next_poll_at - (poll.clock_at or poll.at))
        self._unsure.difference_update(due)
        if due:
            with self.store.writing() as writer:
                writer.rearm(due)


def _step_in_words(step_s: float) -> str:
    """The line that tells of a clock that was set."""
    how = "forward" if step_s > 0 else "back"
    by = timedelta(seconds=round(abs(step_s)))
    return f"clock_step: the clock was set {how} by {by}; polls keep their pace"
