"""What SQLite and the system refuse, told as errors of the house."""

from __future__ import annotations

import errno
import os
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from ticker.errors import StoreBusyError, StoreDamagedError, StoreError, StoreFullError
from ticker.store.failures import store_errors


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        (sqlite3.SQLITE_FULL, StoreFullError, "full"),
        (sqlite3.SQLITE_BUSY, StoreBusyError, "locked"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusyError, "locked"),
        (sqlite3.SQLITE_IOERR_WRITE, StoreError, "the disk failed"),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreError, "read-only"),
        (sqlite3.SQLITE_CANTOPEN, StoreError, "cannot be opened"),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreDamagedError, "damaged"),
        (sqlite3.SQLITE_ERROR, StoreError, "no such table: x"),
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_what_sqlite_refuses_is_told_as_an_error_of_the_house(
    code: int, kind: type[StoreError], message: str, wrapped: bool
) -> None:
    refused = sqlite3.OperationalError("no such table: x")
    refused.sqlite_errorcode = code
    with pytest.raises(StoreError, match=message) as told, store_errors("/var/ticker.db"):
        raise OperationalError("SELECT", {}, refused) if wrapped else refused
    assert type(told.value) is kind
    assert told.value.where == "/var/ticker.db"
    assert told.value.hint


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (errno.ENOSPC, StoreFullError),
        (errno.EDQUOT, StoreFullError),
        (errno.EACCES, StoreError),
        (errno.EROFS, StoreError),
    ],
)
def test_what_the_system_refuses_is_told_as_an_error_of_the_house(
    code: int, kind: type[StoreError]
) -> None:
    with pytest.raises(StoreError) as told, store_errors("/var/ticker.db"):
        raise OSError(code, os.strerror(code), "/var/ticker.db.lock")
    assert type(told.value) is kind
    assert told.value.hint


def test_errors_of_the_house_pass_as_they_are() -> None:
    with pytest.raises(StoreBusyError) as told, store_errors("x"):
        raise StoreBusyError("already running, pid 7")
    assert told.value.where is None
