"""When: APScheduler wakes a dispatcher that polls what the store says is due.

The schedule is `next_poll_at` in the store, so a restart resumes it and polls nothing extra.
Fetches run side by side on the poller's loop; this thread alone looks up what is due, records what
comes back, and obeys signals. Ticks, visits and signals wake it through one inbox.

Whatever the store or the captures refuse (a full disk, a folder without permission, another
process's lock) pauses the daemon and does not end it: nothing is acknowledged that is not recorded
with its evidence, visits in hand are kept and tried again, and readers go on.
"""

from __future__ import annotations

import queue
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from ticker.api import Ticker, utc_now
from ticker.digesting import Digesting
from ticker.errors import StoreError, UsageError
from ticker.model import Config, Visited
from ticker.notify import Supervisor
from ticker.poll import BATCH, Clock, Poller, Visit
from ticker.store import Store
from ticker.upkeep import Upkeep

TICK_S = 1.0
"""How often the dispatcher looks for due sources."""
DRAIN_S = 8.0
"""How long a stop waits for polls in hand; service managers grant ten seconds and more."""
RETRY_S = 5.0
"""How often a refused write is tried again."""
SILENT_VISITS = 3
"""Visits without any answer, and none answered, after which the network itself is suspected."""

EXIT_UNRECORDED = StoreError.exit_status

Tell = Callable[[Visited], None]
Say = Callable[[str], None]


@dataclass(slots=True)
class Signals:
    """What the operating system has asked for and is not done yet. `knock` is called when it
    asks."""

    stop: bool = False
    reload: bool = False
    knock: Callable[[], None] = lambda: None

    @contextmanager
    def caught(self) -> Iterator[None]:
        """SIGTERM and SIGINT stop, SIGHUP reloads; the old handlers come back at the end."""

        def on_stop(number: int, frame: FrameType | None) -> None:
            self.stop = True
            self.knock()

        def on_reload(number: int, frame: FrameType | None) -> None:
            self.reload = True
            self.knock()

        handlers = {signal.SIGTERM: on_stop, signal.SIGINT: on_stop, signal.SIGHUP: on_reload}
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def run(
    load: Callable[[], Config],
    *,
    tell: Tell,
    say: Say,
    clock: Clock = utc_now,
    manager: Supervisor | None = None,
) -> int:
    """Poll until told to stop; the exit status: 0, or 3 where polls in hand could not be recorded.

    `load` reads the configuration, again on SIGHUP; `tell` hears of every visit as it is recorded,
    `say` of everything else, one line each, and `manager` of how the process does. Raises
    ConfigError for the first configuration only; StoreError where the store cannot be opened.
    """
    heard = manager or Supervisor({})
    return Daemon(load, tell=tell, say=say, clock=clock, manager=heard).run()


class Dispatcher:
    """Starts visits to due sources, each source once at a time, and settles what comes back. For
    one thread; only `knock` and the poller's arrivals come from others."""

    def __init__(self, poller: Poller, clock: Clock) -> None:
        self.store = poller.store
        self._poller = poller
        self._clock = clock
        self._sources = {source.name: source for source in poller.config.sources}
        self._inbox: queue.SimpleQueue[Visit | None] = queue.SimpleQueue()
        self._arrived: list[Visit] = []
        self._visiting: set[str] = set()

    def start_due(self) -> None:
        """Start a visit to every source that is due and not being visited. Raises StoreError."""
        due = [name for name in self.store.due(self._clock()) if name in self._sources]
        fresh = [name for name in due if name not in self._visiting]
        states = self.store.source_states() if fresh else {}
        for name in fresh:
            self._visiting.add(name)
            self._poller.start(self._sources[name], states.get(name), self._inbox.put)

    def knock(self) -> None:
        """End a `wait`; safe in any thread and in the handler of a signal."""
        self._inbox.put(None)

    def wait(self, timeout_s: float) -> bool:
        """Until a visit comes back, somebody knocks, or the time is over. Whether it is time to
        look for what is due: a tick that never came counts, too."""
        try:
            came = [self._inbox.get(timeout=timeout_s)]
        except queue.Empty:
            return True
        with suppress(queue.Empty):
            while True:
                came.append(self._inbox.get_nowait())
        self._arrived += [visit for visit in came if visit is not None]
        return None in came

    def busy(self) -> bool:
        """Whether a source is being visited or waits to be recorded."""
        return bool(self._visiting)

    def settle(self) -> Iterator[Visited]:
        """Record what has come back, a batch at a time. Raises StoreError; what was not recorded
        then is kept for the next call."""
        while batch := self._arrived[:BATCH]:
            visited = self._poller.recorder.settle(batch)
            del self._arrived[: len(batch)]
            self._visiting.difference_update(visit.source.name for visit in batch)
            yield from visited


