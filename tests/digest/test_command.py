"""`ticker digest`, and the digests of `ticker run`."""

from __future__ import annotations

import json
from collections.abc import Callable
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
    assert page.stdout.startswith("# Digest\n\nFrom Thursday 2025-07-10 10:00 to ")
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
        assert "From Wednesday 2025-07-09 12:00" in page
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
        assert "From Thursday 2025-07-10 10:30 to Thursday 2025-07-10 12:00" in page
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


@pytest.mark.parametrize(
    ("args", "said", "hint"),
    [
        (["evening"], "no digest is called 'evening'", "configured are: morning"),
        (["mornin"], "did you mean morning?", "configured are: morning"),
        (["--format", "html"], "cannot be rendered as html yet", "md, text, json"),
        (["--format", "atom"], "cannot be rendered as atom yet", "md, text, json"),
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
