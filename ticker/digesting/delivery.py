"""Where a digest goes: standard output, or a file that is written whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from ticker.model import STDOUT


def deliver(text: str, destination: str, output: Callable[[str], object]) -> None:
    """To `output` for ``-``, else into a file. Raises OSError."""
    if destination == STDOUT:
        output(text)
    else:
        write_whole(Path(destination), text.encode())


def print_now(text: str) -> None:
    """On standard output, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and onto the disk; its folder is made where it is missing.
    Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
