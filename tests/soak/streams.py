"""Many who listen to ``/v1/stream`` while the record grows and the server is stopped, killed and
started again: each must hear every line of the log once, in order.

``python -m tests.soak.streams [CLIENTS] [SECONDS] [STORE]`` runs it alone; in a copy of a store
that is there already, if one is named.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.served import Newsroom, feed, newsroom
from tests.poll.desk import house_environment
from ticker.api import Ticker

PATIENCE_S = 120.0
"""For what must come in the end, on a machine that is far too busy."""
LISTED = 40
"""Headlines in the newsroom's feed; each poll brings some and edits some."""


@dataclass(slots=True)
class Listener:
    """One who listens, and comes back where he was whenever he is cut off. A lazy one takes a
    while for each line."""

    port: int
    lazy_s: float = 0.0
    after: int = 0
    heard: list[int] = field(default_factory=list)
    connections: int = 0

    async def listen(self) -> None:
        """For ever."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._once()
            await asyncio.sleep(0.05)

    async def _once(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=4_096)
        last = f"Last-Event-ID: {self.heard[-1]}\r\n" if self.heard else ""
        try:
            first = f"GET /v1/stream?after={self.after} HTTP/1.1"
            writer.write(f"{first}\r\nHost: localhost\r\n{last}\r\n".encode())
            await writer.drain()
            self.connections += 1
            said = 0
            while line := await reader.readline():
                # A whole event ends with an empty line: what was cut off in the middle is none.
                if found := re.match(rb"id: (\d+)", line):
                    said = int(found[1])
                elif not line.strip() and said:
                    self.heard.append(said)
                    said = 0
                    await asyncio.sleep(self.lazy_s)
        finally:
            writer.close()


@dataclass(slots=True)
class Server:
    """`ticker serve` as a process, on a port that stays the same."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ticker", "serve", "--listen", f"127.0.0.1:{self.port}"],
            cwd=self.folder,
            env=house_environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        found = re.search(r":(\d+)/", self.process.stderr.readline())
        assert found
        self.port = int(found[1])

    def stop(self, how: signal.Signals) -> None:
        assert self.process is not None
        assert self.process.stderr is not None
        self.process.send_signal(how)
        self.process.wait(PATIENCE_S)
        self.process.stderr.close()
        self.process = None

    def memory_mb(self) -> float:
        """What it holds, where the system tells."""
        assert self.process is not None
        try:
            told = Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return 0.0
        found = re.search(r"VmRSS:\s+(\d+)", told)
        return int(found[1]) / 1_024 if found else 0.0


@dataclass(frozen=True, slots=True)
class Streamed:
    """What came of it. `faults` says of each listener that missed or repeated something what."""

    listeners: int
    lines: int
    connections: int
    restarts: int
    asked_ms: tuple[float, ...]
    memory_mb: tuple[float, ...]
    faults: tuple[str, ...]

    def figures(self) -> list[tuple[str, object]]:
        """For a table."""
        median = round(statistics.median(self.asked_ms), 1) if self.asked_ms else "-"
        return [
            ("listeners", self.listeners),
            ("lines of the log, heard by each", self.lines),
            ("connections", self.connections),
            ("restarts of the server", self.restarts),
            ("/v1/items of 50 meanwhile, median ms", median),
            ("memory of the server, MB", [round(mb) for mb in self.memory_mb]),
        ]


