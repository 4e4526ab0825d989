"""What an outlet says at an instant, as bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from itertools import groupby

from tests.soak.newsroom import Story
from tests.soak.outlets import LISTS, Outlet

TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
PAGE = "text/html; charset=utf-8"
CAPTIVE = (
    b"<!doctype html><html><head><title>Log in</title></head><body><h1>Guest network</h1>"
    b"<form><input name='mail'><button>Log in</button></form></body></html>"
)


def content_type(outlet: Outlet) -> str:
    return TYPES.get(outlet.form, PAGE)


def document(outlet: Outlet, now: int) -> bytes:
    """The whole document."""
    stories = outlet.shown(now)
    if outlet.form in LISTS:
        text = _page(outlet, stories, now)
    else:
        text = {"rss": _rss, "atom": _atom, "json": _json}[outlet.form](outlet, stories, now)
    return text.encode()


def _guid(outlet: Outlet, story: Story, now: int) -> str | None:
    match outlet.guids:
        case "stable":
            return f"{outlet.newsroom.name}-{story.number}"
        case "link":
            return outlet.newsroom.url(story, outlet.as_of(now))
        case "unstable":
            return f"{story.number:x}-{now:x}"
    return None


def _rss(outlet: Outlet, stories: list[Story], now: int) -> str:
    entries = []
    for story in stories:
        guid = _guid(outlet, story, now)
        date = format_datetime(datetime.fromtimestamp(story.at, outlet.newsroom.tz))
        entries.append(
            f"<item><title>{escape(outlet.title(story, now))}</title>"
            f"<link>{outlet.newsroom.url(story, outlet.as_of(now))}</link>"
            + (f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
            + (f"<pubDate>{date}</pubDate>" if outlet.dated else "")
            + "</item>"
        )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'"
        " xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
        f"<title>{outlet.name}</title><link>https://{outlet.newsroom.name}.example/</link>"
        f"{_asked(outlet)}{_restless(outlet, now)}{''.join(entries)}</channel></rss>"
    )


def _asked(outlet: Outlet) -> str:
    said = ""
    if outlet.asks_by == "ttl":
        said += f"<ttl>{outlet.asks_s // 60}</ttl>"
    if outlet.asks_by == "sy":
        said += "<sy:updatePeriod>hourly</sy:updatePeriod>"
        said += f"<sy:updateFrequency>{3_600 // outlet.asks_s}</sy:updateFrequency>"
    if outlet.skip_hours:
        hours = "".join(f"<hour>{hour}</hour>" for hour in outlet.skip_hours)
        said += f"<skipHours>{hours}</skipHours>"
    return said


def _restless(outlet: Outlet, now: int) -> str:
    """A document that is another one at every request, though its stories are the same."""
    if not outlet.restless:
        return ""
    return f"<lastBuildDate>{format_datetime(datetime.fromtimestamp(now, UTC))}</lastBuildDate>"


def _atom(outlet: Outlet, stories: list[Story], now: int) -> str:
    entries = []
    for story in stories:
        url = outlet.newsroom.url(story, outlet.as_of(now))
        guid = _guid(outlet, story, now)
        date = datetime.fromtimestamp(story.at, UTC).isoformat()
        entries.append(
            f"<entry><title>{escape(outlet.title(story, now))}</title><link href='{url}'/>"
            + (f"<id>tag:{guid}</id>" if guid else "")
            + (f"<published>{date}</published>" if outlet.dated else "")
            + "</entry>"
        )
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<title>{outlet.name}</title><id>tag:{outlet.name}</id>{''.join(entries)}</feed>"
    )


def _json(outlet: Outlet, stories: list[Story], now: int) -> str:
    items = []
    for story in stories:
        url = outlet.newsroom.url(story, outlet.as_of(now))
        entry = {"id": _guid(outlet, story, now) or url, "url": url}
        entry["title"] = outlet.title(story, now)
        if outlet.dated:
            entry["date_published"] = datetime.fromtimestamp(
                story.at, outlet.newsroom.tz
            ).isoformat()
        items.append(entry)
    said = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "items": items}
    return json.dumps(said)


def _page(outlet: Outlet, stories: list[Story], now: int) -> str:
    local = [(story, datetime.fromtimestamp(story.at, outlet.newsroom.tz)) for story in stories]
    parts = []
    for day, rows in groupby(local, key=lambda row: row[1].date()):
        if outlet.form == "headed":
            parts.append(f"<h3 class='day'>{day.day} {day:%B %Y}</h3>")
        parts += [_row(outlet, story, at, now) for story, at in rows]
    return (
        f"<!doctype html><html lang='en'><head><title>{outlet.name}</title></head><body>"
        "<nav><a href='/'>Front page</a> <a href='/all/'>All stories</a></nav>"
        f"<main><h1>Newest stories</h1><div class='list'>{''.join(parts)}</div></main>"
        "<footer>Written by nobody</footer></body></html>"
    )


def _row(outlet: Outlet, story: Story, at: datetime, now: int) -> str:
    url = outlet.newsroom.url(story, outlet.as_of(now))
    title = escape(outlet.title(story, now))
    machine = f" datetime='{at.isoformat()}'" if outlet.form == "machine" else ""
    return (
        f"<div class='row'><time{machine}>{at:%H:%M}</time> "
        f"<a href='{escape(url)}'>{title}</a></div>"
    )
