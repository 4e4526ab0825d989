"""`try --explain`: for each row its evidence and its elements, for each list why it was taken."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command

ROW = (
    '<li class="item"><b class="time">{t}</b> <a href="/{n}">A story of the sea, part {n}</a></li>'
)
PAGE = (
    "<!doctype html><html><body><ul>"
    + "".join(ROW.format(t=t, n=n) for n, t in enumerate(("08:54", "08:27", "08:10")))
    + "</ul><ol class=most-read>"
    + ROW.format(t="07:00", n=8).replace("item", "top")
    + ROW.format(t="06:00", n=9).replace("item", "top")
    + "</ol></body></html>"
)


def explained(ticker: Command, here: Path, text: str) -> str:
    (here / "page.html").write_text(text)
    asked = ("try", "page.html", "--at", "2025-07-10T09:00:00Z", "--zone", "UTC", "--explain")
    told = ticker(*asked)
    assert told.exit_code == 0, told.output
    return told.stdout


def test_each_row_tells_its_elements_and_what_dated_it(ticker: Command, here: Path) -> None:
    lines = explained(ticker, here, PAGE).splitlines()
    first = lines.index("  1  08:54  A story of the sea, part 0")
    assert lines[first + 1] == "     row      li.item"
    assert lines[first + 2].startswith("     time     b.time  (dated by: clock")
    assert "     title    a" in lines[first : first + 6]


def test_each_list_tells_its_score_or_why_it_is_none(ticker: Command, here: Path) -> None:
    said = explained(ticker, here, PAGE)
    assert "3 rows  li.item b.time  taken" in said
    assert "2 rows  li.top b.time  left out: fewer than three rows" in said


def test_a_page_without_a_ticker_says_so(ticker: Command, here: Path) -> None:
    said = explained(ticker, here, "<!doctype html><html><body><p>Nothing.</p></body></html>")
    assert said.splitlines() == ["no row: no list of this page is a ticker"]


def test_what_is_no_page_is_not_explained(ticker: Command, here: Path) -> None:
    assert explained(ticker, here, "08:54\nA story of the sea\n") == (
        "nothing to explain: text is not read as a page\n"
    )
