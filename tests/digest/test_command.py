"""`ticker digest`, and the digests of `ticker run`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.poll.desk import Desk
from tests.store.newsroom import DAY, Newsroom, at, row
from ticker.api import Ticker
from ticker.cli.main import program
from ticker.errors import UsageError
from ticker.model import DigestRun, Query
from ticker.store import Store

CONFIG = """
[ticker]
zone = "Europe/Kyiv"

[[sources]]
name = "alpha"
url = "./alpha.xml"
kind = "feed"

[[digests]]
name = "morning"
at = "0 8 * * *"
tags = ["coast"]
to = "digests/{name}-{date}.md"
"""
Command = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration, and a store with a storm at 10:00 in Kyiv and a ferry at 11:00."""
    (tmp_path / "config.toml").write_text(CONFIG)
    storm = row("Storm", "s", at("06:50"), tags=("coast",))
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        room.poll("alpha", at("07:00"), storm)
        room.poll("alpha", at("08:00"), storm, row("Ferry", "f", at("07:50")))
    return tmp_path


@pytest.fixture
def ticker(folder: Path) -> Command:
    """Runs the command in the folder."""

    def run(*args: str) -> Result:
        return CliRunner().invoke(program, ["--config", str(folder / "config.toml"), *args])

    return run


def test_ad_hoc_by_time_tag_and_format(ticker: Command) -> None:
    page = ticker("digest", "--since", "2025-07-10T10:00", "--until", "2025-07-10T12:00")
    assert page.exit_code == 0
    assert "\n\nThursday 2025-07-10 10:00 to " in page.stdout
    assert "[Ferry](https://news.example/f)" in page.stdout
    text = ticker("digest", "--day", "2025-07-10", "--tag", "Coast", "--format", "text").stdout
    assert ("Storm" in text, "Ferry" in text) == (True, False)
    value = json.loads(ticker("digest", "--within", "2025-07-10T10/11", "--format", "json").stdout)
    assert [one["headline"] for one in value["items"]] == ["Storm"]
    assert (value["since_at"], value["until_at"]) == (
        "2025-07-10T07:00:00Z",
        "2025-07-10T08:00:00Z",
    )
    other = ticker("digest", "--day", "2025-07-10", "--zone", "Asia/Tokyo").stdout
    assert "Asia/Tokyo (UTC+09:00)" in other


def test_the_same_window_gives_the_same_bytes(ticker: Command, folder: Path) -> None:
    asked = ("digest", "--since", "2025-07-10T09:00", "--until", "2025-07-10T12:00")
    before = ticker(*asked).stdout_bytes
    with Newsroom(folder / "ticker.db", (folder / "ticker.db").read_bytes()) as room:
        edited = row("Storm: 2 hurt", "s", at("06:50"), tags=("coast", "late"))
        room.poll("alpha", at("09:30"), edited)
        room.poll("alpha", at("09:40"), edited)
    assert ticker(*asked).stdout_bytes == before


def test_a_configured_digest_covers_what_it_would_if_it_were_due_now(
    ticker: Command, folder: Path
) -> None:
    """And moves nothing: the run on schedule tells the same again."""
    now = at("09:00")
    with Ticker.open(folder / "config.toml", clock=lambda: now) as desk:
        page = desk.digest("morning")
        assert page == desk.digest("morning")
        assert page.startswith("# morning, Thursday 2025-07-10 12:00\n")
        assert "Wednesday 2025-07-09 12:00" in page
        assert ("Storm" in page, "Ferry" in page) == (True, False)
        assert json.loads(desk.digest("morning", format="json"))["digest"] == "morning"
        narrowed = desk.digest("morning", Query(since="2025-07-10T10:30"))
        assert "Nothing new" in narrowed
    assert not (folder / "digests").exists()
    assert ticker("digest", "morning").exit_code == 0


def test_after_a_run_it_goes_on_where_that_ended(folder: Path) -> None:
    with Store.open(f"sqlite:///{folder}/ticker.db", write=True, now=DAY) as store:
        store.record_digest(recorded(at("07:30"), store.seq_before(at("07:30"))))
    with Ticker.open(folder / "config.toml", clock=lambda: at("09:00")) as desk:
        page = desk.digest("morning")
        assert "Thursday 2025-07-10 10:30 to Thursday 2025-07-10 12:00" in page
        assert "Storm" not in page
        again = desk.digest("morning", run="2025-07-10T10:30")
        assert again.startswith("# morning, Thursday 2025-07-10 10:30\n")
        assert "Storm" in again


def recorded(due: datetime, until_seq: int) -> DigestRun:
    """A run of the digest that was made on time."""
    return DigestRun(
        name="morning",
        at=due,
        ran_at=due,
        since_at=due - timedelta(days=1),
        until_at=due,
        since_seq=0,
        until_seq=until_seq,
        known_seq=until_seq,
        window="since-last",
        destination="-",
        outcome="done",
    )


def test_all_of_it_and_its_headings(ticker: Command, folder: Path) -> None:
    with Newsroom(folder / "ticker.db", (folder / "ticker.db").read_bytes()) as room:
        many = [row("ship " * (n + 1), f"x{n}", at("08:20")) for n in range(140)]
        room.poll("alpha", at("09:00"), *many, gone="scrolled_off")
    asked = ("digest", "--day", "2025-07-10")
    short, whole = ticker(*asked).stdout, ticker(*asked, "--all").stdout
    assert short.count("\n") <= 120
    assert "left out for length: ticker digest --since 2025-07-10T00:00+03:00" in short
    assert "left out for length" not in whole
    command = short.partition("left out for length: ticker ")[2].partition("\n")[0]
    assert ticker(*command.replace("\\", "").split()).stdout == whole
    by_hour = ticker(*asked, "--group", "hour").stdout
    assert "### Thursday 2025-07-10, 11:00 to 12:00" in by_hour


