"""A newsroom on the loopback: documents by path, which a test may change while it is polled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(slots=True)
class Newsroom:
    """`documents` are (content type, text) by path; what is missing is a 404."""

    place: str
    documents: dict[str, tuple[str, str]] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"


@contextmanager
def newsroom() -> Iterator[Newsroom]:
    """A newsroom that answers while the block runs."""
    server = _Server(("127.0.0.1", 0), _Answer)
    room = Newsroom(f"127.0.0.1:{server.server_address[1]}", server.documents)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield room
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.documents: dict[str, tuple[str, str]] = {}


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        found = self.server.documents.get(self.path)
        kind, text = found or ("text/plain", "not here")
        body = text.encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def feed(*headlines: str, hour: int = 9) -> tuple[str, str]:
    """An RSS feed of these headlines, the newest first, an hour apart; guids by place from the
    oldest."""
    entries = [
        f"<item><title>{text}</title><guid isPermaLink='false'>g{number}</guid>"
        f"<link>https://harbour.example/{number}</link><category>Sea</category>"
        f"<pubDate>Thu, 10 Jul 2025 {hour + number:02}:00:00 +0300</pubDate></item>"
        for number, text in zip(range(len(headlines), 0, -1), headlines, strict=True)
    ]
    return (
        "application/rss+xml",
        "<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour news</title>"
        f"<link>https://harbour.example/</link>{''.join(entries)}</channel></rss>",
    )


def page(*rows: tuple[str, str], head: str = "") -> tuple[str, str]:
    """A page with a timed list of (clock, headline)."""
    listed = "".join(
        f"<li><span class='time'>{clock}</span> <a href='/story/{number}'>{text}</a></li>"
        for number, (clock, text) in enumerate(rows, 1)
    )
    return (
        "text/html",
        f"<!doctype html><html><head>{head}</head><body><ul>{listed}</ul></body></html>",
    )
