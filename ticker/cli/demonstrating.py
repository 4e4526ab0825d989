"""The whole product in ten seconds: a simulated newsroom, polled by the real daemon."""

from __future__ import annotations

from pathlib import Path

import click

from ticker.cli.given import Command, Given
from ticker.cli.main import INTERRUPTED
from ticker.errors import UsageError


@click.command("demo", cls=Command)
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 100),
    metavar="N",
    default=1.0,
    show_default=True,
    help="So many times as fast as usual, 0.1 to 100. The story stays the same.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    default=Path("ticker-demo"),
    show_default=True,
    help="Where the record of it is left.",
)
@click.pass_obj
def demo_command(given: Given, /, speed: float, folder: Path) -> int:
    """Watch ticker at work, without a network.

    An invented newsroom is served on this machine: four sources in English and Ukrainian, on one
    July morning of 2025. The daemon of `ticker run` polls them while three hours pass in ten
    seconds, prints its lines, and explains each kind of thing once: a bare clock that becomes an
    instant, an edit, a headline that left the list, an hour in which nobody could look.

    It leaves a store and a configuration of its own in a folder of its own, and commands to try on
    them. Your configuration and your store are neither read nor touched. A rerun replaces what the
    last one left there; a folder with anything else in it is refused.

    \b
    Examples:
      ticker demo
      ticker demo --speed 0.5 --folder /tmp/newsroom
    """
    from ticker.cli.showing import Show, closing
    from ticker.daemon import Signals
    from ticker.demo import play

    _refuse_foreign(given)
    asked = Signals()
    with Show(asked, speed) as show:
        whole = play(folder, show.audience, asked=asked, speed=speed)
    if not whole:
        click.echo(f"stopped early; {folder} holds what was recorded until then", err=True)
        return INTERRUPTED
    closing(folder)
    return 0


def _refuse_foreign(given: Given) -> None:
    """The demo keeps to a store, a configuration and a zone of its own: nobody shall think that it
    took his."""
    told = {"--config": given.config, "--database": given.database, "--zone": given.zone}
    for option, value in told.items():
        if value is not None:
            raise UsageError(
                "the demo has a configuration, a store and a zone of its own",
                where=option,
                hint="leave it out; --folder says where the demo leaves its record",
            )
