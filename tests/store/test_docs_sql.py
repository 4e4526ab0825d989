"""docs/sql.md is held to the schema, both ways, and every example in it is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from tests.store.datasette import METADATA, metadata
from tests.store.newsroom import at, busy
from ticker.model import (
    BASES,
    LABELS,
    ChangeKind,
    Delivery,
    GapReason,
    Gone,
    ItemState,
    MatchedBy,
    Origin,
    Outcome,
    RevisionKind,
    SourceState,
    Stage,
)
from ticker.store.sql import run_sql
from ticker.store.views import VIEWS, view_columns

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sql.md"
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.DOTALL | re.M))
EXAMPLES = re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL)
LATE = Delivery(
    id="desk:9",
    alert="desk",
    place=1,
    kind="change",
    first_seq=9,
    seq=9,
    destination="https://hooks.example/...",
    state="waiting",
    at=at("08:50"),
    tries=2,
    next_try_at=at("08:51"),
    answer="HTTP 503",
)
ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with busy(tmp_path_factory.mktemp("docs") / "ticker.db") as room:
        room.change("UPDATE sighting SET gone = 'delisted', gone_at = 1752138000 WHERE id = 2")
        room.change("UPDATE item SET time_error_s = 3600 WHERE id = 2")
        room.store.outbox.follow({"desk": 9}, [LATE])
        yield room.path


def test_every_view_has_its_section_and_no_other_is_promised() -> None:
    assert [name for name in SECTIONS if name != "Examples"] == list(VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_is_told_in_the_order_of_the_view(view: str) -> None:
    assert [column for column, _ in ROW.findall(SECTIONS[view])] == list(view_columns(view))


@pytest.mark.parametrize("view", VIEWS)
def test_every_meaning_is_a_sentence_of_its_own(view: str) -> None:
    meanings = [meaning for _, meaning in ROW.findall(SECTIONS[view])]
    assert all(len(meaning) > 5 for meaning in meanings)
    assert len(set(meanings)) == len(meanings)


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("items", (*BASES, *get_args(ItemState), *get_args(MatchedBy))),
        ("revisions", get_args(RevisionKind)),
        ("sightings", get_args(Gone)),
        ("polls", (*get_args(Outcome), *get_args(Stage))),
        ("gaps", get_args(GapReason)),
        ("changes", get_args(ChangeKind)),
        ("sources", get_args(SourceState)),
        ("item_tags", get_args(Origin)),
    ],
)
def test_every_word_that_can_stand_in_a_column_is_told(view: str, words: tuple[str, ...]) -> None:
    untold = [word for word in words if f"`{word}`" not in SECTIONS[view]]
    assert not untold


def test_labels_in_the_text_are_labels() -> None:
    told = set(re.findall(r'"(\w+)"', SECTIONS["items"]))
    assert told
    assert told <= set(LABELS)


def test_there_are_examples_enough() -> None:
    assert len(EXAMPLES) >= 24


def test_datasette_is_told_the_same() -> None:
    """`python -m tests.store.datasette` writes the file anew."""
    assert METADATA.read_text() == metadata(PAGE.read_text())
    told = json.loads(METADATA.read_text())["databases"]["ticker"]
    assert {name: list(table["columns"]) for name, table in told["tables"].items()} == {
        name: list(view_columns(name)) for name in VIEWS
    }
    assert [query["sql"] for query in told["queries"].values()] == [e.strip() for e in EXAMPLES]
    assert all(query["title"] for query in told["queries"].values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: " ".join(text.split())[:40])
def test_an_example_finds_something(path: Path, example: str) -> None:
    assert run_sql(path, example).rows
