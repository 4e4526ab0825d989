"""A first look at a store and at the library that reads it. Nothing is made, upgraded, changed."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from ticker.errors import StoreError
from ticker.model import StoreLook
from ticker.store.attending import attended
from ticker.store.failures import store_errors
from ticker.store.lock import lock_holder
from ticker.store.opening import store_path
from ticker.store.schema import connect_read_only, schema_state, stored_revision

_DAMAGED_HINT = "ticker check says all that is wrong; ticker restore FILE puts a backup back"


def look(url: str, seconds: float = 10.0) -> StoreLook:
    """What stands at `url`, and whether it is whole as far as `seconds` of looking show.

    Raises StoreError for an address that is no file of SQLite's.
    """
    path = store_path(url)
    writer = lock_holder(path)
    try:
        with store_errors(str(path)):
            state = schema_state(path)
            revision = stored_revision(path) if state in ("older", "current") else None
            looked, damage = (True, None) if revision is None else _quick_check(path, seconds)
    except StoreError as error:
        return StoreLook(
            str(path), "unusable", writer=writer, problem=error.message, hint=error.hint
        )
    return StoreLook(
        path=str(path),
        state=state,
        revision=revision,
        size=_size(path),
        log_size=_size(path.with_name(path.name + "-wal")),
        looked=looked,
        writer=writer,
        problem=damage,
        hint=_DAMAGED_HINT if damage else None,
    )


def _quick_check(path: Path, seconds: float) -> tuple[bool, str | None]:
    """Whether there was time for a look at the whole file, and the first thing wrong with it."""
    deadline = time.monotonic() + seconds

    def beat() -> None:
        if time.monotonic() > deadline:
            raise TimeoutError

    with closing(connect_read_only(path)) as connection:
        try:
            with attended(connection, beat):
                found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except TimeoutError:
            return False, None
    return True, None if found == "ok" else f"damaged: {found}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def sqlite_version() -> str:
    """The version of the SQLite library that Python uses here."""
    return sqlite3.sqlite_version


def has_wal_reset_bug(version: str) -> bool:
    """Whether this SQLite may corrupt a database in WAL mode when two connections write and
    checkpoint at once: 3.7.0 to 3.51.2, save 3.44.6 and 3.50.7 of the older lines
    (https://www.sqlite.org/wal.html#walresetbug). A store has one connection that does either."""
    numbers = _numbers(version)
    mended = ((3, 44, 6), (3, 50, 7))
    return (3, 7) <= numbers < (3, 51, 3) and not any(
        numbers[:2] == line[:2] and numbers >= line for line in mended
    )


def has_full_text_search() -> bool:
    """Whether this SQLite was built with FTS5, which the search stands on."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
