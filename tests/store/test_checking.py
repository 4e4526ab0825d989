"""`check` finds what is wrong, also in the search index; `reindex` mends what indexes say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.busy import busy_writer
from tests.store.desk import DAWN, Desk, fresh_store, new, story
from tests.store.test_backup import broken, url
from ticker.errors import StoreBusyError
from ticker.model import Query
from ticker.store import Store
from ticker.store.checking import check
from ticker.store.migrating import migrate


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with some wordings."""
    path = tmp_path / "ticker.db"
    desk = Desk(path)
    stories = [story(f"Ferry {n} sails", f"g{n}", summary=f"At {n}") for n in range(40)]
    desk.poll(0, *map(new, stories))
    desk.close()
    return path


def change(*statements: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return spoil


UNGUARDED = ("DROP TRIGGER wording_is_kept", "DROP TRIGGER wording_search_update")
FORGET = (
    "INSERT INTO wording_search(wording_search, rowid, title, summary) "
    "VALUES ('delete', 7, 'Ferry 6 sails', 'At 6')"
)

INDEX = [
    change(FORGET),
    change("INSERT INTO wording_search(rowid, title, summary) VALUES (7, 'twice', 'told')"),
    change("INSERT INTO wording_search(rowid, title, summary) VALUES (99, 'of', 'nothing')"),
    # As many words as before: nothing but the words themselves tells.
    change(*UNGUARDED, "UPDATE wording SET title = 'Barge 6 sails' WHERE id = 7"),
    change(*UNGUARDED, "UPDATE wording SET title = 'sails Ferry 6' WHERE id = 7"),
    change("DELETE FROM wording_search_data WHERE id > 10"),
    change(
        "UPDATE wording_search_data SET block = zeroblob(length(block)) WHERE id > 10",
    ),
]


@pytest.mark.parametrize("spoil", INDEX)
def test_an_index_that_is_not_what_the_wordings_say_is_found_and_mended(
    path: Path, spoil: Callable[[Path], None]
) -> None:
    assert check(path).problems == ()
    spoil(path)
    report = check(path)
    assert [problem.partition(":")[0] for problem in report.problems] == ["the search index"]
    assert "ticker db reindex" in report.problems[0]
    assert not report.damaged
    with Store.open(url(path), write=True, now=DAWN) as store:
        store.reindex()
        assert store.check().problems == ()
        assert len(store.find(Query(text="sails", limit=None))) == 40


def test_an_index_that_is_missing_is_found(path: Path) -> None:
    change("DROP TABLE wording_search")(path)
    assert any("search index" in problem for problem in check(path).problems)


ROWS = [
    ("UPDATE item SET revisions = 9 WHERE id = 3", "counted right: 1 rows (3)"),
    ("UPDATE item SET state = 'delisted'", "state is that of its sightings: 40 rows (1, 2, 3"),
    ("UPDATE revision SET confirmed_at = 1, gone_by_at = 2", "without it: 40 rows"),
    ("UPDATE sighting SET revision_id = NULL WHERE id = 5", "current wording: 1 rows (5)"),
]


@pytest.mark.parametrize(("statement", "says"), ROWS)
def test_rows_that_break_a_promise_are_named(path: Path, statement: str, says: str) -> None:
    change(statement)(path)
    report = check(path)
    assert any(says in problem for problem in report.problems), report.problems
    assert not report.damaged


ORDERS = [
    ("DELETE FROM source_item WHERE item_id = 3", "every source has its items in order: 1 rows"),
    ("UPDATE source_item SET sort_at = 7 WHERE item_id = 3", "has only its items in order: 1 rows"),
]


@pytest.mark.parametrize(("statement", "says"), ORDERS)
def test_items_that_are_not_in_the_order_of_their_source_are_found_and_mended(
    path: Path, statement: str, says: str
) -> None:
    change(statement)(path)
    problems = check(path).problems
    assert any(says in problem and "ticker db reindex" in problem for problem in problems)
    with Store.open(url(path), write=True, now=DAWN) as store:
        store.reindex()
        assert store.check().problems == ()


def test_rows_that_point_nowhere_are_damage(path: Path) -> None:
    change("PRAGMA foreign_keys = OFF", "DELETE FROM source WHERE name = 'wire'")(path)
    report = check(path)
    assert report.damaged
    assert any(problem.startswith("references: ") for problem in report.problems)


def test_an_index_without_its_entries_is_damage_and_mended(path: Path) -> None:
    broken(path)
    report = check(path)
    assert report.damaged
    assert all(problem.startswith("the file: ") for problem in report.problems)
    with Store.open(url(path), write=True, now=DAWN) as store:
        store.reindex()
    assert check(path).problems == ()


def test_a_store_is_looked_over_while_it_is_written_to(tmp_path: Path) -> None:
    """The promises are asked of one state, not of one after the other."""
    path = tmp_path / "ticker.db"
    path.write_bytes(fresh_store())
    with busy_writer(path) as writer:
        for _ in range(5):
            told = writer.told()
            report = check(path)
            assert report.problems == ()
            assert report.polls >= told


def test_looking_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    check(path)
    assert path.read_bytes() == before


def test_of_an_older_store_only_the_file_is_looked_at(path: Path) -> None:
    migrate(path, "0001")
    report = check(path)
    assert (report.revision, report.checked, report.items) == (
        "0001",
        ("the file", "references"),
        40,
    )


def test_indexes_are_made_anew_by_the_one_writer_only(path: Path) -> None:
    with busy_writer(path) as writer:
        writer.told()
        with pytest.raises(StoreBusyError, match=str(writer.pid)):
            Store.open(url(path), write=True, now=DAWN)
