"""The newsroom that the documentation shows: the Harbour Wire, invented from its first headline on.

Two days of July 2025 as recorded polls, so that every page shows the same record to the minute: a
feed and a list page of one newsroom, and a second newsroom in Ukrainian. In them: a night with
midnight in it, edits, a badge that comes, a number that changes, a headline that recurs, an item
that is taken down, and an outage that a list does not outlast.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from pathlib import Path

from ticker import Ticker

KYIV = timezone(timedelta(hours=3))
PLACE = "https://harbour.example"
CONFIG = f"""\
[ticker]
zone = "Europe/Kyiv"

[poll]
contact = "desk@harbour.example"

[[sources]]
name = "harbour"
url = "{PLACE}/rss"
zone = "Europe/Kyiv"
language = "en"
tags = ["coast"]

[[sources]]
name = "harbour-list"
url = "{PLACE}/news/"
kind = "list"
zone = "Europe/Kyiv"
language = "en"
tags = ["coast"]

[[sources]]
name = "hill"
url = "https://hill.example/rss"
zone = "Europe/Kyiv"
language = "uk"

[[rules]]
tag = "ferry"
match = "ferry|паром"

[[digests]]
name = "morning"
at = "0 8 * * *"
to = "digests/{{name}}-{{date}}.md"
"""

SUBSCRIPTIONS = """\
<opml version="2.0"><head><title>What another reader follows</title></head><body>
<outline text="Coast"><outline type="rss" text="Bay News" xmlUrl="https://bay.example/rss"/></outline>
</body></opml>
"""


@dataclass(frozen=True, slots=True)
class Story:
    """One line of a newsroom: its number, its local time on 9 or 10 July, its headline."""

    number: int
    time: str
    headline: str

    @property
    def at(self) -> datetime:
        return local(self.time)

    @property
    def link(self) -> str:
        return f"/news/{self.number}"


def local(text: str) -> datetime:
    """``10 06:12`` is 06:12 of the newsroom's clock on 10 July 2025."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return datetime(2025, 7, int(day), int(hour), int(minute), tzinfo=KYIV)


LIGHT = Story(100, "09 18:20", "Lighthouse opens to visitors")
TIDES = Story(101, "09 19:05", "Tide table for Thursday")
VISIT = Story(102, "09 20:15", "Mayor to sell the old pier")
STORM = Story(103, "09 21:40", "Storm over the bay: two hurt")
HURT = Story(103, "09 21:40", "Storm over the bay: three hurt")
STOPS = Story(104, "09 22:10", "Ferry service stops until morning")
BRIDGE = Story(105, "09 23:05", "Bridge closed after the storm")
BADGED = Story(105, "09 23:05", "UpdatedBridge closed after the storm")
POWER = Story(106, "10 00:08", "Power cut in the old town")
RETURNS = Story(107, "10 00:31", "Power returns to the old town")
WIND = Story(115, "10 04:55", "Wind drops to eight knots")
BOATS = Story(116, "10 05:40", "Fishing fleet counts its boats – photo")
RESUMES = Story(117, "10 06:12", "Ferry service resumes")
DELAYS = Story(117, "10 06:12", "Ferry service resumes with delays of an hour")
MARKET = Story(118, "10 07:20", "Fish market opens late")
SCHOOL = Story(119, "10 07:35", "Schools open as usual")

LISTED = {
    "09 22:30": (STOPS, STORM, VISIT, TIDES, LIGHT),
    "09 23:30": (BRIDGE, STOPS, HURT, VISIT, TIDES, LIGHT),
    "10 00:20": (POWER, BADGED, STOPS, HURT, TIDES, LIGHT),
    "10 00:50": (RETURNS, POWER, BADGED, STOPS, HURT, TIDES, LIGHT),
    "10 01:20": None,
    "10 03:20": None,
    "10 06:30": (RESUMES, BOATS, WIND),
    "10 07:00": (DELAYS, BOATS, WIND),
    "10 07:45": (SCHOOL, MARKET, DELAYS, BOATS, WIND),
}
"""What the list page held at each poll; None is an answer of 503."""

FED = {
    "09 22:35": (STORM, VISIT, TIDES, LIGHT),
    "10 00:25": (POWER, BRIDGE, STOPS, HURT, VISIT, TIDES, LIGHT),
    "10 06:50": (RESUMES, RETURNS, POWER, BRIDGE, STOPS, HURT, TIDES, LIGHT),
    "10 07:50": (SCHOOL, MARKET, DELAYS, BOATS, RETURNS, POWER, BRIDGE, STOPS, HURT),
}

HILL = {
    "09 22:40": (Story(7, "09 22:00", "Паром не ходитиме до ранку"),),
    "10 06:55": (
        Story(8, "10 06:40", "Паром знову ходить"),
        Story(7, "09 22:00", "Паром не ходитиме до ранку"),
    ),
}


def feed(stories: tuple[Story, ...], place: str, title: str) -> bytes:
    """An RSS feed with guids, links and zoned dates."""
    items = "".join(
        f"<item><title>{escape(story.headline.removeprefix('Updated'))}</title>"
        f"<link>{place}{story.link}</link><guid>{place}{story.link}</guid>"
        f"<pubDate>{story.at:%a, %d %b %Y %H:%M:%S %z}</pubDate></item>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{title}</title><link>{place}/</link>{items}</channel></rss>"
    ).encode()


def page(stories: tuple[Story, ...], title: str = "Harbour Wire: all news") -> bytes:
    """A page of headlines, each with a bare clock in front of it."""
    rows = "\n".join(
        f'<li><span class="time">{story.at:%H:%M}</span>'
        f' <a href="{story.link}">{escape(story.headline)}</a></li>'
        for story in stories
    )
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>\n'
        f"<ul>\n{rows}\n</ul>\n</html>\n"
    ).encode()


def build(folder: Path) -> None:
    """Write into `folder` the configuration, the recordings and the store that came of them, and
    the subscriptions of another reader."""
    (folder / "config.toml").write_text(CONFIG)
    (folder / "feedly.opml").write_text(SUBSCRIPTIONS)
    hill = "https://hill.example"
    polls: list[tuple[str, str, bytes | None]] = []
    polls += [(at, "harbour", feed(s, PLACE, "Harbour Wire")) for at, s in FED.items()]
    polls += [(at, "harbour-list", page(s) if s else None) for at, s in LISTED.items()]
    polls += [(at, "hill", feed(s, hill, "Газета «Пагорб»")) for at, s in HILL.items()]
    with Ticker.open(folder / "config.toml") as ticker:
        for at, name, body in sorted(polls, key=lambda poll: poll[0]):
            ticker.replay(name, _recorded(folder / "recorded" / name, at, body))


def _recorded(home: Path, when: str, body: bytes | None) -> Path:
    """One more poll of a recording: a line of its index, and the body beside it."""
    home.mkdir(parents=True, exist_ok=True)
    index = home / "index.jsonl"
    at = local(when).astimezone(UTC)
    name = f"{at:%Y%m%dT%H%M}.body"
    (home / name).write_bytes(body or b"try again later")
    line = {"ts": f"{at:%Y-%m-%dT%H:%M:%SZ}", "file": name, "status": 200 if body else 503}
    with index.open("a") as file:
        file.write(json.dumps(line) + "\n")
    return index
