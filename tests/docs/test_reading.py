"""How pages are read and compared: the tests of the tests."""

from __future__ import annotations

import pytest

from tests.docs.blocks import commands, turns
from tests.docs.compare import shows
from tests.docs.terminal import on_screen


@pytest.mark.parametrize(
    ("page", "terminal", "live", "same"),
    [
        ("3 items\n", "3 items\n", False, True),
        ("3 items\n", "4 items\n", False, False),
        ("a\n...\nd\n", "a\nb\nc\nd\n", False, True),
        ("a\n...\nd\n", "a\nb\nc\n", False, False),
        ("in ... min\n", "in 29 min\n", False, True),
        ("in ... min\n", "in 29\nmin\n", False, False),
        ("at 08:54, 3 s ago\n", "at 23:07, 12 min ago\n", True, True),
        ("at 08:54, 3 s ago\n", "at 23:07, 12 min ago\n", False, False),
        ("2025-07-10  Thursday\n08:54 A\n", "08:54 A\n2025-07-09  Wednesday\n", True, True),
        (
            "between 2025-07-10 08:54 and 09:00\n",
            "between 23:50 and 2025-07-11 00:10\n",
            True,
            True,
        ),
        ("08:54 A headline\n", "08:54 Another\n", True, False),
        ("3 new\n", "4 new\n", True, False),
    ],
)
def test_a_page_shows_what_the_terminal_showed(
    page: str, terminal: str, live: bool, same: bool
) -> None:
    assert shows(page, terminal, live=live) is same


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("a\r\nb\r\n", "a\nb\n"),
        ("\x1b[1mbold\x1b[0m\r\n", "bold\n"),
        ("10 %\r100 %\r\n", "100 %\n"),
        ("bar \x1b[1G\x1b[2Kdone\r\n", "done\n"),
        ("bar\r\n\x1b[1A\x1b[2Kdone\r\n", "done\n"),
        ("long line\r\x1b[Kok\r\n", "ok\n"),
    ],
)
def test_what_is_left_on_the_screen(written: str, seen: str) -> None:
    assert on_screen(written) == seen


def test_commands_of_a_block() -> None:
    block = "# a remark\na --b\ncat > f <<'END'\n# inside\nEND\nlong \\\n  on\n"
    loop = "for x in y; do\n    z\ndone\n"
    assert commands(block + loop) == [
        "a --b",
        "cat > f <<'END'\n# inside\nEND",
        "long \\\n  on",
        "for x in y; do\n    z\ndone",
    ]


def test_turns_of_a_console() -> None:
    assert turns("$ a\none\n$ b 'x\n> y'\n$ c\ntwo\nthree\n") == [
        ("a", "one\n"),
        ("b 'x\ny'", ""),
        ("c", "two\nthree\n"),
    ]
