"""How connections are made and kept: guarded, one answer at a time, nothing taken from the
environment."""

from __future__ import annotations

import asyncio
import functools
import re
import select
import ssl
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
from aiohttp import ClientOSError, ClientPayloadError, HttpVersion11, StreamReader, hdrs
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from aiohttp.http import RawResponseMessage
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.tracing import Trace
from yarl import URL

from ticker.fetch.guard import GetAddrInfo, Guard, GuardedResolver
from ticker.fetch.idle import Ended, Idle, Place

CONNECT_S = 5.0
"""A connection (with its TLS handshake, without the lookup) that takes longer is given up."""

# Real sites send policies (CSP, Link) beyond aiohttp's 8,190 bytes; 200 fields of 32 kB is the most
# memory that one hostile answer can take.
_LONGEST_FIELD = 32_768
_MOST_FIELDS = 200

OVERLONG = "incomplete: more bytes follow than the answer announced"

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_PROTOCOL = b"HTTP/1."
_LAST_CHUNK = b"\r\n0\r\n\r\n"

REDIRECTS = frozenset({301, 302, 303, 307, 308})

VISIT: ContextVar[object] = ContextVar("visit", default=None)
"""The errand that is under way in this task; its hops need no rest between them."""


class StaleConnectionError(aiohttp.ClientConnectionError):
    """A connection that had served before failed before the answer began: no fault of the source.

    The server closed it in the same moment (RFC 9112 section 9.3.1), or something of the answer
    before came late. `reason` is what happened.
    """

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


class OneAnswer(ResponseHandler):
    """A connection that carries one answer at a time, and says so when it is not all there.

    aiohttp 3.14 reads what follows an answer as the next one. So it throws away a 304 that has a
    body (RFC 9110 section 15.4.5 forbids it, some servers do it), and is content with a body whose
    Content-Length is too short. It is content, too, with a body without any length that ends in
    a reset. And it would go on with a connection on which half an answer more has come.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.opened_at = loop.time()
        self.visit: object = None
        self._asked = self._used = False  # by any request; by one before this
        self._ended: Ended | None = None  # set while it is idle
        self._head: bytearray | None = None  # of the answer, until it is over
        self._spoken = self._answered = False  # a status line, interim or not; the answer's head
        self._deaf = False
        self._body: StreamReader | None = None
        self._told: RawResponseMessage | None = None
        self._behind = 0  # bytes after the head
        self._last = b""  # the last of all bytes

    def set_response_params(self, **params: Any) -> None:
        """Be ready for an answer: a request is about to be sent."""
        self._used, self._asked = self._asked, True
        self.visit = VISIT.get()
        self._head = bytearray()
        self._spoken = self._answered = self._deaf = False
        self._body = self._told = None
        super().set_response_params(**params)

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        """Keep a head as aiohttp reads it; the last one is the answer's."""
        self._told = data[0]
        super().feed_data(data, size)

    def data_received(self, data: bytes) -> None:
        """Hand on what belongs to the answer."""
        if self._ended is not None:
            if data:  # which nobody asked for
                self._ended(self)
            return
        if self._head is not None:
            data = self._cut(data)
            if self._exception is not None:
                return
        else:
            self._behind += len(data)
            self._last = (self._last + data[-len(_LAST_CHUNK) :])[-len(_LAST_CHUNK) :]
            if self._deaf:
                return
        super().data_received(data)
        self._body = self._payload or self._body  # aiohttp lets go of it when it is complete
        self._look_back()

    def _look_back(self) -> None:
        """A body's end gives the connection back, amid the data: what came behind counts, too."""
        if self._ended is not None and not self.clean():
            self._ended(self)

    def clean(self) -> bool:
        """Whether the answer came as it was announced (RFC 9112 section 6.3) with nothing behind
        it, and the server keeps the connection."""
        told = self._told
        if told is None or self.should_close or told.version != HttpVersion11:
            return False
        if self.transport is None or not self.transport.is_reading():
            return False
        lengths = told.headers.getall(hdrs.CONTENT_LENGTH, [])
        codings = told.headers.getall(hdrs.TRANSFER_ENCODING, [])
        if told.code == 304:  # with a length, some send the body, too
            return not lengths and not codings and not self._behind
        if codings:  # trailers, which nobody sends, are taken for trash
            return codings == ["chunked"] and not lengths and self._last == _LAST_CHUNK
        return lengths == [str(self._behind)]

    def leads_on(self) -> bool:
        """Whether the answer was a redirect."""
        return self._told is not None and self._told.code in REDIRECTS

    def rest(self, ended: Ended) -> None:
        """Begin to be idle (`ticker.fetch.idle.Line`)."""
        self._ended = ended

    def wake(self) -> bool:
        """End being idle; whether the next request may be sent. Looks also at what has come since
        the loop last listened: the end of the connection, or bytes."""
        self._ended = None
        if not self.is_connected() or not self.clean():
            return False
        assert self.transport is not None
        listening = select.poll()
        listening.register(self.transport.get_extra_info("socket").fileno(), select.POLLIN)
        return not listening.poll(0)

    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        """Tell trash behind a good head from a bad head."""
        behind = isinstance(exc, HttpProcessingError) and exc.message.startswith("Bad status line")
        if behind and self._answered:
            exc = HttpProcessingError(code=502, message=OVERLONG)
            self._fail_body(ClientPayloadError(OVERLONG))
        elif self._used and not self._spoken and isinstance(exc, Exception):
            exc = StaleConnectionError(exc)
        super().set_exception(exc, exc_cause or exc)

    def connection_lost(self, exc: BaseException | None) -> None:
        """End the body, or fail it where the connection was torn."""
        if self._ended is not None:
            self._ended(self)
        if isinstance(exc, OSError):
            self._fail_body(ClientOSError(*exc.args))
        super().connection_lost(exc)

    def _fail_body(self, error: Exception) -> None:
        if self._body is not None:
            self._body.set_exception(error)

    def _cut(self, data: bytes) -> bytes:
        """`data` without what stands behind a 304's head; forgets the head once it is over."""
        assert self._head is not None
        start = max(len(self._head) - 3, 0)  # bytes may come one by one
        self._head += data
        while end := _HEAD_END.search(self._head, start):
            status = _STATUS.match(self._head)
            if status and status[1].startswith(b"1"):  # the real head follows
                self._spoken = True
                del self._head[: end.end()]
                start = 0
                continue
            self._behind = len(self._head) - end.end()
            self._last = bytes(self._head[-len(_LAST_CHUNK) :])
            if self._late(self._head):
                return b""
            self._head, self._answered = None, status is not None
            self._spoken = self._spoken or self._answered
            self._deaf = status is not None and status[1] == b"304"
            return data[: len(data) - self._behind] if self._deaf else data
        if not self._late(self._head):
            self._spoken = self._spoken or _STATUS.match(self._head) is not None
        return data

    def _late(self, head: bytearray) -> bool:
        """Whether `head` cannot begin the answer to a request on a used connection; ends it.

        What is no status line belongs to the answer before, also an empty line, which aiohttp
        would pass over. A 408 is what servers say to an idle connection that they close (RFC 9110
        section 15.5.9).
        """
        if not self._used:
            return False
        if head[: len(_PROTOCOL)] == _PROTOCOL[: len(head)] and head[9:12] != b"408":
            return False
        if self.transport is not None:
            self.transport.close()
        error = StaleConnectionError(HttpProcessingError(message="no answer to this request"))
        super().set_exception(error, error)
        return True


