"""`try`: what a document would give, without a store."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from ticker.cli.given import Command, Given
from ticker.cli.printing import chosen, emit, printed
from ticker.errors import ConfigError, FetchError, UsageError

MOST_INPUT = 100_000_000
"""Bytes of standard input after inflating: more is no document."""

_SELECTORS = ("item", "time", "title", "link", "badge", "heading")


def _selectors(function: Any) -> Any:
    for name in reversed(_SELECTORS):
        function = click.option(
            f"--{name}", metavar="CSS", help=f"Selects the {name} in a page of headlines."
        )(function)
    return function


@click.command("try", cls=Command)
@click.argument("target", metavar="URL|FILE|-")
@click.option(
    "--at",
    metavar="INSTANT",
    help="When it was fetched: bare clock times are dated by it. A URL is fetched now; a file has "
    "no such instant unless you say it.",
)
@click.option("--zone", metavar="ZONE", help="The zone of the document's own times.")
@click.option(
    "--kind",
    type=click.Choice(("feed", "list", "text")),
    metavar="KIND",
    help="feed, list or text.  [default: detected]",
)
@click.option("--base-url", metavar="URL", help="What its relative links are read against.")
@_selectors
@click.option(
    "--allow-private",
    metavar="HOST:PORT",
    multiple=True,
    help="A private address that may be fetched.",
)
@click.option(
    "--explain",
    "explains",
    is_flag=True,
    help="Say of each row of a page which elements and which evidence gave it, and of each list "
    "of the page why it was taken or left out.",
)
@printed
@click.pass_obj
def try_command(given: Given, /, target: str, shape: str | None, **how: Any) -> None:
    """Parse a document and print its items, without storing anything.

    Takes an address, a file (.gz is accepted) or - for standard input; needs no configuration.
    Times are shown in --zone, with how each is known and the seconds of doubt. Without an instant
    of fetching, a bare clock such as 08:54 has no day: published_at stays empty.

    \b
    Examples:
      ticker try https://www.pravda.com.ua/eng/rss/
      ticker try page.html.gz --at 2025-07-10T06:00:00Z --zone Europe/Kyiv
      ticker try https://example.org/news/ --explain
      curl -s https://example.org/ | ticker try - --base-url https://example.org/ --format jsonl
    """
    from ticker.cli.explaining import explained
    from ticker.cli.sheets import tried_sheet

    preview, zone = _preview(given, target, how)
    if chosen(shape) in {"table", "text"} and preview.items:
        click.echo(_facts(preview, str(zone)), err=True)
    if how["explains"]:
        for line in explained(preview):
            click.echo(line)
        return
    emit(tried_sheet(preview, source_name(target), zone), shape, _nothing(preview))


def _preview(given: Given, target: str, how: Mapping[str, Any]) -> tuple[Any, tzinfo]:
    """The document as it would be recorded, and the zone that its times are shown in."""
    from zoneinfo import ZoneInfo

    from ticker.api import try_document
    from ticker.cli.configured import check_scheme, zone_option
    from ticker.model import Selectors, Source

    check_scheme(target)
    _check_file(target)
    asker, settings = _asker(given)
    own = zone_option(how["zone"]) if how["zone"] else None
    shown_in = ZoneInfo(own or asker)
    source = Source(
        name=source_name(target),
        url=target,
        kind=how["kind"],
        zone=own,
        selectors=Selectors(**{name: how[name] for name in _SELECTORS}),
        allow_private=how["allow_private"],
    )
    preview = try_document(
        source,
        at=_instant(how["at"], shown_in) if how["at"] else None,
        base_url=how["base_url"],
        zone=asker,
        body=_standard_input() if target == "-" else None,
        settings=settings,
        explained=how["explains"],
    )
    return preview, shown_in


def _check_file(target: str) -> None:
    """Raise UsageError for an address that lacks its scheme, and so names no file."""
    host, slash, _ = target.partition("/")
    bare = "://" not in target and (target.startswith("www.") or (slash and "." in host.strip(".")))
    if bare and not Path(target).exists() and not Path(host).exists():
        raise UsageError(
            "no such file", where=target, hint=f"for an address, write https://{target}"
        )


def source_name(target: str) -> str:
    """What `source` says of items that no source gave: the file's stem or the host."""
    if target == "-":
        return "stdin"
    parts = urlsplit(target) if "://" in target or target.startswith("file:") else None
    if parts is not None and parts.scheme != "file":
        return parts.hostname or target
    name = PurePosixPath(unquote(parts.path) if parts else Path(target).name).name
    return PurePosixPath(name.removesuffix(".gz")).stem or target


def _asker(given: Given) -> tuple[str, Any]:
    """The asker's zone and the limits of fetching: of a configuration where there is one, which
    `try` does not need; one that is named must be right."""
    from ticker.cli.configured import config_of, default_zone, zone_option
    from ticker.model import PollSettings

    try:
        config = config_of(given)
    except ConfigError:
        if given.config:
            raise
        return zone_option(given.zone) if given.zone else default_zone(), PollSettings()
    return config.zone, config.poll


def _instant(text: str, zone: tzinfo) -> datetime:
    """The instant of fetching; without a zone of its own it is read in the document's."""
    from ticker.clock import utc_now
    from ticker.query import read_instant

    try:
        return read_instant(text, utc_now(), zone)
    except UsageError as error:
        raise UsageError(error.message, where="--at", hint=error.hint) from None


def _standard_input() -> bytes:
    """All of standard input, inflated where it is gzip."""
    data = sys.stdin.buffer.read(MOST_INPUT + 1)
    if data[:2] == b"\x1f\x8b":
        inflater = zlib.decompressobj(wbits=31)
        try:
            data = inflater.decompress(data, MOST_INPUT + 1)
        except zlib.error as error:
            raise FetchError(
                f"the gzip data is damaged: {error}", where="standard input", hint="send it whole"
            ) from None
        if not inflater.eof and len(data) <= MOST_INPUT:
            raise FetchError(
                "the gzip data ends early", where="standard input", hint="send it whole"
            )
    if len(data) > MOST_INPUT:
        raise FetchError(
            f"more than {MOST_INPUT:,} bytes", where="standard input", hint="name one document"
        )
    return data


def _facts(preview: Any, zone: str) -> str:
    """What the document is, and how its times are shown."""
    at = f"fetched {preview.at:%Y-%m-%dT%H:%M:%SZ}" if preview.at else "no instant of fetching"
    found = len(preview.items)
    return (
        f"{preview.document.format}, {found} item{'' if found == 1 else 's'}; {at}; times in {zone}"
    )


def _nothing(preview: Any) -> str:
    return (
        f"no items: this {preview.document.format} document holds no feed entries and no timed list"
    )
