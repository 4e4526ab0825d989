"""Living through a world: the daemon's own store, poller and dispatcher, over real sockets, with a
clock that stands while they work and then is put to the instant of the next thing to do."""

from __future__ import annotations

import resource
import sqlite3
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

from tests.soak.manners import Manners
from tests.soak.newsroom import HOUR
from tests.soak.outlets import Outlet
from tests.soak.serving import Servers, serving
from tests.soak.worlds import Event, World
from ticker.api import Ticker
from ticker.dispatching import Dispatcher, Memory
from ticker.model import Config, PollSettings, Source, Visited
from ticker.poll import Poller, Visit
from ticker.upkeep import Upkeep

PATIENCE_S = 120.0
OUTCOMES = ("new", "same", "not_modified", "failed")


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the change log about a source, with the true time, the last news before it, and
    how long a silence the source's rhythm explained then."""

    kind: str
    source: str
    at: int
    detail: str
    last_new_at: int | None
    expected_s: int | None


@dataclass(slots=True)
class Diary:
    """What the polls of one outlet came to: true instants, and outcomes as in `OUTCOMES`. `news`
    are instants of polls in which the outlet showed a story for the first time, whether or not
    another one had shown it before, and what silence its rhythm explained after each; `stories`
    are those that it showed."""

    at: array[int] = field(default_factory=lambda: array("q"))
    outcome: array[int] = field(default_factory=lambda: array("b"))
    skewed: array[int] = field(default_factory=lambda: array("b"))
    news: array[int] = field(default_factory=lambda: array("q"))
    explains: array[int] = field(default_factory=lambda: array("q"))
    stories: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Life:
    """All that is remembered of a world that was lived through."""

    config: Config
    manners: Manners
    diaries: dict[str, Diary] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    timeouts: int = 0
    polls: int = 0
    starts: int = 0
    memory: list[tuple[int, int]] = field(default_factory=list)


Progress = Callable[[int, Life], None]


@dataclass(frozen=True, slots=True)
class _Daemon:
    """What runs between a start and a stop."""

    poller: Poller
    dispatcher: Dispatcher
    upkeep: Upkeep


