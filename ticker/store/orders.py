"""The items of each source in the order of lists: a table that whoever adds sightings adds to, and
that triggers keep in order, whatever happens to them.

An item's time stands on the item, its sources on its sightings; only together are they an order,
and no index goes over two tables. What only SQLite can do stands here, in `search` and `views`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

_TRIGGERS = (
    "CREATE TRIGGER IF NOT EXISTS source_item_delete AFTER DELETE ON sighting BEGIN"
    " DELETE FROM source_item WHERE source_id = old.source_id AND item_id = old.item_id"
    " AND sort_at = (SELECT sort_at FROM item WHERE id = old.item_id) AND NOT EXISTS (SELECT 1"
    " FROM sighting WHERE item_id = old.item_id AND source_id = old.source_id); END",
    "CREATE TRIGGER IF NOT EXISTS source_item_move AFTER UPDATE OF sort_at ON item"
    " WHEN old.sort_at <> new.sort_at BEGIN"
    " DELETE FROM source_item WHERE sort_at = old.sort_at AND item_id = old.id"
    " AND source_id IN (SELECT source_id FROM sighting WHERE item_id = old.id);"
    " INSERT OR IGNORE INTO source_item(source_id, sort_at, item_id)"
    " SELECT source_id, new.sort_at, new.id FROM sighting WHERE item_id = new.id; END",
)
_FILL = (
    "INSERT OR IGNORE INTO source_item(source_id, sort_at, item_id)"
    " SELECT g.source_id, i.sort_at, i.id FROM sighting AS g JOIN item AS i ON i.id = g.item_id"
    " WHERE NOT EXISTS (SELECT 1 FROM source_item)"
)
_PLACE = (
    "INSERT OR IGNORE INTO source_item(source_id, sort_at, item_id)"
    " SELECT ?, sort_at, id FROM item WHERE id = ?"
)


def place(connection: Connection, sightings: Iterable[Mapping[str, Any]]) -> None:
    """Put the items of new sightings into the order of their source. By whoever adds them and by no
    trigger: that would be a savepoint for every row, 14 µs (measured)."""
    rows = [(said["source_id"], said["item_id"]) for said in sightings]
    if rows:
        connection.exec_driver_sql(_PLACE, rows)


def create_orders(connection: Connection) -> None:
    """Put up the triggers that are missing, and fill a table that is empty. Safe to call again, and
    on a store of before there was such a table."""
    known = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'source_item'")
    if known.first() is None:
        return
    connection.exec_driver_sql(_FILL)
    for trigger in _TRIGGERS:
        connection.exec_driver_sql(trigger)


def rebuild_orders(connection: sqlite3.Connection) -> None:
    """Make the table anew out of the sightings."""
    connection.execute("DELETE FROM source_item")
    connection.execute(_FILL)


def drop_orders(connection: Connection) -> None:
    """Take the triggers down, for a migration: they name tables that it may rebuild."""
    for name in ("delete", "move"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS source_item_{name}")
