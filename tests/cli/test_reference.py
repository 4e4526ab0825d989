"""docs/cli.md is held true by the commands themselves."""

from __future__ import annotations

import re
from typing import get_args

import click
import pytest

from tests.cli.reference import DOCUMENT, commands, renewed
from ticker.cli.printing import FORMATS
from ticker.model import BASES, LABELS, ItemState

COMMANDS = {path: command for path, command, _ in commands()}
LEAVES = {path: c for path, c in COMMANDS.items() if not isinstance(c, click.Group)}


def test_the_document_is_what_the_commands_say() -> None:
    """Renew it with ``python -m tests.cli.reference``."""
    document = DOCUMENT.read_text()
    assert document == renewed(document)


@pytest.mark.parametrize("path", LEAVES)
def test_every_command_shows_an_example_of_itself(path: str) -> None:
    told = LEAVES[path].help or ""
    _, _, examples = told.partition("Examples:")
    assert path in examples


@pytest.mark.parametrize("path", LEAVES)
def test_every_option_is_explained(path: str) -> None:
    for param in LEAVES[path].params:
        if isinstance(param, click.Option):
            assert param.help, f"{path} {param.opts[0]}"


def test_the_closed_lists_are_those_of_the_model() -> None:
    options = [p for p in LEAVES["ticker items"].params if isinstance(p, click.Option)]
    told = {option.name: option.help or "" for option in options}
    assert all(basis in told["basis"] for basis in BASES)
    assert all(state in told["state"] for state in get_args(ItemState))
    assert all(shape in told["shape"] for shape in FORMATS)
    shown = re.findall(r"[a-z]+", told["labels"].partition(": ")[2].partition(" and ")[0])
    assert set(shown) <= set(LABELS)


def test_commands_that_come_later_are_not_listed() -> None:
    """Setting up, polling, asking, the record: nothing else is there yet."""
    names = [path.removeprefix("ticker").strip() for path in COMMANDS]
    assert names == [
        "",
        *("demo", "init", "try", "add", "remove", "opml", "opml export", "opml import"),
        *("run", "poll", "replay", "serve"),
        *("items", "history", "tail", "changes", "tags"),
        *("tag", "rules", "rules apply", "rules test"),
        *("gaps", "digest", "alerts", "alerts retry", "alerts test", "sources", "sql"),
        *("export", "import", "backup", "restore", "check", "verify", "doctor"),
        *("db", "db current", "db reindex", "db upgrade"),
    ]
