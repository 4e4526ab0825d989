"""One writer at a time, and no lock that outlives its holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ticker.errors import StoreBusyError
from ticker.store.lock import take_lock

_HOLD = """
import sys, time
from pathlib import Path
from ticker.store.lock import take_lock
lock = take_lock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""
_HOLD_AND_FORK = """
import os, sys, time
from pathlib import Path
from ticker.store.lock import take_lock
lock = take_lock(Path(sys.argv[1]))
worker = os.fork()
if worker:
    print(worker, flush=True)
time.sleep(60)
"""


@contextmanager
def _process(script: str, path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that runs until it is killed, and the first line that it printed."""
    arguments = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_second_writer_is_told_who_is_the_first(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    with _process(_HOLD, path) as (holder, said):
        assert said == "held"
        with pytest.raises(StoreBusyError, match=f"already running, pid {holder.pid}$") as busy:
            take_lock(path)
        assert busy.value.where == str(path)
        assert busy.value.exit_status == 3


def test_a_killed_writer_holds_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    with _process(_HOLD, path) as (holder, _):
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    take_lock(path).release()


def test_a_worker_that_outlives_its_killed_daemon_keeps_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    with _process(_HOLD_AND_FORK, path) as (holder, worker):
        try:
            holder.send_signal(signal.SIGKILL)
            holder.wait()
            os.kill(int(worker), 0)
            _take_soon(path)
        finally:
            os.kill(int(worker), signal.SIGKILL)


def _take_soon(path: Path) -> None:
    """Take the lock within ten seconds: a worker closes its copy once it is given a turn."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return take_lock(path).release()
        except StoreBusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def test_a_worker_that_ends_takes_no_lock_with_it(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    lock = take_lock(path)
    worker = os.fork()
    if worker == 0:
        lock.release()
        os._exit(0)
    os.waitpid(worker, 0)
    with pytest.raises(StoreBusyError, match=str(os.getpid())):
        take_lock(path)
    lock.release()


def test_a_released_lock_is_free_and_its_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    lock = take_lock(path)
    assert (tmp_path / "ticker.db.lock").read_text() == f"{os.getpid()}\n"
    lock.release()
    lock.release()
    take_lock(path).release()
    assert (tmp_path / "ticker.db.lock").exists()


def test_a_lock_file_left_behind_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "ticker.db.lock").write_text("99999999999\nand more")
    take_lock(tmp_path / "ticker.db").release()
    assert (tmp_path / "ticker.db.lock").read_text() == f"{os.getpid()}\n"
