"""A backup: one state of a store in use, whole or not there, looked over before it counts."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.busy import ROWS, busy_writer
from tests.store.desk import DAWN, Desk, at, fresh_store, new, story
from ticker.errors import StoreBusyError, StoreError, StoreFullError, TickerError, UsageError
from ticker.model import Source
from ticker.store import Store, back_up, back_up_nightly, backups
from ticker.store.migrating import migrate
from ticker.store.schema import HEAD, schema_version
from ticker.store.unfinished import require_room, unfinished


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with three items."""
    path = tmp_path / "desk" / "ticker.db"
    path.parent.mkdir()
    desk = Desk(path)
    desk.poll(0, *(new(story(f"Ferry {n}", f"g{n}")) for n in range(3)))
    desk.close()
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where backups go: a file of a folder in which nothing is."""
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept" / "copy.db"


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that stands in the tables of a store."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'wording_%'"
        ).fetchall()
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in tables}


# --- what it holds ----------------------------------------------------------------------------


def test_a_backup_holds_every_row_and_opens_as_a_store(path: Path, target: Path) -> None:
    report = back_up(url(path), target, DAWN)
    assert rows(target) == rows(path)
    assert (report.items, report.polls, report.revision, report.problems) == (3, 1, HEAD, ())
    assert (report.path, report.size) == (str(target), target.stat().st_size)
    assert report.newest_at == at(0)
    with Store.open(url(target), now=DAWN) as store:
        assert store.check().problems == ()
        assert store.last_seq() == 3
    assert names(target.parent) == ["copy.db"]


def test_a_backup_of_a_store_in_use_is_its_state_between_two_polls(
    tmp_path: Path, target: Path
) -> None:
    """Copying the file of a store in use corrupts it; this does not, and nobody waits."""
    path = tmp_path / "ticker.db"
    path.write_bytes(fresh_store())
    with busy_writer(path) as writer:
        for number in range(5):
            before = writer.told()
            report = back_up(url(path), target.with_name(f"{number}.db"), DAWN)
            after = writer.told()
            assert report.problems == ()
            assert before <= report.polls <= after
            assert report.items == ROWS * report.polls


def test_what_stands_only_in_the_log_is_in_the_backup_and_what_is_not_committed_is_not(
    path: Path, target: Path
) -> None:
    with Store.open(url(path), write=True, now=DAWN) as store:
        with store.writing() as writer:
            writer.sync_sources([Source("bay", "https://bay.example/rss")], DAWN)
        assert store.log_size() > 0
        with store.writing() as writer:
            writer.sync_sources([Source("cape", "https://cape.example/rss")], DAWN)
            back_up(url(path), target, DAWN)
    with closing(sqlite3.connect(target)) as connection:
        known = connection.execute("SELECT name FROM source ORDER BY id").fetchall()
    assert known == [("wire",), ("local",), ("bay",)]


def test_a_backup_of_an_older_store_is_as_old(path: Path, target: Path) -> None:
    """It is the copy to go back to: nothing in it is upgraded, and neither is the store."""
    migrate(path, "0001")
    before = path.read_bytes()
    report = back_up(url(path), target, DAWN)
    assert (report.revision, report.items, report.problems) == ("0001", 3, ())
    assert path.read_bytes() == before


def test_rows_that_contradict_each_other_are_kept_and_told(path: Path, target: Path) -> None:
    """A backup of a flawed store is better than none."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE item SET sightings = 9 WHERE id = 2")
    report = back_up(url(path), target, DAWN)
    assert "counted right: 1 rows (2)" in report.problems[0]
    assert rows(target) == rows(path)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_backup_is_as_open_as_its_store_and_closed_until_it_is_whole(
    path: Path, target: Path, mode: int
) -> None:
    path.chmod(mode)
    seen: list[int] = []

    def watch(share: float) -> None:
        seen.append(stat.S_IMODE((target.parent / ".copy.db.part").stat().st_mode))

    enlarge(path)
    back_up(url(path), target, DAWN, watch)
    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert seen[0] == 0o600


