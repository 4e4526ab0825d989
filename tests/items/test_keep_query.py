"""Parameters that track readers elsewhere, and tell articles apart on one site."""

from __future__ import annotations

from datetime import UTC, datetime

from ticker.items import normalise
from ticker.model import Document, ParsedItem, Source

AT = datetime(2025, 7, 10, 6, tzinfo=UTC)
LINKS = tuple(f"https://wire.example/read?source={number}&utm_medium=rss" for number in (1, 2))


def keys(**more: tuple[str, ...]) -> list[str | None]:
    rows = tuple(ParsedItem(n, f"Ferry {n}", link=link) for n, link in enumerate(LINKS, 1))
    source = Source("wire", "https://wire.example/rss", **more)  # type: ignore[arg-type]  # by name
    document = Document("feed", "rss20", rows)
    items = normalise(document, source, address=source.url, fetched_at=AT, zone=UTC)
    return [item.canonical_url for item in items]


def test_what_tracks_elsewhere_is_left_out_unless_the_source_keeps_it() -> None:
    assert keys() == ["https://wire.example/read"] * 2
    assert keys(keep_query=("source",)) == [
        "https://wire.example/read?source=1",
        "https://wire.example/read?source=2",
    ]
