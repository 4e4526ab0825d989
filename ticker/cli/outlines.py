"""`opml`: subscriptions from other feed readers, and for them."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ticker.cli.given import Given, Group
from ticker.cli.moving import output_file
from ticker.cli.printing import emit, printed
from ticker.errors import UsageError

_PASSWORD = re.compile(r"[a-z]+://[^/@?#]*:[^/@?#]*@", re.IGNORECASE)


@click.group("opml", cls=Group)
def opml_command() -> None:
    """Subscriptions as OPML, the file that feed readers exchange.

    \b
    Examples:
      ticker opml import feedly.opml --dry-run
      ticker opml export ticker.opml
    """


@opml_command.command("export")
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False), required=False, metavar="[FILE]"
)
@click.pass_obj
def export_command(given: Given, /, file: Path | None) -> None:
    """Write the sources as OPML 2.0, to FILE or standard output.

    A source lies in the folder of its first tag, and names all of them as its category. Lists are
    written as links, which other readers pass over and `ticker opml import` reads back. Sources
    that are files of this machine are left out; a ${NAME} stays as it is written.

    \b
    Examples:
      ticker opml export ticker.opml
      ticker opml export | xmllint --format -
    """
    from email.utils import format_datetime

    from ticker.cli.configured import config_of
    from ticker.clock import utc_now
    from ticker.opml import write_opml
    from ticker.subscribing import outlined

    sources = _with_kinds(config_of(given))
    outlines = [outline for source in sources if (outline := outlined(source)) is not None]
    with output_file(file) as out:
        out.write(write_opml(outlines, "ticker", format_datetime(utc_now(), usegmt=True)))
    left_out = len(sources) - len(outlines)
    place = f" to {file}" if file else ""
    rest = f"; {left_out} left out: files of this machine" if left_out else ""
    click.echo(f"wrote {_count(len(outlines))}{place}{rest}", err=True)
    if any(_PASSWORD.match(outline.url) for outline in outlines):
        click.echo("an address in it holds a password: do not pass the file on as it is", err=True)


def _with_kinds(config: Any) -> Sequence[Any]:
    """The sources, with the kinds that polls found out where the configuration names none."""
    from ticker.api import Ticker
    from ticker.errors import StoreError

    with Ticker.open(config) as ticker:
        try:
            kinds = {status.name: status.kind for status in ticker.sources()}
        except StoreError:  # what is subscribed to is known without a store
            kinds = {}
    return [
        replace(source, kind=source.kind or kinds.get(source.name)) for source in config.sources
    ]


@opml_command.command("import")
@click.argument("file", metavar="FILE|-")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for all that is added.")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
@printed
@click.pass_obj
def import_command(
    given: Given, /, file: str, tags: tuple[str, ...], dry_run: bool, shape: str | None
) -> None:
    """Add the feeds of an OPML file to config.toml.

    Folders and categories become tags, titles names. What is polled already is left out, whatever
    the spelling of its address; so is what is no web address. The rest of config.toml, comments
    included, stays as it is.

    \b
    Examples:
      ticker opml import feedly.opml --dry-run
      ticker opml import feedly.opml --tag reading
    """
    from ticker.cli.configured import config_of, config_path
    from ticker.config import load_text, read_text, shown
    from ticker.config.editing import add_sources, write_config
    from ticker.opml import read_opml
    from ticker.subscribing import adopt

    path, config = config_path(given), config_of(given)
    outlines = read_opml(_read(file), _named(file))
    if not outlines:
        raise UsageError(
            "no subscription is in it: no outline has an xmlUrl",
            where=_named(file),
            hint="export it again with its feeds, or add them one by one: ticker add URL",
        )
    adoption = adopt(outlines, config.sources, tags)
    text = add_sources(read_text(path), adoption.added)
    load_text(text, path)
    if not dry_run and adoption.added:
        write_config(path, text)
    emit(_sheet(adoption), shape, "nothing to add")
    click.echo(_summary(adoption, shown(path), dry_run=dry_run), err=True)


def _read(file: str) -> bytes:
    """The file, or standard input: as much as there may be, and one byte more."""
    from ticker.opml import MOST_BYTES

    if file == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"cannot read it: {(error.strerror or str(error)).lower()}",
            where=file,
            hint="name the OPML file that your reader exported, or - for standard input",
        ) from None


def _named(file: str) -> str:
    return "standard input" if file == "-" else file


def _sheet(adoption: Any) -> Any:
    """What is new, then what is left out and why."""
    from ticker.cli.cells import Column, Sheet

    added = [
        {"what": "new", "name": one.name, "url": one.url, "tags": list(one.tags), "why": None}
        for one in adoption.added
    ]
    left_out = [
        {"what": "left out", "name": one.name, "url": one.url, "tags": [], "why": one.why}
        for one in adoption.passed_over
    ]
    styles = {"new": "green", "left out": "yellow"}
    values = added + left_out
    return Sheet(
        columns=(
            Column("what"),
            Column("name", "blue", wraps=True),
            Column("address", wraps=True),
            Column("tags, or why not", "dim", wraps=True),
        ),
        rows=[
            (
                ((str(value["what"]), styles[str(value["what"])]),),
                str(value["name"]),
                str(value["url"]),
                str(value["why"] or " ".join(f"#{tag}" for tag in value["tags"] or ())),
            )
            for value in values
        ],
        values=values,
    )


def _summary(adoption: Any, path: str, *, dry_run: bool) -> str:
    left_out = len(adoption.passed_over)
    rest = f"; {left_out} left out" if left_out else ""
    if dry_run:
        return f"would add {_count(len(adoption.added))} to {path}{rest}; nothing was written"
    if not adoption.added:
        return f"nothing to add{rest}; {path} stays as it is"
    return f"added {_count(len(adoption.added))} to {path}{rest}; `ticker poll` polls what is new"


def _count(number: int) -> str:
    return f"{number} source{'' if number == 1 else 's'}"
