"""Keeping the record: a backup of the store, and one put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ticker.cli.given import Command, Given
from ticker.errors import UsageError


@click.command("backup", cls=Command)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def backup_command(given: Given, /, file: Path | None) -> int:
    """Write a whole copy of the store to FILE, while the daemon goes on.

    The copy is looked over as `ticker check` does before it gets its name; killed or on a full
    disk it leaves nothing under it. A file that is there already is never replaced. In a folder
    the copy gets a dated name. Without FILE it goes where the nightly ones go, and counts as one:
    see [backup] in docs/config.md. Captures lie beside the store and are copied by other means:
    docs/backup.md.

    Exit status 1 says that the copy is whole, but that its rows are not as they should be: neither
    are the store's.

    \b
    Examples:
      ticker backup /mnt/other-disk/ticker.db
      ticker backup /mnt/other-disk/
      ticker backup
    """
    from ticker.cli.accounts import contents, flaws
    from ticker.cli.configured import config_of
    from ticker.clock import utc_now
    from ticker.store import back_up, back_up_nightly

    config = config_of(given)
    nightly = config.backup
    with _shares("copying") as progress:
        if file is not None:
            report = back_up(config.database, file, utc_now(), progress)
        elif nightly.folder is not None:
            folder = Path(nightly.folder)
            report = back_up_nightly(config.database, folder, nightly.keep, utc_now(), progress)
        else:
            raise UsageError(
                "no file is named, and no folder for nightly backups",
                where="ticker backup",
                hint='name a FILE, or write folder = "backups/" under [backup] in config.toml',
            )
    click.echo(f"{report.path}: {contents(report, config.zone)}")
    return flaws(report)


@click.command("restore", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore_command(given: Given, /, file: Path) -> int:
    """Put the backup FILE in the place of the store; the store that is there is kept.

    FILE is copied and looked over first, and nothing is changed if it is not a whole store. The
    daemon must not be running. What still reads the old store goes on reading that. The captures
    made since the backup can be replayed into the store: docs/backup.md.

    \b
    Examples:
      ticker restore /mnt/other-disk/ticker.db
      ticker restore ticker.db.old-20250710T060000Z
    """
    from shlex import quote

    from ticker.cli.accounts import contents, flaws
    from ticker.cli.configured import config_of
    from ticker.clock import utc_now
    from ticker.store import restore

    config = config_of(given)
    with _shares("restoring") as progress:
        report = restore(config.database, file, utc_now(), progress)
    click.echo(f"{report.path}: {contents(report.restored, config.zone)}")
    if report.kept is None:
        click.echo("there was no store before")
    else:
        click.echo(f"the store as it was is kept at {report.kept}")
        click.echo(f"to undo this: ticker restore {quote(report.kept)}")
    return flaws(report.restored)


@contextmanager
def _shares(what: str) -> Iterator[Callable[[float], None]]:
    """A bar on a terminal that follows a share, 0 to 1."""
    from ticker.cli.terminal import progress

    shown = 0
    with progress(what, 100) as step:

        def follow(share: float) -> None:
            nonlocal shown
            while shown < int(share * 100):
                shown += 1
                step(None)

        yield follow
