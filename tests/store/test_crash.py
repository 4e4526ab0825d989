"""A power cut's little brother: the writer is killed at any moment, again and again.

Each round forks a child that records polls and tells each one once it is committed; it is killed
with SIGKILL at a random moment. The next child begins with the first poll that was not told, as
a daemon would after a restart: it may find it recorded already.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.desk import DAWN, at, edit, fresh_store, new, sec, story
from ticker.model import Appeared, Change, Dropped, Listing, Missed, Poll
from ticker.store.opening import open_engines
from ticker.store.writing import Writer

PATIENCE_S = 60.0
"""A child that tells nothing for so long hangs."""
ROWS = 5
"""New items in each poll; as many are edited, and as many scroll off."""


def _changes(number: int) -> list[Change]:
    """What poll `number` (from 1) brings. One source: ids of items and sightings are the same."""
    first = ROWS * (number - 1)
    changes: list[Change] = [_appeared(first + n) for n in range(ROWS)]
    if number > 1:
        for n in range(first - ROWS + 1, first + 1):
            changes.append(edit(n, story(f"Story {n} rewritten", f"g{n - 1}"), f"Story {n}"))
    if number > 2:
        for n in range(first - 2 * ROWS + 1, first - ROWS + 1):
            changes += [Missed(n, ()), Dropped(n, n, "scrolled_off", at(number))]
    return changes


def _appeared(number: int) -> Appeared:
    item = story(f"Story {number}", f"g{number}", summary="Of this and that. " * 20)
    return new(item, tags=[("news", "feed"), (f"day {number % 7}", "rule")])


def _record(path: Path, number: int, told: int) -> None:
    """Record polls from `number` on for ever, and write each one's number to `told`."""
    engines = open_engines(f"sqlite:///{path}", write=True, now=DAWN)
    assert engines.writer is not None
    while True:
        listing = Listing(2 * ROWS, ROWS, 600, in_order=True)
        poll = Poll("wire", at(number), "new", listing=listing, etag=str(number).encode())
        with engines.writer.begin() as connection:
            Writer(connection).record(poll, _changes(number))
        os.write(told, f"{number}\n".encode())
        number += 1


def _round(path: Path, number: int, polls: int, longer_s: float) -> int:
    """One child, killed so long after it told of so many polls. Returns the last it told of."""
    listening, telling = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _record(path, number, telling)
        finally:
            os._exit(1)
    os.close(telling)
    said = b""
    while said.count(b"\n") < polls:
        said += _heard(listening, PATIENCE_S)
    end = time.monotonic() + longer_s
    while (left := end - time.monotonic()) > 0:
        said += _heard(listening, left)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the child ended by itself"
    while part := os.read(listening, 4096):
        said += part
    os.close(listening)
    return int(said.split()[-1]) if said else number - 1


def _heard(listening: int, patience_s: float) -> bytes:
    ready, _, _ = select.select([listening], [], [], patience_s)
    assert ready or patience_s < PATIENCE_S, "the child tells nothing"
    part = os.read(listening, 4096) if ready else b""
    assert part or not ready, "the child ended by itself"
    return part


@pytest.mark.parametrize("rounds", [20, pytest.param(120, marks=pytest.mark.slow)])
def test_a_killed_writer_loses_nothing_it_told_of_and_doubles_nothing(
    tmp_path: Path, rounds: int
) -> None:
    path = tmp_path / "ticker.db"
    path.write_bytes(fresh_store())
    chance = random.Random(rounds)
    told = 0
    for _ in range(rounds):
        told = _round(path, told + 1, chance.randrange(4), chance.uniform(0, 0.05))
        with closing(sqlite3.connect(path)) as connection:
            stored = connection.execute("SELECT max(at) FROM poll").fetchone()[0] or sec(0)
        assert stored in (sec(told), sec(told + 1)), "what was told is there, and at most one more"
    _look_over(path, (stored - sec(0)) // 60)


def _look_over(path: Path, polls: int) -> None:
    with closing(sqlite3.connect(path)) as connection:

        def one(statement: str) -> tuple[object, ...]:
            return tuple(connection.execute(statement).fetchone())

        items, edited, gone = (ROWS * max(polls - n, 0) for n in range(3))
        assert one("PRAGMA integrity_check") == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert one("SELECT count(*), count(DISTINCT at), sum(new), sum(revised) FROM poll") == (
            (polls, polls, items, edited)
        )
        assert one("SELECT count(*), sum(revisions), sum(sightings) FROM item") == (
            (items, items + edited, items)
        )
        assert one("SELECT count(*), count(DISTINCT guid) FROM sighting") == (items, items)
        assert one("SELECT count(*) FROM sighting WHERE gone = 'scrolled_off'") == (gone,)
        assert one("SELECT count(*) FROM wording") == (items + edited,)
        assert one("SELECT count(*) FROM revision") == (items + edited,)
        assert one("SELECT count(*) FROM item_tag") == (2 * items,)
        assert one("SELECT count(*), min(seq), max(seq) FROM change") == (
            (items + edited, 1, items + edited)
        )
        # Validators never without their items: both are of the newest poll.
        assert one("SELECT etag, last_poll_at FROM source WHERE name = 'wire'") == (
            (str(polls).encode(), sec(polls))
        )
        rewritten = "SELECT count(*) FROM wording_search WHERE wording_search MATCH 'rewritten'"
        assert one(rewritten) == (edited,)
