"""The log stays bounded whoever reads, and the night's work leaves less and loses nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.store.desk import DAWN, Desk, at, new, story
from tests.store.test_backup import url
from ticker.model import Poll, Query
from ticker.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store that is open to write."""
    desk = Desk(tmp_path / "ticker.db")
    desk.close()
    with Store.open(url(tmp_path / "ticker.db"), write=True, now=DAWN) as store:
        yield store


def poll(store: Store, number: int, rows: int = 20) -> None:
    """One more poll that brings so many items, with much to say."""
    items = [
        story(f"Ferry {number} {row}", f"{number}/{row}", summary=f"Of {row} and this. " * 90)
        for row in range(rows)
    ]
    with store.writing() as writer:
        writer.record(Poll("wire", at(number), "new", status=200), [new(item) for item in items])


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A reader that keeps the state of now."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        reader.isolation_level = None
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM item").fetchone()
        yield reader


def test_a_log_is_cut_back_to_nothing(store: Store) -> None:
    poll(store, 1)
    assert store.log_size() > 100_000
    assert store.cut_log() == 0
    assert store.log_size() == 0
    poll(store, 2)
    assert store.check().problems == ()


def test_a_reader_that_stays_keeps_its_log_and_nobody_waits_for_it(store: Store) -> None:
    with reading(store.path) as reader:
        poll(store, 1)
        assert store.cut_log() > 0
        poll(store, 2)
        assert reader.execute("SELECT count(*) FROM item").fetchone() == (0,)
    assert store.cut_log() == 0
    assert len(store.find(Query(limit=None))) == 40


def test_readers_who_never_leave_a_moment_do_not_make_the_log_grow_for_ever(store: Store) -> None:
    """SQLite begins its log anew only when nobody reads in it, which two readers who take turns
    never allow."""
    stop, failures = threading.Event(), []

    def read_on() -> None:
        try:
            while not stop.is_set():
                with reading(store.path) as one:
                    inside.set()
                    one.execute("SELECT sum(length(summary)) FROM wording").fetchone()
        except sqlite3.Error as error:
            failures.append(error)

    inside = threading.Event()
    readers = [threading.Thread(target=read_on) for _ in range(3)]
    for reader in readers:
        reader.start()
    inside.wait()
    try:
        largest = 0
        for number in range(1, 20):
            poll(store, number)
            if store.log_size() > 500_000:
                largest = max(largest, store.log_size())
                store.cut_log()
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not failures
    assert 0 < largest < 2_000_000
    assert store.check().problems == ()


def test_a_night_merges_the_search_index_by_small_writes(store: Store) -> None:
    for number in range(1, 60):
        poll(store, number, rows=2)
    with closing(sqlite3.connect(store.path)) as connection:
        pieces = "SELECT count(DISTINCT segid) FROM wording_search_idx"
        assert connection.execute(pieces).fetchone()[0] > 1
        for _ in store.tidy():
            pass
        assert connection.execute(pieces).fetchone() == (1,)
    assert store.log_size() == 0
    assert store.check().problems == ()


def test_between_two_steps_of_a_night_others_write(store: Store) -> None:
    for number in range(1, 60):
        poll(store, number, rows=2)
    for number, _ in enumerate(store.tidy(), start=100):
        poll(store, number, rows=1)
    assert number > 100
    assert store.check().problems == ()
    assert len(store.find(Query(text="Ferry", limit=None))) == 118 + number - 99


def test_a_night_of_an_empty_store_does_nothing(store: Store) -> None:
    for _ in store.tidy():
        pass
    assert store.check().problems == ()


def test_a_night_left_in_the_middle_leaves_the_store_whole(store: Store) -> None:
    for number in range(1, 30):
        poll(store, number, rows=2)
    tidying = store.tidy()
    next(tidying)
    assert store.check().problems == ()
    poll(store, 100)
