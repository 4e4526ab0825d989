"""A draft: the rows that one poll changes and adds, gathered before anything is written.

The changes of a poll may touch a row several times (an item returns, reads otherwise, and moves
up the list). They meet here in memory and are written as one statement a table and part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import Connection, Table, bindparam, func, select, text, update

from ticker.errors import StoreError
from ticker.store import tables
from ticker.store.bulk import Question, Row, inserting, listed, one_of, updating


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of a table that change together. An update that names no indexed column
    leaves the indexes alone, hence so many."""

    table: Table
    columns: tuple[str, ...]


ITEM_COUNTS = Part(tables.items, ("state", "listed_in", "revisions", "sightings"))
ITEM_CHANGED = Part(tables.items, ("changed_at",))
ITEM_FACE = Part(
    tables.items,
    ("wording_id", "url", "canonical_url", "article_key", "edition_key", "author", "language"),
)
ITEM_TIME = Part(
    tables.items,
    (
        "published_at",
        "sort_at",
        "published_offset_s",
        "published_text",
        "time_basis",
        "time_error_s",
        "zone_guessed",
    ),
)
PRESENCE = Part(tables.sightings, ("last_seen_at", "gone_at", "gone", "below"))
KEY = Part(tables.sightings, ("key",))
LINKS = Part(tables.sightings, ("guid", "url", "canonical_url", "article_key", "headline_key"))
CURRENT = Part(tables.sightings, ("revision_id",))
CLAIM = Part(
    tables.sightings,
    (
        "claim_at",
        "claim_offset_s",
        "claim_basis",
        "claim_error_s",
        "claim_text",
        "claim_wall",
        "claim_zone_guessed",
    ),
)
REVISION_END = Part(tables.revisions, ("confirmed_at", "gone_by_at"))
REVISION_CLAIM = Part(tables.revisions, ("claimed_published_at",))


_LAST_LINE = text("SELECT seq FROM sqlite_sequence WHERE name = 'change'")


class Ids:
    """The row ids that come next, counted in memory: no row waits for the one it points to.

    Right because there is one writer (lock, one connection) and BEGIN IMMEDIATE comes before
    the first look; ids of rolled back rows are given again.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[Table, int] = {}

    def take(self, table: Table, number: int = 1) -> int:
        """The next id of `table`, the first of so many; of the change log one that it never gave
        before, even where lines were deleted (``AUTOINCREMENT``)."""
        taken = self.next(table)
        self._last[table] = taken + number - 1
        return taken

    def next(self, table: Table) -> int:
        """The id that is taken next."""
        last = self._last.get(table)
        if last is None:
            question = _LAST_LINE if table is tables.changes else select(func.max(table.c.id))
            last = self._last[table] = self._connection.execute(question).scalar() or 0
        return last + 1


@dataclass(slots=True)
class Draft:
    """The rows of one poll of `source` at the instant `at`.

    `rows` are those touched, by table and id, as they will be; `added` those that are new.
    `wordings` finds the id of what an item said before, `headlines` the text of a wording's id.
    `returned` holds, by sighting, the absences that this poll ended.
    """

    source: Row
    at: int
    ids: Ids
    rows: dict[Table, dict[int, Row]]
    wordings: dict[tuple[int, str, str | None, str | None], int]
    headlines: dict[int, str]
    touched: dict[Part, dict[int, None]] = field(default_factory=dict)
    added: dict[Table, list[Row]] = field(default_factory=dict)
    returned: dict[int, Row] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)
    former_urls: dict[int, str] = field(default_factory=dict)
    tagged: list[tuple[int, str, str]] = field(default_factory=list)
    log: list[Row] = field(default_factory=list)
    appeared: int = 0
    new: int = 0
    revised: int = 0

    def since_seq(self) -> int:
        """The first line of the change log that knows of what this poll adds."""
        return self.ids.next(tables.changes)

    def row(self, table: Table, row_id: int) -> Row:
        """A row that a change names. Raises StoreError where the store does not have it."""
        try:
            return self.rows[table][row_id]
        except KeyError:
            raise StoreError(
                f"the poll changes {table.name} {row_id}, which the store does not have",
                where=self.source["name"],
                hint="nothing of this poll was written; please report this",
            ) from None

    def touch(self, part: Part, row_id: int) -> None:
        """Have these columns of a row written."""
        self.touched.setdefault(part, {})[row_id] = None

    def rows_of(self, part: Part) -> Iterator[Row]:
        """The rows of which these columns are to be written, each with its `row_id`."""
        rows = self.rows[part.table]
        return ({**rows[i], "row_id": i} for i in self.touched.get(part, ()))

    def add(self, table: Table, row: Row) -> None:
        """Have a row inserted."""
        self.added.setdefault(table, []).append(row)

    def note(
        self,
        kind: str,
        item_id: int | None = None,
        *,
        headline: str | None = None,
        was: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Add a line to the change log."""
        line = {"kind": kind, "item_id": item_id, "headline": headline, "was": was}
        self.log.append({**line, "detail": detail})


