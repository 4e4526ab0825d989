"""What the daemon says on standard error, for people and for programs."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.served import Newsroom
from tests.poll.desk import Desk
from ticker.cli.logs import Log

NOON = datetime(2025, 7, 10, 12, tzinfo=UTC)


@pytest.fixture
def desk(room: Newsroom, tmp_path: Path) -> Desk:
    """Two sources: one that answers and one that does not."""
    sources = "".join(
        f'[[sources]]\nname = "{name}"\nkind = "feed"\nurl = "{room.url(f"/{name}")}"\n'
        for name in ("rss", "dead")
    )
    poll = f'[poll]\nspacing = "0s"\nallow_private = ["{room.place}"]\n'
    return Desk(tmp_path / "desk", poll + sources)


def test_logs_as_json_are_an_object_a_line(desk: Desk) -> None:
    with desk.daemon("--log-format", "json") as daemon:
        daemon.err.until('"source": "dead"')
        daemon.out.until("Ferry resumes")
        second = desk.ticker("run", "--log-format", "json")
        daemon.stop()
        lines = [json.loads(line) for line in daemon.err.rest()]
    assert all(re.fullmatch(r"[-\d]{10}T[:\d]{8}Z", line["at"]) for line in lines)
    assert lines[0]["message"].startswith("polling 2 sources")
    assert lines[0]["level"] == "info"
    failed = next(line for line in lines if line["level"] == "warning")
    assert {name: failed[name] for name in ("source", "stage", "status")} == {
        "source": "dead",
        "stage": "fetch",
        "status": 404,
    }
    refused = json.loads(second.stderr)
    assert (second.returncode, refused["level"]) == (3, "error")
    assert "already running" in refused["message"]
    assert refused["hint"]


def test_quiet_prints_no_headline_and_every_failure(desk: Desk) -> None:
    with desk.daemon("--quiet") as daemon:
        daemon.err.until("dead: fetch failed: HTTP 404")
        daemon.stop()
        assert daemon.out.rest() == []


def test_lines_of_the_change_log_are_for_programs(desk: Desk) -> None:
    with desk.daemon("--format", "jsonl") as daemon:
        daemon.err.until("polling 2 sources")
        said = [json.loads(daemon.out.until("seq")) for _ in range(3)]
        daemon.stop()
    assert {line["kind"] for line in said} == {"new"}


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        ("text", "apscheduler: late by 3 s"),
        (
            "json",
            '{"at": "2025-07-10T12:00:00Z", "level": "warning", '
            '"message": "apscheduler: late by 3 s"}',
        ),
    ],
)
def test_what_libraries_warn_of_is_told_in_the_same_form(
    shape: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    Log(shape, lambda: NOON).take_over(verbose=False)
    try:
        logging.getLogger("apscheduler").warning("late by %d s", 3)
        logging.getLogger("apscheduler").info("on time")
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
    assert capsys.readouterr().err.splitlines() == [line]


def test_no_log_line_obeys_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    for shape in ("text", "json"):
        Log(shape, lambda: NOON).say("bad\x1b[2J\nline")
    text, structured = capsys.readouterr().err.splitlines()
    assert text == "bad line"
    assert json.loads(structured)["message"] == "bad\x1b[2J\nline"
    assert "\x1b" not in structured
