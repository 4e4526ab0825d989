"""Connections between two requests: few, for seconds, and none that anybody doubts.

RFC 9112 section 9.3 lets a connection carry one request after the other. What is saved is its
opening, with a TLS handshake. What is risked is that something of one answer is taken for the
next, because nothing in HTTP/1.1 says which request an answer belongs to (section 9.2). So nothing
is kept for which nobody waits, and whatever gives rise to doubt is closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Protocol, Self

MOST_IDLE = 16
"""Idle connections in all; with as many, further ones are closed. Those of TLS hold some 350 kB
each (1,000 held 350 MB [measured])."""

IDLE_S = 5.0
"""Seconds after which nobody will come: visits to a host are two seconds apart by default, and
common servers (Apache: 5 s) hang up themselves."""

REST_S = 0.25
"""Seconds that a connection has to be silent before another errand gets it. A second answer that
nobody asked for (an error page behind a good answer) comes within milliseconds of the first; where
the server's system holds it back until the first is acknowledged (RFC 896), it is held no longer
than we delay that: 0.2 s on Linux. Without a rest, 15 of 40 documents of a server that answers all
twice were another's [measured]; with it none. An errand follows its own redirects without one."""

OLDEST_S = 60.0
"""Seconds from its opening after which a connection is not kept: a host may have moved to another
address by then."""


class Place(NamedTuple):
    """What a connection leads to: whose guard let it through, and where it was asked for."""

    guard: object
    host: str
    port: int | None
    secure: bool


class Line(Protocol):
    """A connection, as far as it matters here."""

    visit: object
    """The errand that was last served; ``None`` is nobody's."""
    opened_at: float

    def clean(self) -> bool:
        """Whether the answer was whole, with nothing behind it, and the server stays."""

    def leads_on(self) -> bool:
        """Whether the answer was a redirect."""

    def rest(self, ended: Ended) -> None:
        """Begin to be idle: `ended` is to be called when the server says a word or hangs up."""

    def wake(self) -> bool:
        """End being idle. Whether the next request may be sent."""

    def close(self) -> None:
        """Hang up, politely."""

    def abort(self) -> None:
        """Hang up at once."""


class Ended(Protocol):
    """Called with the line that is of no use any more."""

    def __call__(self, line: Line, /) -> None: ...


@dataclass(frozen=True, slots=True)
class _Wait:
    place: Place
    since: float
    timer: asyncio.TimerHandle


class Idle:
    """The idle connections, those that have waited longest first.

    An async context manager within one event loop; its end closes them all at once. `awaited` says
    whether somebody waits for his turn at a place.
    """

    def __init__(self, awaited: Callable[[Place], bool]) -> None:
        self._awaited = awaited
        self._loop = asyncio.get_running_loop()
        self._waits: dict[Line, _Wait] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line in tuple(self._waits):
            self._remove(line)
            line.abort()  # a goodbye under TLS may be waited for
        await asyncio.sleep(0)  # the loop closes sockets in its next round

    def __len__(self) -> int:
        return len(self._waits)

    def put(self, place: Place, line: Line) -> bool:
        """Keep `line` for the next request to `place`; ``False``: close it."""
        now = self._loop.time()
        if len(self._waits) >= MOST_IDLE or now - line.opened_at > OLDEST_S:
            return False
        if not (line.leads_on() or self._awaited(place)) or not line.clean():
            return False
        timer = self._loop.call_later(IDLE_S, self.drop, line)
        self._waits[line] = _Wait(place, now, timer)
        line.rest(self.drop)
        return True

    def take(self, place: Place, visit: object) -> Line | None:
        """A connection to `place` for the errand `visit`; ``None``: open one."""
        while (line := self._find(place, visit)) is not None:
            since = self._remove(line)
            # A loop that stood still has fired no timers.
            if line.wake() and self._loop.time() - since <= IDLE_S:
                return line
            line.close()
        return None

    def leave(self, visit: object) -> None:
        """Close what was kept for the next hop of the errand `visit`, which went elsewhere."""
        for line, wait in tuple(self._waits.items()):
            if line.visit is visit and not self._awaited(wait.place):
                self.drop(line)

    def forget(self, place: Place) -> None:
        """Close all that lead to `place`."""
        for line, wait in tuple(self._waits.items()):
            if wait.place == place:
                self.drop(line)

    def drop(self, line: Line) -> None:
        """Close `line`."""
        self._remove(line)
        line.close()

    def _find(self, place: Place, visit: object) -> Line | None:
        rested = self._loop.time() - REST_S
        for line, wait in self._waits.items():
            own = visit is not None and line.visit is visit
            if (own or wait.since <= rested) and wait.place == place:
                return line
        return None

    def _remove(self, line: Line) -> float:
        """Keep `line` no more; since when it was idle."""
        wait = self._waits.pop(line, None)
        if wait is None:
            return self._loop.time()
        wait.timer.cancel()
        return wait.since
