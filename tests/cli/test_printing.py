"""One answer in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.made import at, change, claim, found, parsed, preview, sighting, status
from ticker.cli.cells import Sheet
from ticker.cli.printing import bare, emit
from ticker.cli.sheets import (
    changes_sheet,
    gaps_sheet,
    items_sheet,
    sources_sheet,
    table_sheet,
    tags_sheet,
    tried_sheet,
)
from ticker.cli.terminal import print_table
from ticker.model import Gap, Table, TagCount

KYIV = ZoneInfo("Europe/Kyiv")
Printed = Callable[[Sheet, str], str]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    def show(sheet: Sheet, shape: str) -> str:
        emit(sheet, shape, "nothing")
        return capsys.readouterr().out

    return show


ITEMS = (
    found("Ferry resumes – again", id=12, labels=("video",), tags=("sea", "kyiv oblast")),
    found("=Storm | [warning]", id=7, source="hill", claim=claim("9 21:30"), revisions=3),
    found("Old wording", id=3, or_headline="New wording", claim=claim("9 20:59", error_s=86_400)),
)


def test_text_is_one_line_an_item_with_its_day(printed: Printed) -> None:
    assert printed(items_sheet(ITEMS, KYIV), "text").splitlines() == [
        "12  2025-07-10 08:54   harbour  Ferry resumes – again  [video]  #sea  #kyiv-oblast",
        " 7  2025-07-10 00:30   hill     =Storm | [warning]  edited 2x",
        ' 3  2025-07-09 23:59~  harbour  either "Old wording" or "New wording"',
    ]


def test_a_table_names_a_day_once(printed: Printed) -> None:
    shown = [line.rstrip() for line in printed(items_sheet(ITEMS, KYIV), "table").splitlines()]
    assert shown == [
        "id  time        source     headline",
        "    2025-07-10  Thursday",
        "12  08:54       harbour    Ferry resumes – again  [video]  #sea  #kyiv-oblast",
        " 7  00:30       hill       =Storm | [warning]  edited 2x",
        "    2025-07-09  Wednesday",
        ' 3  23:59~      harbour    either "Old wording" or "New wording"',
    ]


def test_json_is_a_list_and_jsonl_one_a_line(printed: Printed) -> None:
    listed = json.loads(printed(items_sheet(ITEMS, KYIV), "json"))
    lines = [json.loads(line) for line in printed(items_sheet(ITEMS, KYIV), "jsonl").splitlines()]
    assert listed == lines
    assert [item["id"] for item in listed] == [12, 7, 3]
    assert listed[0]["published_at"] == "2025-07-10T05:54:00Z"


def test_csv_has_the_keys_of_json(printed: Printed) -> None:
    rows = list(csv.DictReader(io.StringIO(printed(items_sheet(ITEMS, KYIV), "csv"))))
    keys = list(json.loads(printed(items_sheet(ITEMS, KYIV), "json"))[2])
    assert list(rows[0]) == keys
    assert rows[0]["labels"] == "video"
    assert rows[1]["headline"] == "'=Storm | [warning]"
    assert rows[2]["or_headline"] == "New wording"


def test_markdown_is_a_table_that_links_headlines(printed: Printed) -> None:
    hostile = found("[x](y) | <b>", url="javascript:alert(1)")
    odd = found("Odd", url="https://harbour.example/a b>|c`")
    lines = printed(items_sheet((*ITEMS, hostile, odd), KYIV), "md").splitlines()
    assert lines[:3] == [
        "| id | time | source | headline |",
        "| --: | --- | --- | --- |",
        r"| 12 | 2025-07-10 08:54 | harbour | [Ferry resumes – again  \[video\]  #sea  "
        "#kyiv-oblast](<https://harbour.example/1>) |",
    ]
    assert lines[5] == r"| 1 | 2025-07-10 08:54 | harbour | \[x\](y) \| \<b\> |"
    assert lines[6].endswith("[Odd](<https://harbour.example/a%20b%3E%7Cc%60>) |")


@pytest.mark.parametrize(
    ("shape", "out"), [("table", ""), ("text", ""), ("json", "[]\n"), ("jsonl", ""), ("csv", "")]
)
def test_an_empty_answer_is_said_on_standard_error(
    shape: str, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    emit(items_sheet((), KYIV), shape, "no items")
    assert capsys.readouterr() == (out, "no items\n")


@pytest.mark.parametrize(
    ("doubt", "shown"),
    [
        ({}, "2025-07-10 08:54"),
        ({"error_s": 3_599}, "2025-07-10 08:54"),
        ({"error_s": 3_600}, "2025-07-10 08:54~"),
        ({"zone_guessed": True}, "2025-07-10 08:54~"),
        ({"when": "11 06:00"}, "2025-07-11 09:00"),
        ({"when": "11 06:01"}, "2025-07-11 09:01~"),
    ],
)
def test_a_doubtful_time_is_marked(doubt: dict[str, Any], shown: str, printed: Printed) -> None:
    assert shown + " " in printed(items_sheet([found(claim=claim(**doubt))], KYIV), "text")


def test_a_clock_without_a_day_is_shown_as_said(printed: Printed) -> None:
    undated = parsed(claim=claim(None, basis="clock", text="08:54", error_s=None))
    assert printed(tried_sheet(preview(undated), "page", KYIV), "text") == (
        "1  undated 08:54  clock  Ferry service resumes\n"
    )


def test_how_a_time_is_known_is_told_by_try(printed: Printed) -> None:
    guessed = parsed(claim=claim(basis="clock", error_s=50_400, zone_guessed=True))
    shown = printed(tried_sheet(preview(guessed), "page", KYIV), "text")
    assert "clock ±14 h, zone guessed" in shown


def test_a_taken_down_item_says_so(printed: Printed) -> None:
    assert printed(items_sheet([found(state="delisted")], KYIV), "text").endswith("  delisted\n")


def test_an_item_in_two_sources_is_no_edit(printed: Printed) -> None:
    item = found(revisions=2, sightings=(sighting(), sighting("hill")))
    assert "edited" not in printed(items_sheet([item], KYIV), "text")


@pytest.mark.parametrize(
    ("logged", "shown"),
    [
        (change(), "Ferry service resumes"),
        (
            change(kind="revised", was="Ferry halted", detail="wording"),
            "Ferry halted -> Ferry service resumes  (wording)",
        ),
        (
            change(kind="retimed", was="2025-07-10T05:00:00Z"),
            "Ferry service resumes  (was 2025-07-10 08:00)",
        ),
        (
            change(kind="source_failed", item_id=None, headline=None, detail="timeout"),
            "timeout",
        ),
    ],
)
def test_a_change_shows_what_was_before(logged: object, shown: str) -> None:
    sheet = changes_sheet([logged], KYIV)  # type: ignore[list-item]  # LoggedChange, by the table
    assert bare(sheet.rows[0][-1]) == shown


def test_a_source_is_one_line(printed: Printed) -> None:
    sources = [
        status(expected_s=7_200, interval_why="half of 30 min"),
        status(
            name="hill",
            state="failing",
            failures=3,
            error="503",
            next_poll_at=at("10 05:00"),
            reason="moved to x",
        ),
        status(
            name="new",
            state="new",
            items=0,
            last_success_at=None,
            last_new_at=None,
            interval_s=None,
        ),
    ]
    assert printed(sources_sheet(sources, at("10 06:00")), "text").splitlines() == [
        "harbour  ok       1,234  4 min ago  3 h ago  < 2 h  15 min  half of 30 min  in 11 min",
        "hill     failing  1,234  4 min ago  3 h ago  -      15 min  -               due"
        "        3x: 503; moved to x",
        "new      new          0  -          -        -      auto    -               in 11 min",
    ]


@pytest.mark.parametrize("columns", [80, 160])
def test_a_reason_stands_below_where_the_table_has_no_room_for_it(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    why = "growing to half of 9 h, the usual gap between new items"
    found = [status(interval_why=why), status(name="hill")]
    print_table(sources_sheet(found, at("10 06:00")))
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert ("because" in lines[0]) == (columns == 160)
    assert len(lines) == {80: 4, 160: 3}[columns]
    assert (lines[-1] == f"harbour: {why}") == (columns == 80)


def test_an_open_gap_says_so(printed: Printed) -> None:
    gaps = [
        Gap("harbour", at("9 22:00"), at("10 01:00"), "no-overlap"),
        Gap("hill", at("10 05:00"), None, "failing"),
    ]
    assert printed(gaps_sheet(gaps, KYIV, at("10 06:30")), "text").splitlines() == [
        "harbour  2025-07-10 01:00  2025-07-10 04:00  3 h  no-overlap",
        "hill     2025-07-10 08:00  (open)            1 h  failing",
    ]


def test_tags_are_counted(printed: Printed) -> None:
    counts = [TagCount("kyiv", 1_200, ("rule", "feed"))]
    assert printed(tags_sheet(counts), "text") == "kyiv  1,200  rule, feed\n"


def test_sql_answers_keep_their_types_for_programs(printed: Printed) -> None:
    table = Table(("n", "n", "raw", "none"), ((1, 2.5, b"\x00\xff", None),))
    assert json.loads(printed(table_sheet(table), "jsonl")) == {
        "n": 1,
        "n_2": 2.5,
        "raw": {"$base64": True, "encoded": "AP8="},
        "none": None,
    }
    assert printed(table_sheet(table), "text") == "1  2.5  <2 bytes>\n"
    assert printed(table_sheet(table), "csv").splitlines()[0] == "n,n_2,raw,none"


def test_wide_signs_keep_columns_straight(printed: Printed) -> None:
    items = [found("東京", source="東京"), found("b", source="harbour")]
    lines = printed(items_sheet(items, KYIV), "text").splitlines()
    assert lines[0].endswith("東京     東京")
    assert lines[1].endswith("harbour  b")
