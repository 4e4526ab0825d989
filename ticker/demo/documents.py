"""What a paper says at an instant, as the bytes that a server sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from ticker.demo.newsroom import Form, Paper, Story

TYPES: Mapping[Form, str] = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "page": "text/html; charset=utf-8",
}
"""The Content-Type of each form."""


def document(paper: Paper, at: datetime) -> bytes:
    """The paper as it stands at an instant."""
    return _WRITERS[paper.form](paper, at).encode()


def _rss(paper: Paper, at: datetime) -> str:
    """RSS 2.0, with times in RFC 822's form."""
    entries = "".join(
        f"""
  <item>
    <title>{escape(story.title(at))}</title>
    <link>{story.address}</link>
    <guid>{story.address}</guid>
    <pubDate>{format_datetime(_local(story, paper))}</pubDate>
  </item>"""
        for story in paper.listed(at)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
  <title>{escape(paper.title)}</title>
  <link>https://zorehrad.example/</link>
  <language>{paper.language}</language>{entries}
</channel></rss>
"""


def _atom(paper: Paper, at: datetime) -> str:
    """Atom 1.0 (RFC 4287)."""
    entries = "".join(
        f"""
  <entry>
    <id>{story.address}</id>
    <title>{escape(story.title(at))}</title>
    <link href="{story.address}"/>
    <published>{_local(story, paper).isoformat()}</published>
    <updated>{_local(story, paper).isoformat()}</updated>
  </entry>"""
        for story in paper.listed(at)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{paper.language}">
  <title>{escape(paper.title)}</title>
  <id>https://hidropost.example/tykha/</id>{entries}
</feed>
"""


def _json(paper: Paper, at: datetime) -> str:
    """JSON Feed 1.1."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": paper.title,
            "language": paper.language,
            "items": [_entry(story, paper, at) for story in paper.listed(at)],
        },
        ensure_ascii=False,
        indent=1,
    )


def _entry(story: Story, paper: Paper, at: datetime) -> dict[str, str]:
    entry = {"id": story.address, "url": story.address, "title": story.title(at)}
    dated = {"date_published": _local(story, paper).isoformat()} if story.dated else {}
    return {**entry, **dated}


def _page(paper: Paper, at: datetime) -> str:
    """A page of the kind that has no feed: a clock and a headline a row, and no day anywhere."""
    rows = "".join(
        f"""
    <li><span class="time">{_local(story, paper):%H:%M}</span>
      <a href="{story.address}">{escape(story.title(at))}</a></li>"""
        for story in paper.listed(at)
    )
    return f"""<!doctype html>
<html lang="{paper.language}">
<head><meta charset="utf-8"><title>{escape(paper.title)}</title></head>
<body>
  <h1>{escape(paper.title)}</h1>
  <ul class="recent">{rows}
  </ul>
</body>
</html>
"""


def _local(story: Story, paper: Paper) -> datetime:
    """When a story was published, by the clock on the paper's wall."""
    return story.published_at.astimezone(ZoneInfo(paper.zone))


_WRITERS: Mapping[Form, Callable[[Paper, datetime], str]] = {
    "rss": _rss,
    "atom": _atom,
    "json": _json,
    "page": _page,
}
