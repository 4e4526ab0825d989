"""What asking costs in a large store: ``python -m tests.bench.asking [ITEMS] [--store FILE]``.

Every question is asked forty times of an open store, each time of something else of its kind: of
another tag, another word, another day. Milliseconds of processor time, median and worst, warm: the
first answer does not count. One that takes seconds is asked fewer times.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.large import BEGAN, STEP_S, ended, fill, source, tag, word
from ticker.model import Query
from ticker.store import Store

ROUNDS, ENOUGH_MS = 40, 10_000
Asked = Callable[[int], Any]


def questions(store: Store, number: int) -> Mapping[str, Asked]:
    """Name -> what asks it for the n-th time."""
    end = datetime.fromtimestamp(BEGAN + STEP_S * number, UTC)
    span = end - datetime.fromtimestamp(BEGAN, UTC)

    def then(n: int) -> datetime:
        """Instants all over the store's time, in no order."""
        return end - span * ((n * 17 % ROUNDS + 0.5) / ROUNDS)

    def find(**asked: Callable[[int], Any]) -> Asked:
        return lambda n: store.find(Query(**{name: value(n) for name, value in asked.items()}))

    def one(name: Callable[[int], str], first: int = 0, step: int = 1) -> Callable[[int], Any]:
        return lambda n: frozenset({name(first + step * n)})

    def both(name: Callable[[int], str], first: int, second: int) -> Callable[[int], Any]:
        return lambda n: frozenset({name(first + n), name(second + 3 * n)})

    def day(n: int) -> datetime:
        return then(n) + timedelta(days=1)

    def common(n: int) -> str:
        return word(n, n % 3 == 0)

    def middling(n: int) -> str:
        return word(400 + 31 * n, n % 3 == 0)

    def rare(n: int) -> str:
        return word(30_000 + 977 * n, n % 3 == 0)

    def anchor(n: int) -> int:
        return 1 + number * (n * 17 % ROUNDS) // ROUNDS

    return {
        "newest 50": find(),
        "oldest 50": find(order=lambda n: "oldest"),
        "seen last": find(order=lambda n: "seen"),
        "a day": find(since=then, until=day),
        "a page deep down": find(after_id=anchor),
        "tag": find(tags=one(tag, 1)),
        "tag, a day": find(tags=one(tag, 1), since=then, until=day),
        "tag, a page deep down": find(tags=one(tag, 1), after_id=anchor),
        "two tags, both": find(tags=both(tag, 1, 2)),
        "two rare tags, both": find(tags=both(tag, 100, 150)),
        "two tags, any": find(any_tags=both(tag, 1, 60)),
        "two tags, any, a day": find(any_tags=both(tag, 1, 60), since=then, until=day),
        "not a tag": find(not_tags=one(tag, 1)),
        "source": find(sources=one(source, 1, 4)),
        "three sources": find(sources=lambda n: frozenset(map(source, (n + 1, n + 60, 199 - n)))),
        "source, a day": find(sources=one(source, 1, 4), since=then, until=day),
        "source, a page deep down": find(sources=one(source, 1, 4), after_id=anchor),
        "source, tag": find(sources=one(source, 1, 4), tags=one(tag, 1, 3)),
        "language": find(languages=lambda n: frozenset({"uk", "en"} if n % 2 else {"uk"})),
        "language of none": find(languages=lambda n: frozenset({"fr"})),
        "label": find(labels=lambda n: frozenset({"video"})),
        "label of none": find(labels=lambda n: frozenset({"live"})),
        "state": find(state=lambda n: ("listed", "scrolled_off", "delisted")[n % 3]),
        "basis": find(basis=lambda n: ("first-seen", "clock")[n % 2]),
        "changed since": find(changed_since=lambda n: end - timedelta(hours=1 + 9 * n)),
        "text, a rare word": find(text=rare),
        "text, a middling word": find(text=middling),
        "text, a common word": find(text=common),
        "text, no such word": find(text=lambda n: f"zzz{n}"),
        "text, two common words": find(text=lambda n: f"{common(n)} {word(n + 3, n % 3 == 0)}"),
        "text, a common and a rare": find(text=lambda n: f"{common(n % 3 * 3 + n)} {rare(n)}"),
        "text, words that stand together": find(
            text=lambda n: f"{common(n)}-{word(n // 3, n % 3 == 0)}"
        ),
        "text common, oldest": find(text=common, order=lambda n: "oldest"),
        "text common, a day": find(text=common, since=then, until=day),
        "text middling, a day": find(text=middling, since=then, until=day),
        "text middling, a page deep down": find(text=middling, after_id=anchor),
        "text common, tag": find(text=common, tags=one(tag, 1)),
        "text middling, tag": find(text=middling, tags=one(tag, 1)),
        "text middling, rare tag": find(text=middling, tags=one(tag, 60)),
        "text common, source": find(text=common, sources=one(source, 1, 4)),
        "text middling, source": find(text=middling, sources=one(source, 1, 4)),
        "as of": find(as_of=then),
        "as of, tag": find(as_of=then, tags=one(tag, 1)),
        "as of, source": find(as_of=then, sources=one(source, 1, 4)),
        "as of, text": find(as_of=then, text=middling),
        "history": lambda n: store.history(anchor(n)),
        "changes": lambda n: store.changes(anchor(n), 100),
        "items by hour, two days": lambda n: store.hourly(end - timedelta(days=2)),
        "sources, not counted": lambda n: store.sources(counted=False),
    }


def taken(asked: Asked) -> tuple[list[float], int]:
    """Milliseconds of each round, sorted, and how much came back in the last."""
    asked(ROUNDS)
    times, found = [], None
    for n in range(ROUNDS):
        began = time.process_time()
        found = asked(n)
        times.append(1_000 * (time.process_time() - began))
        if sum(times) > ENOUGH_MS:
            break
    return sorted(times), len(found) if hasattr(found, "__len__") else 1


def sizes(path: Path, number: int) -> Iterator[str]:
    """Bytes an item of the whole and of each table and index."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        parts = connection.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY 1 ORDER BY 2 DESC"
        )
        rows = [(name, size / number) for name, size in parts]
    yield f"| all | {sum(size for _, size in rows):.0f} |"
    yield from (f"| {name} | {size:.1f} |" for name, size in rows if size >= 1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.asking", description=__doc__)
    parser.add_argument("items", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--store", type=Path, help="made there if it is not; else it is passing")
    parser.add_argument("--only", default="", help="questions with this in their name")
    parser.add_argument("--sizes", action="store_true", help="what each table and index takes up")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        path = asked.store or Path(passing) / "ticker.db"
        if not path.exists():
            print(f"making {path} of {asked.items:,} items", file=sys.stderr, flush=True)
            fill(path, asked.items)
        print(f"{path.stat().st_size / asked.items:,.0f} bytes an item", flush=True)
        if asked.sizes:
            print("\n".join(sizes(path, asked.items)), flush=True)
        print("| question | median | worst | found |\n|---|---|---|---|")
        with Store.open(f"sqlite:///{path.absolute()}", now=ended(asked.items)) as store:
            for name, ask in questions(store, asked.items).items():
                if asked.only in name:
                    times, found = taken(ask)
                    row = f"| {name} | {statistics.median(times):.1f} | {times[-1]:.0f} | {found} |"
                    print(row, flush=True)


if __name__ == "__main__":
    main()
