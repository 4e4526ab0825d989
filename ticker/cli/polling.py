"""Polling: one cycle, the daemon, recorded polls."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ticker.cli.given import Command, Given
from ticker.cli.options import source_names
from ticker.errors import TickerError, UsageError
from ticker.plain import plain


@click.command("poll", cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=source_names)
@click.option("--all", "all_sources", is_flag=True, help="All sources, due or not.")
@click.option(
    "--force",
    is_flag=True,
    help="Also ignore holds, back-off, spacing and floors. For tests: it is not polite.",
)
@click.pass_obj
def poll_command(given: Given, /, names: tuple[str, ...], all_sources: bool, force: bool) -> int:
    """Poll once: the sources that are due, or those named.

    Failures are told one line each; the others are recorded all the same. Exit status 1 says that
    a source failed.

    \b
    Examples:
      ticker poll
      ticker poll pravda-eng
      ticker poll --all
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.cli.offline import demo_command, is_silence, no_network
    from ticker.cli.reports import poll_summary
    from ticker.cli.terminal import progress

    if names and all_sources:
        raise UsageError("either names or --all", hint="leave one of them out")
    with Ticker.open(config_of(given)) as ticker:
        tell_inactive(ticker.config.inactive)
        total = len(ticker.config.sources) if all_sources else len(set(names)) or None
        polls: list[Any] = []
        with progress("polling", total) as step:
            report = ticker.poll(
                *names,
                all_sources=all_sources,
                force=force,
                watch=lambda visited: _watched(visited, polls, step),
            )
    click.echo(poll_summary(report))
    if polls and all(is_silence(poll) for poll in polls):
        say(no_network(None, demo_command(os.environ)))
    return 1 if report.failed else 0


def _watched(visited: Any, polls: list[Any], step: Callable[[str | None], None]) -> None:
    """Move the bar, tell of a failure, keep the poll."""
    from ticker.cli.reports import failure

    step(failure(visited))
    polls.append(visited.poll)


@click.command("replay", cls=Command)
@click.argument("name", shell_complete=source_names)
@click.argument("index", type=click.Path(path_type=Path), metavar="FILE")
@click.pass_obj
def replay_command(given: Given, /, name: str, index: Path) -> int:
    """Record polls that were made before, as if made at their instants.

    FILE is an index, one poll a line: {"ts": "2025-07-10T06:00:00Z", "file": "body.html.gz"} with
    optional "status" and "headers", files relative to it; or a WARC file. NAME must be configured:
    its kind, zone and selectors are used. Polls that are stored already are skipped; a recording
    that contradicts the record is refused whole.

    \b
    Examples:
      ticker replay pravda-eng recorded/index.jsonl
      ticker replay pravda-eng captures/2025-07-10.warc.gz
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.cli.reports import failure, replay_summary
    from ticker.cli.terminal import progress

    with Ticker.open(config_of(given)) as ticker, progress("replaying", _lines(index)) as step:
        report = ticker.replay(name, index, watch=lambda visited: step(failure(visited)))
    click.echo(replay_summary(report))
    return 1 if report.failed else 0


def _lines(index: Path) -> int | None:
    """How many polls an index holds; a WARC file does not say."""
    if index.suffix not in {".jsonl", ".json", ".ndjson"} or not index.is_file():
        return None
    with index.open("rb") as file:
        return sum(1 for line in file if line.strip())


@click.command("run", cls=Command)
@click.option(
    "--format",
    "shape",
    type=click.Choice(("text", "jsonl")),
    default="text",
    show_default=True,
    help="Headlines for people, or lines of the change log for programs.",
)
@click.option("--quiet", is_flag=True, help="Print no headlines; failures are told all the same.")
@click.option(
    "--log-format",
    "log",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="What is told on standard error: lines for people, or a JSON object each.",
)
@click.pass_obj
def run_command(given: Given, /, shape: str, quiet: bool, log: str) -> int:
    """The daemon: poll what is due until stopped, and print headlines as they come.

    SIGTERM and Ctrl-C stop it when the polls in hand are recorded; SIGHUP reads the configuration
    again. Ask from another terminal meanwhile: readers are never blocked. docs/systemd.md has a
    unit for systemd; the daemon tells it when it is ready, and that it is still alive.

    \b
    Examples:
      ticker run
      ticker run --quiet --log-format json
      ticker run --format jsonl | jq -r .headline
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.cli.logs import Log
    from ticker.cli.serving import Beside
    from ticker.daemon import run
    from ticker.notify import Supervisor

    first = Ticker(config_of(given))
    lines = Log(log, first.clock)
    lines.take_over(verbose=given.verbose)
    tell_inactive(first.config.inactive, lines.say)
    live = _live(first, None if quiet else shape, lines, every=log == "json")
    try:
        with Beside(lines.say) as beside:
            return run(
                lambda: beside.follow(config_of(given)),
                tell=live.tell,
                say=lines.say,
                manager=Supervisor(os.environ),
            )
    except TickerError as error:
        if log == "text":
            raise
        lines.error(str(error), error.hint)
        return error.exit_status


def _live(ticker: Any, shape: str | None, lines: Any, *, every: bool) -> Any:
    """What prints the visits of the daemon: headlines in a `shape` if in any, failures as `lines`,
    single ones only while there is a network, unless `every`."""
    from ticker.cli.offline import Offline, demo_command
    from ticker.cli.reports import Live
    from ticker.cli.wire import Wire

    names = [source.name for source in ticker.config.sources]
    demo = demo_command(os.environ)
    offline = Offline(len(names), lines.failed, lines.say, demo=demo, every=every)
    return Live(Wire(ticker.zone, shape, names) if shape else None, offline.hear)


def say(message: str) -> None:
    """One line on standard error, at once."""
    click.echo(plain(message), err=True)


def tell_inactive(sections: tuple[str, ...], tell: Callable[[str], None] = say) -> None:
    """Sections of the configuration whose feature does not exist yet do nothing, and it is said."""
    if sections:
        names = ", ".join(f"[{name}]" for name in sections)
        tell(f"not yet active in this version, and ignored: {names}")
