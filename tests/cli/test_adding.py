"""`init`, `add`: the first commands of a stranger."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.served import Newsroom, feed, page
from ticker.config import load

ROWS = (
    ("08:54", "Ferry resumes after the storm"),
    ("08:27", "Storm: two hurt at the old pier"),
    ("08:10", "Tide table changes from Monday on"),
)


def link(path: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{path}">'


def test_init_writes_the_machine_s_zone_out_and_asks_for_a_contact(
    ticker: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    done = ticker("init")
    assert done.exit_code == 0, done.stderr
    assert "Asia/Tokyo" in done.stdout
    assert "contact" in done.stdout
    assert 'zone = "Asia/Tokyo"' in (here / "config.toml").read_text()
    assert load(here / "config.toml").zone == "Asia/Tokyo"


def test_init_says_where_the_machine_names_no_zone(
    ticker: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST")
    done = ticker("init", "--contact", "desk@harbour.example")
    assert 'zone = "local"' in (here / "config.toml").read_text()
    assert "UTC" in done.stdout
    assert "contact" not in done.stdout


def test_init_goes_where_the_other_commands_will_look(
    ticker: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their error says "write one with: ticker init": that must mend it."""
    monkeypatch.setenv("TICKER_CONFIG", str(here / "desk.toml"))
    assert "write one with: ticker init" in ticker("sources").stderr
    assert ticker("init").exit_code == 0
    assert ticker("sources").exit_code == 0
    again = ticker("init")
    assert (again.exit_code, "stays as it is" in again.stderr) == (2, True)


def test_a_dry_run_shows_all_and_writes_nothing(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    """Also of a list whose zone nobody stated: it is shown as the guess that it is."""
    before = config.read_bytes()
    room.documents["/list"] = page(*ROWS)
    done = ticker("add", room.url("/list"), "--dry-run")
    assert done.exit_code == 0, done.stderr
    assert "times in Europe/Kyiv, a guess, where it is " in done.stdout
    assert "zone guessed" in done.stdout
    assert "nothing was written" in done.stdout
    assert config.read_bytes() == before


def test_the_command_that_is_shown_adds_the_list(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    room.documents["/list"] = page(*ROWS)
    refused = ticker("add", room.url("/list"), "--tag", "air raid", "--yes")
    assert refused.exit_code == 2
    command = refused.stderr.split("hint: if they are those of Europe/Kyiv: ticker ")[1].strip()
    assert command.endswith(" --tag 'air raid' --zone Europe/Kyiv --yes")
    done = ticker(*command.replace("'air raid'", "air_raid").split())
    assert done.exit_code == 0, done.stderr
    added = load(config).sources[-1]
    assert (added.kind, added.zone, added.tags) == ("list", "Europe/Kyiv", ("air_raid",))


def test_a_feed_that_is_there_is_not_offered_again(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    room.documents["/"] = page(head=link("/rss") + link("/sport"))
    room.documents["/sport"] = feed("Rowing: harbour wins")
    done = ticker("add", room.url("/"), "--yes")
    assert done.exit_code == 0, done.stderr
    assert f"there already, as harbour: {room.url('/rss')}" in done.stderr
    assert load(config).sources[-1].url == room.url("/sport")


def test_of_several_the_first_is_taken_and_the_others_are_shown(
    ticker: Command, config: Path, room: Newsroom
) -> None:
    room.documents["/"] = page(*ROWS, head=link("/sport"))
    room.documents["/sport"] = feed("Rowing: harbour wins")
    done = ticker("add", room.url("/"), "--yes")
    assert done.exit_code == 0, done.stderr
    assert room.url("/sport") in done.stderr.splitlines()[0]
    assert "(html, 3 items)" in done.stderr.splitlines()[1]
    assert load(config).sources[-1].kind == "feed"


@pytest.mark.parametrize("spelt", ["http://ROOM/rss/", "http://ROOM/rss?utm_source=x", "ROOM/rss"])
def test_what_is_polled_already_is_told_without_a_request(
    spelt: str, ticker: Command, config: Path, room: Newsroom
) -> None:
    room.documents.clear()  # a request would be a 404
    done = ticker("add", spelt.replace("ROOM", room.place))
    assert (done.exit_code, "already, as harbour" in done.stderr) == (2, True), done.stderr