def enlarge(path: Path) -> None:
    """Make a store large enough for its copying to take a while."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
            "INSERT INTO tag(name) SELECT 'a tag that nobody gives ' || i FROM n"
        )


def test_who_waits_hears_how_far_it_is(path: Path, target: Path) -> None:
    enlarge(path)
    shares: list[float] = []
    back_up(url(path), target, DAWN, shares.append)
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


# --- whole or not at all ----------------------------------------------------------------------


def test_a_file_that_is_there_is_never_replaced(path: Path, target: Path) -> None:
    target.write_text("precious")
    with pytest.raises(UsageError, match="already") as refused:
        back_up(url(path), target, DAWN)
    assert refused.value.hint
    assert refused.value.where == str(target)
    assert target.read_text() == "precious"
    assert names(target.parent) == ["copy.db"]
    with pytest.raises(UsageError, match="already"):
        back_up(url(path), path, DAWN)


def test_a_file_that_comes_meanwhile_is_not_replaced_either(path: Path, target: Path) -> None:
    enlarge(path)
    with pytest.raises(UsageError, match="already") as refused:
        back_up(url(path), target, DAWN, lambda share: target.write_text("precious"))
    assert refused.value.where == str(target)
    assert target.read_text() == "precious"
    assert names(target.parent) == ["copy.db"]


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_a_name_that_sqlite_needs_is_not_taken(path: Path, suffix: str) -> None:
    """It would be read into the store, or thrown away."""
    own = path.with_name(path.name + suffix)
    own.unlink(missing_ok=True)
    with pytest.raises(UsageError, match="for itself") as refused:
        back_up(url(path), own, DAWN)
    assert refused.value.hint


def test_a_link_to_nowhere_is_a_file_of_that_name(path: Path, target: Path) -> None:
    target.symlink_to("nowhere")
    with pytest.raises(UsageError, match="already"):
        back_up(url(path), target, DAWN)


def test_in_a_folder_a_backup_gets_a_dated_name(path: Path, target: Path) -> None:
    report = back_up(url(path), target.parent, DAWN)
    assert report.path == str(target.parent / "ticker-20310304T050000Z.db")


def test_a_folder_that_is_not_there_may_be_a_disk_that_is_not_mounted(
    path: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="no folder") as refused:
        back_up(url(path), tmp_path / "disk" / "copy.db", DAWN)
    assert "mounted" in (refused.value.hint or "")
    assert not (tmp_path / "disk").exists()


def test_any_name_will_do(path: Path, target: Path) -> None:
    for name in ("a b%41#?&.db", "копія.db", "'; --", "file:x.db?mode=memory"):
        back_up(url(path), target.with_name(name), DAWN)
        assert rows_of_any(target.with_name(name)) == 3
    assert len(names(target.parent)) == 4


def rows_of_any(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute("SELECT count(*) FROM item").fetchone()[0]
        return found


class _EnoughError(Exception):
    """What somebody who waits may raise."""


def test_who_waits_may_stop_it_and_nothing_is_left(path: Path, target: Path) -> None:
    enlarge(path)

    def stop(share: float) -> None:
        raise _EnoughError

    with pytest.raises(_EnoughError):
        back_up(url(path), target, DAWN, stop)
    assert names(target.parent) == []


_KILLED = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from ticker.store import back_up
def told(share):
    print(share, flush=True)
    time.sleep(60)
back_up(sys.argv[1], Path(sys.argv[2]), datetime.now(UTC), told)
"""


