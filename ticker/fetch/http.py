"""One fetch: conditional GET, redirects by hand, one deadline, one cap, every hop guarded.

    turn at the host -> (robots.txt) -> look up, check, connect -> headers -> body -> Response
         ^                                                            |
         +------------------ redirect to another host ----------------+

The deadline runs while the network is used, over all hops together; waiting for turns is not
counted. A redirect within a host keeps the turn.
"""

from __future__ import annotations

import asyncio
import math
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self, TypeAlias

import aiohttp
from yarl import URL

from ticker.errors import FetchError, UsageError
from ticker.fetch.connect import REDIRECTS, VISIT, StaleConnectionError, ask, open_session
from ticker.fetch.errand import MOST_HOPS, Errand
from ticker.fetch.failures import failure, incomplete, status_failure
from ticker.fetch.guard import GetAddrInfo, Guard
from ticker.fetch.hosts import Hosts, always
from ticker.fetch.idle import Idle, Place
from ticker.fetch.inflate import Inflater, coding_of, too_large
from ticker.fetch.lookups import DaemonThreads
from ticker.fetch.retry_after import retry_after, utc_now
from ticker.fetch.robots import KnownRules, Rules, means_no_rules, read_rules, robots_address
from ticker.fetch.target import Target, read_place, read_target
from ticker.model import PollSettings, Response

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.8, "
    "application/xhtml+xml;q=0.8, text/plain;q=0.5, */*;q=0.1"
)
HELD_S = 1_800
"""How long a host is left alone after a 429 that names no time, until the poll is recorded."""

_Headers: TypeAlias = tuple[tuple[str, str], ...]


