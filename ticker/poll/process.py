"""A process that reads documents, and the pipes to it. One thread asks; any may kill.

Plain pipes and a plain process: it has no socket and no lock of ours (descriptors are closed when
it starts), nothing of our environment but what Python needs, and it ends when its pipe does, so
that a killed daemon leaves none behind.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from ticker.poll import reading
from ticker.poll.reading import ASKED, SAID

CHUNK = 1 << 18
"""Bytes of one write or read of a pipe."""

_KEPT = {"HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TZ", "PYTHONHOME", "PYTHONTZPATH"} | {
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
}
"""What a worker inherits of the environment: secrets of addresses stand there, too."""


class UnaskedError(Exception):
    """A worker ended before it had the whole question."""


class Process:
    """A process of `reading.py`, and the pipes to it."""

    def __init__(self, memory: int) -> None:
        self._popen = subprocess.Popen(
            # -P: neither the folder of the script nor the one we stand in is searched for modules.
            [sys.executable, "-P", reading.__file__, str(memory)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            close_fds=True,
            start_new_session=True,  # Ctrl-C is for us
        )
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self._in, self._out = self._popen.stdin.fileno(), self._popen.stdout.fileno()
        os.set_blocking(self._in, False)
        self.pid = self._popen.pid
        self._greeted = False

    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._popen.poll() is None

    def ready(self, seconds: float) -> None:
        """Wait until it has started. Raises EOFError, TimeoutError."""
        if not self._greeted:
            self._receive(SAID.size, time.monotonic() + seconds)
            self._greeted = True

    def ask(self, message: bytes, cpu_s: int, wall_s: float) -> tuple[bytes, bool]:
        """The answer to a message, and whether the process is not to be asked again.

        Raises TimeoutError where there is none in time, EOFError where it ended over the message,
        and UnaskedError where it ended before."""
        deadline = time.monotonic() + wall_s
        self._send(ASKED.pack(len(message), cpu_s), deadline)
        self._send(message, deadline)
        try:
            self._receive(SAID.size, deadline)
        except EOFError:
            raise UnaskedError from None
        size, spent = SAID.unpack(self._receive(SAID.size, deadline))
        return self._receive(size, deadline), spent

    def kill(self) -> None:
        """Kill it if it lives."""
        self._popen.kill()

    def end(self) -> int:
        """Kill it if it lives, and let go of the pipes. Returns its exit status, or the number of
        the signal that killed it, negative."""
        self._popen.kill()
        status = self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                pipe.close()
        return status

    def _send(self, message: bytes, deadline: float) -> None:
        left = memoryview(message)
        while left:
            _wait(self._in, select.POLLOUT, deadline)
            try:
                left = left[os.write(self._in, left[:CHUNK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise UnaskedError from None

    def _receive(self, size: int, deadline: float) -> bytes:
        got = bytearray()
        while len(got) < size:
            _wait(self._out, select.POLLIN, deadline)
            part = os.read(self._out, min(CHUNK, size - len(got)))
            if not part:
                raise EOFError("the parser process ended")
            got += part
        return bytes(got)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    """Wait for a pipe. Raises TimeoutError."""
    poller = select.poll()
    poller.register(descriptor, event)
    if not poller.poll(max(0.0, deadline - time.monotonic()) * 1_000):
        raise TimeoutError("the parser process does not answer")


def _environment() -> Mapping[str, str]:
    paths = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
    return {"PYTHONPATH": paths, **{k: v for k, v in os.environ.items() if k in _KEPT}}
