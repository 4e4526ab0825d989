"""Wrong commands, each with the status it ends with and what it says."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.served import Newsroom, page

Scene = Callable[[Path, Newsroom], None]
Case = tuple[str, Scene, int, str]


def nothing(here: Path, room: Newsroom) -> None:
    """As it is."""


def append(text: str) -> Scene:
    """More in the configuration."""

    def scene(here: Path, room: Newsroom) -> None:
        path = here / "config.toml"
        path.write_text(path.read_text() + text.replace("ROOM", room.place))

    return scene


def foreign(here: Path, room: Newsroom) -> None:
    """A database of another program where the store should be."""
    with sqlite3.connect(here / "ticker.db") as connection:
        connection.execute("create table recipes (name text)")
    connection.close()


def newer(here: Path, room: Newsroom) -> None:
    """A store of a later version."""
    connection = sqlite3.connect(here / "ticker.db")
    connection.execute("pragma user_version = 999999")
    connection.commit()
    connection.close()


def garbage(here: Path, room: Newsroom) -> None:
    """No database at all."""
    (here / "ticker.db").write_bytes(b"these are not the bytes of a database" * 100)


def web_page(here: Path, room: Newsroom) -> None:
    """An HTML page where the feed was."""
    room.documents["/rss"] = ("text/html", "<!doctype html><title>Log in</title><p>Password?")


def gone(here: Path, room: Newsroom) -> None:
    """A 404 where the feed was."""
    del room.documents["/rss"]


def unzoned(here: Path, room: Newsroom) -> None:
    """A list that does not say in which zone its times are."""
    room.documents["/list"] = page(
        ("08:54", "Ferry resumes after the storm"),
        ("08:27", "Storm: two hurt at the old pier"),
        ("08:10", "Tide table changes from Monday on"),
    )


def files(here: Path, room: Newsroom) -> None:
    """Files to try, replay and import."""
    (here / "page.html").write_text("<!doctype html><title>Log in</title><p>Password?")
    (here / "broken.gz").write_bytes(b"\x1f\x8bnot gzip at all")
    (here / "no-zone.jsonl").write_text('{"ts": "2025-07-10T06:00:00", "file": "page.html"}\n')
    (here / "wrong.jsonl").write_text("no json\n")


NO_STORE: list[Case] = [
    ("items", nothing, 3, r"no store at .*ticker\.db yet\n  hint: .*ticker poll"),
    ("check", nothing, 3, "no store at"),
    ("db current", nothing, 3, "no store at"),
    ("export --output out.jsonl", nothing, 3, "no store at"),
    ("items", foreign, 3, r"ticker\.db.*\n  hint: "),
    ("poll", foreign, 3, r"ticker\.db.*\n  hint: "),
    ("items", garbage, 3, r"ticker\.db.*\n  hint: "),
    ("--config none.toml items", nothing, 2, r"error: none\.toml: .*\n  hint: .*none\.toml init"),
    ("--database postgresql://desk/wire items", nothing, 3, "only SQLite"),
    ("--database mysql://desk/wire items", nothing, 2, "error: --database: .*\n  hint: "),
    ("--database sqlite:// items", nothing, 2, "error: --database: .*\n  hint: "),
    ("--zone Europe/Kiyv items", nothing, 2, "error: --zone: .*Europe/Kyiv"),
    ("items --zone Mars", nothing, 2, "error: --zone: .*Mars.*\n  hint: "),
    ("try page.txt --zone Kyev", files, 2, "error: --zone: .*Kyev"),
    ("items", append('intervall = "5m"\n'), 2, r"config\.toml:13: .*intervall.*interval"),
    ("items", append('interval = "5 parsecs"\n'), 2, r"config\.toml:13: .*5 parsecs"),
    ("poll", append('interval = "5s"\n'), 2, r"config\.toml:13: .*5s"),
    ("poll", append('zone = "Europe/Kiyv"\n'), 2, r"config\.toml:13: .*Europe/Kyiv"),
    (
        "run",
        append('[[sources]]\nname = "harbour"\nurl = "https://a.example/"\n'),
        2,
        r":14: .*harbour",
    ),
    ("items", append("this is no TOML\n"), 2, r"config\.toml:13: "),
    ("poll harbuor", nothing, 2, r"no source named 'harbuor'.*\n  hint: .*harbour"),
    ("poll harbour --all", nothing, 2, "either names or --all"),
    ("replay harbuor wrong.jsonl", files, 2, "no source named"),
    ("replay harbour none.jsonl", files, 1, r"none\.jsonl: .*\n  hint: "),
    ("replay harbour wrong.jsonl", files, 1, r"wrong\.jsonl:1: .*\n  hint: "),
    ("replay harbour no-zone.jsonl", files, 1, r"no-zone\.jsonl:1: .*zone.*\n  hint: "),
    ("remove hill", nothing, 2, "hill.*\n  hint: .*harbour"),
    ("init", nothing, 2, r"error: config\.toml: .*already.*\n  hint: "),
    ("add http://ROOM/rss --yes", nothing, 2, "already, as harbour"),
    ("add http://ROOM/none --yes", nothing, 1, "404"),
    ("add http://ROOM/list --yes --name list", unzoned, 2, "zone.*\n  hint: .*--zone"),
    ("add http://ROOM/list --zone UTC", unzoned, 2, "a yes.*\n  hint: .*--yes"),
    (
        "add http://ROOM/list --kind list --tag sea --name pier",
        unzoned,
        2,
        r"zone.*\n  hint: if they are those of Europe/Kyiv: ticker add http://\S+/list --kind list "
        "--name pier --tag sea --zone Europe/Kyiv --yes\n",
    ),
    ("add http://ROOM/list --kind feed", unzoned, 2, "no feed and no timed list.*\n  hint: "),
    ("add http://ROOM/rss/ --yes", nothing, 2, "already, as harbour.*\n  hint: "),
    ("add http://ROOM/a --name harbour", nothing, 2, "error: --name: .*harbour.*\n  hint: "),
    ("add http://ROOM/a --name a/b", nothing, 2, "error: --name: .*a/b.*\n  hint: "),
    ("add http://ROOM/a --zone Kyev", nothing, 2, "error: --zone: .*Kyev.*Europe/Kyiv"),
    ("opml import none.opml", nothing, 2, r"error: none\.opml: .*\n  hint: "),
    ("opml import page.html", files, 2, r"error: page\.html:1: .*\n  hint: "),
    ("opml import .", nothing, 2, r"error: \.: .*directory.*\n  hint: "),
    ("opml export none/out.opml", nothing, 2, r"error: none/out\.opml: .*\n  hint: "),
    ("opml", nothing, 2, "import"),
    ("add ftp://harbour.example/rss --yes", nothing, 2, "ftp.*\n  hint: "),
    ("try none.xml", nothing, 1, r"error: none\.xml: no such file\n  hint: "),
    ("try www.harbour.example", nothing, 2, r"no such file\n  hint: .*https://www.harbour.example"),
    ("try harbour.example/rss", nothing, 2, r"no such file\n  hint: .*https://harbour.example/rss"),
    ("try file:///none.xml", nothing, 1, "no such file"),
    ("replay harbour .", nothing, 1, "error: "),
    ("try .", nothing, 1, "a folder"),
    ("try broken.gz", files, 1, r"error: broken\.gz: .*gzip"),
    ("try gopher://harbour.example/", nothing, 2, "gopher.*\n  hint: "),
    ("try page.html --kind feed", files, 1, "HTML.*"),
    ("try page.html --at someday", files, 2, "error: --at: .*someday.*\n  hint: "),
    ("try http://127.0.0.1:1/", nothing, 1, r"127\.0\.0\.1.*\n  hint: .*allow"),
    ("import none.jsonl", nothing, 2, r"error: none\.jsonl: .*\n  hint: "),
    ("changes --follow --format json", nothing, 2, "--follow never ends.*\n  hint: "),
]
"""The command, the scene before it, its exit status, what standard error says."""

WITH_STORE: list[Case] = [
    ("items --since someday", nothing, 2, "error: --since: .*someday.*\n  hint: "),
    ("items --within 06/09", nothing, 2, "error: --within: "),
    ("items --day tomorow", nothing, 2, "error: --day: .*tomorow"),
    ("items --since 1h --until 2h", nothing, 2, "error: .*since.*until"),
    ("items --source harbuor", nothing, 2, "harbuor.*\n  hint: .*harbour"),
    ("history 99999999999999999999", nothing, 2, "error: ticker history: .*ID"),
    ("items --limit 99999999999999999999", nothing, 2, "error: ticker items: .*--limit"),
    ("export --output none/out.jsonl", nothing, 2, "error: none/out.jsonl: .*\n  hint: "),
    ("import .", nothing, 2, "error: .: .*directory"),
    ("sql --timeout 0 select\\ 1", nothing, 2, "--timeout"),
    ("history 999", nothing, 2, "no item 999\n  hint: .*ticker items"),
    ("sql delete_from_items", nothing, 2, "error: .*syntax error.*"),
    ("sql delete\\ from\\ items", nothing, 2, "items.*\n  hint: "),
    ("sql select\\ headlin\\ from\\ items", nothing, 2, "headlin.*\n  hint: .*headline"),
    ("sql select\\ *\\ from\\ item", nothing, 2, "error: .*item.*\n  hint: .*items"),
    ("items", newer, 3, r"newer.*\n  hint: "),
    ("poll", newer, 3, r"newer.*\n  hint: "),
    ("poll --all --force", web_page, 1, "harbour: parse failed: .*HTML"),
    ("poll --all --force", gone, 1, "harbour: fetch failed: .*404"),
    ("import broken.gz", files, 2, r"error: broken\.gz: .*\n  hint: "),
    ("import wrong.jsonl", files, 2, "error: .*\n  hint: "),
]


def split(line: str, room: Newsroom) -> list[str]:
    return [
        part.replace("\\ ", " ") for part in re.split(r"(?<!\\) ", line.replace("ROOM", room.place))
    ]


@pytest.mark.parametrize("case", NO_STORE, ids=lambda case: case[0])
def test_a_wrong_command_says_what_to_do(
    case: Case, ticker: Command, config: Path, room: Newsroom
) -> None:
    line, scene, status, says = case
    scene(config.parent, room)
    done = ticker(*split(line, room))
    assert re.search(says, done.stderr), done.stderr
    assert done.exit_code == status
    assert "Traceback" not in done.stderr
    assert not list(config.parent.glob("out.*")) + list(config.parent.glob(".out.*"))


@pytest.mark.usefixtures("polled")
@pytest.mark.parametrize("case", WITH_STORE, ids=lambda case: case[0])
def test_a_wrong_question_says_what_to_do(
    case: Case, ticker: Command, config: Path, room: Newsroom
) -> None:
    line, scene, status, says = case
    scene(config.parent, room)
    done = ticker(*split(line, room))
    assert re.search(says, done.stderr), done.stderr
    assert done.exit_code == status
    assert "Traceback" not in done.stderr


def test_no_configuration_says_how_to_write_one(ticker: Command) -> None:
    done = ticker("items")
    assert done.exit_code == 2
    assert done.stderr.endswith("  hint: write one with: ticker init\n")
