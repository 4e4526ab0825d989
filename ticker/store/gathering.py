"""Polls gathered before they are written: one statement for each table, however many polls.

What one poll wrote the next must know, so whoever reads asks first whether what was gathered has
any part in it (`touches`), and has it written if so. Sources rarely do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, bindparam, update

from ticker.model import Item
from ticker.store import tables
from ticker.store.bulk import Bulk, Row, inserting, updating
from ticker.store.draft import LINKS, Draft, write_rows
from ticker.store.orders import place
from ticker.store.search import learn
from ticker.store.write_polls import SOURCE_STATE, PollEntry
from ticker.store.write_tags import write_links

_LINES = inserting(tables.changes)
_POLLS = inserting(tables.polls)
_REPEATS = Bulk(
    update(tables.polls)
    .where(tables.polls.c.id == bindparam("row_id"))
    .values(until_at=bindparam("until"), repeats=tables.polls.c.repeats + bindparam("times")),
    ("until_at", "repeats"),
)
_SOURCES = updating(tables.sources, SOURCE_STATE)


@dataclass(slots=True)
class Gathered:
    """Polls that are not written yet, and what they have to do with: the `sources` polled, the
    `items` and `sightings` changed, and the `keys` (canonical URLs, article numbers) that rows
    have now."""

    drafts: list[Draft] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    polls: list[PollEntry] = field(default_factory=list)
    sources: dict[str, Row] = field(default_factory=dict)
    items: set[int] = field(default_factory=set)
    sightings: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def add(
        self, name: str, draft: Draft, entry: PollEntry, links: list[Row], lines: list[Row]
    ) -> None:
        """Take up a poll of the source `name`."""
        self.drafts.append(draft)
        self.links += links
        self.lines += lines
        self.polls.append(entry)
        self.sources[name] = draft.source
        self.items |= draft.rows[tables.items].keys()
        self.sightings |= draft.rows[tables.sightings].keys()
        touched = (draft.rows[tables.sightings][i] for i in draft.touched.get(LINKS, ()))
        for row in (*draft.added.get(tables.sightings, ()), *touched):
            self.keys.update(filter(None, (row["canonical_url"], row["article_key"])))

    def touches(self, name: str, seen: Iterable[Item]) -> bool:
        """Whether a document of the source `name` is to be compared with what was gathered."""
        if not self.drafts:
            return False
        return name in self.sources or any(
            item.canonical_url in self.keys or item.article_key in self.keys for item in seen
        )

    def write(self, connection: Connection) -> None:
        """Write all of it: parents before children, for foreign keys are checked row by row."""
        write_rows(connection, self.drafts)
        write_links(connection, self.drafts, self.links)
        _LINES.write(connection, self.lines)
        _POLLS.write(connection, (p.row for p in self.polls if p.row is not None))
        _REPEATS.write(connection, (p.repeat for p in self.polls if p.repeat is not None))
        _SOURCES.write(connection, ({**row, "row_id": row["id"]} for row in self.sources.values()))
        learn(connection, self._added(tables.wordings))
        place(connection, self._added(tables.sightings))

    def _added(self, table: Table) -> Iterator[Row]:
        return (row for draft in self.drafts for row in draft.added.get(table, ()))