class GuardedConnector(aiohttp.TCPConnector):
    """Opens connections that pass `guard`; those that may serve again wait in `idle`.

    aiohttp's own pool keeps any number of connections, and asks nobody about them but itself. It
    stays shut (`force_close`), so whatever this class does not keep is closed.
    """

    def __init__(
        self, guard: Guard, idle: Idle, *, resolver: GuardedResolver, tls: ssl.SSLContext
    ) -> None:
        super().__init__(
            resolver=resolver,
            socket_factory=guard.open_socket,
            use_dns_cache=False,
            ssl=tls,
            limit=0,  # `Hosts` counts
            force_close=True,
        )
        self._guard = guard
        self._idle = idle
        # There is no public way to choose the protocol; a test notices when this one closes.
        self._factory = functools.partial(_one_answer, loop=asyncio.get_running_loop())

    def forget(self, url: URL) -> None:
        """Close the idle connections to the place of `url`."""
        host, secure = url.raw_host or "", url.scheme == "https"
        self._idle.forget(Place(self._guard, host, url.port, secure))

    async def _get(self, key: ConnectionKey, traces: list[Trace]) -> Connection | None:
        """An idle connection, if there is one. Not public; tests notice when it is not asked."""
        line = self._idle.take(self._place(key), VISIT.get())
        if line is None:
            return None
        assert isinstance(line, OneAnswer)
        self._acquired.add(line)
        return Connection(self, key, line, self._loop)

    def _release(
        self, key: ConnectionKey, protocol: ResponseHandler, *, should_close: bool = False
    ) -> None:
        """Keep a connection or close it. Not public; tests notice when it is not called."""
        kept = (
            isinstance(protocol, OneAnswer)
            and not (should_close or self._closed)
            and self._idle.put(self._place(key), protocol)
        )
        if kept:
            self._release_acquired(key, protocol)
        else:
            super()._release(key, protocol, should_close=True)

    def _place(self, key: ConnectionKey) -> Place:
        return Place(self._guard, key.host, key.port, key.is_ssl)


def open_session(
    guard: Guard, idle: Idle, *, getaddrinfo: GetAddrInfo, threads: Executor, tls: ssl.SSLContext
) -> aiohttp.ClientSession:
    """A client whose every socket passes `guard`; close it. Lookups run in `threads`, connections
    wait for further requests in `idle`, which may be others' too."""
    session = aiohttp.ClientSession(
        connector=GuardedConnector(
            guard, idle, resolver=GuardedResolver(guard, getaddrinfo, threads), tls=tls
        ),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Connection": "keep-alive"},  # aiohttp would ask for the contrary
        auto_decompress=False,
        trust_env=False,
        max_line_size=_LONGEST_FIELD,
        max_field_size=_LONGEST_FIELD,
        max_headers=_MOST_FIELDS,
    )
    # A torn connection would be asked again at once, as if it had been an idle one: a server in
    # trouble gets one request, not two. No public way either, and a test counts.
    session._retry_connection = False
    return session


@asynccontextmanager
async def ask(
    session: aiohttp.ClientSession, url: URL, headers: dict[str, str]
) -> AsyncIterator[aiohttp.ClientResponse]:
    """GET `url`. Whatever is raised, here or by what is done with the answer, closes the idle
    connections to its place.

    So do credentials: there are servers (NTLM, RFC 4559 section 6) to whom all that follows on
    a connection comes from whoever was let in first.
    """
    connector = session.connector
    assert isinstance(connector, GuardedConnector)
    kept = False
    try:
        async with session.get(url, headers=headers, allow_redirects=False) as reply:
            yield reply
        kept = "Authorization" not in headers
    finally:
        if not kept:
            connector.forget(url)


def _one_answer(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return OneAnswer(loop)
