"""The schema's way up and down: whole or not at all, and nothing lost on it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from tests.store.desk import DAWN, Desk, at, edit, linked, new, story
from ticker.errors import StoreError, StoreFullError
from ticker.model import Dropped, GapFound, Missed, Query, Returned
from ticker.store import Store
from ticker.store.backup import copy_store, require_space
from ticker.store.guards import GUARDED
from ticker.store.migrating import migrate, scripts_folder, upgrade_file
from ticker.store.schema import HEAD, schema_state, schema_version, stored_revision
from ticker.store.tables import metadata
from ticker.store.views import VIEWS

DAM, PORT = "Dam opens its gates", "Port closes for the night"
NEXT = f"{int(HEAD) + 1:04d}"
"""A revision that no release has: the tests bring their own."""


@pytest.fixture
def populated(tmp_path: Path) -> Path:
    """A store with a row in every table."""
    desk = Desk(tmp_path / "ticker.db")
    desk.poll(1, new(linked(DAM, 7), tags=[("floods", "feed")]), new(story(PORT, "g2")))
    desk.poll(2, edit(1, linked(f"{DAM} again", 7), DAM), Missed(2, (1,)))
    desk.poll(3, Dropped(2, 2, "delisted", at(2)), GapFound(at(2), at(3), "no-overlap"))
    desk.poll(4, Returned(2, 2, "delisted"))
    desk.close()
    return desk.path


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The project's migrations, to be added to."""
    return Path(shutil.copytree(scripts_folder(), tmp_path / "migrations"))


def _add(scripts: Path, upgrade: str, downgrade: str = "pass") -> None:
    """Write the migration after the newest."""
    body = f"""
import pathlib, time
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{NEXT}", "{HEAD}", None, None
def upgrade():
    {upgrade}
def downgrade():
    {downgrade}
"""
    (scripts / "versions" / f"{NEXT}_next.py").write_text(body)


