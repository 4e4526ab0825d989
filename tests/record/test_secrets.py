"""A secret in a source's address goes into the request and nowhere else."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ticker.api import Ticker
from ticker.config import load

SECRET = "s3cret-k3y"
FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><link>/</link>'
    b"<description>d</description><item><title>Bridge closed</title><link>bridge</link>"
    b"<guid>g1</guid></item></channel></rss>"
)


class _Site(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(FEED)))
        self.end_headers()
        self.wfile.write(FEED)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = type("Site", (_Site,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
        thread.join()


def test_a_secret_is_sent_and_never_kept(site: tuple[str, list[str]], tmp_path: Path) -> None:
    place, asked = site
    (tmp_path / "config.toml").write_text(
        f'[poll]\nallow_private = ["{place}"]\n'
        f'[[sources]]\nname = "s"\nurl = "http://{place}/feed?key=${{KEY}}"\n'
    )
    config = load(tmp_path / "config.toml", {"KEY": SECRET})
    with Ticker(config) as ticker:
        assert ticker.poll().failed == 0
        (item,) = ticker.find()
        assert SECRET not in repr((ticker.sources(), item, config))
    assert asked == [f"/feed?key={SECRET}"]
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.endswith(".warc.gz") for path in kept)
    for path in kept:
        data = path.read_bytes()
        assert SECRET.encode() not in (_inflated(data) if path.suffix == ".gz" else data)


def _inflated(data: bytes) -> bytes:

    return gzip.decompress(data)
