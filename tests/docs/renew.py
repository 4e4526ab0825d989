"""Write into the pages what the commands print now: ``python -m tests.docs.renew [PAGE...]``.

Only ``console`` blocks change, and of them only what is not true any more; what has an ellipsis in
it is named, and left to you. Look at the difference: what a page says about its blocks is prose.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import groupby
from pathlib import Path

from tests.docs.blocks import PROJECT, pages
from tests.docs.compare import ELLIPSIS
from tests.docs.forked import forked
from tests.docs.played import Played, play
from tests.docs.world import build


def renew(path: Path, world: Path, at_once: Path) -> None:
    """Play one page and put right what its blocks show."""
    with tempfile.TemporaryDirectory() as folder:
        played = list(play(path, Path(folder), world, at_once))
    lines = path.read_text().splitlines(keepends=True)
    for block, steps in reversed([(b, [*s]) for b, s in groupby(played, key=lambda p: p.block)]):
        for step in steps:
            if not step.true:
                print(step if step.status != step.wanted else f"{block.place}: $ {step.command}")
        well = all(step.status == step.wanted for step in steps) and ELLIPSIS not in block.text
        if block.language == "console" and well and not all(step.true for step in steps):
            height = block.text.count("\n")
            lines[block.line : block.line + height] = ["".join(_turn(step) for step in steps)]
    path.write_text("".join(lines))


def _turn(step: Played) -> str:
    shown = step.shown if step.true else step.printed.lstrip("\n")
    return "$ " + step.command.replace("\n", "\n> ") + f"\n{shown}"


if __name__ == "__main__":
    asked = [Path(name).resolve() for name in sys.argv[1:]] or pages()
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as bench:
        build(Path(made))
        with forked(Path(bench)) as at_once:
            for name in asked:
                print(name.relative_to(PROJECT))
                renew(name, Path(made), at_once)
