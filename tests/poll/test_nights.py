"""The dispatcher over nights: in which clocks change, in which a source is to be left alone, and in
which the machine's clock is set while several sources are asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import rows
from tests.poll.test_clock_steps import Times, running
from tests.poll.wire import HTML, Asked, Hands, Reply, Wire, numbered
from ticker.model import Source

HOUR = 3_600
KYIV = ZoneInfo("Europe/Kyiv")
EVERY = timedelta(minutes=7)
"""A story comes so often."""


# --- the nights in which clocks change -----------------------------------------------------------


def page(now: datetime) -> bytes:
    """The newest twelve stories of a newsroom in Kyiv, with the clock of each in front of it."""
    newest = int(now.timestamp() // EVERY.total_seconds())
    listed = []
    for number in range(newest, newest - 12, -1):
        clock = datetime.fromtimestamp(number * EVERY.total_seconds(), KYIV)
        listed.append(
            f"<div class='row'><time>{clock:%H:%M}</time> "
            f"<a href='/news/{number}/'>Ferry {number} leaves the harbour</a></div>"
        )
    body = f"<h1>Newest</h1><main>{''.join(listed)}</main>"
    return f"<html lang='en'><body>{body}</body></html>".encode()


@pytest.mark.parametrize("turn", ["2025-03-30T01:00", "2025-10-26T01:00"], ids=["spring", "autumn"])
def test_the_nights_in_which_clocks_change_are_nights_like_others(
    configured: Configured, source: Wire, turn: str
) -> None:
    """Nobody is asked more or less often, nothing is a gap or a silence, and every time is true
    within its doubt: in autumn the hour that comes twice has an hour of it."""
    times = Times(Hands(datetime.fromisoformat(turn).replace(tzinfo=UTC) - timedelta(hours=3)))
    source.answers["/list"] = lambda asked: Reply(page(times.clock()), headers=HTML)
    listing = Source("pier", source.url("/list"), kind="list", zone="Europe/Kyiv", interval_s=600)
    config = configured(listing)
    with running(config, times) as run:
        begin = times.steady()
        run.step()
        polled = [begin, *run.live(6 * HOUR, every_s=20)]
        assert 540 <= min(waits(polled)) <= max(waits(polled)) <= 680
        assert run.said == []
        assert run.events() == []
        assert run.store.check().problems == ()
    dated = rows(config, "SELECT url, published_at, time_error_s FROM items")
    off = [(off_s(str(url), str(at)), int(str(error))) for url, at, error in dated]
    assert len(off) >= 6 * 60 // 7 + 11
    assert all(by_s < max(error_s, 60) for by_s, error_s in off)
    assert sum(by_s >= 60 for by_s, _ in off) <= 10


def waits(polled: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(polled)]


def off_s(url: str, at: str) -> float:
    """By how many seconds the time of a story is wrong, which its link tells."""
    number = int(url.rstrip("/").rpartition("/")[2])
    return abs(datetime.fromisoformat(at).timestamp() - number * EVERY.total_seconds())


# --- hours in which a source is to be left alone -----------------------------------------------

NIGHT = "<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in (1, 2, 3, 4)) + "</skipHours>"


@pytest.mark.parametrize(
    ("away_h", "least_h", "most_h"),
    [(2, 0, 0.1), (4, 5, 5.3), (6.5, 5, 5.3), (8, 6, 6.1)],
    ids=["before", "in the first hour", "in the last hour", "after"],
)
def test_a_source_is_left_alone_though_it_is_overdue(
    configured: Configured, source: Wire, away_h: float, least_h: float, most_h: float
) -> None:
    """The daemon was down when its poll was due. What it may have missed is a gap; the hours that
    the feed wants to be left alone in are over soon."""
    evening = datetime(2025, 10, 25, 22, 0, tzinfo=UTC)
    times = Times(Hands(evening))
    source.answers["/rss"] = lambda asked: Reply(numbered(3, 2, 1, extra=NIGHT))
    config = configured(Source("harbour", source.url("/rss"), kind="feed"))
    with running(config, times) as run:
        assert run.step() == 1
    times.true.on(seconds=away_h * HOUR)
    midnight = evening + timedelta(hours=2)
    with running(config, times) as run:
        while not run.step():
            times.true.on(seconds=60)
            assert times.true.now < midnight + timedelta(hours=12)
    asked = (times.true.now - midnight).total_seconds() / HOUR
    assert least_h <= asked <= most_h


# --- a clock that is set while several sources are asked ---------------------------------------


@pytest.mark.parametrize("step_s", [-24 * HOUR, -HOUR, HOUR, 24 * HOUR])
def test_a_clock_that_is_set_amid_a_batch_changes_no_wait(
    configured: Configured, source: Wire, step_s: int
) -> None:
    """Five sources are asked at once; while the third answers the clock is set. Some visits were
    told their instant by the one clock and some by the other, and nobody knows which."""
    times, names = Times(), [f"pier{number}" for number in range(5)]
    answers = {f"/{name}": Reply(numbered(3, 2, 1)) for name in names}
    source.answers |= answers
    config = configured(
        *(Source(name, source.url(f"/{name}"), kind="feed", interval_s=900) for name in names)
    )
    with running(config, times) as run:
        assert run.step() == len(names)
        times.true.on(seconds=max(run.wait_s(name) for name in names))

        def setting(asked: Asked) -> Reply:
            times.set_by(step_s)
            return Reply(numbered(4, 3, 2, 1))

        source.answers["/pier2"] = setting
        assert run.step() == len(names)
        source.answers |= answers
        assert all(780 <= run.wait_s(name) <= 1_020 for name in names)
        assert len(run.said) == 1
        polled = run.live(2 * HOUR, every_s=30)
        assert len(names) * 7 <= len(polled) <= len(names) * 9
        for name in names:
            told = rows(config, f"SELECT at FROM polls WHERE source = '{name}' ORDER BY id")
            assert told == sorted(told)
        assert run.events() == []
        assert run.store.check().problems == ()
