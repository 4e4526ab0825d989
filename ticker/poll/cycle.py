"""One cycle over many sources: fetches side by side, records in batches, one after another.

The network is asyncio on a loop thread of its own, so that `Poller.cycle` is plain and works
anywhere (a notebook has a loop of its own). Visits are settled on the calling thread: there is
one writer.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import TracebackType

from ticker.clock import Clock
from ticker.errors import FetchError, ParseError, SourceError
from ticker.fetch import Fetcher, read_local
from ticker.model import Config, KnownSource, PollReport, Response, Source, Visited
from ticker.poll.arrival import Visit, received
from ticker.poll.loop import LoopThread
from ticker.poll.reading import Answer
from ticker.poll.standing import held, put_to_the_test, validators
from ticker.poll.visit import Recorder
from ticker.poll.workers import Parsers
from ticker.store import Store, host_of

BATCH, QUIET = 64, 8
"""Most documents in one transaction (of 32 a first cycle of 1,000 feeds took 8 % longer, of 128 no
less: measured); so many visits that brought none weigh as one. A batch is what has arrived while
the last was written, so a lone poll never waits for others."""
AHEAD = 2 * BATCH
"""Documents that are read and wait to be recorded: 150 kB each (measured), so beyond that the next
is not read before one is recorded. As many may wait to be read, and what is being asked for by
then; nothing more is asked for before one of them is read."""

Watch = Callable[[Visited], None]


class Poller:
    """Polls the sources of a configuration into an open store."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        clock: Clock,
        version: str,
        parsers: Parsers | None = None,
    ) -> None:
        self.config = config
        self.store = store
        self.clock = clock
        self.recorder = Recorder(store, config)
        self._fetcher = Fetcher(config.poll, version=version, clock=clock, room=self._room)
        self._parsers = parsers or Parsers()
        self._ahead = asyncio.Semaphore(AHEAD)
        self._unread = 0
        self._few_unread = asyncio.Event()
        self._few_unread.set()
        self._loop = LoopThread()
        self._loop.run(self._fetcher.__aenter__())

    @staticmethod
    def check(config: Config) -> None:
        """Raise UsageError where the network could not be used under this configuration."""
        Fetcher(config.poll, version="")

    def warm(self) -> None:
        """Begin what takes a moment before the first document can be read, and do not wait."""
        self._parsers.warm()

    def close(self) -> None:
        """Let go of the network and of the parsers; visits under way are dropped."""
        self._loop.run(self._fetcher.__aexit__(None, None, None))
        self._loop.close()
        self._parsers.close()

    def __enter__(self) -> Poller:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def cycle(
        self,
        names: Collection[str] = (),
        *,
        all_sources: bool = False,
        force: bool = False,
        watch: Watch | None = None,
    ) -> PollReport:
        """Poll the named sources, or all, or those that are due; return when all is recorded.

        Sources asked for by name are polled whether due or not, but for those that are held: polled
        less than a minute ago, waiting out a failure, or at a host that asked to be left alone.
        `force` polls them, too, without spacing and per-host limits; deadline, caps and address
        guard stay.
        """
        started = time.monotonic()
        asked = self._asked(frozenset(names))
        states = self.store.source_states()
        wanted = asked if names or all_sources else self._due(asked)
        chosen = wanted if force or wanted is not asked else self._free(asked, states)
        arrived = _Arrivals(self._let_go)
        apart = len(chosen) > 1  # a lone document has nobody to hold up, and needs no worker
        for source in chosen:
            self.start(source, states.get(source.name), arrived.put, force=force, apart=apart)
        visited = self._all_settled(arrived, len(chosen), watch)
        changes = [change.kind for one in visited for change in one.changes]
        return PollReport(
            polled=len(visited),
            failed=sum(one.poll.outcome == "failed" for one in visited),
            not_due=len(asked) - len(wanted),
            new=changes.count("new"),
            revised=changes.count("revised"),
            duration_ms=int((time.monotonic() - started) * 1_000),
            held=len(wanted) - len(chosen),
        )

    def _all_settled(self, arrived: _Arrivals, number: int, watch: Watch | None) -> list[Visited]:
        """So many visits, recorded as they arrive. Those that come after an error are dropped."""
        visited: list[Visited] = []
        try:
            while len(visited) < number:
                batch = arrived.batch()
                settled = self.settle(batch)
                arrived.take(len(batch))
                for one in settled:
                    visited.append(one)
                    if watch is not None:
                        watch(one)
        finally:
            arrived.close()
        return visited

    def start(
        self,
        source: Source,
        state: KnownSource | None,
        arrive: Callable[[Visit], None],
        *,
        force: bool = False,
        apart: bool = True,
    ) -> None:
        """Begin a visit; `arrive` gets it, on the loop's thread, whatever comes of it. Its document
        is read `apart`, by a worker, or else when the visit is settled, on the settling thread."""

        async def visit() -> None:
            visit = await self._visit(source, state, force=force)
            arrive(replace(visit, answer=await self._answer(visit, state)) if apart else visit)

        self._loop.start(visit())

    def settle(self, visits: Sequence[Visit]) -> tuple[Visited, ...]:
        """Record visits, as `Recorder.settle` does; as many more may then be read."""
        visited = self.recorder.settle(visits)
        for visit in visits:
            self._let_go(visit)
        return visited

    def _let_go(self, visit: Visit) -> None:
        """A visit is done with: its document makes room for another. Safe in any thread."""
        if visit.answer is not None:
            self._loop.tell(self._ahead.release)

    def forget_holds(self) -> None:
        """Leave it to the store which hosts are held: the clock was set."""
        self._fetcher.forget_holds()

    def _asked(self, names: frozenset[str]) -> tuple[Source, ...]:
        """The sources of these names, in the order of the configuration; all where none is said."""
        return tuple(s for s in self.config.sources if not names or s.name in names)

    def _due(self, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        due = frozenset(self.store.due(self.clock()))
        return tuple(source for source in sources if source.name in due)

    def _free(
        self, sources: tuple[Source, ...], states: Mapping[str, KnownSource]
    ) -> tuple[Source, ...]:
        """The sources that may be polled now without being rude."""
        now = self.clock()
        holds = self.store.host_holds(now)
        return tuple(
            source
            for source in sources
            if host_of(source.url) not in holds and not held(states.get(source.name), now)
        )

    async def _visit(self, source: Source, state: KnownSource | None, *, force: bool) -> Visit:
        started = time.monotonic()
        tested = put_to_the_test(state, self.clock())
        response: Response | None = None
        error: SourceError | None = None
        try:
            response = await self._fetch(source, state, force=force)
        except SourceError as told:
            error = told
        except Exception as fault:  # a client's own fault is one source's failed poll
            error = FetchError(f"{type(fault).__name__}: {fault}", where=source.url)
        took = int((time.monotonic() - started) * 1_000)
        # The instant of arrival: a visit may have waited for its host's turn.
        return Visit(source, self.clock(), response, error, took, tested=tested)

    async def _answer(self, visit: Visit, state: KnownSource | None) -> Answer | None:
        """What a worker makes of the document, once it is the turn of another to be read; ``None``
        where there is none."""
        response = visit.response
        if response is None or not visit.has_document or visit.is_known(state):
            return None
        asked = received(visit.source, response, state, at=visit.at, zone=self.recorder.zone)
        await self._wait_to_be_read()
        try:
            return await asyncio.wrap_future(self._parsers.submit(asked))
        except Exception as fault:  # whatever it is, it is one source's failed poll
            return ParseError(f"could not be parsed: {type(fault).__name__}: {fault}")

    async def _wait_to_be_read(self) -> None:
        self._unread += 1
        if self._unread >= AHEAD:
            self._few_unread.clear()
        try:
            await self._ahead.acquire()
        finally:
            self._unread -= 1
            if self._unread < AHEAD:
                self._few_unread.set()

    async def _room(self) -> None:
        """Until there is room for another document: a thousand that wait are as many megabytes as
        their servers like."""
        await self._few_unread.wait()

    async def _fetch(self, source: Source, state: KnownSource | None, *, force: bool) -> Response:
        if not source.address.startswith(("http://", "https://")):
            return await asyncio.to_thread(read_local, source.address, self.config.poll.max_body)
        etag, last_modified = validators(state, self.clock())
        response = await self._fetcher.fetch(
            source.address,
            etag=etag,
            last_modified=last_modified,
            allow_private=(*self.config.poll.allow_private, *source.allow_private),
            # A page is asked about as one as soon as it is known to be one.
            robots=(source.kind or (state.kind if state else None)) in ("list", "text"),
            force=force,
        )
        if source.secret_url:  # it must reach neither the capture, nor the links, nor a suggestion
            return replace(response, url=source.url, moved_to=None)
        return response


class _Arrivals:
    """The visits of a cycle as they arrive, until it ends: whatever comes later, or was not taken,
    is dropped."""

    def __init__(self, drop: Callable[[Visit], None]) -> None:
        self._drop = drop
        self._queue: queue.SimpleQueue[Visit] = queue.SimpleQueue()
        self._waiting: list[Visit] = []
        self._lock = threading.Lock()
        self._closed = False

    def put(self, visit: Visit) -> None:
        """Have a visit taken. Safe in any thread."""
        with self._lock:
            if not self._closed:
                self._queue.put(visit)
                return
        self._drop(visit)

    def batch(self) -> list[Visit]:
        """The visits to be settled next, at least one; they stay until they are taken."""
        if not self._waiting:
            self._waiting.append(self._queue.get())
        with suppress(queue.Empty):
            while True:
                self._waiting.append(self._queue.get_nowait())
        return self._waiting[: batch_of(self._waiting)]

    def take(self, count: int) -> None:
        """The first visits are settled."""
        del self._waiting[:count]

    def close(self) -> None:
        """Drop what was not taken, and what is still to come."""
        with self._lock:
            self._closed = True
        with suppress(queue.Empty):
            while True:
                self._waiting.append(self._queue.get_nowait())
        for visit in self._waiting:
            self._drop(visit)


def batch_of(waiting: Sequence[Visit]) -> int:
    """How many of these visits, from the first, are settled at once."""
    weight = 0
    for count, visit in enumerate(waiting):
        weight += QUIET if visit.has_document else 1
        if weight > BATCH * QUIET:
            return count
    return len(waiting)
