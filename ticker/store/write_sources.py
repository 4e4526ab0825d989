"""The configured sources, brought into the store. Configuration is the truth about sources, the
store about their state."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from ticker.model import Source, Standing
from ticker.store import tables
from ticker.store.bulk import Row
from ticker.store.instants import seconds
from ticker.store.standings import host_holds, host_of, standing_columns
from ticker.store.text import clean, maybe_clean

_CONFIGURED = ("name", "url", "kind", "zone", "active", "reading")
_STORED = select(tables.sources.c.id, *(tables.sources.c[name] for name in _CONFIGURED))
_INSERT = insert(tables.sources)
_UPDATE = update(tables.sources).where(tables.sources.c.id == bindparam("row_id"))
_ANOTHER_READING: Row = {
    "etag": None,
    "last_modified": None,
    "body_sha256": None,
    "validated_at": None,
    "shape": None,
    "reshaped": None,
    "reshaped_since": None,
}
"""What another kind, zone or selector makes void: the same bytes are to be read again."""
_ANOTHER_PLACE: Row = {
    **_ANOTHER_READING,
    **standing_columns(Standing()),
    "failures": 0,
    "error": None,
}
"""What another URL makes void: its answers are not comparable with the old ones."""


def write_sources(
    connection: Connection,
    sources: Sequence[Source],
    now: datetime,
    first_due: Mapping[str, datetime],
) -> None:
    """Add new sources, follow changed ones, retire those no longer named; their history stays.

    A source that is new, came back, or moved to another URL is due at `first_due`, else `now`, and
    not while its host asks to be left alone. Writes only what differs.
    """
    held = host_holds(connection, now)
    stored = {row["name"]: dict(row) for row in connection.execute(_STORED).mappings()}
    added: list[Row] = []
    changed: list[Row] = []
    moved: list[Row] = []
    for source in sources:
        row = _configured(source)
        before = stored.pop(row["name"], None)
        if before is not None and source.kind is None and before["url"] == row["url"]:
            row["kind"] = before["kind"]  # as it was found to be at the first good poll
        first = first_due.get(source.name, now)
        until = held.get(host_of(source.url) or "", first)
        due = {"next_poll_at": seconds(max(first, until))}
        if before is None:
            added.append({**row, **due})
        elif before["url"] != row["url"]:
            moved.append({"row_id": before["id"], **row, **due, **_ANOTHER_PLACE})
        elif before["reading"] != row["reading"]:
            connection.execute(_UPDATE, {"row_id": before["id"], **row, **_ANOTHER_READING})
        elif not before["active"]:
            connection.execute(_UPDATE, {"row_id": before["id"], **row, **due})
        elif any(before[name] != row[name] for name in _CONFIGURED):
            changed.append({"row_id": before["id"], **row})
    retired = [{"row_id": row["id"], "active": False} for row in stored.values() if row["active"]]
    for rows in (changed, moved, retired):
        if rows:
            connection.execute(_UPDATE, rows)
    if added:
        connection.execute(_INSERT, added)


def _configured(source: Source) -> Row:
    return {
        "name": clean(source.name),
        "url": clean(source.url),
        "kind": source.kind,
        "zone": maybe_clean(source.zone),
        "active": True,
        "reading": _reading(source),
    }


def _reading(source: Source) -> str:
    said = (source.kind, source.zone, source.language, source.selectors)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
