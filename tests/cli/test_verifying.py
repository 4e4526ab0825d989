"""`ticker verify`: every wording against the bytes that said it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import Command
from tests.cli.served import Newsroom, feed

EDITED = feed("Ferry halted", "Storm: 2 hurt", "Tide table changes")


@pytest.fixture
def edited(config: Path, ticker: Command, room: Newsroom) -> Path:
    """A folder whose item 3, the ferry, has two wordings with their captures."""
    assert ticker("poll").exit_code == 0
    room.documents["/rss"] = EDITED
    assert ticker("poll", "harbour", "--force").exit_code == 0
    return config.parent


def ferry(ticker: Command) -> str:
    return str(json.loads(ticker("items", "--text", "ferry", "--format", "json").stdout)[0]["id"])


def told(done: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_every_wording_is_proved_by_its_bytes(ticker: Command, edited: Path) -> None:
    done = ticker("verify", ferry(ticker), "--format", "json")
    assert done.exit_code == 0
    assert [(one["title"], one["verdict"]) for one in told(done)] == [
        ("Ferry resumes", "proved"),
        ("Ferry halted", "proved"),
    ]


def test_the_bytes_come_back_as_they_were_received(ticker: Command, edited: Path) -> None:
    done = ticker("verify", ferry(ticker), "--body", "2")
    assert done.stdout_bytes == EDITED[1].encode()
    none = ticker("verify", ferry(ticker), "--body", "9")
    assert (none.exit_code, "has no wording 9" in none.stderr) == (2, True)


def test_bytes_that_are_gone_or_damaged_are_told_and_end_with_1(
    ticker: Command, edited: Path
) -> None:
    item = ferry(ticker)
    (capture,) = (edited / "captures").glob("*.warc.gz")
    whole = capture.read_bytes()
    capture.write_bytes(whole[: len(whole) // 4] + b"\x00" * 50 + whole[len(whole) // 4 + 50 :])
    done = ticker("verify", item, "--format", "json")
    assert (done.exit_code, told(done)[0]["verdict"]) == (1, "missing")
    capture.unlink()
    done = ticker("verify", item, "--format", "json")
    assert (done.exit_code, {one["verdict"] for one in told(done)}) == (1, {"missing"})


def test_bytes_of_another_document_are_told(ticker: Command, edited: Path) -> None:
    """A capture that was swapped is whole as a file, and not what was received."""
    ticker("sql", "select 1")
    item = ferry(ticker)
    first, second = told(ticker("verify", item, "--format", "json"))
    assert first["body_sha256"] != second["body_sha256"]
    (capture,) = (edited / "captures").glob("*.warc.gz")
    whole, at = capture.read_bytes(), int(second["capture"].rpartition(":")[2])
    begin = int(first["capture"].rpartition(":")[2])
    capture.write_bytes(whole[:begin] + whole[at:])
    done = ticker("verify", item, "--format", "json")
    assert (done.exit_code, told(done)[0]["verdict"]) == (1, "changed")


def test_without_captures_it_says_that_none_were_kept(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    config.write_text(config.read_text().replace("[ticker]", '[ticker]\ncaptures = ""'))
    assert ticker("poll").exit_code == 0
    done = ticker("verify", ferry(ticker), "--format", "json")
    assert (done.exit_code, told(done)[0]["verdict"]) == (0, "uncaptured")
    asked = ticker("verify", ferry(ticker), "--body", "1")
    assert (asked.exit_code, "no bytes were kept" in asked.stderr) == (2, True)


def test_an_item_that_is_not_there_is_said(ticker: Command, edited: Path) -> None:
    done = ticker("verify", "999")
    assert (done.exit_code, "no item 999" in done.stderr) == (2, True)
