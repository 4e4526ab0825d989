"""Connections to a store's file, with the settings that its promises rest on."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DisconnectionError

from ticker.errors import StoreError
from ticker.store.turn import Turn

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
    """The one connection of this process that writes, in turn with those of others: it is in use
    from the moment its turn comes until it is given back to the pool."""
    return _in_turn(path, _engine(path, _WRITER, begin="BEGIN IMMEDIATE", pool_size=1))


def migration_engine(path: Path) -> Engine:
    """As `writer_engine`, for a change of schema; makes the file where there is none."""
    engine = _engine(path, _MIGRATION, begin="BEGIN IMMEDIATE", pool_size=1, mode="rwc")
    return _in_turn(path, engine)


def _in_turn(path: Path, engine: Engine) -> Engine:
    """Have the connection wait for its turn whenever it is taken from the pool, whatever for."""
    turn = Turn(path)

    @event.listens_for(engine, "connect")
    def _remember(connection: Any, record: Any) -> None:
        record.info["file"] = _file(path)

    @event.listens_for(engine, "checkout")
    def _take(connection: Any, record: Any, proxy: Any) -> None:
        turn.take()
        if record.info["file"] != _file(path):
            # A backup was put back meanwhile: what is written to the old file would be lost.
            turn.give()
            raise DisconnectionError("another store stands in its place")

    @event.listens_for(engine, "checkin")
    def _give(connection: Any, record: Any) -> None:
        turn.give()

    @event.listens_for(engine, "engine_disposed")
    def _close(engine: Engine) -> None:
        turn.close()

    return engine


def _file(path: Path) -> tuple[int, int] | None:
    """Which file stands at `path`."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


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
