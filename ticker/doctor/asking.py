"""Every source asked once, politely, side by side: whether it answers, and with what."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from ticker.clock import Clock
from ticker.errors import ParseError, SourceError
from ticker.fetch import Fetcher, read_local
from ticker.model import Config, Health, KnownSource, Response, Source, SourceStatus
from ticker.poll.arrival import received
from ticker.poll.loop import LoopThread
from ticker.poll.reading import Answer
from ticker.poll.workers import Parsers
from ticker.store import host_of

DEADLINE_S = 8.0
"""How long a source may take to answer: a doctor is waited for."""
JUST_NOW = timedelta(seconds=60)
"""A source that answered so shortly ago is not asked again: nobody polls more often."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of asking a source: `skew` is how far its server's clock is ahead of ours. `asked`
    is false where it was left alone."""

    health: Health
    said: str
    mend: str | None = None
    skew: timedelta | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class KnownSources:
    """What the store knows of the sources: their status, their state by name, and until when
    hosts asked to be left alone."""

    statuses: tuple[SourceStatus, ...] = ()
    states: Mapping[str, KnownSource] = field(default_factory=dict)
    holds: Mapping[str, datetime] = field(default_factory=dict)


def ask_all(
    config: Config, known: KnownSources, clock: Clock, *, version: str
) -> dict[str, Answered]:
    """Ask every source of the configuration, as a poll would: robots.txt is heeded, hosts get
    their rest, what is known is not sent again. Nothing is recorded."""
    with LoopThread() as loop, Parsers() as parsers:
        return loop.run(_Round(config, known, clock, parsers).go(version))


@dataclass(frozen=True, slots=True)
class _Round:
    """One round of visits."""

    config: Config
    known: KnownSources
    clock: Clock
    parsers: Parsers

    async def go(self, version: str) -> dict[str, Answered]:
        patience = min(self.config.poll.timeout_s, DEADLINE_S)
        settings = replace(self.config.poll, timeout_s=patience)
        async with Fetcher(settings, version=version) as fetcher:
            visits = [self._visit(fetcher, source) for source in self.config.sources]
            answers = await asyncio.gather(*visits)
        names = (source.name for source in self.config.sources)
        return dict(zip(names, answers, strict=True))

    async def _visit(self, fetcher: Fetcher, source: Source) -> Answered:
        state = self.known.states.get(source.name)
        held_until = self.known.holds.get(host_of(source.address) or "")
        if rest := _at_rest(state, held_until, self.clock()):
            return rest
        try:
            response = await self._fetch(fetcher, source, state)
        except SourceError as error:
            said = error.message.replace(source.address, source.url)
            return Answered("failing", said, error.hint or f"open it in a browser: {source.url}")
        except Exception as fault:  # a client's own fault is one source's
            return Answered("failing", f"{type(fault).__name__} in the client", "please report it")
        at = self.clock()
        told = Answered("ok", "nothing new (304)")
        if response.status != 304:
            zone = ZoneInfo(self.config.zone)
            document = received(source, response, state, at=at, zone=zone)
            said_in_it = await asyncio.wrap_future(self.parsers.submit(document))
            told = _answered(source, said_in_it)
        return replace(told, skew=_skew(response, at))

    async def _fetch(self, fetcher: Fetcher, source: Source, state: KnownSource | None) -> Response:
        settings = self.config.poll
        if not source.address.startswith(("http://", "https://")):
            return await asyncio.to_thread(read_local, source.address, settings.max_body)
        kind = source.kind or (state.kind if state else None)
        response = await fetcher.fetch(
            source.address,
            etag=state.etag if state else None,
            last_modified=state.last_modified if state else None,
            allow_private=(*settings.allow_private, *source.allow_private),
            robots=kind in ("list", "text"),
        )
        # A secret in the address must not reach the links.
        return replace(response, url=source.url) if source.secret_url else response


def _at_rest(
    state: KnownSource | None, held_until: datetime | None, now: datetime
) -> Answered | None:
    """A source that is not to be asked now: its host asked for rest, it is left alone after a
    failure, or it answered just now."""
    if state is not None and state.failures:
        held_until = max(filter(None, (held_until, state.next_poll_at)), default=None)
    if held_until is not None and held_until > now:
        return Answered("ok", f"left alone until {held_until:%Y-%m-%dT%H:%M:%SZ}", asked=False)
    if state is None or state.last_poll_at is None:
        return None
    if not state.failures and timedelta(0) <= now - state.last_poll_at < JUST_NOW:
        return Answered("ok", "asked less than a minute ago", asked=False)
    return None


def _answered(source: Source, said: Answer) -> Answered:
    if isinstance(said, ParseError):
        return Answered("failing", said.message, said.hint or f"ticker try {source.url}")
    if not said.items:
        return Answered("warning", "answers, with no items in it", f"ticker try {source.url}")
    return Answered("ok", f"answers, with {len(said.items)} items")


def _skew(response: Response, now: datetime) -> timedelta | None:
    """How far the server's clock is ahead, by its Date (RFC 9110, section 6.6.1). A document that
    a cache kept (it has an Age) has an older one."""
    headers = {name.lower(): value for name, value in response.headers}
    if "date" not in headers or "age" in headers:
        return None
    try:
        said = parsedate_to_datetime(headers["date"])
    except ValueError:
        return None
    return (said if said.tzinfo else said.replace(tzinfo=UTC)) - now
