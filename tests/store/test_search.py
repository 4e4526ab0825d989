"""Words to look for: safe as they come, and found in every wording."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.newsroom import Newsroom, at, row
from ticker.errors import UsageError
from ticker.model import Query
from ticker.store.engines import writer_engine
from ticker.store.search import create_search, match_text, pieces


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        yield room


def finds(room: Newsroom, text: str) -> list[str]:
    found = room.store.find(Query(text=text, order="oldest", limit=None))
    return [item.headline for item in found]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("two words", '"two" "words"'),
        ('say "no" OR NOT', '"say" """no""" "OR" "NOT"'),
        ("title:x* -y ^z", '"title:x*" "-y" "^z"'),
        ("a — b", '"a" "b"'),
        ("NEAR(a b)", '"NEAR(a" "b)"'),
        ("", ""),
        (" — … !", ""),
        ("nul\0nul", '"nul" "nul"'),
        ("й", '"й"'),
        ("東京 fire", '"fire"'),
    ],
)
def test_every_word_is_literal(text: str, match: str) -> None:
    assert match_text(text) == match


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Kyiv under attack", "KYIV"),
        ("Café society", "cafe"),
        ("Cafe society", "café"),
        ("İstanbul tremor", "istanbul"),
        ("Russia’s air-raid drill", "air-raid"),
        ("Russia’s air-raid drill", "russia"),
        ("На військовий об’єкт", "об'єкт"),
        ("Йодна профілактика", "йодна"),
        ("Loses 1,310 soldiers", "1,310"),
        ("A OR B", "or"),
        ("東京で地震が発生", "東京"),
        ("東京で地震が発生", "地震"),
        ("서울에서 회담", "서울"),
        ("กรุงเทพมหานครวันนี้", "มหานคร"),
        ("Tokyo 東京で地震", "地震 tokyo"),
    ],
)
def test_a_headline_is_found(room: Newsroom, headline: str, text: str) -> None:
    room.poll("alpha", at("08:00"), row(headline, "a", at("07:00")), row("Rain", "b", at("06:00")))
    assert finds(room, text) == [headline]


@pytest.mark.parametrize("text", ["fire* ", "fir", "fire attack", '"fire in"', "大火"])
def test_what_is_not_there_word_for_word_is_not_found(room: Newsroom, text: str) -> None:
    room.poll("alpha", at("08:00"), row("Fires in town", "a", at("07:00")))
    assert finds(room, text) == []


def test_a_past_wording_is_found_and_its_item_once(room: Newsroom) -> None:
    room.poll("alpha", at("08:00"), row("Twelve hurt in blast", "a", at("07:00")))
    room.poll("alpha", at("08:10"), row("Fifteen hurt in blast", "a", at("07:00")))
    assert finds(room, "twelve") == finds(room, "blast") == ["Fifteen hurt in blast"]
    assert finds(room, "twelve fifteen") == []  # no wording had both


def test_a_summary_is_found(room: Newsroom) -> None:
    told = row("Blast", "a", at("07:00"), summary="Windows broke in 地下鉄 stations")
    room.poll("alpha", at("08:00"), told)
    assert finds(room, "windows") == finds(room, "地下鉄") == ["Blast"]


@pytest.mark.parametrize("text", ["", " ", "—", "\ud800", "\0", "🔥"])
def test_no_word_is_no_question(room: Newsroom, text: str) -> None:
    with pytest.raises(UsageError, match="no word"):
        finds(room, text)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_no_text_is_an_error_of_the_database(room: Newsroom, text: str) -> None:
    if match_text(text) or pieces(text):
        assert finds(room, text) == []
    else:
        with pytest.raises(UsageError):
            finds(room, text)


_WORD = st.text("abcéйїßж9-'’", min_size=1, max_size=6)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(headlines=st.lists(st.lists(_WORD, min_size=1, max_size=4), min_size=1, max_size=8))
def test_a_headline_is_found_by_all_of_its_words(
    tmp_path: Path, headlines: list[list[str]]
) -> None:
    told = ["x " + " ".join(words) for words in headlines]
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        room.poll("alpha", at("08:00"), *(row(one, f"g{n}") for n, one in enumerate(told)))
        for headline in told:
            assert headline in finds(room, " ".join(reversed(headline.split())))


def _check(path: Path) -> None:
    """Raises where the index and the wordings do not agree."""
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO wording_search(wording_search, rank) VALUES('integrity-check', 1)"
    )
    connection.close()


def test_the_index_follows_whatever_happens_to_the_table(room: Newsroom) -> None:
    room.poll("alpha", at("08:00"), row("First", "a", at("07:00")), row("Other", "b", at("06:00")))
    room.change("DROP TRIGGER wording_is_kept")  # past wordings are never overwritten, else
    room.change("UPDATE wording SET title = 'Second', summary = 'more' WHERE id = 1")
    _check(room.path)
    assert finds(room, "second more") == ["Second"]
    assert finds(room, "first") == []
    room.change("PRAGMA foreign_keys = OFF")
    room.change("DELETE FROM wording WHERE id = 1")
    _check(room.path)
    assert room.ask("SELECT rowid FROM wording_search WHERE wording_search MATCH 'second'") == []


def test_creating_search_again_fills_what_a_migration_lost(room: Newsroom) -> None:
    """A rebuilt table loses its triggers; an index that is gone is filled anew."""
    room.poll("alpha", at("08:00"), row("First", "a", at("07:00")))
    room.store.close()
    room.change("DROP TRIGGER wording_search_update")
    room.change("DROP TABLE wording_search")
    engine = writer_engine(room.path)
    with engine.begin() as connection:
        create_search(connection)
        create_search(connection)
    engine.dispose()
    with Newsroom(room.path, room.path.read_bytes()) as again:
        again.poll("alpha", at("08:10"), row("First", "a", at("07:00")), row("New", "b"))
        assert finds(again, "first") == ["First"]
        assert finds(again, "new") == ["New"]
    _check(room.path)
