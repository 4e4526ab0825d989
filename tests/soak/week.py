"""A simulated week against its truth, and what came of it as figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeAlias

from tests.soak.judging import Verdict, judged, source_days
from tests.soak.living import Life, Machine, Progress
from tests.soak.newsroom import DAY, HOUR
from tests.soak.worlds import World
from ticker.api import Ticker
from ticker.model import Config, PollSettings

FALSE_ALARMS = 0.01
"""Alarms without a reason that a day of a source may bring; docs/health.md has half as many."""
GROWTH_KB, GROWTH = 8_192, 0.1
"""How much memory may grow once a day has warmed it up: the larger of the two."""

Figure: TypeAlias = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A week that was lived through and judged."""

    world: World
    life: Life
    verdict: Verdict

    def faults(self) -> dict[str, Sequence[str]]:
        """What must not be, by its name; empty where all is well."""
        verdict, life = self.verdict, self.life
        found: dict[str, Sequence[str]] = {
            "lost": verdict.lost,
            "doubled": verdict.doubled,
            "misdated": verdict.misdated,
            "wordings": verdict.wordings,
            "false delistings": verdict.delistings,
            "outages without a gap": verdict.uncovered,
            "silences told late": verdict.late,
            "good answers refused": life.refused,
            "impolite": life.manners.breaches,
            "honest servers distrusted": verdict.distrusted,
            "store": verdict.store,
            "memory": self._grown(),
        }
        most = max(2, FALSE_ALARMS * source_days(self.world))
        if len(verdict.false_alarms) > most:
            found["false alarms"] = verdict.false_alarms
        return {name: lines for name, lines in found.items() if lines}

    def figures(self) -> Iterator[Figure]:
        """The table of what there was."""
        world, life, verdict = self.world, self.life, self.verdict
        first, last = (datetime.fromtimestamp(at, UTC) for at in (world.since, world.until))
        yield "from, to", f"{first:%Y-%m-%d %H:%M} {last:%Y-%m-%d %H:%M}"
        yield "newsrooms, sources", f"{len(world.newsrooms)}, {len(world.outlets)}"
        yield "starts of the daemon", life.starts
        yield "polls", life.polls
        yield (
            "requests, unconditional of them",
            (f"{life.manners.requests}, {life.manners.unconditional}"),
        )
        yield "least seconds between two", life.manners.least_gap_s
        yield "timeouts of a busy machine", life.timeouts
        yield "stories listed, by source", verdict.figures["stories"]
        for name in sorted(set(verdict.figures) - {"stories"}):
            yield name, verdict.figures[name]
        yield "lost", len(verdict.lost)
        yield "doubled", len(verdict.doubled)
        yield "misdated", len(verdict.misdated)
        yield "wordings wrong", len(verdict.wordings)
        yield "false delistings", len(verdict.delistings)
        yield "outages without a gap", len(verdict.uncovered)
        yield "silences told late", len(verdict.late)
        yield "false alarms", len(verdict.false_alarms)
        yield "breaches of politeness", len(life.manners.breaches)
        before, after = self._weights()
        yield "memory after a day, at the end (MB)", f"{before / 1_024:.0f}, {after / 1_024:.0f}"

    def _weights(self) -> tuple[float, float]:
        """Memory (kB) around the end of the first day, six samples, and in the last six hours."""
        weighed, world = self.life.memory, self.world
        warm = world.since + min(DAY, (world.until - world.since) // 2)
        early = [kb for at, kb in weighed if at >= warm - 3 * HOUR][:6]
        late = [kb for at, kb in weighed if at >= world.until - 6 * HOUR]
        return median(early or [0]), median(late or [0])

    def _grown(self) -> list[str]:
        before, after = self._weights()
        if not before or after - before <= max(GROWTH_KB, GROWTH * before):
            return []
        return [f"grew from {before:.0f} to {after:.0f} kB"]


def lived(
    world: World,
    folder: Path,
    *,
    settings: PollSettings,
    tick_s: int,
    progress: Progress = lambda now, life: None,
) -> Outcome:
    """A world, lived through in a folder that is empty, and judged."""
    life = Machine(world, folder, settings, tick_s).live(progress)
    return Outcome(world, life, judged(world, life))


def rebuilt(config: Config, names: Sequence[str], folder: Path) -> list[str]:
    """Where a store made anew from the captures of these sources says something else of them."""
    assert config.captures is not None
    sources = tuple(source for source in config.sources if source.name in names)
    again = replace(
        config, database=f"sqlite:///{folder / 'again.db'}", captures=None, sources=sources
    )
    with Ticker(again) as ticker:
        for path in sorted(Path(config.captures).glob("*.warc.gz")):
            for source in sources:
                ticker.replay(source.name, path)
    was, now = (_wordings(one, names) for one in (config, again))
    return [f"only once: {line}" for line in sorted(was ^ now, key=repr)]


def _wordings(config: Config, names: Sequence[str]) -> set[tuple[object, ...]]:
    asked = "SELECT source, title, url, seen_from_at, not_before_at FROM revisions"
    with closing(sqlite3.connect(config.database.removeprefix("sqlite:///"))) as connection:
        return {row for row in connection.execute(asked) if row[0] in names}
