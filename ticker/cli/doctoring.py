"""What is wrong here, and what mends it."""

from __future__ import annotations

import click

from ticker.cli.given import Command, Given
from ticker.cli.printing import emit, printed


@click.command("doctor", cls=Command)
@click.option("--network", is_flag=True, help="Also ask every source once; it takes a while.")
@printed
@click.pass_obj
def doctor_command(given: Given, /, network: bool, shape: str | None) -> int:
    """Name the piece that fails, and the command or the edit that mends it.

    The configuration, zone data, SQLite, the store and who writes to it, the disk, captures,
    backups, the clock, each source as it did at its last poll. Nothing is changed, and without
    --network no source is asked. With it each is asked once, as a poll would: robots.txt is
    heeded, hosts get their rest, and who asked to be left alone is.

    Exit status 1 says that something fails; warnings do not.

    \b
    Examples:
      ticker doctor
      ticker doctor --network
      ticker doctor --format json
    """
    from ticker.cli.accounts import counted, findings_sheet
    from ticker.cli.configured import config_of
    from ticker.clock import utc_now
    from ticker.doctor import examine
    from ticker.errors import ConfigError
    from ticker.model import Config

    config: Config | ConfigError
    try:
        config = config_of(given)
    except ConfigError as error:
        config = error
    findings = examine(config, utc_now, network=network)
    emit(findings_sheet(findings), shape, "nothing to look at")
    click.echo(counted(findings), err=True)
    return 1 if any(finding.health == "failing" for finding in findings) else 0
