"""Which store a file is: ours, of which revision, or none of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal, TypeAlias

from ticker.errors import StoreError

HEAD = "0003"
"""The newest migration in ``migrations/versions``; a test holds the two together. It stands here
so that a store which is up to date is opened without alembic (400 ms of start-up, measured)."""

APPLICATION_ID = 0x7469636B
"""``tick`` in ASCII, at offset 68 of the file (https://www.sqlite.org/fileformat.html): `file` and
other tools know a ticker store by it."""

SchemaState: TypeAlias = Literal["missing", "fresh", "older", "current"]
"""``fresh`` is a database with nothing in it, ``older`` one that this program can upgrade."""


def schema_version(revision: str) -> int:
    """A revision as ``PRAGMA user_version`` keeps it, where other programs can read it."""
    return int(revision)


def schema_state(path: Path, *, resting: bool = False) -> SchemaState:
    """What the file at `path` is to this program. Writes nothing. `resting` is that of
    `connect_read_only`.

    Raises StoreError for a file that is no SQLite database, is somebody else's, or was made by
    a newer ticker; sqlite3.Error and OSError where it cannot be read.
    """
    if not path.exists():
        return "missing"
    if path.is_dir():
        raise StoreError("a folder, not a database", where=str(path), hint="name a file in it")
    if path.stat().st_size == 0:
        return "fresh"
    # The file is never opened but by SQLite: closing it would drop all locks that this process's
    # other connections hold on it (https://www.sqlite.org/howtocorrupt.html, 2.2), and the next
    # process to close its own would take the log away from under them.
    with closing(connect_read_only(path, resting=resting)) as connection:
        try:
            return judge(connection, path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_NOTADB:
                raise
            raise StoreError(
                "not a SQLite database",
                where=str(path),
                hint="name another file as `database`; if it was a store, `ticker restore FILE`",
            ) from None


def judge(connection: sqlite3.Connection, path: Path) -> SchemaState:
    """What the database behind `connection` is, which `path` names in errors. Begins a transaction.

    Raises StoreError as `schema_state` does.
    """
    # One transaction, so that all answers are of one moment: between two of them another process
    # may commit the whole schema, and the file would look like somebody else's.
    connection.execute("BEGIN")
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application == 0 and tables == 0:
        return "fresh"
    if application != APPLICATION_ID:
        raise StoreError(
            "a SQLite database of another program",
            where=str(path),
            hint="name another file as `database`; nothing in this one was touched",
        )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    revision = _stored_revision(connection)
    if version > schema_version(HEAD) or (revision is not None and revision > HEAD):
        raise StoreError(
            f"made by a newer ticker (schema {revision or version}; this one knows {HEAD})",
            where=str(path),
            hint="upgrade tickerwire, or put back the backup that was made before the upgrade",
        )
    return "current" if revision == HEAD and version == schema_version(HEAD) else "older"


def stored_revision(path: Path) -> str | None:
    """The migration that a store stands at; ``None`` where there is no schema yet."""
    with closing(connect_read_only(path)) as connection:
        return _stored_revision(connection)


def _stored_revision(connection: sqlite3.Connection) -> str | None:
    stamped = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).fetchone()[0]
    if not stamped:
        return None
    row = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    return None if row[0] is None else str(row[0])


def connect_read_only(path: Path, *, resting: bool = False) -> sqlite3.Connection:
    """A plain connection that cannot write, not even a checkpoint. With `resting` nobody writes to
    the file, and nothing is made beside it: it may lie where nothing can be written."""
    how = "mode=ro&immutable=1" if resting else "mode=ro"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection
