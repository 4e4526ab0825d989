"""A clock that is set while polls go on, or between runs: beside it runs one that nobody sets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import rows
from tests.poll.wire import DAWN, Asked, Hands, Reply, Wire, numbered
from ticker.api import Ticker
from ticker.dispatching import Dispatcher
from ticker.model import Config, KnownSource, Source, Visited
from ticker.poll import Poller

HOUR, DAY = 3_600, 86_400
STEPS = {"an hour back": -HOUR, "an hour on": HOUR, "a day on": DAY, "a day back": -DAY}


@dataclass
class Times:
    """The true time, and a clock that somebody may set."""

    true: Hands = field(default_factory=Hands)
    ahead: timedelta = timedelta()

    def clock(self) -> datetime:
        return self.true.now + self.ahead

    def steady(self) -> float:
        return (self.true.now - DAWN).total_seconds()

    def set_by(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


class Running:
    """A dispatcher with its store, and what it told."""

    def __init__(self, poller: Poller, config: Config, times: Times) -> None:
        self.config = config
        self.times = times
        self.store = poller.store
        self.said: list[str] = []
        self.visited: list[Visited] = []
        self.asked_at: list[datetime] = []
        self.dispatcher = Dispatcher(poller, times.clock, steady=times.steady, say=self.said.append)

    def step(self) -> int:
        """Start what is due and settle it; how many polls that were."""
        self.dispatcher.start_due()
        return self.finish()

    def finish(self) -> int:
        before = len(self.visited)
        while self.dispatcher.busy():
            self.dispatcher.wait(60)
            self.visited += self.dispatcher.settle()
        return len(self.visited) - before

    def live(self, seconds: float, every_s: float = 10) -> list[float]:
        """Go on for so long; the true moments of polls, in seconds from the beginning."""
        polled: list[float] = []
        until = self.times.steady() + seconds
        while self.times.steady() < until:
            self.times.true.on(seconds=every_s)
            polled += [self.times.steady()] * self.step()
        return polled

    def state(self, name: str = "harbour") -> KnownSource:
        return self.store.source_states()[name]

    def wait_s(self, name: str = "harbour") -> float:
        due = self.state(name).next_poll_at
        assert due is not None
        return (due - self.times.clock()).total_seconds()

    def events(self) -> list[tuple[object, ...]]:
        return rows(self.config, "SELECT kind, detail FROM changes WHERE item_id IS NULL")


@contextmanager
def running(config: Config, times: Times) -> Iterator[Running]:
    with Ticker(config, times.clock) as ticker, ticker.polling() as poller:
        yield Running(poller, config, times)


@pytest.fixture
def config(configured: Configured, source: Wire) -> Config:
    source.answers["/rss"] = Reply(numbered(*range(100, 0, -5)))
    return configured(Source("harbour", source.url("/rss"), kind="feed", interval_s=900))


@pytest.mark.parametrize("step_s", STEPS.values(), ids=STEPS)
def test_a_step_of_the_clock_changes_no_wait_and_is_told_once(config: Config, step_s: int) -> None:
    """Nobody is polled early, and nobody waits for the time by which the clock was set back."""
    with running(config, Times()) as run:
        run.step()
        run.live(2_000, every_s=50)
        left = run.wait_s()
        run.times.set_by(step_s)
        run.step()
        assert run.wait_s() == pytest.approx(left, abs=2)
        polled = run.live(4 * HOUR, every_s=30)
        waits = [later - earlier for earlier, later in itertools.pairwise(polled)]
        assert 780 <= min(waits) <= max(waits) <= 1_020
        assert polled[0] - 2_000 <= left + 60
        assert [line.partition(":")[0] for line in run.said] == ["clock_step"]
        assert run.events() == []


@pytest.mark.parametrize("step_s", STEPS.values(), ids=STEPS)
def test_a_step_while_a_visit_is_under_way_changes_no_wait_either(
    config: Config, source: Wire, step_s: int
) -> None:
    """Nobody knows which clock told the visit its instant."""
    with running(config, Times()) as run:
        run.step()
        run.times.true.on(seconds=run.wait_s())
        source.answers["/rss"] = lambda asked: _set(run.times, step_s, numbered(101, 100))
        run.step()
        assert 780 <= run.wait_s() <= 1_020
        assert len(run.said) == 1


def _set(times: Times, step_s: int, body: bytes) -> Reply:
    times.set_by(step_s)
    return Reply(body)


def test_the_record_keeps_its_order_while_the_clock_is_behind_it(
    config: Config, source: Wire
) -> None:
    """Polls stand one after the other, a second apart, until the clock has passed the newest; and
    what is dated by first sight carries that doubt."""
    with running(config, Times()) as run:
        run.step()
        run.times.set_by(-HOUR)
        undated = b"<item><title>Fog on the estuary</title><guid>fog</guid></item>"
        listed = numbered(*range(100, 0, -5))
        source.answers["/rss"] = Reply(listed.replace(b"<item>", undated + b"<item>", 1))
        run.live(HOUR, every_s=60)
        polls = [str(at) for (at,) in rows(config, "SELECT at FROM polls ORDER BY id")]
        assert polls == sorted(polls)
        assert rows(config, "SELECT 1 FROM polls WHERE until_at < at") == []
        ((error_s,),) = rows(config, "SELECT time_error_s FROM items WHERE headline LIKE 'Fog%'")
        assert isinstance(error_s, int)
        assert HOUR - 1_100 <= error_s <= HOUR
        assert run.store.check().problems == ()


@pytest.mark.parametrize("step_s", [-DAY, DAY])
def test_a_step_makes_no_silence(configured: Configured, source: Wire, step_s: int) -> None:
    """A story an hour, known for two days: none is missed because the clock was set."""
    times = Times()

    def growing(asked: Asked) -> Reply:
        newest = 100 + int(times.steady() // HOUR)
        return Reply(numbered(*range(newest, newest - 20, -1)))

    source.answers["/rss"] = growing
    with running(configured(Source("harbour", source.url("/rss"), interval_s=2_400)), times) as run:
        run.step()
        run.live(1.1 * DAY, every_s=600)
        assert run.state().standing.expected_s is not None
        times.set_by(step_s)
        run.live(3 * HOUR, every_s=600)
        assert run.events() == []


def test_a_silence_is_told_although_the_clock_was_set_back(
    configured: Configured, source: Wire
) -> None:
    times = Times()
    stopped = int(1.1 * DAY)

    def growing(asked: Asked) -> Reply:
        newest = 100 + int(min(times.steady(), stopped) // HOUR)
        return Reply(numbered(*range(newest, newest - 20, -1)))

    source.answers["/rss"] = growing
    with running(configured(Source("harbour", source.url("/rss"), interval_s=2_400)), times) as run:
        run.step()
        run.live(stopped, every_s=600)
        expected_s = run.state().standing.expected_s
        assert expected_s is not None
        times.set_by(-DAY)
        run.live(2 * expected_s, every_s=600)
        assert [kind for kind, _ in run.events()] == ["source_silent"]


def test_an_outage_is_as_long_as_it_was_whatever_the_clock_says(
    config: Config, source: Wire
) -> None:
    """The list lasts 95 minutes. A day forward and one failure are no gap; two hours of failures
    are one, though the clock was set back by a day."""
    with running(config, Times()) as run:
        run.step()
        run.times.set_by(DAY)
        good, source.answers["/rss"] = source.answers["/rss"], Reply(b"", 503, {})
        run.live(1_100, every_s=50)
        assert len(run.visited) == 2
        assert rows(config, "SELECT count(*) FROM gaps") == [(0,)]
        source.answers["/rss"] = good
        run.live(HOUR, every_s=60)
        run.times.set_by(-DAY)
        source.answers["/rss"] = Reply(b"", 503, {})
        run.live(8 * HOUR, every_s=300)
        assert rows(config, "SELECT reason, until_at FROM gaps") == [("failing", None)]


def test_what_this_process_did_not_poll_is_missed_since_the_machine_found_the_time(
    config: Config,
) -> None:
    """A machine without a battery starts at the time when it was switched off, and learns
    later that three days have passed."""
    times = Times()
    with running(config, times) as run:
        run.step()
    with running(config, times) as run:
        times.true.on(seconds=30)
        times.set_by(3 * DAY)
        run.step()
        ((kind, detail),) = run.events()
        assert (kind, str(detail).partition(" ")[0]) == ("gap", "down")


@pytest.mark.parametrize("step_s", [-DAY, DAY])
def test_a_hold_of_a_host_lasts_as_long_as_it_was_asked_for(
    config: Config, source: Wire, step_s: int
) -> None:
    with running(config, Times()) as run:
        good, source.answers["/rss"] = (
            source.answers["/rss"],
            Reply(b"", 429, {"Retry-After": "7200"}),
        )
        run.step()
        source.answers["/rss"] = good
        run.times.set_by(step_s)
        (polled,) = run.live(2.3 * HOUR, every_s=120)
        assert 7_200 <= polled <= 1.1 * 7_200 + 120
        assert [visited.poll.outcome for visited in run.visited] == ["failed", "new"]


def test_a_small_correction_is_no_step(config: Config) -> None:
    with running(config, Times()) as run:
        run.step()
        for _ in range(5):
            run.times.set_by(3)
            run.live(60)
        assert run.said == []


def test_what_was_asked_a_moment_ago_is_not_asked_again_whatever_the_clock_says(
    configured: Configured, source: Wire
) -> None:
    """Steps too small to be seen as such, one after the other."""
    source.answers["/rss"] = Reply(numbered(1))
    with running(configured(Source("harbour", source.url("/rss"), interval_s=60)), Times()) as run:
        run.step()
        for _ in range(5):
            run.times.set_by(15)
            run.live(4, every_s=4)
        assert len(run.visited) == 1


# --- between two runs --------------------------------------------------------------------------


@pytest.mark.parametrize("back_s", [2 * HOUR, DAY, 400 * DAY])
def test_a_clock_that_was_set_back_between_two_runs_leaves_nobody_waiting(
    config: Config, back_s: int
) -> None:
    times = Times()
    with running(config, times) as run:
        run.step()
    times.set_by(-back_s)
    with running(config, times) as run:
        assert 60 <= run.wait_s() <= 1_000
        assert len(run.live(1_100, every_s=50)) == 1


def test_a_restart_shortens_no_wait_that_may_be_meant(configured: Configured, source: Wire) -> None:
    """Neither an interval, nor a back-off, nor what a server asked for."""
    answers = {
        "/well": Reply(numbered(1)),
        "/down": Reply(b"", 503, {"Retry-After": "80000"}),
        "/held": Reply(b"", 429, {"Retry-After": "86400"}),
    }
    source.answers |= answers
    config = configured(
        *(Source(path[1:], source.url(path), kind="feed", interval_s=7 * DAY) for path in answers)
    )
    times = Times()
    with running(config, times) as run:
        run.step()
        before = {path[1:]: run.state(path[1:]).next_poll_at for path in answers}
    for _ in range(3):
        times.true.on(seconds=10)
        with running(config, times) as run:
            assert run.step() == 0
            assert {name: run.state(name).next_poll_at for name in before} == before


def test_a_hold_that_was_told_by_a_wrong_clock_is_cut_to_a_day(
    config: Config, source: Wire
) -> None:
    good, source.answers["/rss"] = source.answers["/rss"], Reply(b"", 429, {"Retry-After": "3600"})
    times = Times()
    times.set_by(400 * DAY)
    with running(config, times) as run:
        run.step()
    times.set_by(-400 * DAY)
    source.answers["/rss"] = good
    with running(config, times) as run:
        assert HOUR <= run.wait_s() <= DAY
