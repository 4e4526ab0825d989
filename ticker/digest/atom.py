"""A digest as an Atom feed (RFC 4287): an entry for each item, the first for what may be missing.

Ids are those of ticker's other feeds, so that a reader that has both shows one item once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from urllib.parse import quote

from lxml import etree
from lxml.builder import ElementMaker

from ticker.digest.counts import edits, of_kind
from ticker.digest.page import Page, Section
from ticker.digest.pages import lay_out
from ticker.digest.times import instant, iso, shown_at, stamp
from ticker.model import DigestContents, DigestItem
from ticker.plain import plain
from ticker.weblink import web_link

ATOM = "http://www.w3.org/2005/Atom"
_E = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
_AUTHORITY = "tag:ticker.invalid,2025"
_NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF))


def atom(contents: DigestContents, zone: tzinfo) -> str:
    """The whole digest as a feed; nothing is left out."""
    page = lay_out(contents, zone)
    feed = _E.feed(
        _E.id(_feed_id(contents)),
        _E.title(_text(page.title)),
        _E.subtitle(_text(" ".join([page.summary, *page.head]))),
        _E.updated(_updated(contents)),
        _E.author(_E.name("ticker")),
        _E.generator("ticker"),
        *_missing(contents, page),
        *_lists(contents),
        *(_entry(item, zone) for item in sorted(contents.items, key=_last, reverse=True)),
    )
    etree.indent(feed)
    body = etree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _feed_id(contents: DigestContents) -> str:
    window = contents.window
    name = quote(contents.digest.name.encode("utf-8", "replace"), safe="")
    return f"{_AUTHORITY}:digest/{name}/{iso(window.since_at)}/{iso(window.until_at)}"


def _updated(contents: DigestContents) -> str:
    return iso(contents.window.until_at) or ""


def item_id(item: DigestItem) -> str:
    """The name of an item in every feed: its number and when it was first seen (RFC 4151)."""
    return f"{_AUTHORITY}:item/{item.id}/{int(item.first_seen_at.timestamp())}"


def _missing(contents: DigestContents, page: Page) -> Iterator[etree._Element]:
    for section in page.sections:
        if section.is_warning:
            said = _sentences(section)
            yield _E.entry(
                _E.id(f"{_feed_id(contents)}/missing"),
                _E.title(f"{section.heading}: {len(said)} notes"),
                _E.updated(_updated(contents)),
                _E.content(_text("\n".join(said)), type="text"),
            )


def _sentences(section: Section) -> list[str]:
    return [
        ", ".join([entry.headline, *entry.facts])
        for group in section.groups
        for entry in group.entries
    ]


def _lists(contents: DigestContents) -> Iterator[etree._Element]:
    for change in contents.bulk:
        words = (change.detail or "").partition(";")[0]
        yield _E.entry(
            _E.id(f"{_AUTHORITY}:change/{change.seq}/{int(change.at.timestamp())}"),
            _E.title(_text(f"{change.source}: {words}")),
            _E.updated(iso(change.at) or ""),
            _E.content(_text(change.detail or ""), type="text"),
        )


def _last(item: DigestItem) -> tuple[datetime, int]:
    return max((change.at for change in item.changes), default=item.first_seen_at), item.id


def _entry(item: DigestItem, zone: tzinfo) -> etree._Element:
    entry = _E.entry(
        _E.id(item_id(item)),
        _E.title(_text(item.headline).strip() or "(no headline)"),
        _E.updated(iso(_last(item)[0]) or ""),
        _E.published(iso(shown_at(item)) or ""),
        _E.author(_E.name(_text(item.source))),
        *(_E.category(term=_text(tag)) for tag in item.tags),
        *(_E.category(term=label, scheme=f"{_AUTHORITY}:label") for label in item.labels),
        _E.content(_text("\n".join(_told(item, zone))), type="text"),
    )
    link = web_link(item.url)
    if link is not None:
        entry.append(_E.link(rel="alternate", href=link))
    return entry


def _told(item: DigestItem, zone: tzinfo) -> Iterator[str]:
    """What happened to an item, a line each."""
    if item.is_new:
        yield f"New, from {', '.join(item.sources or (item.source,))}."
    for change in edits(item):
        when = stamp(change.at, zone, shown_at(item).astimezone(zone).date())
        yield f"{when}, {change.source}: was: {change.was}; now: {change.headline}"
    for change in (*of_kind(item, "delisted"), *of_kind(item, "returned")):
        gone_at = instant(change.detail) if change.detail else change.at
        at = gone_at if change.kind == "delisted" else change.at
        yield f"{stamp(at, zone, at.astimezone(zone).date())}, {change.source}: {change.kind}."
    yield f"{item.source}, item {item.id}."


def _text(said: str) -> str:
    """Text that XML 1.0 can hold: no control characters, none that is no character."""
    return plain(said, lines=True).translate(_NO_CHARACTERS)
