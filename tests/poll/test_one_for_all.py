"""What goes wrong with one source costs that source, and holds up nobody else."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import rows
from tests.poll.wire import DAWN, Hands, Reply, Wire, numbered
from ticker.api import Ticker
from ticker.model import Config, Response, Source
from ticker.poll import Recorder, Visit
from ticker.store import Store


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../../etc/passwd", "Kyiv\u2028", ""])
def test_a_source_whose_zone_is_unknown_costs_no_other_its_poll(
    zone: str, configured: Configured, source: Wire, clock: Hands
) -> None:
    names = ("a", "b", "c")
    source.answers |= {f"/{name}": Reply(numbered(3, 2, 1)) for name in names}
    config = configured(
        *(
            Source(name, source.url(f"/{name}"), kind="feed", zone=zone if name == "b" else None)
            for name in names
        )
    )
    with Ticker(config, clock) as ticker:
        ticker.poll()
        assert {state.name: state.state for state in ticker.sources() if state.name != "b"} == {
            "a": "ok",
            "c": "ok",
        }
        due = {state.name: state.next_poll_at for state in ticker.sources()}
        assert all(at is not None and at > clock.now for at in due.values())


def test_a_standing_that_cannot_be_judged_costs_its_source_an_interval(
    configured: Configured, source: Wire, clock: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    """Its items are recorded, it is polled again in time, and the log says why."""
    source.answers |= {f"/{name}": Reply(numbered(3, 2, 1)) for name in "ab"}
    config = configured(
        *(Source(name, source.url(f"/{name}"), kind="feed", interval_s=900) for name in "ab")
    )
    with Ticker(config, clock) as ticker:
        with ticker.writing() as store:
            ticker.sync(store)
        # Something else has written there, and only a permanent redirect looks at it.
        with closing(sqlite3.connect(_path(config))) as connection, connection:
            connection.execute("UPDATE source SET moved_hits = 'x' WHERE name = 'b'")
        source.answers["/b"] = Reply(b"", 301, {"Location": "/a"})
        report = ticker.poll()
        assert (report.polled, report.failed, report.new) == (2, 0, 3)
        (due,) = (state.next_poll_at for state in ticker.sources() if state.name == "b")
        assert due == clock.now + timedelta(seconds=900)
    assert "b: its standing cannot be judged: TypeError" in caplog.text
    assert rows(config, "SELECT source FROM sightings WHERE guid = 'f1' ORDER BY source") == [
        ("a",),
        ("b",),
    ]


def _path(config: Config) -> Path:
    return Path(config.database.removeprefix("sqlite:///"))


def test_a_document_is_read_before_anybody_is_kept_from_writing(
    configured: Configured, source: Wire
) -> None:
    """A document that takes long must not hold the writer's lock of the database: that is taken
    when all documents of a batch are read."""
    config = configured(Source("harbour", source.url("/rss"), kind="feed"))
    clock = Hands()
    free = threading.Event()

    class Slow(bytes):
        """A document that is read while somebody else writes."""

        def startswith(self, *args: object) -> bool:  # the first look of every parser
            with closing(sqlite3.connect(_path(config), timeout=0)) as other, other:
                other.execute("BEGIN IMMEDIATE")
                free.set()
            return super().startswith(*args)  # type: ignore[arg-type]  # as bytes has it

    with Ticker(config, clock) as ticker, ticker.writing() as store:
        ticker.sync(store)
        body = Slow(numbered(3, 2, 1))
        visit = Visit(config.sources[0], DAWN, Response(200, body), live=False)
        (visited,) = Recorder(store, config).settle([visit])
        assert (visited.poll.outcome, len(visited.changes)) == ("new", 3)
    assert free.is_set()


def test_a_batch_of_one_source_is_read_as_if_one_by_one(
    configured: Configured, source: Wire
) -> None:
    """What the first document of a batch says of its source tells how the next is read."""
    config = configured(Source("harbour", source.url("/rss")))
    bodies = (numbered(1), numbered(1), b"<html><body>09:00 <a href='/x'>Log in</a></body></html>")
    with Ticker(config, Hands()) as ticker, ticker.writing() as store:
        ticker.sync(store)
        visits = [
            Visit(config.sources[0], DAWN.replace(minute=at), Response(200, body), live=False)
            for at, body in enumerate(bodies)
        ]
        outcomes = [one.poll.outcome for one in Recorder(store, config).settle(visits)]
    assert outcomes == ["new", "same", "failed"]
    assert isinstance(store, Store)
