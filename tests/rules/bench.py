"""What rules cost: ``python -m tests.rules.bench [HEADLINES]``. No test: docs/performance.md has
its figures, in microseconds of one processor and in seconds on the wall and of processors."""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ticker.model import Rule, Wording
from ticker.rules import compile_rules
from ticker.ruling import judge
from ticker.store import Store

NOW = datetime(2025, 7, 10, tzinfo=UTC)
ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщьюяїіє")


class Desk:
    """Invented words, headlines and rules, the same at every run: half Latin, half Cyrillic."""

    def __init__(self) -> None:
        self._chance = random.Random(5)
        self._words = [[self._word(letters) for _ in range(20_000)] for letters in ALPHABETS]

    def _word(self, letters: str) -> str:
        return "".join(self._chance.choices(letters, k=self._chance.randint(3, 10)))

    def word(self) -> str:
        return self._chance.choice(self._chance.choice(self._words))

    def headline(self, number: int) -> str:
        """Six to eleven words; one in a hundred names Kyiv, one in fifty has typographic quotes."""
        words = self._chance.choices(self._words[number % 2], k=self._chance.randint(6, 11))
        name = " Kyiv" if number % 100 == 0 else " Києва" if number % 200 == 1 else ""
        text = " ".join(words).capitalize() + name
        return f"“{text}…”" if number % 50 == 0 else text

    def rule(self, number: int) -> Rule:
        """Of five kinds: forms, words and phrases, all with none, two words apart, a beginning."""
        word, tag = self.word, f"t{number}"
        match number % 5:
            case 0:
                return Rule(tag, "|".join(word() for _ in range(4)))
            case 1:
                forms = (f"{word()}|{word()}", f"{word()} {word()}", f"{word()[:5]}*")
                return Rule(tag, any=forms)
            case 2:
                needed, any_of, none = (f"{word()}|{word()}",), (word(), word()), (word(),)
                return Rule(tag, all=needed, any=any_of, none=none)
            case 3:
                return Rule(tag, rf"\b{word()}\b.*\b{word()}\b")
            case _:
                return Rule(tag, rf"\b{word()[:4]}\w*\s+\d+")


def matching(desk: Desk, number: int) -> Iterator[str]:
    """Microseconds an item, for several numbers of rules."""
    said = [Wording(desk.headline(n), url=f"https://news.example/{n}") for n in range(number)]
    for many in (1, 10, 50, 200, 500):
        began = time.process_time()
        rules = compile_rules([desk.rule(n) for n in range(many)])
        ready = time.process_time()
        earned = sum(len(rules.tags(wording)) for wording in said)
        spent = (time.process_time() - ready) / number
        reading = (ready - began) * 1e3
        yield f"| {many} rules | {spent * 1e6:.1f} us | {reading:.0f} ms | {earned:,} tags |"


_FILL = (
    "INSERT INTO item(id, source_id, wording_id, url, language, published_at, sort_at,"
    " published_offset_s, time_basis, first_seen_at, changed_at, state, matched_by, listed_in,"
    " revisions, sightings) VALUES (:id, 1, :id, :url, 'en', :at, :at, 0, 'stated', :at, :at,"
    " 'listed', 'new', 1, 1, 1)",
    "INSERT INTO wording(id, item_id, title, summary) VALUES (:id, :id, :said, :summary)",
    "INSERT INTO sighting(id, item_id, source_id, key, url, matched_by, revision_id, position,"
    " claim_offset_s, claim_basis, first_seen_at) VALUES (:id, :id, 1, :id, :url, 'new', :id, 1, 0,"
    " 'stated', :at)",
    "INSERT INTO revision(id, item_id, sighting_id, seq, kind, wording_id, seen_from_at)"
    " VALUES (:id, :id, :id, 1, 'first', :id, :at)",
)


def fill(desk: Desk, path: Path, number: int) -> None:
    """A store of that many items with one wording each, past the writer and without its search."""
    Store.open(f"sqlite:///{path}", write=True, now=NOW).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("INSERT INTO source(id, name, url) VALUES (1, 'a', 'https://a.example')")
        for first in range(1, number + 1, 20_000):
            rows = [_row(desk, n) for n in range(first, min(first + 20_000, number + 1))]
            for statement in _FILL:
                connection.executemany(statement, rows)
        connection.commit()


def _row(desk: Desk, number: int) -> dict[str, str | int]:
    summary = " ".join(desk.word() for _ in range(25))
    url = f"https://news.example/{number % 7}/{number}/story"
    at = 1_700_000_000 + 60 * number
    return {"id": number, "said": desk.headline(number), "summary": summary, "url": url, "at": at}


def scanning(path: Path) -> Iterator[str]:
    """Seconds to try a rule on all of a store."""
    tried = {
        '`match = "Kyiv\\|Kiev\\|Київ\\|Києв"`': Rule("kyiv", "Kyiv|Kiev|Київ|Києв"),
        '`any = ["Kyiv", "київ\\|києва"]`': Rule("kyiv", any=("Kyiv", "київ|києва")),
        '`all = ["kyiv", "language:en"]`': Rule("kyiv", all=("kyiv", "language:en")),
        '`match = "/6/1\\d+5/"` on `url`': Rule("kyiv", r"/6/1\d+5/", "url"),
        '`any = ["summary:київ"]`': Rule("kyiv", any=("summary:київ",)),
    }
    with Store.open(f"sqlite:///{path}", now=NOW) as store:
        for name, rule in tried.items():
            wall, spent = time.perf_counter(), time.process_time()
            (found,) = judge(store, [rule], ["kyiv"], ZoneInfo("Europe/Kyiv"))
            wall, spent = time.perf_counter() - wall, time.process_time() - spent
            yield f"| {name} | {wall:.2f} s | {spent:.2f} s | {len(found.items):,} items |"


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    desk = Desk()
    for line in matching(desk, number):
        print(line, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ticker.db"
        fill(desk, path, number)
        for line in scanning(path):
            print(line, flush=True)


if __name__ == "__main__":
    main()
