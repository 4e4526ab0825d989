"""`make bench`: cycles of ticker, of what else is installed, and of the bare pipe, in turns.

Everybody polls the same feeds from the same server into a store of his own, one after the other,
as often as is asked; what is printed are medians, and how many times longer the others take. A
machine that is busy makes all figures larger and the ratios doubtful.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tests.bench.laps import PHASES

Lap: TypeAlias = dict[str, Any]
CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Contestant:
    """Somebody who polls: his name with its version, and his command up to the folder."""

    name: str
    command: tuple[str, ...]


def main() -> None:
    asked = _asked()
    runners = contestants(asked.reader, asked.peers)
    taken: dict[str, list[Lap]] = defaultdict(list)
    with serving(asked.feeds) as base:
        for run in range(asked.runs):
            for each in tuple(runners):
                print(f"run {run + 1} of {asked.runs}: {each.name}", file=sys.stderr, flush=True)
                try:
                    taken[each.name] += timed(each, base, asked.feeds, asked.latency, asked.folder)
                except subprocess.CalledProcessError as error:
                    if each.name == "ticker":
                        raise
                    print(f"{each.name} is left out: {error}", file=sys.stderr)
                    runners.remove(each)
    print(table(taken, runners, asked.feeds, asked.latency))


def contestants(reader: str, peers: bool) -> list[Contestant]:
    """Us, the bare pipe, and who else is installed."""
    here = (sys.executable, "-m")
    found = [
        Contestant("ticker", (*here, "tests.bench.ours")),
        Contestant("the bare pipe", (*here, "tests.bench.floor")),
    ]
    if not peers:
        return found
    version = _said([reader, "-c", "import reader; print(reader.__version__)"])
    if version:
        found.append(Contestant(f"reader {version}", (reader, "-m", "tests.bench.peer_reader")))
    for name, program in (("newsboat", "newsboat"), ("sfeed", "sfeed_update")):
        if shutil.which(program):
            told = (_said([program, "-v"]).splitlines() or [""])[0].split()
            version = told[1] if len(told) > 1 else ""
            command = (*here, "tests.bench.peer_commands", name)
            found.append(Contestant(f"{name} {version}".strip(), command))
    return found


@contextmanager
def serving(count: int) -> Iterator[str]:
    """The server in a process of its own; where it is."""
    command = [sys.executable, "-m", "tests.bench.serving", str(count)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()


def timed(
    contestant: Contestant, base: str, count: int, latency_ms: int, folder: str | None
) -> list[Lap]:
    """The laps of one contestant with an empty store. Raises CalledProcessError if he fails."""
    with tempfile.TemporaryDirectory(prefix="ticker-bench-", dir=folder) as work:
        done = subprocess.run(
            [*contestant.command, work, base, str(count), str(latency_ms)],
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def table(
    taken: dict[str, list[Lap]], runners: Sequence[Contestant], count: int, latency_ms: int
) -> str:
    """Markdown: medians in seconds, and in brackets how many times as long as ours."""
    ours = {phase: _median(taken["ticker"], phase) for phase in PHASES}
    rows = [
        "| | " + " | ".join(PHASES) + " | items a second | memory |",
        "|---|" + "---|" * (len(PHASES) + 2),
    ]
    for each in runners:
        laps = taken[each.name]
        took = {phase: _median(laps, phase) for phase in PHASES}
        cells = [f"{took[phase]:.2f} s ({took[phase] / ours[phase]:.1f})" for phase in PHASES]
        items = statistics.median(lap["items"] for lap in laps if lap["phase"] == PHASES[0])
        memory = max(lap["memory"] for lap in laps)
        cells += [f"{items / took[PHASES[0]]:,.0f}", f"{memory / 1e6:,.0f} MB"]
        rows.append(f"| {each.name} | " + " | ".join(cells) + " |")
    runs = len(taken["ticker"]) // len(PHASES)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    rows.append(
        f"\n{count:,} feeds of 40 items, {latency_ms} ms added at the server; medians of {runs} "
        f"runs in turns; {os.cpu_count()} cores{load}, {platform.system()}, Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )
    return "\n".join(rows)


def _median(laps: Sequence[Lap], phase: str) -> float:
    return float(statistics.median(lap["seconds"] for lap in laps if lap["phase"] == phase))


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency", type=int, default=0, help="milliseconds, at every feed")
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    parser.add_argument(
        "--reader", default=sys.executable, help="an interpreter that has `reader` installed"
    )
    parser.add_argument("--folder", help="where the stores are, while they are needed")
    return parser.parse_args()


if __name__ == "__main__":
    main()
