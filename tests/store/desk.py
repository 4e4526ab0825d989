"""A desk for tests of the writing half: one source, its polls spelled as changes, a real file."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ticker.model import (
    Appeared,
    Change,
    Claim,
    Item,
    Known,
    Listing,
    LoggedChange,
    MatchedBy,
    Origin,
    Poll,
    Rekeyed,
    Revised,
    RevisionKind,
    Source,
)
from ticker.store.opening import Engines, open_engines
from ticker.store.writing import Writer

DAWN = datetime(2031, 3, 4, 5, 0, tzinfo=UTC)
WIRE = Source(name="wire", url="https://wire.example/rss")
LOCAL = Source(name="local", url="https://local.example/news/")


def at(minutes: int) -> datetime:
    """So many minutes after dawn."""
    return DAWN + timedelta(minutes=minutes)


def sec(minutes: int) -> int:
    """The same as the tables keep it."""
    return int(at(minutes).timestamp())


def stated(minutes: int) -> Claim:
    return Claim(at(minutes), "stated", "as said", 1)


def story(headline: str, guid: str | None = None, **more: Any) -> Item:
    """A row as meant. Without guid and URL it is keyless."""
    defaults: dict[str, Any] = {
        "position": 1,
        "title": headline,
        "headline": headline,
        "headline_key": headline.casefold(),
        "template": headline.casefold(),
        "claim": stated(-10),
        "guid": guid,
    }
    return Item(**{**defaults, **more})


def linked(headline: str, number: int, **more: Any) -> Item:
    """A row with a URL, and the keys that go with it."""
    address = f"https://wire.example/{number}"
    defaults = {"url": address, "canonical_url": address, "article_key": f"wire.example:{number}"}
    return story(headline, **{**defaults, **more})


def new(item: Item, *, tags: Sequence[tuple[str, Origin]] = ()) -> Appeared:
    """A sighting of an item nobody knew."""
    return Appeared(
        item, item.guid or item.canonical_url or item.headline_key, "new", None, (*tags,)
    )


def further(item: Item, item_id: int, by: MatchedBy = "url") -> Appeared:
    """A sighting of an item that another source brought."""
    return Appeared(item, item.guid or item.canonical_url or item.headline_key, by, item_id)


def edit(sighting: int, item: Item, was: str, kind: RevisionKind = "wording") -> Revised:
    """Another wording of the item of the same number (one source: the numbers agree)."""
    return Revised(sighting, sighting, item, kind, was)


def rekeyed(sighting: int, key: str, **links: str | None) -> Rekeyed:
    keys = ("guid", "url", "canonical_url", "article_key", "edition_key")
    return Rekeyed(sighting, key, **{name: links.get(name) for name in keys})


@cache
def fresh_store() -> bytes:
    """The bytes of a store that knows its sources and nothing more: made once, copied often."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ticker.db"
        engines = open_engines(f"sqlite:///{path}", write=True, now=DAWN)
        assert engines.writer is not None
        with engines.writer.begin() as connection:
            Writer(connection).sync_sources([WIRE, LOCAL], DAWN)
        engines.close()
        return path.read_bytes()


