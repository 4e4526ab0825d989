"""`add`: a source found, shown, agreed on and written into the configuration."""

from __future__ import annotations

import shlex
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
@click.option("--dry-run", is_flag=True, help="Show what would be added, and write nothing.")
@click.option(
    "--allow-private",
    metavar="HOST:PORT",
    multiple=True,
    help="A private address that may be fetched, for this source.",
)
@click.pass_obj
def add_command(given: Given, /, url: str, yes: bool, dry_run: bool, **wanted: Any) -> None:
    """Find the feed or the timed list behind an address, and add it to config.toml.

    Looks at the address, at the feeds that its page names, else where feeds usually lie: eight
    requests at most. Shows what it would yield before anything is written, and asks. The rest of
    the file, comments included, stays as it is. A list whose page does not say in which zone its
    times are needs --zone; on a terminal it is asked for.

    \b
    Examples:
      ticker add https://www.pravda.com.ua/eng/rss/ --tag ukraine
      ticker add https://www.pravda.com.ua/eng/news/ --kind list --zone Europe/Kyiv
      ticker add https://example.org/ --dry-run
    """
    from ticker.cli.configured import config_of, config_path
    from ticker.config import load_text, read_text, shown
    from ticker.config.editing import add_source, write_config

    path, config = config_path(given), config_of(given)
    address = _address(url)
    _check_wanted(address, wanted, config.sources)
    found = _new(_candidates(address, config, wanted), address, config.sources)
    chosen = _choose(found, yes=yes or dry_run)
    if _is_guessed(chosen) and not dry_run:
        again = _command(given, chosen, wanted)
        chosen = _with_zone(chosen, config.zone, again, asks=_asking() and not yes)
    _show(chosen, config.zone)
    added = replace(chosen.source, name=_name(chosen.source, config.sources))
    text = add_source(read_text(path), added)
    load_text(text, path)
    if dry_run:
        click.echo(f"would be added to {shown(path)} as {added.name}; nothing was written")
        return
    if not (yes or _agreed(f"Add {added.name} to {shown(path)}?", "--yes adds it unasked")):
        click.echo("nothing was written", err=True)
        return
    write_config(path, text)
    click.echo(f"added {added.name} to {shown(path)}; `ticker poll {added.name}` polls it now")


# --- what is there -----------------------------------------------------------------------------


def _address(url: str) -> str:
    """The address to look behind; a bare host is taken for https, one of this machine or with a
    port of its own for http."""
    from ticker.cli.configured import check_scheme

    check_scheme(url)
    if "://" in url:
        return url
    if Path(url).exists():
        return Path(url).absolute().as_uri()
    host = url.partition("/")[0]
    return f"http://{url}" if ":" in host or host == "localhost" else f"https://{url}"


def _check_wanted(address: str, wanted: Mapping[str, Any], sources: Sequence[Any]) -> None:
    """Raise UsageError for what needs no request to be seen as wrong."""
    from ticker.config import is_name
    from ticker.subscribing import twin

    name = wanted["name"]
    if name is not None and not is_name(name):
        raise UsageError(
            f"{name!r} is no name",
            where="--name",
            hint="letters, digits, - _ and . (at most 100), the first a letter or digit",
        )
    if any(known.name == name for known in sources):
        raise UsageError(
            f"there is a source named {name} already",
            where="--name",
            hint=f"choose another, or take it out first: ticker remove {name}",
        )
    known = twin(address, sources)
    if known is not None:
        raise _there(address, known)


def _there(address: str, known: Any) -> UsageError:
    return UsageError(
        f"it is there already, as {known.name}",
        where=address,
        hint=f"`ticker poll {known.name}` polls it now; `ticker remove {known.name}` takes it out",
    )


def _candidates(address: str, config: Any, wanted: Mapping[str, Any]) -> Sequence[Any]:
    """What is behind the address, of the kind that is wanted."""
    from ticker.api import discover_sources
    from ticker.cli.configured import zone_option
    from ticker.model import Source

    source = Source(
        name=wanted["name"] or "",
        url=address,
        kind=wanted["kind"],
        zone=zone_option(wanted["zone"]) if wanted["zone"] else None,
        tags=wanted["tags"],
        allow_private=wanted["allow_private"],
    )
    found = discover_sources(source, zone=config.zone, settings=config.poll)
    if not found:
        raise UsageError(
            "no feed and no timed list is there",
            where=address,
            hint=f"`ticker try {address} --item CSS --time CSS --title CSS` reads a list that is "
            "not seen by itself",
        )
    of_kind = [c for c in found if wanted["kind"] in {None, c.source.kind}]
    if not of_kind:
        raise UsageError(
            f"there is no {wanted['kind']}, but a {found[0].source.kind}",
            where=address,
            hint="leave --kind out",
        )
    return of_kind


