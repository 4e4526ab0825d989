"""Any question as a feed: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

Ids are stable, and `updated` moves with a revision: a reader that takes part in the usual way shows
an edit as an edit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from lxml import etree
from lxml.builder import ElementMaker
from starlette.responses import Response

from ticker.model import FoundItem
from ticker.plain import escaped_json, plain
from ticker.render import instant
from ticker.web.asked import Listing
from ticker.web.problems import documented
from ticker.web.records import desk_of
from ticker.weblink import web_link

ATOM = "http://www.w3.org/2005/Atom"
_E = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

router = APIRouter(responses=documented(400, 422, 503))


@router.get(
    "/feeds/items.atom",
    tags=["feeds"],
    response_class=Response,
    responses={200: {"content": {"application/atom+xml": {"schema": {"type": "string"}}}}},
)
def atom(request: Request, asked: Annotated[Listing, Query()]) -> Response:
    """Items as an Atom feed; the same filters."""
    found = _found(request, asked)
    body = etree.tostring(_feed(found, _addresses(request)), xml_declaration=True, encoding="utf-8")
    return _answer(body, "application/atom+xml; charset=utf-8", found)


@router.get(
    "/feeds/items.json",
    tags=["feeds"],
    response_class=Response,
    responses={200: {"content": {"application/feed+json": {"schema": {"type": "object"}}}}},
)
def json_feed(request: Request, asked: Annotated[Listing, Query()]) -> Response:
    """Items as a JSON Feed; the same filters."""
    found = _found(request, asked)
    here, home = _addresses(request)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "ticker",
        "home_page_url": home,
        "feed_url": here,
        "items": [_entry_json(item, home) for item in found],
    }
    text = escaped_json(json.dumps(document, ensure_ascii=False))
    return _answer(text.encode(), "application/feed+json", found)


def entry_id(item: FoundItem) -> str:
    """A name for an item that no other item of this store or, but for the strangest chance, of
    another has: its number and when it was first seen (a tag URI, RFC 4151)."""
    return f"tag:ticker.invalid,2025:item/{item.id}/{int(item.first_seen_at.timestamp())}"


def _found(request: Request, asked: Listing) -> tuple[FoundItem, ...]:
    desk = desk_of(request)
    return desk.ticker().find(desk.resolved(asked.query(), asked.tzinfo(desk.zone)))


def _addresses(request: Request) -> tuple[str, str]:
    """The feed's own address, and that of the page."""
    return str(request.url), str(request.base_url)


def _answer(body: bytes, media_type: str, found: Sequence[FoundItem]) -> Response:
    headers = {"last-modified": format_datetime(_newest(found), usegmt=True)}
    return Response(body, media_type=media_type, headers=headers)


def _newest(found: Sequence[FoundItem]) -> datetime:
    return max((item.changed_at for item in found), default=_NEVER)


def _feed(found: Sequence[FoundItem], addresses: tuple[str, str]) -> etree._Element:
    here, home = addresses
    question = hashlib.sha256(here.partition("?")[2].encode()).hexdigest()[:16]
    return _E.feed(
        _E.id(f"tag:ticker.invalid,2025:feed/{question}"),
        _E.title("ticker"),
        _E.updated(instant(_newest(found)) or ""),
        _E.author(_E.name("ticker")),
        _E.generator("ticker"),
        _E.link(rel="self", type="application/atom+xml", href=_ascii(here)),
        _E.link(rel="alternate", type="text/html", href=_ascii(home)),
        *(_entry(item, home) for item in found),
    )


def _entry(item: FoundItem, home: str) -> etree._Element:
    entry = _E.entry(
        _E.id(entry_id(item)),
        _E.title(_text(item.headline or item.title)),
        _E.updated(instant(item.changed_at) or ""),
        _E.published(instant(item.published_at or item.first_seen_at) or ""),
        _E.author(_E.name(_text(item.author or item.source))),
        _E.link(rel="alternate", href=_link(item, home)),
        *(_E.category(term=_text(tag)) for tag in item.tags),
        *(_E.category(term=label, scheme="tag:ticker.invalid,2025:label") for label in item.labels),
    )
    if item.summary:
        entry.append(_E.summary(_text(item.summary), type="text"))
    if item.language:
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", _text(item.language))
    return entry


def _entry_json(item: FoundItem, home: str) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": entry_id(item),
        "url": _link(item, home),
        "title": plain(item.headline or item.title),
        "content_text": plain(item.summary or item.headline, lines=True),
        "date_published": instant(item.published_at or item.first_seen_at),
        "date_modified": instant(item.changed_at),
        "authors": [{"name": plain(item.author or item.source)}],
        "tags": [*item.tags, *item.labels],
    }
    if item.language:
        value["language"] = item.language
    return value


def _link(item: FoundItem, home: str) -> str:
    """Where the story is; for one without an address, its page here."""
    return web_link(item.url) or f"{_ascii(home)}items/{item.id}"


def _text(said: str) -> str:
    """Text that XML 1.0 can hold: no control characters, none that is no character."""
    return plain(said).translate(dict.fromkeys((0xFFFE, 0xFFFF)))


def _ascii(address: str) -> str:
    return web_link(address) or ""
