"""``/v1/stream``: the change log as it grows, as Server-Sent Events
(https://html.spec.whatwg.org/multipage/server-sent-events.html).

One watcher asks the store for its newest line; whoever listens reads on from a cursor of its own,
out of what the watcher has just read or, further back, out of the store. So a slow reader holds up
nobody, and one that comes back after a restart of either side misses nothing.
"""

from __future__ import annotations

import asyncio
import json
from bisect import bisect_right
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Header, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from ticker import model
from ticker.errors import StoreError, TickerError
from ticker.following import StoreWatch
from ticker.model import ChangeKind, LoggedChange
from ticker.plain import escaped_json
from ticker.render import change_json
from ticker.web.asked import Live
from ticker.web.desk import Desk
from ticker.web.problems import documented
from ticker.web.records import desk_of

AT_ONCE = 20
"""Lines that are sent together, where so many are there."""
LOOK_S = 0.05
"""How often the store's files are looked at, and the log where they were written to."""
PAGE = 500
"""Lines that are read at a time."""
KEPT = 5_000
"""Newest lines that are kept for all who listen: without them each would read them anew."""
HEARTBEAT_S = 15
"""How often a quiet stream shows that it lives; proxies give up after thirty seconds and more."""
STUCK_S = 30.0
"""A reader that takes nothing for so long is let go; it comes back where it left off."""

router = APIRouter(prefix="/v1")


class Line(NamedTuple):
    """A line of the log with the bytes that are sent for it: made once for all who listen."""

    seq: int
    event: bytes


class Hub:
    """The newest lines of the log, for all who listen. Lives in one event loop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._newest: deque[Line] = deque(maxlen=KEPT)
        self._grown = asyncio.Condition()
        self._closing = False
        self._watch = StoreWatch()
        self.seq = -1
        """The newest line; -1 before the first look."""

    async def watch(self) -> None:
        """Look for new lines until cancelled. A store that cannot be read is looked for again."""
        while True:
            with suppress(TickerError):
                if self._watch.stirred(self._desk.config.database):
                    await self._look()
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        newest = await run_in_threadpool(self._desk.ticker().last_seq)
        if newest == self.seq:
            return
        if newest < self.seq or self.seq < 0:  # another store, or the first look at this one
            self._newest.clear()
            self.seq = newest
        else:
            self.seq = await self._read_on(newest)
        async with self._grown:
            self._grown.notify_all()

    async def _read_on(self, newest: int) -> int:
        """Keep the lines since the last look; how far the log has been read with them: what was
        written meanwhile comes along, and must not come again."""
        after = self.seq
        if newest - after > KEPT:
            self._newest.clear()
            return newest
        while after < newest:
            found = await run_in_threadpool(self._desk.ticker().changes, after, PAGE)
            self._newest.extend(map(_line, found))
            after = found[-1].seq if found else newest
        return after

    def beyond(self, after: int) -> list[Line] | None:
        """The lines after `after`, out of those that are kept; ``None`` where it is further back
        than they reach."""
        if after >= self.seq:
            return []
        if not self._newest or after < self._newest[0].seq - 1:
            return None
        at = bisect_right(self._newest, after, key=lambda line: line.seq)
        return [self._newest[index] for index in range(at, min(at + PAGE, len(self._newest)))]

    async def wait(self, after: int) -> bool:
        """Until there are lines after `after`, or fewer than that (another store); whether the
        server goes on."""
        async with self._grown:
            await self._grown.wait_for(lambda: self._closing or self.seq not in (-1, after))
        return not self._closing

    async def close(self) -> None:
        """Send everybody home."""
        self._closing = True
        async with self._grown:
            self._grown.notify_all()


@dataclass(slots=True)
class Listener:
    """One who listens: a cursor, and what is asked for."""

    hub: Hub
    desk: Desk
    after: int
    query: model.Query | None
    kinds: tuple[ChangeKind, ...]

    async def events(self) -> AsyncIterator[bytes]:
        """What comes, for ever. Ends when the server does."""
        while await self.hub.wait(self.after):
            try:
                if self.hub.seq < self.after:
                    # The watcher's last look may be older than the cursor: ask the store itself.
                    newest = await run_in_threadpool(self.desk.ticker().last_seq)
                    if newest < self.after:
                        self.after = newest
                        yield ServerSentEvent(event="reset", data="{}", id=str(newest)).encode()
                    await asyncio.sleep(LOOK_S)
                    continue
                found, self.after = await self._read()
            except StoreError:
                await asyncio.sleep(1.0)
                continue
            for first in range(0, len(found), AT_ONCE):
                yield b"".join(line.event for line in found[first : first + AT_ONCE])

    async def _read(self) -> tuple[list[Line], int]:
        """The next lines, and how far the log has been read with them."""
        newest = self.hub.seq
        if self.query is None and not self.kinds:
            kept = self.hub.beyond(self.after)
            if kept is not None:
                return kept, kept[-1].seq if kept else newest
        found = await run_in_threadpool(self._ask)
        last = found[-1].seq if found else newest
        return list(map(_line, found)), last if len(found) == PAGE else max(newest, last)

    def _ask(self) -> tuple[LoggedChange, ...]:
        ticker = self.desk.ticker()
        return ticker.changes(self.after, PAGE, kinds=self.kinds, query=self.query)


def _line(change: LoggedChange) -> Line:
    told = escaped_json(json.dumps(change_json(change), ensure_ascii=False))
    event = ServerSentEvent(told, event=change.kind, id=str(change.seq))
    return Line(change.seq, event.encode())


@router.get(
    "/stream",
    tags=["changes"],
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "Events: `id` is the line's seq, `event` its kind, `data` the change. "
            "`reset` says that the log was put back to an older state.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        **documented(400, 422, 503),
    },
)
async def stream(
    request: Request,
    asked: Annotated[Live, Query()],
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> EventSourceResponse:
    """New lines of the change log as they are stored. `Last-Event-ID` resumes without loss."""
    desk, hub = desk_of(request), request.app.state.hub
    query = await run_in_threadpool(_question, desk, asked)
    after = _cursor(last_event_id, asked.after)
    if after is None:
        after = await run_in_threadpool(desk.ticker().last_seq)
    listener = Listener(hub, desk, after, query, tuple(asked.kind))
    return EventSourceResponse(
        listener.events(),
        ping=HEARTBEAT_S,
        send_timeout=STUCK_S,
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


def _cursor(last_event_id: str | None, after: int | None) -> int | None:
    """Where to go on: what the browser says it has seen is newer than its address. An id that is
    none of ours is as none (a browser sends what it was given, by whomever)."""
    if last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit():
        return min(int(last_event_id), 2**63 - 1)
    return after


def _question(desk: Desk, asked: Live) -> model.Query | None:
    query = desk.resolved(asked.query(), asked.tzinfo(desk.zone))
    return None if query == model.Query() else query
