"""The word diff of two wordings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.cli.printing import bare
from ticker.cli.wording import diff_line
from ticker.wording import word_diff


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("2 hurt in storm", "6 hurt in storm", "[-2-]{+6+} hurt in storm"),
        ("Ferry resumes", "Ferry resumes after storm", "Ferry resumes{+ after storm+}"),
        ("Ferry resumes after storm", "Ferry resumes", "Ferry resumes[- after storm-]"),
        ("Old words here", "Quite other text", "[-Old words here-]{+Quite other text+}"),
        (
            "Storm: two hurt, 1 lost",
            "Storm: six hurt, 1 lost",
            "Storm: [-two-]{+six+} hurt, 1 lost",
        ),
        ("Same", "Same", "Same"),
        ("", "Ferry", "{+Ferry+}"),
        ("東京の雨", "東京の雪", "東京の[-雨-]{+雪+}"),
        ("Ferry  resumes", "Ferry resumes", "Ferry[-  -]{+ +}resumes"),
    ],
)
def test_an_edit_shows_what_went_and_what_came(was: str, now: str, shown: str) -> None:
    assert bare(diff_line(was, now)) == shown


@given(st.text("ab c,\n雨", max_size=40), st.text("ab c,\n雨", max_size=40))
def test_both_wordings_can_be_read_out_of_the_diff(was: str, now: str) -> None:
    parts = word_diff(was, now)
    assert "".join(text for kind, text in parts if kind != "+") == was
    assert "".join(text for kind, text in parts if kind != "-") == now
    kinds = "".join(kind for kind, _ in parts)
    assert "--" not in kinds
    assert "++" not in kinds
    assert "+-" not in kinds


def test_very_long_wordings_are_shown_whole() -> None:
    was, now = "a " * 5_000, "b " * 5_000
    assert word_diff(was, now) == (("-", was), ("+", now))
