"""`ticker demo` as a stranger runs it: a process of its own, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LIMIT_S = 240
"""Far beyond what a busy machine takes; a demo that hangs is killed by it."""
TICKER = (sys.executable, "-m", "ticker")


@dataclass(frozen=True, slots=True)
class Watched:
    """What one run printed, and the folder that it was started in."""

    at: Path
    status: int
    out: str
    err: str

    @property
    def record(self) -> Path:
        """The folder that it left."""
        return self.at / "ticker-demo"

    @property
    def told(self) -> list[str]:
        """What was printed before the commands to try."""
        return self.out.partition("yours to ask:")[0].splitlines()

    @property
    def commands(self) -> list[str]:
        """The commands to try, as printed."""
        return [line.strip() for line in self.out.splitlines() if " --config " in line]


def watch(at: Path, *options: str, **environ: str) -> Watched:
    """Run the demo in a folder, as fast as it goes."""
    return run(at, *TICKER, "demo", "--speed", "100", *options, **environ)


def run(at: Path, *command: str, **environ: str) -> Watched:
    """Run a command in a folder, with nobody to answer questions."""
    done = subprocess.run(
        command,
        cwd=at,
        env=environment(**environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    return Watched(at, done.returncode, done.stdout, done.stderr)


def try_out(watched: Watched, command: str) -> Watched:
    """Run a command as it was printed, where it was printed."""
    return run(watched.at, "/bin/sh", "-c", command)


def environment(**more: str) -> dict[str, str]:
    """A stranger's environment: no configuration named, no terminal."""
    plain = {name: value for name, value in os.environ.items() if name != "TICKER_CONFIG"}
    return {**plain, "PYTHONUTF8": "1", **more}
