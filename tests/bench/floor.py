"""What the machine allows: ``python -m tests.bench.floor FOLDER BASE FEEDS LATENCY``.

The bare pipe: the fetcher (aiohttp), the shortest reader, SQLite with search. No record: no
revisions, no sightings, no changes, no evidence, no guarantee that what was written is on the disk.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import aiohttp
from lxml import etree

from tests.bench.laps import addresses, laps

IN_FLIGHT = 64
ATOM = "{http://www.w3.org/2005/Atom}"
RSS = "{http://purl.org/rss/1.0/}"
Row: TypeAlias = tuple[str, str, str, str]
TABLES = """
CREATE TABLE feed (id INTEGER PRIMARY KEY, etag TEXT);
CREATE TABLE item (id INTEGER PRIMARY KEY, feed INTEGER, guid TEXT, title TEXT, summary TEXT,
  published TEXT, UNIQUE (feed, guid));
CREATE VIRTUAL TABLE text USING fts5 (title, summary, content='item', content_rowid='id');
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
"""


class Floor:
    """A cycle, and nothing else."""

    def __init__(self, path: Path, urls: Sequence[str]) -> None:
        self.urls = urls
        self.store = sqlite3.connect(path, isolation_level=None)
        self.store.executescript(TABLES)
        self.etags: dict[int, str] = {}
        self.last = 0

    def cycle(self) -> None:
        asyncio.run(self._cycle())

    def items(self) -> int:
        return int(self.store.execute("SELECT count(*) FROM item").fetchone()[0])

    async def _cycle(self) -> None:
        left = iter(enumerate(self.urls))
        self.store.execute("BEGIN IMMEDIATE")
        connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*(self._fetch(session, left) for _ in range(IN_FLIGHT)))
        self.store.execute("COMMIT")

    async def _fetch(self, session: aiohttp.ClientSession, left: Iterator[tuple[int, str]]) -> None:
        for i, url in left:
            asked = {"If-None-Match": self.etags[i]} if i in self.etags else {}
            async with session.get(url, headers=asked) as response:
                body = await response.read()
            if response.status == 200:
                self.etags[i] = response.headers["ETag"]
                self._store(i, list(rows(body)))

    def _store(self, i: int, said: list[Row]) -> None:
        asked = self.store.execute("SELECT guid, title FROM item WHERE feed = ?", (i,))
        known: dict[str, str] = dict(asked.fetchall())
        new, texts = [], []
        for guid, title, summary, published in said:
            if guid not in known:
                self.last += 1
                new.append((self.last, i, guid, title, summary, published))
                texts.append((self.last, title, summary))
            elif known[guid] != title:
                self.store.execute(
                    "UPDATE item SET title = ? WHERE feed = ? AND guid = ?", (title, i, guid)
                )
        self.store.executemany("INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?, ?, ?)", new)
        self.store.executemany("INSERT INTO text (rowid, title, summary) VALUES (?, ?, ?)", texts)


def rows(body: bytes) -> Iterator[Row]:
    """(id, title, summary, published): whatever is found first. Not to be relied upon."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(body.lstrip(), parser)
    for entry in root.iter("item", f"{ATOM}entry", f"{RSS}item"):
        said = {etree.QName(child).localname: child.text or "" for child in entry}
        identity = said.get("guid") or said.get("id") or said.get("link") or ""
        summary = said.get("description") or said.get("summary") or ""
        dated = said.get("pubDate") or said.get("published") or said.get("date") or ""
        yield identity, said.get("title", ""), summary, dated


def main() -> None:
    folder, base = Path(sys.argv[1]), sys.argv[2]
    count, latency_ms = map(int, sys.argv[3:5])
    floor = Floor(folder / "floor.db", addresses(base, count))
    laps(base, latency_ms, floor.cycle, floor.items)


if __name__ == "__main__":
    main()
