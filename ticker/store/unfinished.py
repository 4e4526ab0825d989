"""A file that appears whole or not at all: written under a hidden name, then renamed."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ticker.errors import StoreBusyError, StoreFullError, UsageError

OWNER_ONLY = 0o600
BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite adds to the name of a database for the files that it keeps beside it."""


@contextmanager
def unfinished(target: Path, *, replacing: bool = False) -> Iterator[Path]:
    """An empty file beside `target`, this process's alone; it becomes `target` when the block ends.

    Where the block raises, nothing is left. What a killed process left is taken over by the next
    that writes the same target. Its permissions are the owner's only, until somebody says more.
    Raises UsageError where there is a `target` already, unless `replacing` it; StoreBusyError where
    another process is writing it.
    """
    part = part_of(target)
    descriptor = _take(part, target)
    try:
        yield part
        os.fsync(descriptor)
        if not replacing:
            require_free(target)
        part.replace(target)
        sync(target.parent)
    except BaseException:
        forget(part)
        raise
    finally:
        # Last: closing a file of SQLite's takes SQLite's own locks on it away.
        os.close(descriptor)


def require_free(target: Path) -> None:
    """Raise UsageError where something has the name `target`."""
    if os.path.lexists(target):
        raise UsageError(
            "there is a file of this name already",
            where=str(target),
            hint="choose another name: no file is ever replaced",
        )


def part_of(target: Path) -> Path:
    """Where `target` is written until it is whole."""
    return target.with_name(f".{target.name}.part")


def forget(part: Path) -> None:
    """Remove an unfinished file, and what SQLite writes beside one."""
    for path in (part, *_beside(part)):
        path.unlink(missing_ok=True)


def _beside(part: Path) -> list[Path]:
    return [part.with_name(part.name + suffix) for suffix in BESIDE]


def is_left_over(part: Path) -> bool:
    """Whether nobody writes to an unfinished file any more."""
    try:
        descriptor = os.open(part, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


def _take(part: Path, target: Path) -> int:
    """Open the unfinished file, locked and empty."""
    while True:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(part, flags, OWNER_ONLY)
        try:
            if not _lock(descriptor):
                raise StoreBusyError(
                    "another process is writing this file",
                    where=str(target),
                    hint="wait for it, or choose another name",
                )
            if _is_still(descriptor, part):
                os.ftruncate(descriptor, 0)
                # A journal that a killed process left would be played back into what we write.
                for path in _beside(part):
                    path.unlink(missing_ok=True)
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        # Whoever had it has just finished it: what we hold is their whole file now.
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a share that knows no locks: then nobody is kept out
    return True


def _is_still(descriptor: int, part: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), part.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def require_room(folder: Path, size: int, what: str) -> None:
    """Raise StoreFullError where `folder` has fewer than `size` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise StoreFullError(
            f"{what} needs {size:,} bytes, there are {free:,} free",
            where=str(folder),
            hint="make room there, or choose another disk; nothing was touched",
        )