class Daemon:
    """One process's polling, from its start to its stop."""

    def __init__(
        self,
        load: Callable[[], Config],
        *,
        tell: Tell,
        say: Say,
        clock: Clock,
        manager: Supervisor,
    ) -> None:
        self._load = load
        self._manager = manager
        self._voice = _Voice(tell, say)
        self._clock = clock
        self._asked = Signals()
        self._paused: str | None = None
        self._status = 0

    def run(self) -> int:
        """Poll until told to stop; the exit status."""
        config = self._load()
        with self._asked.caught():
            while not self._asked.stop:
                config = self._keep_store(config)
        return self._status

    def _keep_store(self, config: Config) -> Config:
        """Poll into one store, whose lock stays held over reloads; the configuration to go on
        with when it names another store."""
        ticker = Ticker(config, self._clock)
        with ticker.writing() as store:
            ticker.sync(store, spread=True)
            ticker.note_absence(store)
            while True:
                fresh = self._poll(config, store)
                if self._asked.stop or fresh.database != config.database:
                    return fresh
                config = fresh

    def _poll(self, config: Config, store: Store) -> Config:
        """Poll under one configuration until a signal; the configuration to go on with."""
        with Ticker(config, self._clock).poller(store) as poller:
            dispatcher = Dispatcher(poller, self._clock)
            self._asked.knock = dispatcher.knock
            upkeep = Upkeep(store, config, self._clock(), self._voice.say)
            digesting = Digesting(store, config, self._voice.say)
            with _ticking(dispatcher.knock), closing(upkeep):
                self._voice.say(f"polling {len(config.sources)} sources; Ctrl-C stops")
                self._manager.ready(f"polling {len(config.sources)} sources")
                fresh = self._until_asked(dispatcher, digesting, upkeep, config)
            self._drain(dispatcher)
        return fresh

    def _until_asked(
        self, dispatcher: Dispatcher, digesting: Digesting, upkeep: Upkeep, config: Config
    ) -> Config:
        look, retry_at = True, 0.0
        while not self._asked.stop:
            self._manager.beat()
            if self._asked.reload:
                self._asked.reload = False
                self._manager.reloading()
                fresh = self._reloaded(config, dispatcher.store)
                if fresh is not None:
                    return fresh
                self._manager.ready("the configuration was not reloaded: see the log")
            if time.monotonic() >= retry_at:
                try:
                    self._voice.tell(dispatcher.settle())
                    if look:
                        dispatcher.start_due()
                        digesting.step(self._clock())
                        upkeep.step(self._clock())
                    self._go_on()
                except StoreError as error:
                    retry_at = time.monotonic() + RETRY_S
                    self._pause(error)
            look = dispatcher.wait(2 * TICK_S)
        self._manager.stopping()
        return config

    def _pause(self, error: StoreError) -> None:
        """Say once what keeps polls from being recorded."""
        if self._paused != str(error):
            hint = f" ({error.hint})" if error.hint else ""
            self._voice.say(f"paused: {error}{hint}; polls wait, reads go on")
            self._manager.status(f"paused: {error}")
        self._paused = str(error)

    def _go_on(self) -> None:
        if self._paused is not None:
            self._voice.say("polls go on")
            self._manager.status("polling again")
        self._paused = None

    def _reloaded(self, config: Config, store: Store) -> Config | None:
        """The configuration as it is now, with its sources in the store; ``None``, and why, where
        it cannot be used."""
        try:
            fresh = self._load()
            Poller.check(fresh)
            if fresh.database == config.database:
                Ticker(fresh, self._clock).sync(store, spread=True)
            else:
                Store.open(fresh.database, write=True, now=self._clock()).close()
        except (UsageError, StoreError) as error:
            self._voice.say(f"configuration not reloaded, the old one stays: {error}")
            return None
        self._voice.say("configuration reloaded")
        return fresh

    def _drain(self, dispatcher: Dispatcher) -> None:
        """Settle the polls in hand, for `DRAIN_S` at most; what is left is polled again."""
        deadline = time.monotonic() + DRAIN_S
        try:
            self._voice.tell(dispatcher.settle())
            while dispatcher.busy() and time.monotonic() < deadline:
                self._manager.beat()
                dispatcher.wait(0.2)
                self._voice.tell(dispatcher.settle())
        except StoreError as error:
            self._voice.say(f"polls in hand are not recorded: {error}; they will be polled again")
            self._status = EXIT_UNRECORDED if self._asked.stop else 0


@contextmanager
def _ticking(knock: Callable[[], None]) -> Iterator[None]:
    """Knock once a `TICK_S` while the block runs."""
    scheduler = BackgroundScheduler(
        timezone="UTC",
        # Defaults lose runs that are a second late; ours are ticks that may be merged.
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    scheduler.add_job(knock, "interval", seconds=TICK_S)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


class _Voice:
    """What the daemon tells. Says once that nothing at all has answered; output that cannot be
    written (a full disk behind it) is no reason to stop polling, a reader that has gone is."""

    def __init__(self, tell: Tell, say: Say) -> None:
        self._tell = tell
        self._say = say
        self._unanswered = 0
        self._answered = False

    def say(self, line: str) -> None:
        """One line that is no visit."""
        with _unheard():
            self._say(line)

    def tell(self, visits: Iterable[Visited]) -> None:
        """Visits that were recorded."""
        for visited in visits:
            with _unheard():
                self._tell(visited)
            poll = visited.poll
            self._answered |= poll.outcome != "failed" or poll.status is not None
            self._unanswered += 1
            if not self._answered and self._unanswered == SILENT_VISITS:
                self.say("no network? nothing has answered so far; polls go on")


@contextmanager
def _unheard() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError:
        return
