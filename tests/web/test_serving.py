"""`ticker serve`, and `ticker run` with a section [web]: as processes of their own."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.served import Newsroom, feed, newsroom
from tests.poll.desk import Desk, Running, house_environment
from ticker.cli.main import program

STOP_S = 10.0
"""What a service manager waits for a stop."""
FREE = '[web]\nlisten = "127.0.0.1:0"\n'


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with newsroom() as served:
        served.documents["/rss"] = feed("Ferry resumes", "Tide table changes")
        yield served


def toml(room: Newsroom, web: str = FREE) -> str:
    return (
        f'[poll]\nspacing = "0s"\nallow_private = ["{room.place}"]\n{web}\n'
        f'[[sources]]\nname = "harbour"\nurl = "{room.url("/rss")}"\nkind = "feed"\n'
    )


def command(desk: Desk, *args: str) -> Result:
    """A command that ends by itself, in this process."""
    return CliRunner().invoke(program, ["--config", str(desk.config), *args])


@contextmanager
def process(desk: Desk, *args: str) -> Iterator[Running]:
    """A command that goes on, while the block runs; killed if it lives longer."""
    started = subprocess.Popen(
        [sys.executable, "-m", "ticker", *args],
        cwd=desk.folder,
        env=house_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    running = Running(started)
    try:
        yield running
    finally:
        started.kill()
        started.wait()
        running.close()


def place(running: Running, words: str = "serving http://") -> tuple[str, int]:
    """Where it says that it serves."""
    found = re.search(r"http://([\d.]+):(\d+)/", running.err.until(words))
    assert found
    return found[1], int(found[2])


@contextmanager
def asked(at: tuple[str, int], path: str) -> Iterator[HTTPResponse]:
    with closing(HTTPConnection(*at, timeout=60)) as connection:
        connection.request("GET", path)
        yield connection.getresponse()


def lines(stream: HTTPResponse) -> Iterator[bytes]:
    """The lines of a stream until it ends."""
    return iter(stream.readline, b"")


def status(at: tuple[str, int], path: str) -> int:
    with asked(at, path) as response:
        return response.status


def test_the_page_is_served_alone_and_stops_when_asked(room: Newsroom, tmp_path: Path) -> None:
    desk = Desk(tmp_path, toml(room, web=""))
    assert command(desk, "poll").exit_code == 0
    with process(desk, "serve", "--listen", "127.0.0.1:0") as serving:
        at = place(serving)
        with asked(at, "/") as page:
            assert b"Ferry resumes" in page.read()
        assert status(at, "/readyz") == 200
        assert serving.stop() == 0


def test_a_stream_that_hangs_on_holds_no_stop_up(room: Newsroom, tmp_path: Path) -> None:
    """Both ways to serve end within what a service manager grants."""
    desk = Desk(tmp_path, toml(room))
    for command in ("run", "serve"):
        with process(desk, command) as serving:
            at = place(serving)
            if command == "run":
                serving.out.until("Ferry resumes")
            with asked(at, "/v1/stream?after=0") as stream:
                assert stream.readline()
                began = time.monotonic()
                assert serving.stop() == 0
                assert time.monotonic() - began < STOP_S
                assert all(line.endswith(b"\n") for line in lines(stream))


def test_a_reload_takes_up_what_the_section_says_now(room: Newsroom, tmp_path: Path) -> None:
    desk = Desk(tmp_path, toml(room))
    with process(desk, "run") as daemon:
        first = place(daemon)
        daemon.out.until("Ferry resumes")
        desk.config.write_text(
            toml(room, '[web]\nlisten = "127.0.0.1:0"\ntoken = "long-enough-token"')
        )
        daemon.reload()
        second = place(daemon)
        daemon.err.until("configuration reloaded")
        assert (status(second, "/"), status(second, "/healthz")) == (401, 401)
        with pytest.raises(OSError, match="refused"):
            status(first, "/healthz")
        desk.config.write_text(toml(room, web=""))
        daemon.reload()
        daemon.err.until("configuration reloaded")
        with pytest.raises(OSError, match="refused"):
            status(second, "/healthz")
        assert daemon.stop() == 0


def test_a_reload_that_changes_no_web_section_keeps_the_listeners(
    room: Newsroom, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, toml(room))
    with process(desk, "run") as daemon:
        at = place(daemon)
        daemon.out.until("Ferry resumes")
        with asked(at, "/v1/stream?after=0") as stream:
            assert stream.readline()
            room.documents["/rss"] = feed("Night train", "Ferry resumes", "Tide table changes")
            desk.config.write_text(toml(room).replace("harbour", "quay"))
            daemon.reload()
            daemon.err.until("configuration reloaded")
            with asked(at, "/v1/sources") as sources:
                assert b'"quay"' in sources.read()
            assert any(b"Night train" in line for line in lines(stream))
        assert daemon.stop() == 0


def test_a_port_in_use_is_told_and_polling_goes_on(room: Newsroom, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        desk = Desk(tmp_path, toml(room, f'[web]\nlisten = "127.0.0.1:{port}"'))
        with process(desk, "run") as daemon:
            told = daemon.err.until("no page is served")
            assert f"cannot listen on 127.0.0.1:{port}" in told
            assert "choose another" in told
            daemon.out.until("Ferry resumes")
            assert daemon.stop() == 0
        alone = command(desk, "serve")
        assert (alone.exit_code, f"127.0.0.1:{port}" in alone.stderr) == (2, True)


def test_beyond_this_machine_nothing_starts_without_a_token(room: Newsroom, tmp_path: Path) -> None:
    desk = Desk(tmp_path, toml(room, web=""))
    refused = command(desk, "serve", "--listen", "0.0.0.0:0")
    assert (refused.exit_code, "no token is set" in refused.stderr) == (2, True)
