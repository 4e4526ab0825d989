"""`opml`: into a configuration, out of one, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import exports
from tests.cli.conftest import Command
from ticker.config import load


def test_an_import_adds_what_is_new_and_keeps_every_comment(ticker: Command, config: Path) -> None:
    before = config.read_text()
    (config.parent / "feedly.opml").write_bytes(exports.FEEDLY)
    done = ticker("opml", "import", "feedly.opml", "--tag", "reading")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == "added 3 sources to config.toml; `ticker poll` polls what is new\n"
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["new", "harbour-news"],
        ["new", "tides-winds"],
        ["new", "hill"],
    ]
    assert config.read_text().startswith(before)
    assert [(source.name, source.tags) for source in load(config).sources][1:] == [
        ("harbour-news", ("reading", "sea", "morning")),
        ("tides-winds", ("reading", "sea")),
        ("hill", ("reading",)),
    ]


def test_what_is_there_is_said_and_left(ticker: Command, config: Path) -> None:
    """The second import of a file finds nothing to add, and leaves the file byte for byte."""
    ticker("opml", "import", "-", stdin=exports.FEEDLY)
    before = config.read_bytes()
    done = ticker("opml", "import", "-", "--format", "json", stdin=exports.FEEDLY)
    assert done.exit_code == 0
    assert [(row["what"], row["why"]) for row in json.loads(done.stdout)] == [
        ("left out", "there already, as harbour-news"),
        ("left out", "there already, as tides-winds"),
        ("left out", "there already, as harbour-news"),
        ("left out", "there already, as hill"),
    ]
    assert done.stderr == "nothing to add; 4 left out; config.toml stays as it is\n"
    assert config.read_bytes() == before


def test_a_dry_run_writes_nothing(ticker: Command, config: Path) -> None:
    before = config.read_bytes()
    done = ticker("opml", "import", "-", "--dry-run", stdin=exports.NEWSBOAT)
    assert done.stderr == "would add 1 source to config.toml; 2 left out; nothing was written\n"
    assert "exec:~/bin/mail-to-rss" in done.stdout
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "error: standard input: it is empty\n  hint: "),
        (
            b"<opml><body/></opml>",
            "error: standard input: no subscription is in it: no outline has",
        ),
        (b"<!DOCTYPE x><opml/>", "error: standard input:1: the document has a DOCTYPE"),
        (b"\x89PNG\r\n", "error: standard input:1: this is not well-formed XML"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused(
    data: bytes, says: str, ticker: Command, config: Path
) -> None:
    before = config.read_bytes()
    done = ticker("opml", "import", "-", stdin=data)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(says), done.stderr
    assert "\n  hint: " in done.stderr
    assert config.read_bytes() == before


def test_an_export_comes_back_and_gives_nothing_away(
    ticker: Command, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists come back with zone, tags and selectors. Files of this machine stay here, and so does
    what a variable of the environment stands for."""
    monkeypatch.setenv("WIRE_KEY", "hush")
    config.write_text(
        '[[sources]]\nname = "pier"\nurl = "https://pier.example/latest"\nkind = "list"\n'
        'zone = "Europe/Kyiv"\nitem = "li.row > a"\ntime = ".clock"\ntags = ["coast", "air raid"]\n'
        '[[sources]]\nname = "notes"\nurl = "./notes.xml"\n'
        '[[sources]]\nname = "paid"\nurl = "https://wire.example/rss?key=${WIRE_KEY}"\n'
        '[[sources]]\nname = "login"\nurl = "https://ada:lovelace@hill.example/rss"\n'
    )
    done = ticker("opml", "export", "out.opml")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == (
        "wrote 3 sources to out.opml; 1 left out: files of this machine\n"
        "an address in it holds a password: do not pass the file on as it is\n"
    )
    text = (config.parent / "out.opml").read_text()
    assert ("${WIRE_KEY}" in text, "hush" in text, "notes.xml" in text) == (True, False, False)
    assert ticker("opml", "export").stdout.splitlines()[4:] == text.splitlines()[4:]

    before = load(config).sources
    config.write_text("# an empty desk\n")
    done = ticker("opml", "import", "out.opml")
    assert "asks for an environment variable" in done.stdout
    assert load(config).sources == (before[0], before[3])
