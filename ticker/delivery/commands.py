"""A message to a command: its words as they are, never a shell; the message on standard input."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections import deque
from contextlib import suppress
from threading import Thread
from typing import IO

from ticker.delivery.hiding import hidden
from ticker.errors import DeliveryError
from ticker.model import Destination, Sent

DEADLINE_S = 30.0
_KEPT = 8
"""Blocks of what a command says on standard error that are kept, the last ones."""
_BLOCK = 1_024


def run_command(destination: Destination, body: bytes, *, deadline_s: float = DEADLINE_S) -> Sent:
    """Run a command with `body` on its standard input; status 0 takes the message.

    What it prints is not looked at, save the end of its standard error where it fails. After
    `deadline_s` seconds it is killed, with all that it started. Raises DeliveryError.
    """
    # A file, no pipe: a command that does not read must not hold us up.
    with tempfile.TemporaryFile() as given:
        given.write(body)
        given.seek(0)
        try:
            process = subprocess.Popen(
                destination.address,
                stdin=given,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise DeliveryError(
                f"cannot be started: {reason}",
                where=destination.shown,
                hint="name the program by its whole path; nothing goes through a shell",
            ) from None
    return _ended(destination, process, deadline_s)


def _ended(destination: Destination, process: subprocess.Popen[bytes], deadline_s: float) -> Sent:
    said: deque[bytes] = deque(maxlen=_KEPT)
    reader = Thread(target=_read, args=(process.stderr, said), name="command", daemon=True)
    reader.start()
    try:
        status = process.wait(deadline_s)
    except subprocess.TimeoutExpired:
        raise DeliveryError(
            f"not done after {deadline_s:g} s: killed",
            where=destination.shown,
            hint="let it hand the message on at once, and work on it elsewhere",
        ) from None
    finally:
        _kill(process)
        reader.join(1.0)
    if status == 0:
        return Sent("status 0")
    # Its first word is shown anyway; the others may be secrets.
    words = hidden(b"".join(said).decode("utf-8", "replace"), destination.address[1:])
    how = f"status {status}" if status > 0 else f"killed by signal {-status}"
    raise DeliveryError(
        f"{how}: {words}" if words else how,
        where=destination.shown,
        hint="run it by hand; `ticker alerts test` sends it a message",
    )


def _read(stream: IO[bytes] | None, said: deque[bytes]) -> None:
    if stream is None:
        return
    with suppress(OSError, ValueError), stream:
        while block := os.read(stream.fileno(), _BLOCK):
            said.append(block)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it with all of its group; what ended already is not there to be told."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
