"""What every request passes and every answer carries, whatever route it is for."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticker.web.problems import problem

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
METHODS = ("GET", "HEAD")
"""Nothing here has side effects, so nothing else is needed."""
LONGEST_QUERY = 16_000
"""Bytes of a query string: the largest question that the parameters allow is well below it."""


class Guard:
    """Refuses what has no business here: other methods, hosts that are not ours (a page of a
    stranger whose name is made to lead to the loopback), and requests without the token."""

    def __init__(
        self, app: ASGIApp, *, hosts: Iterable[str], token: str | None, asking: bool = False
    ) -> None:
        self._app = app
        # A browser asks first whether a page of another origin may ask (OPTIONS), without a token.
        self._asking = asking
        self._hosts = frozenset(host.lower() for host in hosts)
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is not None:
            await refused(scope, receive, _clothed(send))
        elif scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _clothed(_bodiless(send)))
        else:
            await self._app(scope, receive, _clothed(send))

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if self._hosts and _host(headers.get("host", "")) not in self._hosts:
            return problem(421, "this server is not known by that name", where="Host")
        if self._asking and scope["method"] == "OPTIONS":
            return None
        if self._token is not None and not _knows(self._token, headers.get("authorization", "")):
            challenge = {"www-authenticate": 'Bearer, Basic realm="ticker", charset="UTF-8"'}
            return problem(
                401,
                "a token is needed",
                hint="send it as a bearer token, or as the password of any user",
                headers=challenge,
            )
        if scope["method"] not in METHODS:
            return problem(405, "only read here", headers={"allow": ", ".join(METHODS)})
        if len(scope["query_string"]) > LONGEST_QUERY:
            return problem(400, "the question is too long", hint=f"up to {LONGEST_QUERY} bytes")
        return None


class Conditional:
    """Gives answers an entity tag, and a 304 to who has them already (RFC 9110, section 13)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
        await self._app(scope, receive, _Tagging(send, known))


class _Tagging:
    """Holds an answer back until it is whole; a stream is passed on as it comes."""

    def __init__(self, send: Send, known: str) -> None:
        self._send = send
        self._known = known
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200 and _whole(message):
                self._start = message
            else:
                await self._send(message)
        elif self._start is None:
            await self._send(message)
        else:
            await self._finish(self._start, cast(bytes, message.get("body", b"")))

    async def _finish(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(raw=start["headers"])
        # Weak: a compressed copy of the same answer has the same tag.
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers["etag"] = tag
        headers.setdefault("cache-control", "private, no-cache")
        if self._known.strip() == "*" or tag in {one.strip() for one in self._known.split(",")}:
            del headers["content-length"], headers["content-type"]
            start, body = {**start, "status": 304, "headers": headers.raw}, b""
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _whole(start: Message) -> bool:
    """Whether an answer comes in one piece: it says how long it is, and is no stream."""
    return "content-length" in Headers(raw=start["headers"])


def _clothed(send: Send) -> Send:
    async def clothed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            message = {**message, "headers": headers.raw}
        await send(message)

    return clothed


def _bodiless(send: Send) -> Send:
    """The answer to HEAD: that of GET, without its body."""

    async def bodiless(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return bodiless


def _host(header: str) -> str:
    """The name in a Host header, without its port."""
    name, _, port = header.rpartition(":")
    named = name if name and port.isdigit() else header
    return named.strip("[]").rstrip(".").lower()


def _knows(token: str, header: str) -> bool:
    scheme, _, credentials = header.partition(" ")
    given = credentials.strip()
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.encode(), token.encode())
