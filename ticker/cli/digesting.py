"""Digests, rendered now."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from ticker.cli.given import Command, Given
from ticker.cli.options import from_sources, named_by_option, question, windowed
from ticker.errors import UsageError

FORMATS = ("md", "text", "json")
LATER = ("html", "atom")
"""Formats that are promised, and not there yet."""


def digest_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Completes the names of configured digests; a shell is told nothing of what goes wrong."""
    from ticker.cli.configured import config_of
    from ticker.errors import TickerError

    said = ctx.find_root().params
    given = Given(config=said.get("config"), database=said.get("database"))
    try:
        digests = config_of(given).digests
    except TickerError:
        return []
    return [CompletionItem(d.name) for d in digests if d.name.startswith(incomplete)]


@click.command("digest", cls=Command)
@click.argument("name", required=False, metavar="[NAME]", shell_complete=digest_names)
@windowed
@click.option(
    "--tag", "tags", metavar="TAG", multiple=True, help="Only items with all of these tags."
)
@from_sources
@click.option(
    "--run", metavar="WHEN", help="The run of NAME that was due then, again from the record."
)
@click.option(
    "--format",
    "shape",
    type=click.Choice((*FORMATS, *LATER)),
    metavar="FORMAT",
    help="md, text or json.  [default: that of NAME, else md]",
)
@click.pass_obj
def digest_command(
    given: Given, /, name: str | None, shape: Any, run: str | None, **asked: Any
) -> None:
    """Render a digest now: what was new, edited, taken down, and where something may be missing.

    NAME is one of [[digests]] in the configuration; it covers what it would if it were due now.
    Without NAME the options say what to cover, else it is the last 24 hours. The schedule is not
    touched: nothing is recorded, and the next run of NAME tells the same again.

    A window holds what ticker saw in it, in the wording of its end: the same window gives the same
    bytes, whatever was edited since.

    \b
    Examples:
      ticker digest morning
      ticker digest --day yesterday --tag kyiv
      ticker digest --since 2025-07-10T06:00 --until 2025-07-10T09:00 --format text
      ticker digest morning --run 2025-07-10T08:00
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of

    if shape in LATER:
        raise UsageError(
            f"digests cannot be rendered as {shape} yet",
            where="--format",
            hint=f"so far one of {', '.join(FORMATS)}",
        )
    if run is not None and (name is None or any(asked.values())):
        raise UsageError(
            "--run gives a recorded run as it was: it goes with NAME and --format alone",
            hint="`ticker digest NAME --run 2025-07-10T08:00`",
        )
    with Ticker.open(config_of(given)) as ticker, named_by_option():
        # A text of its own, not a table: line ends are part of it.
        click.echo(ticker.digest(name, question(asked), format=shape, run=run), nl=False)
