"""The record as JSON Lines there and back, and items as CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from tests.store.newsroom import Newsroom, at, busy, row
from ticker.errors import StoreError, UsageError
from ticker.model import Claim, GapFound, Missed, Query
from ticker.store import Store, tables
from ticker.store.exporting import CSV_COLUMNS
from ticker.store.lines import (
    ABSENCE,
    CHANGE,
    DEFINITION,
    DUTIES,
    GAP,
    ITEM,
    POLL,
    REVISION,
    SIGHTING,
    STANDING,
    WORDING,
    Field,
)
from ticker.store.views import VIEWS

SHARED = (
    "id source guid url canonical_url title headline labels summary author language tags"
    " published_at published_local published_text time_basis time_error_s first_seen_at changed_at"
    " state revisions sightings"
)
NOTHING_NEW = {"source": 0, "poll": 0, "gap": 0, "change": 0, "item": 0, "revision": 0}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with busy(tmp_path / "ticker.db") as room:
        yield room


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A newsroom for tests that change nothing in it."""
    with busy(tmp_path_factory.mktemp("quiet") / "ticker.db") as room:
        yield room


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A store into which nothing gets."""
    with Newsroom(tmp_path_factory.mktemp("empty") / "ticker.db") as room:
        yield room


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Newsroom]:
    with Newsroom(tmp_path / "other.db") as other:
        yield other


def views(room: Newsroom) -> dict[str, list[Any]]:
    return {name: room.ask(f"SELECT * FROM {name}") for name in VIEWS}


def records(room: Newsroom, query: Query | None = None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in room.store.export_lines(query)]


def test_a_record_moves_whole(room: Newsroom, other: Newsroom) -> None:
    """Export, import, export: the same bytes, the same views, and the index finds the words."""
    lines = list(room.store.export_lines())
    counts = other.store.import_lines(lines)
    assert list(other.store.export_lines()) == lines
    assert {name: sorted(map(str, rows)) for name, rows in views(other).items()} == {
        name: sorted(map(str, rows)) for name, rows in views(room).items()
    }
    assert other.store.find(Query(text="aides")) == room.store.find(Query(text="aides"))
    assert other.store.find(Query()) == room.store.find(Query())
    assert other.store.history(1) == room.store.history(1)
    told = [record["type"] for record in records(room)]
    assert counts == {kind: told.count(kind) for kind in counts}


def test_a_moved_record_is_whole(room: Newsroom, other: Newsroom, tmp_path: Path) -> None:
    other.store.import_lines(room.store.export_lines())
    assert other.store.check().problems == ()
    with Newsroom(tmp_path / "some.db") as some:
        some.store.import_lines(room.store.export_lines(Query(tags=frozenset({"politics"}))))
        assert some.store.check().problems == ()


@pytest.mark.parametrize(
    ("table", "fields", "known_otherwise"),
    [
        (tables.sources, (*DEFINITION, *STANDING, *DUTIES), {"id"}),
        (tables.polls, POLL, {"source_id"}),
        (tables.gaps, GAP, {"source_id"}),
        (tables.changes, CHANGE, {"source_id"}),
        (tables.items, ITEM, {"source_id", "sightings"}),
        (tables.sightings, SIGHTING, {"source_id", "item_id"}),
        (tables.revisions, REVISION, set()),
        (tables.wordings, WORDING, {"id", "item_id"}),
        (tables.absences, ABSENCE, {"id", "sighting_id"}),
    ],
    ids=[
        "source",
        "poll",
        "gap",
        "change",
        "item",
        "sighting",
        "revision",
        "wording",
        "absence",
    ],
)
def test_no_column_is_left_behind(
    table: Table, fields: tuple[Field, ...], known_otherwise: set[str]
) -> None:
    """A column that comes to a table later must find its way into the lines."""
    moved = {field.column for field in fields}
    assert {column.name for column in table.columns} - known_otherwise <= moved


def test_the_daemon_goes_on_where_the_record_was_left(room: Newsroom, other: Newsroom) -> None:
    """A poll after the import writes what it would have written in the store it came from."""
    room.poll("beta", at("08:55"), row("Rain in the évening", "w"))  # two rows missed once
    other.store.import_lines(room.store.export_lines())
    for one in (room, other):
        one.poll("alpha", at("09:00"), row("Minister resigns after all", "a", at("07:50")))
        one.poll("beta", at("09:05"), row("Rain in the évening", "w"), gone="scrolled_off")
    assert list(other.store.export_lines()) == list(room.store.export_lines())
    assert other.ask("SELECT * FROM sighting ORDER BY id") == room.ask(
        "SELECT * FROM sighting ORDER BY id"
    )


def test_rows_are_stored_as_the_writer_stores_them(room: Newsroom, other: Newsroom) -> None:
    """What repeats another column stays NULL: an import is no bigger than its origin."""
    room.poll("alpha", at("09:00"), row("Else", "z", at("08:00"), url="https://news.example/zz"))
    other.store.import_lines(room.store.export_lines())
    for table in ("item", "sighting", "revision", "wording", "absence", "item_tag", "poll", "gap",
                  "change"):  # fmt: skip
        same = f"SELECT * FROM {table} ORDER BY 1, 2, 3"
        if table == "absence":
            same = "SELECT sighting_id, last_seen_at, gone_at, gone, back_at FROM absence"
        assert other.ask(same) == room.ask(same), table


def test_importing_again_changes_nothing(room: Newsroom, other: Newsroom) -> None:
    lines = list(room.store.export_lines())
    other.store.import_lines(lines)
    before = views(other)
    assert other.store.import_lines(lines) == NOTHING_NEW
    assert room.store.import_lines(lines) == NOTHING_NEW
    assert views(other) == before


def test_an_item_line_is_the_item_that_every_surface_shows(quiet: Newsroom) -> None:
    items = [record for record in records(quiet) if record["type"] == "item"]
    assert list(items[0])[: len(SHARED.split()) + 1] == ["type", *SHARED.split()]
    minister = items[0]
    assert minister["published_local"] == "2025-07-10T10:50:00+03:00"
    assert minister["tags"] == ["kyiv", "politics"]
    assert minister["tag_origins"] == {"kyiv": {"feed": 1}, "politics": {"feed": 1}}
    assert [listing["source"] for listing in minister["sightings"]] == ["alpha", "beta"]
    assert minister["sightings"][0]["absences"] == [
        {
            "last_seen_at": "2025-07-10T08:10:00Z",
            "gone_at": "2025-07-10T08:20:00Z",
            "gone": "delisted",
            "back_at": "2025-07-10T08:40:00Z",
        }
    ]
    assert items[2]["published_at"] is items[2]["published_local"] is None


def test_the_page_tells_every_key_of_every_line_in_order(quiet: Newsroom) -> None:
    """docs/export.md is held to the lines, both ways."""
    page = Path(__file__).resolve().parents[2] / "docs" / "export.md"
    sections = re.findall(r"^## (\w+)\n\n(.*?)(?=^## )", page.read_text(), re.DOTALL | re.MULTILINE)
    told = {name: re.findall(r"`(\w+)`", _first_list(text)) for name, text in sections}
    lines = {record["type"]: record for record in records(quiet)[1:]}
    lines["sighting"] = lines["item"]["sightings"][0]
    lines["absence"] = next(
        absence
        for record in records(quiet)
        for listing in record.get("sightings", [])
        for absence in listing["absences"]
    )
    assert told == {
        kind: [key for key in record if key != "type"] for kind, record in lines.items()
    }


def _first_list(text: str) -> str:
    """The first paragraph, without the name of what it stands in ("One of a ...:")."""
    return re.sub(r"^One of .*?:", "", text.split("\n\n", maxsplit=1)[0], flags=re.DOTALL)


def test_the_first_line_says_what_it_is(quiet: Newsroom) -> None:
    assert records(quiet)[0] == {"type": "ticker", "form": 1, "whole": True}
    assert records(quiet, Query())[0] == {"type": "ticker", "form": 1, "whole": False}


def test_some_items_move_without_what_the_next_poll_rests_on(
    room: Newsroom, other: Newsroom
) -> None:
    """Validators without their items would hide these for ever."""
    query = Query(tags=frozenset({"politics"}))
    lines = list(room.store.export_lines(query))
    told = [json.loads(line) for line in lines]
    assert {record["type"] for record in told} == {"ticker", "source", "item", "revision", "change"}
    assert [record["name"] for record in told if record["type"] == "source"] == ["alpha", "beta"]
    assert "etag" not in told[1]
    other.store.import_lines(lines)
    assert other.store.find(Query()) == room.store.find(query)
    assert other.store.history(1) is not None
    assert other.ask("SELECT etag, body_sha256, poll_id FROM source") == [(None,) * 3] * 2
    assert other.store.import_lines(lines) == NOTHING_NEW
    assert room.store.import_lines(lines) == NOTHING_NEW


def test_a_configured_source_takes_the_state_and_keeps_its_definition(
    room: Newsroom, other: Newsroom
) -> None:
    other.sources("alpha")
    other.change("UPDATE source SET url = 'https://moved.example/rss'")
    other.store.import_lines(room.store.export_lines())
    (alpha, *_) = other.store.sources()
    assert (alpha.url, alpha.last_poll_at) == ("https://moved.example/rss", at("08:40"))
    assert other.store.import_lines(room.store.export_lines()) == NOTHING_NEW


def test_stores_that_grew_apart_are_not_merged(room: Newsroom, other: Newsroom) -> None:
    lines = list(room.store.export_lines())
    other.sources("alpha")
    other.poll("alpha", at("06:00"), row("Another story", "q", at("05:00")))
    before = views(other)
    with pytest.raises(UsageError, match="'alpha'") as refused:
        other.store.import_lines(lines)
    assert refused.value.where == "line 2"
    assert views(other) == before


# --- what is wrong, and where -----------------------------------------------------------------


def edited(room: Newsroom, kind: str, /, **changes: Any) -> tuple[list[str], int]:
    """An export of which the first line of a type was edited, and the number of that line."""
    lines = list(room.store.export_lines())
    number = next(n for n, line in enumerate(lines) if json.loads(line)["type"] == kind)
    lines[number] = json.dumps({**json.loads(lines[number]), **changes})
    return lines, number + 1


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("source", {"name": None}, "name: None is no text"),
        ("source", {"etag": "€"}, "etag"),
        ("source", {"colour": "red"}, "colour is no key of source"),
        ("poll", {"source": "nobody"}, "'nobody' stands in no line before"),
        ("poll", {"at": "2025-07-10 08:00"}, "no instant"),
        ("poll", {"at": "2025-02-30T08:00:00Z"}, "at: "),
        ("poll", {"at": "0000-01-01T00:00:00Z"}, "at: "),
        ("poll", {"bytes": "many"}, "bytes: 'many' is no whole number"),
        ("poll", {"bytes": 2**70}, "64 bits"),
        ("poll", {"bytes": True}, "no whole number"),
        ("poll", {"outcome": "fine"}, "outcome cannot be 'fine'"),
        ("gap", {"reason": "weather"}, "reason cannot be"),
        ("item", {"id": None}, "id: None"),
        ("item", {"state": "gone"}, "state cannot be 'gone'"),
        ("item", {"time_basis": "known"}, "time_basis cannot be"),
        ("item", {"published_offset_s": 100_000}, "more than a day"),
        ("item", {"sightings": "two"}, "sightings is no list of objects"),
        ("item", {"sightings": [1]}, "sightings is no list of objects"),
        ("item", {"sightings": [{}]}, "absences is no list"),
        ("item", {"tag_origins": []}, "tag_origins is no object"),
        ("item", {"tag_origins": {"kyiv": ["feed"]}}, "'kyiv' cannot be read"),
        ("item", {"tag_origins": {"kyiv": {"luck": 1}}}, "comes from 'luck'"),
        ("item", {"tag_origins": {"kyiv": {"feed": "1"}}}, "comes from 'feed': '1'"),
        ("item", {"zone_guessed": 1}, "neither true nor false"),
        ("item", {"url": "a\0b"}, "U\\+0000"),
        ("item", {"url": "\ud800"}, "surrogate"),
        ("item", {"more": 1}, "more is no key of item"),
        ("revision", {"item_id": 99}, "on no line before"),
        ("revision", {"labels": "video"}, "no list"),
        ("change", {"item_id": 99}, "on no line before"),
        ("change", {"kind": "rumour"}, "kind cannot be"),
        ("change", {"type": "rumour"}, "no type of record is called 'rumour'"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken(
    quiet: Newsroom, empty: Newsroom, kind: str, changes: dict[str, Any], said: str
) -> None:
    lines, number = edited(quiet, kind, **changes)
    before = views(empty)
    with pytest.raises(UsageError, match=said) as refused:
        empty.store.import_lines(lines)
    assert refused.value.where == f"line {number}"
    assert refused.value.hint
    assert views(empty) == before


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("poll", {"bytes": 7}, "poll 1 differs from the one that is there: bytes"),
        ("item", {"headline": "Forged"}, "item 1 differs .*: headline"),
        ("revision", {"title": "Forged"}, "revision 1 differs .*: title"),
        ("change", {"headline": "Forged"}, "change 1 differs .*: headline"),
        ("gap", {"reason": "down"}, "gap 1 differs .*: reason"),
        ("source", {"last_poll_at": None}, "last_poll_at"),
    ],
)
def test_a_line_that_contradicts_the_store_is_named(
    quiet: Newsroom, kind: str, changes: dict[str, Any], said: str
) -> None:
    lines, number = edited(quiet, kind, **changes)
    with pytest.raises(UsageError, match=said) as refused:
        quiet.store.import_lines(lines)
    assert refused.value.where == f"line {number}"


@pytest.mark.parametrize(
    ("spoil", "said", "line"),
    [
        (lambda lines: [], "nothing in it", None),
        (lambda lines: ["", "  "], "nothing in it", None),
        (lambda lines: lines[1:], "no header", 1),
        (lambda lines: ['{"type":"ticker","form":2}'], "form 2 is not known", 1),
        (lambda lines: [*lines[:3], "{"], "no JSON", 4),
        (lambda lines: [*lines[:3], "", "", "{]"], "no JSON", 6),
        (lambda lines: [lines[0], "[" * 100_000], "no JSON", 2),
        (lambda lines: [lines[0], "[]"], "no record", 2),
        (lambda lines: [lines[0], '{"type":7}'], "no record", 2),
        (lambda lines: [lines[0], '{"type":"source","name":' + "9" * 5_000 + "}"], "no JSON", 2),
        (lambda lines: [lines[0], lines[0]], "no type of record is called 'ticker'", 2),
        (lambda lines: [one for one in lines if '"revision"' not in one[:20]], "revisions", None),
        (lambda lines: [one for one in lines if '"item"' not in one[:15]], "on no line before", 13),
        (lambda lines: [*lines, lines[-1].replace('"gap"', '"new"', 1)], "differs .*: kind", 31),
    ],
)
def test_a_file_that_is_no_export_says_so(
    quiet: Newsroom,
    empty: Newsroom,
    spoil: Callable[[list[str]], list[str]],
    said: str,
    line: int | None,
) -> None:
    spoiled = spoil(list(quiet.store.export_lines()))
    with pytest.raises(UsageError, match=said) as refused:
        empty.store.import_lines(spoiled)
    assert line is None or refused.value.where == f"line {line}"
    assert empty.ask("SELECT count(*) FROM source") == [(0,)]


def test_two_revisions_cannot_have_one_number(quiet: Newsroom, empty: Newsroom) -> None:
    lines, _ = edited(quiet, "revision", seq=2)
    with pytest.raises(UsageError, match=r"UNIQUE.*seq"):
        empty.store.import_lines(lines)


def test_a_line_that_is_there_twice_counts_once(room: Newsroom, other: Newsroom) -> None:
    lines = list(room.store.export_lines())
    doubled = [lines[0], *(line for line in lines[1:] for _ in range(2))]
    counts = other.store.import_lines(doubled)
    assert sum(counts.values()) == len(lines) - 1
    assert list(other.store.export_lines()) == lines


def test_a_store_opened_for_reading_takes_nothing(room: Newsroom) -> None:
    lines = list(room.store.export_lines())
    room.store.close()
    with (
        Store.open(f"sqlite:///{room.path}", now=at("09:00")) as reader,
        pytest.raises(StoreError, match="opened for reading"),
    ):
        reader.import_lines(lines)


def test_an_export_is_one_state_while_a_writer_writes(room: Newsroom) -> None:
    whole = list(room.store.export_lines())
    lines = room.store.export_lines()
    begun = [next(lines), next(lines)]
    room.poll("alpha", at("09:00"), row("Late", "late", at("08:59")))
    assert [*begun, *lines] == whole
    assert list(room.store.export_lines()) != whole


# --- any record ------------------------------------------------------------------------------

_TEXT = st.text(max_size=12).filter(lambda text: text.strip() != "")
_STORY = st.builds(
    lambda guid, headline, title, hour, offset, labels, tags, summary: row(
        headline,
        f"g{guid}",
        title=title,
        claim=Claim(None if hour is None else at(f"{hour:02}:00"), "stated", title, 60, offset),
        labels=labels,
        tags=tags,
        summary=summary,
    ),
    st.integers(0, 4),
    _TEXT,
    _TEXT,
    st.one_of(st.none(), st.integers(0, 23)),
    st.sampled_from((0, 10_800, -12_600, 7_324)),
    st.sampled_from(((), ("video",), ("updated", "photo"))),
    st.sampled_from(((), ("kyiv",), ("'; --", "две недели"))),
    st.one_of(st.none(), _TEXT),
)
_POLLS = st.lists(
    st.tuples(
        st.sampled_from(("alpha", "beta")),
        st.lists(_STORY, max_size=4, unique_by=lambda item: item.guid),
    ),
    max_size=6,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(polls=_POLLS)
def test_any_record_moves_whole(tmp_path: Path, polls: list[Any]) -> None:
    with Newsroom(tmp_path / "a.db") as room, Newsroom(tmp_path / "b.db") as other:
        room.sources("alpha", "beta")
        for minutes, (source, rows) in enumerate(polls):
            room.poll(source, at(f"12:{minutes:02}"), *rows)
        lines = list(room.store.export_lines())
        other.store.import_lines(lines)
        assert list(other.store.export_lines()) == lines
        assert other.store.import_lines(lines) == NOTHING_NEW
        assert other.store.find(Query()) == room.store.find(Query())


def test_an_undecided_miss_and_an_open_gap_move_too(tmp_path: Path, other: Newsroom) -> None:
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        room.poll("alpha", at("08:00"), row("One", "a", at("07:00")), row("Two", "b", at("06:00")))
        gap = GapFound(at("08:00"), None, "failing")
        room.poll("alpha", at("08:10"), row("Two", "b", at("06:00")), also=[gap, Missed(1, (2,))])
        lines = list(room.store.export_lines())
        other.store.import_lines(lines)
        assert list(other.store.export_lines()) == lines
        assert other.ask("SELECT below FROM sighting WHERE id = 1") == [("[2]",)]
        assert other.ask("SELECT open_gap_id FROM source") == [(1,)]


# --- spreadsheets ----------------------------------------------------------------------------


def sheet(room: Newsroom, query: Query) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(room.store.csv_lines(query)), newline="")))


def test_items_as_csv(quiet: Newsroom) -> None:
    head, *lines = sheet(quiet, Query(order="oldest", limit=2))
    assert head == list(CSV_COLUMNS) == SHARED.split()[:-1]
    attack, minister = (dict(zip(head, line, strict=True)) for line in lines)
    assert attack["labels"] == "video"
    assert minister["tags"] == "kyiv; politics"
    assert minister["published_at"] == "2025-07-10T07:50:00Z"
    assert minister["published_local"] == "2025-07-10T10:50:00+03:00"
    assert minister["summary"] == ""
    assert sheet(quiet, Query(tags=frozenset({"none"}))) == [head]


@pytest.mark.parametrize(
    "headline", ["=1+1", "+49 30", "-5 °C", "@here", "\tx", "\rx", '=HYPERLINK("http://x")']
)
def test_no_cell_is_a_formula(other: Newsroom, headline: str) -> None:
    other.sources("alpha")
    other.poll("alpha", at("08:00"), row(headline, "a", at("07:00")))
    (head, line) = sheet(other, Query())
    assert dict(zip(head, line, strict=True))["headline"] == f"'{headline}"


@pytest.mark.parametrize("headline", ['He said "no"', "a, b; c", "two\nlines", "crlf\r\nend"])
def test_a_cell_comes_back_as_it_went(other: Newsroom, headline: str) -> None:
    other.sources("alpha")
    other.poll("alpha", at("08:00"), row(headline, "a", at("07:00")))
    (head, line) = sheet(other, Query())
    assert dict(zip(head, line, strict=True))["headline"] == headline
