"""A newsroom, a store that has polled it, and the web server over that store, on the loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

from tests.cli.served import Newsroom, newsroom
from ticker.api import Ticker
from ticker.config import load_text
from ticker.model import WebSettings
from ticker.web import WebServer

START = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)


@dataclass(slots=True)
class Given:
    """A clock that is set by hand."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True)
class Site:
    """All of it; `get` asks the server, `poll` the newsroom."""

    room: Newsroom
    ticker: Ticker
    clock: Given
    server: WebServer
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return int(self.server.url.rstrip("/").rpartition(":")[2])

    def poll(self, **later: float) -> None:
        self.clock.pass_time(**(later or {"minutes": 10}))
        self.ticker.poll(all_sources=True, force=True)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection, response = self.open(path, method, **headers)
        try:
            body = response.read()
            return Answer(
                response.status,
                {name.lower(): value for name, value in response.getheaders()},
                body,
            )
        finally:
            connection.close()

    def open(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[HTTPConnection, HTTPResponse]:
        """An answer whose body is still to come; the caller closes the connection."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=sent)
        return connection, connection.getresponse()


SOURCES = """
[poll]
allow_private = ["{place}"]

[[sources]]
name = "harbour"
url = "http://{place}/rss"
kind = "feed"
tags = ["sea"]
"""


@contextmanager
def site(folder: Path, sources: str = SOURCES, **settings: Any) -> Iterator[Site]:
    """Everything, while the block runs; nothing has been polled yet."""
    with newsroom() as room:
        config = load_text(sources.replace("{place}", room.place), folder / "config.toml", {})
        clock = Given()
        web = WebSettings(**{"port": 0, **settings})
        with Ticker(config, clock) as ticker, WebServer(config, web, clock) as server:
            yield Site(room, ticker, clock, server)
