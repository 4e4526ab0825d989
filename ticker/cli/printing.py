"""Sheets -> the formats of the command line.

Whatever is shown to people goes through `plain` here, at the one place where it is written.
"""

from __future__ import annotations

import base64
import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from ticker.cli.cells import Cell, Line, Sheet
from ticker.plain import escaped_json, plain, width

FORMATS = ("table", "text", "json", "jsonl", "csv", "md")
"""Of everything that is a list: for a terminal, for a pipe, for programs, for documents."""

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# With spaces before it, or in the wide forms that East Asian keyboards write, it is one, too.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$])")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def printed(function: Decorated) -> Decorated:
    """The option `--format` of a command that prints a list."""
    return click.option(
        "--format",
        "shape",
        type=click.Choice(FORMATS),
        metavar="FORMAT",
        help="table, text, json, jsonl, csv or md.  [default: table on a terminal, else text]",
    )(function)


def chosen(shape: str | None) -> str:
    """The format that is meant where none was named."""
    return shape or ("table" if sys.stdout.isatty() else "text")


def emit(sheet: Sheet, shape: str | None, nothing: str) -> None:
    """Print a sheet to standard output; an empty one is said on standard error."""
    form = chosen(shape)
    if form == "json":
        write_json(sheet.values)
    elif form == "jsonl":
        write_jsonl(sheet.values)
    elif sheet.rows:
        _SHEETS[form](sheet)
    if not sheet.rows:
        click.echo(nothing, err=True)


def write_json(values: object) -> None:
    """One JSON document, indented."""
    click.echo(json_text(values, indent=2))


def write_jsonl(values: Iterable[object]) -> None:
    """JSON Lines: one value a line."""
    for value in values:
        click.echo(json_text(value))


def json_text(value: object, indent: int | None = None) -> str:
    """JSON that no terminal obeys; bytes as ``{"$base64": true, "encoded": ...}``."""
    return escaped_json(json.dumps(value, ensure_ascii=False, indent=indent, default=_bytes_json))


def _bytes_json(value: object) -> object:
    if isinstance(value, bytes):
        return {"$base64": True, "encoded": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def write_lines(lines: Iterable[Line]) -> None:
    """Lines for people: coloured on a terminal."""
    if sys.stdout.isatty():
        from ticker.cli.terminal import print_lines

        print_lines(lines)
        return
    for line in lines:
        click.echo(bare(line).rstrip())


def write_entries(entries: Iterable[tuple[Line, Line]]) -> None:
    """Lines of a head and a body: on a terminal a long body goes on below its own beginning."""
    if sys.stdout.isatty():
        from ticker.cli.terminal import print_entries

        print_entries(entries)
        return
    for head, body in entries:
        click.echo(bare((*head, *body)).rstrip())


def bare(cell: Cell) -> str:
    """A cell without its styles, safe to show."""
    return plain(cell if isinstance(cell, str) else "".join(text for text, _ in cell))


def _write_table(sheet: Sheet) -> None:
    from ticker.cli.terminal import print_table

    print_table(sheet)


def _write_text(sheet: Sheet) -> None:
    rows = [tuple(bare(cell) for cell in row) for row in sheet.rows]
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            _padded(cell, size, right=column.right)
            for cell, size, column in zip(row, widths, sheet.columns, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _padded(cell: str, size: int, *, right: bool) -> str:
    blank = " " * (size - width(cell))
    return blank + cell if right else cell + blank


def _write_csv(sheet: Sheet) -> None:
    names = list(dict.fromkeys(name for value in sheet.values for name in value))
    write_csv(names, ([value.get(name) for name in names] for value in sheet.values))


def write_csv(names: Sequence[str], rows: Iterable[Iterable[object]], out: Any = None) -> None:
    """CSV (RFC 4180, lines end in LF) with a header."""
    writer = csv.writer(out or sys.stdout, lineterminator="\n")
    writer.writerow([csv_cell(name) for name in names])
    writer.writerows([csv_cell(value) for value in row] for row in rows)


def csv_cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula: texts that begin with = + - @
    get an apostrophe first (OWASP, CSV injection)."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        value = json_text(value)
    text = plain(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _write_markdown(sheet: Sheet) -> None:
    rules = ["--:" if column.right else "---" for column in sheet.columns]
    _write_row([markdown(column.name) for column in sheet.columns])
    _write_row(rules)
    links = sheet.links or [None] * len(sheet.rows)
    for row, link in zip(sheet.rows, links, strict=True):
        cells = [markdown(bare(cell)) for cell in row]
        if link and _WEB.match(link):
            cells[-1] = f"[{cells[-1]}](<{_link_target(link)}>)"
        _write_row(cells)


def _write_row(cells: Iterable[str]) -> None:
    click.echo(f"| {' | '.join(cells)} |")


def markdown(text: str) -> str:
    """Text in which Markdown sees nothing (CommonMark: a backslash before punctuation)."""
    return _MARKDOWN.sub(r"\\\1", text)


def _link_target(link: str) -> str:
    return "".join(f"%{ord(char):02X}" if char in '<>|\\` "' else char for char in plain(link))


_SHEETS: Mapping[str, Callable[[Sheet], None]] = {
    "table": _write_table,
    "text": _write_text,
    "csv": _write_csv,
    "md": _write_markdown,
}
