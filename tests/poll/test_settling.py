"""A batch of visits becomes records: all of it or nothing, and one bad document costs one poll."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import rows
from tests.poll.wire import DAWN, RSS, Story, numbered, rss
from ticker.api import Ticker
from ticker.capture import CaptureFolder, read_captures
from ticker.errors import FetchError, StoreError
from ticker.model import Config, Query, Response, Source
from ticker.poll import Recorder, Visit
from ticker.store import Store


def visit(source: Source, body: bytes, minutes: int = 0, **more: str) -> Visit:
    headers = tuple({**RSS, **more}.items())
    return Visit(
        source, DAWN + timedelta(minutes=minutes), Response(200, body, headers, source.url)
    )


def sources(*names: str) -> tuple[Source, ...]:
    return tuple(Source(name, f"https://{name}.example/rss", kind="feed") for name in names)


def opened(config: Config, now: datetime = DAWN) -> Store:
    store = Store.open(config.database, write=True, now=now)
    with store.writing() as writer:
        writer.sync_sources(config.sources, now)
    return store


def ask(config: Config, statement: str) -> None:
    """Change a store from outside, as nothing of ours would."""
    path = config.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statement)


REFUSING = (
    "CREATE TRIGGER refuse BEFORE INSERT ON wording WHEN new.title LIKE '%boom%'"
    " BEGIN SELECT RAISE(ABORT, 'refused'); END"
)


def test_a_document_that_cannot_be_recorded_costs_its_own_poll_only(configured: Configured) -> None:
    a, b, c = every = sources("a", "b", "c")
    config = configured(*every)
    with opened(config) as store:
        ask(config, REFUSING)
        visits = [
            visit(a, numbered(1)),
            visit(b, rss(Story(2), Story(3, "boom")), ETag='"bad"'),
            visit(c, numbered(4)),
        ]
        outcomes = [one.poll.outcome for one in Recorder(store, config).settle(visits)]
        assert outcomes == ["new", "failed", "new"]
        polls = rows(
            config, "SELECT source, stage, new, capture IS NULL FROM polls ORDER BY source"
        )
        assert polls == [("a", None, 1, 0), ("b", "record", 0, 1), ("c", None, 1, 0)]
        ((error, etag),) = rows(config, "SELECT error, etag FROM source WHERE name = 'b'")
        assert "could not be recorded" in str(error)
        assert etag is None, "no validators without the items that they stand for"
        ask(config, "DROP TRIGGER refuse")
        (again,) = Recorder(store, config).settle([visit(b, visits[1].response.body, 5)])  # type: ignore[union-attr]
        assert [change.kind for change in again.changes] == ["new", "new"]
        assert store.check().problems == ()


def test_a_parsers_own_fault_costs_its_own_poll_only(configured: Configured) -> None:
    a, b = sources("a", "b")
    odd = replace(a, zone="Mars/Phobos")
    naive = numbered(1).replace(b" +0000", b"")
    config = configured(odd, b)
    with opened(config) as store:
        recorded = replace(visit(odd, naive), live=False)
        told = Recorder(store, config).settle([recorded, visit(b, numbered(2))])
        assert [(one.poll.outcome, one.poll.stage) for one in told] == [
            ("failed", "parse"),
            ("new", None),
        ]


def test_what_the_store_refuses_aborts_the_whole_batch_and_it_can_be_settled_again(
    configured: Configured,
) -> None:
    """The captures of the first try are cited by the second: none is written twice."""
    a, b = every = sources("a", "b")
    config = configured(*every)
    visits = [visit(a, numbered(1)), visit(b, numbered(2))]
    assert config.captures is not None
    with opened(config) as store:
        recorder = Recorder(store, config)
        ask(config, "PRAGMA journal_mode")
        path = config.database.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            ask(config, "ALTER TABLE change RENAME TO lost")
            for _ in range(3):
                with pytest.raises(StoreError):
                    recorder.settle(visits)
            other.execute("ALTER TABLE lost RENAME TO change")
        assert rows(config, "SELECT count(*) FROM poll") == [(0,)]
        assert [one.poll.outcome for one in recorder.settle(visits)] == ["new", "new"]
    (file,) = Path(config.captures).iterdir()
    assert [captured.source for captured in read_captures(file)] == ["a", "b"]
    cited = rows(config, "SELECT source, capture FROM polls ORDER BY source")
    folder = CaptureFolder(config.captures)
    assert [(folder.read_one(str(ref)).source, ref) for _, ref in cited] == cited


def test_a_poll_is_compared_with_the_one_before_it_in_its_batch(configured: Configured) -> None:
    """The third document is the first again: an edit that was taken back, not an unchanged poll."""
    (source,) = sources("a")
    config = configured(source)
    first, second = rss(Story(1, "Ferry resumes")), rss(Story(1, "Ferry halted"))
    visits = [
        replace(visit(source, body, number), live=False)
        for number, body in enumerate((first, second, first, first))
    ]
    with opened(config) as store:
        recorder = Recorder(store, config)
        recorder.settle(visits[:1])
        told = recorder.settle(visits[1:])
        assert [one.poll.outcome for one in told] == ["new", "new", "same"]
    assert [title for (title,) in rows(config, "SELECT title FROM revisions ORDER BY seq")] == [
        "Ferry resumes",
        "Ferry halted",
        "Ferry resumes",
    ]


def test_two_polls_in_one_second_are_a_second_apart_in_the_record(configured: Configured) -> None:
    (source,) = sources("a")
    config = configured(source)
    with opened(config) as store:
        recorder = Recorder(store, config)
        recorder.settle([visit(source, numbered(1)), visit(source, numbered(2, 1))])
    assert rows(config, "SELECT at FROM polls ORDER BY id") == [
        ("2025-07-10T06:00:00Z",),
        ("2025-07-10T06:00:01Z",),
    ]


def test_what_changes_nothing_is_not_captured_and_what_changes_anything_is(
    configured: Configured,
) -> None:
    (source,) = sources("a")
    config = configured(source)
    bodies = {
        "first": numbered(3, 2, 1),
        "same bytes": numbered(3, 2, 1),
        "other bytes": numbered(3, 2, 1, extra="<ttl>7</ttl>"),
        "another order": numbered(2, 3, 1),
        "empty": numbered(),
        "still empty": numbered(extra="<ttl>7</ttl>"),
        "back": numbered(2, 3, 1),
    }
    with opened(config) as store:
        recorder = Recorder(store, config)
        for minutes, body in enumerate(bodies.values()):
            recorder.settle([visit(source, body, minutes)])
        recorder.settle([Visit(source, DAWN + timedelta(hours=1), error=FetchError("lost"))])
    captured = rows(config, "SELECT at FROM polls WHERE capture IS NOT NULL ORDER BY at")
    minutes = [int(str(at)[14:16]) for (at,) in captured]
    assert [list(bodies)[minute] for minute in minutes] == [
        "first",
        "another order",
        "empty",
        "back",
    ]


def test_without_captures_polls_are_recorded_all_the_same(configured: Configured) -> None:
    (source,) = sources("a")
    config = replace(configured(source), captures=None)
    with opened(config) as store:
        Recorder(store, config).settle([visit(source, numbered(1))])
    with Ticker(config) as ticker:
        assert len(ticker.find(Query())) == 1
    assert rows(config, "SELECT capture FROM polls") == [(None,)]
