"""A recorded series of JSON bodies, rendered as the pages and feeds that a source would serve.

The JSON carries the truth (ids, zoned times); a page shows bare clocks only, a feed RFC 822 dates.
"""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordedPoll:
    """One poll of a JSON series."""

    ts: str
    entries: tuple[Entry, ...]


def read_series(folder: Path) -> list[RecordedPoll]:
    """Every poll of the series in `folder`, in its order."""
    polls = []
    for line in (folder / "index.jsonl").read_text().splitlines():
        said = json.loads(line)
        body = gzip.decompress((folder / said["file"]).read_bytes())
        polls.append(RecordedPoll(said["ts"], tuple(json.loads(body))))
    return polls


def as_list_page(entries: Iterable[Entry], zone: ZoneInfo) -> str:
    """A page with a bare clock and a link a row, newest first, as the entries stand."""
    rows = "\n".join(
        '<li class="row"><span class="time">'
        f"{datetime.fromisoformat(e['published_at']).astimezone(zone):%H:%M}</span> "
        f'<a href="{html.escape(e["url"])}">{html.escape(e["title"])}</a></li>'
        for e in entries
    )
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Nieuws</title></head>'
        f'<body><h1>Laatste nieuws</h1><ul class="list">\n{rows}\n</ul></body></html>'
    )


def as_rss(entries: Iterable[Entry]) -> str:
    """An RSS 2.0 feed with guid, link and pubDate."""
    items = "\n".join(
        f"<item><title>{html.escape(e['title'], quote=False)}</title>"
        f"<link>https://www.news.example{html.escape(e['url'])}</link>"
        f'<guid isPermaLink="false">{e["id"]}</guid>'
        f"<pubDate>{format_datetime(datetime.fromisoformat(e['published_at']))}</pubDate></item>"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Nieuws</title>'
        f"<link>https://www.news.example/</link><description>-</description>{items}"
        "</channel></rss>"
    )


def write_recording(
    folder: Path, polls: Iterable[RecordedPoll], render: Callable[[tuple[Entry, ...]], str]
) -> Path:
    """The rendered polls as a recording that `ticker replay` reads; the path of its index."""
    folder.mkdir(parents=True)
    lines = []
    for number, poll in enumerate(polls):
        name = f"{number:05d}.gz"
        (folder / name).write_bytes(gzip.compress(render(poll.entries).encode(), 1))
        lines.append(json.dumps({"ts": poll.ts, "file": name}))
    index = folder / "index.jsonl"
    index.write_text("\n".join(lines) + "\n")
    return index