class Fetcher:
    """The one door to the network. Use it as an async context manager, within one event loop.

    `version` goes into the User-Agent; `clock` tells the instant (UTC) that servers mean by "now".
    `getaddrinfo` is for tests. Every request waits for `room`, before its deadline begins.
    `requests` counts what was asked for, redirects and robots.txt included.
    Raises `UsageError` for a `contact` that cannot stand in a header.
    """

    def __init__(
        self,
        settings: PollSettings,
        *,
        version: str,
        getaddrinfo: GetAddrInfo = socket.getaddrinfo,
        clock: Callable[[], datetime] = utc_now,
        room: Callable[[], Awaitable[object]] = always,
    ) -> None:
        self._room = room
        self._settings = settings
        self._agent = user_agent(version, settings.contact)
        self._allowed = frozenset(map(read_place, settings.allow_private))
        self._getaddrinfo = getaddrinfo
        self._clock = clock
        self._holds: dict[str, datetime] = {}
        self._rules = KnownRules()
        self._plain: set[str] = set()
        self.requests = 0
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        settings = self._settings
        loop = asyncio.get_running_loop()
        self._hosts = Hosts(
            per_host=settings.per_host,
            spacing_s=settings.spacing_s,
            concurrency=settings.concurrency,
            clock=loop.time,
            room=self._room,
        )
        tls = await loop.run_in_executor(None, ssl.create_default_context)
        self._idle = await self._open.enter_async_context(Idle(self._awaited))
        opening = partial(
            open_session,
            idle=self._idle,
            getaddrinfo=self._getaddrinfo,
            threads=DaemonThreads(),
            tls=tls,
        )
        self._public = await self._open.enter_async_context(opening(Guard(private=False)))
        self._private = await self._open.enter_async_context(opening(Guard(private=True)))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    async def fetch(
        self,
        url: str,
        *,
        etag: bytes | None = None,
        last_modified: bytes | None = None,
        allow_private: tuple[str, ...] = (),
        robots: bool = False,
        force: bool = False,
        most_hops: int = MOST_HOPS,
    ) -> Response:
        """GET `url`. Returns what came with status 200, or 304 with an empty body.

        `etag` and `last_modified` are sent back byte for byte. `allow_private` names further
        ``host:port`` that may be private. `robots` asks robots.txt first. `force` skips spacing
        and the limit per host, nothing else. `most_hops` redirects are followed.

        `Response.url` is where the document was found in the end, without credentials and
        fragment; header values are Latin-1 text, so ``.encode("latin-1")`` gives their bytes.

        Raises `FetchError`, with `status` where the server answered and `retry_after_s` where it
        asked to be left alone.
        """
        target = read_target(url)
        errand = Errand(
            target,
            self._headers(target) | _conditions(etag, last_modified, target.href),
            allowed=self._allowed | frozenset(map(read_place, allow_private)),
            left_s=self._settings.timeout_s,
            most_hops=most_hops,
        )
        VISIT.set(errand)
        while True:
            async with self._hosts.turn(errand.target.site, force=force), errand.clock():
                self._refuse_held(errand, force=force)
                response = await self._visit(errand, robots=robots)
            if response is not None:
                return response

    def forget_holds(self) -> None:
        """Let go of what hosts asked for until some instant: the clock was set, and whoever knows
        by how much has kept it elsewhere. Safe in any thread."""
        self._holds.clear()

    def _awaited(self, place: Place) -> bool:
        host = f"[{place.host}]" if ":" in place.host else place.host
        return self._hosts.awaited(host.rstrip("."))

    def _headers(self, target: Target) -> dict[str, str]:
        """Who asks for what; where a gzip label was false before, for no coding at all."""
        headers = {"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
        if target.href in self._plain:
            self._plain.discard(target.href)
            headers["Accept-Encoding"] = "identity"
        return headers

    def _refuse_held(self, errand: Errand, *, force: bool) -> None:
        """Raise where the host answered 429 to somebody before: that one is meant for all who come
        from here, also for those who wait for their turn."""
        held = _hold_key(errand.target)
        until, now = self._holds.get(held), self._clock()
        if force or until is None or until <= now:
            self._holds.pop(held, None)
            return
        message, hint = status_failure(429)
        raise errand.failed(
            f"not asked: {held} answered {message} before",
            hint=hint,
            status=429,
            retry_after_s=math.ceil((until - now).total_seconds()),
        )

    async def _visit(self, errand: Errand, *, robots: bool) -> Response | None:
        """Hops within one site; ``None`` when a redirect leads off it."""
        site = errand.target.site
        try:
            while errand.target.site == site:
                if robots:
                    await self._obey_robots(errand)
                response = await self._hop(errand)
                if response is not None:
                    return response
        except FetchError as error:
            if error.status == 429:
                wait = timedelta(seconds=error.retry_after_s or HELD_S)
                self._holds[_hold_key(errand.target)] = self._clock() + wait
            raise
        finally:
            self._idle.leave(errand)
        return None

    async def _hop(self, errand: Errand, *, again: bool = False) -> Response | None:
        """One request; ``None`` when it was answered with a redirect, which is then followed.

        A connection that was idle is worth nothing until the answer has begun: where it fails
        before, the request is made once more, on a new one (RFC 9110 section 9.2.2).
        """
        target = errand.target
        session = self._private if target.place in errand.allowed else self._public
        errand.received = 0
        self.requests += 1
        try:
            async with ask(session, _connectable(errand), errand.headers()) as reply:
                return await self._answer(reply, errand)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if isinstance(error, StaleConnectionError) and not (again or session.closed):
                return await self._hop(errand, again=True)
            message, hint = failure(error, target, errand.received)
            raise errand.failed(message, hint=hint) from error

    async def _answer(self, reply: aiohttp.ClientResponse, errand: Errand) -> Response | None:
        headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in reply.raw_headers)
        locations = _all(headers, "location")
        if reply.status in REDIRECTS and locations:
            errand.follow(locations[0].encode("latin-1"), reply.status)
            return None
        if reply.status == 304 and errand.conditional:
            return Response(304, b"", headers, errand.target.href, errand.moved_to)
        if reply.status != 200:
            raise _unwanted(reply.status, headers, errand, self._clock())
        body = await self._body(reply, headers, errand)
        return Response(200, body, headers, errand.target.href, errand.moved_to)

    async def _body(
        self, reply: aiohttp.ClientResponse, headers: _Headers, errand: Errand
    ) -> bytes:
        announced = reply.content_length
        try:
            inflater = self._inflater(headers, announced)
            try:
                async for piece in reply.content.iter_any():
                    errand.received += len(piece)
                    inflater.feed(piece)
                return inflater.finish()
            finally:
                if errand.received and not inflater.began:  # no gzip under a gzip label
                    self._plain.add(errand.first.href)
        except FetchError as error:
            raise errand.failed(error.message, hint=error.hint, status=reply.status) from error
        except aiohttp.ClientPayloadError as error:
            if announced is None or errand.received >= announced:
                raise
            message, hint = incomplete(errand.received, announced)
            raise errand.failed(message, hint=hint, status=reply.status) from error

    def _inflater(self, headers: _Headers, announced: int | None) -> Inflater:
        """What the body goes through. Raises where its headers alone say that it cannot do."""
        limit = self._settings.max_body
        coding = coding_of(_all(headers, "content-encoding"))
        if coding == "identity" and announced is not None and announced > limit:
            raise too_large(limit)
        return Inflater(coding, limit)

    async def _obey_robots(self, errand: Errand) -> None:
        """Raise `FetchError` where the site's robots.txt disallows the address."""
        now = asyncio.get_running_loop().time()
        rules = self._rules.fresh(errand.target, now) or await self._read_robots(errand, now)
        if rules.delay_s is not None:
            self._hosts.slow_down(errand.target.site, rules.delay_s)
        if not rules.allow(errand.target.href):
            raise errand.failed(
                f"robots.txt of {errand.target.host} asks programs not to fetch this",
                hint="use the site's feed instead, or ask the site",
            )

    async def _read_robots(self, errand: Errand, now: float) -> Rules:
        """The rules for the errand's target (the table in `ticker.fetch.robots`)."""
        inquiry = Errand(
            read_target(robots_address(errand.target)),
            {"User-Agent": self._agent, "Accept": "text/plain, */*;q=0.1"},
            allowed=errand.allowed,
            left_s=errand.left_s,
        )
        try:
            while (response := await self._hop(inquiry)) is None:
                pass
            # 25,000 rules take a second to read; others' fetches go on meanwhile.
            rules = await asyncio.to_thread(read_rules, response.body)
        except FetchError as error:
            if not means_no_rules(error.status):
                older = self._rules.any_age(errand.target)
                if older is not None:
                    return older
                raise errand.failed(
                    f"robots.txt cannot be read ({error.message}), so nothing may be fetched",
                    hint="a site in trouble is left alone (RFC 9309); the next poll tries again",
                    status=error.status,
                    retry_after_s=error.retry_after_s,
                ) from error
            rules = Rules()
        self._rules.keep(errand.target, rules, now)
        return rules