def _new(found: Sequence[Any], address: str, sources: Sequence[Any]) -> Sequence[Any]:
    """What is not polled already."""
    from ticker.subscribing import twin

    twins = [(candidate, twin(candidate.source.url, sources)) for candidate in found]
    new = [candidate for candidate, known in twins if known is None]
    for candidate, known in twins:
        if known is not None and new:
            url = plain(candidate.source.url)
            click.echo(f"there already, as {known.name}: {url}", err=True)
    if not new:
        raise _there(address, twins[0][1])
    return new


def _choose(candidates: Sequence[Any], *, yes: bool) -> Any:
    """The candidate that is meant: the first, or the one that a person picks."""
    if len(candidates) == 1:
        return candidates[0]
    for number, candidate in enumerate(candidates, 1):
        document = candidate.preview.document
        count = _count(len(candidate.preview.items))
        click.echo(
            f"{number:>3}  {plain(candidate.source.url)}  "
            f"({document.format}, {count}) {plain(document.title or '')}".rstrip(),
            err=True,
        )
    if yes or not _asking():
        click.echo("the first is taken; to have another, give its address", err=True)
        return candidates[0]
    number = click.prompt("Which one", type=click.IntRange(1, len(candidates)), default=1, err=True)
    return candidates[number - 1]


def _name(source: Any, sources: Sequence[Any]) -> str:
    """Its name; one that was made up gets a number where it is taken."""
    from ticker.config import free_name

    return free_name(source.name, {known.name for known in sources})


# --- the zone of a list ------------------------------------------------------------------------


def _is_guessed(candidate: Any) -> bool:
    """Whether its times need a zone that nobody stated."""
    return any(item.claim.zone_guessed for item in candidate.preview.items)


def _with_zone(candidate: Any, asker: str, again: Sequence[str], *, asks: bool) -> Any:
    """The candidate read in the zone that a person names. Where nobody can be asked, raises
    UsageError with the command that says it."""
    from ticker.config import country_zone

    likely = candidate.preview.zone_suggested or country_zone(candidate.source.url) or asker
    named = shlex.join([*again, "--zone", likely, "--yes"])
    if not asks:
        raise UsageError(
            "the page does not say in which zone its times are",
            where=candidate.source.url,
            hint=f"if they are those of {likely}: {named}",
        )
    click.echo("The page does not say in which zone its times are.", err=True)
    click.echo(_clocks(candidate.preview), err=True)
    zone = click.prompt("Zone", likely, value_proc=_zone_said, err=True)
    return _read_again(candidate, zone, asker)


def _clocks(seen: Any) -> str:
    """What the page shows first, beside the time that is sure."""
    said = next((item.claim.text for item in seen.items if item.claim.zone_guessed), None)
    return f'Its first says "{plain(said or "")}"; it was fetched at {seen.at:%H:%M} UTC.'


def _command(given: Given, candidate: Any, wanted: Mapping[str, Any]) -> Sequence[str]:
    """The command that asks for this candidate again."""
    said = [["--config", given.config]] if given.config else []
    said += [["add", candidate.source.url], ["--kind", candidate.source.kind]]
    said += [["--name", wanted["name"]]] if wanted["name"] else []
    said += [["--tag", tag] for tag in wanted["tags"]]
    said += [["--allow-private", place] for place in wanted["allow_private"]]
    return ["ticker", *(word for words in said for word in words)]


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


# --- what is shown -----------------------------------------------------------------------------


def _show(candidate: Any, asker: str) -> None:
    """What the source would yield: its first rows, times resolved."""
    from zoneinfo import ZoneInfo

    from ticker.cli.sheets import tried_sheet

    seen, source = candidate.preview, candidate.source
    zone = ZoneInfo(source.zone or asker)
    title = f', "{plain(seen.document.title)}"' if seen.document.title else ""
    click.echo(
        f"{plain(source.url)}: {seen.document.format}{title}, {_count(len(seen.items))}; "
        f"times in {zone}{', a guess' if _is_guessed(candidate) else ''}{_now(seen, zone)}"
    )
    if source.zone is None and seen.zone_reason and not _is_guessed(candidate):
        click.echo(f"zone: {plain(seen.zone_reason)}")
    first = replace(seen, items=seen.items[:FIRST_ROWS])
    emit(tried_sheet(first, source.name, zone), None, "it is empty now")


def _now(seen: Any, zone: Any) -> str:
    """What a clock there shows: the quickest proof that a list's zone is right."""
    if seen.document.kind == "feed" or seen.at is None:
        return ""
    return f", where it is {seen.at.astimezone(zone):%H:%M} now"


def _count(number: int) -> str:
    return f"{number} item{'' if number == 1 else 's'}"


def _agreed(question: str, hint: str) -> bool:
    if not _asking():
        raise UsageError("this needs a yes, and there is nobody to ask", hint=hint)
    return click.confirm(question, default=True, err=True)


def _asking() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
