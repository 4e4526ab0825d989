"""Changing the configuration: init and remove."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ticker.cli.given import Command, Given
from ticker.cli.options import source_names
from ticker.errors import ConfigError


@click.command("init", cls=Command)
@click.option(
    "--contact",
    default="",
    metavar="TEXT",
    help="An address or page that newsrooms can reach you by; it goes into the User-Agent.",
)
@click.pass_obj
def init_command(given: Given, /, contact: str) -> None:
    """Write a commented config.toml here.

    It goes where --config or $TICKER_CONFIG says, else into the current folder. An existing file
    is never overwritten. Asks nothing: the zone is --zone, else this machine's.

    \b
    Examples:
      ticker init
      ticker init --contact desk@example.org
      ticker --zone Europe/Kyiv init
    """
    from ticker.cli.configured import zone_option
    from ticker.config import load_text, machine_zone, starter
    from ticker.config.editing import write_config

    path = Path(given.config or os.environ.get("TICKER_CONFIG") or "config.toml").expanduser()
    if path.exists():
        raise ConfigError(
            "there is a configuration already, and it stays as it is",
            where=str(path),
            hint="edit it, or write another with: ticker --config other.toml init",
        )
    zone = zone_option(given.zone) if given.zone else machine_zone()
    text = starter(zone or "local", contact)
    load_text(text, path)
    write_config(path, text)
    click.echo(f"wrote {path}")
    if zone:
        click.echo(f"zone:  {zone}; days and times are read and shown in it")
    else:
        click.echo("zone:  this machine names none, so UTC; write yours there as zone")
    if not contact:
        click.echo("do:    fill in contact there: newsrooms should see who polls them")
    click.echo("next:  ticker add URL          finds the feed or the timed list behind an address")
    click.echo("       ticker opml import FILE takes over what another feed reader follows")
    click.echo("       ticker run              polls, and prints headlines as they come")


@click.command("remove", cls=Command)
@click.argument("name", shell_complete=source_names)
@click.pass_obj
def remove_command(given: Given, /, name: str) -> None:
    """Take a source out of config.toml.

    Its history stays in the store, and can be asked as before.

    \b
    Examples:
      ticker remove pravda-eng
    """
    from ticker.cli.configured import config_path
    from ticker.config import load_text, read_text, shown
    from ticker.config.editing import remove_source, write_config

    path = config_path(given)
    text = remove_source(read_text(path), name)
    load_text(text, path)
    write_config(path, text)
    click.echo(f"removed {name} from {shown(path)}; what it said before stays in the store")
