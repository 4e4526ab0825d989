"""Rows and known sightings, made by hand for tests of identity and comparison."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ticker.items.headlines import fold
from ticker.items.templates import template
from ticker.items.urls import canonical_url, read_address
from ticker.model import (
    Basis,
    Claim,
    Item,
    Known,
    KnownItem,
    KnownSighting,
    KnownSource,
)

NOON = datetime(2025, 7, 10, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def row(
    headline: str,
    *,
    guid: str | None = None,
    url: str | None = None,
    at: datetime | None = NOON,
    basis: Basis = "stated",
    error_s: int | None = None,
    wall: int | None = None,
    labels: tuple[str, ...] = (),
    title: str | None = None,
) -> Item:
    """A row of a document; its claim is exact to the second if stated, else to the minute."""
    return Item(
        position=1,
        title=title or headline,
        headline=headline,
        headline_key=fold(headline),
        template=template(headline),
        claim=Claim(at, basis, error_s=error_s or (0 if basis == "stated" else 60), wall=wall),
        labels=labels,
        guid=guid,
        url=url,
        canonical_url=canonical_url(url) if url else None,
        article_key=read_address(url).article_key if url else None,
    )


def sighting(
    item: Item,
    number: int = 1,
    *,
    source: str = "here",
    key: str | None = None,
    gone_at: datetime | None = None,
    decided: bool = False,
    below: tuple[int, ...] = (),
) -> KnownSighting:
    """What the store knows of a row after a poll at noon; `number` is id and position."""
    return KnownSighting(
        id=number,
        item_id=number * 10,
        source=source,
        key=key or (f"guid {item.guid}" if item.guid else f"url {item.canonical_url}"),
        title=item.title,
        headline=item.headline,
        headline_key=item.headline_key,
        template=item.template,
        labels=item.labels,
        claim=item.claim,
        revision_claim_at=None if item.claim.basis == "first-seen" else item.claim.at,
        position=number,
        first_seen_at=NOON,
        last_seen_at=NOON,
        guid=item.guid,
        url=item.url,
        canonical_url=item.canonical_url,
        article_key=item.article_key,
        gone_at=gone_at,
        gone="scrolled_off" if decided else None,
        below=below,
    )


def known(
    *own: KnownSighting,
    elsewhere: tuple[KnownSighting, ...] = (),
    state: KnownSource | None = None,
) -> Known:
    """All that is known of a source named ``here`` and of the items it lists."""
    items = {
        s.item_id: KnownItem(s.item_id, s.source, s.claim, s.first_seen_at, 1)
        for s in (*own, *elsewhere)
    }
    listed = sum(s.gone_at is None for s in own)
    default = KnownSource(
        "here",
        last_poll_at=NOON,
        last_good_at=NOON,
        confirmed_at=NOON,
        listed=listed,
        span_s=3_600,
        in_order=True,
    )
    return Known(state or default, own, elsewhere, items)
