"""Tagging items by hand."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ticker.cli.given import MOST, Command, Given
from ticker.errors import UsageError

_HINT = "for example: ticker tag 1234 follow-up"


@click.command("tag", cls=Command)
@click.argument("item", type=click.IntRange(0, MOST), metavar="ID", required=False)
@click.argument("names", metavar="NAME...", nargs=-1)
@click.option("--remove", is_flag=True, help="Take the tags away that users gave.")
@click.option("--save", is_flag=True, help="Print every tag that users gave, as JSON Lines.")
@click.option(
    "--load",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE|-",
    help="Give the tags again that --save printed.",
)
@click.pass_obj
def tag_command(given: Given, /, item: int | None, names: tuple[str, ...], **asked: Any) -> int:
    """Tag an item by hand, or take such a tag away.

    It works while the daemon runs. A tag is lower case words; who gave it is kept: `ticker
    history` names the origin of each, `ticker items` marks those of users with *. --remove takes
    away what users gave: a tag of the same name from a source, a feed or a rule stays.

    `ticker export` carries tags along. For a store that was built anew from its captures, --save
    and --load do: items are found again by what they are in their sources, else by their address.
    Exit status 1 says that some were not found.

    \b
    Examples:
      ticker tag 1234 follow-up "air raid"
      ticker tag --remove 1234 follow-up
      ticker tag --save > tags.jsonl
      ticker --database new.db tag --load tags.jsonl
    """
    from ticker.cli.configured import config_of
    from ticker.clock import utc_now
    from ticker.tagging import saved_tags, tag_item, untag_item

    remove, save, load = asked["remove"], asked["save"], asked["load"]
    if save + (load is not None) + (item is not None) != 1 or (remove and item is None):
        raise UsageError("name an item and tags, or --save, or --load FILE", hint=_HINT)
    database = config_of(given).database
    if save:
        for line in saved_tags(database, utc_now()):
            click.echo(line)
        return 0
    if load is not None:
        return _load(database, load)
    if item is None or not names:
        raise UsageError("no tag is named", hint=_HINT)
    if remove:
        return _removed(item, untag_item(database, item, names, utc_now()))
    _tell_given(item, tag_item(database, item, names, utc_now()))
    return 0


def _tell_given(item: int, came_to: Mapping[str, bool]) -> None:
    for tag, fresh in came_to.items():
        click.echo(f"item {item}: {'tagged' if fresh else 'had already'} #{tag}")


def _removed(item: int, came_to: Mapping[str, bool]) -> int:
    """Tell what was taken away; 1 where nothing was."""
    for tag, was_there in came_to.items():
        if was_there:
            click.echo(f"item {item}: no longer tagged #{tag} by a user")
        else:
            click.echo(f"item {item}: no user tagged it #{tag}", err=True)
    return 0 if any(came_to.values()) else 1


def _load(database: str, file: Path) -> int:
    from ticker.clock import utc_now
    from ticker.tagging import load_tags

    raw = sys.stdin.buffer.read() if str(file) == "-" else _bytes_of(file)
    try:
        lines = raw.decode().splitlines()
    except UnicodeDecodeError as error:
        raise UsageError(f"not UTF-8: {error.reason}", where=str(file), hint="recode it") from None
    loaded = load_tags(database, lines, utc_now())
    for record in loaded.lost:
        address = record["canonical_url"] or "an item without an address"
        click.echo(f"not here: {address}: {', '.join(record['tags'])}", err=True)
    click.echo(f"{loaded.new:,} tags given, {loaded.known:,} were there")
    return 1 if loaded.lost else 0


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(
            error.strerror or str(error), where=str(file), hint="name a file of `tag --save`"
        ) from None
