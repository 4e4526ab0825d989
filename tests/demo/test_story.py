"""The demo from its first line to its last, and what it leaves behind."""

from __future__ import annotations

import re
import shlex
import sys
from datetime import UTC, datetime

import pytest

from tests.demo.watched import Watched, try_out, watch
from ticker.api import Ticker
from ticker.cli.main import program
from ticker.demo.stories import CLOSES_AT, OPENS_AT, PAPERS
from ticker.model import Query

# HH:MM and NN stand for what the moments of the polls decide, which are spread by a hash.
STORY = (
    "Thursday 2025-07-10",
    "│ midnight lies between",
    "│ The page says 23:47, and it is 08:40.",
    "│ That was Wednesday, 2025-07-09 23:47.",
    "HH:MM  zorehrad-eng  Tram derails on Linden Street: at least 3 hurt",
    "│ a bare 08:54 becomes an instant",
    "│ 2025-07-10T05:54:00Z, 08:54 in Europe/Kyiv, give or take 1 min",
    "HH:MM  zorehrad-ukr  Трамвай зійшов з рейок: щонайменше троє постраждалих",
    "│ the same article in another language: linked, never merged",
    "│ the same words a day apart: a series. Two items, not an edit",
    "│ 2025-07-09 09:05  Рівень води в Тихій: 212 см, за добу +4 см",
    "│ 2025-07-10 09:05  Рівень води в Тихій: 231 см, за добу +19 см",
    "│ a number grew: still one item, with both wordings",
    "│ until HH:MM  Tram derails on Linden Street: at least 3 hurt",
    "│ since HH:MM  Tram derails on Linden Street: at least 5 hurt",
    "│ the headline changed, here are both",
    "│ until HH:MM  Council to raise the bridge toll in autumn",
    "│ since HH:MM  Council denies it will raise the bridge toll in autumn",
    "│ a badge is no news",
    "│ the page  UpdatedTram derails on Linden Street: at least 5 hurt",
    "│ headline  Tram derails on Linden Street: at least 5 hurt  [updated]",
    "HH:MM  ellery-wire   failing: 3 polls in a row: HTTP 503 Service Unavailable",
    "HH:MM  zorehrad-eng  delisted: Water company knew of the leak since May, engineer says",
    "│ this one left the list",
    "│ Seen at HH:MM, gone at HH:MM, while 3 older ones still stand",
    "HH:MM  ellery-wire   gap: items may be missing HH:MM to HH:MM",
    "│ here we were blind: HH:MM to HH:MM",
    "│ No good answer for NN minutes.",
    "HH:MM  ellery-wire   recovered",
)

ANSWERS = {
    "items --tag tram": ("Tram derails on", "Трамвай зійшов з рейок: п’ятеро", "edited 2x"),
    "history": ("[-3-]{+5+} hurt", "matched by url", "In other languages", "Трамвай"),
    "items --as-of 2025-07-10T10": ("Council to raise the bridge toll in autumn", "at least 5"),
    "gaps": ("ellery-wire  2025-07-10 HH:MM  2025-07-10 HH:MM  1 h  failing",),
    "digest --day": ("1 delisted", "## What may be missing", "was: Council to raise"),
    "sql": ("clock   11", "stated  26"),
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    at = tmp_path_factory.mktemp("stranger")
    return watch(at, TZ="America/St_Johns", TICKER_CONFIG=str(at / "no-such.toml"))


def test_it_ends_well_and_says_nothing_else(watched: Watched) -> None:
    assert (watched.status, watched.err) == (0, "")


def test_the_story_is_told_in_its_order(watched: Watched) -> None:
    left = iter(watched.told)
    for expected in STORY:
        assert any(stands(expected, line) for line in left), f"not told in its place: {expected}"


def test_a_rerun_tells_the_same_story_whatever_the_zone(watched: Watched) -> None:
    """It replaces what the first run left, asks nothing, and leaves alone what no demo wrote."""
    notes, own = watched.record / "notes.txt", watched.record / "captures" / "mine.warc.gz"
    notes.write_text("mine")
    own.write_text("mine, too")
    again = watch(watched.at, TZ="Pacific/Apia", PYTHONHASHSEED="7", LC_ALL="C")
    assert (again.status, again.out, again.err) == (0, watched.out, "")
    assert (notes.read_text(), own.read_text()) == ("mine", "mine, too")
    with Ticker.open(again.record / "config.toml") as ticker:
        assert len(ticker.gaps()) == 1


def test_each_printed_command_gives_an_answer_worth_having(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As printed, from the folder where it was printed; one by a shell, the others in here."""
    asked = {question: _command(watched, question) for question in ANSWERS}
    assert sorted(asked.values()) == sorted(watched.commands)
    assert try_out(watched, asked["gaps"]).status == 0
    monkeypatch.chdir(watched.at)
    for question, command in asked.items():
        called, _, rest = command.partition(" -m ticker ")
        assert shlex.split(called) == [sys.executable]
        with pytest.raises(SystemExit) as ended:
            program.main(shlex.split(rest))
        answer = capsys.readouterr()
        assert (ended.value.code, answer.err) == (0, ""), f"{command}: {answer.err}"
        for expected in ANSWERS[question]:
            assert stands(expected, answer.out), f"{command}: {expected}"
        assert "--as-of" not in question or "denies" not in answer.out


def test_the_record_is_sound(watched: Watched) -> None:
    with Ticker.open(watched.record / "config.toml") as ticker:
        assert ticker.check().problems == ()


def test_the_record_is_what_the_newsroom_did(watched: Watched) -> None:
    """Every story that stood in a list at a poll is there once, at its true time, with its
    wordings; only what came and went in the outage is missing."""
    with Ticker.open(watched.record / "config.toml") as ticker:
        found = {item.canonical_url: item for item in ticker.find(Query(limit=None))}
        wordings = ticker.sql(
            "select i.url, r.source, r.title from revisions r join items i on i.id = r.item_id"
        )
    stories = [(paper, story) for paper in PAPERS for story in paper.stories]
    missing = {story.address for _, story in stories} - {_address(url) for url in found}
    assert missing == {"https://ellery.example/wire/511"}
    told = {(url, source, title) for url, source, title in wordings.rows}
    for paper, story in stories:
        if story.address in missing:
            continue
        item = next(item for url, item in found.items() if _address(url) == story.address)
        if story.dated:
            assert item.published_at == story.published_at
        for _, title in story.wordings:
            assert (story.address, paper.name, title) in told
    assert len(found) == len({story.address for _, story in stories}) - len(missing)


def test_every_poll_stands_within_the_morning(watched: Watched) -> None:
    with Ticker.open(watched.record / "config.toml") as ticker:
        (first, last) = ticker.sql("select min(at), max(until_at) from polls").rows[0]
    assert _utc(OPENS_AT) <= str(first) < str(last) <= _utc(CLOSES_AT)


def stands(expected: str, text: str) -> bool:
    pattern = re.escape(expected).replace("HH:MM", r"\d\d:\d\d").replace("NN", r"\d+")
    return re.search(pattern, text) is not None


def _command(watched: Watched, question: str) -> str:
    """The printed command that asks this."""
    return next(line for line in watched.commands if f"config.toml {question}" in line)


def _address(url: str | None) -> str:
    """A canonical address as the newsroom wrote it: it may end in a slash there."""
    written = {story.address for paper in PAPERS for story in paper.stories}
    return next(each for each in written if each.rstrip("/") == url)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
