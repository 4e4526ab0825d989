"""Every key's line, in any shape that TOML allows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticker.config import marks

TRICKY = """# a comment with [brackets] and "quotes"
top = 1
[ticker] # zone = "not here"
"quoted key" = '''
[not.a.header]
not = "a key"
'''
a.b.'c d' = "x # no comment"

[[sources]]
name = 'one'
"""


def test_a_header_inside_a_multi_line_string_is_none() -> None:
    assert marks.lines(TRICKY) == {
        ("top",): 2,
        ("ticker",): 3,
        ("ticker", "quoted key"): 4,
        ("ticker", "a"): 8,
        ("ticker", "a", "b"): 8,
        ("ticker", "a", "b", "c d"): 8,
        ("sources",): 10,
        ("sources", 0): 10,
        ("sources", 0, "name"): 11,
    }


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("[[a]]\n[[a]]\nx = 1\n", ("a", 1, "x"), 3),
        ("[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\n\nx = 2\n", ("a", 1, "b", "x"), 7),
        ("[[a]]\n[[a.b]]\n[[a.b]]\nx = 1\n", ("a", 0, "b", 1, "x"), 4),
        ("a = [\n  1, # one\n\n  2,\n]\nb = 3\n", ("a", 1), 4),
        ("a = [\n  1,\n  2,\n]\nb = 3\n", ("b",), 5),
        ('a = [{ x = "}" }, { x = "]",\ty = [[1,\n2]] }]\nb = 3', ("a", 1, "y", 0, 1), 2),
        ("a = {}\nb = []\nc = [[], [[]]]\nd = 1", ("d",), 4),
        ('a = """\\\n  x \\" y ""\\"" """"\nb = 1', ("b",), 3),
        ('a = """q"""""\nb = """"x"""\nc = """"""\nd = 1', ("d",), 4),
        ("a = '''it''s'''''\nb = 1", ("b",), 2),
        ('a = ""\nb = \'\'\nc = "\\\\"\nd = 1', ("d",), 4),
        ("a = 1979-05-27 07:32:00 # [x]\nb = [ 1979-05-27 07:32:00, +inf ]\nc = nan", ("c",), 3),
        ('"\\u0061" = 1\n\'b"c\' . d = 2\n', ('b"c', "d"), 2),
        ('"\\u0061" = 1\n', ("a",), 1),
        ("  [ a . 'b' ]\r\n\tx = 1\r\n\r\ny = [\r\n 1]\r\n", ("a", "b", "y"), 4),
        ('[[ "a" ]]\nx = 1', ("a", 0, "x"), 2),
    ],
)
def test_a_key_stands_on_its_line(text: str, path: marks.Path, line: int) -> None:
    tomllib.loads(text)
    assert marks.lines(text)[path] == line


def test_a_mark_spans_its_key_and_value() -> None:
    text = 'a = "x" # remark\n[b] # remark\nc.d = [\n 1 ] # remark\n'
    spans = {mark.path: text[mark.start : mark.end] for mark in marks.scan(text)}
    assert spans == {
        ("a",): 'a = "x"',
        ("b",): "[b]",
        ("b", "c", "d"): "c.d = [\n 1 ]",
        ("b", "c", "d", 0): "1",
    }


def test_lists_nested_beyond_reason_have_no_lines() -> None:
    assert marks.lines("a = " + "[" * 5_000 + "]" * 5_000) == {}


# --- files made at random, their lines known by construction -----------------------------------


@dataclass
class Page:
    """A TOML text under construction and the line of every path in it."""

    text: str = ""
    lines: dict[marks.Path, int] = field(default_factory=dict)

    def note(self, path: marks.Path) -> None:
        line = self.text.count("\n") + 1
        for depth in range(1, len(path) + 1):
            self.lines.setdefault(path[:depth], line)


SCALARS = st.sampled_from(
    [
        "1",
        "-3.5e2",
        "true",
        "07:32:00",
        "1979-05-27 07:32:00.5",
        "1979-05-27T07:32:00-03:00",
        '"plain"',
        '"# [x] = \\" \\\\"',
        "'# ] , } \\'",
        '"Київ"',
        '"""\n[x]\ny = 1\n"""',
        '"""a\\\n   ""b"""""',
        "'''\n# \"\"\" ]\n\n'''",
    ]
)
ONE_LINE = SCALARS.filter(lambda text: "\n" not in text)
BLANKS = st.sampled_from(["", " ", "\n", "\n  # ], } [\n", "  # x\n\n"])
VALUES = st.recursive(
    SCALARS.map(lambda text: ("scalar", text)),
    lambda inner: st.one_of(
        st.tuples(st.just("list"), st.lists(st.tuples(BLANKS, inner, BLANKS), max_size=3)),
        st.tuples(st.just("table"), st.lists(inner, max_size=3)),
    ),
    max_leaves=6,
)
KEYS = st.lists(st.sampled_from(["k{}", '"q {}"', "'l.{}'"]), min_size=1, max_size=3)
PAIRS = st.lists(st.tuples(KEYS, VALUES, st.sampled_from(["", " # c", "\n", "\n# [c]\n"])))
TABLES = st.lists(st.tuples(st.booleans(), PAIRS), max_size=4)


def write_value(
    page: Page, path: marks.Path, value: tuple[str, object], counter: list[int]
) -> None:
    kind, content = value
    if kind == "scalar":
        page.text += str(content)
    elif kind == "list":
        assert isinstance(content, list)
        page.text += "["
        for index, (before, inner, after) in enumerate(content):
            page.text += before
            page.note((*path, index))
            write_value(page, (*path, index), inner, counter)
            page.text += f"{after},"
        page.text += "]"
    else:
        assert isinstance(content, list)
        page.text += "{"
        for index, inner in enumerate(content):
            page.text += ", " if index else " "
            key = write_key(page, path, ["k{}"], counter)
            write_value(page, key, inner, counter)
        page.text += "}"


def write_key(page: Page, path: marks.Path, shapes: list[str], counter: list[int]) -> marks.Path:
    counter[0] += 1
    names = [shape.format(counter[0]) for shape in shapes]
    path = (*path, *(name.strip("\"'") for name in names))
    page.note(path)
    page.text += " . ".join(names) + " = "
    return path


@settings(max_examples=50)
@given(PAIRS, TABLES)
def test_made_files_have_the_lines_they_were_made_with(
    top: list[tuple[list[str], tuple[str, object], str]],
    tables: list[tuple[bool, list[tuple[list[str], tuple[str, object], str]]]],
) -> None:
    page, counter, repeats = Page(), [0], 0
    for number, (repeated, pairs) in enumerate([(False, top), *tables]):
        path: marks.Path = ()
        if number:
            path = ("many", repeats) if repeated else (f"t{number}",)
            repeats += repeated
            page.note(path)
            page.text += "[[many]]\n" if repeated else f"[t{number}]\n"
        for shapes, value, end in pairs:
            write_value(page, write_key(page, path, shapes, counter), value, counter)
            page.text += end + "\n"
    tomllib.loads(page.text)
    assert marks.lines(page.text) == page.lines
