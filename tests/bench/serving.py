"""The server of the bench, a process of its own: ``python -m tests.bench.serving FEEDS``.

It prints its port. ``/f/7.xml`` is feed 7 with ETag, Last-Modified, 304 and gzip, all made before
it is asked. ``/ctl?reset=1`` begins again, ``?change=10`` moves a tenth of the feeds to their next
version, ``?latency=50`` lets every feed wait as many milliseconds; the answer is what was answered
since the last such call.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import sys
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl

from tests.bench.feeds import START, feed

_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nVary: Accept-Encoding\r\n"


@dataclass(frozen=True, slots=True)
class Answers:
    """All that may be answered for one version of one feed."""

    etag: bytes
    modified: bytes
    plain: bytes
    packed: bytes
    same: bytes


def answers(i: int, version: int) -> Answers:
    body = feed(i, version)
    packed = gzip.compress(body, 6, mtime=0)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    modified = format_datetime(START + timedelta(minutes=10 * version, seconds=-i), usegmt=True)
    validators = f"ETag: {etag}\r\nLast-Modified: {modified}\r\n"
    gzipped = f"{_HEAD}{validators}Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    return Answers(
        etag.encode(),
        modified.encode(),
        f"{_HEAD}{validators}Content-Length: {len(body)}\r\n\r\n".encode() + body,
        gzipped.encode() + packed,
        f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode(),
    )


class Feeds:
    """The feeds, and what became of them."""

    def __init__(self, count: int) -> None:
        self.versions = [0] * count
        self.answers = [answers(i, 0) for i in range(count)]
        self.latency_s = 0.0
        self.whole = self.unmodified = self.cycle = 0

    def answer(self, i: int, head: bytes) -> bytes:
        ready = self.answers[i]
        lowered = head.lower()
        asked = b"\r\nif-none-match:" in lowered
        since = b"\r\nif-modified-since: " + ready.modified.lower()
        if ready.etag in head if asked else since in lowered:
            self.unmodified += 1
            return ready.same
        self.whole += 1
        return ready.packed if b"gzip" in lowered else ready.plain

    def control(self, asked: dict[str, str]) -> bytes:
        told = json.dumps({"whole": self.whole, "unmodified": self.unmodified}).encode()
        self.whole = self.unmodified = 0
        if "reset" in asked:
            self._move([i for i, version in enumerate(self.versions) if version], to=0)
            self.latency_s, self.cycle = 0.0, 0
        if "latency" in asked:
            self.latency_s = float(asked["latency"]) / 1_000
        if "change" in asked:
            self.cycle += 1
            every = 100 // int(asked["change"])
            self._move(range(self.cycle % every, len(self.versions), every))
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(told) + told

    def _move(self, chosen: list[int] | range, to: int | None = None) -> None:
        for i in chosen:
            self.versions[i] = self.versions[i] + 1 if to is None else to
            self.answers[i] = answers(i, self.versions[i])


class Connection(asyncio.Protocol):
    """One connection; requests may come in a row."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._heard = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode("ascii", "replace")
        close = b"connection: close" in head.lower() or b" HTTP/1.0" in head
        if path.startswith("/ctl"):
            said = self._feeds.control(dict(parse_qsl(path.partition("?")[2])))
        elif path.startswith("/f/"):
            said = self._feeds.answer(int(path[3:].partition(".")[0]), head)
            if self._feeds.latency_s:
                loop = asyncio.get_running_loop()
                loop.call_later(self._feeds.latency_s, self._say, said, close)
                return
        else:
            said = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        self._say(said, close)

    def _say(self, said: bytes, close: bool) -> None:
        if self._transport is not None:
            self._transport.write(said)
            if close:
                self._transport.close()


async def serve(count: int) -> None:
    feeds = Feeds(count)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(feeds), "127.0.0.1", 0, backlog=4_096)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