class Machine:
    """Where the daemon runs. `now` is the true time, `clock` what the machine shows."""

    def __init__(self, world: World, folder: Path, settings: PollSettings, tick_s: int) -> None:
        self.world = world
        self.now = world.since
        self.skew_s = 0
        self.tick_s = tick_s
        clocks = any(event.kind == "clock" for event in world.events)
        manners = Manners(settings.min_s, clocks=clocks)
        self.servers = Servers(world.outlets, lambda: self.now, manners.hear)
        self._outlets = {outlet.name: outlet for outlet in world.outlets}
        self._folder = folder
        self._settings = settings
        self.life = Life(self._config(()), manners)
        self.life.diaries = {name: Diary() for name in self._outlets}

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.now + self.skew_s, UTC)

    def live(self, progress: Progress) -> Life:
        """From the world's beginning to its end."""
        with self.running():
            events = sorted(self.world.events, key=lambda event: event.at)
            left = [*events, Event("end", self.world.until)]
            while left:
                self._run(left, progress)
        return self.life

    @contextmanager
    def running(self) -> Iterator[None]:
        """The newsrooms answer while the block runs, and are configured."""
        with serving(self.servers):
            self.life.config = self._config(self._sources())
            yield

    def poll_until(self, until: int) -> None:
        """Start the daemon, let it poll up to an instant, and stop it."""
        with self._started() as daemon:
            daemon.dispatcher.start_due()
            self._settle(daemon.dispatcher)
            self._poll_until(until, daemon, lambda now, life: None)

    def _config(self, sources: tuple[Source, ...]) -> Config:
        return Config(
            path=None,
            database=f"sqlite:///{self._folder / 'ticker.db'}",
            zone="Europe/Kyiv",
            captures=str(self._folder / "captures"),
            poll=self._settings,
            sources=sources,
        )

    def _sources(self) -> tuple[Source, ...]:
        return tuple(
            Source(
                outlet.name,
                self.servers.url(outlet),
                kind=None if outlet.form != "headed" else "list",
                zone=outlet.newsroom.zone,
                tags=(outlet.form,),
                interval_s=outlet.interval_s,
                allow_private=(self.servers.places[outlet.newsroom.name],),
            )
            for outlet in self.world.outlets
        )

    def _run(self, left: list[Event], progress: Progress) -> None:
        """One run of the daemon, from its start to the first event that ends it."""
        with self._started() as daemon:
            while (event := left.pop(0)).kind == "clock":
                self._poll_until(event.at, daemon, progress)
                self.skew_s = event.skew_s
                self._poll_until(event.at + event.lasts_s, daemon, progress)
                self.skew_s = 0
            self._poll_until(event.at, daemon, progress)
            if event.kind == "kill":
                self._die(daemon)
        if event.kind == "down":
            self.now = event.at + event.lasts_s

    @contextmanager
    def _started(self) -> Iterator[_Daemon]:
        self.life.starts += 1
        ticker = Ticker(self.life.config, self.clock)
        with ticker.writing() as store:
            ticker.sync(store, spread=True)
            ticker.note_absence(store)
            with ticker.poller(store) as poller:
                dispatcher = Dispatcher(
                    poller, self.clock, Memory(), steady=lambda: float(self.now)
                )
                upkeep = Upkeep(store, self.life.config, self.clock(), lambda line: None)
                with closing(upkeep):
                    yield _Daemon(poller, dispatcher, upkeep)

    def _poll_until(self, until: int, daemon: _Daemon, progress: Progress) -> None:
        while self.now < until:
            daemon.dispatcher.start_due()
            self._settle(daemon.dispatcher)
            daemon.upkeep.step(self.clock())
            self.now = min(self._next(), until)
            self._weigh()
            progress(self.now, self.life)

    def _settle(self, dispatcher: Dispatcher) -> None:
        """Record all visits under way, while the clock stands."""
        while dispatcher.busy():
            if dispatcher.wait(PATIENCE_S):
                raise RuntimeError("a visit never came back")
            for visited in dispatcher.settle():
                self._remember(visited)

    def _weigh(self) -> None:
        """Note the memory of this process, newsrooms and all, once an hour."""
        weighed = self.life.memory
        if not weighed or self.now - weighed[-1][0] >= HOUR:
            weighed.append((self.now, resident_kb()))

    def _next(self) -> int:
        """The next tick at which a source is due."""
        due = next_due(self.life.config)
        due = self.now if due is None else due - self.skew_s
        return max(due + (-due) % self.tick_s, self.now + self.tick_s)

    def _die(self, daemon: _Daemon) -> None:
        """Killed once everything that is due has been asked, before anything is recorded."""
        self.now = self._next()
        poller, store = daemon.poller, daemon.poller.store
        due, states = frozenset(store.due(self.clock())), store.source_states()
        asked = [source for source in poller.config.sources if source.name in due]
        arrived: SimpleQueue[Visit] = SimpleQueue()
        for source in asked:
            poller.start(source, states.get(source.name), arrived.put)
        for _ in asked:
            arrived.get(timeout=PATIENCE_S)
        self.life.manners.excuse(source.name for source in asked)

    def _remember(self, visited: Visited) -> None:
        poll, life = visited.poll, self.life
        diary = life.diaries[poll.source]
        life.polls += 1
        diary.at.append(self.now)
        diary.outcome.append(OUTCOMES.index(poll.outcome))
        diary.skewed.append(self.skew_s != 0 or abs(poll.at.timestamp() - self.now) > 60)
        for line in visited.changes:
            if line.kind in ("source_silent", "source_failed", "source_recovered", "gap"):
                last = (diary.news[-1], diary.explains[-1]) if diary.news else (None, None)
                life.told.append(
                    Told(line.kind, poll.source, self.now, line.detail or "", last[0], last[1])
                )
        if poll.outcome in ("new", "same"):
            shown = {story.number for story in self._outlets[poll.source].shown(self.now)}
            if not shown <= diary.stories:
                diary.stories |= shown
                diary.news.append(self.now)
                diary.explains.append(poll.standing.expected_s or 0 if poll.standing else 0)
        if poll.outcome == "failed":
            self._failed(self._outlets[poll.source], poll.error or "", poll.stage or "")

    def _failed(self, outlet: Outlet, error: str, stage: str) -> None:
        """A failure that nothing explains."""
        if not outlet.is_served(self.now) or error.startswith("not asked"):
            return
        if "timeout" in error or "timed out" in error:
            self.life.timeouts += 1  # a machine that is busy; what was not read was not served
            self.life.manners.excuse((outlet.name,))
        else:
            self.life.refused.append(f"{outlet.name} at {self.now}: {stage}: {error}")


def resident_kb() -> int:
    """The memory that this process has now, in kB; its peak where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def next_due(config: Config) -> int | None:
    """When the next source is due, by the machine's clock."""
    path = config.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        (due,) = connection.execute("SELECT min(next_poll_at) FROM source WHERE active").fetchone()
    return due if due is None else int(due)
