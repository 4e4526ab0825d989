"""The real daemon, killed at random moments while it polls, over and over, on one store."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from tests.poll.desk import house_environment
from tests.poll.test_killing import desk, moving, what_kills_leave
from tests.poll.wire import DAWN, wire

SPEED = 600
"""Seconds of the daemon's clock in one of the machine's: its tick of a second is ten minutes."""
PATIENCE_S = 120.0


def kill_rounds(rounds: int, seed: str, folder: Path, say: Callable[[int], None]) -> int:
    """Start, kill, and start again; how many lines were told of. Raises AssertionError where one
    of them is lost or doubled, or anything recorded lacks its evidence."""
    chance = random.Random(f"{seed} kills")
    told: list[dict[str, object]] = []
    with wire() as source:
        moving(source)
        path = desk(source, folder, interval="60s")
        start = (str(time.monotonic()), str(DAWN.timestamp()))
        for number in range(rounds):
            told += _round(path, start, chance)
            say(number + 1)
        what_kills_leave(path, told, folder)
    return len(told)


def _round(path: Path, start: tuple[str, str], chance: random.Random) -> list[dict[str, object]]:
    """One daemon, killed a moment after its first or a later line; what it told of."""
    script = Path(__file__).with_name("hasty.py")
    process = subprocess.Popen(
        [sys.executable, str(script), str(path), str(SPEED), *start],
        env=house_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines: SimpleQueue[str | None] = SimpleQueue()
    reader = Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    found: list[str] = []
    try:
        for _ in range(chance.randrange(6)):
            line = lines.get(timeout=PATIENCE_S)
            if line is None:
                raise AssertionError(f"the daemon ended by itself: {process.wait()}")
            found.append(line)
        time.sleep(chance.uniform(0, 1.2))
    except Empty:
        raise AssertionError("the daemon told of nothing") from None
    finally:
        process.kill()
        process.wait()
        reader.join(PATIENCE_S)
        process.stdout.close()
    while (line := lines.get()) is not None:
        found.append(line)
    return [json.loads(line) for line in found if line.endswith("\n")]


def _read(stream: IO[str], lines: SimpleQueue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)
