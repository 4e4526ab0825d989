"""SQL by strangers: questions are answered, everything else is refused and changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.newsroom import Newsroom, at, busy
from ticker.errors import SqlError, StoreError
from ticker.model import Table
from ticker.store import tables
from ticker.store.sql import run_sql
from ticker.store.views import VIEWS, view_columns


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with busy(tmp_path_factory.mktemp("sql") / "ticker.db") as room:
        yield room.path


@pytest.fixture(autouse=True)
def unchanged(path: Path) -> Iterator[None]:
    """No test of this file changes a byte of the store."""
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    yield
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def answer(path: Path, statement: str) -> tuple[tuple[object, ...], ...]:
    return run_sql(path, statement).rows


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_asked(path: Path, view: str) -> None:
    table = run_sql(path, f"SELECT * FROM {view}")
    assert table.columns == view_columns(view)
    assert table.rows or view == "deliveries"  # no alert is configured here
    assert answer(path, f"SELECT count(*) FROM {view}") == ((len(table.rows),),)


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("SELECT 1", ((1,),)),
        ("VALUES (1), (2)", ((1,), (2,))),
        ("select 1; -- done", ((1,),)),
        ("SELECT count(*) FROM ITEMS", ((4,),)),
        ("SELECT l.value FROM items, json_each(labels) AS l", (("video",),)),
        ("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) FROM n",
         ((6,),)),
        ("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT count(*) FROM n",
         ((3,),)),
        ("WITH few AS MATERIALIZED (SELECT id FROM items LIMIT 2) SELECT count(*) FROM few",
         ((2,),)),
        ("SELECT count(*) FROM (SELECT source FROM items GROUP BY source) AS per", ((2,),)),
        ("SELECT id, rank() OVER (ORDER BY id DESC) FROM items WHERE id > 2", ((4, 1), (3, 2))),
        ("SELECT (SELECT tag FROM item_tags WHERE item_id = i.id ORDER BY tag) FROM items AS i"
         " WHERE id = 1", (("kyiv",),)),
        ("SELECT CAST(x'ff41' AS TEXT)", (("\ufffdA",),)),
        ("SELECT x'00ff', NULL, 1.5, -9223372036854775808",
         ((b"\x00\xff", None, 1.5, -(2**63)),)),
        ("SELECT id FROM items WHERE id < 0", ()),
    ],
)  # fmt: skip
def test_a_question_is_answered(
    path: Path, statement: str, rows: tuple[tuple[object, ...], ...]
) -> None:
    assert answer(path, statement) == rows


def test_an_answer_is_cut_at_the_limit_and_says_so(path: Path) -> None:
    asked = "SELECT id FROM items ORDER BY id"
    assert run_sql(path, asked, limit=2) == Table(("id",), ((1,), (2,)), truncated=True)
    assert run_sql(path, asked, limit=4) == Table(("id",), ((1,), (2,), (3,), (4,)))
    assert run_sql(path, asked, limit=0) == Table(("id",), (), truncated=True)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM item",
        "DELETE FROM items",
        "INSERT INTO tag(name) VALUES ('x')",
        "UPDATE item SET url = 'x'",
        "REPLACE INTO tag(name) VALUES ('x')",
        "WITH x AS (SELECT 1) DELETE FROM item",
        "CREATE TABLE x(a)",
        "CREATE TEMP TABLE x AS SELECT 1",
        "CREATE VIEW x AS SELECT 1",
        "CREATE TRIGGER x AFTER INSERT ON item BEGIN SELECT 1; END",
        "DROP VIEW items",
        "DROP TABLE item",
        "ALTER TABLE item RENAME TO x",
        "ATTACH DATABASE ':memory:' AS x",
        "DETACH DATABASE main",
        "VACUUM",
        "VACUUM INTO 'elsewhere.db'",
        "ANALYZE",
        "REINDEX",
        "BEGIN IMMEDIATE",
        "COMMIT",
        "SAVEPOINT x",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA user_version = 99",
        "PRAGMA table_info(items)",
        "SELECT load_extension('x')",
        "SELECT LOAD_EXTENSION('x')",
        "SELECT 1; DELETE FROM item",
        "SELECT 1; SELECT 2",
        "SELECT * FROM items; DROP VIEW items",
        "",
        ";",
        "-- nothing",
        "/* nothing */",
    ],
)
def test_what_is_no_question_is_refused(path: Path, statement: str) -> None:
    with pytest.raises(SqlError) as refused:
        run_sql(path, statement)
    assert refused.value.hint
    assert not Path("elsewhere.db").exists()


@pytest.mark.parametrize("table", [*tables.metadata.tables, "wording_search", "sqlite_master"])
def test_base_tables_are_private(path: Path, table: str) -> None:
    with pytest.raises(SqlError, match=r"no public view|is not a public view"):
        run_sql(path, f'SELECT * FROM "{table}"')


@pytest.mark.parametrize(
    "statement",
    [
        "WITH items AS (SELECT key FROM sighting) SELECT * FROM items",
        "SELECT * FROM (SELECT etag FROM source) AS sources",
        "SELECT (SELECT max(below) FROM sighting) FROM items",
        "SELECT id FROM items WHERE id IN (SELECT revision_id FROM sighting)",
        "SELECT * FROM items UNION SELECT * FROM item",
        "SELECT * FROM items JOIN wording USING (id)",
        "SELECT sql FROM sqlite_schema",
        "SELECT * FROM pragma_table_info('items')",
        "SELECT * FROM wording_search WHERE wording_search MATCH 'x'",
    ],
)
def test_no_detour_leads_to_a_base_table(path: Path, statement: str) -> None:
    with pytest.raises(SqlError):
        run_sql(path, statement)


@pytest.mark.parametrize(
    ("statement", "message", "hint"),
    [
        ("SELECT * FROM itmes", "no such view: itmes", "did you mean items?"),
        ("SELECT * FROM item_tag", "item_tag is not a public view", "the views are items"),
        ("SELECT headlin FROM items", "no such column: headlin", "did you mean headline?"),
        ("SELECT i.published FROM items AS i", "no such column: i.published", "published_at"),
        ("SELECT qqqqqq FROM items", "no such column: qqqqqq", "docs/sql.md"),
        ("SELCT 1", 'near "SELCT": syntax error', "docs/sql.md"),
        ("SELECT headline FRM items", 'near "items": syntax error', "docs/sql.md"),
        ("SELECT nofunc(1)", "no such function: nofunc", "docs/sql.md"),
        ("SELECT 1; SELECT 2", "more than one statement", "one question"),
        ("", "no question", "SELECT"),
        ("DELETE FROM item", "DELETE is refused", "SELECT"),
        ("SELECT ?", "bindings", "docs/sql.md"),
        ("SELECT 'a\0b'", "null character", "docs/sql.md"),
        ("SELECT '\ud800'", "surrogates", "docs/sql.md"),
        ("SELECT zeroblob(1000000000)", "too big", "docs/sql.md"),
        ("SELECT json_each.value FROM json_each('{')", "malformed JSON", "docs/sql.md"),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(
    path: Path, statement: str, message: str, hint: str
) -> None:
    with pytest.raises(SqlError) as refused:
        run_sql(path, statement)
    assert message in refused.value.message
    assert hint in (refused.value.hint or "")


@pytest.mark.parametrize(
    "endless",
    [
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0",
    ],
)
def test_a_question_that_takes_too_long_is_stopped(path: Path, endless: str) -> None:
    with pytest.raises(SqlError, match=r"longer than 0\.05 s"):
        run_sql(path, endless, seconds=0.05)


def test_an_endless_answer_ends_at_the_limit(path: Path) -> None:
    endless = "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    assert run_sql(path, endless, limit=3) == Table(("i",), ((1,), (2,), (3,)), truncated=True)


_PIECES = ["SELECT", "DELETE", "UPDATE", "INSERT", "INTO", "FROM", "items", "item", "SET", "*"]
_PIECES += ["(", ")", "1", ",", ";", "'", '"', "--", "/*", "WITH", "AS", "UNION", "VALUES", "DROP"]
_PIECES += ["PRAGMA", "VIEW", "id", "=", "WHERE", "RETURNING", "\0", "\ud800", "?", "ATTACH"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(st.sampled_from(_PIECES), max_size=8))
def test_whatever_is_asked_the_store_stays_and_the_error_is_ours(
    path: Path, words: list[str]
) -> None:
    before = path.stat().st_size, path.stat().st_mtime_ns
    try:
        run_sql(path, " ".join(words), seconds=1)
    except SqlError as error:
        assert error.hint
    assert (path.stat().st_size, path.stat().st_mtime_ns) == before


def test_questions_are_answered_while_a_writer_writes(tmp_path: Path) -> None:
    with busy(tmp_path / "ticker.db") as room:
        with room.store.writing() as writer:
            writer.sync_sources([], at("10:00"))
            asked = "SELECT count(*) FROM sources WHERE state = 'removed'"
            assert room.store.sql(asked).rows == ((0,),)
        assert room.store.sql(asked).rows == ((3,),)


def test_a_path_with_odd_characters_is_a_path(tmp_path: Path) -> None:
    odd = tmp_path / "a?mode=rwc&b#%41 é.db"
    with Newsroom(odd):
        assert run_sql(odd, "SELECT count(*) FROM items").rows == ((0,),)


def test_a_file_that_is_no_store_is_a_fault_of_the_store(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"junk" * 300)
    with pytest.raises(StoreError):
        run_sql(broken, "SELECT 1 FROM items")
    with pytest.raises(StoreError):
        run_sql(tmp_path / "missing.db", "SELECT 1")
    assert not (tmp_path / "missing.db").exists()
    other = tmp_path / "other.db"
    sqlite3.connect(other).executescript("CREATE TABLE items(id); INSERT INTO items VALUES (1)")
    with pytest.raises(StoreError):
        run_sql(other, "SELECT * FROM items")
