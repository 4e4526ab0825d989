"""The search index as a thing to look after: compared with its rows, made anew, merged.

SQLite's own ``integrity-check`` of an FTS5 table is a write to it as the library sees it, so that a
reader may not ask for it, and a daemon that writes would be held up. It is asked of a mirror.
"""

from __future__ import annotations

import sqlite3

from ticker.errors import StoreFullError
from ticker.store.orders import rebuild_orders

MERGE_PAGES = 500
"""Pages that one step of merging writes, about: under 100 ms (measured)."""

_MAKING = "SELECT sql FROM sqlite_master WHERE name = 'wording_search'"
_TEXTS = (
    "CREATE TABLE mirror.wording (id INTEGER PRIMARY KEY, title TEXT, summary TEXT)",
    "INSERT INTO mirror.wording SELECT id, title, summary FROM main.wording",
)
# The tables of an FTS5 index with external content, section 9 of https://sqlite.org/fts5.html.
_INDEX = (
    "DELETE FROM mirror.wording_search_data",
    "DELETE FROM mirror.wording_search_idx",
    "DELETE FROM mirror.wording_search_config",
    "INSERT INTO mirror.wording_search_data SELECT * FROM main.wording_search_data",
    "INSERT INTO mirror.wording_search_idx SELECT * FROM main.wording_search_idx",
    "INSERT INTO mirror.wording_search_config SELECT * FROM main.wording_search_config",
)
# With rank 1 the words of the rows are compared with those of the index, both ways; without it
# SQLite before 3.41 is content if the index agrees with itself (measured).
_COMPARE = "INSERT INTO mirror.wording_search(wording_search, rank) VALUES ('integrity-check', 1)"


def index_agrees(connection: sqlite3.Connection) -> bool:
    """Whether the search index holds the words of every wording and no others.

    `connection` is in a transaction and has an empty database attached as ``mirror``, which gets
    a copy of the index and of what it was made from: some two thirds of the store.
    """
    making = connection.execute(_MAKING).fetchone()
    if making is None:
        return False
    try:
        making = making[0].replace("wording_search", "mirror.wording_search", 1)
        for statement in (*_TEXTS, making, *_INDEX, _COMPARE):
            connection.execute(statement)
    except sqlite3.DatabaseError as error:
        match error.sqlite_errorcode & 0xFF:
            case sqlite3.SQLITE_CORRUPT:
                return False
            case sqlite3.SQLITE_FULL | sqlite3.SQLITE_CANTOPEN:
                raise StoreFullError(
                    "no room for a copy of the search index, which is to be looked at",
                    where="the temporary folder",
                    hint="name a roomy one that can be written to in SQLITE_TMPDIR",
                ) from error
        raise
    return True


def rebuild_indexes(connection: sqlite3.Connection) -> None:
    """Make every index anew out of the rows, that of the words and the order of each source's items
    too, in the open transaction."""
    connection.execute("REINDEX")
    rebuild_orders(connection)
    connection.execute("INSERT INTO wording_search(wording_search) VALUES ('rebuild')")


def merge_step(connection: sqlite3.Connection, *, first: bool) -> bool:
    """Merge some pages of the search index; whether there is more to merge. In the `first` of many
    steps all of its pieces are marked to become one.

    Each recording adds a piece; a search looks into all of them. What ``optimize`` does in one
    long write, ``merge`` does in steps (https://www.sqlite.org/fts5.html#the_merge_command).
    """
    before = connection.total_changes
    connection.execute(
        "INSERT INTO wording_search(wording_search, rank) VALUES ('merge', ?)",
        (-MERGE_PAGES if first else MERGE_PAGES,),
    )
    return connection.total_changes - before >= 2  # so the manual tells the end
