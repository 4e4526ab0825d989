"""A person at a terminal of 80 columns, in a folder of their own: types a command, sees a text."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

COLUMNS = 80
ZONE = "Europe/London"
"""Of the machine: not the one of the newsroom."""
PATIENCE_S = 180.0
"""The demo takes ten seconds, every other command less than one; machines may be busy."""
_COMPLAINTS = (2, 3)
"""How `ticker` ends where it could not do what was asked."""
_WRITTEN = re.compile(
    r"\x1b\[(?P<number>[0-9;?]*)(?P<act>[A-Za-z])|\x1b[()=>78].?|[\r\n]|[^\x1b\r\n]+"
)


@dataclass(slots=True)
class Desk:
    """The folder, and what the person's terminals keep running. `swaps` are texts of the page and
    what stands for them here, such as a port that is free; `at_once` is a folder of commands that
    go before all others (see `tests.docs.forked`)."""

    folder: Path
    at_once: Path
    swaps: dict[str, str] = field(default_factory=dict)
    running: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    def run(self, command: str, answers: Sequence[str] = ()) -> tuple[int, str]:
        """Run one command to its end, giving `answers` to its questions; its exit status and what
        the terminal shows of it."""
        screen, keyboard = pty.openpty()
        size = struct.pack("HHHH", 50, COLUMNS, 0, 0)
        fcntl.ioctl(keyboard, termios.TIOCSWINSZ, size)
        shell = ["bash", "-c", self._said(command) + _KEEP, "bash", str(self._state)]
        try:
            child = subprocess.Popen(
                shell,
                cwd=self._cwd(),
                env=self._environment(self.at_once),
                stdin=keyboard,
                stdout=keyboard,
                stderr=keyboard,
                start_new_session=True,
            )
        finally:
            os.close(keyboard)
        try:
            shown = _read(screen, child, [*answers])
        finally:
            os.close(screen)
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            status = child.wait()
        return status, self._seen(shown)

    def leave(self, command: str) -> None:
        """Start a command in a terminal of its own, and leave it running."""
        log = self._state.with_name(f"left-{len(self.running)}.log")
        with log.open("wb") as out:
            child = subprocess.Popen(
                ["bash", "-c", f"exec {self._said(command)}"],
                cwd=self._cwd(),
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.running.append((command, child))

    def stop(self) -> list[str]:
        """Ctrl-C in every terminal; the commands that did not stay, or complain when they end. One
        that was stopped while it was still starting may end with any signal's status."""
        wrong = []
        for command, child in self.running:
            stayed = child.poll() is None
            if stayed:
                os.killpg(child.pid, signal.SIGINT)
            try:
                status = child.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                status = child.wait()
            if status in _COMPLAINTS or not (stayed or status == 0):
                wrong.append(f"{command}: ended with {status}")
        self.running.clear()
        return wrong

    @property
    def _state(self) -> Path:
        """Where the shell keeps its folder between two commands: outside the desk."""
        return self.folder.with_name(self.folder.name + ".shell")

    def _cwd(self) -> Path:
        return Path(self._state.read_text().strip()) if self._state.exists() else self.folder

    def _environment(self, *first: Path) -> dict[str, str]:
        kept = {
            name: os.environ[name]
            for name in ("LANG", "TMPDIR", "PYTHONPATH")
            if name in os.environ
        }
        places = [*map(str, first), str(Path(sys.executable).parent), os.environ["PATH"]]
        return kept | {
            "PATH": ":".join(places),
            "HOME": str(self.folder),
            "TZ": ZONE,
            "TERM": "xterm",
            "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
        }

    def _said(self, text: str) -> str:
        for shown, here in self.swaps.items():
            text = text.replace(shown, here)
        return text

    def _seen(self, shown: bytes) -> str:
        text = on_screen(shown.decode(errors="replace"))
        for there, here in self.swaps.items():
            text = text.replace(here, there)
        return text


_KEEP = '\nstatus=$?\npwd > "$1"\nexit $status\n'


def _read(screen: int, child: subprocess.Popen[bytes], answers: list[str]) -> bytes:
    """All that the command writes until it has ended. A line that waits behind a colon is a
    question."""
    shown, deadline = b"", monotonic() + PATIENCE_S
    while monotonic() < deadline:
        ended = child.poll() is not None
        ready, _, _ = select.select([screen], [], [], 0 if ended else 0.1)
        if not ready:
            if ended:
                return shown
            if answers and shown.endswith(b": "):
                os.write(screen, f"{answers.pop(0)}\n".encode())
            continue
        try:
            part = os.read(screen, 65_536)
        except OSError:  # Linux: the last one to hold the terminal is gone
            child.wait(PATIENCE_S)
            return shown
        if not part:
            return shown
        shown += part
    raise TimeoutError(f"still running after {PATIENCE_S:.0f} s: {shown[-500:]!r}")


def on_screen(written: str) -> str:
    """What is left to be seen when a program has written: a bar that moved and went is not.

    Of the control sequences only those of a bar are needed: up (A), to a column (G), and
    erase the line (K); colours and the cursor's look say nothing.
    """
    lines, row, column = [""], 0, 0
    for found in _WRITTEN.finditer(written):
        text = found[0]
        if text == "\r":
            column = 0
        elif text == "\n":
            row, column = row + 1, 0
            lines += [""] * (row + 1 - len(lines))
        elif found["act"] == "G":
            column = int(found["number"] or 1) - 1
        elif found["act"] == "A":
            row = max(0, row - int(found["number"] or 1))
        elif found["act"] == "K":
            lines[row] = "" if found["number"] == "2" else lines[row][:column]
        elif not text.startswith("\x1b"):
            lines[row] = lines[row].ljust(column)[:column] + text + lines[row][column + len(text) :]
            column += len(text)
    return "".join(f"{line.rstrip()}\n" for line in lines).rstrip("\n") + "\n"
