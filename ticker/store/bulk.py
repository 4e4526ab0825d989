"""Statements that are run for every poll, written as SQL once.

SQLAlchemy takes 60 to 100 µs to look a statement up, to bind its parameters and to describe its
answer, and builds the parameters of every row anew: for small statements that is more than SQLite's
own work (measured). Here it writes the SQL when a statement is first needed; a row is then read off
its mapping in one step, and an answer is a plain row.
"""

from __future__ import annotations

import json
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeAlias, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Row: TypeAlias = dict[str, Any]
"""One row of a table on its way in or out; it never leaves the store."""

Answer: TypeAlias = Any
"""One row of an answer, with a name for each column (a named tuple)."""

_DIALECT = sqlite.dialect(paramstyle="qmark")
_JSON = json.JSONEncoder(ensure_ascii=False)


class Bulk:
    """One statement that sets `columns`, to be run for every row of a list. A row may carry more
    keys than the statement needs."""

    def __init__(self, statement: Insert | Update, columns: Sequence[str]) -> None:
        self._statement = statement
        self._columns = list(columns)

    @cached_property
    def _written(self) -> tuple[str, Callable[[Row], Any]]:
        compiled = self._statement.compile(dialect=_DIALECT, column_keys=self._columns)
        return str(compiled), itemgetter(*_names(compiled))

    def write(self, connection: Connection, rows: Iterable[Row]) -> None:
        """Run it for each of `rows`; for none, do nothing."""
        sql, values = self._written
        given = list(map(values, rows))
        if given:
            connection.exec_driver_sql(sql, given)


class Question:
    """One SELECT with named parameters, to be asked again and again."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement

    @cached_property
    def _written(self) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
        compiled = self._statement.compile(dialect=_DIALECT)
        literals = {name: one.value for name, one in compiled.binds.items() if not one.required}
        return str(compiled), _names(compiled), literals

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of its answers."""
        return tuple(column.name for column in self._statement.selected_columns)

    @cached_property
    def _value(self) -> Callable[[Iterable[Any]], Any]:
        named: Any = namedtuple("Answer", self.columns)  # type: ignore[misc]  # known at run time
        return cast("Callable[[Iterable[Any]], Any]", named._make)

    def ask(self, connection: Connection, **values: Any) -> list[Answer]:
        """All rows of the answer, with a name for each column. Values are as the database keeps
        them: 0 and 1 for booleans. Raises DBAPIError."""
        return list(map(self._value, self._answer(connection, values)))

    def rows(self, connection: Connection, **values: Any) -> list[Row]:
        """All rows of the answer, to be changed and written back. Raises DBAPIError."""
        return [
            dict(zip(self.columns, said, strict=True)) for said in self._answer(connection, values)
        ]

    def _answer(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        # On the driver's own cursor: SQLAlchemy describes an answer to plain SQL anew each time,
        # 100 µs for the columns of a sighting (measured).
        sql, names, literals = self._written
        said = {**literals, **values}
        cursor = connection.connection.cursor()
        given = tuple(said[name] for name in names)
        try:
            cursor.execute(sql, given)
            return list(cursor.fetchall())
        except sqlite3.Error as error:
            raise DBAPIError.instance(sql, given, error, sqlite3.Error) from error
        finally:
            cursor.close()


def _names(compiled: SQLCompiler) -> tuple[str, ...]:
    """The names of its parameters in the order of their places."""
    return tuple(compiled.positiontup or ())


def inserting(table: Table, *, without: Sequence[str] = ()) -> Bulk:
    """New rows of `table` that hold all of its columns but those named."""
    columns = [column.name for column in table.c if column.name not in without]
    return Bulk(insert(table), columns)


def updating(table: Table, columns: Sequence[str], *, by: str = "id") -> Bulk:
    """These columns of the rows whose column `by` is the `row_id` of the row given."""
    return Bulk(update(table).where(table.c[by] == bindparam("row_id")), columns)


_FEW = 30


def one_of(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether `column` is one of the values of the parameter `name`, a list as `listed` writes it:
    one statement for lists of any length."""
    values = func.json_each(bindparam(name)).table_valued("value")
    return column.in_(select(values.c.value))


def any_of(column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether `column` is one of these values, however many: SQLite takes a thousand conditions in
    a row (https://www.sqlite.org/limits.html), and 32,766 parameters."""
    if len(values) <= _FEW:
        return column.in_(values)
    found = func.json_each(literal(listed(values))).table_valued("value")
    return column.in_(select(found.c.value))


def listed(values: Iterable[Any]) -> str:
    """Values for `one_of`, in order: an index is then read from one end to the other."""
    return _JSON.encode(sorted(values))
