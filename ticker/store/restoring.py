"""A backup put back in the place of a store, which is kept under a dated name."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from ticker.errors import StoreBusyError, StoreError, UsageError
from ticker.model import RestoreReport
from ticker.store.backup import STAMP, Progress, copy_into, look_over
from ticker.store.failures import store_errors
from ticker.store.lock import take_lock
from ticker.store.opening import store_path
from ticker.store.schema import APPLICATION_ID, connect_read_only, schema_state
from ticker.store.turn import Turn
from ticker.store.unfinished import unfinished

PATIENCE_S = 5.0
"""How long readers are waited for that hold up the last checkpoint of the old store."""

_LOGS = ("-wal", "-journal")
"""What SQLite would read into the file beside it, whosever it was: see `_set_aside`."""


def restore(
    url: str,
    backup: Path,
    now: datetime,
    progress: Progress | None = None,
    *,
    patience_s: float = PATIENCE_S,
) -> RestoreReport:
    """Put `backup` in the place of the store at `url`, as its only writer.

    The backup is copied and looked over first; nothing is changed before that. The store that was
    there stays beside it as ``<store>.old-<now>``, with all that it held. At every moment one
    of the two stands in its place, so that a kill loses nothing. A backup that an older ticker
    made is upgraded when it is opened next. Readers are waited for `patience_s`.

    Raises StoreBusyError where another process writes to the store, or reads a state of it that is
    not its last; StoreFullError; StoreError for a backup that is no store, is damaged or newer,
    and where `url` holds a database of another program; UsageError where there is no such file.
    """
    path = store_path(url)
    backup = backup.absolute()
    _require_backup(backup, path)
    with store_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = take_lock(path)
        try:
            # A link to the store stays one.
            place = path.resolve()
            with Turn(place), unfinished(place, replacing=True) as part:
                copy_into(backup, part, progress, resting=_rests(backup))
                restored = look_over(part, backup, progress)
                _as_stores_are(part)
                if place.exists():
                    _own_as(place, part)
                    if _is_readable(place):
                        _fold_log(place, patience_s)
                kept = _set_aside(place, now)
        finally:
            lock.release()
    return RestoreReport(str(path), None if kept is None else str(kept), restored)


def _require_backup(backup: Path, path: Path) -> None:
    """Refuse what is not a store of ours, from what a first look shows."""
    if not backup.exists():
        raise UsageError("there is no such file", where=str(backup), hint="name a backup")
    if path.exists() and backup.samefile(path):
        raise UsageError("that is the store itself", where=str(backup), hint="name a backup of it")
    try:
        with store_errors(str(backup)):
            if schema_state(backup, resting=_rests(backup)) == "fresh":
                raise StoreError("nothing was ever stored in it", where=str(backup))
    except StoreError as error:
        hint = "nothing was changed; name a backup that this ticker or an older one made"
        raise StoreError(error.message, where=error.where, hint=hint) from error


def _rests(backup: Path) -> bool:
    """Whether a backup is one file alone, not a store in use or one that was killed."""
    return not any(backup.with_name(backup.name + suffix).exists() for suffix in _LOGS)


def _is_readable(place: Path) -> bool:
    """Whether the old store can be read, if only a little: what cannot is kept as it lies, because
    SQLite throws away a log that it cannot make sense of.

    Raises StoreError for a database that another program made, whose place is not taken; that of
    a damaged store, of a newer ticker's and of no database at all may be.
    """
    try:
        with closing(connect_read_only(place)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            return False
        raise
    if application != APPLICATION_ID and (application or tables):
        raise StoreError(
            "a SQLite database of another program",
            where=str(place),
            hint="name another file as `database`; nothing in this one was touched",
        )
    return True


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )


def _as_stores_are(part: Path) -> None:
    """Turn on the write-ahead log, which a copy has not: later a reader could stand in the way."""
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _own_as(place: Path, part: Path) -> None:
    """Give the new file the permissions of the old, and its owner where we may: a daemon that does
    not run as root could not write to what root puts back."""
    before = place.stat()
    part.chmod(stat.S_IMODE(before.st_mode))
    with suppress(PermissionError):
        os.chown(part, before.st_uid, before.st_gid)


def _fold_log(place: Path, patience_s: float) -> None:
    """Write what stands in the old store's log into its file, so that it is whole without it.

    Raises StoreBusyError where a reader keeps an older state and so holds that up.
    """
    address = f"{place.as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {round(patience_s * 1_000)}")
            _, written, folded = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if folded < written:
                raise StoreBusyError(
                    "another program reads an older state of the store",
                    where=str(place),
                    hint="end its question or close it, then try again; nothing was changed",
                )
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise


def _set_aside(place: Path, now: datetime) -> Path | None:
    """Give the old store its dated name, beside the one it has until the new one takes that.

    SQLite reads a log into whatever file has the name that belongs to it, and so corrupts a file
    that took another's place (https://www.sqlite.org/howtocorrupt.html, section 1.4): the log
    goes with its store. Readers that have the old files open keep them.
    """
    kept = _free_name(place, now)
    there = place.exists() and place.stat().st_size > 0
    if there:
        try:
            os.link(place, kept)
        except OSError:  # a file system without links: for a moment, no store is in its place
            place.rename(kept)
    for suffix in _LOGS:
        log = place.with_name(place.name + suffix)
        if log.exists() and log.stat().st_size:
            log.rename(kept.with_name(kept.name + suffix))
        else:
            log.unlink(missing_ok=True)
    place.with_name(f"{place.name}-shm").unlink(missing_ok=True)
    return kept if there else None


def _free_name(place: Path, now: datetime) -> Path:
    """``ticker.db.old-20250710T060000Z``, numbered where that is taken."""
    stem = f"{place.name}.old-{now.astimezone(UTC).strftime(STAMP)}"
    name, number = stem, 1
    while any(place.with_name(name + suffix).exists() for suffix in ("", *_LOGS)):
        number += 1
        name = f"{stem}-{number}"
    return place.with_name(name)
