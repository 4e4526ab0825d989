"""One writer at a time: a lock that the system takes back when its holder dies."""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path

from ticker.errors import StoreBusyError


class WriterLock:
    """The right to write to a store, held from `take_lock` until `release`, or until the process
    ends, however it ends. Forked children do not share it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor
        _HELD.add(self)

    def release(self) -> None:
        """Let the next one write. Releasing twice is harmless."""
        if self._descriptor is not None:
            # Closed, not unlocked: LOCK_UN would also take it from a process we forked from.
            os.close(self._descriptor)
            self._descriptor = None


_HELD: weakref.WeakSet[WriterLock] = weakref.WeakSet()


def _let_go_in_child() -> None:
    """A forked worker that outlives a killed daemon must not keep the next one out."""
    for lock in list(_HELD):
        lock.release()


os.register_at_fork(after_in_child=_let_go_in_child)


def take_lock(database: Path) -> WriterLock:
    """Take the writer's lock of a store, the file ``<database>.lock`` with our pid inside.

    Raises StoreBusyError at once where another process holds it, naming its pid, and OSError
    where the file cannot be made. The file stays: removing it would let two in.
    """
    path = database.with_name(database.name + ".lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise StoreBusyError(
            f"already running, pid {holder or 'unknown'}",
            where=str(database),
            hint="one process writes at a time: wait for it, or stop it first",
        ) from None
    except OSError:
        os.close(descriptor)
        raise
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return WriterLock(path, descriptor)


def lock_holder(database: Path) -> int | None:
    """The pid of the process that writes to a store; ``None`` where none does, 0 where one does
    and its pid cannot be read.

    There is no asking without trying: a writer that starts within these microseconds is refused.
    """
    try:
        descriptor = os.open(database.with_name(database.name + ".lock"), os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        said = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        return int(said) if said.isdecimal() else 0
    else:
        return None
    finally:
        os.close(descriptor)
