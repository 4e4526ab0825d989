"""What only a terminal gets: colours, tables that fit, progress bars. The one user of rich.

Texts are put into `rich.text.Text`, never into markup: a headline may hold square brackets.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TextIO, TypeAlias

from rich.console import Console
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from ticker.cli.printing import Cell, Column, Line, Sheet
from ticker.plain import plain

Step: TypeAlias = Callable[[str | None], None]

WIDTH_IN_A_FILE = 120
"""Columns of a table that goes to no terminal, unless $COLUMNS says otherwise."""


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
    notes = [index for index, column in enumerate(sheet.columns) if column.note]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold dim")
    for column in (column for column in sheet.columns if not column.note):
        table.add_column(
            column.name,
            style=column.style,
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
        )
    for cells in _with_days(sheet):
        table.add_row(*(styled(cell) for at, cell in enumerate(cells) if at not in notes))
    console().print(table)
    print_lines(_notes(sheet, notes))


def _notes(sheet: Sheet, notes: Iterable[int]) -> Iterator[Line]:
    """What stands below a table: the cells too long for it."""
    for index in notes:
        style = sheet.columns[index].style
        for row in sheet.rows:
            if _text(row[index]):
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
