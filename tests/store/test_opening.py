"""Opening a store: made, known for ours, refused, locked; and what the connections promise."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from tests.store.desk import DAWN, Desk, at, fresh_store, new, sec, story
from ticker.errors import StoreBusyError, StoreError
from ticker.store.failures import store_errors
from ticker.store.migrating import migrate
from ticker.store.opening import current_revision, open_engines, upgrade
from ticker.store.schema import (
    APPLICATION_ID,
    HEAD,
    connect_read_only,
    judge,
    schema_state,
    schema_version,
)


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def _make(path: Path) -> Path:
    path.write_bytes(fresh_store())
    return path


# --- made -------------------------------------------------------------------------------------


def test_a_missing_store_is_made_with_its_folder_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "ticker.db"
    engines = open_engines(_url(path), write=True, now=DAWN)
    assert engines.path == path
    assert engines.lock is not None
    engines.close()
    assert schema_state(path) == "current"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (schema_version(HEAD),)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("leftover", [None, b""])
def test_a_reader_of_a_missing_store_is_told_how_to_make_one(
    tmp_path: Path, leftover: bytes | None
) -> None:
    path = tmp_path / "ticker.db"
    if leftover is not None:
        path.write_bytes(leftover)
    with pytest.raises(StoreError, match="no store at") as missing:
        open_engines(_url(path), write=False, now=DAWN)
    assert missing.value.hint == "run `ticker poll` or `ticker run` first"
    assert path.exists() == (leftover is not None)


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    path.touch()
    open_engines(_url(path), write=False, create=True, now=DAWN).close()
    assert schema_state(path) == "current"


@pytest.mark.parametrize("name", ["a b%41#?&.db", "тікер.db", "'; --.db", "x%(here)s.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    url = _url(path).replace("%", "%25").replace("?", "%3F")
    engines = open_engines(url, write=True, now=DAWN)
    engines.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [name, f"{name}.lock", f"{name}.turn"]
    )


def test_opening_a_store_that_is_up_to_date_does_without_alembic(tmp_path: Path) -> None:
    """Its import costs 400 ms, and every command opens the store."""
    path = _make(tmp_path / "ticker.db")
    script = (
        "import sys; from datetime import datetime, UTC;"
        "from ticker.store.opening import open_engines;"
        "open_engines(sys.argv[1], write=True, now=datetime.now(UTC)).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, _url(path)], check=False)
    assert done.returncode == 0


_TOGETHER = """
import sys
from datetime import UTC, datetime
import ticker.store.migrating
from ticker.store.opening import open_engines, upgrade
print("ready", flush=True)
sys.stdin.readline()
if sys.argv[2] == "upgrade":
    upgrade(sys.argv[1], datetime.now(UTC))
else:
    open_engines(sys.argv[1], write=False, create=True, now=datetime.now(UTC)).close()
