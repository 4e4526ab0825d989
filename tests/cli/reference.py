"""docs/cli.md: its head is written by hand, its commands are their own help.

Renew it with ``python -m tests.cli.reference``; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ticker.cli.main import program

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
MARK = "<!-- from here on: written by `python -m tests.cli.reference` -->\n"
WIDTH = 90


def commands(
    command: click.Command = program, parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command with its path and context, in the order of the help."""
    context = click.Context(
        command,
        info_name=command.name if parent else "ticker",
        parent=parent,
        terminal_width=WIDTH,
        **command.context_settings,
    )
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, context)


def reference() -> str:
    """The generated part of the document."""
    parts = []
    for path, command, context in commands():
        heading = "##" if path.count(" ") < 2 else "###"
        parts.append(f"{heading} {path}\n\n```text\n{command.get_help(context)}\n```\n")
    return MARK + "\n" + "\n".join(parts)


def renewed(document: str) -> str:
    """The document with its generated part as it must be."""
    return document.partition(MARK)[0] + reference()


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text()))
