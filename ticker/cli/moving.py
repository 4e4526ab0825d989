"""Moving the record: export and import."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TextIO

import click

from ticker.cli.given import Command, Given
from ticker.cli.printing import write_csv
from ticker.errors import UsageError

PAGE = 1_000
"""Items asked for at a time by an export as CSV."""


@click.command("export", cls=Command)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A file that appears when it is whole; .gz is compressed.  [default: standard output]",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(("jsonl", "csv")),
    default="jsonl",
    show_default=True,
    help="The whole record, or its items as a table.",
)
@click.pass_obj
def export_command(given: Given, /, output: Path | None, shape: str) -> None:
    """The whole record as JSON Lines: items, revisions, sightings, polls.

    `ticker import` reads it back. As CSV: one line an item, for spreadsheets; cells that begin
    with = + - or @ get an apostrophe first.

    \b
    Examples:
      ticker export --output record.jsonl.gz
      ticker export --format csv > items.csv
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of

    with Ticker.open(config_of(given)) as ticker, output_file(output) as file:
        if shape == "csv":
            _export_items(ticker, file)
        else:
            file.writelines(f"{line}\n" for line in ticker.export_lines())
    if output is not None:
        click.echo(f"wrote {output}", err=True)


def _export_items(ticker: Any, file: TextIO) -> None:
    """All items as CSV, in the order of first sight."""
    values = _pages(ticker)
    first = next(values, None)
    if first is None:
        click.echo("no items", err=True)
        return
    names = list(first)
    rows = ([value.get(name) for name in names] for value in (first, *values))
    write_csv(names, rows, file)


def _pages(ticker: Any) -> Iterator[dict[str, Any]]:
    from ticker.model import Query
    from ticker.render import item_json

    after = None
    while found := ticker.find(Query(order="seen", limit=PAGE, after_id=after)):
        yield from map(item_json, found)
        after = found[-1].id


@contextmanager
def output_file(output: Path | None) -> Iterator[TextIO]:
    """Where an export goes: a file only when it is whole."""
    if output is None:
        yield sys.stdout
        return
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with _created(part, output) as raw, _text(raw, packed=output.suffix == ".gz") as file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _created(part: Path, output: Path) -> IO[bytes]:
    try:
        return part.open("xb")
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(output), hint="choose another place"
        ) from None


def _text(raw: IO[bytes], *, packed: bool) -> TextIO:
    # mtime 0: the same record gives the same bytes.
    data: Any = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if packed else raw
    return io.TextIOWrapper(data, encoding="utf-8", newline="\n")


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|-")
@click.pass_obj
def import_command(given: Given, /, file: Path) -> None:
    """Read back what `ticker export` wrote, all of it or nothing.

    What the store holds already is left as it is; .gz is accepted.

    \b
    Examples:
      ticker import record.jsonl.gz
      ssh desk ticker export | ticker --database copy.db import -
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of

    with Ticker.open(config_of(given)) as ticker, _named(file):
        counts = ticker.import_lines(_lines(file))
    told = ", ".join(
        f"{number:,} {what}{'' if number == 1 else 's'}"
        for what, number in counts.items()
        if number
    )
    click.echo(f"new: {told or 'nothing, all of it is stored already'}")


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """What is wrong with a line names the file that it stands in."""
    try:
        yield
    except UsageError as error:
        if not (error.where or "").startswith("line "):
            raise
        name = "standard input" if str(file) == "-" else file
        raise UsageError(error.message, where=f"{name}, {error.where}", hint=error.hint) from None


def _lines(file: Path) -> Iterator[str]:
    """The lines of an export, from a file or standard input, inflated where it is gzip."""
    with _opened(file) as raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        if raw.peek(1)[:1] == b"<":
            raise UsageError(
                "this is XML, and no export of ticker",
                where=str(file),
                hint="subscriptions of another reader come in with: ticker opml import FILE",
            )
        data: Any = gzip.GzipFile(fileobj=raw) if packed else raw
        try:
            text = io.TextIOWrapper(data, encoding="utf-8")
            yield from (line.rstrip("\r\n") for line in text if line.strip())
        except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise _no_export(file, error) from error


def _no_export(file: Path, error: Exception) -> UsageError:
    return UsageError(
        f"this is no whole export: {error}",
        where=str(file),
        hint="nothing was written; write it again with: ticker export --output FILE",
    )


def _opened(file: Path) -> io.BufferedReader:
    if str(file) == "-":
        return io.BufferedReader(sys.stdin.buffer)  # type: ignore[arg-type]  # it is raw enough
    try:
        return file.open("rb")
    except OSError as error:
        raise UsageError(
            f"cannot be read: {error.strerror}", where=str(file), hint="name an export, or -"
        ) from None
