"""Timed lists in plain text: rows are clocks with headlines, and sentences are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.model import ParsedItem
from ticker.parse import parse


def items(text: str) -> tuple[ParsedItem, ...]:
    document = parse(text.encode(), kind="text")
    assert (document.kind, document.format) == ("text", "text")
    return document.items


def said(text: str) -> list[tuple[str | None, str]]:
    return [(item.published_text, item.title) for item in items(text)]


LIST = """All sections
Storm over the harbour, Ann Author
Wednesday, 9 July 2025, 15:42
At 15:42 the harbour master said that 08:54 was too early.

UpdatedStorm over the harbour
RECENT NEWS
08:54
Harbour reopens – photo
08:27
UpdatedCouncil votes on the bridge

23:50
Night trains return
All News
"""
ROWS = [
    ("08:54", "Harbour reopens – photo"),
    ("08:27", "UpdatedCouncil votes on the bridge"),
    ("23:50", "Night trains return"),
]


def test_a_clock_alone_on_its_line_dates_the_line_below() -> None:
    assert said(LIST) == ROWS
    assert [item.position for item in items(LIST)] == [1, 2, 3]


def test_ages_date_the_lines_below_them_like_clocks() -> None:
    text = "Latest\n\n5 min ago\nHarbour reopens\n\n2 hours ago\nCouncil votes on the bridge\n"
    assert said(text) == [
        ("5 min ago", "Harbour reopens"),
        ("2 hours ago", "Council votes on the bridge"),
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\u2028"),
        lambda text: text.replace("08:54", "\xa008:54\u200b"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n", " \t\n"),
        lambda text: text.rstrip("\n"),
    ],
)
def test_line_ends_and_invisible_characters_change_nothing(spoil: object) -> None:
    assert callable(spoil)
    assert said(spoil(LIST)) == ROWS


def test_invisible_characters_inside_a_headline_are_kept() -> None:
    text = "08:54 Harbour\u200b reopens\xa0today\n08:27\nSoft\xadhyphen stays\n"
    assert said(text) == [
        ("08:54", "Harbour\u200b reopens\xa0today"),
        ("08:27", "Soft\xadhyphen stays"),
    ]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("13:03 Harbour reopens", ("13:03", "Harbour reopens")),
        ("13:03Harbour reopens", ("13:03", "Harbour reopens")),
        ("13.03 Harbour reopens", ("13.03", "Harbour reopens")),
        ("15h14 Le port rouvre", ("15h14", "Le port rouvre")),
        ("22:25 Uhr | Hafen wieder offen", ("22:25 Uhr", "Hafen wieder offen")),
        ("23:00• Harbour reopens", ("23:00", "Harbour reopens")),
        ("3:32 pm – Harbour reopens", ("3:32 pm", "Harbour reopens")),
        ("12:56 Am Montag öffnet der Hafen", ("12:56", "Am Montag öffnet der Hafen")),
        ("13:03 «Гавань» открыта", ("13:03", "«Гавань» открыта")),
        ("13:03 920 ships wait", ("13:03", "920 ships wait")),
        ("13:03 港が再開した", ("13:03", "港が再開した")),
        ("09.07.2025 13:03 Harbour reopens", ("09.07.2025 13:03", "Harbour reopens")),
        ("13:03, 09.07.2025 Harbour reopens", ("13:03, 09.07.2025", "Harbour reopens")),
    ],
)
def test_a_clock_may_begin_the_line_of_its_headline(line: str, row: tuple[str, str]) -> None:
    assert said(f"News\n{line}\n\nSome text about it.\n\n12:00 Another headline here\n")[0] == row


@pytest.mark.parametrize(
    "text",
    [
        "At 15:42 it rained.\n10:30 was the hour when\n11:45 and later it stopped.\n",
        "An article\n15:42\nby Ann Author, correspondent\n",
        "08:54\n08:27\n08:10\n",
        "45:10\nA football match\n27:15\nAnother one\n",
        "Just words.\n",
        "12:00 - 13:30\nLunch break for all\n",
        "2:1 Victory\n3:0 Defeat of them\n",
    ],
)
def test_what_is_no_list_yields_nothing(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Harbour reopens after the storm\n08:54\nCouncil votes on the bridge\n08:27\n",
        "Harbour reopens\n08:54\n\nCouncil votes\n08:27\n\nNight trains return\n02:08\n",
        "Harbour reopens after the storm\n08:54\nCouncil votes on the bridge\n08:27\nAll News\n",
    ],
)
def test_headlines_above_their_clocks_are_not_given_to_their_neighbours(text: str) -> None:
    assert said(text) == []


def test_one_row_is_a_list_if_it_is_dated_or_opens_the_text() -> None:
    assert said("08:54\nHarbour reopens\n") == [("08:54", "Harbour reopens")]
    dated = "Last news\n\n19:21 - 13.12.2025\n\nHarbour reopens\n\nSome text.\n"
    assert said(dated) == [("19:21 - 13.12.2025", "Harbour reopens")]


def test_a_section_behind_the_clock_is_a_category() -> None:
    text = (
        "19:00 World\nHarbour reopens after the storm\n\nText.\n\n"
        "18:41 Sport\nCup goes to the north\n"
    )
    assert said(text) == [
        ("19:00", "Harbour reopens after the storm"),
        ("18:41", "Cup goes to the north"),
    ]
    assert [item.categories for item in items(text)] == [("World",), ("Sport",)]


def test_short_headlines_with_text_below_are_no_sections() -> None:
    text = "13:03 Harbour reopens\n\nA long text.\n\n12:56 Council votes\n\nAnother long text.\n"
    assert said(text) == [("13:03", "Harbour reopens"), ("12:56", "Council votes")]


def test_a_slash_announces_a_section_on_the_next_line() -> None:
    text = (
        "20:50 /\nHarbour\nHarbour reopens\nText.\n"
        "20:09 /\nCouncil votes on the bridge\n\n19:00 /\n"
    )
    assert said(text) == [("20:50", "Harbour reopens"), ("20:09", "Council votes on the bridge")]


def test_days_head_the_rows_below_them() -> None:
    text = (
        "Today\nMenu\n26 апреля 2018\n25 апреля 2018\n20:50\nFirst headline\n"
        "Hier\n20:09\nSecond one\n"
    )
    assert [item.heading_text for item in items(text)] == ["25 апреля 2018", "Hier"]


@given(
    st.lists(st.sampled_from(["08:54", "08:54 A headline", "Words", "", "Hier", "20:50 /", "x:y"]))
)
def test_any_lines_are_read(lines: list[str]) -> None:
    for item in items("\n".join(["words", *lines])):
        assert item.title
        assert item.published_text
