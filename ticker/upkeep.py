"""What a store needs while a daemon writes to it for months: the nightly work, and a bounded log.

The thread that writes calls `Upkeep.step` between polls, and each step takes a moment: the search
index is merged by pieces, and a backup, which only reads, is made on a thread of its own.
"""

from __future__ import annotations

import threading
import time as clocks
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from ticker.capture import CaptureFolder
from ticker.errors import StoreDamagedError, StoreError, TickerError
from ticker.model import BackupReport, Config
from ticker.store import Store, back_up_nightly, backups

Say: TypeAlias = Callable[[str], object]

RETRY = timedelta(hours=1)
"""How long after a backup that failed the next is tried."""
LOG_LIMIT = 32 * 1024 * 1024
"""Bytes of the write-ahead log from which it is cut back: half of what it may hold, because what
is written meanwhile is added to it."""
CUT_AGAIN_S = 30.0
"""How often that is tried: each time the writer may wait half a second for readers."""
STOP_S = 1.0
"""How long a stop waits for a backup to notice it."""


class Upkeep:
    """The upkeep of one open store. Not safe for two threads at once."""

    def __init__(self, store: Store, config: Config, now: datetime, say: Say) -> None:
        self._store = store
        self._config = config
        self._say = say
        self._zone = ZoneInfo(config.zone)
        self._tidied_for = last_night(now, config.backup.at, self._zone)
        self._tidying: Iterator[None] | None = None
        self._backup = _Backup(config, now) if config.backup.folder else None
        self._cut_at = 0.0
        self._told_of_log = False

    def step(self, now: datetime) -> None:
        """Do a moment of what there is to do, mostly nothing. Raises StoreError only where the
        store itself cannot be written; a backup that fails is said, and tried again."""
        night = last_night(now, self._config.backup.at, self._zone)
        if self._backup is not None:
            self._backup.step(night, now, self._say)
        if night > self._tidied_for:
            self._tidied_for = night
            self._tidying = self._store.tidy()
            self._remove_old(now)
        elif night < self._tidied_for:
            self._tidied_for = night  # the clock was set back: the next night is one again
        # After the backup: while that reads, all that is written stays in the log.
        if self._tidying is not None and not self.backing_up():
            done = next(self._tidying, self) is self
            self._tidying = None if done else self._tidying
        self._bound_log()

    def backing_up(self) -> bool:
        """Whether a backup is under way."""
        return self._backup is not None and self._backup.is_running()

    def close(self) -> None:
        """Stop a backup under way: nothing is left of it, and it is made at the next start."""
        if self._backup is not None:
            self._backup.close()

    def _remove_old(self, now: datetime) -> None:
        """Remove the captures that retention no longer keeps; what cannot be removed is said, and
        tried again in the next night."""
        keep_s, folder = self._config.retention.captures_s, self._config.captures
        if keep_s is None or folder is None:
            return
        try:
            files, size = CaptureFolder(folder).remove_before(now - timedelta(seconds=keep_s), now)
        except (StoreError, OverflowError) as error:
            self._say(f"old captures cannot be removed: {error}")
            return
        if files:
            self._say(f"retention: {files} files of captures removed, {size_in_words(size)}")

    def _bound_log(self) -> None:
        size = self._store.log_size()
        if size <= LOG_LIMIT:
            self._told_of_log = False
            return
        if clocks.monotonic() < self._cut_at:
            return
        self._cut_at = clocks.monotonic() + CUT_AGAIN_S
        size = self._store.cut_log()
        if size > LOG_LIMIT and not self.backing_up() and not self._told_of_log:
            self._told_of_log = True
            self._say(
                f"the log of the store is {size_in_words(size)} and cannot be cut back: a program "
                "reads an older state of it, and has for long"
            )


class Anchor:
    """Whether the path of an open store still leads to its file. SQLite writes on into one that
    was deleted, moved or replaced, and nobody would ever read it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _identity(path)

    def step(self, now: datetime) -> None:
        """Raises StoreDamagedError where it does not."""
        if _identity(self._path) != self._file:
            raise StoreDamagedError(
                "the store was deleted, moved or replaced while it was written",
                where=str(self._path),
                hint="start again: the store that stands there now is gone on with; "
                "`ticker restore` puts a backup back",
            )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


class _Backup:
    """The nightly backup, on a thread of its own."""

    def __init__(self, config: Config, now: datetime) -> None:
        self._url = config.database
        self._folder = Path(config.backup.folder or "")
        self._keep = config.backup.keep
        self._done_at = newest_backup(config, now)
        self._not_before = now
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._came_to: BackupReport | TickerError | None = None

    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def step(self, night: datetime, now: datetime, say: Say) -> None:
        """Begin the backup of `night` where it is missing; tell what came of one that ended."""
        # What lies ahead was told by a clock that was set back since.
        self._not_before = min(self._not_before, now + RETRY)
        if self._done_at is not None and self._done_at > now:
            self._done_at = night
        if self._thread is None:
            if (self._done_at is None or self._done_at < night) and now >= self._not_before:
                self._not_before = now + RETRY
                self._thread = threading.Thread(
                    target=self._run, args=(now,), name="backup", daemon=True
                )
                self._thread.start()
        elif not self._thread.is_alive():
            self._thread = None
            self._tell(max(night, now), say)

    def close(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_S)

    def _run(self, now: datetime) -> None:
        try:
            self._came_to = back_up_nightly(
                self._url, self._folder, self._keep, now, self._go_on_or_stop
            )
        except TickerError as error:
            self._came_to = error
        except InterruptedError:
            self._came_to = None

    def _go_on_or_stop(self, share: float) -> None:
        if self._stopping.is_set():
            raise InterruptedError

    def _tell(self, now: datetime, say: Say) -> None:
        came_to, self._came_to = self._came_to, None
        if isinstance(came_to, BackupReport):
            self._done_at = now
            wrong = "".join(f"; {problem}" for problem in came_to.problems)
            say(f"backup made: {came_to.path}, {size_in_words(came_to.size)}{wrong}")
        elif came_to is not None:
            say(f"backup failed, the next try is in an hour: {came_to}")


def last_night(now: datetime, at: time, zone: tzinfo) -> datetime:
    """The last instant up to `now` at which a clock in `zone` showed `at`. On the day when it does
    not show it that is after the gap, on the day when it shows it twice the first time."""
    today = now.astimezone(zone).date()
    nights = (_instant(today - timedelta(days=days), at, zone) for days in range(3))
    return next(night for night in nights if night <= now)


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    # fold=0 is the offset before a change of the clock (PEP 495): just what is wanted of both.
    return datetime.combine(day, at, zone).astimezone(UTC)


def newest_backup(config: Config, now: datetime) -> datetime | None:
    """When the newest backup of the configured folder was made, by its name. One that lies in the
    future was made under a wrong clock, and is none of those looked for."""
    if not config.backup.folder:
        return None
    found = backups(config.database, Path(config.backup.folder))
    return max((at for at, _ in found if at <= now), default=None)


def size_in_words(size: int) -> str:
    """A size in its unit: ``48.2 MB``, ``83.7 GB``."""
    if size < 1_000_000_000:
        return f"{size / 1_000_000:,.1f} MB"
    return f"{size / 1_000_000_000:,.1f} GB"
