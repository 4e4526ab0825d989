"""What keeps the record: the store, who writes to it, the disk, captures, backups."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from ticker.doctor.spans import span
from ticker.model import Config, Finding, SourceStatus, StoreLook
from ticker.upkeep import newest_backup, size_in_words

LEAST_FREE = 100_000_000
"""Bytes under which a disk is as good as full."""
ROOM = 1_000_000_000
"""Bytes under which there is little room."""
OLD_BACKUP = timedelta(hours=49)
"""A nightly backup is older only if two nights went by without one."""

_BACKUP_SECTION = 'write folder = "backups/" under [backup] in config.toml'


def store(look: StoreLook) -> Finding:
    """Whether the store can be used, and is whole."""
    if look.problem is not None:
        return Finding("store", "failing", f"{look.path}: {look.problem}", look.hint)
    if look.state in ("missing", "fresh"):
        return Finding("store", "warning", f"{look.path}: nothing is stored yet", "ticker poll")
    if not os.access(look.path, os.W_OK):
        said = f"{look.path} cannot be written"
        return Finding("store", "failing", said, f"change its owner or permissions: {look.path}")
    size = f"{size_in_words(look.size)}, schema {look.revision}"
    if look.log_size > look.size and look.log_size > ROOM:
        said = f"{look.path}: its log is {size_in_words(look.log_size)}, more than the store"
        return Finding("store", "warning", said, "end what reads the store since long")
    if not look.looked:
        size += "; too large to be looked through here, `ticker check` does"
    if look.state == "older":
        size += "; it is upgraded when it is opened next, after a backup"
    return Finding("store", "ok", f"{look.path}: {size}")


def daemon(look: StoreLook, statuses: Sequence[SourceStatus], now: datetime) -> Finding:
    """Who writes to the store. That nobody does is in order as long as nothing is due."""
    if look.writer is not None:
        if look.writer and not _is_alive(look.writer):
            said = f"pid {look.writer} held the store and is gone, but a child of it holds it still"
            return Finding(
                "daemon", "warning", said, "end what is left of it: ps -ef | grep ticker"
            )
        pid = f"pid {look.writer}" if look.writer else "pid unknown"
        return Finding("daemon", "ok", f"the store is being written to, {pid}")
    late = [status for status in statuses if overdue(status, now) is not None]
    if late:
        said = f"not running, and {len(late)} of {len(statuses)} sources are overdue"
        return Finding("daemon", "warning", said, "ticker run")
    return Finding("daemon", "ok", "not running; nothing is overdue")


def overdue(status: SourceStatus, now: datetime) -> timedelta | None:
    """For how long a source should have been polled, if that is longer than its interval."""
    if status.next_poll_at is None or status.state == "removed":
        return None
    late = now - status.next_poll_at
    return late if late > timedelta(seconds=max(status.interval_s or 0, 900)) else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def disk(look: StoreLook) -> Finding:
    """Whether there is room for the store, and for the copy that its next upgrade makes."""
    folder = _existing(Path(look.path).parent)
    if not os.access(folder, os.W_OK | os.X_OK):
        said = f"{folder}: files beside the store cannot be made"
        return Finding("disk", "failing", said, f"change the owner or permissions of {folder}")
    return _room("disk", folder, max(ROOM, 2 * look.size))


def captures(config: Config) -> Finding:
    """Whether evidence can be kept."""
    if config.captures is None:
        said = "none are kept: the record cannot be proven, nor read again"
        return Finding("captures", "ok", f'{said} (captures = "")')
    folder = Path(config.captures)
    existing = _existing(folder)
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        said = f"{folder} cannot be written"
        mend = f"change the owner or permissions of {existing}, or `captures` in config.toml"
        return Finding("captures", "failing", said, mend)
    return _room("captures", existing, ROOM, shown=folder)


def backup(config: Config, look: StoreLook, now: datetime) -> Finding:
    """How old the newest nightly backup is."""
    if config.backup.folder is None:
        said = "no nightly backups are made"
        return Finding("backup", "warning", said, f"{_BACKUP_SECTION}, or: ticker backup FILE")
    newest = newest_backup(config, now)
    if newest is None:
        said = f"{config.backup.folder}: there is none yet"
        if look.state in ("missing", "fresh"):
            return Finding("backup", "ok", said)
        return Finding("backup", "warning", said, "ticker backup")
    age = now - newest
    said = f"{config.backup.folder}: the newest was made {span(age)} ago"
    if age > OLD_BACKUP:
        return Finding("backup", "warning", said, "ticker backup")
    return Finding("backup", "ok", said)


def _room(piece: str, folder: Path, wanted: int, *, shown: Path | None = None) -> Finding:
    free = shutil.disk_usage(folder).free
    said = f"{shown or folder}: {size_in_words(free)} free"
    mend = f"make room on the disk of {folder}"
    if free < LEAST_FREE:
        return Finding(piece, "failing", said, mend)
    if free < wanted:
        return Finding(piece, "warning", f"{said}, {size_in_words(wanted)} would be better", mend)
    return Finding(piece, "ok", said)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
