"""A POST to a webhook: signed, with one deadline over all of it, no redirect followed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Thread
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from ticker.errors import DeliveryError
from ticker.model import Destination, Sent
from ticker.version import __version__

DEADLINE_S = 15.0
"""Lookup, connection, request and answer together. miniflux gives a webhook 10 s."""
MOST_WAIT_S = 3_600
"""What a Retry-After may ask for: beyond it, the receiver would hear of it no sooner."""

_LATER = "what waits for it is sent again later"


def signature(secret: str, body: bytes) -> str:
    """The hexadecimal HMAC-SHA256 of a body, as a receiver reckons it again."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(
    destination: Destination,
    body: bytes,
    *,
    event: str,
    delivery: str,
    content_type: str = "application/json",
    deadline_s: float = DEADLINE_S,
) -> Sent:
    """POST `body` to a webhook. An answer of 2xx takes it; its own body is not looked at.

    `event` and `delivery` go into ``X-Ticker-Event-Type`` and ``X-Ticker-Delivery``. Raises
    DeliveryError, with `retry_after_s` where the receiver names a time.
    """
    headers = {
        "Content-Type": content_type,
        "User-Agent": f"ticker/{__version__}",
        "X-Ticker-Event-Type": event,
        "X-Ticker-Delivery": delivery,
    }
    if destination.secret is not None:
        headers["X-Ticker-Signature"] = signature(destination.secret, body)
    return asyncio.run(_post(destination, body, headers, deadline_s))


async def _post(
    destination: Destination, body: bytes, headers: dict[str, str], deadline_s: float
) -> Sent:
    try:
        async with (
            asyncio.timeout(deadline_s),
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=_Resolver(), limit=1),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
            ) as session,
            session.post(
                URL(destination.address[0]), data=body, headers=headers, allow_redirects=False
            ) as reply,
        ):
            return _answer(destination, reply)
    except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
        message, hint = _failure(error, deadline_s)
        # Not `from error`: a library's words hold the address, and that holds secrets.
        raise DeliveryError(message, where=destination.shown, hint=hint) from None


def _answer(destination: Destination, reply: aiohttp.ClientResponse) -> Sent:
    if 200 <= reply.status < 300:
        return Sent(f"HTTP {reply.status}")
    if 300 <= reply.status < 400:
        raise DeliveryError(
            f"HTTP {reply.status} leads elsewhere, where nothing is sent",
            where=destination.shown,
            hint="write the address that it leads to into the configuration",
        )
    raise DeliveryError(
        f"HTTP {reply.status}",
        where=destination.shown,
        hint=_LATER if reply.status >= 500 or reply.status == 429 else "ask the receiver's owner",
        retry_after_s=_wait(reply.headers.get("Retry-After", "")),
    )


def _wait(said: str) -> int | None:
    """The seconds of a Retry-After, at most `MOST_WAIT_S` (RFC 9110, section 10.2.3)."""
    if said.strip().isascii() and said.strip().isdigit():
        return min(int(said.strip()[:9]), MOST_WAIT_S)
    try:
        at = parsedate_to_datetime(said)
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)
    except (ValueError, OverflowError):
        return None
    return min(max(int(wait.total_seconds()), 0), MOST_WAIT_S)


def _failure(error: Exception, deadline_s: float) -> tuple[str, str]:
    """What went wrong, in words of ours alone."""
    match error:
        case TimeoutError():
            return f"no answer within {deadline_s:g} s", _LATER
        case aiohttp.ClientConnectorDNSError():
            return "its host has no address", "check its spelling, and this machine's network"
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(error.certificate_error, "verify_message", "")
            why = f": {reason}" if reason else ""
            return f"its certificate is not accepted{why}", "the receiver must renew it"
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return "no secure connection", "check that its address should begin with https://"
        case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
            return "connection refused", f"the receiver may be down; {_LATER}"
        case aiohttp.ClientConnectorError():
            return "no connection", f"check the network; {_LATER}"
        case aiohttp.InvalidURL() | ValueError():
            return "its address cannot be read", "write it as https://host/path"
    return "the connection broke before an answer came", _LATER


class _Resolver(AbstractResolver):
    """Looks up in a daemon thread: `getaddrinfo` cannot be given up, and a silent name server holds
    it for 38 s (measured), for which neither a deadline nor a stop may wait."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found: asyncio.Future[list[Any]] = loop.create_future()

        def tell(infos: list[Any] | None, error: OSError | None) -> None:
            if not found.done():
                found.set_exception(error) if error else found.set_result(infos or [])

        def look_up() -> None:
            infos, failed = None, None
            try:
                infos = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
            except OSError as error:
                failed = error
            except ValueError:  # a name that IDNA refuses
                failed = socket.gaierror(socket.EAI_NONAME, "no such name")
            try:
                loop.call_soon_threadsafe(tell, infos, failed)
            except RuntimeError:
                return  # the loop is over: nobody waits any more

        Thread(target=look_up, name="lookup", daemon=True).start()
        return [
            ResolveResult(
                hostname=host,
                host=str(info[4][0]),
                port=int(info[4][1]),
                family=info[0],
                proto=info[2],
                flags=socket.AI_NUMERICHOST,
            )
            for info in await found
        ]

    async def close(self) -> None:
        """Nothing is held."""
