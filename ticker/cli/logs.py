"""What the daemon says beside its data: one line each on standard error, for people or as JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

import click

from ticker.cli.printing import json_text
from ticker.cli.reports import failure
from ticker.model import Visited
from ticker.plain import plain
from ticker.render import instant

LEVELS = {logging.DEBUG: "debug", logging.INFO: "info", logging.WARNING: "warning"}


class Log:
    """Lines on standard error. `shape` is ``text``, or ``json``: an object a line, with `at` (UTC),
    `level` (debug, info, warning, error), `message`, and what else there is to say."""

    def __init__(self, shape: str, clock: Callable[[], datetime]) -> None:
        self._json = shape == "json"
        self._clock = clock

    def say(self, message: str) -> None:
        """What is as it should be, or soon will be."""
        self._write("info", message)

    def failed(self, visited: Visited) -> None:
        """One calm line where a poll failed."""
        line, poll = failure(visited), visited.poll
        if line is not None:
            said = {"source": poll.source, "stage": poll.stage, "status": poll.status}
            self._write("warning", line, **said, error=poll.error)

    def error(self, message: str, hint: str | None) -> None:
        """What ends the process, where lines are for programs."""
        self._write("error", message, hint=hint)

    def take_over(self, *, verbose: bool) -> None:
        """Write what libraries log, too: warnings, and everything of ours if `verbose`."""
        logging.getLogger().addHandler(_Records(self._write))
        logging.getLogger("ticker").setLevel(logging.DEBUG if verbose else logging.WARNING)

    def _write(self, level: str, message: str, **said: object) -> None:
        if self._json:
            line = json_text(
                {"at": instant(self._clock()), "level": level, "message": message, **said}
            )
        else:
            line = plain(message)
        click.echo(line, err=True)


class _Records(logging.Handler):
    """Passes log records on, each as one line."""

    def __init__(self, write: Callable[[str, str], None]) -> None:
        super().__init__()
        self._write = write
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._write(LEVELS.get(record.levelno, "error"), self.format(record))
        except OSError:
            return  # a log that cannot be written is no reason to stop
