"""The change of a store's schema: whole or not at all. The only file that imports alembic."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from ticker.errors import StoreError
from ticker.store.backup import back_up_before_upgrade
from ticker.store.engines import migration_engine
from ticker.store.guards import create_guards, drop_guards
from ticker.store.orders import create_orders, drop_orders
from ticker.store.schema import (
    APPLICATION_ID,
    HEAD,
    schema_version,
    stored_revision,
)
from ticker.store.search import create_search
from ticker.store.views import create_views, drop_views

_PACKAGE = Path(__file__).resolve().parents[1]


def scripts_folder() -> Path:
    """Where the migrations lie: inside the package in a wheel, beside it in a checkout."""
    packed = _PACKAGE / "migrations"
    return packed if packed.is_dir() else _PACKAGE.parent / "migrations"


def upgrade_file(
    path: Path, now: datetime, *, scripts: Path | None = None, head: str = HEAD
) -> Path | None:
    """Make the store at `path`, or upgrade it to `head` after a checked copy, in one transaction.

    The caller holds the writer's lock. Returns the copy, if there was anything to copy. Killed
    or failing at any point it leaves the store as it was, ready for the next try.
    """
    revision = stored_revision(path) if path.exists() else None
    if revision == head:
        return None
    backup = back_up_before_upgrade(path, revision, now) if revision else None
    migrate(path, head, scripts=scripts)
    return backup


def migrate(path: Path, revision: str, *, scripts: Path | None = None) -> None:
    """Take the store at `path` up or down to `revision` (``base``: an empty schema)."""
    engine = migration_engine(path)
    try:
        with engine.begin() as connection:
            drop_guards(connection)
            drop_orders(connection)
            drop_views(connection)
            _run(connection, revision, scripts or scripts_folder())
            if revision != "base":
                create_search(connection)
                create_orders(connection)
                create_views(connection)
                create_guards(connection)
            _check_foreign_keys(connection, path)
            _stamp(connection, revision)
    finally:
        engine.dispose()


def _run(connection: Connection, revision: str, scripts: Path) -> None:
    config = Config()
    # "%" begins an interpolation in alembic's configuration.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    stands_at = MigrationContext.configure(connection).get_current_revision() or "base"
    down = revision == "base" or (stands_at != "base" and stands_at > revision)
    (command.downgrade if down else command.upgrade)(config, revision)


def _check_foreign_keys(connection: Connection, path: Path) -> None:
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        raise StoreError(
            f"row {orphan[1]} of {orphan[0]} would lose its {orphan[2]}",
            where=str(path),
            hint="the upgrade was undone, the store is as it was; please report this",
        )


def _stamp(connection: Connection, revision: str) -> None:
    version = 0 if revision == "base" else schema_version(revision)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {version}")
