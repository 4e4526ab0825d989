"""Evidence: the captured bytes that an item came from."""

from __future__ import annotations

import sys

import click

from ticker.cli.given import Command, Given
from ticker.cli.printing import emit, printed
from ticker.errors import UsageError


@click.command("verify", cls=Command)
@click.argument("item_id", type=click.IntRange(1), metavar="ID")
@click.option(
    "--body",
    "seq",
    type=click.IntRange(1),
    metavar="N",
    help="Write the captured bytes of wording N to standard output, as they were received.",
)
@printed
@click.pass_obj
def verify_command(given: Given, /, item_id: int, seq: int | None, shape: str | None) -> int:
    """Hold each wording of an item against the captured bytes that said it.

    proved: the bytes are those that were received, and say this wording. unread: they are, but
    today's reading does not find it in them. changed: they are other bytes. missing: they cannot
    be read. uncaptured: none were kept. Exit status 1 says that bytes are changed or missing.

    \b
    Examples:
      ticker verify 4711
      ticker verify 4711 --body 1 > page.html
    """
    from ticker.cli.configured import config_of
    from ticker.cli.sheets import verified_sheet
    from ticker.record import Record
    from ticker.verifying import evidence, verify

    with Record.open(config_of(given)) as record:
        if seq is not None:
            if shape is not None:
                raise UsageError("--body writes bytes, and has no --format", hint="leave one out")
            sys.stdout.buffer.write(evidence(record, item_id, seq).response.body)
            return 0
        found = verify(record, item_id)
        emit(verified_sheet(found, record.zone), shape, "no wordings")
    return 1 if any(one.verdict in {"changed", "missing"} for one in found) else 0
