"""What the daemon costs while there is nothing to do: every source was asked, and none is due.

``python -m tests.soak.idling [SOURCES] [SECONDS]`` runs it alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.poll.desk import Desk
from tests.poll.wire import Reply, numbered, wire

MOST_CPU_S = 1.0
"""Seconds of processor time in a minute; 0.15 s were measured with 50 sources."""
QUIET_S = 10.0
"""From its last poll on the daemon tidies up for a moment."""


@dataclass(frozen=True, slots=True)
class Idled:
    """`cpu_s` is processor time in a minute, of the daemon and its workers; `asked` are requests
    in that time; `held_mb` is the memory of the daemon alone."""

    sources: int
    cpu_s: float
    asked: int
    held_mb: float

    def figures(self) -> list[tuple[str, object]]:
        """For a table."""
        return [
            ("sources, none of them due", self.sources),
            ("processor seconds a minute", round(self.cpu_s, 2)),
            ("requests meanwhile", self.asked),
            ("memory of the daemon (MB)", round(self.held_mb)),
        ]

    def faults(self) -> Iterator[str]:
        """What must not be."""
        if self.asked:
            yield f"{self.asked} requests to sources that were not due"
        if self.cpu_s > MOST_CPU_S:
            yield f"{self.cpu_s:.1f} s of processor time in a minute of nothing"


def idled(folder: Path, *, sources: int, seconds: float, say: Callable[[str], None]) -> Idled:
    """Run `ticker run` over so many sources until each was asked, and measure it from then on."""
    with wire() as source:
        lines = ["[poll]", 'spacing = "0s"', f'allow_private = ["{source.place}"]']
        for number in range(sources):
            source.answers[f"/{number}"] = Reply(numbered(*range(20, 0, -1)))
            lines += [
                "[[sources]]",
                f'name = "pier{number}"',
                f'url = "{source.url(f"/{number}")}"',
            ]
            lines += ['kind = "feed"', 'interval = "6h"']
        with Desk(folder, "\n".join(lines) + "\n").daemon("--quiet") as daemon:
            daemon.err.until(f"polling {sources} sources")
            _until_asked(source.paths, sources)
            say(f"{sources} sources were asked; nothing to do from now on")
            time.sleep(QUIET_S)
            pid, asked = daemon.process.pid, len(source.asked)
            before, began = _cpu_s(pid), time.monotonic()
            time.sleep(seconds)
            spent, passed = _cpu_s(pid) - before, time.monotonic() - began
            held = _held_mb(pid)
            daemon.stop()
    return Idled(sources, spent / passed * 60, len(source.asked) - asked, held)


def _until_asked(paths: Callable[[], list[str]], sources: int) -> None:
    """Sources that are new are asked within two seconds for each."""
    deadline = time.monotonic() + 2.0 * sources + 120.0
    while len(set(paths())) < sources:
        if time.monotonic() > deadline:
            raise AssertionError(f"only {len(set(paths()))} of {sources} sources were asked")
        time.sleep(0.5)


def _cpu_s(pid: int) -> float:
    """Processor time of a process, its threads and its children so far, where the system tells."""
    pids, ticks = [pid], 0
    for one in pids:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            children = Path(f"/proc/{one}/task").glob("*/children")
            pids += [int(child) for path in children for child in path.read_text().split()]
        except OSError:
            continue  # it has ended
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _held_mb(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    (line,) = (line for line in told.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1_024


def main() -> int:
    sources = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    with tempfile.TemporaryDirectory() as folder:
        outcome = idled(Path(folder) / "desk", sources=sources, seconds=seconds, say=print)
    for name, value in outcome.figures():
        print(f"  {name:<42} {value}")
    for fault in (faults := list(outcome.faults())):
        print(f"  FAULT: {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
