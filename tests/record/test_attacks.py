"""What real recordings did to the record, retold with invented stories: each once went wrong."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from ticker.api import Ticker
from ticker.model import Config, History, Query, Source

START = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECTION = "https://www.harbour.example/politics/"


def entry(
    title: str, link: str, *, guid: str | None = None, published_at: datetime | None = None
) -> str:
    """An RSS item; without guid and time where they are left out."""
    said = f"<title>{html.escape(title)}</title><link>{html.escape(link)}</link>"
    if guid:
        said += f'<guid isPermaLink="false">{guid}</guid>'
    if published_at:
        said += f"<pubDate>{format_datetime(published_at)}</pubDate>"
    return f"<item>{said}</item>"


def histories(tmp_path: Path, polls: Sequence[Sequence[str]]) -> list[History]:
    """The whole record of every item after an hourly replay of the polls, oldest item first."""
    lines = []
    for number, entries in enumerate(polls):
        body = f'<rss version="2.0"><channel><title>News</title>{"".join(entries)}</channel></rss>'
        (tmp_path / f"{number}.xml").write_text(body)
        lines.append(json.dumps({"ts": str(START + number * HOUR), "file": f"{number}.xml"}))
    index = tmp_path / "index.jsonl"
    index.write_text("\n".join(lines))
    config = Config(
        path=None,
        database=f"sqlite:///{tmp_path / 'ticker.db'}",
        zone="UTC",
        captures=None,
        sources=(Source("harbour", "https://www.harbour.example/rss", kind="feed"),),
    )
    with Ticker(config) as ticker:
        assert ticker.replay("harbour", index).failed == 0
        found = sorted(ticker.find(Query(limit=None)), key=lambda item: item.id)
        return [ticker.history(item.id) for item in found]


def wordings(found: Sequence[History]) -> list[list[str]]:
    return [[revision.headline for revision in history.revisions] for history in found]


def test_one_of_several_under_one_guid_and_link_is_edited(tmp_path: Path) -> None:
    """A shared key still names the one row that stands under it at that minute."""
    titles = ["Election called for autumn", "Flood reaches the old town", "Strike ends at dawn"]

    def poll(titles: Sequence[str]) -> list[str]:
        return [
            entry(title, SECTION, guid="page-1", published_at=START - number * HOUR)
            for number, title in enumerate(titles)
        ]

    edited = [titles[0], "Flood and storm reach the old town", titles[2]]
    found = histories(tmp_path, [poll(titles), poll(edited)])
    assert wordings(found) == [[titles[0]], [titles[1], edited[1]], [titles[2]]]


def test_stories_that_stood_under_a_section_link_in_turn_stay_apart(tmp_path: Path) -> None:
    """A link that once carried two headlines names no story on the day it carries one."""
    titles = [
        "Cabinet resigns over budget",
        "Storm floods harbour town",
        "Verdict in bridge collapse trial",
        "Miners rescued after two days",
        "Ferry strike ends",
    ]
    polls = [titles[:2], *([title] for title in titles[2:])]
    found = histories(tmp_path, [[entry(t, SECTION) for t in poll] for poll in polls])
    assert wordings(found) == [[title] for title in titles]


def test_an_article_that_was_teased_twice_keeps_its_later_edits(tmp_path: Path) -> None:
    """An article's own number in the link outweighs a second teaser that it had for a while."""
    link = "https://www.harbour.example/city/6255813/bridge.html"
    polls = [
        [entry("Bridge closed for repairs", link), entry("Commuters despair at closure", link)],
        [entry("Bridge closed for repairs", link)],
        [entry("Harbour crossing shut until May", link)],
    ]
    found = histories(tmp_path, polls)
    assert wordings(found) == [
        ["Bridge closed for repairs", "Harbour crossing shut until May"],
        ["Commuters despair at closure"],
    ]
