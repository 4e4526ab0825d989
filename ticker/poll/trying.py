"""A document as it would be recorded, without a store; and what stands behind an address."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ticker.errors import ParseError, SourceError
from ticker.fetch import Fetcher, read_local
from ticker.items import absolute, normalise
from ticker.model import Candidate, PollSettings, Preview, Response, Source
from ticker.parse import feed_links, parse
from ticker.poll.headers import Headers
from ticker.poll.loop import LoopThread

T = TypeVar("T")

MOST_REQUESTS = 8
"""Documents that `discover` asks for at most, the address itself included."""

USUAL_FEEDS = ("/rss/", "/feed/", "/rss.xml", "/feed.xml", "/atom.xml")
"""Where feeds are looked for when a page names none."""


def preview(
    source: Source,
    response: Response,
    *,
    at: datetime | None,
    zone: tzinfo,
    base_url: str | None = None,
) -> Preview:
    """The items of a response as they would be recorded at `at` (``None``: instant unknown).

    Raises ParseError.
    """
    address = base_url or (response.url if _is_web(response.url) else None)
    document = parse(
        response.body,
        content_type=Headers(response).content_type,
        url=address,
        kind=source.kind,
        selectors=source.selectors,
    )
    items = normalise(document, source, address=address, fetched_at=at, zone=zone)
    return Preview(document, items, address, at)


def fetch_once(source: Source, settings: PollSettings, *, version: str) -> Response:
    """The document at a source's address or path, once. Raises FetchError."""
    if not _is_web(source.url):
        return read_local(source.url, settings.max_body)
    return _alone(_fetch(source, settings, version))


def discover(
    source: Source, settings: PollSettings, *, at: datetime, zone: tzinfo, version: str
) -> tuple[Candidate, ...]:
    """What `source.url` gives: itself if it is a feed or holds a timed list, and the feeds that
    the page names or that lie where feeds usually do. Asks for `MOST_REQUESTS` documents at most;
    for no feeds where a list or a text is wanted.

    Raises SourceError where the address itself fails; feeds that fail are left out.
    """
    return _alone(_discover(source, settings, at, zone, version))


async def _fetch(source: Source, settings: PollSettings, version: str) -> Response:
    async with Fetcher(settings, version=version) as fetcher:
        return await fetcher.fetch(source.url, allow_private=_allowed(source, settings))


async def _discover(
    source: Source, settings: PollSettings, at: datetime, zone: tzinfo, version: str
) -> tuple[Candidate, ...]:
    async with Fetcher(settings, version=version) as fetcher:
        allowed = _allowed(source, settings)
        page = await fetcher.fetch(source.url, allow_private=allowed, force=True)
        own = _candidate(source, page, at, zone)
        if own is not None and own.preview.document.kind == "feed":
            return (own,)
        # By where they lie in the end: several usual addresses may lead to one feed.
        found: dict[str, Candidate] = {}
        wanted = () if source.kind in ("list", "text") else _feed_addresses(source, page)
        for address in wanted[: MOST_REQUESTS - 1]:
            try:
                response = await fetcher.fetch(address, allow_private=allowed, force=True)
            except SourceError:
                continue
            candidate = _candidate(replace(source, url=address, kind="feed"), response, at, zone)
            if candidate is not None:
                found.setdefault(response.url, candidate)
        return (*found.values(), *((own,) if own is not None else ()))


def _candidate(source: Source, response: Response, at: datetime, zone: tzinfo) -> Candidate | None:
    """What a response yields as a source; ``None`` where it yields nothing."""
    try:
        seen = preview(source, response, at=at, zone=zone)
    except ParseError:
        return None
    if not seen.items and seen.document.kind != "feed":
        return None
    named = source.name or source_name(source.url)
    return Candidate(replace(source, name=named, kind=seen.document.kind), seen)


def _feed_addresses(source: Source, page: Response) -> tuple[str, ...]:
    """Feeds that a page names, else the usual addresses on its host; each once."""
    named = [
        absolute(link, page.url)
        for link in feed_links(page.body, content_type=Headers(page).content_type)
    ]
    usual = [absolute(path, page.url) for path in USUAL_FEEDS]
    chosen = [link for link in (named or usual) if link and _is_web(link) and link != source.url]
    return tuple(dict.fromkeys(chosen))


def source_name(url: str) -> str:
    """A name for a source out of its address: ``www.site.example/eng/rss/`` -> ``site-eng-rss``."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    stem = host.rsplit(".", 1)[0] if not host.replace(".", "").isdigit() else host
    words = [stem, *parts.path.removesuffix(".xml").split("/")]
    kept = "-".join("".join(c if c.isalnum() else "-" for c in w) for w in words if w)
    return "-".join(part for part in kept.lower().split("-") if part)[:60] or "source"


def _allowed(source: Source, settings: PollSettings) -> tuple[str, ...]:
    return (*settings.allow_private, *source.allow_private)


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _alone(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` on a loop of its own, also where the caller's thread has one already."""
    with LoopThread() as loop:
        return loop.run(work)
