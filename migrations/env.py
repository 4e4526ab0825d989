"""How alembic meets a store.

`ticker` hands over its own connection, inside the one transaction that holds the whole upgrade
(`ticker/store/migrating.py`). A developer's ``alembic -x database=FILE revision --autogenerate``
gets a connection of its own to a store that stands at the newest revision.
"""

from __future__ import annotations

import sqlite3

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine

from ticker.store.tables import metadata


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table in the database is one of `tables.py`: the search index keeps its own."""
    return kind != "table" or name in metadata.tables


def run(connection: Connection) -> None:
    """Run the migrations on `connection`, in the transaction that it is in."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=is_ours,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def developers_connection() -> Connection:
    """A connection to the file named by ``-x database=FILE``; `ticker db upgrade` makes one."""
    path = context.get_x_argument(as_dictionary=True).get("database")
    if not path:
        raise CommandError("name a store: alembic -x database=FILE ..., or use `ticker db upgrade`")
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None))
    return engine.connect()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    with developers_connection() as own:
        run(own)
