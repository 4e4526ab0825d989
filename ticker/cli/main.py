"""The command `ticker`: its commands, and the one place where errors become lines and statuses.

Exit status: 0 done; 1 done with failures reported; 2 wrong usage or configuration; 3 the store is
unusable; 130 interrupted. Data goes to standard output, everything else to standard error.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TextIO

import click

from ticker.cli.given import Given, with_globals
from ticker.errors import TickerError
from ticker.plain import plain

COMMANDS: Mapping[str, Mapping[str, str]] = {
    "Setting up": {
        "demo": "demonstrating",
        "init": "configuring",
        "try": "trying",
        "add": "adding",
        "remove": "configuring",
        "opml": "outlines",
    },
    "Polling": {"run": "polling", "poll": "polling", "replay": "polling", "serve": "serving"},
    "Asking": {
        "items": "asking",
        "history": "asking",
        "tail": "tailing",
        "changes": "asking",
        "tags": "asking",
        "tag": "tagging",
        "rules": "ruling",
        "gaps": "asking",
        "digest": "digesting",
        "alerts": "alerting",
        "sources": "asking",
        "sql": "storing",
    },
    "The record": {
        "export": "moving",
        "import": "moving",
        "backup": "keeping",
        "restore": "keeping",
        "check": "storing",
        "verify": "verifying",
        "doctor": "doctoring",
        "db": "storing",
    },
}
"""The commands and the modules that hold them, each imported when it is needed: start-up."""

RUBBISH = 20_000
"""Objects after which Python looks for circles among the new ones."""
INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""


class Program(click.Group):
    """A group whose commands are imported by name, and whose errors are one line with a hint."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        modules = {
            name: module for section in COMMANDS.values() for name, module in section.items()
        }
        if cmd_name not in modules:
            return None
        module = importlib.import_module(f"ticker.cli.{modules[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            # click looks for near ones among commands that are imported already.
            name, known = error.command_name, self.list_commands(ctx)
            raise click.exceptions.NoSuchCommand(name, possibilities=known, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(len(name) for name in self.list_commands(ctx))
        for section, names in COMMANDS.items():
            with formatter.section(section):
                formatter.write_dl(
                    [(name.ljust(width), self._summary(ctx, name)) for name in names]
                )

    def _summary(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        return command.get_short_help_str(limit=100) if command else ""

    def main(  # type: ignore[override]  # click overloads it by standalone_mode; it never returns
        self, args: Sequence[str] | None = None, prog_name: str | None = "ticker", **extra: Any
    ) -> NoReturn:
        """Run a command line and exit with its status."""
        prepare_streams()
        try:
            status = super().main(args, prog_name, **{**extra, "standalone_mode": False})
        except click.ClickException as error:
            status = tell_wrong_usage(error)
        except click.Abort:
            status = tell_interrupted()
        except OSError as error:  # of the help itself; others are told where they are caught
            tell_error(error.strerror or str(error), None, where="standard output")
            status = 1
        sys.exit(close_output(status if isinstance(status, int) else 0))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except TickerError as error:
            tell_error(str(error), error.hint)
            show_trace(ctx)
            return error.exit_status
        except BrokenPipeError:
            return 0  # whoever reads us has seen enough
        except OSError as error:
            tell_error(_words_of(error), None)
            show_trace(ctx)
            return 1
        except KeyboardInterrupt:
            return tell_interrupted()
        except Exception as error:  # the last resort: a fault of ours, told in one line
            tell_error(
                f"unexpected {type(error).__name__}: {error}",
                None if _verbose(ctx) else "-v shows the traceback; please report it",
            )
            show_trace(ctx)
            return 1


@click.group("ticker", cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@with_globals
@click.version_option(package_name="tickerwire", prog_name="ticker")
@click.pass_context
def program(ctx: click.Context, /, **given: Any) -> None:
    """A true record of the news wire.

    ticker polls feeds and timed headline lists, dates every item, and keeps each once with its
    whole edit history.

    \b
    Begin:
      ticker init                          write a config.toml here
      ticker add https://example.org/rss   add a source to it
      ticker run                           poll, and print headlines as they come
      ticker items --since 2h              ask, from another terminal

    The options below may also follow a command.
    """
    ctx.obj = Given(**given)


def main() -> NoReturn:
    """The entry point."""
    # Imports make a hundred thousand objects that stay: to look for rubbish among them at every 700
    # takes a sixth of the start (measured).
    gc.set_threshold(RUBBISH)
    program.main()


def prepare_streams() -> None:
    """A character that the terminal's encoding lacks is escaped, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def close_output(status: int) -> int:
    """Flush what was printed, and return the exit status: a closed pipe is no failure, a full
    disk behind it is one."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        reason = error.strerror or str(error)
        tell_error(reason, "what was printed is not complete", where="standard output")
        return status or 1
    return status


def silence(stream: TextIO) -> None:
    """Let the interpreter's own last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())


def tell_error(message: str, hint: str | None, *, where: str | None = None) -> None:
    """``error: WHERE: WHAT`` and the hint below it. Their text may come from a source: no escapes
    reach the terminal."""
    full = f"{where}: {message}" if where else message
    click.secho("error: ", fg="red", bold=True, nl=False, err=True, color=_colour())
    click.echo(plain(full), err=True)
    if hint:
        click.echo(f"  hint: {plain(hint)}", err=True)


def tell_wrong_usage(error: click.ClickException) -> int:
    """A command line that click could not read."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return 2
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else "ticker"
    tell_error(error.format_message(), f"`{path} --help` shows what it takes", where=path)
    return 2


def tell_interrupted() -> int:
    click.echo("interrupted", err=True)
    return INTERRUPTED


def show_trace(ctx: click.Context) -> None:
    """With `-v`: where the error came from."""
    if _verbose(ctx):
        import traceback

        click.echo(plain(traceback.format_exc(), lines=True), err=True)


def _verbose(ctx: click.Context) -> bool:
    return isinstance(ctx.obj, Given) and ctx.obj.verbose


def _words_of(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _colour() -> bool | None:
    return False if os.environ.get("NO_COLOR") else None
