"""Is the store whole? The file, its references, its search index, and what the rows promise."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ticker.model import StoreReport
from ticker.store.attending import Beat, attended
from ticker.store.indexing import index_agrees
from ticker.store.schema import connect_read_only, schema_state

_IN_ORDER = "in order"
"""Ends the promises that stand on a table made of others."""
_PROMISES: tuple[tuple[str, str], ...] = (
    (
        "every item is counted right",
        "SELECT i.id FROM item i WHERE i.sightings <> (SELECT count(*) FROM sighting s "
        "WHERE s.item_id = i.id) OR i.revisions <> (SELECT count(*) FROM revision r "
        "WHERE r.item_id = i.id) OR i.listed_in <> (SELECT count(*) FROM sighting s "
        "WHERE s.item_id = i.id AND s.gone IS NULL)",
    ),
    (
        "every item's state is that of its sightings",
        "SELECT id FROM item WHERE (state = 'listed') <> (listed_in > 0)",
    ),
    (
        "every sighting has its current wording",
        "SELECT s.id FROM sighting s LEFT JOIN revision r ON r.id = s.revision_id "
        "WHERE r.sighting_id IS NOT s.id OR r.item_id <> s.item_id",
    ),
    (
        "every sighting has one wording at a time",
        "SELECT sighting_id FROM revision WHERE gone_by_at IS NULL "
        "GROUP BY sighting_id HAVING count(*) > 1",
    ),
    (
        "every wording is its item's",
        "SELECT r.id FROM revision r JOIN wording w ON w.id = r.wording_id "
        "WHERE w.item_id <> r.item_id",
    ),
    (
        "every item is announced once",
        "SELECT i.id FROM item i WHERE 1 <> (SELECT count(*) FROM change c "
        "WHERE c.item_id = i.id AND c.kind = 'new')",
    ),
    (
        "every tag stands at its item's time",
        "SELECT t.item_id FROM item_tag t JOIN item i ON i.id = t.item_id "
        "WHERE t.sort_at <> i.sort_at",
    ),
    (
        f"every source has its items {_IN_ORDER}",
        "SELECT g.id FROM sighting g JOIN item i ON i.id = g.item_id WHERE NOT EXISTS (SELECT 1 "
        "FROM source_item o WHERE o.source_id = g.source_id AND o.sort_at = i.sort_at "
        "AND o.item_id = i.id)",
    ),
    (
        f"every source has only its items {_IN_ORDER}",
        "SELECT o.item_id FROM source_item o LEFT JOIN item i ON i.id = o.item_id "
        "WHERE i.sort_at IS NOT o.sort_at OR NOT EXISTS (SELECT 1 FROM sighting g "
        "WHERE g.item_id = o.item_id AND g.source_id = o.source_id)",
    ),
    (
        "every wording came after the poll without it",
        "SELECT id FROM revision WHERE not_before_at >= seen_from_at "
        "OR gone_by_at <= seen_from_at OR confirmed_at < seen_from_at",
    ),
)
"""What must hold, and the rows for which it does not."""

_SHOWN = 5
"""Rows named in a problem; the rest are counted."""

_FILE = ("the file", "references")
_INDEX = "the search index"


def check(path: Path, beat: Beat | None = None) -> StoreReport:
    """Look at everything in the store at `path`. Writes nothing; takes about as long as reading
    the file twice does. `beat` is called now and then, and may stop it by raising.

    Of a store that an older ticker made only the file and its references are looked at: the rest
    is looked at when it is upgraded. Raises sqlite3.Error where so little of the file is left that
    it cannot be looked at.
    """
    current = schema_state(path) == "current"
    with closing(connect_read_only(path)) as connection, attended(connection, beat):
        connection.isolation_level = None
        # A database of its own for what is to be compared, in a temporary file without a name.
        connection.execute("ATTACH '' AS mirror")
        connection.execute("BEGIN")  # one state of the store, whatever is written meanwhile
        damage = [*_file_problems(connection)]
        problems = [*damage]
        if current:
            problems += [*_index_problems(connection), *_row_problems(connection)]
        promises = (_INDEX, *(promise for promise, _ in _PROMISES)) if current else ()
        return StoreReport(
            path=str(path),
            revision=str(_one(connection, "SELECT max(version_num) FROM alembic_version")),
            items=int(_one(connection, "SELECT count(*) FROM item")),
            polls=int(_one(connection, "SELECT coalesce(sum(repeats), 0) FROM poll")),
            checked=(*_FILE, *promises),
            problems=tuple(problems),
            damaged=bool(damage),
        )


def file_problems(path: Path, beat: Beat | None = None) -> tuple[str, ...]:
    """What is wrong with the file at `path` as a database, whatever stands in it."""
    with closing(connect_read_only(path)) as connection, attended(connection, beat):
        return tuple(_file_problems(connection))


def _file_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file: {line}"
    dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    if dangling:
        yield f"references: {len(dangling)} rows point nowhere"


def _index_problems(connection: sqlite3.Connection) -> Iterator[str]:
    if not index_agrees(connection):
        yield f"{_INDEX}: not what the wordings say; `ticker db reindex` mends it"


def _row_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for promise, broken in _PROMISES:
        rows = [row[0] for row in connection.execute(broken)]
        if rows:
            named = ", ".join(str(row) for row in rows[:_SHOWN])
            mended = "; `ticker db reindex` mends it" if promise.endswith(_IN_ORDER) else ""
            yield f"not so: {promise}: {len(rows)} rows ({named}){mended}"


def _one(connection: sqlite3.Connection, question: str) -> str | int:
    answer: str | int = connection.execute(question).fetchone()[0]
    return answer
