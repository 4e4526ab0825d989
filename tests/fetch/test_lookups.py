"""A name server that never answers holds up neither the others nor the end of the program."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from ticker.fetch.lookups import DaemonThreads

HANGING = """
import asyncio, time
from ticker.errors import FetchError
from ticker.fetch import Fetcher
from ticker.model import PollSettings

def silence(*asked, **how):
    time.sleep(60)

async def ask():
    settings = PollSettings(timeout_s=0.3, spacing_s=0.0)
    async with Fetcher(settings, version="0", getaddrinfo=silence) as fetcher:
        try:
            await fetcher.fetch("http://silent.example/")
        except FetchError as error:
            print(error.message)

asyncio.run(ask())
"""


def test_the_program_ends_while_a_lookup_hangs() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=50, check=True
    )
    assert "timeout" in done.stdout
    assert done.stderr == ""
    assert time.monotonic() - began < 45


def test_a_result_and_an_error_come_through_the_future() -> None:
    threads = DaemonThreads()
    assert threads.submit(lambda: 7).result(10) == 7
    assert isinstance(threads.submit(lambda: 1 // 0).exception(10), ZeroDivisionError)


def test_calls_do_not_wait_for_each_other() -> None:
    threads, open_door = DaemonThreads(), threading.Event()
    waiting = [threads.submit(open_door.wait, 20) for _ in range(100)]
    assert threads.submit(lambda: "through").result(10) == "through"
    open_door.set()
    assert all(future.result(10) for future in waiting)
