"""The times of a list, put together: its zone, its language, its rows, and why each is dated so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ticker.items import urls
from ticker.items.dating import Dated, explained_rows
from ticker.items.homes import language_at
from ticker.items.listzone import ListZone, list_zone
from ticker.items.scene import Evidence
from ticker.model import Document, Source
from ticker.timetext import lexicon


@dataclass(frozen=True, slots=True)
class ListTimes:
    """The times of a list: its rows dated, each with the evidence that won, and the zone."""

    zone: ListZone
    rows: tuple[Dated, ...]


def read_times(  # noqa: PLR0917 - the five things that a list is read with
    document: Document,
    source: Source,
    links: Sequence[str | None],
    address: str | None,
    fetched_at: datetime | None,
    zone: tzinfo,
) -> ListTimes:
    """The times of a list's items; `links` are their absolute addresses."""
    rows = [
        Evidence(
            published_text=parsed.published_text,
            machine_text=parsed.machine_text,
            heading_text=parsed.heading_text,
            url_date=urls.url_date(link, fetched_at) if link else None,
        )
        for parsed, link in zip(document.items, links, strict=True)
    ]
    domain = urls.host_of(address or source.url)
    languages = (source.language, document.language, language_at(domain))
    words = lexicon(*languages)
    chosen = list_zone(
        rows,
        configured=source.zone,
        fallback=zone,
        domain=domain,
        languages=languages[:2],
        fetched_at=fetched_at,
        words=words,
    )
    dated = explained_rows(
        rows, zone=chosen.zone, zone_guessed=chosen.guessed, fetched_at=fetched_at, words=words
    )
    return ListTimes(chosen, dated)


def explain_times(
    document: Document,
    source: Source,
    *,
    address: str | None,
    fetched_at: datetime | None,
    zone: tzinfo,
) -> ListTimes:
    """How `normalise` dates a list: for each of its items the claim and why, and the zone and how
    that is known. The arguments are those of `normalise`."""
    base = urls.absolute(document.base, address) or address
    links = [urls.absolute(parsed.link, parsed.base or base) for parsed in document.items]
    return read_times(document, source, links, address, fetched_at, zone)
