"""A large store of invented news, made past the writer: `fill` for the benches that ask it.

Two hundred sources of very unequal size are polled in turn, four seconds an item: rows come in the
order in which the writer gives them their ids. A third of the items have a summary, a tenth are
edited (some twice), a twelfth also stand in a second source, some were delisted or came late, a few
claim to lie ahead. Words and tags are spread as in newspapers: the most common word is in half of
the headlines, most are in a few of a million. What goes beyond `BASE` items is the same again,
later and under other addresses. The same number of items gives the same store.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from ticker.model import DAY_S
from ticker.store import Store

Row: TypeAlias = tuple[Any, ...]

BASE = 200_000
"""Items that are invented one by one."""
BEGAN = 1_700_000_000
"""When the first item of a large store was published."""
STEP_S = 4
SOURCES, TAGS, COMMON, RARE = 200, 400, 20_000, 400_000
AT_ONCE = 20_000
"""Items in one transaction."""
LATIN = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri")
CYRILLIC = ("ба", "ве", "ди", "жо", "гу", "за", "ке", "ли", "мо", "ну", "па", "ре", "ши")


def word(rank: int, cyrillic: bool = False) -> str:
    """The word of a rank: common ones are short, and no two are alike."""
    parts = CYRILLIC if cyrillic else LATIN
    said = parts[rank % 13]
    while rank >= 13:
        rank = rank // 13 - 1
        said += parts[rank % 13]
    return said


def tag(rank: int) -> str:
    """The name of the tag of a rank, the most common first."""
    return f"tag{rank}"


def source(rank: int) -> str:
    """The name of the source of a rank, the largest first."""
    return f"source{rank}"


def ended(number: int) -> datetime:
    """Shortly after the last poll of a store of `number` items."""
    return datetime.fromtimestamp(BEGAN + STEP_S * number + 300, UTC)


def _spread(chance: Random, size: int, bits: int = 16) -> list[int]:
    """Ranks to pick from by chance: the n-th most common comes up about once in n times log."""
    return [int((size + 1) ** chance.random()) - 1 for _ in range(1 << bits)]


@dataclass(frozen=True, slots=True)
class _Words:
    """A wording, headline and summary, and who said it in which script."""

    said: str
    told: str | None
    source_id: int
    cyrillic: bool


class _News:
    """The newsroom: what was said, by whom and when, as rows of the tables."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.chance = Random(number)  # invented news, not secrets
        self.spoken = [
            [word(rank, cyrillic) for rank in _spread(self.chance, COMMON)]
            for cyrillic in (False, True)
        ]
        self.sources = _spread(self.chance, SOURCES, 14)
        self.tags = _spread(self.chance, TAGS, 14)
        self.last = {"item": 0, "wording": 0, "sighting": 0, "revision": 0, "change": 0, "poll": 0}
        self.later: list[tuple[int, int, Callable[..., None], Row]] = []
        self.awaited = 0
        self.rows: dict[str, list[Row]] = {name: [] for name in STATEMENTS}
        self.end = BEGAN + STEP_S * number

    def next(self, table: str) -> int:
        self.last[table] += 1
        return self.last[table]

    def parts(self) -> Iterator[dict[str, list[Row]]]:
        """The rows of all tables, some thousands of items at a time."""
        while self.last["item"] < self.number:
            now = BEGAN + STEP_S * self.last["item"]
            while self.later and self.later[0][0] <= now:
                _, _, happens, known = heapq.heappop(self.later)
                happens(*known)
            self.poll(now)
            if len(self.rows["item"]) >= AT_ONCE:
                yield self.taken()
        yield self.taken()

    def taken(self) -> dict[str, list[Row]]:
        rows, self.rows = self.rows, {name: [] for name in STATEMENTS}
        return rows

    def after(self, at: int, happens: Callable[..., None], *known: Any) -> None:
        """Have something happen later, unless the story ends before."""
        if at < self.end:
            self.awaited += 1
            heapq.heappush(self.later, (at, self.awaited, happens, known))

    def words(self, count: int, cyrillic: bool) -> str:
        chance, spoken = self.chance, self.spoken[cyrillic]
        said = [spoken[chance.getrandbits(16)] for _ in range(count)]
        if chance.random() < 0.5:  # a name that is hardly ever said
            said[-1] = word(COMMON + int(RARE * chance.random()), cyrillic)
        return " ".join(said)

    # --- what happens -------------------------------------------------------------------------

    def poll(self, at: int) -> None:
        """A source has some new items."""
        source_id = self.sources[self.chance.getrandbits(14)] + 1
        count = min(1 + int(6 * self.chance.random()), self.number - self.last["item"])
        self.rows["poll"].append((self.next("poll"), source_id, at, at, count, count))
        for _ in range(count):
            self.item(source_id, at)

    def item(self, source_id: int, at: int) -> None:
        """A source has it first."""
        chance = self.chance
        item_id, wording_id = self.next("item"), self.next("wording")
        sighting_id, revision_id = self.next("sighting"), self.next("revision")
        cyrillic = source_id % 3 == 0
        said = self.words(6 + int(7 * chance.random()), cyrillic).capitalize()
        told = self.words(10 + int(12 * chance.random()), cyrillic) if source_id % 3 == 1 else None
        published, basis = self.published(at)
        sort_at = at if published is None or published > at + DAY_S else published
        left = at + 7_200 if chance.random() < 0.02 else at + 40_000 + at % 9_000
        gone = "scrolled_off" if left > at + 7_200 else "delisted"
        language = "uk" if cyrillic else "en"
        known = (item_id, source_id, wording_id, language, published, sort_at, basis, at)
        self.rows["item"].append((*known, at, gone, 1, 1))
        labels = '["video"]' if chance.random() < 0.02 else None
        self.rows["wording"].append((wording_id, item_id, said, labels, told))
        self.seen(sighting_id, item_id, source_id, "new", revision_id, published, basis, at, left)
        self.revised(revision_id, item_id, sighting_id, 1, "first", wording_id, at)
        self.logged(at, "new", item_id, source_id, said, None, None)
        self.tagged(item_id, sort_at)
        if gone == "delisted":
            self.after(left, self.logged, left, gone, item_id, source_id, said, None, None)
        if chance.random() < 0.1:
            later = at + 60 + int(20_000 * chance.random() ** 3)
            words = _Words(said, told, source_id, cyrillic)
            self.after(later, self.edited, item_id, sighting_id, 2, words, later)
        if chance.random() < 1 / 12:
            later = at + 300 + int(90_000 * chance.random() ** 3)
            other = self.sources[chance.getrandbits(14)] + 1
            if other != source_id:
                self.after(
                    later, self.shared, (item_id, wording_id), other, (published, basis), later
                )

    def seen(self, *row: Any) -> None:
        *known, at, left = row
        gone = "scrolled_off" if left > at + 7_200 else "delisted"
        self.rows["sighting"].append((*known, at, left, left + 300, gone))

    def published(self, at: int) -> tuple[int | None, str]:
        """When it claims to be published: soon before it is seen, save for some."""
        chance = self.chance.random()
        if chance < 0.01:
            return None, "first-seen"
        if chance < 0.03:  # an old one, which came late
            return at - 3_600 - int(60 * DAY_S * self.chance.random()), "stated"
        if chance < 0.035:  # a clock that is fast
            return at + int(900 * self.chance.random()), "stated"
        if chance < 0.036:
            return at + 2 * DAY_S, "stated"
        return at - 30 - int(1_200 * self.chance.random()), "stated"

    def edited(self, item_id: int, sighting_id: int, seq: int, was: _Words, at: int) -> None:
        """It reads otherwise from now on."""
        now = replace(was, said=f"{was.said} {self.words(2, was.cyrillic)}")
        wording_id, revision_id = self.next("wording"), self.next("revision")
        self.rows["wording"].append((wording_id, item_id, now.said, None, now.told))
        self.revised(revision_id, item_id, sighting_id, seq, "wording", wording_id, at)
        self.rows["edited"].append((wording_id, at, item_id))
        self.rows["current"].append((revision_id, sighting_id))
        self.logged(at, "revised", item_id, now.source_id, now.said, was.said, "wording")
        if self.chance.random() < 0.2:
            later = at + 60 + int(20_000 * self.chance.random())
            self.after(later, self.edited, item_id, sighting_id, seq + 1, now, later)

    def shared(self, known: tuple[int, int], other: int, claim: Row, at: int) -> None:
        """A second source has it, word for word."""
        item_id, wording_id = known
        sighting_id, revision_id = self.next("sighting"), self.next("revision")
        self.seen(sighting_id, item_id, other, "url", revision_id, *claim, at, at + 40_000)
        # No number that an edit takes: who shares a wording is not who edits it.
        self.revised(revision_id, item_id, sighting_id, 1_000, "first", wording_id, at)
        self.rows["shared"].append((item_id,))

    def revised(self, *row: Any) -> None:
        self.rows["revision"].append(row)

    def logged(self, at: int, kind: str, *row: Any) -> None:
        self.rows["change"].append((self.next("change"), at, kind, *row))

    def tagged(self, item_id: int, sort_at: int) -> None:
        chance = self.chance
        for rank in {
            self.tags[chance.getrandbits(14)] for _ in range(1 + int(3 * chance.random()))
        }:
            self.rows["item_tag"].append((rank + 1, item_id, "source", sort_at))
            if chance.random() < 0.05:
                self.rows["item_tag"].append((rank + 1, item_id, "rule", sort_at))


