"""Read-only SQL over the public views, asked by anyone of a store that others write.

Nothing here reads the statement's text to judge it. The file is opened with ``mode=ro`` and the
connection set to ``query_only``; an authorizer lets through SELECT over the public views and
plain functions; time, rows and the size of a value are limited.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from difflib import get_close_matches
from pathlib import Path

from ticker.errors import SqlError
from ticker.model import Table
from ticker.store.failures import store_errors
from ticker.store.views import VIEWS

MAX_ROWS = 1_000_000
"""Rows kept of an answer without a limit: an endless one would take all memory."""

MAX_VALUE = 10_000_000
"""Bytes of one value or statement: ``zeroblob(1e9)`` would take all memory."""

_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock: under a millisecond."""

_BUSY_TIMEOUT_S = 5.0
_TABLE_FUNCTIONS = ("json_each", "json_tree")
_PRIVATE_FUNCTIONS = ("load_extension", "fts5", "match", "snippet", "highlight", "bm25")
_ACTIONS = {
    sqlite3.SQLITE_INSERT: "INSERT",
    sqlite3.SQLITE_UPDATE: "UPDATE",
    sqlite3.SQLITE_DELETE: "DELETE",
    sqlite3.SQLITE_PRAGMA: "PRAGMA",
    sqlite3.SQLITE_ATTACH: "ATTACH",
    sqlite3.SQLITE_DETACH: "DETACH",
    sqlite3.SQLITE_TRANSACTION: "a transaction",
}
_STATEMENT_FAULTS = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_RANGE,
    sqlite3.SQLITE_MISUSE,
}
_VIEWS_HINT = "the views are " + ", ".join(VIEWS)


def run_sql(
    path: Path, statement: str, *, limit: int | None = None, seconds: float = 30.0
) -> Table:
    """The rows of one SELECT over the public views: at most `limit`, within `seconds`.

    Cells are what SQLite gives: text, numbers, bytes, None. `truncated` says that there were
    more rows. Raises SqlError for a statement that is wrong, is no question, or takes too long,
    and StoreError where the file cannot be read. Nothing it says can change the store.
    """
    most = MAX_ROWS if limit is None else max(0, min(limit, MAX_ROWS))
    with store_errors(str(path)), closing(_connect(path)) as connection:
        gate = _gate(connection)
        deadline = time.monotonic() + seconds
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        with _explained(gate, seconds):
            cursor = connection.execute(statement)
            if cursor.description is None:
                raise SqlError("no question in the statement", hint="ask with SELECT ...")
            columns = tuple(column[0] for column in cursor.description)
            rows = cursor.fetchmany(most + 1)
    return Table(columns, tuple(rows[:most]), truncated=len(rows) > most)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_TIMEOUT_S
    )
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA mmap_size = 0")
    return connection


class _Gate:
    """The authorizer: while learning it notes what each view reads, then lets only that through.

    SQLite names the view that a column of a base table is read for; but it names a common table
    expression likewise, and one may be called like a view. Hence the learning.
    """

    def __init__(self) -> None:
        self.learning = True
        self.refused: SqlError | None = None
        self.columns: dict[str, set[str]] = {name: set() for name in VIEWS}
        self._read: set[tuple[str, str, str]] = set()

    def __call__(
        self,
        action: int,
        first: str | None,
        second: str | None,
        _database: str | None,
        view: str | None,
    ) -> int:
        named = (first or "").lower(), (second or "").lower(), (view or "").lower()
        if self.learning:
            self._learn(action, *named)
        elif not self._allows(action, *named):
            self.refused = self.refused or _refusal(action, first or "", second or "")
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    def _learn(self, action: int, first: str, second: str, view: str) -> None:
        if action == sqlite3.SQLITE_READ:
            self._read.add((view, first, second))
            if first in self.columns and second:
                self.columns[first].add(second)

    def _allows(self, action: int, first: str, second: str, view: str) -> bool:
        if action == sqlite3.SQLITE_READ:
            # A read of no column counts rows: of a view, whose table is then named for no view,
            # of a common table expression, or of anything else.
            public = first in VIEWS or first in _TABLE_FUNCTIONS or second == ""
            return public or (view, first, second) in self._read
        if action == sqlite3.SQLITE_FUNCTION:
            return second not in _PRIVATE_FUNCTIONS
        return action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)


def _gate(connection: sqlite3.Connection) -> _Gate:
    """A gate that has seen every view, and the functions that make their tables at first use."""
    gate = _Gate()
    connection.set_authorizer(gate)
    for name in VIEWS:
        connection.execute(f"EXPLAIN SELECT * FROM {name}").close()  # noqa: S608 - our names
    for name in _TABLE_FUNCTIONS:
        connection.execute(f"SELECT 1 FROM {name}('[]')").close()  # noqa: S608 - our names
    gate.learning = False
    return gate


def _refusal(action: int, first: str, second: str) -> SqlError:
    if action == sqlite3.SQLITE_READ:
        return SqlError(f"{first} is not a public view", hint=_VIEWS_HINT)
    if action == sqlite3.SQLITE_FUNCTION:
        return SqlError(f"the function {second} is not for questions", hint="use another one")
    if action in _ACTIONS and first.startswith("sqlite_"):
        return SqlError("it changes the schema, or reads what is no public view", hint=_VIEWS_HINT)
    what = _ACTIONS.get(action, "this statement")
    return SqlError(f"{what} is refused: questions only", hint="ask with SELECT ...")


@contextmanager
def _explained(gate: _Gate, seconds: float) -> Iterator[None]:
    """What is wrong with the statement, as one SqlError; the store's own faults pass through."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code not in _STATEMENT_FAULTS:
            raise
        raise _sql_error(error, gate, seconds) from None


def _sql_error(error: Exception, gate: _Gate, seconds: float) -> SqlError:
    said = str(error)
    if gate.refused is not None:
        return gate.refused
    if said == "interrupted":
        return SqlError(f"took longer than {seconds:g} s", hint="narrow it, or allow more time")
    if said.startswith("no such table: "):
        near = _nearest(said.removeprefix("no such table: "), list(VIEWS))
        return SqlError(said.replace("table", "view", 1), hint=near or _VIEWS_HINT)
    if said.startswith("no such column: "):
        columns = sorted(set().union(*gate.columns.values()))
        name = said.removeprefix("no such column: ").rpartition(".")[2]
        return SqlError(said, hint=_nearest(name, columns) or "docs/sql.md names every column")
    if "one statement at a time" in said:
        return SqlError("more than one statement", hint="ask one question at a time")
    return SqlError(said, hint="docs/sql.md has the views, their columns and examples")


def _nearest(name: str, known: list[str]) -> str | None:
    near = get_close_matches(name.lower(), known, n=1)
    return f"did you mean {near[0]}?" if near else None
