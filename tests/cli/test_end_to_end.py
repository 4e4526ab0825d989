"""The command over real stores and a newsroom on the loopback."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.cli.served import Newsroom, feed, page
from ticker.cadence import chance
from ticker.plain import plain

ROWS = (
    ("08:54", "Ferry resumes after the storm"),
    ("08:27", "Storm: two hurt at the old pier"),
    ("08:10", "Tide table changes from Monday on"),
)


def ids(ticker: Command) -> dict[str, int]:
    """The ids of items by headline."""
    items = json.loads(ticker("items", "--format", "json", "--limit", "0").stdout)
    return {item["headline"]: item["id"] for item in items}


def test_from_nothing_to_an_answer(ticker: Command, here: Path, room: Newsroom) -> None:
    assert ticker("init", "--contact", "desk@harbour.example").stdout.startswith(
        "wrote config.toml\n"
    )
    before = (here / "config.toml").read_text()
    added = ticker(
        "add", room.url("/rss"), "--yes", "--tag", "coast", "--allow-private", room.place
    )
    assert added.exit_code == 0, added.stderr
    assert 'rss20, "Harbour news", 3 items' in added.stdout
    assert "Storm: 2 hurt" in added.stdout
    name = added.stdout.split("`ticker poll ")[1].split("`")[0]
    assert (here / "config.toml").read_text().startswith(before)

    polled = ticker("poll", name)
    assert polled.exit_code == 0, polled.stderr
    assert polled.stdout.startswith("1 source: 3 new, 0 revised (")
    items = ticker("items", "--zone", "Europe/Kyiv", "--tag", "coast", "--tag", "sea")
    assert [line.split("  ")[1:] for line in items.stdout.splitlines()] == [
        ["2025-07-10 12:00", name, "Ferry resumes", "#coast", "#sea"],
        ["2025-07-10 11:00", name, "Storm: 2 hurt", "#coast", "#sea"],
        ["2025-07-10 10:00", name, "Tide table changes", "#coast", "#sea"],
    ]

    assert ticker("remove", name).exit_code == 0
    assert (here / "config.toml").read_text() == before
    assert len(ticker("items").stdout.splitlines()) == 3


def test_an_edit_is_told_by_history_and_by_the_log(
    ticker: Command, polled: Path, room: Newsroom
) -> None:
    room.documents["/rss"] = feed("Ferry resumes", "Storm: 6 hurt", "Tide table changes")
    again = ticker("poll", "harbour", "--force")
    assert again.stdout.startswith("1 source: 0 new, 1 revised (")
    story = ticker("history", str(ids(ticker)["Storm: 6 hurt"])).stdout
    assert "Storm: [-2-]{+6+} hurt" in story
    assert "a number changed" in story
    last = json.loads(ticker("changes", "--format", "jsonl").stdout.splitlines()[-1])
    assert (last["kind"], last["was"], last["headline"]) == (
        "revised",
        "Storm: 2 hurt",
        "Storm: 6 hurt",
    )
    assert "Storm: 2 hurt -> Storm: 6 hurt" in ticker("changes", "--after", "3").stdout
    assert "edited 1x" in ticker("items", "--text", "storm").stdout


def test_a_failing_source_does_not_hold_the_others_up(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    config.write_text(
        config.read_text() + f'[[sources]]\nname = "hill"\nurl = "{room.url("/no")}"\n'
    )
    done = ticker("poll", "--all")
    assert done.exit_code == 1
    assert done.stdout.startswith("2 sources: 3 new, 0 revised, 1 failed (")
    assert done.stderr.startswith("hill: fetch failed: ")
    assert done.stderr.count("\n") == 1
    lines = ticker("sources").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["harbour", "hill"]
    assert "404" in lines[1]


def test_nothing_due_is_said(ticker: Command, polled: Path) -> None:
    ticker("poll")
    assert ticker("poll").stdout.startswith("nothing is due: 1 source")


@pytest.mark.parametrize("name", ["record.jsonl", "record.jsonl.gz"])
def test_an_export_is_imported_whole(name: str, ticker: Command, polled: Path) -> None:
    assert ticker("export", "--output", name).exit_code == 0
    done = ticker("--database", "copy.db", "import", name)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "3 items" in done.stdout
    one = ticker("items", "--format", "json").stdout
    assert ticker("--database", "copy.db", "items", "--format", "json").stdout == one
    again = ticker("--database", "copy.db", "import", name)
    assert again.stdout == "new: nothing, all of it is stored already\n"


def test_an_export_goes_through_a_pipe(ticker: Command, polled: Path) -> None:
    lines = ticker("export").stdout
    assert ticker("--database", "copy.db", "import", "-", stdin=lines).exit_code == 0
    packed = gzip.compress(lines.encode())
    assert ticker("--database", "other.db", "import", "-", stdin=packed).exit_code == 0
    asked = ("items", "--format", "json")
    assert ticker("--database", "other.db", *asked).stdout == ticker(*asked).stdout


def test_an_export_as_csv_is_one_line_an_item(ticker: Command, polled: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(ticker("export", "--format", "csv").stdout)))
    assert [row["headline"] for row in rows] == [
        item["headline"]
        for item in json.loads(ticker("items", "--order", "seen", "--format", "json").stdout)
    ]


def test_the_store_is_checked_and_named(ticker: Command, polled: Path) -> None:
    done = ticker("check")
    assert done.exit_code == 0, done.stderr
    assert "3 items, 1 polls" in done.stdout
    assert "no problems" in done.stdout
    current = ticker("db", "current").stdout
    assert current.split()[0] in current.split("newest: ")[1]
    assert ticker("db", "upgrade").exit_code == 0


def test_sql_answers_in_every_format(ticker: Command, polled: Path) -> None:
    query = "select headline, length(headline) as n from items order by n"
    assert json.loads(ticker("sql", query, "--format", "json").stdout)[0] == {
        "headline": "Ferry resumes",
        "n": 13,
    }
    assert ticker("sql", "-", "--format", "csv", stdin=query).stdout.splitlines()[0] == "headline,n"
    cut = ticker("sql", query, "--limit", "2")
    assert (len(cut.stdout.splitlines()), cut.stderr) == (2, "cut after 2 rows: there are more\n")
    assert ticker("sql", "select 1 where 0").stderr == "no rows\n"


def test_a_store_can_be_asked_without_a_configuration(ticker: Command, polled: Path) -> None:
    polled.unlink()
    done = ticker("--database", "ticker.db", "--zone", "UTC", "items", "--limit", "1")
    assert "2025-07-10 09:00" in done.stdout


def test_an_empty_answer_is_no_failure(ticker: Command, polled: Path) -> None:
    done = ticker("items", "--tag", "mountains")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "no items: nothing has the tag 'mountains'; `ticker tags` lists them\n"
    near = ticker("items", "--tag", "costa")
    assert near.stderr.startswith("no items: nothing has the tag 'costa'; did you mean 'coast'?")
    assert ticker("items", "--tag", "coast", "--text", "mountains").stderr == "no items\n"


def test_what_an_item_was_called_between_two_polls_is_one_or_the_other(
    ticker: Command, config: Path
) -> None:
    polls = []
    for hour, words in (("06", "Storm: 2 hurt"), ("08", "Storm: 6 hurt")):
        (config.parent / f"{hour}.xml").write_text(feed("Ferry resumes", words, "Tide")[1])
        polls.append(json.dumps({"ts": f"2025-07-11T{hour}:00:00Z", "file": f"{hour}.xml"}))
    (config.parent / "index.jsonl").write_text("\n".join(polls))
    done = ticker("replay", "harbour", "index.jsonl")
    assert done.stdout == "2 polls: 3 new, 1 revised; 0 skipped\n"
    again = ticker("replay", "harbour", "index.jsonl")
    assert (again.exit_code, again.stdout) == (0, "0 polls: 0 new, 0 revised; 2 skipped\n")
    shown = {
        clock: ticker("items", "--as-of", f"2025-07-11T{clock}Z").stdout
        for clock in ("06:00", "07:00", "08:00")
    }
    assert 'either "Storm: 2 hurt" or "Storm: 6 hurt"' in shown["07:00"]
    assert "either" not in shown["06:00"] + shown["08:00"]


def test_a_list_is_read_in_the_zone_that_is_given(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    room.documents["/list"] = page(*ROWS)
    done = ticker("add", room.url("/list"), "--yes", "--zone", "Asia/Tokyo", "--name", "pier")
    assert done.exit_code == 0, done.stderr
    assert 'zone = "Asia/Tokyo"' in config.read_text()
    assert 'kind = "list"' in config.read_text()
    assert "times in Asia/Tokyo" in done.stdout


def test_a_name_that_is_taken_gets_a_number(ticker: Command, config: Path, room: Newsroom) -> None:
    for path in ("/a.xml", "/a"):
        room.documents[path] = feed("Ferry resumes")
        assert ticker("add", room.url(path), "--yes").exit_code == 0
    names = [line.split('"')[1] for line in config.read_text().splitlines() if "name =" in line]
    assert len(set(names)) == 3
    assert names[2] == f"{names[1]}-2"


@contextmanager
def running(*args: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "ticker", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def next_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next JSON line that the process prints; it waits for it."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate(timeout=30)
    value: dict[str, Any] = json.loads(line)
    return value


def due_at_once() -> str:
    """A name of a source that does not wait for its place among others: it is polled at once."""
    now = datetime.now(UTC)
    names = (f"desk-{number}" for number in count())
    return next(name for name in names if chance(name, now) * 900 < 1)


def test_the_daemon_prints_headlines_and_stops_cleanly(config: Path, ticker: Command) -> None:
    name = due_at_once()
    config.write_text(config.read_text().replace('"harbour"', f'"{name}"'))
    with running("run", "--format", "jsonl") as daemon:
        logged = [next_line(daemon) for _ in range(3)]
        assert {(line["kind"], line["source"]) for line in logged} == {("new", name)}
        busy = ticker("poll", "--all")
        assert busy.exit_code == 3
        assert f"pid {daemon.pid}" in busy.stderr
        assert len(ticker("items").stdout.splitlines()) == 3
        daemon.send_signal(signal.SIGTERM)
        _, err = daemon.communicate(timeout=30)
    assert daemon.returncode == 0, err


def test_changes_are_followed_until_interrupted(
    polled: Path, ticker: Command, room: Newsroom
) -> None:
    with running("changes", "--follow", "--format", "jsonl") as follower:
        seen = [next_line(follower)["seq"] for _ in range(3)]
        room.documents["/rss"] = feed("Ferry halted", "Storm: 2 hurt", "Tide table changes")
        assert ticker("poll", "harbour", "--force").exit_code == 0
        last = next_line(follower)
        follower.send_signal(signal.SIGINT)
        _, err = follower.communicate(timeout=30)
    assert (last["kind"], last["headline"]) == ("revised", "Ferry halted")
    assert last["seq"] > max(seen)
    assert (follower.returncode, err) == (130, "interrupted\n")


def on_a_terminal(*args: str, typed: str = "", **environment: str) -> str:
    """What the command prints on a terminal of 80 columns where `typed` is typed."""
    leader, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ticker", *args],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"} | environment,
    )
    os.close(terminal)
    os.write(leader, typed.encode())
    out = b""
    try:
        while piece := os.read(leader, 65_536):
            out += piece
    except OSError:  # Linux says EIO at the end
        pass
    os.close(leader)
    process.wait(timeout=60)
    return out.decode()


def test_a_terminal_gets_a_coloured_table_unless_it_asks_for_none(polled: Path) -> None:
    coloured = on_a_terminal("items", NO_COLOR="")
    assert "\x1b[36m" in coloured
    assert "2025-07-10" in coloured
    assert "Thursday" in coloured
    bare = on_a_terminal("items", NO_COLOR="1")
    assert "\x1b[3" not in bare
    assert max(len(plain(line).rstrip()) for line in bare.splitlines()) <= 80


def test_a_terminal_is_asked_which_source_which_zone_and_whether(
    config: Path, room: Newsroom
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/other">'
    room.documents["/list"] = page(*ROWS, head=link)
    room.documents["/other"] = feed("Ferry resumes")
    before = config.read_text()
    answers = "2\nEurope/Nowhere\nEurope/Kyiv\n"
    refused = on_a_terminal("add", room.url("/list"), typed=f"{answers}n\n")
    assert "Which one" in refused
    assert "is no zone" in refused
    assert "Tide table changes from Monday on" in refused
    assert refused.endswith("nothing was written\r\n")
    assert config.read_text() == before
    agreed = on_a_terminal("add", room.url("/list"), typed=f"{answers}y\n")
    assert "added" in agreed
    assert config.read_text().startswith(before)
    assert 'zone = "Europe/Kyiv"' in config.read_text()[len(before) :]
