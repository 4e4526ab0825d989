"""Lines of the log, as people see them come."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.made import at, change
from ticker.cli.printing import bare
from ticker.cli.wire import COLOURS, Wire, colour, told

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("kind", "said", "line"),
    [
        ("new", {"headline": "Ferry resumes"}, "Ferry resumes"),
        (
            "revised",
            {"was": "Storm: 2 hurt", "headline": "Storm: 6 hurt", "detail": "number"},
            "edited: Storm: [-2-]{+6+} hurt  (number)",
        ),
        (
            "revised",
            {"was": "Ferry halted", "headline": "Sea calm again at dawn", "detail": "wording"},
            "edited: Ferry halted -> Sea calm again at dawn",
        ),
        (
            "revised",
            {"was": "Ferry halted", "headline": "Ferry halted", "detail": "link"},
            "edited: Ferry halted  (the link changed)",
        ),
        (
            "retimed",
            {"was": "2025-07-10T05:54:00Z", "detail": "2025-07-09T19:10:00Z stated"},
            "retimed: Ferry service resumes  (was 08:54, now 2025-07-09 22:10: stated)",
        ),
        (
            "retimed",
            {"was": None, "detail": "first-seen"},
            "retimed: Ferry service resumes  (was undated, now undated: first-seen)",
        ),
        (
            "delisted",
            {"detail": "2025-07-10T05:45:00Z"},
            "delisted: Ferry service resumes  (gone by 08:45)",
        ),
        ("returned", {"detail": None}, "returned: Ferry service resumes"),
        ("source_failed", {"headline": None, "detail": "HTTP 503"}, "failing: HTTP 503"),
        ("source_recovered", {"headline": None, "detail": "after 3 h"}, "recovered: after 3 h"),
        (
            "gap",
            {"headline": None, "detail": "no-overlap 2025-07-10T03:00:00Z/2025-07-10T05:00:00Z"},
            "gap: items may be missing 06:00 to 08:00: two visits in a row shared no item",
        ),
        (
            "gap",
            {"headline": None, "detail": "failing 2025-07-09T03:00:00Z/.."},
            "gap: items may be missing since 2025-07-09 06:00: the source could not be read",
        ),
        ("gap", {"headline": None, "detail": "anything else"}, "gap: anything else"),
    ],
)
def test_a_change_in_words(kind: str, said: dict[str, Any], line: str) -> None:
    assert bare(told(change(1, kind, **said), KYIV)) == line


def test_days_are_named_once_and_headlines_stand_below_each_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wire = Wire(KYIV, "text", ["harbour", "hill"])
    wire.tell([change(1, at=at("10 20:58")), change(2, source="hill", at=at("10 20:59"))])
    wire.tell([change(3, at=at("10 21:00"))])
    assert capsys.readouterr().out.splitlines() == [
        "Thursday 2025-07-10",
        "23:58  harbour  Ferry service resumes",
        "23:59  hill     Ferry service resumes",
        "Friday 2025-07-11",
        "00:00  harbour  Ferry service resumes",
    ]


def test_no_source_writes_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Headlines come from strangers: escape sequences and line ends do not get through."""
    Wire(KYIV, "text").tell([change(1, headline="Ferry\x1b[2J\nresumes\u202e")])
    assert capsys.readouterr().out.splitlines()[1:] == ["09:00  harbour  Ferry resumes"]


def test_a_source_is_known_by_its_colour() -> None:
    names = [f"source-{number}" for number in range(60)]
    assert [colour(name) for name in names] == [colour(name) for name in names]
    assert {colour(name) for name in names} == set(COLOURS)
