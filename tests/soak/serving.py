"""The newsrooms' servers: real sockets on the loopback, answering as of the instant on a clock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TypeAlias

from tests.soak.answers import Answer, answer, http_date
from tests.soak.outlets import Outlet

Heard: TypeAlias = Callable[[int, Outlet | None, Mapping[str, str], bool, Answer], None]
"""Told of every request: when, of which outlet (``None``: robots.txt), with which headers, whether
after a redirect, and what is answered."""
HANG_S = 120.0


class Servers:
    """One server a newsroom, on an address of its own where the machine has them, else on a port.

    `places` says where each newsroom is, once the servers run.
    """

    def __init__(self, outlets: Sequence[Outlet], now: Callable[[], int], heard: Heard) -> None:
        self._outlets = {outlet.name: outlet for outlet in outlets}
        self._now = now
        self._heard = heard
        self._stop: asyncio.Event | None = None
        self.places: dict[str, str] = {}

    def url(self, outlet: Outlet) -> str:
        return f"http://{self.places[outlet.newsroom.name]}/{outlet.name}"

    async def serve(self, ready: Callable[[], None]) -> None:
        self._stop = asyncio.Event()
        names = dict.fromkeys(outlet.newsroom.name for outlet in self._outlets.values())
        opened = [await self._open(index, name) for index, name in enumerate(names)]
        ready()
        await self._stop.wait()
        for server in opened:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def stop(self) -> None:
        assert self._stop is not None
        self._stop.set()

    async def _open(self, index: int, name: str) -> asyncio.Server:
        """Linux has all of 127/8; elsewhere there is one address, and hosts differ by port."""
        for host in (f"127.{20 + index // 200}.{index % 200}.1", "127.0.0.1"):
            with suppress(OSError):
                server = await asyncio.start_server(self._converse, host, 0)
                self.places[name] = f"{host}:{server.sockets[0].getsockname()[1]}"
                return server
        raise OSError("no server can be opened on the loopback")

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in head[1:] if line)
            headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
            said = self._answer(head[0].split(" ")[1], headers)
            if said.how == "hang":
                await asyncio.wait_for(reader.read(), HANG_S)
            elif said.how != "reset":
                writer.write(_spoken(said))
                await writer.drain()
        with suppress(OSError, asyncio.TimeoutError):
            writer.transport.abort() if writer.is_closing() else writer.close()

    def _answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        now = self._now()
        name, _, rest = path.strip("/").partition("/")
        outlet = self._outlets.get(name)
        said = Answer(404, (("Content-Type", "text/plain"),), b"no")
        if outlet is not None:
            said = answer(outlet, now, headers, hop=rest == "moved")
        self._heard(now, outlet, headers, rest == "moved", said)
        return replace(said, headers=(*said.headers, ("Date", http_date(now))))


def _spoken(said: Answer) -> bytes:
    lines = [f"HTTP/1.1 {said.status} So", *(f"{name}: {value}" for name, value in said.headers)]
    if said.how == "whole" and said.status != 304:
        lines.append(f"Content-Length: {len(said.body)}")
    lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + said.body


@contextmanager
def serving(servers: Servers) -> Iterator[None]:
    """The servers answer, on a thread of their own, while the block runs."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(
        target=loop.run_until_complete, args=(servers.serve(ready.set),), daemon=True
    )
    thread.start()
    if not ready.wait(60):
        raise RuntimeError("the servers did not start")
    try:
        yield
    finally:
        loop.call_soon_threadsafe(servers.stop)
        thread.join(60)
        loop.close()
