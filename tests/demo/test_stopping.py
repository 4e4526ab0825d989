"""The demo on a terminal, and stopped: by Ctrl-C, and by a reader who has seen enough."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

from tests.demo.watched import LIMIT_S, TICKER, environment
from ticker.api import Ticker

HIDDEN, SHOWN = b"\x1b[?25l", b"\x1b[?25h"


def read_until(screen: int, wanted: bytes, seen: bytes = b"") -> bytes:
    """What stands on a screen once `wanted` does; all of it where the screen goes dark before."""
    deadline = time.monotonic() + LIMIT_S
    while wanted not in seen or not wanted:
        ready, _, _ = select.select([screen], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"never came: {wanted!r}"
        try:
            piece = os.read(screen, 65_536)
        except OSError:  # how Linux says that the last one behind a terminal has gone
            return seen
        if not piece:
            return seen
        seen += piece
    return seen


def test_ctrl_c_leaves_a_whole_record_and_a_terminal_as_it_was(tmp_path: Path) -> None:
    screen, terminal = pty.openpty()
    started = subprocess.Popen(
        [*TICKER, "demo", "--speed", "0.1"],
        cwd=tmp_path,
        env=environment(TERM="xterm-256color", COLUMNS="80"),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    try:
        # A clock below the lines: news has come in, and time passes.
        seen = read_until(screen, "─".encode())
        started.send_signal(signal.SIGINT)
        seen = read_until(screen, b"", seen)
        assert started.wait(LIMIT_S) == 130
    finally:
        started.kill()
        started.wait()
        os.close(screen)
    text = seen.decode()
    assert seen.count(HIDDEN) == 1
    assert seen.rindex(SHOWN) > seen.rindex(HIDDEN)
    assert "Thursday 2025-07-10" in text
    assert "stopped early; ticker-demo holds what was recorded until then" in text
    assert "Traceback" not in text
    with Ticker.open(tmp_path / "ticker-demo" / "config.toml") as ticker:
        assert ticker.check().problems == ()


def test_a_reader_who_has_seen_enough_ends_it(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    started = subprocess.Popen(
        [*TICKER, "demo", "--speed", "100"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    os.close(reading)
    _, told = started.communicate(timeout=LIMIT_S)
    assert (started.returncode, told) == (0, b"")