def _ask(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the tables, in a fixed order."""
    return {table: sorted(_ask(path, f'SELECT * FROM "{table}"'), key=repr) for table in _tables()}


def _tables() -> list[str]:
    return sorted(metadata.tables)


def _made(path: Path) -> dict[tuple[object, object], object]:
    """What the schema holds, with its SQL, search left to its own test."""
    found = _ask(path, "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {(kind, name): sql for kind, name, sql in found}


# --- the revisions that are released -----------------------------------------------------------


def test_the_newest_migration_is_the_one_that_the_program_knows() -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [HEAD]
    revisions = [step.revision for step in script.walk_revisions()]
    assert revisions == [f"{number:04d}" for number in range(len(revisions), 0, -1)]
    assert schema_version(HEAD) == len(revisions)


def test_the_migrated_schema_is_that_of_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    upgrade_file(path, DAWN)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: kind != "table" or name in _tables(),
            },
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_migrated_schema_is_word_for_word_what_the_tables_say(tmp_path: Path) -> None:
    """Partial indexes, WITHOUT ROWID and AUTOINCREMENT too, which autogenerate does not compare."""
    migrated, told = tmp_path / "migrated.db", tmp_path / "told.db"
    upgrade_file(migrated, DAWN)
    engine = create_engine(f"sqlite:///{told}")
    metadata.create_all(engine)
    engine.dispose()
    ours = {key: sql for key, sql in _made(migrated).items() if key in _made(told)}
    assert {key: _words(sql) for key, sql in ours.items()} == {
        key: _words(sql) for key, sql in _made(told).items()
    }


def _words(sql: object) -> list[str]:
    return str(sql).replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split()


@pytest.mark.parametrize("revision", [f"{n:04d}" for n in range(1, int(HEAD) + 1)])
def test_every_migration_goes_up_down_and_up(populated: Path, revision: str) -> None:
    """Below the first there is nothing, so only its schema can be compared."""
    before, made = _rows(populated), _made(populated)
    below = f"{int(revision) - 1:04d}" if int(revision) > 1 else "base"
    migrate(populated, below)
    migrate(populated, HEAD)
    assert _made(populated) == made
    assert _ask(populated, "PRAGMA integrity_check") == [("ok",)]
    if below != "base":
        assert {table: len(rows) for table, rows in _rows(populated).items()} == {
            table: len(rows) for table, rows in before.items()
        }


def test_what_a_program_of_before_wrote_is_found_by_word_and_source(populated: Path) -> None:
    """Up to 0002 a trigger learned new wordings, and no table had items in the order of sources."""
    migrate(populated, "0002")
    with closing(sqlite3.connect(populated)) as connection, connection:
        connection.execute(
            "INSERT INTO wording(item_id, title, summary) VALUES (1, 'Gates shut again', NULL)"
        )
    upgrade_file(populated, DAWN)
    with Store.open(f"sqlite:///{populated}", now=DAWN) as store:
        assert store.check().problems == ()
        assert [found.id for found in store.find(Query(text="shut"))] == [1]
        name = store.find(Query())[0].source
        assert len(store.find(Query(sources=frozenset({name})))) == 2


def test_the_way_down_to_nothing_leaves_nothing_of_ours(populated: Path) -> None:
    migrate(populated, "base")
    left = {name for kind, name in _made(populated) if kind in ("view", "trigger")}
    assert left == set()
    assert not set(_tables()) & {name for _, name in _made(populated)}
    assert schema_state(populated) == "older"


def test_the_migrations_are_packed_into_the_wheel() -> None:
    """The package finds them there under its own roof, in a checkout beside it."""
    project = scripts_folder().parent / "pyproject.toml"
    wheel = tomllib.loads(project.read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["migrations"] == "ticker/migrations"
    assert (scripts_folder() / "env.py").is_file()


# --- any revision to come ----------------------------------------------------------------------


def test_an_upgrade_copies_the_store_first_and_keeps_every_row(
    populated: Path, scripts: Path
) -> None:
    _add(scripts, 'op.add_column("item", sa.Column("mood", sa.Text))')
    before = _rows(populated)
    backup = upgrade_file(populated, DAWN, scripts=scripts, head=NEXT)
    assert backup == populated.with_name(f"ticker.db.bak-{HEAD}-20310304T050000Z")
    assert _rows(backup) == before
    assert stored_revision(backup) == HEAD
    assert stored_revision(populated) == NEXT
    assert _ask(populated, "PRAGMA user_version") == [(schema_version(NEXT),)]
    assert [row[:-1] for row in _rows(populated)["item"]] == before["item"]
    assert not list(populated.parent.glob("*.part"))
    assert upgrade_file(populated, DAWN, scripts=scripts, head=NEXT) is None


def test_a_rebuilt_table_gets_its_search_views_and_guards_back(
    populated: Path, scripts: Path
) -> None:
    """A batch ALTER drops the table's triggers, and fails while a view stands on it."""
    _add(
        scripts,
        'with op.batch_alter_table("wording", recreate="always") as batch:\n'
        '        batch.add_column(sa.Column("mood", sa.Text))\n'
        '    with op.batch_alter_table("item", recreate="always") as batch:\n'
        '        batch.add_column(sa.Column("mood", sa.Text))',
        'with op.batch_alter_table("wording", recreate="always") as batch:\n'
        '        batch.drop_column("mood")\n'
        '    with op.batch_alter_table("item", recreate="always") as batch:\n'
        '        batch.drop_column("mood")',
    )
    before, made = _rows(populated), _made(populated)
    for revision in (NEXT, HEAD, NEXT, HEAD):
        migrate(populated, revision, scripts=scripts)
        assert _made(populated).keys() == made.keys()
        with closing(sqlite3.connect(populated)) as connection:
            found = connection.execute(
                "SELECT count(*) FROM wording_search WHERE wording_search MATCH 'gates'"
            )
            assert found.fetchone() == (2,)
            assert connection.execute("SELECT count(*) FROM items").fetchone() == (2,)
    assert _rows(populated) == before
    kinds = [kind for kind, _ in made]
    assert kinds.count("view") == len(VIEWS)
    assert kinds.count("trigger") >= len(GUARDED) + 3


@pytest.fixture
def half_done(scripts: Path) -> Path:
    """A migration that makes a table, changes rows, and then waits while a file `hold` lies
    beside it, or fails while a file `fail` does."""
    _add(
        scripts,
        'op.create_table("mood", sa.Column("id", sa.Integer, primary_key=True))\n'
        "    op.execute(\"UPDATE item SET state = 'delisted'\")\n"
        '    op.add_column("item", sa.Column("mood", sa.Text))\n'
        "    here = pathlib.Path(__file__).parents[1]\n"
        '    if (here / "hold").exists():\n'
        '        print("half done", flush=True)\n'
        "        time.sleep(60)\n"
        '    if (here / "fail").exists():\n'
        '        op.execute("INSERT INTO nowhere VALUES (1)")',
    )
    return scripts


def test_a_migration_that_fails_leaves_the_store_as_it_was_and_can_be_tried_again(
    populated: Path, half_done: Path
) -> None:
    before, made = _rows(populated), _made(populated)
    (half_done / "fail").touch()
    for _ in range(2):
        with pytest.raises(Exception, match="nowhere"):
            upgrade_file(populated, DAWN, scripts=half_done, head=NEXT)
        assert (_rows(populated), _made(populated)) == (before, made)
        assert schema_state(populated) == "current"
    (half_done / "fail").unlink()
    upgrade_file(populated, DAWN, scripts=half_done, head=NEXT)
    assert stored_revision(populated) == NEXT


_UPGRADE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ticker.store.migrating import upgrade_file
path, scripts, head = sys.argv[1:]
upgrade_file(Path(path), datetime(2031, 3, 4, tzinfo=UTC), scripts=Path(scripts), head=head)
"""


def test_a_killed_migration_leaves_the_store_as_it_was_and_can_be_tried_again(
    populated: Path, half_done: Path
) -> None:
    before, made = _rows(populated), _made(populated)
    (half_done / "hold").touch()
    arguments = [sys.executable, "-c", _UPGRADE, str(populated), str(half_done), NEXT]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half done\n"
        process.kill()
    assert (_rows(populated), _made(populated)) == (before, made)
    (half_done / "hold").unlink()
    upgrade_file(populated, DAWN, scripts=half_done, head=NEXT)
    assert stored_revision(populated) == NEXT
    assert _ask(populated, "SELECT DISTINCT state FROM item") == [("delisted",)]
    assert _ask(populated, "PRAGMA integrity_check") == [("ok",)]


def test_a_migration_that_would_orphan_rows_is_undone(populated: Path, scripts: Path) -> None:
    _add(scripts, 'op.execute("DELETE FROM item WHERE id = 1")')
    before = _rows(populated)
    with pytest.raises(StoreError, match="would lose its item") as refused:
        upgrade_file(populated, DAWN, scripts=scripts, head=NEXT)
    assert refused.value.hint
    assert _rows(populated) == before
    assert stored_revision(populated) == HEAD


def test_an_upgrade_without_room_for_a_copy_is_not_begun(populated: Path) -> None:
    size = populated.stat().st_size
    require_space(populated, free=2 * size)
    with pytest.raises(StoreFullError, match=f"{2 * size:,} bytes free") as refused:
        require_space(populated, free=2 * size - 1)
    assert refused.value.where == str(populated)


def test_a_damaged_store_is_not_upgraded(populated: Path, scripts: Path) -> None:
    _add(scripts, 'op.add_column("item", sa.Column("mood", sa.Text))')
    whole = bytearray(populated.read_bytes())
    page = _ask(populated, "SELECT rootpage FROM sqlite_master WHERE name = 'ix_item_sort'")[0][0]
    assert isinstance(page, int)
    size = int.from_bytes(whole[16:18], "big")
    # An index that lost its cells: every row is there, and none is found by it.
    whole[(page - 1) * size + 3 : (page - 1) * size + 5] = b"\0\0"
    populated.write_bytes(whole)
    with pytest.raises(StoreError, match="damaged") as refused:
        upgrade_file(populated, DAWN, scripts=scripts, head=NEXT)
    assert refused.value.hint
    assert populated.read_bytes() == bytes(whole)
    assert not list(populated.parent.glob("*.bak-*"))


def test_a_copy_of_a_store_in_use_is_whole(populated: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(populated, isolation_level=None)) as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("UPDATE item SET state = 'delisted'")
        copy_store(populated, tmp_path / "copy.db")
        writing.execute("ROLLBACK")
    assert _rows(tmp_path / "copy.db") == _rows(populated)
