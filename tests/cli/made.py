"""Hand-made answers for the tests of what is shown. All headlines are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ticker.model import (
    Absence,
    Claim,
    Document,
    FoundItem,
    History,
    Item,
    LoggedChange,
    Preview,
    Revision,
    Sighting,
    SourceStatus,
)


def at(text: str) -> datetime:
    """``10 06:00`` is 06:00 UTC on 10 July 2025."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return datetime(2025, 7, int(day), int(hour), int(minute), tzinfo=UTC)


def claim(when: str | None = "10 05:54", **more: Any) -> Claim:
    said: dict[str, Any] = {"basis": "stated", "error_s": 0, "offset_s": 10_800, **more}
    return Claim(at=at(when) if when else None, **said)


def sighting(source: str = "harbour", **more: Any) -> Sighting:
    said: dict[str, Any] = {
        "guid": "g-1",
        "url": "https://harbour.example/1",
        "position": 1,
        "matched_by": "new",
        "first_seen_at": at("10 06:00"),
        "last_seen_at": at("10 09:00"),
        **more,
    }
    return Sighting(source=source, **said)


def found(headline: str = "Ferry service resumes", **more: Any) -> FoundItem:
    said: dict[str, Any] = {
        "id": 1,
        "source": "harbour",
        "title": headline,
        "labels": (),
        "claim": claim(),
        "first_seen_at": at("10 06:00"),
        "changed_at": at("10 06:00"),
        "state": "listed",
        "matched_by": "new",
        "revisions": 1,
        "url": "https://harbour.example/1",
        "sightings": (sighting(),),
        **more,
    }
    return FoundItem(headline=headline, **said)


def revision(seq: int, title: str, seen_from: str, **more: Any) -> Revision:
    said: dict[str, Any] = {
        "item_id": 1,
        "source": "harbour",
        "kind": "first" if seq == 1 else "wording",
        "headline": title,
        "labels": (),
        "url": "https://harbour.example/1",
        "claimed_published_at": at("10 05:54"),
        "not_before_at": None,
        "confirmed_at": at(seen_from),
        "gone_by_at": None,
        **more,
    }
    return Revision(seq=seq, title=title, seen_from_at=at(seen_from), **said)


def history(*revisions: Revision, **more: Any) -> History:
    item = more.pop("item", found(revisions[-1].headline, revisions=len(revisions)))
    return History(item=item, revisions=revisions, **more)


def absence(**more: Any) -> Absence:
    said: dict[str, Any] = {
        "source": "harbour",
        "last_seen_at": at("10 07:00"),
        "gone_at": at("10 07:15"),
        "gone": "delisted",
        "back_at": None,
        **more,
    }
    return Absence(**said)


def change(seq: int = 1, kind: Any = "new", **more: Any) -> LoggedChange:
    said: dict[str, Any] = {
        "at": at("10 06:00"),
        "source": "harbour",
        "item_id": 1,
        "headline": "Ferry service resumes",
        **more,
    }
    return LoggedChange(seq=seq, kind=kind, **said)


def status(**more: Any) -> SourceStatus:
    said: dict[str, Any] = {
        "name": "harbour",
        "url": "https://harbour.example/rss",
        "kind": "feed",
        "zone": None,
        "state": "ok",
        "items": 1234,
        "interval_s": 900,
        "next_poll_at": at("10 06:11"),
        "last_poll_at": at("10 05:56"),
        "last_success_at": at("10 05:56"),
        "last_new_at": at("10 03:00"),
        "failures": 0,
        "error": None,
        "overlap": 20,
        **more,
    }
    return SourceStatus(**said)


def parsed(headline: str = "Ferry service resumes", **more: Any) -> Item:
    said: dict[str, Any] = {
        "position": 1,
        "title": headline,
        "headline_key": headline.casefold(),
        "template": headline.casefold(),
        "claim": claim(),
        "url": "https://harbour.example/1",
        **more,
    }
    return Item(headline=headline, **said)


def preview(*items: Item) -> Preview:
    return Preview(Document("feed", "rss20", ()), items, "https://harbour.example/rss", None)
