"""Triggers that keep the record append-only: what a source said once is never overwritten.

They fire only on an update that names a guarded column, so recording costs nothing for them.
Deleting is left to retention, which leaves a tombstone. A batch migration drops the triggers of
the table it rebuilds: `migrating` puts all of them back.
"""

from __future__ import annotations

from sqlalchemy import Connection

GUARDED: dict[str, tuple[str, ...]] = {
    "wording": ("item_id", "title", "headline", "labels"),
    "item": ("source_id", "first_seen_at"),
    "sighting": ("item_id", "source_id", "first_seen_at"),
    "revision": ("item_id", "sighting_id", "seq", "wording_id", "not_before_at", "seen_from_at"),
    "absence": ("sighting_id", "last_seen_at", "gone_at", "gone", "back_at"),
    "poll": ("source_id", "at", "outcome", "body_sha256"),
    "change": ("seq", "at", "kind", "item_id", "source_id", "headline", "was", "detail"),
}
"""The columns of each table that keep their first value."""


def create_guards(connection: Connection) -> None:
    """Put up the triggers that are missing."""
    for table, columns in GUARDED.items():
        connection.exec_driver_sql(
            f'CREATE TRIGGER IF NOT EXISTS "{table}_is_kept" '
            f'BEFORE UPDATE OF {", ".join(columns)} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table} rows are never overwritten'); END"
        )


def drop_guards(connection: Connection) -> None:
    """Take the triggers down, for a migration."""
    for table in GUARDED:
        connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{table}_is_kept"')
