"""A small newsroom for tests: invented lists, polled into a real store through its writer."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ticker.model import (
    Appeared,
    Change,
    Claim,
    Dropped,
    GapFound,
    Gone,
    Item,
    KnownSighting,
    Listing,
    Missed,
    Origin,
    Poll,
    Returned,
    Revised,
    RevisionKind,
    Source,
)
from ticker.store import Store
from ticker.store.opening import open_engines

DAY = datetime(2025, 7, 10, tzinfo=UTC)


def at(clock: str, day: int = 10) -> datetime:
    """An instant of July 2025 (UTC): ``at("08:54")`` on the 10th."""
    hours, minutes = clock.split(":")
    return datetime(2025, 7, day, int(hours), int(minutes), tzinfo=UTC)


def row(
    headline: str,
    guid: str,
    published_at: datetime | None = None,
    *,
    url: str | None = None,
    summary: str | None = None,
    labels: tuple[str, ...] = (),
    title: str | None = None,
    language: str | None = None,
    edition: str | None = None,
    claim: Claim | None = None,
    tags: tuple[str, ...] = (),
) -> Item:
    """One row of a list, as meant."""
    known = Claim(published_at, "stated", "as said", 60, 10_800)
    return Item(
        position=1,
        title=title or headline,
        headline=headline,
        headline_key=headline.casefold(),
        template=headline.casefold(),
        claim=claim or known,
        labels=labels,
        guid=guid,
        url=url or f"https://news.example/{guid}",
        canonical_url=url or f"https://news.example/{guid}",
        edition_key=edition,
        summary=summary,
        language=language,
        tags=tags,
    )


@cache
def empty_store() -> bytes:
    """The bytes of a store without anything in it: made once, copied often."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ticker.db"
        Store.open(f"sqlite:///{path}", write=True, now=DAY).close()
        return path.read_bytes()


class Newsroom:
    """A store and its sources. Rows are the same item where guid (or URL, elsewhere) is."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        self.path = path
        path.write_bytes(content or empty_store())
        engines = open_engines(f"sqlite:///{path}", write=True, now=DAY)
        assert engines.writer is not None
        with engines.writer.connect() as connection:
            # No test that uses a newsroom cuts the power, and a sync takes 10 ms.
            connection.connection.execute("PRAGMA synchronous = OFF")
        self.store = Store(engines)

    def __enter__(self) -> Newsroom:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows by the connection of somebody else."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(statement, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """Write past the writer: for rows that no poll of these tests makes."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute(statement, values)

    def sources(self, *names: str) -> None:
        """Configure these sources, and no others."""
        configured = [
            Source(name, f"https://{name}.example/rss", "feed", "Europe/Kyiv") for name in names
        ]
        with self.store.writing() as writer:
            writer.sync_sources(configured, DAY)

    def poll(
        self,
        source: str,
        when: datetime,
        *rows: Item,
        gone: Gone = "delisted",
        kind: RevisionKind = "wording",
        also: Iterable[Change] = (),
        origin: Origin = "feed",
    ) -> None:
        """One good poll that found these rows; what it misses twice is `gone`."""
        placed = [replace(item, position=place) for place, item in enumerate(rows, 1)]
        with self.store.writing() as writer:
            known = writer.known(source, placed, fold=str.casefold, template=str.casefold)
            own = {sighting.guid: sighting for sighting in known.sightings}
            others = {one.canonical_url: one.item_id for one in known.elsewhere}
            changes: list[Change] = []
            for item in placed:
                sighting = own.get(item.guid)
                if sighting is None:
                    item_id = others.get(item.canonical_url)
                    tags = tuple((tag, origin) for tag in item.tags)
                    matched = "new" if item_id is None else "url"
                    changes.append(Appeared(item, f"g:{item.guid}", matched, item_id, tags))
                else:
                    changes += _developed(sighting, item, kind)
            seen = {item.guid for item in placed}
            for sighting in known.sightings:
                if sighting.guid not in seen:
                    changes += _absent(sighting, gone)
            changes += also
            writer.record(_poll(source, when, len(placed), bool(changes)), changes)

    def fail(self, source: str, when: datetime, error: str = "timeout") -> None:
        """One poll that failed to fetch."""
        with self.store.writing() as writer:
            writer.record(Poll(source, when, "failed", stage="fetch", error=error))


def _developed(sighting: KnownSighting, item: Item, kind: RevisionKind) -> list[Change]:
    changes: list[Change] = []
    if sighting.gone_at is not None:
        changes.append(Returned(sighting.id, sighting.item_id, sighting.gone))
    if (sighting.title, sighting.labels) != (item.title, item.labels):
        was = sighting.headline
        changes.append(Revised(sighting.id, sighting.item_id, item, kind, was))
    return changes


def _absent(sighting: KnownSighting, gone: Gone) -> list[Change]:
    if sighting.gone_at is None:
        return [Missed(sighting.id, ())]
    if sighting.gone is None:
        return [Dropped(sighting.id, sighting.item_id, gone, sighting.gone_at)]
    return []


def _poll(source: str, when: datetime, rows: int, changed: bool) -> Poll:
    return Poll(
        source,
        when,
        "new" if changed else "same",
        status=200,
        size=1_000,
        duration_ms=120,
        listing=Listing(rows, 1, 3_600, True),
        body_sha256="ab" * 32,
        etag=b'"\xe9tag"',
        interval_s=300,
        next_poll_at=when + timedelta(minutes=5),
    )


def busy(path: Path) -> Newsroom:
    """An open newsroom after a busy morning: see `busy_store`."""
    return Newsroom(path, busy_store())


@cache
def busy_store() -> bytes:
    """A morning at two sources: an edit, a delisting and return, a second source, a gap.

    Item 1 is the minister (alpha, then beta), item 2 the attack (alpha), item 3 the weather
    (beta), which nobody dated, item 4 a claim for next week (beta).
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ticker.db"
        with Newsroom(path) as room:
            _work(room)
        return path.read_bytes()


def _work(room: Newsroom) -> None:
    room.sources("alpha", "beta", "gamma")
    minister = row(
        "Minister resigns",
        "a",
        at("07:50"),
        tags=("kyiv", "politics"),
        summary="He left office, aides say.",
        language="en-GB",
        edition="news.example:1",
    )
    denial = row("Minister denies resigning", "a", at("07:50"))
    attack = row(
        "Київ під атакою",
        "b",
        at("07:40"),
        title="Київ під атакою – відео",
        labels=("video",),
        tags=("kyiv",),
        language="uk",
        edition="news.example:1",
    )
    undated = Claim(None, "clock", "08:11", None, 10_800, 671)
    weather = row("Rain in the évening", "w", claim=undated, tags=("weather",))
    ahead = row("Conference opens", "n", at("09:00", day=17))
    quits = row("Minister quits, beta says", "x", at("07:55"), url="https://news.example/a")
    room.poll("alpha", at("08:00"), minister, attack)
    room.poll("alpha", at("08:10"), denial, attack)
    room.poll("beta", at("08:12"), quits, weather, ahead, origin="rule")
    room.poll("alpha", at("08:20"), attack)
    room.poll("alpha", at("08:30"), attack)
    gap = GapFound(at("08:30"), at("08:40"), "no-overlap")
    room.poll("alpha", at("08:40"), denial, attack, also=[gap])
    room.fail("beta", at("08:50"))
