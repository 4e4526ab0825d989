"""`make corpus`: how many rows of each page are found, invented, and exact.

    python -m tests.corpus [--write] [--rows] [FOLDER]

FOLDER holds saved pages (`pages/`, `text/`); without it, it is looked for beside the checkout.
`--rows` names what is missing, invented or different; `--write` renews the tables of docs/lists.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import SHARED
from tests.corpus import table
from tests.corpus.scoring import Page, folded, found_items, matched, own_pages, saved_pages, score


def told(page: Page) -> list[str]:
    """What differs from the rows that people saw."""
    pairs, invented = matched(page, found_items(page))
    seen = [row for row, _ in pairs]
    return [
        *(f"  missing   {row.time} {row.title}" for row in page.rows if row not in seen),
        *(f"  invented  {item.claim.text} {item.title} <{item.url}>" for item in invented),
        *(
            f"  different {row.time} {row.title}\n         is {item.claim.text} {item.title}"
            for row, item in pairs
            if (folded(row.time), folded(row.title))
            != (folded(item.claim.text), folded(item.title))
        ),
        *(
            f"  wrong     {row.at} {row.time} {row.title}\n         is {item.claim.at}"
            for row, item in pairs
            if row.at and (not item.claim.at or abs((item.claim.at - row.at).total_seconds()) >= 60)
        ),
    ]


def report(name: str, pages: Sequence[Page], *, rows: bool, write: bool) -> None:
    scores = [score(page) for page in pages]
    print(f"\n{name}: {table.shares(scores)}")
    print("\n".join(table.lines(scores)))
    for page in pages if rows else ():
        differing = told(page)
        if differing:
            print("\n".join([page.name, *differing]))
    if write:
        table.write(name, scores)


def main(arguments: Sequence[str]) -> None:
    names = [each for each in arguments if not each.startswith("--")]
    how = {"rows": "--rows" in arguments, "write": "--write" in arguments}
    inputs = Path(names[0]) if names else SHARED / "inputs"
    report("invented pages", list(own_pages()), **how)
    if (inputs / "pages" / "facts.json").is_file():
        report("saved pages", list(saved_pages(inputs)), **how)
    else:
        print(f"\nsaved pages: skipped, there is no {inputs / 'pages' / 'facts.json'}")


if __name__ == "__main__":
    main(sys.argv[1:])
