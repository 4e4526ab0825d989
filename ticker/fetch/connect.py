"""How connections are made: guarded, one answer each, nothing taken from the environment."""

from __future__ import annotations

import asyncio
import functools
import re
import ssl
from concurrent.futures import Executor

import aiohttp
from aiohttp import ClientOSError, ClientPayloadError, StreamReader
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

from ticker.fetch.guard import GetAddrInfo, Guard, GuardedResolver

CONNECT_S = 5.0
"""A connection (with its TLS handshake, without the lookup) that takes longer is given up."""

# Real sites send policies (CSP, Link) beyond aiohttp's 8,190 bytes; 200 fields of 32 kB is the most
# memory that one hostile answer can take.
_LONGEST_FIELD = 32_768
_MOST_FIELDS = 200

OVERLONG = "incomplete: more bytes follow than the answer announced"

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


class OneAnswer(ResponseHandler):
    """A connection that carries one answer, and says so when the answer is not all there.

    aiohttp 3.14 reads what follows an answer as the next one. So it throws away a 304 that has a
    body (RFC 9110 section 15.4.5 forbids it, some servers do it), and is content with a body whose
    Content-Length is too short. It is content, too, with a body without any length that ends in
    a reset.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._head: bytearray | None = bytearray()  # of the answer; ``None`` once it is over
        self._answered = False
        self._deaf = False
        self._body: StreamReader | None = None

    def data_received(self, data: bytes) -> None:
        """Hand on what belongs to the answer."""
        if self._deaf:
            return
        if self._head is not None:
            data = self._cut(data)
        super().data_received(data)
        self._body = self._payload or self._body  # aiohttp lets go of it when it is complete

    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        """Tell trash behind a good head from a bad head."""
        behind = isinstance(exc, HttpProcessingError) and exc.message.startswith("Bad status line")
        if behind and self._answered:
            exc = HttpProcessingError(code=502, message=OVERLONG)
            self._fail_body(ClientPayloadError(OVERLONG))
        super().set_exception(exc, exc_cause or exc)

    def connection_lost(self, exc: BaseException | None) -> None:
        """End the body, or fail it where the connection was torn."""
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
            behind = len(self._head) - end.end()
            if status and status[1].startswith(b"1"):  # the real head follows
                del self._head[: end.end()]
                start = 0
                continue
            self._head, self._answered = None, status is not None
            self._deaf = status is not None and status[1] == b"304"
            return data[: len(data) - behind] if self._deaf else data
        return data


def open_session(
    guard: Guard, *, getaddrinfo: GetAddrInfo, threads: Executor, tls: ssl.SSLContext
) -> aiohttp.ClientSession:
    """A client whose every socket passes `guard`; close it. Lookups run in `threads`."""
    connector = aiohttp.TCPConnector(
        resolver=GuardedResolver(guard, getaddrinfo, threads),
        socket_factory=guard.open_socket,
        use_dns_cache=False,
        ssl=tls,
        limit=0,  # `Hosts` counts
        force_close=True,  # idle TLS connections to 1,000 hosts held 350 MB [measured]
    )
    # There is no public way to choose the protocol; a test notices when this one closes.
    connector._factory = functools.partial(_one_answer, loop=asyncio.get_running_loop())
    session = aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
        cookie_jar=aiohttp.DummyCookieJar(),
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


def _one_answer(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return OneAnswer(loop)
