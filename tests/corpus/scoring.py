"""How well the rows of real and invented pages are found: what `make corpus` counts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ticker.items import absolute, normalise
from ticker.model import Item, Source
from ticker.parse import parse

OWN = Path(__file__).parent / "pages"
"""Invented pages, each `NAME.html` with its rows in `NAME.json`."""

TO_THE_MINUTE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that people saw. `at` is the truth of its time where it is known."""

    time: str
    title: str
    link: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page or a text with the rows that people saw on it."""

    name: str
    body: bytes
    address: str | None
    zone: str
    fetched_at: datetime | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Of one page: rows expected and found; rows that nobody expected; of the rows found those
    with the exact title, link and time text; of those with a known instant the exact ones."""

    name: str
    expected: int
    found: int
    invented: int
    titles: int
    links: int
    texts: int
    known: int
    times: int


def folded(text: str | None) -> str:
    """A text without white space: saved pages differ in how they break lines."""
    return "".join((text or "").split())


def score(page: Page) -> Score:
    """Find the rows of a page and hold them against what people saw."""
    items = found_items(page)
    pairs, invented = matched(page, items)
    known = [(row, item) for row, item in pairs if row.at is not None]
    return Score(
        name=page.name,
        expected=len(page.rows),
        found=len(pairs),
        invented=len(invented),
        titles=sum(folded(row.title) == folded(item.title) for row, item in pairs),
        links=sum(same_link(page, row, item) for row, item in pairs),
        texts=sum(folded(row.time) == folded(item.claim.text) for row, item in pairs),
        known=sum(row.at is not None for row in page.rows),
        times=sum(
            item.claim.at is not None and abs(item.claim.at - row.at) < TO_THE_MINUTE
            for row, item in known
            if row.at is not None
        ),
    )


def found_items(page: Page) -> tuple[Item, ...]:
    """The items of a page, read as a poll at its instant would read it."""
    document = parse(page.body, kind=None, url=page.address)
    source = Source(name=page.name, url=page.address or "", zone=page.zone)
    return normalise(
        document,
        source,
        address=page.address,
        fetched_at=page.fetched_at,
        zone=ZoneInfo(page.zone),
    )


def matched(page: Page, items: Sequence[Item]) -> tuple[list[tuple[Row, Item]], list[Item]]:
    """Each expected row with its item, and the items that nobody expected. A row is matched by
    its link, else by its title; one item answers one row."""
    left = list(items)
    pairs: list[tuple[Row, Item]] = []
    for row in page.rows:
        alike = [item for item in left if _is_row(page, row, item)]
        if alike:
            best = max(alike, key=lambda item: _likeness(row, item))
            left.remove(best)
            pairs.append((row, best))
    return pairs, left


def same_link(page: Page, row: Row, item: Item) -> bool:
    """Whether an item leads where the row leads, read against the page or against its base."""
    if not row.link or item.url is None:
        return not row.link and item.url is None
    host = "/".join(item.url.split("/", 3)[:3]) + "/"
    return item.url in (absolute(row.link, page.address), absolute(row.link, host))


def _is_row(page: Page, row: Row, item: Item) -> bool:
    by_link = bool(row.link) and item.url is not None and same_link(page, row, item)
    return by_link or folded(row.title) == folded(item.title)


def _likeness(row: Row, item: Item) -> tuple[bool, bool]:
    return folded(row.title) == folded(item.title), folded(row.time) == folded(item.claim.text)


def own_pages() -> Iterator[Page]:
    """The invented pages."""
    for facts in sorted(OWN.glob("*.json")):
        said = json.loads(facts.read_text())
        body = next(OWN.glob(f"{facts.stem}.htm*"), None) or OWN / f"{facts.stem}.txt"
        yield _page(facts.stem, body.read_bytes(), said, said["items"])


def saved_pages(inputs: Path) -> Iterator[Page]:
    """Saved pages of news sites and their texts, where they are at hand."""
    for facts in json.loads((inputs / "pages/facts.json").read_text()):
        name = facts["id"]
        rows = inputs / f"pages/{name}.json"
        body = gzip.decompress((inputs / f"pages/{name}.html.gz").read_bytes())
        yield _page(
            name, body, facts, json.loads(rows.read_text())["items"] if rows.is_file() else []
        )
    for sample in json.loads((inputs / "text/samples.json").read_text()):
        rows_of = [
            {"time_text": time, "title": title, "attr": at} for time, at, title in sample["items"]
        ]
        yield _page(f"text {sample['id']}", sample["text"].encode(), sample, rows_of)


def _page(name: str, body: bytes, facts: dict[str, Any], rows: list[dict[str, Any]]) -> Page:
    zone = facts.get("tz") or "UTC"
    at = facts.get("capture_utc")
    return Page(
        name=name,
        body=body,
        address=facts.get("url") or None,
        zone=zone,
        fetched_at=datetime.fromisoformat(at) if at else None,
        rows=tuple(
            Row(row["time_text"], row["title"], row.get("href"), _instant(row.get("attr"), zone))
            for row in rows
        ),
    )


def _instant(said: str | None, zone: str) -> datetime | None:
    """The truth of a time: ISO 8601, in the page's zone where it names none, or milliseconds."""
    if not said:
        return None
    if said.isdigit():
        return datetime.fromtimestamp(int(said) / 1_000, UTC)
    at = datetime.fromisoformat(said)
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
