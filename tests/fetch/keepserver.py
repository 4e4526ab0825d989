"""A server that keeps its connections, more or less: what is said on each is a script's."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from tests.fetch.faultserver import Listening, message


class HungUpError(Exception):
    """Close the connection."""


class Exchange:
    """One request and what is said to it."""

    def __init__(self, server: KeepServer, number: int, request: bytes, out: asyncio.StreamWriter):
        self.server = server
        self.number = number
        self.request = request
        self.path = request.split(b" ")[1].decode()
        self._out = out

    def say(self, *pieces: bytes) -> None:
        """Send, in one piece."""
        self._out.write(b"".join(pieces))

    def say_later(self, after_s: float, *pieces: bytes) -> None:
        """Send in a while, whatever has become of the connection."""
        asyncio.get_running_loop().call_later(after_s, self.say, *pieces)

    def hang_up_later(self, after_s: float) -> None:
        """Close the connection in a while."""
        asyncio.get_running_loop().call_later(after_s, self._out.close)


Script: TypeAlias = Callable[[Exchange], Awaitable[None]]


def document(path: str) -> bytes:
    """What belongs to `path`, and to no other."""
    return f"<rss>{path}</rss>".encode()


async def whole(to: Exchange) -> None:
    """The document, with its length."""
    to.say(message(document(to.path)))


def saying(*pieces: bytes) -> Script:
    """The same to everybody."""

    async def script(to: Exchange) -> None:
        to.say(*pieces)

    return script


class KeepServer(Listening):
    """A server that answers one request after the other.

    `scripts` by path; elsewhere the document comes. `asked` holds the number of the connection
    and the path of every request, `ended` the numbers of the connections that the client closed or
    tore; `left` is set by the first of them.
    """

    def __init__(
        self, scripts: Mapping[str, Script] | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__("127.0.0.1", 0, tls)
        self._scripts = scripts or {}
        self.accepted = 0
        self.asked: list[tuple[int, str]] = []
        self.requests: list[bytes] = []
        self.ended: list[int] = []
        self.left = asyncio.Event()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number, self.accepted = self.accepted, self.accepted + 1
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                to = Exchange(self, number, request, writer)
                self.requests.append(request)
                self.asked.append((number, to.path))
                await self._scripts.get(to.path, whole)(to)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.ended.append(number)
            self.left.set()
        except HungUpError:
            pass
