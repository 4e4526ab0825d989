"""What the prose says of commands, options, keys, columns and rooms is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from tests.cli.reference import commands
from tests.docs.blocks import PROJECT, pages
from tests.docs.house import house, written
from tests.docs.test_links import prose

COMMANDS = {path: command for path, command, _ in commands()}
_INLINE = re.compile(r"`(ticker [a-z][^`\n]*)`")
_FILES = re.compile(r"`((?:ticker|tests|docs)/[\w./]*(?:\.py|\.md|/))`")
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]|!\\[")


def inline() -> list[tuple[Path, str]]:
    """Commands within the prose of the pages."""
    return [(page, said) for page in pages() for said in _INLINE.findall(prose(page))]


def options(command: click.Command) -> set[str]:
    known = [*COMMANDS["ticker"].params, *command.params]
    return {
        "--help",
        "-h",
        *(name for param in known for name in (*param.opts, *param.secondary_opts)),
    }


@pytest.mark.parametrize(
    ("page", "said"), inline(), ids=[f"{page.name}-{said}" for page, said in inline()]
)
def test_a_command_within_a_sentence_exists(page: Path, said: str) -> None:
    words = shlex.split(said.replace("|", " ").replace("...", ""))
    path = [word for word in words if not word.startswith("-")]
    depth = 3 if " ".join(path[:3]) in COMMANDS else 2
    name = " ".join(path[:depth]) if words[1][0] != "-" else "ticker"
    assert name in COMMANDS, f"{page.name}: {said}"
    used = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert used <= options(COMMANDS[name]), f"{page.name}: {said}"


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(PROJECT)))
def test_files_that_a_page_names_are_there(page: Path) -> None:
    for name in _FILES.findall(prose(page)):
        assert (PROJECT / name).exists(), name


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(PROJECT)))
def test_pages_are_plain(page: Path) -> None:
    """No badges, no pictures of faces, one title, no trailing spaces."""
    text = prose(page)
    assert not _PICTURES.search(text)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_the_house_in_contributing_is_the_house() -> None:
    """Renew it with ``python -m tests.docs.house``."""
    page = written()
    assert house() in page