def _hold_key(target: Target) -> str:
    """What a host's 429 is kept by: http and https are one host, another port is another."""
    return target.site if target.port in (80, 443) else f"{target.site}:{target.port}"


def user_agent(version: str, contact: str) -> str:
    """Who is asking: name, version, purpose, and whom to write to. No browser is feigned."""
    if re.search(r"[^\x20-\x7e]", contact):
        raise UsageError(
            "contact must be plain ASCII text on one line",
            where="[poll] contact",
            hint="an e-mail address or a web address",
        )
    return f"ticker/{version} (news archive{'; contact=' + contact if contact else ''})"


def _conditions(etag: bytes | None, last_modified: bytes | None, where: str) -> dict[str, str]:
    """The conditional headers (RFC 9110 section 13.1), byte for byte or not at all."""
    headers = {}
    for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)):
        if not value:
            continue
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise FetchError(
                f"{name} would carry a control character",
                where=where,
                hint="the stored validators are damaged: `ticker check` looks at the store",
            )
        try:
            headers[name] = value.decode("utf-8")  # aiohttp writes header text as UTF-8
        except UnicodeDecodeError:
            continue
    return headers


def _connectable(errand: Errand) -> URL:
    """The target for aiohttp, nothing in it requoted; both must read the same host out of it."""
    target = errand.target
    url = URL(target.href, encoded=True)
    if (url.raw_host, url.port) != (target.host.strip("[]"), target.port):
        raise errand.failed("the address can be read in two ways", hint="write it more plainly")
    return url


def _unwanted(status: int, headers: _Headers, errand: Errand, now: datetime) -> FetchError:
    """The failure that a status other than 200 and 304 is; `now` is what dates are read against
    where the server does not tell its own time."""
    waits, sent = _all(headers, "retry-after"), _all(headers, "date")
    message, hint = status_failure(status)
    if status == 304:
        message = "HTTP 304 Not Modified, though nothing was known before"
    return errand.failed(
        message,
        hint=hint,
        status=status,
        retry_after_s=retry_after(waits[0], now, *sent[:1]) if waits else None,
    )


def _all(headers: _Headers, name: str) -> list[str]:
    return [value for key, value in headers if key.lower() == name]
