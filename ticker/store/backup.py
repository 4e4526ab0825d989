"""A whole copy of a store, made while it is in use, and looked over before it counts."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from ticker.errors import StoreError, StoreFullError, UsageError
from ticker.model import BackupReport
from ticker.store.attending import attended
from ticker.store.checking import check, file_problems
from ticker.store.failures import store_errors
from ticker.store.opening import require_store, store_path
from ticker.store.rows import maybe_instant
from ticker.store.schema import connect_read_only, schema_state
from ticker.store.unfinished import (
    BESIDE,
    forget,
    is_left_over,
    part_of,
    require_free,
    require_room,
    unfinished,
)

Progress: TypeAlias = Callable[[float], object]
"""Hears which share of a copy is written, 0 to 1, on the thread that copies; what it raises stops
the copying, and nothing is left of it."""

STAMP = "%Y%m%dT%H%M%SZ"
"""How an instant stands in the name of a file: UTC, sorted as text."""

_STAMPED = re.compile(r"-(\d{8}T\d{6}Z)")


def back_up(
    url: str, target: Path, now: datetime, progress: Progress | None = None
) -> BackupReport:
    """Write a copy of the store at `url` to `target`, whole and looked over, or not at all.

    The store may be written to meanwhile: the copy is its state at one instant. Where `target`
    is a folder, the copy gets a dated name in it. The copy has the permissions of the store.

    Raises UsageError where there is such a file already, or no such folder; StoreFullError where
    there is no room; StoreError for a store that is missing, foreign, damaged or newer.
    """
    path = store_path(url)
    with store_errors(str(path)):
        require_store(path)
        schema_state(path)
    target = target.absolute()
    if target.is_dir():
        target /= dated_name(path, now)
    _require_free_name(path, target)
    with store_errors(str(target)), unfinished(target) as part:
        copy_into(path, part, progress)
        return look_over(part, target, progress)


def copy_into(
    path: Path, part: Path, progress: Progress | None = None, *, resting: bool = False
) -> None:
    """Write the present state of the store at `path` into the empty file `part`. `resting` says
    that nobody writes to it.

    Copying the file of a live database corrupts it (measured: 14 of 15 copies); ``VACUUM INTO``
    reads one consistent state. Raises StoreFullError, StoreError.
    """
    with (
        store_errors(str(path)),
        closing(connect_read_only(path, resting=resting)) as connection,
    ):
        size = _size(connection)
        require_room(part.parent, size, "a copy of the store")

        def beat() -> None:
            if progress is not None:
                progress(min(part.stat().st_size / size, 1.0))

        with attended(connection, beat):
            try:
                connection.execute("VACUUM INTO ?", (str(part),))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_FULL:
                    raise
                raise StoreFullError(
                    "the disk or the quota is full",
                    where=str(part.parent),
                    hint="make room there, or choose another disk; nothing is left of the copy",
                ) from error
        part.chmod(stat.S_IMODE(path.stat().st_mode))


def look_over(part: Path, shown: Path, progress: Progress | None = None) -> BackupReport:
    """What is in the copy `part`, which is to be called `shown`. Raises StoreError for a copy that
    is not whole; what `check` says of its rows stands in the report."""
    report = check(part, None if progress is None else lambda: progress(1.0))
    if report.damaged:
        raise _damaged(shown, report.problems[0])
    with closing(connect_read_only(part)) as connection:
        newest = connection.execute("SELECT max(last_poll_at) FROM source").fetchone()[0]
    return BackupReport(
        path=str(shown),
        size=part.stat().st_size,
        revision=report.revision,
        items=report.items,
        polls=report.polls,
        newest_at=maybe_instant(newest),
        problems=report.problems,
    )


def _damaged(path: Path, problem: str) -> StoreError:
    return StoreError(
        f"the store is damaged: {problem}",
        where=str(path),
        hint="nothing was changed; put an older backup back with `ticker restore FILE`",
    )


def _size(connection: sqlite3.Connection) -> int:
    """Bytes that a copy takes: the pages in use."""

    def number(name: str) -> int:
        return int(connection.execute(f"PRAGMA {name}").fetchone()[0])

    return (number("page_count") - number("freelist_count")) * number("page_size") or 1


def _require_free_name(path: Path, target: Path) -> None:
    if target.name in {path.name + suffix for suffix in BESIDE} and target.parent == path.parent:
        raise UsageError(
            "SQLite keeps this name for itself, beside the store",
            where=str(target),
            hint="choose another name",
        )
    require_free(target)
    if not target.parent.is_dir():
        raise UsageError(
            f"there is no folder {target.parent}",
            where=str(target),
            hint="make it first; if it is another disk, look whether that is mounted",
        )


# --- the nightly ones ------------------------------------------------------------------------


def back_up_nightly(
    url: str, folder: Path, keep: int, now: datetime, progress: Progress | None = None
) -> BackupReport:
    """`back_up` into `folder`, which is made where it must be, under a dated name; then remove
    all but the newest `keep` of them. Raises as `back_up` does."""
    path = store_path(url)
    with store_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        _forget_left_over(folder, path)
    report = back_up(url, folder / dated_name(path, now), now, progress)
    with store_errors(str(folder)):
        for _, old in backups(url, folder)[:-keep]:
            old.unlink(missing_ok=True)
    return report


def backups(url: str, folder: Path) -> tuple[tuple[datetime, Path], ...]:
    """The dated backups of a store in `folder` with their instants, the oldest first."""
    path = store_path(url)
    found = []
    if folder.is_dir():
        for file in folder.iterdir():
            stamp = _STAMPED.fullmatch(file.name.removeprefix(path.stem).removesuffix(".db"))
            if stamp and file.name == f"{path.stem}{stamp[0]}.db":
                at = datetime.strptime(stamp[1], STAMP).replace(tzinfo=UTC)
                found.append((at, file))
    return tuple(sorted(found))


def dated_name(path: Path, now: datetime) -> str:
    """The name of a backup made at `now`: ``ticker-20250710T013000Z.db``."""
    return f"{path.stem}-{now.astimezone(UTC).strftime(STAMP)}.db"


def _forget_left_over(folder: Path, path: Path) -> None:
    """Remove what killed backups left under dated names, which nobody writes again."""
    for part in folder.glob(part_of(folder / "*").name):
        if part.name.startswith(f".{path.stem}-") and is_left_over(part):
            forget(part)


# --- before an upgrade -----------------------------------------------------------------------


def back_up_before_upgrade(path: Path, revision: str, now: datetime) -> Path:
    """Copy a store to ``<path>.bak-<revision>-<now>`` and return that path.

    Raises StoreFullError where there is no room for the copy and as much again for the upgrade.
    """
    require_space(path, free=shutil.disk_usage(path.parent).free)
    target = path.with_name(f"{path.name}.bak-{revision}-{now.strftime(STAMP)}")
    copy_store(path, target)
    return target


def require_space(path: Path, *, free: int) -> None:
    """Refuse to begin what may not fit: twice the size of the store and of its log."""
    log = path.with_name(path.name + "-wal")
    size = path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    if free < 2 * size:
        raise StoreFullError(
            f"an upgrade with its backup needs {2 * size:,} bytes free, there are {free:,}",
            where=str(path),
            hint="make room on this disk; the store was not touched",
        )


def copy_store(path: Path, target: Path) -> None:
    """Write a checked copy of a live store to `target`, whole or not at all; an older copy of that
    name makes way. Raises StoreError for a damaged store, StoreFullError."""
    with unfinished(target, replacing=True) as part:
        copy_into(path, part)
        if problems := file_problems(part):
            raise _damaged(path, problems[0])
