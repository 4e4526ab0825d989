"""A server that misbehaves on purpose: one path, one fault; every request is kept as bytes.

It speaks raw bytes over asyncio streams, because a proper HTTP library would refuse to be this bad.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self, TypeAlias

FEED = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Wire</title>'
    + b"".join(
        b"<item><title>Ferry %d leaves the harbour</title><guid>f%d</guid></item>" % (n, n)
        for n in range(24)
    )
    + b"</channel></rss>"
)
ETAG = b'W/"caf\xc3\xa9-1"'
DATE = b"Wed, 09 Jul 2025 08:54:00 GMT"

Answer: TypeAlias = Callable[["FaultServer", bytes], AsyncIterator[bytes]]
"""Given the server and the request, the pieces to send; the connection is closed after them."""


class TornError(Exception):
    """Tear the connection down without a goodbye."""


def message(
    body: bytes = FEED,
    *fields: bytes,
    status: bytes = b"200 OK",
    length: int | None = -1,
) -> bytes:
    """A whole HTTP message; `length` is told instead of the true one, ``None`` tells none."""
    told = (
        () if length is None else (b"Content-Length: %d" % (len(body) if length < 0 else length),)
    )
    return b"\r\n".join((b"HTTP/1.1 " + status, *told, *fields, b"", body))


def always(*pieces: bytes) -> Answer:
    """An answer that is always the same."""

    async def answer(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return answer


def trickle(head: bytes, piece: bytes, pause_s: float = 0.05) -> Answer:
    """Something that never ends: `piece` after `piece`."""

    async def answer(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
        yield head
        while True:
            yield piece
            await asyncio.sleep(pause_s)

    return answer


def redirect(location: bytes, status: bytes = b"302 Found") -> Answer:
    """A redirect; ``%d`` in `location` becomes the server's own port."""

    async def answer(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
        where = location.replace(b"%d", b"%d" % server.port)
        yield message(b"", b"Location: " + where, status=status)

    return answer


async def _silence(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
    await asyncio.sleep(60)
    yield b""


async def _reset(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
    yield b""
    raise TornError


async def _cut_by_reset(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
    yield message(FEED[:300], length=None)
    await asyncio.sleep(0.05)
    raise TornError


async def _conditional(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
    known = b"If-None-Match: " + ETAG + b"\r\n" in request
    fields = (b"ETag: " + ETAG, b"Last-Modified: " + DATE)
    yield message(b"", *fields, status=b"304 Not Modified") if known else message(FEED, *fields)


async def _hops(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
    left = int(request.split(b" ")[1].rpartition(b"/")[2])
    yield (
        message(b"", b"Location: /hops/%d" % (left - 1), status=b"302 Found") if left else message()
    )


def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1_000_000)
    return b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()


PACKED = gzip.compress(FEED, mtime=0)
GZIP = b"Content-Encoding: gzip"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

ANSWERS: dict[str, Answer] = {
    "/ok": always(message()),
    "/close-delimited": always(message(length=None)),
    "/chunked": always(CHUNKED, b"%x\r\n" % len(FEED) + FEED + b"\r\n", b"0\r\n\r\n"),
    "/gzip": always(message(PACKED, GZIP)),
    "/gzip-two-members": always(
        message(gzip.compress(FEED[:100]) + gzip.compress(FEED[100:]), GZIP)
    ),
    "/gzip-padded": always(message(PACKED + bytes(64), GZIP)),
    "/gzip-cut": always(message(PACKED[: len(PACKED) // 2], GZIP)),
    "/gzip-no-checksum": always(message(PACKED[:-8], GZIP)),
    "/gzip-wrong-checksum": always(message(PACKED[:-8] + bytes(8), GZIP)),
    "/gzip-not": always(message(FEED, GZIP)),
    "/gzip-empty": always(message(b"", GZIP)),
    "/gzip-bomb": always(message(_bomb(30), GZIP)),
    "/gzip-200-times": always(message(b"x", b"Content-Encoding: " + b", ".join([b"gzip"] * 200))),
    "/brotli": always(message(b"\x0b\x02\x80abc\x03", b"Content-Encoding: br")),
    "/coding-utf-8": always(message(FEED, b"Content-Encoding: UTF-8")),
    "/deflate": always(message(zlib.compress(FEED), b"Content-Encoding: deflate")),
    "/deflate-raw": always(message(zlib.compress(FEED)[2:-4], b"Content-Encoding: deflate")),
    "/length-too-long": always(message(length=len(FEED) * 2)),
    "/length-too-short": always(message(length=len(FEED) // 2)),
    "/length-too-short-later": always(message(b"", length=len(FEED) // 2), FEED[:20], FEED[20:]),
    "/length-nonsense": always(message(FEED, b"Content-Length: 12abc", length=None)),
    "/length-twice": always(message(FEED, b"Content-Length: 7")),
    "/chunk-cut": always(CHUNKED + b"%x\r\n" % len(FEED) + FEED[:300]),
    "/chunk-no-end": always(CHUNKED + b"%x\r\n" % len(FEED) + FEED + b"\r\n"),
    "/chunk-nonsense": always(CHUNKED + b"zz\r\n" + FEED),
    "/cut-by-reset": _cut_by_reset,
    "/endless": trickle(b"HTTP/1.1 200 OK\r\n\r\n", b"A" * 100_000, 0.0),
    "/announces-a-lot": always(message(b"x", length=50_000_000)),
    "/slow-head": trickle(b"HTTP/1.1 200 OK\r\n", b"X-Still: here\r\n"),
    "/slow-body": trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
    "/endless-1xx": trickle(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "/silent": _silence,
    "/reset": _reset,
    "/hang-up": always(),
    "/junk": always(b"\x00\x01\x02 this is not http\r\n\r\n"),
    "/junk-status": always(b"HTTP/1.1 abc Fine\r\n\r\n"),
    "/http09": always(FEED),
    "/one-long-field": always(message(FEED, b"X-Long: " + b"a" * 2_000_000)),
    "/many-fields": always(message(FEED, *(b"X-%d: a" % n for n in range(20_000)))),
    "/wide-policy": always(message(FEED, b"Content-Security-Policy: " + b"x" * 20_000)),
    "/escape-in-status": always(message(b"", status=b"500 \x1b[31mboo")),
    "/loop": redirect(b"/loop"),
    "/loop-of-two": redirect(b"/loop-back"),
    "/loop-back": redirect(b"/loop-of-two"),
    "/moved": redirect(b"/ok#part", b"301 Moved Permanently"),
    "/moved-308": redirect(b"http:/ok", b"308 Permanent Redirect"),
    "/to-nowhere": redirect(b"http://[not-an-address/"),
    "/to-file": redirect(b"file:///etc/passwd"),
    "/to-gopher": redirect(b"gopher://127.0.0.1:70/1"),
    "/to-script": redirect(b"javascript:alert(1)"),
    "/to-private": redirect(b"http://127.0.0.2:%d/ok"),
    "/to-private-backslash": redirect(b"http:\\\\127.0.0.2:%d\\ok"),
    "/to-mapped": redirect(b"http://[::ffff:127.0.0.2]:%d/ok"),
    "/to-number": redirect(b"http://2130706434:%d/ok"),
    "/to-localhost": redirect(b"http://localhost:%d/ok"),
    "/with-credentials": redirect(b"http://thief:pw@127.0.0.1:%d/ok"),
    "/no-location": always(message(b"", status=b"302 Found")),
    "/conditional": _conditional,
    "/304": always(message(b"", status=b"304 Not Modified")),
    "/304-with-body": always(message(FEED, status=b"304 Not Modified")),
    "/204": always(message(b"", status=b"204 No Content", length=None)),
    "/206": always(message(FEED, status=b"206 Partial Content")),
    "/404": always(message(b"nothing", status=b"404 Not Found")),
    "/410": always(message(b"", status=b"410 Gone")),
    "/429": always(message(b"", b"Retry-After: 120", status=b"429 Too Many Requests")),
    "/503": always(message(b"", b"Retry-After: soon", status=b"503 Service Unavailable")),
    "/799": always(message(b"", status=b"799 Whatever")),
    "/empty": always(message(b"")),
    "/cookie": always(message(FEED, b"Set-Cookie: id=1; Path=/")),
}


class Listening:
    """An async context manager around one listening socket, which speaks TLS where `tls` is given;
    at its end nobody is answered any more. What is said to a connection is a subclass's."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        self._host = host
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._accept, self._host, self.port, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def place(self) -> str:
        """``host:port``, as `allow_private` wants it."""
        return f"{self._host}:{self.port}"

    def url(self, path: str) -> str:
        """The whole address of `path`."""
        return f"{'https' if self._tls else 'http'}://{self.place}{path}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        except TornError:
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            with suppress(ConnectionError):
                writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is to be closed, or torn by `TornError`."""
        raise NotImplementedError


class FaultServer(Listening):
    """A server with a fault for each path.

    `answers` are added to `ANSWERS`. `requests` holds the heads received, `arrivals` the loop's
    time of each connection, whether or not a request came over it; `asked` is set by the first.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer] | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(host, port, tls)
        self._answers = {**ANSWERS, **(answers or {})}
        self.requests: list[bytes] = []
        self.arrivals: list[float] = []
        self.asked = asyncio.Event()

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.split(b" ")[1].decode() for request in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.arrivals.append(asyncio.get_running_loop().time())
        request = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(request)
        self.asked.set()
        path = request.split(b" ")[1].decode()
        async for piece in self._find(path)(self, request):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.001)  # pieces are to arrive as pieces

    def _find(self, path: str) -> Answer:
        if path.startswith("/hops/"):
            return _hops
        missing = always(message(b"no such fault", status=b"404 Not Found"))
        return self._answers.get(path.partition("?")[0], missing)