# --- reading what is touched ------------------------------------------------------------------

_HEADLINE = func.coalesce(tables.wordings.c.headline, tables.wordings.c.title).label("headline")

_SIGHTINGS = Question(select(tables.sightings).where(one_of(tables.sightings.c.id, "wanted")))
_CURRENT = Question(
    select(tables.revisions, _HEADLINE)
    .join(tables.sightings, tables.sightings.c.revision_id == tables.revisions.c.id)
    .join(tables.wordings, tables.wordings.c.id == tables.revisions.c.wording_id)
    .where(one_of(tables.sightings.c.id, "wanted"))
)
_ITEMS = Question(
    select(tables.items, _HEADLINE)
    .outerjoin(tables.wordings, tables.wordings.c.id == tables.items.c.wording_id)
    .where(one_of(tables.items.c.id, "wanted"))
)
_WORDINGS = Question(
    select(
        tables.wordings.c.id,
        tables.wordings.c.item_id,
        tables.wordings.c.title,
        tables.wordings.c.headline,
        tables.wordings.c.labels,
    ).where(one_of(tables.wordings.c.item_id, "wanted"))
)


def load_draft(
    connection: Connection,
    source: Row,
    at: int,
    ids: Ids,
    *,
    sightings: set[int],
    items: set[int],
    worded: set[int],
) -> Draft:
    """An empty draft that knows the named sightings with their current revisions, the named
    items, and the wordings of the `worded` ones."""
    rows: dict[Table, dict[int, Row]] = {
        tables.sightings: _by_id(_ask(connection, _SIGHTINGS, sightings)),
        tables.revisions: _by_id(_ask(connection, _CURRENT, sightings)),
    }
    items = items | {row["item_id"] for row in rows[tables.sightings].values()}
    rows[tables.items] = _by_id(_ask(connection, _ITEMS, items))
    wordings = {
        (row["item_id"], row["title"], row["headline"], row["labels"]): row["id"]
        for row in _ask(connection, _WORDINGS, worded)
    }
    headlines = {
        row["wording_id"]: row.pop("headline")
        for table in (tables.revisions, tables.items)
        for row in rows[table].values()
    }
    return Draft(source, at, ids, rows, wordings, headlines)


def _ask(connection: Connection, question: Question, wanted: Collection[int]) -> list[Row]:
    return question.rows(connection, wanted=listed(wanted)) if wanted else []


def _by_id(rows: Iterable[Row]) -> dict[int, Row]:
    return {row["id"]: row for row in rows}


# --- writing ----------------------------------------------------------------------------------

_PARTS = (
    ITEM_COUNTS,
    ITEM_CHANGED,
    ITEM_FACE,
    ITEM_TIME,
    PRESENCE,
    KEY,
    LINKS,
    CURRENT,
    CLAIM,
    REVISION_END,
    REVISION_CLAIM,
)
_UPDATES = {part: updating(part.table, part.columns) for part in _PARTS}
_POSITION = updating(tables.sightings, ("position",))
_INSERTS = {
    tables.items: inserting(tables.items),
    tables.wordings: inserting(tables.wordings),
    tables.sightings: inserting(tables.sightings, without=PRESENCE.columns),
    tables.revisions: inserting(tables.revisions, without=("url",)),
    tables.absences: inserting(tables.absences, without=("id",)),
}
"""Parents before children: foreign keys are checked row by row."""
_KEEP_FORMER_URL = (
    update(tables.revisions)
    .where(
        tables.revisions.c.sighting_id == bindparam("row_id"),
        tables.revisions.c.url.is_(None),
    )
    .values(url=bindparam("former_url"))
)


def write_rows(connection: Connection, drafts: Sequence[Draft]) -> None:
    """Write the rows of drafts that touch no row in common, tags apart: changed ones first, because
    a new sighting may take a key that another gives up."""
    # Two rows may swap their keys: all old ones go before any new one is taken.
    gone = (
        {"row_id": i, "key": f"\x01{i}"} for draft in drafts for i in draft.touched.get(KEY, ())
    )
    _UPDATES[KEY].write(connection, gone)
    for part in _PARTS:
        _UPDATES[part].write(connection, chain.from_iterable(d.rows_of(part) for d in drafts))
    places = (
        {"row_id": i, "position": place} for draft in drafts for i, place in draft.positions.items()
    )
    _POSITION.write(connection, places)
    for draft in drafts:
        if draft.former_urls:
            former = [{"row_id": i, "former_url": url} for i, url in draft.former_urls.items()]
            connection.execute(_KEEP_FORMER_URL, former)
    for table, statement in _INSERTS.items():
        statement.write(connection, chain.from_iterable(d.added.get(table, ()) for d in drafts))
