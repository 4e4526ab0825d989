"""The rooms of the house, floor by floor, for CONTRIBUTING.md: what each says of itself.

Renew it with ``python -m tests.docs.house``; a test holds the two equal.
"""

from __future__ import annotations

import ast
import re

from tests.docs.blocks import PROJECT
from tests.test_floors import FLOORS, HOUSE, PURE

PAGE = PROJECT / "CONTRIBUTING.md"
BEGIN, END = "<!-- the floors begin -->\n", "<!-- the floors end -->\n"


def house() -> str:
    """A table of the rooms, the highest floor first."""
    rows = ["| floor | room | what it is |", "|---|---|---|"]
    for room, floor in sorted(FLOORS.items(), key=lambda each: (-each[1], each[0])):
        pure = ", pure" if room in PURE else ""
        rows.append(f"| {floor}{pure} | `{_name(room)}` | {_said(room)} |")
    return "\n".join(rows) + "\n"


def _name(room: str) -> str:
    return f"{room}/" if (HOUSE / room).is_dir() else f"{room}.py"


def _said(room: str) -> str:
    """The first sentence of the room's docstring."""
    home = HOUSE / room
    file = home / "__init__.py" if home.is_dir() else HOUSE / f"{room}.py"
    said = " ".join((ast.get_docstring(ast.parse(file.read_text())) or "").split("\n\n")[0].split())
    sentence = re.match(r".*?[.](?= |$)", said)
    return (sentence[0] if sentence else said).replace("``", "`").replace("|", "\\|")


def written() -> str:
    """What the page says."""
    return PAGE.read_text()


if __name__ == "__main__":
    before, _, rest = written().partition(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + house() + "\n" + END + rest.partition(END)[2])
