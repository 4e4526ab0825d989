"""A folder with a configuration, and the real command in it, as a process of its own."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_COMMAND = (sys.executable, "-m", "ticker")
PATIENCE_S = 60.0
"""A process that says nothing for so long hangs."""


class Desk:
    """`config` is written as ``config.toml``; commands run there."""

    def __init__(self, folder: Path, config: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.config = folder / "config.toml"
        self.config.write_text(config)

    def ticker(self, *args: str) -> subprocess.CompletedProcess[str]:
        """A command, run to its end."""
        return subprocess.run(
            [*_COMMAND, *args],
            cwd=self.folder,
            env=house_environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    @contextmanager
    def daemon(self, *args: str, before: str = "true") -> Iterator[Running]:
        """``ticker run`` while the block runs; killed if it lives longer. `before` is what a shell
        does first."""
        process = subprocess.Popen(
            [
                "sh",
                "-c",
                f'{before} && exec "$@"',
                "sh",
                sys.executable,
                "-m",
                "ticker",
                "run",
                *args,
            ],
            cwd=self.folder,
            env=house_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running = Running(process)
        try:
            yield running
        finally:
            process.kill()
            process.wait()
            running.close()


class Running:
    """A daemon and the lines it prints: `out` is data, `err` everything else."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self.process = process
        self.out = _Lines(process.stdout)
        self.err = _Lines(process.stderr)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status, once asked to stop."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_S)

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def close(self) -> None:
        self.out.close()
        self.err.close()


class _Lines:
    """What a stream says, line by line, read by a thread so that nobody blocks on it."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.said: list[str] = []

    def _read(self) -> None:
        for line in self._stream:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def until(self, words: str) -> str:
        """The next line that holds `words`."""
        while (line := self._lines.get(timeout=PATIENCE_S)) is not None:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"never said {words!r}, but: {self.said}")

    def rest(self) -> list[str]:
        """All lines to the end of the process."""
        lines = []
        while (line := self._lines.get(timeout=PATIENCE_S)) is not None:
            lines.append(line)
        self._lines.put(None)
        self.said += lines
        return self.said

    def close(self) -> None:
        self._thread.join(PATIENCE_S)
        self._stream.close()


def house_environment() -> dict[str, str]:
    """What a process needs to run this checkout."""
    house = Path(__file__).resolve().parents[2]
    known = {name: value for name, value in os.environ.items() if name != "TICKER_CONFIG"}
    return known | {"PYTHONPATH": str(house), "PYTHONUNBUFFERED": "1"}
