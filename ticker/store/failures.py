"""What SQLite and the system say when they refuse, as errors of the house."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ticker.errors import StoreBusyError, StoreDamagedError, StoreError, StoreFullError

_FULL_HINT = "make room, then go on: all that was acknowledged is safe"
_READ_ONLY_HINT = "check the owner and the permissions of the file and of its folder"
_ODD_HINT = "nothing of this was written; `ticker check` looks the store over"
_CORRUPT_HINT = "look with `ticker check`; put a backup back with `ticker restore FILE`"

# Primary result codes, https://www.sqlite.org/rescode.html; extended codes carry them in
# their lowest eight bits.
_KNOWN: dict[int, tuple[type[StoreError], str, str]] = {
    sqlite3.SQLITE_FULL: (StoreFullError, "the disk or the quota is full", _FULL_HINT),
    sqlite3.SQLITE_BUSY: (
        StoreBusyError,
        "another process keeps the database locked",
        "wait until it is done, or stop it, then try again",
    ),
    sqlite3.SQLITE_LOCKED: (
        StoreBusyError,
        "the database is locked",
        "wait until the other work is done, then try again",
    ),
    sqlite3.SQLITE_READONLY: (StoreError, "the store is read-only", _READ_ONLY_HINT),
    sqlite3.SQLITE_CANTOPEN: (StoreError, "the store cannot be opened", _READ_ONLY_HINT),
    sqlite3.SQLITE_PERM: (StoreError, "the store may not be opened", _READ_ONLY_HINT),
    sqlite3.SQLITE_IOERR: (
        StoreError,
        "the disk failed while the store was read or written",
        "look at the system's log and the disk; all that was acknowledged is safe",
    ),
    sqlite3.SQLITE_CORRUPT: (StoreDamagedError, "the store is damaged", _CORRUPT_HINT),
    sqlite3.SQLITE_NOTADB: (
        StoreDamagedError,
        "not a SQLite database",
        "name another file as `database`, or put a backup back with `ticker restore FILE`",
    ),
}


@contextmanager
def store_errors(where: str) -> Iterator[None]:
    """Raise what the database or the system refuses inside as StoreError, StoreBusyError or
    StoreFullError; `where` names the store's file."""
    try:
        yield
    except DBAPIError as error:
        raise store_error(error, where) from error
    except (sqlite3.Error, UnicodeEncodeError) as error:
        raise _from_sqlite(error, where) from error
    except SQLAlchemyError as error:
        raise StoreError(f"the store failed: {error}", where=where, hint=_ODD_HINT) from error
    except OSError as error:
        raise _from_system(error, where) from error


def store_error(error: DBAPIError, where: str) -> StoreError:
    """What the database refused, as an error of the house."""
    return _from_sqlite(error.orig, where)


def _from_sqlite(error: BaseException | None, where: str) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _KNOWN:
        kind, message, hint = _KNOWN[code]
        return kind(message, where=where, hint=hint)
    return StoreError(
        f"the database refused: {error}",
        where=where,
        hint=_ODD_HINT,
    )


def _from_system(error: OSError, where: str) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFullError("the disk or the quota is full", where=where, hint=_FULL_HINT)
    said = error.strerror or str(error)
    return StoreError(said, where=error.filename or where, hint=_READ_ONLY_HINT)
