"""A document as it would be recorded, without a store; and what stands behind an address."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ticker.config import address_name
from ticker.errors import ParseError, SourceError
from ticker.fetch import MOST_HOPS, Fetcher, read_local
from ticker.items import absolute, explain_times, normalise
from ticker.model import Candidate, Explanation, PollSettings, Preview, Response, Source, SourceKind
from ticker.parse import explain, feed_links, parse
from ticker.poll.headers import Headers
from ticker.poll.loop import LoopThread

T = TypeVar("T")

MOST_REQUESTS = 8
"""Requests that `discover` makes at most, that for the address itself and every redirect
included."""

USUAL_FEEDS = ("/rss/", "/feed/", "/rss.xml", "/feed.xml", "/atom.xml")
"""Where feeds are looked for when a page names none."""


def preview(
    source: Source,
    response: Response,
    *,
    at: datetime | None,
    zone: tzinfo,
    base_url: str | None = None,
    explained: bool = False,
) -> Preview:
    """The items of a response as they would be recorded at `at` (``None``: instant unknown);
    `explained`: with why they are those.

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
    why = explain_response(source, response) if explained else None
    if document.kind == "feed":
        return Preview(document, items, address, at, why)
    times = explain_times(document, source, address=address, fetched_at=at, zone=zone)
    return Preview(
        document,
        items,
        address,
        at,
        why,
        time_reasons=tuple(row.why for row in times.rows),
        zone_reason=times.zone.why,
        zone_suggested=times.zone.suggested,
    )


def explain_response(source: Source, response: Response) -> Explanation | None:
    """Why a page gives the rows that it gives; ``None`` where it is no page."""
    return explain(
        response.body,
        content_type=Headers(response).content_type,
        kind=source.kind,
        selectors=source.selectors,
    )


def fetch_once(source: Source, settings: PollSettings, *, version: str) -> Response:
    """The document at a source's address or path, once. Raises FetchError."""
    if not _is_web(source.url):
        return read_local(source.url, settings.max_body)
    return _alone(_fetch(source, settings, version))


def discover(
    source: Source, settings: PollSettings, *, at: datetime, zone: tzinfo, version: str
) -> tuple[Candidate, ...]:
    """What `source.url` gives: itself if it is a feed or holds a timed list, and the feeds that
    the page names or that lie where feeds usually do; where it has no rows, the addresses on its
    host from which it fills its list. Makes `MOST_REQUESTS` requests at most;
    looks for no feeds where a list or a text is wanted.

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
        feeds = () if source.kind in ("list", "text") else _feed_addresses(source, page)
        lists = _list_addresses(source, page) if own is None else ()
        for address in (*feeds, *lists):
            left = MOST_REQUESTS - fetcher.requests
            if left < 1:
                break
            try:
                response = await fetcher.fetch(
                    address, allow_private=allowed, force=True, most_hops=min(MOST_HOPS, left - 1)
                )
            except SourceError:
                continue
            kind: SourceKind = "feed" if address in feeds else "list"
            candidate = _candidate(replace(source, url=address, kind=kind), response, at, zone)
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
    named = source.name or address_name(source.url)
    return Candidate(replace(source, name=named, kind=seen.document.kind), seen)


def _feed_addresses(source: Source, page: Response) -> tuple[str, ...]:
    """Feeds that a page names, else the usual addresses on its host; each once."""
    named = [
        absolute(link, page.url)
        for link in feed_links(page.body, content_type=Headers(page).content_type)
    ]
    usual = [absolute(path, page.url) for path in USUAL_FEEDS]
    chosen = [link for link in (named or usual) if link and _is_web(link) and link != source.url]
    # A blog names the feed of its comments, too: nobody who adds the blog means that one.
    return tuple(sorted(dict.fromkeys(chosen), key=lambda link: "/comments/" in link))


def _list_addresses(source: Source, page: Response) -> tuple[str, ...]:
    """The addresses from which a page without rows fills its list."""
    why = explain_response(source, page)
    links = [absolute(link, page.url) for link in why.fragments] if why is not None else []
    host = urlsplit(page.url).hostname
    near = [link for link in links if link and _is_web(link) and urlsplit(link).hostname == host]
    return tuple(dict.fromkeys(near))


def _allowed(source: Source, settings: PollSettings) -> tuple[str, ...]:
    return (*settings.allow_private, *source.allow_private)


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _alone(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` on a loop of its own, also where the caller's thread has one already."""
    with LoopThread() as loop:
        return loop.run(work)
