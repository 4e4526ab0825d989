"""The newsroom as a web server on the loopback: conditional GET, robots.txt, an outage."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ticker.demo.documents import TYPES, document
from ticker.demo.newsroom import Paper
from ticker.errors import UsageError


class Server(ThreadingHTTPServer):
    """Papers by path, as they stand by `clock`."""

    daemon_threads = True

    def __init__(self, papers: tuple[Paper, ...], clock: Callable[[], datetime]) -> None:
        self.papers: Mapping[str, Paper] = {paper.path: paper for paper in papers}
        self.clock = clock
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def place(self) -> str:
        """``host:port``; the port is any that was free."""
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up, as one does who is interrupted, is no news."""


@contextmanager
def served(papers: tuple[Paper, ...], clock: Callable[[], datetime]) -> Iterator[str]:
    """Answer while the block runs, on a thread; ``host:port`` of where. Raises UsageError where
    this machine lets nobody listen on its loopback."""
    try:
        opened = Server(papers, clock)
    except OSError as error:
        raise UsageError(
            f"cannot be listened on ({error.strerror or error})",
            where="127.0.0.1",
            hint="the demo needs the loopback of this machine; a sandbox may forbid it",
        ) from error
    with opened as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="newsroom")
        thread.start()
        try:
            yield server.place
        finally:
            server.shutdown()
            thread.join()


class _Answer(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        at = self.server.clock()
        paper = self.server.papers.get(self.path)
        if paper is None:
            self._send(HTTPStatus.NOT_FOUND)
        elif paper.is_down(at):
            self._send(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            body = document(paper, at)
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers["If-None-Match"] == etag:
                self._send(HTTPStatus.NOT_MODIFIED, etag=etag)
            else:
                self._send(HTTPStatus.OK, body, TYPES[paper.form], etag)

    def _send(
        self, status: HTTPStatus, body: bytes = b"", kind: str = "text/plain", etag: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not printed: what came of them is."""
