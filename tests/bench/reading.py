"""What a document costs to read, by the fast reader and by feedparser:
``python -m tests.bench.reading [FOLDER ...]``.

Of invented feeds and of every ``*.xml`` below each folder: how many the fast reader takes, whether
both say the same of those, and the best of some rounds, in milliseconds of processor time each.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.feeds import feed
from ticker.errors import ParseError
from ticker.model import Document
from ticker.parse import ending, repair
from ticker.parse.decode import Decoded, decode
from ticker.parse.fast import read_fast
from ticker.parse.feed import read_feed
from ticker.parse.sniff import Sniffed, sniff

ROUNDS = 5


def main() -> None:
    warnings.simplefilter("ignore", DeprecationWarning)  # feedparser's, of its old names
    told("invented", [feed(i) for i in range(100)])
    for folder in sys.argv[1:]:
        told(folder, [path.read_bytes() for path in sorted(Path(folder).rglob("*.xml"))])


def told(name: str, bodies: Sequence[bytes]) -> None:
    """Print a line about these documents; what is no feed, or no whole one, is left out."""
    documents = [decode(body) for body in bodies]
    feeds = [(each, seen) for each in documents if (seen := sniff(each.text)).sort == "feed"]
    readable = [(each, seen) for each, seen in feeds if _read(each, seen, fast=False)]
    fast = [(each, seen) for each, seen in readable if taken(each.text, seen)]
    other = [
        each.text[:200]
        for each, seen in fast
        if _read(each, seen, fast=True) != _read(each, seen, fast=False)
    ]
    size = sum(len(each.text) for each, _ in fast) // max(len(fast), 1)
    quick = _best(lambda: [read_feed(each, seen) for each, seen in fast], ROUNDS)
    slow = _best(lambda: [read_feed(each, seen, fast=False) for each, seen in fast], 2)
    print(
        f"{name}: {len(fast)} of {len(readable)} feeds read fast, {len(other)} of them otherwise "
        f"than by feedparser; {size:,} characters on average, "
        f"{quick / max(len(fast), 1):.2f} ms fast, {slow / max(len(fast), 1):.1f} ms by feedparser"
    )
    for text in other:
        print(f"  {text!r}")


def taken(text: str, seen: Sniffed) -> bool:
    """Whether the fast reader takes a document, after repair where it needs one."""
    end = ending.root_end(text, seen.name, seen.start)
    root = text[seen.start : end]
    return end is not None and bool(read_fast(root) or read_fast(repair.repaired(root, seen.name)))


def _read(document: Decoded, seen: Sniffed, *, fast: bool) -> Document | None:
    try:
        return read_feed(document, seen, fast=fast)
    except ParseError:
        return None


def _best(work: Callable[[], object], rounds: int) -> float:
    took = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return min(took) * 1_000


if __name__ == "__main__":
    main()
