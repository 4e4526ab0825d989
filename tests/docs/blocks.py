"""Markdown -> its fenced blocks, and what each of them means.

A block means what its language says; words behind the language (which no renderer shows) say more:

| block | meaning |
|---|---|
| ``sh`` | each command is run, and must end with 0 |
| ``console`` | commands after ``$ ``, each with what it prints on a terminal of 80 columns |
| ``toml`` | a configuration that is accepted without a warning |
| ``sql`` | a question that finds rows in the record of `tests.docs.world` |
| ``python`` | a program that ends with 0 |
| ``json``, ``jsonl``, ``xml``, ``html`` | a document that can be read |
| ``text`` | the help of a command (docs/cli.md), or with ``drawing`` a picture |

| word | meaning |
|---|---|
| ``stays`` | a command for a terminal of its own: it is left running, and stopped with Ctrl-C |
| ``live`` | the times shown are of the day it was written: compared by their shape |
| ``exit=3`` | how the last command of the block ends |
| ``type=y,Kyiv`` | what is typed at its questions, a line each |
| ``unrun=root`` | why it cannot be run here: a word of `UNRUN` |

In what a command prints, ``...`` stands for any text of a line, alone for any lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
UNRUN = {
    "network": "it asks newsrooms, package registries or other machines on the internet",
    "root": "it changes the machine: users, services, folders of the system",
    "here": "it is the test of the project itself, or its daemon on real newsrooms",
    "tool": "it needs a program that ticker does not bring",
    "yours": "it is a line for a file of yours: a shell's start-up file, a crontab",
}
_FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: the page and line where it stands, its language, its words, its text."""

    page: Path
    line: int
    language: str
    words: dict[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(PROJECT)}:{self.line}"


def pages() -> list[Path]:
    """Every page of documentation, the files at the top of the project first."""
    return [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page in their order."""
    source = page.read_text()
    return [_block(page, source, found) for found in _FENCE.finditer(source)]


def _block(page: Path, source: str, found: re.Match[str]) -> Block:
    language, *words = found[2].split() or [""]
    said = {word.partition("=")[0]: word.partition("=")[2] for word in words}
    indent = len(found[1])
    text = "".join(line[indent:] for line in found[3].splitlines(keepends=True))
    return Block(page, source.count("\n", 0, found.start()) + 1, language, said, text)


def commands(text: str) -> list[str]:
    """The commands of a ``sh`` block: a line each, save here-documents, and lines that go on."""
    found: list[str] = []
    until: str | None = None
    for line in text.splitlines():
        if until is not None or (found and _goes_on(found[-1])):
            found[-1] += f"\n{line}"
            if line == until:
                until = None
        elif line.strip() and not line.lstrip().startswith("#"):
            found.append(line)
            opened = re.search(r"<<-? *'?(\w+)'?", line)
            until = opened[1] if opened else None
    return found


def _goes_on(command: str) -> bool:
    looped = re.match(r"(?:for|while|if) ", command) and not re.search(r"\n(?:done|fi)$", command)
    return bool(looped) or command.endswith(("\\", "|", "&&")) or command.count("'") % 2 == 1


def turns(text: str) -> list[tuple[str, str]]:
    """The commands of a ``console`` block, each with what it printed."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].rstrip("\n"), ""))
        elif line.startswith("> ") and found and not found[-1][1]:
            found[-1] = (f"{found[-1][0]}\n{line[2:].rstrip()}", "")
        else:
            command, printed = found[-1]
            found[-1] = (command, printed + line)
    return found
