"""Digests, rendered now."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from ticker.cli.given import Command, Given
from ticker.cli.options import from_sources, named_by_option, question, windowed
from ticker.errors import UsageError

FORMATS = ("md", "html", "text", "json", "atom")
GROUPS = ("none", "tag", "source", "hour")
RUNS = 20
"""So many runs are listed, the newest ones."""


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
    "--format",
    "shape",
    type=click.Choice(FORMATS),
    metavar="FORMAT",
    help="md, html, text, json or atom.  [default: that of NAME, else md]",
)
@click.option(
    "--group",
    type=click.Choice(GROUPS),
    metavar="GROUP",
    help="New items by tag, source or hour, or by none.  [default: that of NAME, else none]",
)
@click.option(
    "--all", "whole", is_flag=True, help="Everything, however long: else what takes two minutes."
)
@click.option("--preview", is_flag=True, help="Show it in a browser, where it is HTML.")
@click.option(
    "--run", metavar="WHEN", help="The run of NAME that was due then, again from the record."
)
@click.option("--runs", is_flag=True, help="List the runs of NAME, or of all, the newest first.")
@click.pass_obj
def digest_command(
    given: Given, /, *, name: str | None, shape: str | None, runs: bool, **asked: Any
) -> None:
    """Render a digest now: what was new, edited, taken down, and where something may be missing.

    NAME is one of [[digests]] in the configuration; it covers what it would if it were due now.
    Without NAME the options say what to cover, else it is the last 24 hours. The schedule is not
    touched: nothing is recorded or sent, and the next run of NAME tells the same again.

    A window holds what ticker saw in it, in the wording of its end: the same window gives the same
    bytes, whatever was edited since. --preview opens HTML in a browser where there is one, else it
    says where the page is; other formats are printed.

    \b
    Examples:
      ticker digest morning
      ticker digest --day yesterday --tag kyiv --group source
      ticker digest --since 2025-07-10T06:00 --until 2025-07-10T09:00 --format text
      ticker digest morning --preview --format html
      ticker digest morning --run 2025-07-10T08:00
      ticker digest --runs
    """
    if runs:
        _list_runs(given, name, shape)
    else:
        _render(given, name, shape, **asked)


def _render(
    given: Given,
    name: str | None,
    shape: Any,
    *,
    group: Any,
    whole: bool,
    preview: bool,
    run: str | None,
    **asked: Any,
) -> None:
    from ticker.api import Ticker
    from ticker.cli.configured import config_of

    if run is not None and (name is None or any(asked.values())):
        raise UsageError(
            "--run gives a recorded run as it was: it goes with NAME and --format alone",
            hint="`ticker digest NAME --run 2025-07-10T08:00`",
        )
    if preview and shape is None and name is None:
        shape = "html"
    with Ticker.open(config_of(given)) as ticker, named_by_option():
        text = ticker.digest(
            name,
            question(asked),
            format=shape,
            run=run,
            group=group,
            lines=0 if whole else None,
        )
    if preview and text.startswith("<!doctype html>"):
        _show(text)
    else:
        # A text of its own, not a table: line ends are part of it.
        click.echo(text, nl=False)


def _show(page: str) -> None:
    """In a browser, if there is one; its path on standard output in any case."""
    import tempfile
    import webbrowser
    from pathlib import Path

    # It outlives the command: a browser reads it later, and only its owner may.
    with tempfile.NamedTemporaryFile(
        "w", prefix="ticker-digest-", suffix=".html", encoding="utf-8", delete=False
    ) as file:
        file.write(page)
    path = Path(file.name)
    click.echo(str(path))
    try:
        shown = webbrowser.open(path.as_uri())
    except webbrowser.Error:
        shown = False
    if not shown:
        click.echo("no browser here: open the file in one", err=True)


def _list_runs(given: Given, name: str | None, shape: str | None) -> None:
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.cli.digest_runs import runs_sheet
    from ticker.cli.printing import emit

    if shape in {"html", "atom"}:
        raise UsageError(
            f"runs cannot be listed as {shape}", where="--format", hint="one of md, text, json"
        )
    with Ticker.open(config_of(given)) as ticker:
        found = ticker.digest_runs(name, RUNS)
        nothing = "no digest has run yet" if name is None else f"{name} has not run yet"
        emit(runs_sheet(found, ticker.zone), shape, nothing)
