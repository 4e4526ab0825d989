"""The folder that captures are written to, and files of captures read."""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BytesIO
from itertools import count
from pathlib import Path

from ticker.capture.members import DAMAGED, GZIP_MAGIC, members, packed, unpacked, whole_length
from ticker.capture.records import (
    SOFTWARE,
    Captured,
    QuietPoll,
    captures_in,
    file_record,
    instant,
    response_record,
)
from ticker.capture.removing import files_before, remove, removed_at
from ticker.errors import ReplayError, StoreError, StoreFullError
from ticker.model import Response

_REFERENCE = re.compile(r"(ticker-\d{8}(?:-\d+)?\.warc\.gz):(\d{1,15})")


class CaptureFolder:
    """A folder of WARC files, one a day. One process at a time writes to it; threads may share it.

    Writing raises `StoreFullError` where there is no space and `StoreError` where the folder cannot
    be used; the file is then as it was.
    """

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder)
        self._ends: dict[Path, tuple[int, int | None]] = {}
        self._unsynced: set[Path] = set()
        self._lock = threading.Lock()

    def write(
        self, source: str, response: Response, at: datetime, before: Sequence[QuietPoll] = ()
    ) -> str:
        """Keep one answer; it is on the disk when this returns ``ticker-20250710.warc.gz:OFFSET``.

        `at` is the instant of the poll (aware, whole seconds), `before` what the source's polls
        since its last capture were.
        """
        ref = self.append(source, response, at, before)
        self.sync()
        return ref

    def append(
        self, source: str, response: Response, at: datetime, before: Sequence[QuietPoll] = ()
    ) -> str:
        """`write` without waiting for the disk: for a batch, with one `sync` at its end."""
        data = packed(response_record(source, response, at, before))
        with self._lock, _storing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            path, end = self._place(instant(at)[:10].replace("-", ""))
            if end == 0:
                end = self._extend(path, 0, packed(file_record(path.name, at)))
            self._extend(path, end, data)
        return f"{path.name}:{end}"

    def sync(self) -> None:
        """Wait until all that was appended is on the disk."""
        with self._lock, _storing(self._folder):
            try:
                for path in sorted(self._unsynced):
                    _fsync(path)
                    _fsync(self._folder)
            except OSError:
                self._ends.clear()  # what the files hold now is to be looked at again
                raise
            self._unsynced.clear()

    def remove_before(self, before: datetime, now: datetime) -> tuple[int, int]:
        """Remove the files in which all is older than `before`; a line that names each stays. How
        many there were, and their bytes."""
        with self._lock, _storing(self._folder):
            sizes = [remove(path, now) for path in files_before(self._folder, before)]
        return len(sizes), sum(sizes)

    def read_one(self, ref: str) -> Captured:
        """The capture that `ref` cites. Raises `ReplayError` where it is missing or damaged."""
        cited = _REFERENCE.fullmatch(ref)
        if not cited:
            raise ReplayError(
                "not a reference to a capture",
                where=ref,
                hint="it looks like ticker-20250710.warc.gz:1234",
            )
        path, offset = self._folder / cited[1], int(cited[2])
        with _reading(path), path.open("rb") as file:
            data, _ = unpacked(file, offset, ref)
        for captured in captures_in(BytesIO(data), path.name, offset):
            return captured
        raise ReplayError("no capture stands here", where=ref, hint=DAMAGED)

    def _place(self, day: str) -> tuple[Path, int]:
        """The file to write to, and the offset. Cuts off a torn rest, passes over damaged files."""
        for number in count(1):
            suffix = "" if number == 1 else f"-{number}"
            path = self._folder / f"ticker-{day}{suffix}.warc.gz"
            size = path.stat().st_size if path.exists() else 0
            if self._ends.get(path, (-1, None))[0] != size:
                self._ends[path] = size, whole_length(path) if size else 0
            end = self._ends[path][1]
            if end is not None:
                if end < size:
                    os.truncate(path, end)
                return path, end
        raise AssertionError("count() does not end")

    def _extend(self, path: Path, end: int, data: bytes) -> int:
        """Write `data` at `end`, whole or not at all; returns the new end."""
        self._unsynced.add(path)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(handle, data[written:], end + written)
        except OSError:
            with suppress(OSError):  # if even this fails, the next writer cuts
                os.ftruncate(handle, end)
            raise
        finally:
            os.close(handle)
        self._ends[path] = (end + len(data),) * 2
        return end + len(data)


def read_captures(path: Path) -> Iterator[Captured]:
    """All HTTP answers in a WARC file of any tool, compressed or not, in order.

    Records of other kinds are passed over. So is a torn last record in a file of ticker's own: it
    is the trace of a crash. In other files it is damage. Raises `ReplayError`: unreadable, no
    WARC, damaged, a record over `LARGEST`.
    """
    with _reading(path), path.open("rb") as file:
        compressed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        if not compressed:
            yield from captures_in(file, path.name)
            return
        for offset, data in members(file, path.name, SOFTWARE.encode()):
            yield from captures_in(BytesIO(data), path.name, offset)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _storing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StoreFullError(
                "no space left for captures",
                where=str(folder),
                hint="free some space; what was captured before is safe",
            ) from error
        raise StoreError(
            f"captures cannot be written ({error.strerror})",
            where=str(folder),
            hint='check the folder and its permissions, or set captures = "" to keep none',
        ) from error


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        at = removed_at(path) if isinstance(error, FileNotFoundError) else None
        if at is not None:
            raise ReplayError(
                f"removed by retention at {at}",
                where=str(path),
                hint="the record stays; `[retention]` in config.toml says how long its bytes do",
            ) from error
        raise ReplayError(
            "no such file" if isinstance(error, FileNotFoundError) else str(error.strerror),
            where=str(path),
            hint="check the path and its permissions",
        ) from error
