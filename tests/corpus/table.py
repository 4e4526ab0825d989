"""Scores as the table of docs/lists.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from tests.corpus.scoring import Score

DOCS = Path(__file__).resolve().parents[2] / "docs" / "lists.md"
HEAD = ("page", "rows", "found", "invented", "titles", "links", "time texts", "known", "times")
MARKS = ("<!-- {name} begins -->", "<!-- {name} ends -->")


def total(scores: Sequence[Score]) -> Score:
    """The sum of all scores."""
    counted = [field.name for field in fields(Score) if field.name != "name"]
    sums = {name: sum(getattr(score, name) for score in scores) for name in counted}
    return Score(name="all", **sums)


def lines(scores: Sequence[Score]) -> list[str]:
    """The scores as a Markdown table with their sum."""
    rows = [HEAD, *(_cells(score) for score in (*scores, total(scores)))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    rule = f"|{'-' * (widths[0] + 2)}|" + "".join(f"{'-' * (width + 1)}:|" for width in widths[1:])
    head, *rest = (_line(row, widths) for row in rows)
    return [head, rule, *rest]


def shares(scores: Sequence[Score]) -> str:
    """The sum in per cent."""
    whole = total(scores)
    return (
        f"{_share(whole.found, whole.expected)} of rows found, "
        f"{_share(whole.invented, whole.found + whole.invented)} of those given invented, "
        f"{_share(whole.titles, whole.found)} of titles exact, "
        f"{_share(whole.times, whole.known)} of known times exact"
    )


def part(name: str) -> tuple[int, int]:
    """First and last line of a table in the docs, its marks not among them."""
    written = DOCS.read_text().splitlines()
    begin, end = (written.index(mark.format(name=name)) for mark in MARKS)
    return begin + 1, end


def written(name: str) -> list[str]:
    """A table as the docs have it."""
    begin, end = part(name)
    return DOCS.read_text().splitlines()[begin:end]


def write(name: str, scores: Sequence[Score]) -> None:
    """Put a table into the docs."""
    begin, end = part(name)
    old = DOCS.read_text().splitlines()
    DOCS.write_text("\n".join([*old[:begin], *lines(scores), *old[end:]]) + "\n")


def read(name: str) -> dict[str, Score]:
    """The scores of a table in the docs, by page."""
    found = {}
    for line in written(name)[2:]:
        first, *counts = [cell.strip() for cell in line.strip("|").split("|")]
        found[first] = Score(first, *map(int, counts))
    return found


def _cells(score: Score) -> tuple[str, ...]:
    return tuple(str(getattr(score, field.name)) for field in fields(Score))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = f"| {cells[0]:<{widths[0]}} |"
    return first + "".join(f" {c:>{w}} |" for c, w in zip(cells[1:], widths[1:], strict=True))


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.1f} %" if of else "none"
