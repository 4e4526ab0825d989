"""When: APScheduler wakes a dispatcher that polls what the store says is due.

The schedule is `next_poll_at` in the store, so a restart resumes it and polls nothing extra.
Fetches run side by side on the poller's loop; this thread alone looks up what is due, records what
comes back, and obeys signals. Ticks, visits and signals wake it through one inbox.

Whatever the store or the captures refuse (a full disk, a folder without permission, another
process's lock) pauses the daemon and does not end it: nothing is acknowledged that is not recorded
with its evidence, visits in hand are kept and tried again, and readers go on. Only a damaged store
ends it: no waiting mends that.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler

from ticker.alerting import Alerting, Courier
from ticker.api import Ticker
from ticker.clock import Clock, utc_now
from ticker.digesting import Digesting
from ticker.dispatching import Dispatcher, Memory
from ticker.errors import StoreBusyError, StoreDamagedError, StoreError, UsageError
from ticker.model import Config, Visited
from ticker.notify import Supervisor
from ticker.poll import Poller
from ticker.ruling import Watch
from ticker.stepping import Steady, steady_s
from ticker.store import Store
from ticker.upkeep import Anchor, Upkeep

TICK_S = 1.0
"""How often the dispatcher looks for due sources."""
DRAIN_S = 6.0
"""How long a stop waits for polls and messages in hand: with what comes after it, ten seconds are
kept. Service managers grant as many and more."""
RETRY_S = 5.0
"""How often a refused write is tried again."""

EXIT_UNRECORDED = StoreError.exit_status

Tell = Callable[[Visited], None]
Say = Callable[[str], None]
Duty = Callable[[datetime], None]
"""What is done between polls, a moment of it at a time; it may raise StoreError."""


@dataclass(slots=True)
class Signals:
    """What the operating system has asked for and is not done yet. `knock` is called when it
    asks; `stopped_s` is when it first asked for the end, by the monotonic clock."""

    stop: bool = False
    reload: bool = False
    knock: Callable[[], None] = lambda: None
    stopped_s: float | None = None

    @contextmanager
    def caught(self) -> Iterator[None]:
        """SIGTERM and SIGINT stop, SIGHUP reloads; the old handlers come back at the end."""

        def on_stop(number: int, frame: FrameType | None) -> None:
            self.stop = True
            self.stopped_s = self.stopped_s or time.monotonic()
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
    steady: Steady | None = None,
    manager: Supervisor | None = None,
    asked: Signals | None = None,
) -> int:
    """Poll until told to stop; the exit status: 0, or 3 where polls in hand could not be recorded.

    `load` reads the configuration, again on SIGHUP; `tell` hears of every visit as it is recorded,
    `say` of everything else, one line each, and `manager` of how the process does. `asked` can be
    told from another thread what a signal would tell. `steady` is a clock that nobody sets, beside
    a `clock` that somebody may: the machine has one. Raises ConfigError for the first
    configuration only; StoreError where the store cannot be opened, or is damaged.
    """
    heard = manager or Supervisor({})
    signals = asked or Signals()
    if steady is None and clock is utc_now:
        steady = steady_s
    daemon = Daemon(
        load, tell=tell, say=say, clock=clock, steady=steady, manager=heard, asked=signals
    )
    return daemon.run()


class Daemon:
    """One process's polling, from its start to its stop."""

    def __init__(
        self,
        load: Callable[[], Config],
        *,
        tell: Tell,
        say: Say,
        clock: Clock,
        steady: Steady | None,
        manager: Supervisor,
        asked: Signals,
    ) -> None:
        self._load = load
        self._manager = manager
        self._voice = _Voice(tell, say)
        self._clock = clock
        self._steady = steady
        self._asked = asked
        self._memory = Memory()
        self._paused: StoreError | None = None
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
        self._memory = Memory()
        with ticker.writing() as store:
            ticker.sync(store, spread=True)
            ticker.note_absence(store)
            courier, anchor = Courier(), Anchor(store.path)
            while True:
                fresh = self._poll(config, store, courier, anchor)
                if self._asked.stop or fresh.database != config.database:
                    return fresh
                config = fresh

    def _poll(self, config: Config, store: Store, courier: Courier, anchor: Anchor) -> Config:
        """Poll under one configuration until a signal; the configuration to go on with."""
        with Ticker(config, self._clock).poller(store) as poller:
            dispatcher = Dispatcher(
                poller, self._clock, self._memory, steady=self._steady, say=self._voice.say
            )
            self._asked.knock = dispatcher.knock
            upkeep = Upkeep(store, config, self._clock(), self._voice.say)
            digesting = Digesting(store, config, self._voice.say)
            courier.knock = dispatcher.knock
            alerting = Alerting(store, config, courier, self._voice.say)
            watch = Watch(config.database, config.rules, ZoneInfo(config.zone), self._clock())
            duties: tuple[Duty, ...] = (
                anchor.step,
                digesting.step,
                alerting.step,
                upkeep.step,
                lambda now: watch.step(store, self._voice.say),
            )
            poller.warm()
            with _ticking(dispatcher.knock), closing(upkeep), closing(watch):
                self._voice.say(f"polling {len(config.sources)} sources; Ctrl-C stops")
                self._manager.ready(f"polling {len(config.sources)} sources")
                fresh = self._until_asked(dispatcher, duties, config)
            leaving = self._asked.stop or fresh.database != config.database
            self._drain(dispatcher, digesting, alerting if leaving else None)
        return fresh

    def _until_asked(
        self, dispatcher: Dispatcher, duties: Iterable[Duty], config: Config
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
                continue
            if time.monotonic() >= retry_at:
                try:
                    self._voice.tell(dispatcher.settle())
                    if look:
                        dispatcher.start_due()
                        for duty in duties:
                            duty(self._clock())
                    self._go_on()
                except StoreDamagedError:
                    raise  # no waiting mends it
                except StoreError as error:
                    retry_at = time.monotonic() + RETRY_S
                    self._pause(error)
            look = dispatcher.wait(2 * TICK_S)
        self._manager.stopping()
        return config

    def _pause(self, error: StoreError) -> None:
        """Say once what keeps polls from being recorded."""
        if str(self._paused) != str(error):
            hint = f" ({error.hint})" if error.hint else ""
            self._voice.say(f"paused: {error}{hint}; polls wait, reads go on")
            self._manager.status(f"paused: {error}")
        self._paused = error

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

    def _drain(
        self, dispatcher: Dispatcher, digesting: Digesting, alerting: Alerting | None
    ) -> None:
        """Settle what is in hand, for `DRAIN_S` at most: polls, and what is being sent, `alerting`
        only where nobody follows the log of this store after us. What is left of polls is polled
        again, what is left of messages is sent again under its name."""
        deadline = (self._asked.stopped_s or time.monotonic()) + DRAIN_S

        def reloads() -> bool:  # then there is time for a mail server
            return alerting is None and not self._asked.stop

        try:
            if isinstance(self._paused, StoreBusyError):
                raise self._paused  # whoever locks it was waited for a moment ago
            self._voice.tell(dispatcher.settle())
            while dispatcher.busy() and time.monotonic() < deadline:
                self._manager.beat()
                dispatcher.wait(0.2)
                self._voice.tell(dispatcher.settle())
            if alerting is not None:
                alerting.drain(self._clock, deadline)
            digesting.close(0.0)
            while digesting.busy() and (reloads() or time.monotonic() < deadline):
                self._manager.beat()
                digesting.close(0.2)
        except StoreError as error:
            self._voice.say(f"polls in hand are not recorded: {error}; they will be polled again")
            self._status = EXIT_UNRECORDED if self._asked.stop else 0
        dispatcher.cut_off()


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
    """What the daemon tells. Output that cannot be written (a full disk behind it) is no reason to
    stop polling, a reader that has gone is."""

    def __init__(self, tell: Tell, say: Say) -> None:
        self._tell = tell
        self._say = say

    def say(self, line: str) -> None:
        """One line that is no visit."""
        with _unheard():
            self._say(line)

    def tell(self, visits: Iterable[Visited]) -> None:
        """Visits that were recorded."""
        for visited in visits:
            with _unheard():
                self._tell(visited)


@contextmanager
def _unheard() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError:
        return
