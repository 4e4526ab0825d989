"""What is left of captures that retention removed: a line that names each file.

The lines stand in ``removed.txt`` beside the captures; whoever looks for the bytes of an old poll
is told that they were removed, and when, and does not look for damage.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ticker.capture.records import instant

REMOVED = "removed.txt"

_FILE = re.compile(r"ticker-(\d{8})(?:-\d+)?\.warc\.gz")


def files_before(folder: Path, before: datetime) -> Iterator[Path]:
    """Files of captures in which all is older than `before`: those of the UTC days before its own,
    the oldest first."""
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in sorted(folder.iterdir()):
            found = _FILE.fullmatch(path.name)
            if found is not None and found[1] < instant(before)[:10].replace("-", ""):
                yield path


def remove(path: Path, now: datetime) -> int:
    """Remove a file of captures, once the line that names it is on the disk. Its size in bytes.
    Raises OSError."""
    size = path.stat().st_size
    line = f"{path.name} {instant(now)} {size} bytes\n".encode()
    with (path.parent / REMOVED).open("ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    return size


def removed_at(path: Path) -> str | None:
    """When retention removed the file that stood at `path`; ``None`` where it did not."""
    with suppress(OSError):
        lines = (path.parent / REMOVED).read_text("utf-8", "replace").splitlines()
        for line in reversed(lines):
            name, _, rest = line.partition(" ")
            if name == path.name:
                return rest.partition(" ")[0]
    return None


def removed_names(folder: Path) -> tuple[str, ...]:
    """The files that retention removed from a folder of captures, the oldest first."""
    with suppress(OSError):
        lines = (folder / REMOVED).read_text("utf-8", "replace").splitlines()
        return tuple(sorted({line.partition(" ")[0] for line in lines if _FILE.match(line)}))
    return ()
