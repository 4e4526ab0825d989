"""Asking the record: items, history, changes, tags, gaps, sources."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import click

from ticker.cli.given import MOST, Command, Given
from ticker.cli.options import filtered, from_sources, named_by_option, question, windowed
from ticker.cli.printing import chosen, emit, printed, write_json, write_jsonl, write_lines
from ticker.errors import UsageError

FOLLOW_S = 0.5
"""Seconds between two looks at the store by `changes --follow`."""


@click.command("items", cls=Command)
@windowed
@filtered
@click.option(
    "--order",
    type=click.Choice(("newest", "oldest", "seen")),
    metavar="ORDER",
    default="newest",
    show_default=True,
    help="newest or oldest by time published, or seen: in the order of first sight.",
)
@click.option(
    "--limit",
    type=click.IntRange(0, MOST),
    metavar="N",
    default=50,
    show_default=True,
    help="At most so many; 0 for all.",
)
@printed
@click.pass_obj
def items_command(given: Given, /, shape: str | None, **asked: Any) -> None:
    """Items by time, tag and source.

    Times are when the source says an item was published, in your zone. A time marked ~ is in doubt
    by an hour or more: known to the day only, not dated and just first seen, read in a zone that
    nobody stated, or claimed for the future. `--format json` has how each is known (time_basis)
    and the seconds of doubt.

    WHEN is an ISO time, a span back from now (2h, 3d), today or yesterday. With --as-of, an item
    whose edit fell between two visits around that moment shows both wordings: either "A" or "B".

    CSV cells that begin with = + - or @ get an apostrophe first, so that no spreadsheet takes them
    for formulas.

    \b
    Examples:
      ticker items --since 2h
      ticker items --day yesterday --tag kyiv --not-tag sport
      ticker items --within 2025-07-10T06/09 --source pravda-eng --format jsonl
      ticker items --text "air raid" --limit 0 --format csv > raids.csv
      ticker items --as-of 2025-07-10T06:00Z
    """
    from ticker.cli.configured import config_of
    from ticker.cli.sheets import items_sheet
    from ticker.record import Record

    with Record.open(config_of(given)) as ticker, named_by_option():
        found = ticker.find(question(asked))
        nothing = "no items" if found else f"no items{_unknown_tag(ticker, asked['tags'])}"
        emit(items_sheet(found, ticker.zone), shape, nothing)


def _unknown_tag(ticker: Any, tags: Iterable[str]) -> str:
    """A word on a tag that nothing carries: it may be misspelt."""
    from ticker.config import fold_tag, nearest

    known = [tag.tag for tag in ticker.tags()] if tags else []
    for tag in map(fold_tag, tags):
        if tag not in known:
            near = nearest(tag, known)
            meant = f"did you mean {near!r}? " if near else ""
            return f": nothing has the tag {tag!r}; {meant}`ticker tags` lists them"
    return ""


@click.command("history", cls=Command)
@click.argument("item", type=click.IntRange(0, MOST), metavar="ID")
@click.option(
    "--format",
    "shape",
    type=click.Choice(("text", "json")),
    metavar="FORMAT",
    help="text or json.",
    default="text",
    show_default=True,
)
@click.pass_obj
def history_command(given: Given, /, item: int, shape: str) -> None:
    """The whole record of one item.

    Every wording in every source, when each came and went, what changed word by word
    ([-taken out-] and {+put in+}), where the item stood, when it was not listed, and the same
    article in other languages.

    \b
    Examples:
      ticker history 1234
      ticker history 1234 --format json
    """
    from ticker.cli.configured import config_of
    from ticker.cli.telling import tell
    from ticker.record import Record
    from ticker.render import history_json

    with Record.open(config_of(given)) as ticker:
        found = ticker.history(item)
        if shape == "json":
            write_json(history_json(found))
        else:
            write_lines(tell(found, ticker.zone))


@click.command("changes", cls=Command)
@click.option(
    "--after",
    type=click.IntRange(0, MOST),
    default=0,
    metavar="SEQ",
    show_default=True,
    help="Only what came after this line of the log.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, MOST),
    metavar="N",
    default=1_000,
    show_default=True,
    help="At most so many at a time.",
)
@click.option("--follow", is_flag=True, help="Wait for more until interrupted (text or jsonl).")
@printed
@click.pass_obj
def changes_command(
    given: Given, /, after: int, limit: int, follow: bool, shape: str | None
) -> None:
    """The ordered log of everything that changed.

    Keep the last seq that you have read, and ask for what came after it: nothing is missed, and
    nothing comes twice.

    Kinds: new, revised, retimed, delisted, returned for items; source_failed, source_silent,
    source_recovered, gap, bulk_change for sources.

    \b
    Examples:
      ticker changes --after 120000
      ticker changes --after 120000 --follow --format jsonl
    """
    from ticker.cli.configured import config_of
    from ticker.cli.sheets import changes_sheet
    from ticker.record import Record

    form = ("text" if shape is None else shape) if follow else chosen(shape)
    if follow and form not in {"text", "jsonl"}:
        raise UsageError(
            f"--follow never ends, so {form} cannot be printed",
            hint="use --format text or jsonl with --follow",
        )
    with Record.open(config_of(given)) as ticker:
        found = ticker.changes(after, limit)
        emit(changes_sheet(found, ticker.zone), form, "no changes")
        if follow:
            _follow(ticker.changes, after if not found else found[-1].seq, limit, form, ticker.zone)
        elif len(found) == limit:
            click.echo(f"perhaps more: --after {found[-1].seq}", err=True)


def _follow(ask: Callable[..., Any], after: int, limit: int, form: str, zone: Any) -> None:
    """Print what comes, until interrupted."""
    from ticker.cli.sheets import changes_sheet
    from ticker.render import change_json

    sys.stdout.flush()
    while True:
        found = ask(after, limit)
        if form == "jsonl":
            write_jsonl(change_json(change) for change in found)
        elif found:
            emit(changes_sheet(found, zone), form, "")
        if found:
            after = found[-1].seq
            sys.stdout.flush()
        if len(found) < limit:
            time.sleep(FOLLOW_S)


@click.command("tags", cls=Command)
@printed
@click.pass_obj
def tags_command(given: Given, /, shape: str | None) -> None:
    """Tags, and how many items carry each.

    Where a tag comes from: the feed's own categories, the tags of its source in the configuration,
    a rule, or a user.

    \b
    Examples:
      ticker tags
      ticker tags --format json
    """
    from ticker.cli.configured import config_of
    from ticker.cli.sheets import tags_sheet
    from ticker.record import Record

    with Record.open(config_of(given)) as ticker:
        emit(tags_sheet(ticker.tags()), shape, "no tags")


@click.command("gaps", cls=Command)
@windowed
@from_sources
@printed
@click.pass_obj
def gaps_command(given: Given, /, shape: str | None, **asked: Any) -> None:
    """Intervals in which items may be missing.

    Reasons: no-overlap (two visits in a row had no item in common, so more may have come and gone
    between), failing (the source could not be read), down (nothing was polled).

    \b
    Examples:
      ticker gaps
      ticker gaps --since 7d --source pravda-eng
    """
    from ticker.cli.configured import config_of
    from ticker.cli.sheets import gaps_sheet
    from ticker.record import Record

    with Record.open(config_of(given)) as ticker, named_by_option():
        found = ticker.gaps(question(asked))
        emit(gaps_sheet(found, ticker.zone, ticker.clock()), shape, "no gaps")


@click.command("sources", cls=Command)
@printed
@click.pass_obj
def sources_command(given: Given, /, shape: str | None) -> None:
    """Each source: how it does, and when it is polled next.

    \b
    Examples:
      ticker sources
      ticker sources --format json
    """
    from ticker.cli.configured import config_of
    from ticker.cli.sheets import sources_sheet
    from ticker.record import Record

    with Record.open(config_of(given)) as ticker:
        emit(sources_sheet(ticker.sources(), ticker.clock()), shape, "no sources")