async def streamed(
    folder: Path,
    *,
    listeners: int,
    seconds: float,
    restarts: int,
    say: Callable[[str], None] = lambda _: None,
) -> Streamed:
    """Listen for so many seconds, with so many restarts of the server spread over them; stopped and
    killed in turns. One of the listeners is lazy. They begin where a store in `folder` ends."""
    with newsroom() as room:
        config = folder / "config.toml"
        config.write_text(
            f'[poll]\nallow_private = ["{room.place}"]\n[[sources]]\nname = "harbour"\n'
            f'url = "{room.url("/rss")}"\nkind = "feed"\n'
        )
        with Ticker.open(config, clock=(clock := _Clock())) as ticker:
            stood = (folder / "ticker.db").exists()
            desk = _Desk(room, ticker, clock, after=ticker.last_seq() if stood else 0)
            desk.poll()
            server = Server(folder)
            server.start()
            heard = [
                Listener(server.port, 0.01 if n == 0 else 0.0, desk.after) for n in range(listeners)
            ]
            try:
                return await _listened(server, desk, heard, Plan(seconds, restarts, say))
            finally:
                if server.process is not None:
                    server.stop(signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, with how many restarts, and who is told of them."""

    seconds: float
    restarts: int
    say: Callable[[str], None]


class _Clock:
    """Set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def _news(number: int) -> tuple[str, str]:
    """A feed with two new headlines since the one before, and two that were edited."""
    newest = 2 * number + LISTED
    kept = range(newest, newest - LISTED, -1)
    kind, text = feed(*(f"Story {n}, version {number % 5 if n % 20 == 0 else 0}" for n in kept))
    for place, n in zip(range(LISTED, 0, -1), kept, strict=True):
        text = text.replace(f">g{place}<", f">story-{n}<")
        text = text.replace(f"example/{place}<", f"example/story/{n}<")
    return kind, re.sub(r"<pubDate>[^<]+</pubDate>", "", text)


@dataclass(slots=True)
class _Desk:
    """A newsroom, and who polls it."""

    room: Newsroom
    ticker: Ticker
    clock: _Clock
    after: int
    polls: int = 0

    def poll(self) -> None:
        """Ten minutes later, with what is new by then."""
        self.room.documents["/rss"] = _news(self.polls)
        self.polls += 1
        self.clock.now += timedelta(minutes=10)
        self.ticker.poll(all_sources=True, force=True)


async def _listened(server: Server, desk: _Desk, heard: list[Listener], plan: Plan) -> Streamed:
    tasks = [asyncio.create_task(one.listen()) for one in heard]
    began, restarted = time.monotonic(), 0
    asked: list[float] = []
    memory: list[float] = []
    while (passed := time.monotonic() - began) < plan.seconds or restarted < plan.restarts:
        await asyncio.to_thread(desk.poll)
        asked += await _asked(server.port)
        due = plan.seconds * (restarted + 1) / (plan.restarts + 1)
        if passed >= due and restarted < plan.restarts:
            await _all_back(heard, restarted)
            restarted += 1
            memory.append(server.memory_mb())
            await asyncio.to_thread(server.stop, (signal.SIGKILL, signal.SIGTERM)[restarted % 2])
            await asyncio.to_thread(server.start)
            plan.say(f"restart {restarted} after {passed:.0f} s, {memory[-1]:.0f} MB")
    await _all_back(heard, restarted)
    await asyncio.to_thread(desk.poll)
    logged = [change.seq for change in desk.ticker.changes(desk.after, 10_000_000)]
    await _until(lambda: all(len(one.heard) >= len(logged) for one in heard))
    memory.append(server.memory_mb())
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return Streamed(
        listeners=len(heard),
        lines=len(logged),
        connections=sum(one.connections for one in heard),
        restarts=restarted,
        asked_ms=tuple(asked),
        memory_mb=tuple(memory),
        faults=tuple(fault for one in heard if (fault := _fault(one.heard, logged))),
    )


async def _asked(port: int) -> list[float]:
    """How long the newest fifty items take, in milliseconds."""
    began = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET /v1/items?limit=50 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        body = await reader.read()
        writer.close()
    except OSError:
        return []
    assert json.loads(body.partition(b"\r\n\r\n")[2])["items"]
    return [1_000 * (time.perf_counter() - began)]


async def _all_back(heard: Sequence[Listener], restarts: int) -> None:
    """Until each of them is connected after so many restarts."""
    await _until(lambda: all(one.connections > restarts for one in heard))


async def _until(done: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE_S / 0.1)):
        if done():
            return
        await asyncio.sleep(0.1)


def _fault(heard: list[int], logged: list[int]) -> str | None:
    if heard == logged:
        return None
    missed, known = sorted(set(logged) - set(heard)), len(heard) - len(set(heard))
    return f"missed {missed[:10]} ({len(missed)}), repeated {known}, of {len(logged)}"


def main() -> int:
    listeners = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 300.0
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 3:
            shutil.copy(sys.argv[3], Path(folder) / "ticker.db")
        run = streamed(Path(folder), listeners=listeners, seconds=seconds, restarts=6, say=print)
        outcome = asyncio.run(run)
    for name, value in outcome.figures():
        print(f"  {name:<42} {value}")
    for fault in outcome.faults:
        print(f"  FAULT: {fault}")
    return int(bool(outcome.faults))


if __name__ == "__main__":
    sys.exit(main())
