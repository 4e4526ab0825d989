"""What `make corpus` counts may not get worse: the tables of docs/lists.md are what was reached."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from tests.corpus import table
from tests.corpus.scoring import Page, Score, own_pages, saved_pages, score

OWN = tuple(own_pages())


def test_there_are_pages_of_many_kinds_and_some_without_a_list() -> None:
    assert len(OWN) >= 40
    assert sum(not page.rows for page in OWN) >= 5


@pytest.mark.parametrize("page", OWN, ids=lambda page: page.name)
def test_an_invented_page_gives_its_rows_and_no_others(page: Page) -> None:
    reached = score(page)
    assert (reached.found, reached.invented) == (len(page.rows), 0)
    assert reached.titles == reached.links == reached.texts == len(page.rows)
    assert reached.times == reached.known


def test_the_tables_of_the_docs_are_what_is_counted() -> None:
    assert table.written("invented pages") == table.lines([score(page) for page in OWN])


def test_saved_pages_are_read_as_well_as_the_docs_say(shared_inputs: Path) -> None:
    told = table.read("saved pages")
    for page in saved_pages(shared_inputs):
        assert not _worse(score(page), told[page.name]), page.name


def _worse(reached: Score, told: Score) -> list[str]:
    """The counts that fell; of what nobody expected, those that rose."""
    counts = [field.name for field in fields(Score) if field.name != "name"]
    return [
        name
        for name in counts
        if (getattr(reached, name) > getattr(told, name)) == (name == "invented")
        and getattr(reached, name) != getattr(told, name)
    ]