def test_html_is_shown_in_a_browser(
    ticker: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that only its owner can read; its path is printed, whether there is a browser."""
    seen = folder / "seen"
    browser = folder / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n')
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    done = ticker("digest", "--day", "2025-07-10", "--preview")
    path = Path(done.stdout.strip())
    assert (done.exit_code, done.stderr) == (0, "")
    assert path.read_text().startswith("<!doctype html>")
    assert path.stat().st_mode & 0o077 == 0
    assert seen.read_text() == path.as_uri()
    browser.write_text("#!/bin/sh\nexit 1\n")
    done = ticker("digest", "--day", "2025-07-10", "--preview", "--format", "html")
    assert Path(done.stdout.strip()).exists()
    assert "no browser here" in done.stderr


def test_what_is_no_html_is_printed(ticker: Command) -> None:
    for args in (("morning",), ("--day", "2025-07-10", "--format", "text")):
        page = ticker("digest", *args)
        assert ticker("digest", *args, "--preview").stdout == page.stdout


def test_every_run_is_listed_with_what_became_of_it(ticker: Command, folder: Path) -> None:
    assert "no digest has run yet" in ticker("digest", "--runs").stderr
    with Store.open(f"sqlite:///{folder}/ticker.db", write=True, now=DAY) as store:
        store.record_digest(replace(recorded(at("05:00"), 0), outcome="configured"))
        store.record_digest(recorded(at("06:30"), 1))
        failed = replace(recorded(at("07:30"), 2), outcome="failed", tries=3, error="HTTP 503")
        store.record_digest(failed)
    text = ticker("digest", "--runs", "--format", "text").stdout.splitlines()
    assert [line.split()[:5] for line in text] == [
        ["2025-07-10", "10:30", "morning", "failed", "3x"],
        ["2025-07-10", "09:30", "morning", "done", "2025-07-09"],
    ]
    assert "HTTP 503" in text[0]
    newest, _ = json.loads(ticker("digest", "morning", "--runs", "--format", "json").stdout)
    assert newest == {
        "digest": "morning",
        "at": "2025-07-10T07:30:00Z",
        "ran_at": "2025-07-10T07:30:00Z",
        "since_at": "2025-07-09T07:30:00Z",
        "until_at": "2025-07-10T07:30:00Z",
        "after_seq": 0,
        "until_seq": 2,
        "outcome": "failed",
        "tries": 3,
        "error": "HTTP 503",
        "to": "-",
        "new": 0,
        "changed": 0,
        "delisted": 0,
        "gaps": 0,
    }


@pytest.mark.parametrize(
    ("args", "said", "hint"),
    [
        (["evening"], "no digest is called 'evening'", "configured are: morning"),
        (["mornin"], "did you mean morning?", "configured are: morning"),
        (["--runs", "--format", "html"], "runs cannot be listed as html", "md, text, json"),
        (["--format", "pdf"], "'pdf' is not one of", "--help"),
        (["--source", "beta"], "--source: no source is called 'beta'", "ticker sources"),
        (["--since", "soon"], '--since: "soon" is no time', "for example"),
        (["--since", "2025-07-11", "--until", "2025-07-10"], "exclude each other", "widen it"),
        (["--run", "2025-07-10"], "--run gives a recorded run", "ticker digest NAME --run"),
        (["morning", "--run", "08:00", "--tag", "x"], "--run gives a recorded run", "--run"),
        (["morning", "--run", "2025-07-10T08:00"], "--run: no run of", "it has not run yet"),
    ],
)
def test_mistakes(ticker: Command, args: list[str], said: str, hint: str) -> None:
    done = ticker("digest", *args)
    assert done.exit_code == 2
    assert said in done.stderr
    assert hint in done.stderr
    assert done.stdout == ""


def test_a_digest_takes_no_other_filters(folder: Path) -> None:
    with (
        Ticker.open(folder / "config.toml", clock=lambda: DAY) as desk,
        pytest.raises(UsageError, match="no other filter is known"),
    ):
        desk.digest(query=Query(text="storm"))


def test_the_daemon_makes_up_for_what_was_missed(folder: Path) -> None:
    """`ticker run`, started after days: one file, one line, one record; a restart adds nothing."""
    (folder / "alpha.xml").write_text("<rss version='2.0'><channel></channel></rss>")
    now = datetime.now(UTC).replace(microsecond=0)
    with Store.open(f"sqlite:///{folder}/ticker.db", write=True, now=now) as store:
        store.record_digest(recorded(at("07:30"), 0))
    desk = Desk(folder, CONFIG)
    with desk.daemon("--quiet") as daemon:
        said = daemon.err.until("digest morning: ")
        assert daemon.stop() == 0
    (path,) = (folder / "digests").iterdir()
    assert f"digest morning: 1 new, 0 changed -> {path}; makes up for " in said
    assert "Storm" in path.read_text()
    written = path.read_bytes()
    with desk.daemon("--quiet") as daemon:
        daemon.err.until("polling 1 sources")
        assert daemon.stop() == 0
        assert not [line for line in daemon.err.rest() if "digest" in line]
    with Ticker.open(folder / "config.toml") as reader:
        run = reader._store.digest_run("morning")
        assert run is not None
        again = reader.digest("morning", run=run.at)
    assert again.encode() == written == path.read_bytes()
