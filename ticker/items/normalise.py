"""ParsedItem -> Item: what a document says, read as what it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from ticker.items import urls
from ticker.items.dating import date_entry
from ticker.items.headlines import fold, plain, split_labels
from ticker.items.listtimes import read_times
from ticker.items.tags import clean_tags
from ticker.items.templates import folded_template
from ticker.model import Claim, Document, Item, ParsedItem, Source

SUMMARY_LIMIT = 2_000
"""Characters of summary that are kept: some feeds put the whole article there (measured: up to
190,000 characters), and the record is of headlines."""

UNTITLED_LIMIT = 120
"""Characters of the summary that stand in for the headline of an entry without a title
(measured: 0.7 % of entries)."""


def normalise(
    document: Document,
    source: Source,
    *,
    address: str | None,
    fetched_at: datetime | None,
    zone: tzinfo,
) -> tuple[Item, ...]:
    """Every parsed item as meant, in document order.

    `address` is where the document came from (relative links are read against it), `fetched_at`
    the instant it was fetched (``None``: unknown, then bare clocks have no date), `zone` the
    asker's zone, taken for a list whose own is neither configured nor proved, and marked so.
    """
    base = urls.absolute(document.base, address) or address
    links = [urls.absolute(parsed.link, parsed.base or base) for parsed in document.items]
    claims = _claims(document, source, links, address, fetched_at, zone)
    keep, spoken = frozenset(source.keep_query), _language(source.language or document.language)
    return tuple(
        _item(parsed, link, claim, keep, spoken)
        for parsed, link, claim in zip(document.items, links, claims, strict=True)
    )


def _item(
    parsed: ParsedItem, url: str | None, claim: Claim, keep: frozenset[str], spoken: str | None
) -> Item:
    summary = _summary(parsed)
    text = plain(parsed.title, parsed.markup)
    headline, labels = split_labels(text or _shortened(summary), parsed.badges)
    headline_key = fold(headline)
    address = urls.read_address(url, keep) if url else urls.Address()
    # In the order of its fields: by their names it takes three times as long (measured).
    return Item(
        parsed.position,
        parsed.title,
        headline,
        headline_key,
        folded_template(headline_key),
        claim,
        labels,
        (parsed.guid or "").strip() or None,
        url,
        address.canonical_url,
        address.article_key,
        address.edition_key,
        summary,
        plain(parsed.author, "unknown") if parsed.author else None,
        (_language(parsed.language) if parsed.language else spoken) or address.language,
        clean_tags(parsed.categories) if parsed.categories else (),
        parsed.updated_text,
    )


def _summary(parsed: ParsedItem) -> str | None:
    if not parsed.summary:
        return None
    # Twice the limit of markup is enough to give the limit of text, and bounds hostile input.
    text = plain(parsed.summary[: SUMMARY_LIMIT * 8], "html")
    return text[:SUMMARY_LIMIT] or None


def _shortened(summary: str | None) -> str:
    if not summary or len(summary) <= UNTITLED_LIMIT:
        return summary or ""
    return summary[:UNTITLED_LIMIT].rsplit(" ", 1)[0] + "…"


def _language(tag: str | None) -> str | None:
    """A language tag in its usual case-free spelling (RFC 5646): ``en_US`` -> ``en-us``."""
    return tag.strip().replace("_", "-").lower() or None if tag else None


def _claims(  # noqa: PLR0917 - the five things that a document is read with
    document: Document,
    source: Source,
    links: Sequence[str | None],
    address: str | None,
    fetched_at: datetime | None,
    zone: tzinfo,
) -> tuple[Claim, ...]:
    if document.kind == "feed":
        stated = ZoneInfo(source.zone) if source.zone else None
        return tuple(
            date_entry(
                parsed.published_text, parsed.updated_text, zone=stated, fetched_at=fetched_at
            )
            for parsed in document.items
        )
    times = read_times(document, source, links, address, fetched_at, zone)
    return tuple(row.claim for row in times.rows)
