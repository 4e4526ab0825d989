"""``/v1/stream``: every line of the log, once, in order, to everybody who listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, cast

from tests.cli.served import feed
from tests.web.serving import START, Site, site
from ticker.model import Config, LoggedChange, WebSettings
from ticker.web import WebServer
from ticker.web.desk import Desk
from ticker.web.stream import Hub


@contextmanager
def listening(wire: Site, path: str = "/v1/stream", **headers: str) -> Iterator[Iterator[Any]]:
    """The events of a stream as (id, kind, data)."""
    connection, response = wire.open(path, **headers)
    assert response.status == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    try:
        yield _events(response)
    finally:
        connection.close()


def _events(response: HTTPResponse) -> Iterator[tuple[int, str, Any]]:
    said: dict[str, str] = {}
    while line := response.readline():
        text = line.decode().rstrip("\r\n")
        if text and not text.startswith(":"):
            name, _, value = text.partition(": ")
            said[name] = value
        elif "data" in said:
            yield int(said["id"]), said["event"], json.loads(said["data"])
            said = {}


def take(events: Iterator[Any], count: int) -> list[Any]:
    return [next(events) for _ in range(count)]


def test_what_is_stored_is_told_at_once_and_only_that(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("Ferry leaves")
        wire.poll()
        with listening(wire) as events:
            wire.room.documents["/rss"] = feed("Ferry is late", "Ferry leaves")
            wire.poll()
            (seq, kind, change) = next(events)
            assert (kind, change["headline"], change["seq"]) == ("new", "Ferry is late", seq)


def test_a_listener_resumes_without_loss_or_repeat(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("One", "Two", "Three")
        wire.poll()
        with listening(wire, "/v1/stream?after=0") as events:
            first = take(events, 2)
        with listening(wire, "/v1/stream?after=0", last_event_id=str(first[-1][0])) as events:
            wire.room.documents["/rss"] = feed("Four", "One", "Two", "Three")
            wire.poll()
            rest = take(events, 2)
        logged = [change.seq for change in wire.ticker.changes()]
        assert [event[0] for event in first + rest] == logged


def test_a_restart_of_the_server_loses_nothing(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("One", "Two")
        wire.poll()
        with listening(wire, "/v1/stream?after=0") as events:
            last = take(events, 2)[-1][0]
            port = wire.port
            wire.server.close()
            assert list(events) == []  # told to go, not cut off in a line
        again = WebServer(wire.ticker.config, WebSettings(port=port), wire.clock)
        with again:
            wire.server = again
            wire.room.documents["/rss"] = feed("Three", "One", "Two")
            wire.poll()
            with listening(wire, last_event_id=str(last)) as events:
                assert next(events)[2]["headline"] == "Three"


class Hasty:
    """A record that grows by a line between every two questions."""

    config = Config(None, "sqlite:////nowhere.db", "UTC", None)

    def __init__(self) -> None:
        self.newest = 0

    def ticker(self) -> Hasty:
        return self

    def last_seq(self) -> int:
        self.newest += 1
        return self.newest

    def changes(self, after: int, limit: int) -> list[LoggedChange]:
        self.newest += 1
        return [LoggedChange(n, START, "new", "hasty") for n in range(after + 1, self.newest + 1)]


def test_what_is_written_while_the_log_is_read_is_told_once() -> None:
    hub = Hub(cast(Desk, Hasty()))

    async def hear() -> list[int]:
        watching = asyncio.create_task(hub.watch())
        heard: list[int] = []
        after = 1
        while len(heard) < 6 and await hub.wait(after):
            found = hub.beyond(after) or []
            heard += [change.seq for change in found]
            after = hub.seq
        watching.cancel()
        return heard

    heard = asyncio.run(hear())
    assert heard == list(range(heard[0], heard[0] + len(heard)))


def test_filters_and_kinds_hold_for_the_stream(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("Ferry leaves", "Train leaves")
        wire.poll()
        wire.room.documents["/rss"] = feed("Ferry leaves late", "Train leaves late")
        wire.poll()
        with listening(wire, "/v1/stream?after=0&text=ferry&kind=revised") as events:
            assert next(events)[2]["headline"] == "Ferry leaves late"
            wire.room.documents["/rss"] = feed("Ferry leaves early", "Train leaves early")
            wire.poll()
            assert next(events)[2]["headline"] == "Ferry leaves early"


def test_many_listeners_all_hear_everything(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("One")
        wire.poll()
        opened = [wire.open("/v1/stream?after=0") for _ in range(20)]
        try:
            for number in range(5):
                wire.room.documents["/rss"] = feed(*(f"News {n}" for n in range(number + 1)), "One")
                wire.poll()
            logged = [change.seq for change in wire.ticker.changes()]
            for _, response in opened:
                heard = take(_events(response), len(logged))
                assert [event[0] for event in heard] == logged
        finally:
            for connection, _ in opened:
                connection.close()


def test_a_cursor_beyond_the_log_is_told_to_begin_again(tmp_path: Path) -> None:
    """The store was put back from a backup: what the listener knows is not in it."""
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("One")
        wire.poll()
        with listening(wire, last_event_id="900") as events:
            assert next(events)[:2] == (wire.ticker.last_seq(), "reset")
