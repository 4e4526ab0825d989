"""Politeness between polls: how many at a time, and how far apart, for each host.

Waiting for a turn happens before a fetch's deadline begins: a host with forty sources makes its
last one late, never failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

_MANY = 4_096
"""Hosts kept in mind before idle ones are dropped; redirects bring in strangers."""


def start_at(now: float, last_start: float | None, spacing_s: float) -> float:
    """The earliest instant at which the next visit may begin."""
    return now if last_start is None else max(now, last_start + spacing_s)


class _Queue:
    """The visits to one host: who is there, who waits, when the last one began."""

    def __init__(self, at_a_time: int, spacing_s: float) -> None:
        self.turns = asyncio.Semaphore(at_a_time)
        self.starting = asyncio.Lock()
        self.spacing_s = spacing_s
        self.last_start: float | None = None
        self.users = 0

    def idle(self, now: float) -> bool:
        """Whether forgetting it changes nothing."""
        return not self.users and start_at(now, self.last_start, self.spacing_s) <= now


async def always() -> None:
    """There is room."""


class Hosts:
    """Turns at hosts, first come first served. `clock` gives seconds and never goes back. Whoever
    has a turn waits until `room` is there for what will come."""

    def __init__(
        self,
        *,
        per_host: int,
        spacing_s: float,
        concurrency: int,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        room: Callable[[], Awaitable[object]] = always,
    ) -> None:
        self._per_host = max(per_host, 1)
        self._spacing_s = spacing_s
        self._everywhere = asyncio.Semaphore(max(concurrency, 1))
        self._clock = clock
        self._sleep = sleep
        self._room = room
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, force: bool = False) -> AsyncIterator[None]:
        """Wait for a turn at `host` and hold it. `force` waits only for the global number."""
        queue = self._queue(host)
        queue.users += 1
        try:
            if force:
                await self._begin(queue)
                try:
                    yield
                finally:
                    self._everywhere.release()
                return
            async with queue.turns:
                async with queue.starting:  # the global turn, too: a start is when both are held
                    await self._wait_for_turn(queue)
                    await self._begin(queue)
                try:
                    yield
                finally:
                    self._everywhere.release()
        finally:
            queue.users -= 1

    def awaited(self, host: str) -> bool:
        """Whether anybody is at `host`, or waits for his turn there, beside the one who asks."""
        queue = self._queues.get(host)
        return queue is not None and queue.users > 1

    def slow_down(self, host: str, spacing_s: float) -> None:
        """Let at least `spacing_s` seconds lie between visits to `host` (``Crawl-delay``)."""
        self._queue(host).spacing_s = max(self._spacing_s, spacing_s)

    async def _begin(self, queue: _Queue) -> None:
        """Take one of the places that there are for all hosts, and wait for room."""
        await self._everywhere.acquire()
        try:
            await self._room()
        except BaseException:
            self._everywhere.release()
            raise
        queue.last_start = self._clock()

    async def _wait_for_turn(self, queue: _Queue) -> None:
        while True:
            now = self._clock()
            start = start_at(now, queue.last_start, queue.spacing_s)
            if start <= now:
                return
            await self._sleep(start - now)

    def _queue(self, host: str) -> _Queue:
        queue = self._queues.get(host)
        if queue is None:
            if len(self._queues) >= _MANY:
                now = self._clock()
                self._queues = {k: q for k, q in self._queues.items() if not q.idle(now)}
            queue = self._queues[host] = _Queue(self._per_host, self._spacing_s)
        return queue
