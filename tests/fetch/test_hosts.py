"""Politeness, with a clock of our own: who may start when."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticker.fetch.hosts import Hosts, start_at


class Time:
    """A clock that moves only when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, wake))
        await wake

    async def run(self, *work: Awaitable[None]) -> None:
        everything = asyncio.gather(*work)
        while not everything.done():
            for _ in range(50):  # let everybody come to rest
                await asyncio.sleep(0)
            if self._sleepers and not everything.done():
                self.now = self._sleepers[0][0]
            while self._sleepers and self._sleepers[0][0] <= self.now:
                wake = heapq.heappop(self._sleepers)[2]
                if not wake.done():
                    wake.set_result(None)
        await everything


Visit = tuple[str, float, float]
"""Host, start and end."""


def visits(
    hosts: list[str],
    *,
    per_host: int = 1,
    spacing_s: float = 2.0,
    concurrency: int = 64,
    takes_s: float = 1.0,
    force: bool = False,
    prepare: Callable[[Hosts], None] = lambda _: None,
) -> list[Visit]:
    """Ask for all visits at once; when they happened, in order of their starts."""
    time = Time()
    seen: list[Visit] = []

    async def run() -> None:
        turns = Hosts(
            per_host=per_host,
            spacing_s=spacing_s,
            concurrency=concurrency,
            clock=time.clock,
            sleep=time.sleep,
        )
        prepare(turns)

        async def visit(host: str) -> None:
            async with turns.turn(host, force=force):
                start = time.now
                await time.sleep(takes_s)
                seen.append((host, start, time.now))

        await time.run(*map(visit, hosts))

    asyncio.run(run())
    return sorted(seen, key=lambda visit: visit[1])


@pytest.mark.parametrize(
    ("now", "last", "start"), [(10.0, None, 10.0), (10.0, 9.0, 11.0), (10.0, 1.0, 10.0)]
)
def test_the_next_start_is_spaced_from_the_last(
    now: float, last: float | None, start: float
) -> None:
    assert start_at(now, last, 2.0) == start


def test_starts_at_one_host_are_spaced() -> None:
    assert [start for _, start, _ in visits(["a"] * 4)] == [0.0, 2.0, 4.0, 6.0]


def test_a_slow_visit_is_waited_for() -> None:
    assert [start for _, start, _ in visits(["a"] * 3, takes_s=5.0)] == [0.0, 5.0, 10.0]


def test_other_hosts_are_not_waited_for() -> None:
    assert [start for _, start, _ in visits(["a", "b", "c"])] == [0.0, 0.0, 0.0]


def test_a_host_with_two_places_still_has_spaced_starts() -> None:
    starts = [start for _, start, _ in visits(["a"] * 4, per_host=2, takes_s=3.0)]
    assert starts == [0.0, 2.0, 4.0, 6.0]


def test_the_global_number_is_kept() -> None:
    starts = [start for _, start, _ in visits(list("abcdef"), concurrency=2)]
    assert starts == [0.0, 0.0, 1.0, 1.0, 2.0, 2.0]


def test_force_skips_spacing_but_not_the_global_number() -> None:
    starts = [start for _, start, _ in visits(["a"] * 4, force=True, concurrency=2)]
    assert starts == [0.0, 0.0, 1.0, 1.0]


def test_a_host_may_ask_for_more_room_but_not_for_less() -> None:
    def slower(hosts: Hosts) -> None:
        hosts.slow_down("a", 30.0)
        hosts.slow_down("b", 0.5)

    seen = visits(["a", "b"] * 2, prepare=slower)
    assert [s for h, s, _ in seen if h == "a"] == [0.0, 30.0]
    assert [s for h, s, _ in seen if h == "b"] == [0.0, 2.0]


def test_a_visit_that_is_given_up_while_waiting_blocks_nobody() -> None:
    time = Time()

    async def run() -> float:
        turns = Hosts(per_host=1, spacing_s=2.0, concurrency=1, clock=time.clock, sleep=time.sleep)

        async def visit() -> None:
            async with turns.turn("a"):
                pass

        waiting = asyncio.create_task(visit())
        given_up = asyncio.create_task(visit())
        await asyncio.sleep(0)
        given_up.cancel()
        await time.run(waiting, visit())
        return time.now

    assert asyncio.run(run()) <= 4.0


def test_thousands_of_strangers_are_forgotten_without_harm() -> None:
    hosts = [f"host-{number}.example" for number in range(4_200)]
    assert len(visits(hosts, concurrency=4_200, takes_s=0.0)) == 4_200


@settings(deadline=None)
@given(
    st.lists(st.sampled_from("abc"), max_size=12),
    st.integers(1, 3),
    st.sampled_from([0.0, 0.5, 2.0]),
    st.integers(1, 4),
    st.sampled_from([0.0, 1.0, 3.0]),
)
def test_the_limits_hold_whatever_is_asked(
    asked: list[str], per_host: int, spacing_s: float, concurrency: int, takes_s: float
) -> None:
    seen = visits(
        asked, per_host=per_host, spacing_s=spacing_s, concurrency=concurrency, takes_s=takes_s
    )
    assert sorted(host for host, _, _ in seen) == sorted(asked)
    for at in {start for _, start, _ in seen}:
        under_way = [host for host, start, end in seen if start <= at < end]
        assert len(under_way) <= concurrency
        assert all(under_way.count(host) <= per_host for host in "abc")
    for host in "abc":
        starts = [start for name, start, _ in seen if name == host]
        assert all(later - earlier >= spacing_s for earlier, later in pairwise(starts))
