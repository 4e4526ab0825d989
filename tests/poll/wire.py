"""A news source on the loopback that answers as a test scripts it, and remembers who asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias
from urllib.parse import urlsplit

RSS = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Reply:
    """What the source says once. `hang_s` is how long it keeps silent first."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: RSS)
    hang_s: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request as it came: its headers by lower-case name, and when (seconds, monotonic)."""

    path: str
    headers: Mapping[str, str]
    at: float


Answering: TypeAlias = Callable[[Asked], Reply]
GONE = Reply(b"not here", 404, {"Content-Type": "text/plain"})


@dataclass
class Wire:
    """`answers` are replies, or what makes them, by path; a path without one is a 404."""

    place: str
    answers: dict[str, Reply | Answering] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        answer = self.answers.get(asked.path, GONE)
        return answer(asked) if callable(answer) else answer


@contextmanager
def wire() -> Iterator[Wire]:
    """A source that answers while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.daemon_threads = True
    source = Wire(f"127.0.0.1:{server.server_address[1]}")
    server.wire = source  # type: ignore[attr-defined]  # read by _Answer
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield source
    finally:
        source.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        source: Wire = self.server.wire  # type: ignore[attr-defined]
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = source.reply(Asked(urlsplit(self.path).path, headers, time.monotonic()))
        if reply.hang_s:
            source.stopped.wait(reply.hang_s)
        with suppress(ConnectionError):  # whoever asked has gone
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        if "Date" in reply.headers:
            self.send_response_only(reply.status)
        else:
            self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.status != 304:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


DAWN = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """An entry of a feed: its number makes guid, link and (a minute each from `DAWN`) its time."""

    number: int
    headline: str = ""
    link: str = ""
    guid: str = ""
    minutes: int | None = None

    def xml(self) -> str:
        minutes = self.number if self.minutes is None else self.minutes
        said = format_datetime(DAWN + timedelta(minutes=minutes))
        headline = self.headline or f"Ferry {self.number} leaves the harbour"
        link = self.link or f"https://harbour.example/story/{self.number}-ferry"
        return (
            f"<item><title>{headline}</title><link>{link}</link><pubDate>{said}</pubDate>"
            f"<guid isPermaLink='false'>{self.guid or f'f{self.number}'}</guid></item>"
        )


def rss(*stories: Story, extra: str = "") -> bytes:
    """A feed of these stories in their order; `extra` stands in the channel."""
    entries = "".join(story.xml() for story in stories)
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>Harbour wire</title><link>https://harbour.example/</link>{extra}{entries}"
        "</channel></rss>"
    ).encode()


def numbered(*numbers: int, extra: str = "") -> bytes:
    """A feed of stories by number, in the order given."""
    return rss(*(Story(number) for number in numbers), extra=extra)


class Hands:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime = DAWN) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, **more: float) -> datetime:
        self.now += timedelta(**more)
        return self.now
