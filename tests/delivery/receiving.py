"""Receivers on the loopback: a webhook that behaves as a test says, a mail server that keeps what
it is given."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

CERTIFICATES = Path(__file__).parents[1] / "fetch" / "certificates"
PATIENCE_S = 60.0
"""Whatever does not come in so long does not come."""


def trusting() -> ssl.SSLContext:
    """Trusts the authority of the tests, and nobody else."""
    return ssl.create_default_context(cafile=str(CERTIFICATES / "ca.pem"))


def server_context(name: str = "good") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem")
    return context


def until(met: Callable[[], object]) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + PATIENCE_S
    while not met():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


@dataclass(frozen=True)
class Posted:
    """A request as it came; header names in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A webhook. `status`, `headers` and `hang_s` are how it answers from now on; a status of 0
    hangs up without an answer."""

    place: str = ""
    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_s: float = 0.0
    posted: list[Posted] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/hook") -> str:
        return f"http://{self.place}{path}"

    def ids(self) -> list[str]:
        """The deliveries that came, in their order."""
        return [one.headers["x-ticker-delivery"] for one in self.posted]


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    """A webhook that listens while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Answer)
    server.daemon_threads = True
    hook = Receiver(f"127.0.0.1:{server.server_address[1]}")
    server.hook = hook  # type: ignore[attr-defined]  # read by _Answer
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        hook.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook: Receiver = self.server.hook  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, said, hang_s = hook.status, dict(hook.headers), hook.hang_s
        hook.posted.append(Posted(self.path, headers, body))
        if hang_s:
            hook.stopped.wait(hang_s)
        with suppress(ConnectionError):  # whoever asked has gone
            if status == 0:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in said.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

    do_GET = do_POST  # noqa: N815 - the name is http.server's

    def log_message(self, format: str, *args: object) -> None:
        pass


@dataclass
class Mailbox:
    """A mail server: what it was given, over which connection, and how it refuses."""

    port: int = 0
    letters: list[tuple[Envelope, EmailMessage]] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the same
        self, server: SMTP, session: Any, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            assert server.transport is not None
            self.letters.append((envelope, letter))
            self.over_tls.append(server.transport.get_extra_info("sslcontext") is not None)
        return self.answer

    def authenticate(
        self, server: SMTP, session: Any, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"correct horse", handled=False)


@contextmanager
def mail_server(
    *, security: str = "starttls", login: bool = False, certificate: str = "good"
) -> Iterator[Mailbox]:
    """A mail server on 127.0.0.1 while the block runs."""
    box = Mailbox()
    context = server_context(certificate)
    told: dict[str, Any] = {}
    if security == "starttls":
        told |= {"tls_context": context, "require_starttls": True}
    if login:
        told |= {"authenticator": box.authenticate, "auth_require_tls": False}
    with _loop() as loop:

        async def listen() -> asyncio.Server:
            return await loop.create_server(
                lambda: SMTP(box, hostname="mail.example", loop=loop, **told),
                "127.0.0.1",
                0,
                ssl=context if security == "tls" else None,
            )

        async def hang_up() -> None:
            server.close()
            await asyncio.sleep(0)

        server = asyncio.run_coroutine_threadsafe(listen(), loop).result(PATIENCE_S)
        box.port = server.sockets[0].getsockname()[1]
        try:
            yield box
        finally:
            asyncio.run_coroutine_threadsafe(hang_up(), loop).result(PATIENCE_S)


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_end(), loop).result(PATIENCE_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end() -> None:
    """Let every connection end."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