"""


def test_four_processes_may_open_one_fresh_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    together = [
        subprocess.Popen(
            [sys.executable, "-c", _TOGETHER, _url(path), how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for how in ("upgrade", "read", "upgrade", "read")
    ]
    for process in together:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in together:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in together:
        _, complaint = process.communicate(timeout=60)
        assert process.returncode == 0, complaint
    assert schema_state(path) == "current"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_store_made_between_two_questions_is_not_taken_for_another_programs(
    tmp_path: Path,
) -> None:
    """The answers by which a file is judged are of one moment."""
    path = tmp_path / "ticker.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with closing(connect_read_only(path)) as looking:
        looking.set_trace_callback(
            lambda statement: migrate(path, HEAD) if "count(*)" in statement else None
        )
        assert judge(looking, path) == "fresh"
    assert schema_state(path) == "current"


# --- refused ----------------------------------------------------------------------------------


def _other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _other_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 12345")


def _newer_version(path: Path) -> None:
    _make(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema_version(HEAD) + 1}")


def _newer_revision(path: Path) -> None:
    _make(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _text(path: Path) -> None:
    path.write_text("08:54 Headline\n" * 100)


def _flipped(path: Path) -> None:
    whole = bytearray(fresh_store())
    whole[100:400] = os.urandom(300)
    path.write_bytes(whole)


def _cut(path: Path) -> None:
    path.write_bytes(fresh_store()[:5000])


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (_other_program, "another program"),
        (_other_application, "another program"),
        (_newer_version, "newer ticker"),
        (_newer_revision, "newer ticker"),
        (_text, "not a SQLite database"),
        (_flipped, "damaged|database"),
        (_cut, "damaged|database"),
        (_folder, "a folder"),
    ],
)
def test_a_file_that_is_no_store_of_ours_is_refused_and_left_alone(
    tmp_path: Path, prepare: Callable[[Path], None], message: str, write: bool
) -> None:
    path = tmp_path / "ticker.db"
    prepare(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=message) as refused:
        open_engines(_url(path), write=write, now=DAWN)
    assert refused.value.exit_status == 3
    assert refused.value.where
    assert refused.value.hint
    assert before is None or path.read_bytes() == before


def test_a_refused_store_can_be_tried_again_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    _text(path)
    with pytest.raises(StoreError):
        open_engines(_url(path), write=True, now=DAWN)
    _make(path)
    open_engines(_url(path), write=True, now=DAWN).close()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://me:secret@host/ticker", "only SQLite"),
        ("sqlite://", "a store is a file"),
        ("sqlite:///:memory:", "a store is a file"),
        ("ticker.db", "not a database address"),
        ("", "not a database address"),
    ],
)
def test_an_address_that_is_no_file_is_refused(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as refused:
        open_engines(url, write=True, now=DAWN)
    assert "secret" not in f"{refused.value}{refused.value.hint}"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as refused:
        open_engines(_url(tmp_path / "file" / "ticker.db"), write=True, now=DAWN)
    assert str(tmp_path / "file") in str(refused.value)


# --- two at once ------------------------------------------------------------------------------


def test_a_second_writer_is_refused_and_a_reader_is_not(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    first = open_engines(_url(path), write=True, now=DAWN)
    with pytest.raises(StoreBusyError, match=f"already running, pid {os.getpid()}"):
        open_engines(_url(path), write=True, now=DAWN)
    open_engines(_url(path), write=False, now=DAWN).close()
    first.close()
    open_engines(_url(path), write=True, now=DAWN).close()


def test_readers_see_the_last_commit_while_the_writer_is_at_work(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ticker.db")
    desk.poll(1, new(story("Dam opens its gates", "g1")))
    reader = open_engines(_url(desk.path), write=False, now=DAWN)
    with desk.transaction() as writing:
        writing.exec_driver_sql("UPDATE item SET state = 'delisted'")
        with reader.reader.begin() as reading:
            assert reading.exec_driver_sql("SELECT state FROM items").scalar() == "listed"
    with reader.reader.begin() as reading:
        assert reading.exec_driver_sql("SELECT state FROM items").scalar() == "delisted"
        desk.poll(2, new(story("Port closes for the night", "g2")))
        assert reading.exec_driver_sql("SELECT count(*) FROM items").scalar() == 1
    reader.close()
    desk.close()


def test_readers_cannot_write(tmp_path: Path) -> None:
    reader = open_engines(_url(_make(tmp_path / "ticker.db")), write=False, now=DAWN)
    assert reader.writer is None
    for statement in ("DELETE FROM source", "CREATE TABLE t (x)", "PRAGMA user_version = 9"):
        with (
            pytest.raises(StoreError, match="read-only"),
            store_errors("ticker.db"),
            reader.reader.begin() as connection,
        ):
            connection.exec_driver_sql(statement)
    reader.close()


@pytest.mark.parametrize(
    ("setting", "writer", "reader"),
    [
        ("journal_mode", "wal", "wal"),
        ("synchronous", 2, 2),
        ("busy_timeout", 5000, 5000),
        ("foreign_keys", 1, 1),
        ("mmap_size", 0, 0),
        ("query_only", 0, 1),
        ("journal_size_limit", 67_108_864, None),
    ],
)
def test_every_connection_has_the_settings_that_the_promises_rest_on(
    tmp_path: Path, setting: str, writer: object, reader: object
) -> None:
    engines = open_engines(_url(_make(tmp_path / "ticker.db")), write=True, now=DAWN)
    assert engines.writer is not None
    for engine, expected in ((engines.writer, writer), (engines.reader, reader)):
        with engine.connect() as connection:
            value = connection.exec_driver_sql(f"PRAGMA {setting}").scalar()
        assert expected is None or value == expected
    engines.close()


def test_a_writer_s_transaction_is_one_from_its_first_moment(tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: it never finds out halfway that somebody else was faster."""
    engines = open_engines(_url(_make(tmp_path / "ticker.db")), write=True, now=DAWN)
    assert engines.writer is not None
    with (
        engines.writer.begin(),
        closing(sqlite3.connect(engines.path, timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")
    engines.close()


def test_a_schema_change_that_fails_is_undone_whole(tmp_path: Path) -> None:
    engines = open_engines(_url(_make(tmp_path / "ticker.db")), write=True, now=DAWN)
    assert engines.writer is not None
    with pytest.raises(OperationalError), engines.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE half (x)")
        connection.exec_driver_sql("SELECT * FROM nothing")
    with engines.reader.begin() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'half'")
        assert found.first() is None
    engines.close()


# --- revisions --------------------------------------------------------------------------------


def test_the_revision_of_a_store_is_told_without_changing_it(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    with pytest.raises(StoreError, match="no store"):
        current_revision(_url(path))
    assert upgrade(_url(path), DAWN) is None
    assert current_revision(_url(path)) == HEAD
    before = path.read_bytes()
    assert upgrade(_url(path), DAWN) is None
    assert path.read_bytes() == before
    migrate(path, "base")
    assert schema_state(path) == "older"
    assert current_revision(_url(path)) is None


def test_a_reader_upgrades_an_older_store(tmp_path: Path) -> None:
    path = _make(tmp_path / "ticker.db")
    migrate(path, "base")
    engines = open_engines(_url(path), write=False, now=DAWN)
    with engines.reader.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM items").scalar() == 0
    engines.close()
    assert schema_state(path) == "current"


def test_what_was_recorded_is_read_after_opening_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ticker.db")
    desk.poll(1, new(story("Dam opens its gates", "g1")))
    desk.close()
    engines = open_engines(_url(desk.path), write=True, now=at(9))
    assert engines.writer is not None
    with engines.writer.begin() as connection:
        assert connection.exec_driver_sql("SELECT last_poll_at FROM source").first() == (sec(1),)
    engines.close()
