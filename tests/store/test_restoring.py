"""A backup put back: the old store is kept with all it held, and no log of one is read into the
other; killed anywhere, a store stands in its place."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.store.busy import busy_writer
from tests.store.desk import DAWN, at, fresh_store, new, story
from tests.store.test_backup import enlarge, names, rows, url
from ticker.errors import StoreBusyError, StoreError, UsageError
from ticker.model import Poll
from ticker.store import Store, back_up, restore
from ticker.store.checking import check
from ticker.store.migrating import migrate
from ticker.store.schema import HEAD, schema_version

OLD = "ticker.db.old-20310304T050000Z"


def record(path: Path, first: int, last: int) -> None:
    """One poll that brings the items `first` to `last`."""
    stories = [new(story(f"Ferry {n}", f"g{n}")) for n in range(first, last)]
    with Store.open(url(path), write=True, now=DAWN) as store, store.writing() as writer:
        writer.record(Poll("wire", at(first), "new", status=200), stories)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with three items."""
    path = tmp_path / "desk" / "ticker.db"
    path.parent.mkdir()
    path.write_bytes(fresh_store())
    record(path, 0, 3)
    return path


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """A backup of it, after which two more items came."""
    backup = tmp_path / "backup.db"
    back_up(url(path), backup, DAWN)
    record(path, 3, 5)
    return backup


def sound(path: Path) -> bool:
    return check(path).problems == ()


# --- put back ---------------------------------------------------------------------------------


def test_a_backup_takes_the_place_of_the_store_which_is_kept(path: Path, backup: Path) -> None:
    before, wanted = rows(path), rows(backup)
    assert before != wanted
    report = restore(url(path), backup, DAWN)
    assert names(path.parent) == ["ticker.db", "ticker.db.lock", OLD, "ticker.db.turn"]
    assert rows(path) == wanted
    assert rows(path.with_name(OLD)) == before
    assert rows(backup) == wanted
    assert (report.path, report.kept) == (str(path), str(path.with_name(OLD)))
    assert (report.restored.path, report.restored.items) == (str(backup), 3)
    record(path, 3, 4)
    assert sound(path)


def test_to_restore_what_was_kept_undoes_it(path: Path, backup: Path) -> None:
    before = rows(path)
    kept = restore(url(path), backup, DAWN).kept
    assert kept is not None
    again = restore(url(path), Path(kept), DAWN)
    assert rows(path) == before
    assert again.kept == str(path.with_name(f"{OLD}-2"))
    assert rows(Path(again.kept)) == rows(backup)


def test_where_no_store_was_one_is_put(tmp_path: Path, backup: Path) -> None:
    path = tmp_path / "new" / "desk" / "ticker.db"
    report = restore(url(path), backup, DAWN)
    assert report.kept is None
    assert rows(path) == rows(backup)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(backup.stat().st_mode)


def test_an_older_backup_is_upgraded_when_it_is_opened(path: Path, backup: Path) -> None:
    migrate(backup, "0001")
    assert restore(url(path), backup, DAWN).restored.revision == "0001"
    with Store.open(url(path), now=DAWN) as store:
        assert store.check().revision == HEAD
        assert store.check().problems == ()
        assert store.last_seq() == 3
    assert path.with_name("ticker.db.bak-0001-20310304T050000Z").exists()


@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_the_new_file_is_as_open_as_the_old_one_was(path: Path, backup: Path, mode: int) -> None:
    path.chmod(mode)
    backup.chmod(0o444)
    restore(url(path), backup, DAWN)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_link_to_the_store_stays_a_link(path: Path, backup: Path, tmp_path: Path) -> None:
    link = tmp_path / "ticker.db"
    link.symlink_to(path)
    report = restore(url(link), backup, DAWN)
    assert link.is_symlink()
    assert rows(path) == rows(backup)
    assert report.kept == str(path.with_name(OLD))


def test_what_is_put_back_keeps_a_log_as_stores_do(path: Path, backup: Path) -> None:
    """A reader in the middle of a question would else keep the daemon from turning it on."""
    restore(url(path), backup, DAWN)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        reader.isolation_level = None
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM item").fetchone()
        record(path, 3, 4)


def test_nothing_is_made_beside_a_backup(path: Path, backup: Path, tmp_path: Path) -> None:
    """It may lie where nothing can be written. A file of a store that was closed is in WAL mode."""
    closed = tmp_path / "closed" / "backup.db"
    closed.parent.mkdir()
    shutil.copy(path, closed)
    restore(url(path), closed, DAWN)
    assert names(closed.parent) == ["backup.db"]
    assert rows(path) == rows(path.with_name(OLD))


# --- logs -------------------------------------------------------------------------------------


