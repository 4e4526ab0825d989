"""`add`: a source found, shown, agreed on and written into the configuration."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ticker.cli.given import Command, Given
from ticker.cli.printing import emit
from ticker.errors import UsageError
from ticker.plain import plain

FIRST_ROWS = 8
"""Rows that are shown of what a source would yield."""


@click.command("add", cls=Command)
@click.argument("url")
@click.option(
    "--name", metavar="NAME", help="What the source is called.  [default: made from its address]"
)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for all of its items.")
@click.option("--zone", metavar="ZONE", help="The zone of the source's own times.")
@click.option(
    "--kind",
    type=click.Choice(("feed", "list", "text")),
    metavar="KIND",
    help="Only a feed, a list or a text.",
)
@click.option("--yes", is_flag=True, help="Do not ask; take the first that is found.")
@click.option(
    "--allow-private",
    metavar="HOST:PORT",
    multiple=True,
    help="A private address that may be fetched, for this source.",
)
@click.pass_obj
def add_command(given: Given, /, url: str, yes: bool, **wanted: Any) -> None:
    """Find the feed or the timed list behind an address, and add it to config.toml.

    Shows what it would yield before anything is written, and asks. The rest of the file, comments
    included, stays as it is. A list whose page does not say in which zone its times are needs
    --zone.

    \b
    Examples:
      ticker add https://www.pravda.com.ua/eng/rss/ --tag ukraine
      ticker add https://www.pravda.com.ua/eng/news/ --kind list --zone Europe/Kyiv
      ticker add https://example.org/ --name example --yes
    """
    from ticker.cli.configured import config_of, config_path
    from ticker.config import add_source, load_text, read_text, write_config

    path, config = config_path(given), config_of(given)
    chosen = _choose(_candidates(url, config, wanted), url, yes)
    chosen = _with_zone(chosen, config.zone, yes)
    _show(chosen, config.zone)
    added = replace(chosen.source, name=_free_name(chosen.source, config.sources, wanted["name"]))
    text = add_source(read_text(path), added)
    load_text(text, path)
    if not (yes or _agreed(f"Add {added.name} to {path}?", "--yes adds it without asking")):
        click.echo("nothing was written", err=True)
        return
    write_config(path, text)
    click.echo(f"added {added.name} to {path}; `ticker poll {added.name}` polls it now")


def _candidates(url: str, config: Any, wanted: Mapping[str, Any]) -> list[Any]:
    """What is behind the address, of the kind that is wanted."""
    from ticker.api import discover_sources
    from ticker.cli.configured import check_scheme, zone_option
    from ticker.model import Source

    check_scheme(url)
    source = Source(
        name=wanted["name"] or "",
        url=_address(url),
        kind=wanted["kind"],
        zone=zone_option(wanted["zone"]) if wanted["zone"] else None,
        tags=wanted["tags"],
        allow_private=wanted["allow_private"],
    )
    found = discover_sources(source, zone=config.zone, settings=config.poll)
    return [c for c in found if wanted["kind"] in {None, c.source.kind}]


def _address(url: str) -> str:
    """The address to look behind; a bare host is taken for https."""
    if "://" in url:
        return url
    if Path(url).exists():
        return Path(url).absolute().as_uri()
    return f"https://{url}"


def _choose(candidates: Sequence[Any], url: str, yes: bool) -> Any:
    """The candidate that is meant: the first, or the one that a person picks."""
    if not candidates:
        raise UsageError(
            "no feed and no timed list is there",
            where=url,
            hint="`ticker try URL` shows what a page holds; --item, --time and --title help it see",
        )
    if len(candidates) == 1 or yes or not _asking():
        return candidates[0]
    for number, candidate in enumerate(candidates, 1):
        document = candidate.preview.document
        count = len(candidate.preview.items)
        click.echo(
            f"{number:>3}  {plain(candidate.source.url)}  "
            f"({document.format}, {count} items) {plain(document.title or '')}".rstrip(),
            err=True,
        )
    number = click.prompt("Which one", type=click.IntRange(1, len(candidates)), default=1, err=True)
    return candidates[number - 1]


def _with_zone(candidate: Any, asker: str, yes: bool) -> Any:
    """The candidate with a zone where its times need one that nobody stated."""
    if not any(item.claim.zone_guessed for item in candidate.preview.items):
        return candidate
    if yes or not _asking():
        raise UsageError(
            "the page does not say in which zone its times are",
            where=candidate.source.url,
            hint="say it: --zone Europe/Kyiv",
        )
    click.echo("The page does not say in which zone its times are.", err=True)
    zone = click.prompt("Zone", asker, value_proc=_zone_said, err=True)
    return _read_again(candidate, zone, asker)


def _zone_said(text: str) -> str:
    """A zone that was typed; a wrong one is asked for again."""
    from ticker.cli.configured import zone_option

    try:
        return zone_option(text)
    except UsageError as error:
        raise click.UsageError(error.message) from None


def _read_again(candidate: Any, zone: str, asker: str) -> Any:
    """The same document with its times in `zone`."""
    from zoneinfo import ZoneInfo

    from ticker.items import normalise

    source = replace(candidate.source, zone=zone)
    seen = candidate.preview
    items = normalise(
        seen.document, source, address=seen.address, fetched_at=seen.at, zone=ZoneInfo(asker)
    )
    return replace(candidate, source=source, preview=replace(seen, items=items))


def _show(candidate: Any, asker: str) -> None:
    """What the source would yield: its first rows, times resolved."""
    from zoneinfo import ZoneInfo

    from ticker.cli.sheets import tried_sheet

    seen, source = candidate.preview, candidate.source
    zone = ZoneInfo(source.zone or asker)
    title = f', "{plain(seen.document.title)}"' if seen.document.title else ""
    click.echo(
        f"{plain(source.url)}: {seen.document.format}{title}, {len(seen.items)} items; "
        f"times in {zone}"
    )
    first = replace(seen, items=seen.items[:FIRST_ROWS])
    emit(tried_sheet(first, source.name, zone), None, "it is empty now")


def _free_name(source: Any, sources: Sequence[Any], wanted: str | None) -> str:
    """The name; one that was made up gets a number where it is taken."""
    for known in sources:
        if known.url == source.url:
            raise UsageError(
                f"it is there already, as {known.name}",
                where=source.url,
                hint=f"`ticker poll {known.name}` polls it now",
            )
    names = {known.name for known in sources}
    name, number = str(source.name), 1
    while wanted is None and name in names:
        number += 1
        name = f"{source.name}-{number}"
    return name


def _agreed(question: str, hint: str) -> bool:
    if not _asking():
        raise UsageError("this needs a yes, and there is nobody to ask", hint=hint)
    return click.confirm(question, default=True, err=True)


def _asking() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
