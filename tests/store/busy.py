"""A process that writes to a store without end, as a daemon would, until it is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.store.desk import DAWN, at, new, story
from ticker.model import Listing, Poll
from ticker.store.opening import open_engines
from ticker.store.writing import Writer

ROWS = 5
"""New items in each poll."""
LATER = 1_000
"""Minutes after which the first poll is made: a store may have others before."""


class Busy:
    """The writing process. `told` waits until it has recorded one more poll; every poll has
    `ROWS` items, so a state in between two polls shows."""

    def __init__(self, pid: int, listening: int) -> None:
        self.pid = pid
        self._listening = listening

    def told(self) -> int:
        """The number of a poll that is recorded, later than any told before."""
        said = b""
        while not said.endswith(b"\n"):
            part = os.read(self._listening, 65_536)
            assert part, "the writer ended by itself"
            said += part
        return int(said.split()[-1])

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


@contextmanager
def busy_writer(path: Path) -> Iterator[Busy]:
    """A writer of the store at `path` while the block runs."""
    listening, telling = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(listening)
            _record(path, telling)
        finally:
            os._exit(1)
    os.close(telling)
    writer = Busy(child, listening)
    try:
        yield writer
    finally:
        writer.kill()
        os.waitpid(child, 0)
        os.close(listening)


def _record(path: Path, telling: int) -> None:
    engines = open_engines(f"sqlite:///{path}", write=True, now=DAWN)
    assert engines.writer is not None
    number = 0
    while True:
        number += 1
        with engines.writer.begin() as connection:
            listing = Listing(ROWS, 0, 600, in_order=True)
            poll = Poll("wire", at(LATER + number), "new", listing=listing)
            Writer(connection).record(poll, appear(number))
        os.write(telling, f"{number}\n".encode())


def appear(number: int) -> list[object]:
    """What poll `number` brings."""
    keys = range(ROWS * number, ROWS * (number + 1))
    return [
        new(story(f"Story {key}", f"busy{key}", summary="Of this and that. " * 9)) for key in keys
    ]
