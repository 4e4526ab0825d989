"""Hostile text never reaches a terminal, a spreadsheet or a document as anything but text."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.cli.printing import csv_cell, json_text, markdown
from ticker.plain import escaped_json, plain, width

DIRECTIONS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x1b\x9b\x9d\x07\x00\x08\r\n\t[]m;0123456789\u202e\u2066\u200b\u2028\ud800"
        ),
    )
)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mFerry\x1b[0m resumes", "Ferry resumes"),
        ("\x1b]0;owned\x07Ferry", "Ferry"),
        ("\x1b]8;;https://evil.example\x1b\\Ferry\x1b]8;;\x1b\\", "Ferry"),
        ("\x9b2JFerry", "Ferry"),
        ("\x9dtitle\x9cFerry", "Ferry"),
        ("\x1bPq#0\x1b\\Ferry", "Ferry"),
        ("\x1bcFerry", "Ferry"),
        ("Ferry\x1b", "Ferry"),
        ("Fer\x08\x08ry\x00", "Ferry"),
        ("Ferry\r\nresumes\tnow", "Ferry  resumes now"),
        ("\u202eyrreF\u202c", "yrreF"),
        ("Fe\u200brry\u2028resumes\ufeff", "Ferry resumes"),
        ("Ferry\ud800", "Ferry\ufffd"),
        ("Ferry\u00a0resumes", "Ferry resumes"),
        ("Паром – відео \U0001f6a2", "Паром – відео \U0001f6a2"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_control_and_direction_characters_are_not_shown(hostile: str, shown: str) -> None:
    assert plain(hostile) == shown


@given(TEXTS)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = plain(text)
    assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not set(shown) & DIRECTIONS
    assert plain(shown) == shown


@given(TEXTS)
def test_json_keeps_every_character_and_shows_none_that_is_obeyed(text: str) -> None:
    written = json_text({"title": text})
    assert json.loads(written) == {"title": text}
    assert not [char for char in written if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not set(written) & DIRECTIONS


def test_json_leaves_other_scripts_readable() -> None:
    assert escaped_json('"Київ \U0001f6a2"') == '"Київ \U0001f6a2"'


def test_lines_are_kept_where_they_are_asked_for() -> None:
    assert plain("one\n\x1b[1mtwo", lines=True) == "one\ntwo"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+380", "'+380"),
        ("-5 degrees", "'-5 degrees"),
        ("@desk", "'@desk"),
        ("\x1b[1m=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("a=1", "a=1"),
        (-5, "-5"),
        (None, ""),
        (True, "true"),
        (["video", "photo"], "video, photo"),
        (["=cmd"], "'=cmd"),
        ([{"source": "a"}], '[{"source": "a"}]'),
        (b"\x00", '{"$base64": true, "encoded": "AA=="}'),
    ],
)
def test_no_cell_of_a_spreadsheet_is_a_formula(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


@given(TEXTS)
def test_a_csv_cell_is_read_back_as_one_cell_that_begins_harmlessly(text: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([csv_cell(text), "end"])
    (row,) = csv.reader(io.StringIO(out.getvalue()))
    assert row == [csv_cell(text), "end"]
    assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A | B", r"A \| B"),
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
        ("<script>", r"\<script\>"),
        ("*5* of `6` _7_ &copy;", r"\*5\* of \`6\` \_7\_ \&copy;"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_markdown_sees_nothing_in_a_headline(text: str, shown: str) -> None:
    assert markdown(text) == shown


@pytest.mark.parametrize(
    ("text", "columns"), [("Ferry", 5), ("フェリー", 8), ("e\u0301", 1), ("", 0)]
)
def test_widths_are_those_of_a_terminal(text: str, columns: int) -> None:
    assert width(text) == columns
