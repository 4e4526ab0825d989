"""The demo on the screen: the wire as `ticker run` prints it, with explanations in between."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

import click

from ticker.cli.cells import Line
from ticker.cli.narrating import Lines, Narrator
from ticker.cli.printing import write_entries, write_lines
from ticker.cli.terminal import Bar
from ticker.cli.wire import Wire
from ticker.daemon import Signals
from ticker.demo import CLOSES_AT, CONFIG, OPENS_AT, Audience
from ticker.model import Query, Visited
from ticker.plain import plain
from ticker.record import Record

LINE_S, EXPLANATION_S = 0.03, 0.5
"""Seconds that a line of the wire stands alone, and an explanation: time to read, not to wait."""
RULE = "       │ "
"""Stands before each line of an explanation, below the sources' names."""


class Show:
    """What the audience of the demo sees. Use it as a context manager."""

    def __init__(self, asked: Signals, speed: float) -> None:
        self._asked = asked
        self._speed = speed
        self._stage = threading.Lock()
        self._bar = _bar()
        self._stack = ExitStack()

    def __enter__(self) -> Show:
        if self._bar is not None:
            self._stack.enter_context(self._bar)
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    @property
    def audience(self) -> Audience:
        """The ears of the demo."""
        return Audience(self._ready, self._tell, self._say, self._moved)

    def _ready(self, ticker: Record) -> None:
        self._zone = ticker.zone
        self._wire = Wire(ticker.zone, "text", [source.name for source in ticker.config.sources])
        self._narrator = Narrator(ticker)
        with self._printing():
            write_lines(_opening())

    def _tell(self, visited: Visited) -> None:
        with self._stage:  # time stands still meanwhile
            for change in visited.changes:
                with self._printing():
                    self._wire.tell([change])
                self._rest(LINE_S)
                for lines in self._narrator.explain(change):
                    with self._printing():
                        write_explanation(lines)
                    self._rest(EXPLANATION_S)

    def _say(self, line: str) -> None:
        if line.startswith("polling "):
            return  # the opening has said so in words of its own
        with self._printing():
            click.echo(plain(line), err=True)

    def _moved(self, now: datetime) -> None:
        with self._stage:
            if self._bar is not None:
                label = now.astimezone(self._zone).strftime("%H:%M")
                self._bar.move(label, (now - OPENS_AT) / (CLOSES_AT - OPENS_AT))

    @contextmanager
    def _printing(self) -> Iterator[None]:
        with nullcontext() if self._bar is None else self._bar.lifted():
            yield
            sys.stdout.flush()

    def _rest(self, seconds: float) -> None:
        if not self._asked.stop:
            time.sleep(seconds / self._speed)


def _bar() -> Bar | None:
    """The clock below the lines, for a terminal that can move its cursor."""
    if not sys.stdout.isatty() or os.environ.get("TERM") in {"dumb", "unknown"}:
        return None
    return Bar()


def write_explanation(lines: Lines) -> None:
    """An explanation below the line that it explains, with air around it."""
    write_lines([()])
    write_entries([(((RULE, "cyan"),), line) for line in lines])
    write_lines([()])


def _opening() -> Iterator[Line]:
    """What is about to be seen."""
    yield (("An invented newsroom, a real daemon, no network.", "bold"),)
    hours = f"{OPENS_AT:%H:%M} to {CLOSES_AT:%H:%M}"
    yield ((f"Four sources in two languages, {OPENS_AT:%A} from {hours} in Kyiv.", ""),)
    yield ()


def closing(folder: Path) -> None:
    """What is on record now, and what to ask of it."""
    config = folder / CONFIG
    with Record.open(config) as ticker:
        polls, items, places, wordings, gaps = ticker.sql(_COUNTED).rows[0]
        edited = max(ticker.find(Query(limit=None)), key=lambda item: item.revisions)
    counts = f"{polls} polls; {items} items in {places} places, {wordings} wordings; gaps: {gaps}"
    write_lines(
        [
            (),
            (("That was the morning. ", "bold"), (f"{counts}.", "")),
            ((f"The record of it is in {folder}{os.sep}, yours to ask:", ""),),
        ]
    )
    command = f"{_program()} --config {shlex.quote(str(config))}"
    for why, question in _questions(edited.id):
        write_lines([(), ((why, "dim"),)])
        # In one piece, however narrow the terminal is: it is to be copied.
        click.secho(f"  {command} {question}", fg="cyan", color=_colour())
    write_lines([(), (("Your own desk begins with `ticker init` and `ticker add URL`.", ""),)])


_COUNTED = """
select (select sum(repeats) from polls), (select count(*) from items),
       (select count(*) from sightings), (select count(*) from revisions),
       (select count(*) from gaps)
"""


def _questions(edited: int) -> Iterator[tuple[str, str]]:
    """What is worth asking, and why; `edited` is the item with the most wordings."""
    yield "one story: two languages, three sources, no duplicate", "items --tag tram"
    yield "every wording it had, and when", f"history {edited}"
    yield "what stood there at ten, in the words of then", "items --as-of 2025-07-10T10"
    yield "when nobody could look", "gaps"
    yield "the morning in one page", "digest --day 2025-07-10"
    yield (
        "how the times are known",
        'sql "select time_basis, count(*) from items group by 1"',
    )


def _program() -> str:
    """How this program is called from here."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m ticker"
    found = shutil.which(called.name)
    known = found is not None and Path(found).resolve() == called.resolve()
    return called.name if known else shlex.quote(sys.argv[0])


def _colour() -> bool | None:
    return False if os.environ.get("NO_COLOR") else None
