"""`ticker doctor`: one line a piece, and what mends it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command
from tests.cli.served import Newsroom


def test_each_piece_is_one_line_with_its_health_first(ticker: Command, polled: Path) -> None:
    done = ticker("doctor")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "warning"}
    assert all("  mend: " in line for line in lines if line.startswith("warning"))
    pieces = ["config", "contact", "zone", "zone", "SQLite", "store", "daemon", "disk", "captures"]
    assert [line.split()[1] for line in lines] == [*pieces, "backup", "clock", "source"]
    assert done.stderr.endswith("0 failing\n")


def test_programs_get_the_same(ticker: Command, polled: Path) -> None:
    found = json.loads(ticker("doctor", "--format", "json").stdout)
    assert [set(piece) for piece in found] == [{"piece", "health", "said", "mend"}] * len(found)
    assert {piece["piece"] for piece in found} >= {"config", "store", "source harbour"}
    assert all((piece["mend"] is None) == (piece["health"] == "ok") for piece in found)


def test_what_fails_is_the_exit_status(ticker: Command, polled: Path, room: Newsroom) -> None:
    (polled.parent / "ticker.db").write_text("no database")
    done = ticker("doctor")
    assert done.exit_code == 1
    assert "failing  store" in done.stdout
    assert "restore FILE" in done.stdout


def test_a_configuration_that_cannot_be_read_is_a_finding(ticker: Command, here: Path) -> None:
    done = ticker("doctor")
    assert done.exit_code == 1
    assert done.stdout.startswith("failing  config")
    assert "mend: write one with: ticker init" in done.stdout
    (here / "config.toml").write_text('[poll]\nintervall = "5m"\n')
    done = ticker("doctor")
    assert done.exit_code == 1
    assert 'config.toml:2: unknown key "intervall"' in done.stdout
    assert "Traceback" not in done.stderr


def test_only_where_it_is_asked_for_are_sources_asked(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    assert "never polled" in ticker("doctor").stdout
    assert "now: " not in ticker("doctor").stdout
    done = ticker("doctor", "--network")
    assert done.exit_code == 0
    assert "never polled; now: answers, with 3 items" in done.stdout
    assert not (config.parent / "ticker.db").exists()
    del room.documents["/rss"]
    done = ticker("doctor", "--network")
    assert done.exit_code == 1
    assert "404" in done.stdout
