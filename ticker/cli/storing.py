"""The store itself: SQL, integrity, migrations."""

from __future__ import annotations

import sys

import click

from ticker.cli.given import MOST, Command, Given, Group
from ticker.cli.printing import emit, printed
from ticker.errors import UsageError


@click.command("sql", cls=Command)
@click.argument("query", metavar="QUERY|-")
@click.option(
    "--limit",
    type=click.IntRange(1, MOST),
    metavar="N",
    help="At most so many rows.",
)
@click.option(
    "--timeout",
    type=click.IntRange(1, 86_400),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long the question may take.",
)
@printed
@click.pass_obj
def sql_command(
    given: Given, /, query: str, limit: int | None, timeout: int, shape: str | None
) -> None:
    """Read-only SQL over the record.

    The views: items, revisions, sightings, polls, gaps, changes, sources, item_tags; docs/sql.md
    has their columns. Instants are text in UTC, as 2025-07-10T06:00:00Z.

    \b
    Examples:
      ticker sql "select source, count(*) from items group by source"
      ticker sql "select * from revisions where kind = 'wording'" --limit 20 --format jsonl
      ticker sql - < question.sql
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.cli.sheets import table_sheet

    statement = _standard_input() if query == "-" else query
    with Ticker.open(config_of(given)) as ticker:
        table = ticker.sql(statement, limit=limit, seconds=timeout)
    emit(table_sheet(table), shape, "no rows")
    if table.truncated:
        click.echo(f"cut after {len(table.rows):,} rows: there are more", err=True)


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"the question is not UTF-8: {error.reason}", where="standard input", hint="recode it"
        ) from None


@click.command("check", cls=Command)
@click.pass_obj
def check_command(given: Given, /) -> int:
    """Check the store: its file, its rows, its search index.

    Exit status 1 says that something is wrong, and each line what.

    \b
    Examples:
      ticker check
    """
    from pathlib import Path

    from ticker.api import Ticker
    from ticker.capture import removed_names
    from ticker.cli.configured import config_of

    config = config_of(given)
    with Ticker.open(config) as ticker:
        report = ticker.check()
    for checked in report.checked:
        click.echo(f"checked: {checked}")
    for problem in report.problems:
        click.echo(f"problem: {problem}")
    if config.captures is not None and (removed := removed_names(Path(config.captures))):
        files = "1 file" if len(removed) == 1 else f"{len(removed):,} files"
        click.echo(f"captures: {files} removed by [retention], up to {removed[-1]}: no damage")
    verdict = f"{len(report.problems)} problems" if report.problems else "no problems"
    click.echo(
        f"{report.path}: {report.items:,} items, {report.polls:,} polls, "
        f"schema {report.revision}; {verdict}"
    )
    if report.problems:
        click.echo("keep a copy of the file before anything else is done with it", err=True)
    return 1 if report.problems else 0


@click.group("db", cls=Group)
def db_command() -> None:
    """The schema of the store: where it stands, and bringing it up to date."""


@db_command.command("current")
@click.pass_obj
def current_command(given: Given, /) -> None:
    """The migration that the store stands at, and the newest that there is.

    \b
    Examples:
      ticker db current
    """
    from ticker.cli.configured import config_of
    from ticker.store import current_revision
    from ticker.store.schema import HEAD

    revision = current_revision(config_of(given).database)
    click.echo(f"{revision or 'empty'} (newest: {HEAD})")


@db_command.command("upgrade")
@click.pass_obj
def upgrade_command(given: Given, /) -> None:
    """Bring the store up to date, or make it; a copy of an older one is kept beside it.

    Every command that opens a store does so by itself.

    \b
    Examples:
      ticker db upgrade
    """
    from ticker.cli.configured import config_of
    from ticker.clock import utc_now
    from ticker.store import current_revision, upgrade

    database = config_of(given).database
    copy = upgrade(database, utc_now())
    kept = f"; the store as it was is kept at {copy}" if copy else ""
    click.echo(f"at {current_revision(database)}{kept}")


@db_command.command("reindex")
@click.pass_obj
def reindex_command(given: Given, /) -> None:
    """Make every index of the store anew out of its rows, that of the words too.

    It mends what `ticker check` says of the search index and of missing entries of other indexes;
    the rows stay as they are. The daemon must not be running.

    \b
    Examples:
      ticker db reindex
    """
    from ticker.cli.configured import config_of
    from ticker.clock import utc_now
    from ticker.store import Store, current_revision

    database = config_of(given).database
    current_revision(database)  # no store is made for it
    with Store.open(database, write=True, now=utc_now()) as store:
        store.reindex()
    click.echo("every index was made anew; `ticker check` looks the store over")
