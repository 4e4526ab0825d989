"""What only a terminal gets: colours, tables that fit, progress bars. The one user of rich.

Texts are put into `rich.text.Text`, never into markup: a headline may hold square brackets.
"""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TextIO, TypeAlias

from rich.console import Console
from rich.control import Control
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.segment import ControlType
from rich.table import Table
from rich.text import Text

from ticker.cli.cells import Cell, Column, Line, Sheet
from ticker.plain import plain, width

Step: TypeAlias = Callable[[str | None], None]

WIDTH_IN_A_FILE = 120
"""Columns of a table that goes to no terminal, unless $COLUMNS says otherwise."""
WIDTH_OF_A_BAR = 80
GUTTER = 2
"""Blanks between two columns of a table."""


def console(file: TextIO | None = None) -> Console:
    """A console on standard output (or `file`) that leaves texts alone. NO_COLOR is obeyed."""
    out = file or sys.stdout
    size = None if out.isatty() else shutil.get_terminal_size((WIDTH_IN_A_FILE, 24)).columns
    return Console(file=out, width=size, highlight=False, markup=False, emoji=False)


def print_lines(lines: Iterable[Line]) -> None:
    """Styled lines; what is longer than the terminal goes on below its own beginning."""
    out = console()
    for line in lines:
        text = styled(line)
        indent = len(text.plain) - len(text.plain.lstrip(" "))
        out.print(Padding(text[indent:], (0, 0, 0, indent)) if text.plain else "")


def print_entries(entries: Iterable[tuple[Line, Line]]) -> None:
    """Lines of a head and a body, which goes on below its own beginning where it is long."""
    out = console()
    for head, body in entries:
        grid = Table.grid()
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(styled(head), styled(body))
        out.print(grid)


def print_table(sheet: Sheet) -> None:
    """A table without a frame, as wide as the terminal at most."""
    out = console()
    notes = _below(sheet, out.width)
    table = Table(box=None, pad_edge=False, padding=(0, GUTTER, 0, 0), header_style="bold dim")
    for column in (one for index, one in enumerate(sheet.columns) if index not in notes):
        table.add_column(
            column.name,
            style=column.style,
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
        )
    for cells in _with_days(sheet):
        table.add_row(*(styled(cell) for at, cell in enumerate(cells) if at not in notes))
    out.print(table)
    print_lines(_notes(sheet, notes))


def _below(sheet: Sheet, room: int) -> list[int]:
    """The columns that are printed below a table of so many places."""
    found = [index for index, column in enumerate(sheet.columns) if column.note]
    for index, column in enumerate(sheet.columns):
        others = (at for at in range(len(sheet.columns)) if at != index and at not in found)
        if column.least and room - sum(_width(sheet, at) + GUTTER for at in others) < column.least:
            found.append(index)
    return found


def _width(sheet: Sheet, index: int) -> int:
    cells = (width(_text(row[index])) for row in sheet.rows)
    return max((width(sheet.columns[index].name), *cells))


def _notes(sheet: Sheet, notes: Iterable[int]) -> Iterator[Line]:
    """What stands below a table: the cells too long for it."""
    for index in notes:
        style = sheet.columns[index].style
        for row in sheet.rows:
            if _text(row[index]) not in ("", "-"):
                yield ((f"{_text(row[0])}: ", ""), (_text(row[index]), style))


def styled(cell: Cell) -> Text:
    """A cell in its styles, safe to show."""
    spans = ((cell, ""),) if isinstance(cell, str) else cell
    return Text.assemble(*((plain(text), style) for text, style in spans))


def _with_days(sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    """The rows; where a dated column comes to another day, a row that names it first."""
    dated = [index for index, column in enumerate(sheet.columns) if column.dated]
    if not dated:
        yield from sheet.rows
        return
    at, last = dated[0], None
    for row in sheet.rows:
        day, _, time = _text(row[at]).partition(" ")
        if day != last:
            yield _day_row(sheet.columns, at, day)
            last = day
        yield (*row[:at], time, *row[at + 1 :])


def _day_row(columns: tuple[Column, ...], at: int, day: str) -> tuple[Cell, ...]:
    names: list[Cell] = [""] * len(columns)
    names[at] = ((day, "bold"),)
    if at + 1 < len(columns):
        names[at + 1] = ((_weekday(day), "dim"),)
    return tuple(names)


def _weekday(day: str) -> str:
    try:
        return date.fromisoformat(day).strftime("%A")
    except ValueError:
        return ""


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "".join(text for text, _ in cell)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Step]:
    """A bar on standard error while the block runs, on a terminal only. Each step moves it by one
    and may leave a line above it."""
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(sys.stderr),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not sys.stderr.isatty(),
    )
    task = bar.add_task(what, total=total)

    def step(line: str | None) -> None:
        if line is not None:
            bar.console.print(styled(line), soft_wrap=True)
        bar.advance(task)

    with bar:
        yield step


class Bar:
    """A line of standard output that stays below all that is printed: a label, and how much has
    passed. Use it as a context manager, print within `lifted`, and move it from any thread."""

    def __init__(self) -> None:
        self._out = console()
        self._lock = threading.RLock()
        self._label, self._share = "", 0.0

    def __enter__(self) -> Bar:
        self._out.show_cursor(False)
        return self

    def __exit__(self, *raised: object) -> None:
        self._clear()
        self._out.show_cursor(True)

    def move(self, label: str, share: float) -> None:
        """Show another label, and how much has passed (0 to 1)."""
        with self._lock:
            if label != self._label:
                self._label, self._share = label, share
                self._draw()

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Out of the way while the block prints."""
        with self._lock:
            self._clear()
            try:
                yield
            finally:
                self._draw()

    def _draw(self) -> None:
        if not self._label:
            return
        room = max(0, min(self._out.width, WIDTH_OF_A_BAR) - len(self._label) - 2)
        done = round(room * min(max(self._share, 0.0), 1.0))
        parts = ((f"{self._label} ", "bold"), ("━" * done, "cyan"), ("─" * (room - done), "dim"))
        self._clear()
        self._out.print(styled(parts), end="", no_wrap=True)
        self._out.file.flush()

    def _clear(self) -> None:
        column, erased = ControlType.CURSOR_MOVE_TO_COLUMN, ControlType.ERASE_IN_LINE
        self._out.control(Control((column, 0), (erased, 2)))