def _killed(path: Path) -> None:
    """Leave a store as a daemon that was killed does: much of it stands in its log alone."""
    with busy_writer(path) as writer:
        for _ in range(3):
            writer.told()
    assert path.with_name("ticker.db-wal").stat().st_size > 0


def test_the_log_of_a_killed_store_is_in_what_is_kept(path: Path, backup: Path) -> None:
    _killed(path)
    before = rows(path)
    restore(url(path), backup, DAWN)
    assert rows(path.with_name(OLD)) == before
    assert sound(path.with_name(OLD))
    assert rows(path) == rows(backup)
    assert sound(path)


def test_the_log_of_a_killed_store_is_not_read_into_the_backup(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    """What a plain copy over the store does: SQLite takes the old log for that of the new file."""
    _killed(path)
    copied = tmp_path / "copied"
    shutil.copytree(path.parent, copied)
    shutil.copy(backup, copied / "ticker.db")
    try:
        harmed = rows(copied / "ticker.db") != rows(backup)
    except sqlite3.DatabaseError:
        harmed = True
    assert harmed
    restore(url(path), backup, DAWN)
    assert rows(path) == rows(backup)
    assert sound(path)


@pytest.mark.parametrize("log", ["ticker.db-wal", "ticker.db-journal"])
def test_a_log_whose_store_was_removed_is_kept_and_not_read(
    path: Path, backup: Path, log: str
) -> None:
    _killed(path)
    left = path.with_name(log)
    path.with_name("ticker.db-wal").rename(left)
    before = left.read_bytes()
    path.unlink()
    report = restore(url(path), backup, DAWN)
    assert report.kept is None
    assert not [name for name in names(path.parent) if name.startswith("ticker.db-")]
    assert rows(path) == rows(backup)
    assert sound(path)
    assert path.with_name(log.replace("ticker.db", OLD)).read_bytes() == before


def test_a_backup_that_is_a_killed_store_brings_its_log(path: Path, tmp_path: Path) -> None:
    _killed(path)
    copied = tmp_path / "copied"
    shutil.copytree(path.parent, copied)
    wanted = rows(path)
    record(path, 9_000, 9_001)
    restore(url(path), copied / "ticker.db", DAWN)
    assert rows(path) == wanted


def test_a_store_in_use_elsewhere_may_be_the_backup(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(fresh_store())
    with busy_writer(other) as writer:
        told = writer.told()
        report = restore(url(path), other, DAWN)
        assert report.restored.polls >= told
    assert sound(path)


# --- others -----------------------------------------------------------------------------------


def test_whoever_reads_the_old_store_goes_on_reading_it(path: Path, backup: Path) -> None:
    with Store.open(url(path), now=DAWN) as reader:
        assert reader.last_seq() == 5
        restore(url(path), backup, DAWN)
        assert reader.last_seq() == 5
        assert len(reader.changes()) == 5
        with Store.open(url(path), now=DAWN) as fresh:
            assert fresh.last_seq() == 3
        record(path, 3, 4)
        # One more writes to the new store while the reader of the old one closes.
        with busy_writer(path) as writer:
            writer.told()
            reader.close()
            told = writer.told()
    assert sound(path)
    with Store.open(url(path), now=DAWN) as fresh:
        assert fresh.check().polls >= told
    assert rows_of(path.with_name(OLD)) == 5


def rows_of(path: Path) -> int:
    return len(rows(path)["item"])


def test_a_reader_in_the_middle_of_a_question_keeps_its_answer(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        reader.isolation_level = None
        reader.execute("BEGIN")
        asked = reader.execute("SELECT id FROM item ORDER BY id")
        assert asked.fetchone() == (1,)
        restore(url(path), backup, DAWN)
        assert [row[0] for row in asked] == [2, 3, 4, 5]
        assert reader.execute("SELECT count(*) FROM item").fetchone() == (5,)
    assert (rows_of(path), rows_of(path.with_name(OLD))) == (3, 5)
    assert sound(path)
    assert sound(path.with_name(OLD))


def test_a_reader_of_an_older_state_is_waited_for_and_nothing_is_changed(
    path: Path, backup: Path
) -> None:
    """What it reads stands between the file and its log, and neither can go without the other."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        reader.isolation_level = None
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM item").fetchone() == (5,)
        record(path, 5, 6)
        with pytest.raises(StoreBusyError, match="older state") as refused:
            restore(url(path), backup, DAWN, patience_s=0.05)
        assert refused.value.hint
        assert reader.execute("SELECT count(*) FROM item").fetchone() == (5,)
    assert rows_of(path) == 6
    assert not [name for name in names(path.parent) if "old" in name or "part" in name]
    restore(url(path), backup, DAWN)
    assert rows_of(path) == 3


def test_a_store_that_is_written_to_is_not_replaced(path: Path, backup: Path) -> None:
    with busy_writer(path) as writer:
        writer.told()
        with pytest.raises(StoreBusyError, match=f"already running, pid {writer.pid}") as refused:
            restore(url(path), backup, DAWN)
        assert refused.value.exit_status == 3
        writer.told()
    assert sound(path)


# --- killed -----------------------------------------------------------------------------------


@contextmanager
def _restoring(path: Path, backup: Path) -> Iterator[int]:
    child = os.fork()
    if child == 0:
        try:
            while True:
                restore(url(path), backup, DAWN)
        finally:
            os._exit(1)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, "the child ended by itself"


@pytest.mark.parametrize("rounds", [8, pytest.param(100, marks=pytest.mark.slow)])
def test_killed_at_any_moment_a_whole_store_stands_in_its_place(
    path: Path, backup: Path, rounds: int
) -> None:
    before, wanted = rows(path), rows(backup)
    whole = path.read_bytes()
    chance = random.Random(7)
    started = time.monotonic()
    restore(url(path), backup, DAWN)
    lasts = time.monotonic() - started
    for number in range(rounds):
        shutil.rmtree(path.parent)
        path.parent.mkdir()
        path.write_bytes(whole)
        with _restoring(path, backup):
            # When it is done it begins anew, over what it restored.
            time.sleep(chance.uniform(0, 3 * lasts))
        now = rows(path)
        assert now in (before, wanted), f"round {number}"
        assert sound(path)
        kept = [old for old in path.parent.glob("ticker.db.old-*") if "-wal" not in old.name]
        assert now == before or any(rows(old) == before for old in kept)
    restore(url(path), backup, DAWN)
    assert not [name for name in names(path.parent) if "part" in name]


# --- what is refused --------------------------------------------------------------------------


def _text(path: Path) -> None:
    path.write_text("08:54 Headline\n" * 100)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50_000])


def _flipped(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for place in range(5_000, len(whole), 4_096):
        whole[place : place + 40] = bytes(40)
    path.write_bytes(whole)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema_version(HEAD) + 1}")


@pytest.mark.parametrize("spoil", [_text, _cut, _flipped, _empty, _folder, _foreign, _newer])
def test_what_is_no_whole_backup_changes_nothing(
    path: Path, backup: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(backup)
    before, there = rows(path), names(path.parent)
    with pytest.raises(StoreError) as refused:
        restore(url(path), backup, DAWN)
    assert refused.value.exit_status == 3
    assert refused.value.where == str(backup)
    assert "nothing was changed" in (refused.value.hint or "")
    assert rows(path) == before
    assert names(path.parent) == there


def test_the_store_is_no_backup_of_itself(path: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.db"
    os.link(path, twin)
    for same in (path, twin, tmp_path / "none.db"):
        with pytest.raises(UsageError) as refused:
            restore(url(path), same, DAWN)
        assert refused.value.hint


def test_a_damaged_store_makes_way_and_is_kept_with_its_log(path: Path, backup: Path) -> None:
    path.write_bytes(b"what is left of it" * 500)
    path.with_name("ticker.db-wal").write_bytes(b"and of its log")
    restore(url(path), backup, DAWN)
    assert rows(path) == rows(backup)
    assert sound(path)
    assert path.with_name(OLD).read_bytes() == b"what is left of it" * 500
    assert path.with_name(f"{OLD}-wal").read_bytes() == b"and of its log"


@pytest.mark.parametrize("spoil", [_text, _cut, _flipped, _newer])
def test_any_store_that_cannot_be_opened_makes_way(
    path: Path, backup: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(path)
    before = path.read_bytes()
    restore(url(path), backup, DAWN)
    assert rows(path) == rows(backup)
    assert sorted(path.with_name(OLD).read_bytes()[100:]) == sorted(before[100:])


def test_a_database_of_another_program_does_not(path: Path, backup: Path) -> None:
    _foreign(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program") as refused:
        restore(url(path), backup, DAWN)
    assert refused.value.hint
    assert path.read_bytes() == before
    assert names(path.parent) == ["ticker.db", "ticker.db.lock", "ticker.db.turn"]


def test_an_empty_file_is_not_worth_keeping(path: Path, backup: Path) -> None:
    _empty(path)
    assert restore(url(path), backup, DAWN).kept is None
    assert names(path.parent) == ["ticker.db", "ticker.db.lock", "ticker.db.turn"]


def test_who_waits_may_stop_it_and_nothing_is_changed(path: Path, backup: Path) -> None:
    enlarge(backup)
    before = rows(path)

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(url(path), backup, DAWN, stop)
    assert rows(path) == before
    assert not [name for name in names(path.parent) if "old" in name or "part" in name]
