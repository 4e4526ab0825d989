"""Long work of SQLite, attended: whoever waits hears of it now and then, and can stop it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

Beat: TypeAlias = Callable[[], object]
"""Called now and then while work goes on, on the thread that works. What it raises stops it."""

STEPS = 100_000
"""Steps of SQLite's machine between two beats: some 10 ms of copying rows (measured)."""


@contextmanager
def attended(connection: sqlite3.Connection, beat: Beat | None) -> Iterator[None]:
    """Call `beat` while statements of `connection` run; what it raises stops them, and is raised
    here in the place of SQLite's word that it was interrupted."""
    if beat is None:
        yield
        return
    raised: list[BaseException] = []

    def on_progress() -> int:
        try:
            beat()
        except BaseException as error:  # Ctrl-C, too: SQLite's library lets none through
            raised.append(error)
            return 1
        return 0

    connection.set_progress_handler(on_progress, STEPS)
    try:
        yield
    except sqlite3.OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
