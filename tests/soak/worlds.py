"""A week to live through: newsrooms, their outlets, and what happens to who watches them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tests.soak.newsroom import DAY, HOUR, MINUTE, Newsroom, found_newsroom
from tests.soak.outlets import Outlet, Times, Trouble, outlets_of

BEFORE_S = 9 * DAY
"""How much of the past there is when the first poll comes."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happens at an instant: ``restart`` (stopped in order, started at once), ``kill`` (over
    visits in hand), ``down`` for `lasts_s` seconds, or ``clock``: the machine's clock is put
    `skew_s` from the true time, and back after `lasts_s`."""

    kind: str
    at: int
    lasts_s: int = 0
    skew_s: int = 0


@dataclass(frozen=True)
class World:
    """All that will have been true."""

    seed: str
    since: int
    until: int
    newsrooms: tuple[Newsroom, ...]
    outlets: tuple[Outlet, ...]
    events: tuple[Event, ...]


def instant(text: str) -> int:
    """An ISO 8601 date or time in UTC, as seconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def made_world(
    seed: str,
    *,
    since: int,
    until: int,
    outlets: int,
    hangs: bool = True,
    clocks: bool = False,
    events: tuple[Event, ...] | None = None,
) -> World:
    """A world of so many outlets between two instants, the same for the same seed. With `clocks`
    the machine's clock is wrong now and then."""
    newsrooms: list[Newsroom] = []
    found: list[Outlet] = []
    while len(found) < outlets:
        index = len(newsrooms)
        room = found_newsroom(seed, index, since - BEFORE_S, until)
        newsrooms.append(room)
        found += outlets_of(room, seed, index, Times(since, until, hangs))
    kept = _with_rarities(found[:outlets], since, until)
    happens = tuple(_events(seed, since, until, clocks=clocks)) if events is None else events
    return World(seed, since, until, tuple(newsrooms), tuple(kept), happens)


def _with_rarities(found: list[Outlet], since: int, until: int) -> Iterator[Outlet]:
    """What befalls few: a server that lies about changes, a feed that is gone for good."""
    for index, outlet in enumerate(found):
        if index % 40 == 7:
            yield replace(outlet, validators="lying", restless=False, guids="stable")
        elif index % 40 == 13:
            yield replace(outlet, troubles=(Trouble("410", since + 20 * HOUR, until),))
        else:
            yield outlet


def _events(seed: str, since: int, until: int, *, clocks: bool) -> Iterator[Event]:
    chance = random.Random(f"{seed} events")
    at = since + 5 * HOUR
    steps = [(-HOUR, 3 * HOUR), (DAY, 25 * MINUTE), (-DAY, 2 * HOUR), (HOUR, DAY)]
    while at < until - 6 * HOUR:
        if clocks and steps and chance.random() < 0.5:
            skew_s, lasts_s = steps.pop(0)
            yield Event("clock", at, lasts_s, skew_s)
            at += lasts_s
        else:
            kind = chance.choice(["restart", "restart", "kill", "down"])
            lasts_s = int(chance.uniform(HOUR, 11 * HOUR)) if kind == "down" else 0
            yield Event(kind, at, lasts_s)
            at += lasts_s
        at += int(chance.uniform(5 * HOUR, 20 * HOUR))