_URL = "printf('https://n%d.example/%d', {0} % 50, {0})"
_GUID = "CASE WHEN {1} % 3 = 1 THEN printf('n-%d', {0}) END"
_KEY = "CASE WHEN {1} % 3 = 1 THEN printf('guid n-%d', {0}) ELSE 'url ' || " + _URL + " END"
_NUMBER = "CASE WHEN {0} % 2 THEN printf('n%d#%d', {0} % 50, {0}) END"

STATEMENTS = {
    "poll": """INSERT INTO poll(id, source_id, at, until_at, items, new, overlap, outcome, status,
        bytes, duration_ms, revised, capture)
        SELECT ?, ?, ?, ?, ?, ?, 30, 'new', 200, 40000, 200, 0, 'ticker-20251022.warc.gz:407'""",
    "item": f"""INSERT INTO item(id, source_id, wording_id, language, published_at, sort_at,
        time_basis, first_seen_at, changed_at, state, revisions, sightings, url, canonical_url,
        article_key, edition_key, listed_in, published_offset_s, time_error_s, matched_by)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, {_URL.format("?1")},
        {_URL.format("?1")}, {_NUMBER.format("?1")}, {_NUMBER.format("?1")}, 0, 0, 0, 'new'""",
    "wording": "INSERT INTO wording(id, item_id, title, labels, summary) VALUES (?, ?, ?, ?, ?)",
    "sighting": f"""INSERT INTO sighting(id, item_id, source_id, matched_by, revision_id, claim_at,
        claim_basis, first_seen_at, last_seen_at, gone_at, gone, key, guid, url, canonical_url,
        article_key, position, claim_offset_s, claim_error_s)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, {_KEY.format("?2", "?3")},
        {_GUID.format("?2", "?3")}, {_URL.format("?2")}, {_URL.format("?2")},
        {_NUMBER.format("?2")}, 1, 0, 0""",
    "revision": """INSERT INTO revision(id, item_id, sighting_id, seq, kind, wording_id,
        seen_from_at) VALUES (?, ?, ?, ?, ?, ?, ?)""",
    "change": """INSERT INTO change(seq, at, kind, item_id, source_id, headline, was, detail)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
    "item_tag": "INSERT INTO item_tag(tag_id, item_id, origin, sort_at) VALUES (?, ?, ?, ?)",
    "edited": """UPDATE item SET wording_id = ?, revisions = revisions + 1, changed_at = ?
        WHERE id = ?""",
    "current": "UPDATE sighting SET revision_id = ? WHERE id = ?",
    "shared": "UPDATE item SET sightings = sightings + 1 WHERE id = ?",
}
"""What is done with the rows of each part, parents before children."""

_SHIFTED = {
    "id": "{table}",
    "seq": "change",
    "item_id": "item",
    "wording_id": "wording",
    "sighting_id": "sighting",
    "revision_id": "revision",
}
"""Columns that are, or name, a row of a table, whose rows are counted on in each repetition."""
_MADE = {
    "item": {"url": _URL, "canonical_url": _URL, "article_key": _NUMBER, "edition_key": _NUMBER},
    "sighting": {
        "url": _URL,
        "canonical_url": _URL,
        "article_key": _NUMBER,
        "key": _KEY,
        "guid": _GUID,
    },
}
_TABLES = ("poll", "item", "wording", "sighting", "revision", "change", "item_tag")

_SOURCES = """
WITH RECURSIVE ns(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ns WHERE n < ?2)
INSERT INTO source(id, name, url, active, last_poll_at, last_good_at, confirmed_at, listed)
SELECT n, 'source' || n, 'https://www.source' || n || '.example/rss', 1, ?1, ?1, ?1, 30 FROM ns
"""
_LISTED = (
    """UPDATE sighting SET last_seen_at = NULL, gone_at = NULL, gone = NULL
    WHERE first_seen_at > ?1 AND gone = 'scrolled_off'""",
    """UPDATE item SET state = 'listed', listed_in = 1
    WHERE first_seen_at > ?1 AND state = 'scrolled_off'""",
)
"""What was seen in the last half day is still listed."""


def fill(path: Path, number: int) -> None:
    """Make a store of that many items at `path`, its search index merged as of nights."""
    now, base = ended(number), min(number, BASE)
    Store.open(f"sqlite:///{path}", write=True, now=now).close()
    news = _News(base)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -1000000")
        with _put_off(connection):
            connection.execute(_SOURCES, (int(now.timestamp()), SOURCES))
            connection.executemany(
                "INSERT INTO tag VALUES (?, ?)", [(n, tag(n)) for n in range(1, TAGS + 1)]
            )
            for rows in news.parts():
                connection.execute("BEGIN")
                for name, statement in STATEMENTS.items():
                    connection.executemany(statement, rows[name])
                connection.execute("COMMIT")
            for first in range(base, number, base):
                _repeat(connection, news.last, first // base, min(base, number - first))
        for statement in _LISTED:
            connection.execute(statement, (int(now.timestamp()) - DAY_S // 2,))
        connection.execute("INSERT INTO wording_search(wording_search) VALUES ('rebuild')")
        connection.execute("PRAGMA analysis_limit = 1000")
        connection.execute("ANALYZE")
    with Store.open(f"sqlite:///{path}", write=True, now=now) as store:
        for _ in store.tidy():
            pass


@contextmanager
def _put_off(connection: sqlite3.Connection) -> Iterator[None]:
    """Without triggers and indexes while the rows come: what they keep is made in one go."""
    making = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE '%kept'"
        " OR type = 'index' AND sql NOT NULL ORDER BY type"
    ).fetchall()
    for kind, name, _ in making:
        connection.execute(f'DROP {kind} "{name}"')
    yield
    connection.execute(
        "INSERT INTO source_item SELECT DISTINCT g.source_id, i.sort_at, i.id FROM sighting AS g"
        " JOIN item AS i ON i.id = g.item_id ORDER BY 1, 2, 3"
    )
    for _, _, statement in making:
        connection.execute(statement)


def _repeat(
    connection: sqlite3.Connection, last: Mapping[str, int], times: int, number: int
) -> None:
    """The first `number` items with all that is theirs once more, that many times later."""
    connection.execute("BEGIN")
    for table in _TABLES:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = []
        for column in columns:
            if column in _SHIFTED:
                by = last[_SHIFTED[column].format(table=table)] * times
                values.append(f"{column} + {by}")
            elif column == "at" or column.endswith("_at"):
                values.append(f"{column} + {last['item'] * STEP_S * times}")
            elif made := _MADE.get(table, {}).get(column):
                item_id = "id" if table == "item" else "item_id"
                values.append(made.format(f"({item_id} + {last['item'] * times})", "source_id"))
            else:
                values.append(column)
        of = "item_id" if "item_id" in columns else "at" if table == "poll" else "id"
        most = BEGAN + number * STEP_S if table == "poll" else number
        order = "item_id" if table == "item_tag" else columns[0]
        connection.execute(
            f"INSERT INTO {table}({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} "
            f"WHERE {of} <= {most} AND {columns[0] if table != 'item_tag' else 'item_id'} "
            f"<= {last.get(table, last['item'])} ORDER BY {order}"
        )
    connection.execute("COMMIT")
