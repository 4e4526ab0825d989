"""Word to the service manager: ready, still alive, reloading, stopping.

The protocol of sd_notify(3): datagrams of ``NAME=value`` lines to the socket of ``$NOTIFY_SOCKET``.
Without one, as on a terminal, nothing is said.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress


class Supervisor:
    """Whoever started the daemon and wants to hear from it, if anybody does.

    What cannot be delivered is dropped: a manager that does not listen is no reason to stop.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the NUL byte of Linux' abstract addresses.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._every_s = _watchdog_s(environ) / 2
        self._beaten_at: float | None = None

    def ready(self, status: str) -> None:
        """Polling has begun, or has begun again after a reload."""
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """A reload has begun; `ready` ends it."""
        # systemd tells a reload from an older one by the instant (Type=notify-reload).
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1_000}")

    def status(self, status: str) -> None:
        """One line for ``systemctl status``."""
        self._tell(f"STATUS={status}")

    def stopping(self) -> None:
        """The polls in hand are being recorded; then the process ends."""
        self._tell("STOPPING=1")

    def beat(self) -> None:
        """Say that the loop which calls this goes round: twice in the watchdog's time, where one
        watches. To be called from the loop itself, so that a loop that hangs is found out."""
        now = time.monotonic()
        if self._every_s and (self._beaten_at is None or now - self._beaten_at >= self._every_s):
            self._beaten_at = now
            self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        said = "\n".join(" ".join(line.splitlines()) for line in lines)
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            wire.setblocking(False)
            wire.sendto(said.encode(), self._address)


def _watchdog_s(environ: Mapping[str, str]) -> float:
    """The seconds after which a silent process is taken for dead; 0 where nobody watches us."""
    watched = environ.get("WATCHDOG_PID", "")
    if watched and watched != str(os.getpid()):
        return 0.0
    told = environ.get("WATCHDOG_USEC", "")
    return int(told) / 1_000_000 if told.isascii() and told.isdigit() else 0.0
