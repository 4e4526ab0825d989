"""How a contestant is timed: the same three cycles for everybody. Only the standard library is
needed here, because peers run under interpreters of their own."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

PHASES = ("cold", "304s", "a tenth changed")


def addresses(base: str, count: int) -> list[str]:
    return [f"{base}/f/{i}.xml" for i in range(count)]


def control(base: str, asked: str) -> dict[str, int]:
    """Tell the server something; what it answered since the last time."""
    with urllib.request.urlopen(f"{base}/ctl?{asked}") as answer:  # the loopback
        said: dict[str, int] = json.load(answer)
    return said


def laps(
    base: str,
    latency_ms: int,
    cycle: Callable[[], object],
    items: Callable[[], int],
    again: int = 0,
) -> None:
    """Run the cycles and print a line of JSON for each: seconds on the wall, items stored, what
    the server answered, and the most memory so far. `again` more cycles of 304s follow."""
    control(base, "reset=1")
    control(base, f"latency={latency_ms}")
    for phase in (*PHASES, *("304s once more",) * again):
        if phase == PHASES[2]:
            control(base, "change=10")
        started = time.perf_counter()
        cycle()
        took = time.perf_counter() - started
        said = {"phase": phase, "seconds": took, "items": items(), "memory": _memory()}
        print(json.dumps({**said, **control(base, "")}), flush=True)


def _memory() -> int:
    """The most memory in bytes that this process and its children had; 0 where Linux is not."""
    if not Path("/proc/self/status").exists():
        return 0
    pids = [str(os.getpid()), *_children()]
    return sum(_peak(Path("/proc", pid, "status")) for pid in pids)


def _children() -> Sequence[str]:
    found = Path("/proc/self/task").glob("*/children")
    return [pid for path in found for pid in path.read_text().split()]


def _peak(status: Path) -> int:
    try:
        told = status.read_text()
    except OSError:
        return 0
    return int(told.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1_024 if "VmHWM:" in told else 0
