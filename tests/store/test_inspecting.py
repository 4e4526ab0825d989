"""A first look at a store changes nothing, whatever stands there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.busy import busy_writer
from tests.store.desk import fresh_store
from tests.store.test_backup import names, url
from ticker.errors import StoreError
from ticker.store import has_full_text_search, has_wal_reset_bug, look, sqlite_version
from ticker.store.lock import lock_holder, take_lock
from ticker.store.migrating import migrate
from ticker.store.schema import HEAD, schema_version


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ticker.db"
    path.write_bytes(fresh_store())
    return path


def _missing(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _older(path: Path) -> None:
    migrate(path, "0001")


def _as_it_is(path: Path) -> None:
    """Nothing."""


def _text(path: Path) -> None:
    path.write_text("08:54 Headline\n" * 100)


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema_version(HEAD) + 1}")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:30_000])


def _flipped(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[8_192:8_300] = os.urandom(108)
    path.write_bytes(whole)


def _one_page(path: Path) -> None:
    """A page that nobody reads when a store is opened."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'absence'"
        ).fetchone()[0]
    whole = bytearray(path.read_bytes())
    whole[(page - 1) * int.from_bytes(whole[16:18], "big")] = 0xFF
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("make", "state", "revision", "problem"),
    [
        (_as_it_is, "current", HEAD, None),
        (_missing, "missing", None, None),
        (_empty, "fresh", None, None),
        (_older, "older", "0001", None),
        (_text, "unusable", None, "not a SQLite database"),
        (_foreign, "unusable", None, "another program"),
        (_newer, "unusable", None, "newer ticker"),
        (_flipped, "unusable", None, "damaged"),
        (_one_page, "current", HEAD, "damaged"),
    ],
)
def test_a_look_says_what_stands_there(
    path: Path, make: Callable[[Path], None], state: str, revision: str | None, problem: str | None
) -> None:
    make(path)
    before = path.read_bytes() if path.exists() else None
    seen = look(url(path))
    assert (seen.path, seen.state, seen.revision, seen.writer) == (str(path), state, revision, None)
    assert (seen.problem is None) is (problem is None)
    assert problem is None or problem in (seen.problem or "")
    assert (seen.hint is None) is (problem is None)
    assert before == (path.read_bytes() if path.exists() else None)
    assert not [name for name in names(path.parent) if "bak" in name or "lock" in name]


def test_a_cut_store_is_no_store_to_use(path: Path) -> None:
    _cut(path)
    assert look(url(path)).problem


def test_a_file_too_large_to_be_looked_through_is_not_called_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
            "INSERT INTO tag(name) SELECT 'a tag that nobody gives ' || i FROM n"
        )
    assert look(url(path)).looked
    assert not look(url(path), seconds=0).looked


def test_who_writes_is_named_by_pid_and_who_was_killed_is_not(path: Path) -> None:
    assert lock_holder(path) is None
    with busy_writer(path) as writer:
        writer.told()
        assert look(url(path)).writer == writer.pid == lock_holder(path)
        assert look(url(path)).log_size > 0
    assert look(url(path)).writer is None
    take_lock(path).release()  # looking took nothing away


def test_a_lock_without_a_pid_is_held_by_somebody(path: Path) -> None:
    lock = take_lock(path)
    lock.path.write_text("")
    assert lock_holder(path) == 0
    lock.release()


@pytest.mark.parametrize("address", ["postgresql://desk:secret@wire/x", "sqlite://", "no address"])
def test_what_is_no_file_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(StoreError) as refused:
        look(address)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("version", "has_it"),
    [
        ("3.6.23", False),
        ("3.7.0", True),
        ("3.40.1", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.44.7", False),
        ("3.45.0", True),
        ("3.50.6", True),
        ("3.50.7", False),
        ("3.51.0", True),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.53.4", False),
        ("4.0.0", False),
    ],
)
def test_which_sqlite_has_the_bug_of_two_writers(version: str, has_it: bool) -> None:
    """The versions that https://www.sqlite.org/wal.html#walresetbug names."""
    assert has_wal_reset_bug(version) is has_it


def test_this_sqlite_can_search() -> None:
    assert sqlite_version() == sqlite3.sqlite_version
    assert has_full_text_search()
