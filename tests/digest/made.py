"""Values of digests, made by hand. Clock times are those of Kyiv, three hours ahead of UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ticker.model import (
    Digest,
    DigestContents,
    DigestItem,
    DigestRun,
    DigestWindow,
    LoggedChange,
)

KYIV = ZoneInfo("Europe/Kyiv")
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    """``2025-07-10 08:00`` in Kyiv; a clock alone is of that day."""
    day = "" if " " in text else "2025-07-10 "
    return datetime.fromisoformat(day + text).replace(tzinfo=KYIV)


def run(due: str, *, since: str | None = None, outcome: Any = "done") -> DigestRun:
    """A run of the digest ``morning`` that was due then and made on time."""
    due_at = at(due)
    return DigestRun(
        name="morning",
        at=due_at,
        ran_at=due_at,
        since_at=at(since) if since else due_at - DAY,
        until_at=due_at,
        since_seq=10,
        until_seq=20,
        known_seq=20,
        window="since-last",
        destination="-",
        outcome=outcome,
    )


WINDOW = DigestWindow(at("2025-07-09 08:00"), at("2025-07-10 08:00"))


def line(seq: int, when: str, kind: Any, headline: str = "Storm", **said: Any) -> LoggedChange:
    """A line of the change log about item 1 at the source alpha."""
    defaults: dict[str, Any] = {"source": "alpha", "item_id": 1}
    return LoggedChange(seq, at(when), kind, headline=headline, **{**defaults, **said})


def item(headline: str = "Storm", *changes: LoggedChange, **said: Any) -> DigestItem:
    """A new item of the source alpha, published at 07:30, seen at 07:40."""
    plain = DigestItem(
        id=1,
        source="alpha",
        headline=headline,
        labels=(),
        tags=(),
        url="https://alpha.example/1",
        published_at=at("07:30"),
        time_basis="stated",
        time_error_s=0,
        first_seen_at=at("07:40"),
        is_new=True,
        changes=changes,
    )
    return replace(plain, **said)


def told(*items: DigestItem, **said: Any) -> DigestContents:
    """The contents of a day's digest."""
    return DigestContents(**{"digest": Digest(), "window": WINDOW, "items": items, **said})
