"""Statements for many rows at once, compiled when the program starts.

SQLAlchemy builds the parameters of every row anew, which costs as much as SQLite's own work
(measured). Here it writes the SQL once, and each row is read off its mapping in one step: it may
carry more keys than the statement needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Connection, Insert, Table, Update, bindparam, insert, update
from sqlalchemy.dialects import sqlite

Row: TypeAlias = dict[str, Any]
"""One row of a table on its way in or out; it never leaves the store."""

_DIALECT = sqlite.dialect(paramstyle="qmark")


class Bulk:
    """One statement that sets `columns`, to be run for every row of a list."""

    def __init__(self, statement: Insert | Update, columns: Sequence[str]) -> None:
        compiled = statement.compile(dialect=_DIALECT, column_keys=list(columns))
        self._sql = str(compiled)
        self._values = itemgetter(*(compiled.positiontup or ()))

    def write(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run it for each of `rows`; for none, do nothing."""
        if rows:
            connection.exec_driver_sql(self._sql, list(map(self._values, rows)))


def inserting(table: Table, *, without: Sequence[str] = ()) -> Bulk:
    """New rows of `table` that hold all of its columns but those named."""
    columns = [column.name for column in table.c if column.name not in without]
    return Bulk(insert(table), columns)


def updating(table: Table, columns: Sequence[str], *, by: str = "id") -> Bulk:
    """These columns of the rows whose column `by` is the `row_id` of the row given."""
    return Bulk(update(table).where(table.c[by] == bindparam("row_id")), columns)