@pytest.fixture
def half_made(path: Path, target: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is in the midst of a backup."""
    enlarge(path)
    arguments = [sys.executable, "-c", _KILLED, url(path), str(target)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process
        process.kill()


def test_a_killed_backup_leaves_no_file_of_its_name_and_the_next_one_is_made(
    path: Path, target: Path, half_made: subprocess.Popen[str]
) -> None:
    half_made.send_signal(signal.SIGKILL)
    half_made.wait()
    assert set(names(target.parent)) == {".copy.db.part", ".copy.db.part-journal"}
    back_up(url(path), target, DAWN)
    assert rows(target) == rows(path)
    assert names(target.parent) == ["copy.db"]


@pytest.mark.usefixtures("half_made")
def test_two_never_write_one_backup(path: Path, target: Path) -> None:
    with pytest.raises(StoreBusyError, match="another process") as refused:
        back_up(url(path), target, DAWN)
    assert refused.value.hint
    assert not target.exists()


def test_a_backup_that_finished_while_another_wanted_its_name_stays_whole(tmp_path: Path) -> None:
    """The second one holds the file of the first when that gets its name; it must not empty it."""
    target = tmp_path / "copy.db"
    with unfinished(target) as part:
        part.write_text("whole")
    with pytest.raises(UsageError), unfinished(target) as part:
        part.write_text("half")
    assert target.read_text() == "whole"
    assert names(tmp_path) == ["copy.db"]


_SMALL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from ticker.errors import StoreError
from ticker.store import back_up
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    back_up(sys.argv[1], Path(sys.argv[2]), datetime.now(UTC))
except StoreError as error:
    print(error.message)
"""


def test_a_backup_that_does_not_fit_leaves_nothing(path: Path, target: Path) -> None:
    enlarge(path)
    assert path.stat().st_size > 600_000
    arguments = [sys.executable, "-c", _SMALL, url(path), str(target)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout
    assert names(target.parent) == []


def test_a_disk_without_room_is_not_begun_on(tmp_path: Path) -> None:
    with pytest.raises(StoreFullError, match="needs 1,000,000,000,000,000,000 bytes") as refused:
        require_room(tmp_path, 10**18, "a copy of the store")
    assert (refused.value.where, bool(refused.value.hint)) == (str(tmp_path), True)


# --- what is refused --------------------------------------------------------------------------


def _missing(path: Path) -> None:
    path.unlink()


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema_version(HEAD) + 1}")


def _text(path: Path) -> None:
    path.write_text("08:54 Headline\n" * 100)


def broken(path: Path) -> None:
    """An index that lost its cells: every row is there, and none is found by it."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_item_sort'"
        ).fetchone()[0]
    whole = bytearray(path.read_bytes())
    size = int.from_bytes(whole[16:18], "big")
    whole[(page - 1) * size + 3 : (page - 1) * size + 5] = b"\0\0"
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_missing, "no store"),
        (_foreign, "another program"),
        (_newer, "newer ticker"),
        (_text, "not a SQLite database"),
        (broken, "damaged"),
    ],
)
def test_what_is_no_whole_store_is_not_backed_up(
    path: Path, target: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(path)
    with pytest.raises(StoreError, match=message) as refused:
        back_up(url(path), target, DAWN)
    assert refused.value.hint
    assert names(target.parent) == []


# --- every night ------------------------------------------------------------------------------


def test_each_night_keeps_the_newest_few(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "backups"
    for day in range(4):
        back_up_nightly(url(path), folder, 2, DAWN + timedelta(days=day))
    assert names(folder) == ["ticker-20310306T050000Z.db", "ticker-20310307T050000Z.db"]
    assert [day.day for day, _ in backups(url(path), folder)] == [6, 7]


def test_what_is_no_nightly_backup_of_this_store_stays(path: Path, tmp_path: Path) -> None:
    others = [
        "ticker.db",
        "ticker-2031.db",
        "ticker-wire-20010304T050000Z.db",
        "wire-20010304T050000Z.db",
        "ticker-20010304T050000Z.db.gz",
        "xticker-20010304T050000Z.db",
        "20010304T050000Z.db",
    ]
    for name in others:
        (tmp_path / name).write_text("mine")
    (tmp_path / "ticker-20010304T050000Z.db").write_text("old")
    back_up_nightly(url(path), tmp_path, 1, DAWN)
    assert set(names(tmp_path)) == {*others, "ticker-20310304T050000Z.db", "desk"}


def test_the_old_ones_stay_until_the_new_one_is_whole(path: Path, tmp_path: Path) -> None:
    back_up_nightly(url(path), tmp_path / "backups", 1, DAWN)
    broken(path)
    with pytest.raises(StoreError, match="damaged"):
        back_up_nightly(url(path), tmp_path / "backups", 1, DAWN + timedelta(days=1))
    assert names(tmp_path / "backups") == ["ticker-20310304T050000Z.db"]


def test_what_a_killed_night_left_is_cleared_away(path: Path, tmp_path: Path) -> None:
    (tmp_path / ".ticker-20310301T050000Z.db.part").write_text("half")
    (tmp_path / ".ticker-20310301T050000Z.db.part-journal").write_text("half, too")
    (tmp_path / ".wire-20310301T050000Z.db.part").write_text("somebody else's")
    with unfinished(tmp_path / "ticker-20310302T050000Z.db"):
        back_up_nightly(url(path), tmp_path, 7, DAWN)
        assert (tmp_path / ".ticker-20310302T050000Z.db.part").exists()
    kept = [name for name in names(tmp_path) if ".part" in name]
    assert kept == [".wire-20310301T050000Z.db.part"]


def test_a_folder_that_cannot_be_made_is_told(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TickerError) as refused:
        back_up_nightly(url(path), tmp_path / "file" / "backups", 7, DAWN)
    assert refused.value.hint
