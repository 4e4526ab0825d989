"""`ticker backup`, `restore` and `db reindex`: what they say, and what is there after."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import time as time_of_day
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.reference import commands
from tests.cli.served import Newsroom, feed
from ticker.config import load_text
from ticker.model import BackupSettings


def headlines(ticker: Command, *more: str) -> set[str]:
    done = ticker("sql", "select headline from items", "--format", "csv", *more)
    assert done.exit_code == 0
    return set(done.stdout.splitlines()[1:])


FERRY, STORM, TIDE = "Ferry resumes", "Storm: 2 hurt", "Tide table changes"


def test_a_backup_is_put_back_and_that_is_undone(
    ticker: Command, polled: Path, room: Newsroom
) -> None:
    done = ticker("backup", "kept.db")
    assert done.exit_code == 0
    contents = r"3 items, 1 polls? up to \d{4}-\d\d-\d\d \d\d:\d\d, schema \d{4}, \d\.\d MB"
    assert re.fullmatch(f"{re.escape(os.fspath(polled.parent))}/kept.db: {contents}\n", done.stdout)
    room.documents["/rss"] = feed("Bridge closes", FERRY, STORM, TIDE)
    assert ticker("poll", "harbour", "--force").exit_code == 0
    assert headlines(ticker) == {"Bridge closes", FERRY, STORM, TIDE}

    done = ticker("restore", "kept.db")
    assert done.exit_code == 0
    assert re.search(
        f"^{re.escape(os.fspath(polled.parent))}/ticker.db: {contents}$", done.stdout, re.M
    )
    assert headlines(ticker) == {FERRY, STORM, TIDE}

    undo = re.search(r"^to undo this: ticker (restore \S+)$", done.stdout, re.M)
    assert undo is not None
    assert ticker(*undo[1].split()).exit_code == 0
    assert headlines(ticker) == {"Bridge closes", FERRY, STORM, TIDE}
    assert ticker("check").exit_code == 0
    assert ticker("poll", "harbour", "--force").exit_code == 0


def test_what_came_after_a_backup_is_replayed_from_the_captures(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    assert ticker("poll", "harbour", "--force").exit_code == 0
    assert ticker("backup", "kept.db").exit_code == 0
    room.documents["/rss"] = feed("Bridge closes", FERRY, STORM, TIDE)
    time.sleep(1.1)  # instants are whole seconds: the polls must have two
    assert ticker("poll", "harbour", "--force").exit_code == 0
    assert ticker("restore", "kept.db").exit_code == 0
    assert "Bridge closes" not in headlines(ticker)
    (captures,) = (config.parent / "captures").iterdir()
    done = ticker("replay", "harbour", str(captures))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("1 poll: 1 new, 0 revised; 1 skipped")
    assert headlines(ticker) == {"Bridge closes", FERRY, STORM, TIDE}


def test_a_backup_is_a_store_of_its_own(ticker: Command, polled: Path) -> None:
    assert ticker("backup", "kept.db").exit_code == 0
    assert headlines(ticker, "--database", "kept.db") == {FERRY, STORM, TIDE}
    assert ticker("--database", "kept.db", "check").exit_code == 0


def test_without_a_file_a_backup_goes_where_the_nightly_ones_go(
    ticker: Command, polled: Path
) -> None:
    done = ticker("backup")
    assert done.exit_code == 2
    assert re.search(r"no file.*\n  hint: .*\[backup\]", done.stderr)
    polled.write_text(polled.read_text() + '\n[backup]\nfolder = "nightly"\nkeep = 1\n')
    done = ticker("backup")
    assert done.exit_code == 0
    (made,) = (polled.parent / "nightly").iterdir()
    assert done.stdout.startswith(f"{made}: ")
    assert re.fullmatch(r"ticker-\d{8}T\d{6}Z\.db", made.name)


def test_a_store_elsewhere_is_restored_from_nothing(ticker: Command, polled: Path) -> None:
    assert ticker("backup", "kept.db").exit_code == 0
    done = ticker("--database", "other/new.db", "restore", "kept.db")
    assert done.exit_code == 0
    assert "there was no store before" in done.stdout
    assert headlines(ticker, "--database", "other/new.db") == {FERRY, STORM, TIDE}


def test_flaws_in_the_rows_are_told_and_kept(ticker: Command, polled: Path) -> None:
    with closing(sqlite3.connect(polled.parent / "ticker.db")) as connection, connection:
        connection.execute("UPDATE item SET sightings = 7 WHERE id = 1")
    for command in ("backup", "restore"):
        done = ticker(command, "kept.db")
        assert done.exit_code == 1
        assert "problem: not so: every item is counted right: 1 rows (1)" in done.stdout
        assert "as the store has them" in done.stderr
    assert headlines(ticker) == {FERRY, STORM, TIDE}


@pytest.mark.parametrize(
    ("line", "status", "says"),
    [
        ("backup config.toml", 2, r"config\.toml: .*already.*\n  hint: "),
        ("backup none/kept.db", 2, "no folder.*\n  hint: .*mounted"),
        ("restore none.db", 2, r"none\.db: there is no such file\n  hint: "),
        ("restore config.toml", 3, r"config\.toml: not a SQLite database\n  hint: .*changed"),
        ("restore ticker.db", 2, "the store itself\n  hint: "),
        ("restore .", 3, "a folder.*\n  hint: "),
        ("--database none.db backup kept.db", 3, "no store at.*\n  hint: "),
        ("--database none.db db reindex", 3, "no store at.*\n  hint: "),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    ticker: Command, polled: Path, line: str, status: int, says: str
) -> None:
    before = (polled.parent / "ticker.db").read_bytes()
    done = ticker(*line.split())
    assert (done.exit_code, bool(re.search(says, done.stderr))) == (status, True), done.stderr
    assert (polled.parent / "ticker.db").read_bytes() == before
    assert not list(polled.parent.glob("*kept*")) + list(polled.parent.glob("*.old-*"))


@pytest.fixture
def daemon(polled: Path, room: Newsroom) -> Iterator[subprocess.Popen[str]]:
    """`ticker run` on the store."""
    arguments = [sys.executable, "-m", "ticker", "--config", str(polled), "run"]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert "polling" in process.stderr.readline()
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def test_while_the_daemon_runs_a_backup_is_made_and_none_is_put_back(
    ticker: Command, polled: Path, daemon: subprocess.Popen[str]
) -> None:
    assert ticker("backup", "kept.db").exit_code == 0
    for line in (["restore", "kept.db"], ["db", "reindex"]):
        done = ticker(*line)
        assert done.exit_code == 3
        assert f"already running, pid {daemon.pid}\n  hint: " in done.stderr
    assert headlines(ticker) == {FERRY, STORM, TIDE}


def test_a_search_index_is_made_anew(ticker: Command, polled: Path) -> None:
    with closing(sqlite3.connect(polled.parent / "ticker.db")) as connection, connection:
        connection.execute("DELETE FROM wording_search_data WHERE id > 10")
    done = ticker("check")
    assert done.exit_code == 1
    assert "problem: the search index: " in done.stdout
    assert ticker("db", "reindex").exit_code == 0
    assert ticker("check").exit_code == 0
    assert FERRY in ticker("items", "--text", "ferry").stdout


def test_the_page_on_backups_names_commands_and_keys_that_there_are() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "backup.md").read_text()
    known = {path.removeprefix("ticker ") for path, _, _ in commands()}
    named = set(re.findall(r"ticker (?:--\w+ \S+ )?([a-z]+)(?= |`|\n)", page))
    assert {"backup", "restore", "check", "doctor", "replay", "run"} <= named & known
    for block in re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S):
        for command in re.findall(r"ticker (?:--\w+ \S+ )?([a-z]+)", block):
            assert command in known | {"db"}
    (toml,) = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
    backup = load_text(toml, Path("/desk/config.toml"), {}).backup
    assert backup == BackupSettings("/mnt/other-disk/ticker", time_of_day(3, 30), 7)
    # The doctor's table and the doctor.
    pieces = re.findall(r"^\| ([\w ]+?) \|", page[page.index("| piece |") :], re.M)
    assert pieces[1:] == [
        *("config", "contact", "zone data", "zone", "SQLite", "store", "daemon", "disk"),
        *("captures", "backup", "network", "clock", "source NAME"),
    ]
