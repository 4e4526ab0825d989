"""The demo itself: the newsroom is opened, and the real daemon polls it while its hours fly by."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ticker import config as configuration
from ticker.api import Ticker
from ticker.daemon import Signals, run
from ticker.demo.folder import configure, prepare
from ticker.demo.hours import Clock, pass_time
from ticker.demo.serving import served
from ticker.demo.stories import CLOSES_AT, OPENS_AT, PAPERS
from ticker.model import Visited


@dataclass(frozen=True, slots=True)
class Audience:
    """Who watches. `ready` is given the record to be asked, before the first poll; `tell` hears of
    each visit as it is recorded, `say` of what else the daemon says, `moved` of each step of the
    clock, on a thread of its own."""

    ready: Callable[[Ticker], None]
    tell: Callable[[Visited], None]
    say: Callable[[str], None]
    moved: Callable[[datetime], None]


def play(folder: Path, audience: Audience, *, asked: Signals, speed: float = 1.0) -> bool:
    """Play the invented morning into a folder, made ready for it; whether it came to its end.

    The clock runs `speed` times as fast as usual. SIGINT and SIGTERM end it early, and so does
    `asked`: what was recorded until then stays. Raises TickerError.
    """
    prepare(folder)
    clock = Clock(OPENS_AT)
    with served(PAPERS, clock) as place, ThreadPoolExecutor(1, "hours") as threads:
        path = configure(folder, PAPERS, place)
        with Ticker.open(path, clock=clock) as ticker:
            with ticker.writing():  # there from the first moment on: it is asked from two threads
                pass
            audience.ready(ticker)
            hours = threads.submit(_hours, clock, path, asked, speed, audience.moved)
            try:
                run(
                    lambda: configuration.load(path),
                    tell=audience.tell,
                    say=audience.say,
                    clock=clock,
                    asked=asked,
                )
            finally:
                asked.stop = True
            return hours.result()


def _hours(
    clock: Clock,
    config: Path,
    asked: Signals,
    speed: float,
    moved: Callable[[datetime], None],
) -> bool:
    """Let the morning pass, then stop the daemon; also where something goes wrong here."""
    try:
        with Ticker.open(config, clock=clock) as ticker:
            return pass_time(clock, ticker, CLOSES_AT, speed=speed, moved=moved, asked=asked)
    finally:
        asked.stop = True
        asked.knock()
