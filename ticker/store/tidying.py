"""What keeps a store small and quick while it is written to: the log cut back, indexes merged,
the planner told. All of it on the one connection that writes, in writes of a moment each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ticker.store.engines import BUSY_TIMEOUT_MS
from ticker.store.failures import store_errors
from ticker.store.indexing import merge_step, rebuild_indexes

CUT_PATIENCE_MS = 500
"""How long cutting waits for readers, and so keeps the writer from writing."""
ROWS_LOOKED_AT = 1_000
"""Rows of each index that the planner's figures are made from: more do not make better plans
(https://www.sqlite.org/lang_analyze.html#approx recommends 100 to 1000)."""


def log_size(path: Path) -> int:
    """Bytes of the write-ahead log beside a store."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size
    except FileNotFoundError:
        return 0


def cut_log(path: Path, writer: Engine) -> int:
    """Write the log into the store's file and cut it to nothing; returns its size afterwards.

    SQLite does the first by itself, all 4 MB; but it begins the log anew only in a moment in which
    nobody reads, which may never come. This waits for readers a little, lets no new ones in
    meanwhile, and leaves the log as it is where one stays longer.
    """
    with _pragmas(path, writer) as connection:
        connection.execute(f"PRAGMA busy_timeout = {CUT_PATIENCE_MS}")
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return log_size(path)


def tidy(path: Path, writer: Engine) -> Iterator[None]:
    """The work of a night, a little each time the iterator is advanced: the search index merged,
    the planner's figures renewed where SQLite finds that worth while, the log cut."""
    first = more = True
    while more:
        with _pragmas(path, writer) as connection:
            more = merge_step(connection, first=first)
        first = False
        yield
    with _pragmas(path, writer) as connection:
        connection.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        connection.execute("PRAGMA optimize")
    yield
    cut_log(path, writer)


def reindex(path: Path, writer: Engine) -> None:
    """Make every index anew out of the rows, all or none."""
    with _pragmas(path, writer) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            rebuild_indexes(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


@contextmanager
def _pragmas(path: Path, writer: Engine) -> Iterator[Any]:
    """The writer's own connection outside of any transaction, which a PRAGMA may need."""
    with store_errors(str(path)):
        pooled = writer.raw_connection()
        try:
            yield pooled.driver_connection
        finally:
            pooled.close()
