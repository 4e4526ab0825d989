"""Whose turn it is to write: for a moment, among all processes that may.

The writer's lock (`lock.py`) is held by the one process that polls, for as long as it lives. A desk
tags items meanwhile. So every transaction that writes, and every checkpoint, is made in turn, under
a lock of its own that is held for that moment: two connections never write or checkpoint at once,
which SQLite before 3.51.3 may answer with a corrupt file
(https://www.sqlite.org/wal.html#walresetbug).
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from ticker.errors import StoreBusyError

PATIENCE_S = 5.0
"""How long a writer waits for its turn: as long as for SQLite's own locks."""
_LOOK_S = 0.002


class Turn:
    """The turn at one store, the lock on the file ``<database>.turn``; the system takes it back
    from a process that dies. Use it as a context manager. Not safe for two threads at once."""

    def __init__(self, database: Path) -> None:
        resting = database.resolve()  # whatever link the store is opened by
        self._path = resting.with_name(resting.name + ".turn")
        self._descriptor: int | None = None
        self._held = False

    def take(self, patience_s: float = PATIENCE_S) -> None:
        """Wait until it is ours. Raises StoreBusyError where another process keeps it longer than
        `patience_s`, and OSError where the file cannot be made. Taking it twice is harmless."""
        if self._held:
            return
        if self._descriptor is None:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._descriptor = os.open(self._path, flags, 0o644)
        deadline = time.monotonic() + patience_s
        while not self._held:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._held = True
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreBusyError(
                        "another process has been writing for long",
                        where=str(self._path.with_suffix("")),
                        hint="wait until it is done, then try again",
                    ) from None
                time.sleep(_LOOK_S)

    def give(self) -> None:
        """Let the next one write. Giving what is not held is harmless."""
        if self._held and self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._held = False

    def close(self) -> None:
        """Give it, and let go of the file, which stays: removing it would let two write."""
        self._held = False
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Turn:
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