class Desk:
    """An open store with the sources `wire` and `local`, first due at dawn."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(fresh_store())
        self.engines: Engines = open_engines(f"sqlite:///{path}", write=True, now=DAWN)
        assert self.engines.writer is not None
        with self.engines.writer.connect() as connection:
            # No test that uses a desk cuts the power, and a sync takes 10 ms.
            connection.connection.execute("PRAGMA synchronous = OFF")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        assert self.engines.writer is not None
        with self.engines.writer.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self.transaction() as connection:
            yield Writer(connection)

    def poll(
        self, minutes: int, *changes: Change, listed: int | None = 3, **said: Any
    ) -> tuple[LoggedChange, ...]:
        """Record one poll of `wire` (or `source`) in a transaction of its own."""
        listing = None if listed is None else Listing(listed, 0, 600, in_order=True)
        outcome = "new" if changes else "same"
        values = {"source": "wire", "outcome": outcome, "status": 200, "listing": listing, **said}
        with self.writing() as writer:
            return writer.record(Poll(at=at(minutes), **values), changes)

    def known(self, *seen: Item, source: str = "wire") -> Known:
        with self.writing() as writer:
            return writer.known(source, seen, fold=str.casefold, template=str.casefold)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows as they stand in the file, by a connection of somebody else."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> tuple[Any, ...]:
        (row,) = self.ask(statement, *values)
        return row

    def close(self) -> None:
        self.engines.close()

    def unsound(self) -> dict[str, list[tuple[Any, ...]]]:
        """What contradicts itself in the rows: empty after any sequence of polls."""
        found = {rule: self.ask(statement) for rule, statement in _CONTRADICTIONS.items()}
        found["foreign keys"] = self.ask("PRAGMA foreign_key_check")
        return {rule: rows for rule, rows in found.items() if rows}


_CONTRADICTIONS = {
    "an item counts its sightings and revisions": """
        SELECT id FROM item AS i WHERE
        sightings <> (SELECT count(*) FROM sighting WHERE item_id = i.id) OR
        revisions <> (SELECT count(*) FROM revision WHERE item_id = i.id) OR
        revisions <> (SELECT max(seq) FROM revision WHERE item_id = i.id) OR
        listed_in <> (SELECT count(*) FROM sighting WHERE item_id = i.id AND gone IS NULL)""",
    "an item is listed while any source lists it": """
        SELECT id, state, listed_in FROM item WHERE (state = 'listed') <> (listed_in > 0)""",
    "an item shows the latest wording of its first source": """
        SELECT i.id FROM item AS i
        JOIN sighting AS s ON s.item_id = i.id AND s.source_id = i.source_id
        JOIN revision AS r ON r.id = s.revision_id WHERE i.wording_id <> r.wording_id""",
    "a sighting's current revision is its newest": """
        SELECT s.id FROM sighting AS s WHERE
        revision_id IS NOT (SELECT max(id) FROM revision WHERE sighting_id = s.id)""",
    "only a current revision is open, and only while it is listed": """
        SELECT r.id FROM revision AS r JOIN sighting AS s ON s.id = r.sighting_id WHERE
        (r.gone_by_at IS NULL) <> (r.id = s.revision_id AND s.gone_at IS NULL)
        OR (r.gone_by_at IS NULL) <> (r.confirmed_at IS NULL)""",
    "a revision's instants stand in order": """
        SELECT id FROM revision WHERE not_before_at >= seen_from_at
        OR confirmed_at < seen_from_at OR gone_by_at <= confirmed_at""",
    "an absent sighting says since when, a listed one says nothing": """
        SELECT id FROM sighting WHERE (gone_at IS NULL) <> (last_seen_at IS NULL)
        OR (gone IS NOT NULL AND gone_at IS NULL) OR gone_at <= last_seen_at
        OR last_seen_at < first_seen_at OR (below IS NOT NULL AND gone IS NOT NULL)""",
    "a sighting is looked up by its headline exactly while it has no key": """
        SELECT id FROM sighting WHERE
        (headline_key IS NULL) <> (guid IS NOT NULL OR canonical_url IS NOT NULL)""",
    "an absence ends after it began": """
        SELECT id FROM absence WHERE NOT (last_seen_at < gone_at AND gone_at <= back_at)""",
    "a wording is kept once": """
        SELECT item_id, title FROM wording GROUP BY item_id, title, headline, labels
        HAVING count(*) > 1""",
    "a tag's link repeats the time of its item": """
        SELECT item_id FROM item_tag AS t JOIN item AS i ON i.id = t.item_id
        WHERE t.sort_at <> i.sort_at""",
    "polls of a source do not overlap": """
        SELECT p.id FROM poll AS p JOIN poll AS q ON q.source_id = p.source_id AND q.id <> p.id
        WHERE p.at BETWEEN q.at AND q.until_at""",
    "a source stands at its newest poll": """
        SELECT id FROM source AS s WHERE
        last_poll_at IS NOT (SELECT max(until_at) FROM poll WHERE source_id = s.id)
        OR poll_id IS NOT (SELECT max(id) FROM poll WHERE source_id = s.id)""",
    "an open gap is its source's": """
        SELECT g.id FROM gap AS g JOIN source AS s ON s.id = g.source_id
        WHERE (g.until_at IS NULL) <> (s.open_gap_id IS g.id)""",
}
