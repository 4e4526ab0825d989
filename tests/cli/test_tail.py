"""`ticker tail` as a process of its own, while others write."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.served import Newsroom, feed
from tests.poll.desk import PATIENCE_S, Running, house_environment

PIPED = '"$@" | head -n 1'
Tail = Callable[..., Running]


@pytest.fixture
def tail(here: Path) -> Iterator[Tail]:
    """Starts ``ticker tail`` here; it is killed in the end."""
    with ExitStack() as ended:

        def start(*args: str) -> Running:
            process = subprocess.Popen(
                [sys.executable, "-m", "ticker", "tail", *args],
                cwd=here,
                env=house_environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            running = Running(process)
            ended.callback(running.close)
            ended.callback(process.wait)
            ended.callback(process.kill)
            return running

        yield start


def test_what_is_stored_is_told_as_it_comes(
    ticker: Command, tail: Tail, polled: Path, room: Newsroom
) -> None:
    running = tail("--after", "2")
    running.out.until("Tide table changes")
    headlines = ("Port reopens", "Ferry resumes", "Storm: 6 hurt", "Tide table changes")
    room.documents["/rss"] = feed(*headlines)
    assert ticker("poll", "harbour", "--force").exit_code == 0
    assert running.out.until("Port reopens").split(None, 2)[1:] == ["harbour", "Port reopens"]
    assert running.out.until("Storm").endswith("edited: Storm: [-2-]{+6+} hurt  (number)")
    assert running.stop(signal.SIGINT) == 130
    assert running.err.rest()[-2].startswith("`--after ")


def test_a_cursor_file_resumes_without_loss_or_repetition(
    ticker: Command, tail: Tail, polled: Path, room: Newsroom, here: Path
) -> None:
    follow = ("--format", "jsonl", "--cursor-file", "desk.cursor", "--after", "0")
    first = tail(*follow)
    seen = [json.loads(first.out.until("seq")) for _ in range(3)]
    until_kept(here / "desk.cursor", seen[-1]["seq"])
    assert first.stop() == -signal.SIGTERM
    room.documents["/rss"] = feed("Port reopens", "Ferry resumes", "Storm: 2 hurt", "Tide table")
    ticker("poll", "harbour", "--force")
    second = tail(*follow)
    seen.append(json.loads(second.out.until("seq")))
    numbers = [line["seq"] for line in seen]
    assert numbers == sorted(set(numbers))
    logged = ticker("changes", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in logged][: len(seen)] == seen


def until_kept(file: Path, seq: int) -> None:
    """Wait for a cursor file to name a line."""
    deadline = time.monotonic() + PATIENCE_S
    while not (file.exists() and file.read_text() == f"{seq}\n"):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_store_that_is_not_there_yet_is_waited_for(
    ticker: Command, tail: Tail, config: Path
) -> None:
    running = tail()
    running.err.until("waiting for it")
    assert ticker("poll").exit_code == 0
    running.out.until("Ferry resumes")


def test_it_ends_when_nobody_reads_it_any_more(polled: Path) -> None:
    """Also while nothing comes: a write would tell only then."""
    done = subprocess.run(
        [
            "sh",
            "-c",
            '"$@" | head -n 1',
            "sh",
            sys.executable,
            "-m",
            "ticker",
            "tail",
            "--since=1h",
        ],
        cwd=polled.parent,
        env=house_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--source", "pier"), "--source: no source is called 'pier'"),
        (("--since", "whenever"), "--since: "),
        (("--since", "2h", "--after", "3"), "either --since or --after"),
        (("--cursor-file", "config.toml"), "not a file that --cursor-file has written"),
    ],
)
def test_a_question_that_cannot_be_followed_is_refused(
    ticker: Command, polled: Path, args: tuple[str, ...], words: str
) -> None:
    done = ticker("tail", *args)
    assert (done.exit_code, words in done.stderr) == (2, True), done.stderr
