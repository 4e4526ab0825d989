"""Opening a store: found or made, known for ours, brought up to date, locked for its writer."""

from __future__ import annotations

import importlib
import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from ticker.errors import StoreBusyError, StoreError
from ticker.store.engines import reader_engine, writer_engine
from ticker.store.failures import store_errors
from ticker.store.lock import WriterLock, take_lock
from ticker.store.schema import schema_state, stored_revision

PATIENCE_S = 5.0
"""How long a reader waits for another process that is making or upgrading the store."""

LEAST_SQLITE = (3, 35, 0)
"""``RETURNING`` came with it (2021-03)."""


@dataclass(frozen=True, slots=True)
class Engines:
    """An open store. `writer` is there only where it was opened for writing, `lock` where it was
    for polling."""

    reader: Engine
    writer: Engine | None
    path: Path
    lock: WriterLock | None

    def close(self) -> None:
        """Let go of the file, of the lock last."""
        self.reader.dispose()
        if self.writer is not None:
            self.writer.dispose()
        if self.lock is not None:
            self.lock.release()


def open_engines(url: str, *, write: bool, now: datetime, create: bool = False) -> Engines:
    """Open the store at `url`, a SQLAlchemy address with an absolute path.

    An older store is upgraded first, after a checked copy of it was put beside it. A missing one
    is made, with its folder, by `write` or `create`. Writing takes the writer's lock, which is
    held until the engines are closed; readers never need it.

    Raises StoreBusyError where another process writes, StoreFullError where the disk is full,
    and StoreError for a missing, foreign, damaged or newer file.
    """
    path = store_path(url)
    with store_errors(str(path)):
        if not (write or create):
            require_store(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = take_lock(path) if write else None
        try:
            _bring_up_to_date(path, now, lock)
            writer = writer_engine(path) if write else None
            return Engines(reader_engine(path), writer, path, lock)
        except BaseException:
            if lock is not None:
                lock.release()
            raise


def open_beside(url: str, now: datetime) -> Engines:
    """Open the store at `url` for small writes beside the process that polls, if one does.

    Neither needs the other's leave: each transaction waits for its turn (`turn.py`). A store that
    is missing is none to write to. Raises as `open_engines` does.
    """
    path = store_path(url)
    with store_errors(str(path)):
        require_store(path)
        _bring_up_to_date(path, now, None)
        return Engines(reader_engine(path), writer_engine(path), path, None)


def current_revision(url: str) -> str | None:
    """The migration that the store at `url` stands at; ``None`` for an empty file.

    Unlike `open_engines` it changes nothing. Raises StoreError as `open_engines` does.
    """
    path = store_path(url)
    with store_errors(str(path)):
        require_store(path)
        schema_state(path)
        return stored_revision(path)


def upgrade(url: str, now: datetime) -> Path | None:
    """Make or upgrade the store at `url`. Returns the copy made before, if one was needed.

    Any number of processes may do so at once. Raises as `open_engines` does.
    """
    path = store_path(url)
    with store_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        return _bring_up_to_date(path, now, None)


def store_path(url: str) -> Path:
    """The file behind a SQLAlchemy address. Raises StoreError for any other database."""
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        raise StoreError(
            f"Python's SQLite is {sqlite3.sqlite_version}",
            hint="ticker needs 3.35 or newer: use a newer Python or system",
        )
    example = "sqlite:////var/lib/ticker/ticker.db"
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError(
            "not a database address", where=url, hint=f"write it like {example}"
        ) from None
    if address.get_backend_name() != "sqlite":
        shown = address.render_as_string(hide_password=True)
        raise StoreError("only SQLite is supported yet", where=shown, hint=f"use {example}")
    if not address.database or address.database == ":memory:":
        raise StoreError("a store is a file", where=url, hint=f"write it like {example}")
    return Path(address.database)


def require_store(path: Path) -> None:
    """Raise StoreError where nothing was ever stored at `path`."""
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        raise StoreError(f"no store at {path} yet", hint="run `ticker poll` or `ticker run` first")


def _bring_up_to_date(path: Path, now: datetime, lock: WriterLock | None) -> Path | None:
    """Make or upgrade the file under the writer's lock, ours or one taken for it.

    Where another process holds the lock it may be doing just that: wait a while for the result.
    """
    deadline = time.monotonic() + PATIENCE_S
    while schema_state(path) != "current":
        try:
            borrowed = None if lock else take_lock(path)
        except StoreBusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
            continue
        try:
            return _upgrade_file(path, now)
        finally:
            if borrowed is not None:
                borrowed.release()
    return None


def _upgrade_file(path: Path, now: datetime) -> Path | None:
    # The one import by name in the house: alembic costs 400 ms (measured), and only a store
    # that is not up to date needs it.
    migrating = importlib.import_module("ticker.store.migrating")
    backup: Path | None = migrating.upgrade_file(path, now)
    return backup
