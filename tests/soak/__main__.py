"""`make soak`: simulated weeks against their truth, a hundred kills, a hundred listeners, and a
minute with nothing to do. Prints a table, and exits with 1 where anything was not as it must be."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.alerting.killing import kill_rounds as kill_alerts
from tests.soak.idling import idled
from tests.soak.killing import kill_rounds
from tests.soak.living import Life, Progress
from tests.soak.newsroom import DAY, HOUR
from tests.soak.streams import streamed
from tests.soak.week import Figure, Outcome, lived, rebuilt
from tests.soak.worlds import World, instant, made_world
from ticker.model import PollSettings

WEEKS = {"march": "2025-03-26", "october": "2025-10-22"}
"""Both hold the night in which Europe's clocks change; New York's changed before, or will after."""
SHOWN = 12
"""Faults of one kind that are printed."""


def main(arguments: list[str] | None = None) -> int:
    asked = _asked(arguments)
    print(f"seed {asked.seed}", flush=True)
    wrong = False
    with tempfile.TemporaryDirectory(prefix="ticker-soak-", dir=asked.folder) as folder:
        for name in asked.weeks:
            wrong |= _week(name, asked, Path(folder) / name)
        if asked.clock_sources:
            wrong |= _week("clocks", asked, Path(folder) / "clocks")
        if asked.kills:
            wrong |= _kills(asked, Path(folder) / "kills")
        if asked.listeners:
            wrong |= _streams(asked, Path(folder) / "streams")
        if asked.idle:
            wrong |= _idle(asked, Path(folder) / "idle")
    print("WRONG" if wrong else "all as it must be")
    return int(wrong)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seed", default="1", help="another seed is another world")
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument("--weeks", nargs="*", choices=sorted(WEEKS), default=list(WEEKS))
    parser.add_argument("--clock-sources", type=int, default=40, help="in four days of bad clocks")
    parser.add_argument("--kills", type=int, default=100, help="rounds of kill -9")
    parser.add_argument("--listeners", type=int, default=100, help="of the stream, for a minute")
    parser.add_argument("--idle", type=int, default=50, help="sources of which none is due")
    parser.add_argument("--min", type=int, default=300, help="[poll] min, in seconds")
    parser.add_argument("--folder", help="where the stores are made; the system's folder if unsaid")
    return parser.parse_args(arguments)


def _week(name: str, asked: argparse.Namespace, folder: Path) -> bool:
    folder.mkdir()
    world = _world(name, asked)
    print(f"\n{name}: {len(world.outlets)} sources, {len(world.events)} events", flush=True)
    settings = PollSettings(min_s=asked.min, spacing_s=0.0, timeout_s=2.0)
    started = time.monotonic()
    outcome = lived(world, folder, settings=settings, tick_s=20, progress=_progress(world))
    figures = [*outcome.figures(), ("real minutes", round((time.monotonic() - started) / 60, 1))]
    faults = dict(outcome.faults())
    if name != "clocks":  # under a wrong clock, the record is not what a replay makes of it
        names = [outlet.name for outlet in world.outlets[:5]]
        figures.append(("sources replayed from their captures", len(names)))
        if lines := rebuilt(outcome.life.config, names, folder):
            faults["replay"] = lines
    _print(figures, outcome, faults)
    return bool(faults)


def _world(name: str, asked: argparse.Namespace) -> World:
    clocks = name == "clocks"
    since = instant(WEEKS["october" if clocks else name])
    return made_world(
        f"{asked.seed} {name}",
        since=since,
        until=since + int((4 if clocks else asked.days) * DAY),
        outlets=asked.clock_sources if clocks else asked.sources,
        clocks=clocks,
    )


def _progress(world: World) -> Progress:
    """A line every six simulated hours."""
    told = [world.since]
    started = time.monotonic()

    def progress(now: int, life: Life) -> None:
        if now - told[0] < 6 * HOUR:
            return
        told[0] = now
        weight = life.memory[-1][1] / 1_024 if life.memory else 0
        print(
            f"  {datetime.fromtimestamp(now, UTC):%a %d %b %H:%M}  {life.polls:>8,} polls"
            f"  {len(life.manners.breaches):>3} breaches  {weight:4.0f} MB"
            f"  {time.monotonic() - started:5.0f} s",
            flush=True,
        )

    return progress


def _print(
    figures: Iterable[Figure], outcome: Outcome, faults: Mapping[str, Sequence[str]]
) -> None:
    for name, value in figures:
        print(f"  {name:<42} {value}")
    for alarm in outcome.verdict.false_alarms:
        print(f"  (false alarm: {alarm})")
    for name, lines in faults.items():
        print(f"  {name.upper()}: {len(lines)}")
        for line in lines[:SHOWN]:
            print(f"    {line}")


def _kills(asked: argparse.Namespace, folder: Path) -> bool:
    folder.mkdir()
    print(f"\nkill -9: {asked.kills} rounds", flush=True)

    def say(done: int) -> None:
        if done % 10 == 0:
            print(f"  {done} rounds", flush=True)

    lost = _failed(lambda: kill_rounds(asked.kills, asked.seed, folder, say))
    rounds, alerts = asked.kills // 2, folder / "alerts"
    alerts.mkdir()
    print(f"\nkill -9 while alerts go out: {rounds} rounds", flush=True)
    return _failed(lambda: kill_alerts(rounds, asked.seed, alerts, say)) or lost


def _streams(asked: argparse.Namespace, folder: Path) -> bool:
    folder.mkdir()
    print(f"\nthe stream: {asked.listeners} listeners, 6 restarts of the server", flush=True)
    heard = asyncio.run(
        streamed(folder, listeners=asked.listeners, seconds=60.0, restarts=6, say=_say)
    )
    return _told(heard.figures(), heard.faults)


def _idle(asked: argparse.Namespace, folder: Path) -> bool:
    print("\nnothing to do, for a minute", flush=True)
    outcome = idled(folder, sources=asked.idle, seconds=60.0, say=_say)
    return _told(outcome.figures(), tuple(outcome.faults()))


def _told(figures: Iterable[Figure], faults: Sequence[str]) -> bool:
    """Print these; whether there is a fault."""
    for name, value in figures:
        print(f"  {name:<42} {value}")
    for fault in faults:
        print(f"  FAULT: {fault}")
    return bool(faults)


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


def _failed(work: Callable[[], int]) -> bool:
    try:
        told = work()
    except AssertionError as error:
        print(f"  {error}")
        return True
    print(f"  {'lines told of, none lost or doubled':<42} {told}")
    return False


if __name__ == "__main__":
    sys.exit(main())
