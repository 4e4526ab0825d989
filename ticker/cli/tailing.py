"""Following the record as it grows."""

from __future__ import annotations

import select
import sys
import time
from contextlib import suppress
from io import UnsupportedOperation
from pathlib import Path
from typing import Any

import click

from ticker.cli.given import MOST, Command, Given
from ticker.cli.options import described, named_by_option, of_kinds, question
from ticker.errors import UsageError
from ticker.plain import plain

FOLLOW_S = 0.05
"""Seconds between two looks at the files of the store; into it only where they were written to."""


@click.command("tail", cls=Command)
@click.option(
    "--since", metavar="WHEN", help="Begin with what was recorded from then on: 2h, today."
)
@click.option(
    "--after",
    type=click.IntRange(0, MOST),
    metavar="SEQ",
    help="Begin after this line of the change log.",
)
@click.option(
    "--cursor-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the last line that was printed in FILE, and go on after it next time.",
)
@of_kinds
@described
@click.option(
    "--format",
    "shape",
    type=click.Choice(("text", "jsonl")),
    default="text",
    show_default=True,
    help="Headlines for people, or lines of the change log for programs.",
)
@click.pass_obj
def tail_command(
    given: Given,
    /,
    after: int | None,
    cursor_file: Path | None,
    kinds: tuple[Any, ...],
    shape: str,
    **asked: Any,
) -> None:
    """New and changed lines as they are stored, until interrupted.

    Reads the change log while `ticker run` writes it, from this or another terminal. Begins with
    what comes from now on; with --since or --after in the past. The time is when it was recorded;
    an edit shows what was [-taken out-] and {+put in+}. With a filter of items, what happens to
    sources as a whole is only told of those named with --source.

    To miss nothing over restarts, name a --cursor-file: where it exists, --since and --after are
    not looked at. A line that was printed just before a crash may come again; none is left out.
    A store that is not there yet is waited for, and one that was put back meanwhile opened anew.

    \b
    Examples:
      ticker tail
      ticker tail --since 2h --tag kyiv
      ticker tail --kind delisted --kind revised
      ticker tail --format jsonl --cursor-file desk.cursor | ./my-bot
    """
    if after is not None and asked["since"] is not None:
        raise UsageError("either --since or --after", hint="leave one of them out")
    kept = _kept(cursor_file)
    _follow(
        given, question(asked), kinds, after if kept is None else kept, cursor_file, shape=shape
    )


def _follow(
    given: Given,
    asked: Any,
    kinds: tuple[Any, ...],
    after: int | None,
    cursor_file: Path | None,
    *,
    shape: str,
) -> None:
    from ticker.cli.configured import config_of
    from ticker.cli.wire import Wire
    from ticker.record import Record

    with (
        Record.open(config_of(given)) as ticker,
        named_by_option(),
        ticker.follow(asked, kinds=kinds, after=after) as follower,
    ):
        wire = Wire(ticker.zone, shape, [source.name for source in ticker.config.sources])
        try:
            _print(follower, ticker.config.database, wire, cursor_file)
        except KeyboardInterrupt:
            if follower.after is not None:
                click.echo(f"`--after {follower.after}` goes on from here", err=True)
            raise


def _print(follower: Any, database: str, wire: Any, cursor_file: Path | None) -> None:
    """Print what comes, until interrupted."""
    from ticker.following import StoreWatch

    watch, more, kept = StoreWatch(), False, None
    while True:
        if not more and not watch.stirred(database):
            _rest(FOLLOW_S)
            continue
        heard = follower.ask()
        more = heard.more
        if heard.note is not None:
            click.echo(plain(heard.note), err=True)
        if heard.changes:
            wire.tell(heard.changes)
        if cursor_file is not None and follower.after not in {None, kept}:
            kept = _keep(cursor_file, follower.after)


def _kept(file: Path | None) -> int | None:
    """The last line that a cursor file names; ``None`` where there is no file yet."""
    if file is None:
        return None
    try:
        return int(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except ValueError:
        raise UsageError(
            "not a file that --cursor-file has written",
            where=str(file),
            hint="name another one, or remove it to begin anew",
        ) from None


def _keep(file: Path, seq: int) -> int:
    """Put the last line that was printed into the cursor file, whole at every moment."""
    part = file.with_name(f"{file.name}.part")
    part.write_text(f"{seq}\n", encoding="ascii")
    part.replace(file)
    return seq


def _rest(seconds: float) -> None:
    """Wait; and end where nobody reads us any more, which only a write would tell otherwise."""
    with suppress(UnsupportedOperation, AttributeError):
        reader = select.poll()
        reader.register(sys.stdout.fileno(), 0)
        if reader.poll(seconds * 1_000):
            raise BrokenPipeError
        return
    time.sleep(seconds)
