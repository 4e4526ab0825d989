"""Connections to a store's file, with the settings that its promises rest on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from ticker.errors import StoreError

BUSY_TIMEOUT_MS = 5_000
WAL_LIMIT = 64 * 1024 * 1024
"""Bytes that the write-ahead log is cut back to after a checkpoint."""

_READER = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys = ON",
    # A damaged page must show as an error of one query, not as a signal (SIGBUS).
    "PRAGMA mmap_size = 0",
    "PRAGMA query_only = ON",
)
_WRITER = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    # One sync a commit, 4 ms (measured): what was acknowledged survives a power loss.
    "PRAGMA synchronous = FULL",
    f"PRAGMA journal_size_limit = {WAL_LIMIT}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA mmap_size = 0",
)
# A migration rebuilds tables; with foreign keys on, a dropped parent takes its children with it.
# They are checked as a whole before it commits.
_MIGRATION = (*_WRITER, "PRAGMA foreign_keys = OFF")


def reader_engine(path: Path) -> Engine:
    """Connections that cannot write; any number, and no writer ever makes them wait."""
    return _engine(path, _READER, begin="BEGIN", pool_size=5)


def writer_engine(path: Path) -> Engine:
    """The one connection that writes. SQLite before 3.51.3 may corrupt a database that two
    connections write and checkpoint at once (https://www.sqlite.org/wal.html#walresetbug)."""
    return _engine(path, _WRITER, begin="BEGIN IMMEDIATE", pool_size=1)


def migration_engine(path: Path) -> Engine:
    """As `writer_engine`, for a change of schema; makes the file where there is none."""
    return _engine(path, _MIGRATION, begin="BEGIN IMMEDIATE", pool_size=1, mode="rwc")


def _engine(
    path: Path, settings: tuple[str, ...], *, begin: str, pool_size: int, mode: str = "rw"
) -> Engine:
    address = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        # isolation_level=None: the driver's own transactions commit before CREATE TABLE, so
        # that a failed migration would stay half done (measured); `begin` below opens ours.
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False
        )
        for setting in settings:
            connection.execute(setting).close()
        return connection

    overflow = 10 if pool_size > 1 else 0
    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=overflow,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "commit")
    def _still_there(connection: Connection) -> None:
        # SQLite ends a transaction by itself when the disk is full; a commit after that would
        # succeed with nothing in it (https://www.sqlite.org/lang_transaction.html, section 3).
        if not connection.connection.in_transaction:
            raise StoreError(
                "the transaction was lost before it was committed",
                where=str(path),
                hint="nothing of it was written: see the error before this one, then try again",
            )

    return engine
