"""ParsedItem -> Item: what a document says, read as what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from ticker.items import urls
from ticker.items.clocks import read_clock
from ticker.items.dating import Evidence, date_entry, date_rows
from ticker.items.headlines import fold, plain, split_labels
from ticker.items.stamps import read_stamp
from ticker.items.tags import clean_tags
from ticker.items.templates import template
from ticker.model import Claim, Document, Item, ParsedItem, Source

SUMMARY_LIMIT = 2_000
"""Characters of summary that are kept: some feeds put the whole article there (measured: up to
190,000 characters), and the record is of headlines."""

UNTITLED_LIMIT = 120
"""Characters of the summary that stand in for the headline of an entry without a title
(measured: 0.7 % of entries)."""


@dataclass(frozen=True, slots=True)
class ListZone:
    """The zone that bare times of a list are read in; `guessed` where nobody stated it."""

    zone: tzinfo
    guessed: bool


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
    claims = _claims(document, source, links, fetched_at, zone)
    return tuple(
        _item(parsed, link, claim, document, source)
        for parsed, link, claim in zip(document.items, links, claims, strict=True)
    )


def _item(
    parsed: ParsedItem, url: str | None, claim: Claim, document: Document, source: Source
) -> Item:
    summary = _summary(parsed)
    text = plain(parsed.title, parsed.markup)
    headline, labels = split_labels(text or _shortened(summary), parsed.badges)
    language = parsed.language or source.language or document.language
    return Item(
        position=parsed.position,
        title=parsed.title,
        headline=headline,
        headline_key=fold(headline),
        template=template(headline),
        claim=claim,
        labels=labels,
        guid=(parsed.guid or "").strip() or None,
        url=url,
        canonical_url=urls.canonical_url(url) if url else None,
        article_key=urls.article_key(url) if url else None,
        edition_key=urls.edition_key(url) if url else None,
        summary=summary,
        author=plain(parsed.author, "unknown") if parsed.author else None,
        language=_language(language) or (urls.language_of(url) if url else None),
        tags=clean_tags(parsed.categories),
        updated_text=parsed.updated_text,
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


def _claims(
    document: Document,
    source: Source,
    links: Sequence[str | None],
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
    chosen = list_zone(document, source, zone)
    rows = [
        Evidence(
            published_text=parsed.published_text,
            machine_text=parsed.machine_text,
            heading_text=parsed.heading_text,
            url_date=urls.url_date(link) if link else None,
        )
        for parsed, link in zip(document.items, links, strict=True)
    ]
    return date_rows(rows, zone=chosen.zone, zone_guessed=chosen.guessed, fetched_at=fetched_at)


def list_zone(document: Document, source: Source, fallback: tzinfo) -> ListZone:
    """The zone of a list: from the configuration, else proved by the page, else a marked guess."""
    if source.zone:
        return ListZone(ZoneInfo(source.zone), guessed=False)
    proved = _proved_offset(document)
    if proved is not None:
        return ListZone(timezone(timedelta(seconds=proved)), guessed=False)
    return ListZone(fallback, guessed=True)


def _proved_offset(document: Document) -> int | None:
    """The offset in which every machine time of the page shows the clock that stands beside it.

    Two rows at least must agree and none may differ. A machine time in ``Z`` proves nothing: on
    real pages it is as often the local clock with a ``Z`` put after it.
    """
    offsets = set()
    rows = 0
    for parsed in document.items:
        stamp = read_stamp(parsed.machine_text or "", UTC)
        clock = read_clock(parsed.published_text or "")
        if stamp is None or clock is None or not stamp.zoned or stamp.offset_s == 0:
            continue
        local = stamp.at + timedelta(seconds=stamp.offset_s)
        if local.hour * 60 + local.minute != clock.minutes:
            return None
        offsets.add(stamp.offset_s)
        rows += 1
    return offsets.pop() if len(offsets) == 1 and rows >= 2 else None
