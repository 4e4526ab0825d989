"""Any question of any store: whichever way is taken to the answer, it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.store.newsroom import Newsroom, at, row
from tests.store.test_finding import EFFORTS
from ticker.model import Claim, Item, Query, Retimed
from ticker.store.effort import Effort
from ticker.store.engines import reader_engine
from ticker.store.finding import find

WAYS = (*EFFORTS, Effort(3, 50, 2), Effort(0, 1_000, 3))
WORDS = ("fire", "rain", "Kyiv", "minister", "війна", "дощ", "東京", "storm", "don't", "air-raid")
SOURCES = ("a", "b", "c")
QUESTIONS = 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_every_way_to_an_answer_gives_the_same(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    with Newsroom(tmp_path / "ticker.db") as room:
        _lives(room, chance)
        assert room.store.check().problems == ()
        ids = [found.id for found in room.store.find(Query(limit=None))]
        engine = reader_engine(room.path)
        with engine.begin() as connection:
            for query in _questions(chance, ids):
                answers = [find(connection, query, effort=effort) for effort in WAYS]
                assert all(answer == answers[0] for answer in answers), query
        engine.dispose()


def _lives(room: Newsroom, chance: Random) -> None:
    """Three sources share stories, some of no time, edit, drop, bring back and date anew."""
    room.sources(*SOURCES)
    stories = [_story(chance, number) for number in range(30)]
    now = at("08:00")
    for turn in range(14):
        now += timedelta(minutes=chance.choice((7, 30, 200, 1_500)))
        chosen = chance.sample(range(30), chance.randint(1, 12))
        for number in chosen:
            if chance.random() < 0.2:
                said = " ".join(chance.sample(WORDS, 3))
                wording = {"headline": said, "title": said, "headline_key": said.casefold()}
                stories[number] = replace(stories[number], **wording)
        claim = Claim(at("01:00", chance.choice((9, 10, 20))), "stated", "anew", 1)
        also = [Retimed(1, claim, None)] if turn > 3 and chance.random() < 0.3 else []
        room.poll(
            chance.choice(SOURCES),
            now,
            *(stories[number] for number in chosen),
            gone=chance.choice(("delisted", "scrolled_off")),
            also=also,
            origin=chance.choice(("feed", "source", "rule")),
        )


def _story(chance: Random, number: int) -> Item:
    day = chance.choice((None, 3, 9, 10, 10, 14))
    when = at("06:00", day) + timedelta(minutes=chance.randint(0, 600)) if day else None
    basis = chance.choice(("stated", "clock")) if when else "first-seen"
    return row(
        " ".join(chance.sample(WORDS, 3)),
        f"g{number}",
        claim=Claim(when, basis, "as said", 60, 0),
        tags=tuple(chance.sample("xyz", chance.randint(0, 2))),
        language=chance.choice(("en", "uk", None)),
        labels=chance.choice(((), ("video",))),
        summary=chance.choice((None, "storm of rain")),
    )


def _questions(chance: Random, ids: list[int]) -> Iterator[Query]:
    def moment(*days: int) -> Any:
        return at("06:00", chance.choice(days)) + timedelta(minutes=chance.randint(0, 600))

    def some(names: str, most: int) -> frozenset[str]:
        return frozenset(chance.sample(names, chance.randint(1, most)))

    parts = {
        "since": (0.4, lambda: moment(2, 9, 10, 14)),
        "until": (0.4, lambda: moment(9, 10, 14, 21)),
        "tags": (0.3, lambda: some("xyz", 2)),
        "any_tags": (0.3, lambda: some("xyzq", 3)),
        "not_tags": (0.2, lambda: some("xyz", 1)),
        "sources": (0.4, lambda: some("abc", 2)),
        "text": (0.4, lambda: " ".join(chance.sample((*WORDS, "東", "storm of"), 2))),
        "languages": (0.2, lambda: frozenset({"en"})),
        "labels": (0.2, lambda: frozenset({"video"})),
        "state": (0.2, lambda: chance.choice(("listed", "delisted", "scrolled_off"))),
        "changed_since": (0.2, lambda: moment(10, 12)),
        "as_of": (0.3, lambda: moment(10, 11, 12)),
        "after_id": (0.3, lambda: chance.choice(ids)),
    }
    for _ in range(QUESTIONS):
        asked = {name: made() for name, (share, made) in parts.items() if chance.random() < share}
        order = chance.choice(("newest", "oldest", "seen"))
        yield Query(order=order, limit=chance.choice((None, 1, 3, 10)), **asked)
