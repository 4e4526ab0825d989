"""A message as JSON: the shape of miniflux's webhooks, and what ticker knows beyond it.

`event_type`, `feed` and `entries` are those of miniflux 2 (``new_entries``; https://miniflux.app/
docs/webhooks.html), so that what takes its webhooks takes ours: the keys are all there, those that
have no meaning here with miniflux's own empty value. `delivery_id`, `rule` and each entry's
`revision` are ticker's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from ticker.model import ChangeKind, Notice, Told
from ticker.weblink import web_link

EVENTS: Final[Mapping[ChangeKind, str]] = {
    "new": "new_entries",
    "revised": "revised_entries",
    "delisted": "delisted_entries",
    "returned": "returned_entries",
}
"""Kind of a line -> `event_type`; an event of a source is called by its kind."""


def event_type(notice: Notice) -> str:
    """What the message is, in a word: ``new_entries``, ``source_silent``, ``test``; ``summary``
    where its lines are of several kinds."""
    kinds = {told.change.kind for told in notice.lines}
    if len(kinds) != 1:
        return "test" if notice.kind == "test" else "summary"
    (kind,) = kinds
    return EVENTS.get(kind, kind)


def payload(notice: Notice) -> bytes:
    """The message as UTF-8 JSON."""
    document: dict[str, Any] = {
        "event_type": event_type(notice),
        "delivery_id": notice.id,
        "rule": notice.alert,
        "feed": _feed(notice.lines[0]) if notice.lines else None,
        "entries": [_entry(told) for told in notice.lines if told.item is not None],
        "source_events": [_event(told) for told in notice.lines if told.item is None],
    }
    if notice.kind == "summary":
        document["held"] = {"count": notice.held, "delivery_ids": list(notice.ids)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def _feed(told: Told) -> dict[str, Any]:
    return {
        "id": told.source_id,
        "user_id": 0,
        "feed_url": told.source_url,
        "site_url": _site(told.source_url),
        "title": told.change.source,
        "checked_at": _instant(told.change.at),
    }


def _entry(told: Told) -> dict[str, Any]:
    change, item = told.change, told.item
    assert item is not None
    return {
        "id": item.id,
        "user_id": 0,
        "feed_id": told.source_id,
        "status": "unread",
        "hash": hashlib.sha256(f"{item.source} {item.id}".encode()).hexdigest(),
        "title": change.headline or item.headline,
        "url": item.url or "",
        "comments_url": "",
        "published_at": _instant(item.published_at),
        "created_at": _instant(item.first_seen_at),
        "changed_at": _instant(item.changed_at),
        "content": item.summary or "",
        "author": item.author or "",
        "share_code": "",
        "starred": False,
        "reading_time": 0,
        "enclosures": [],
        "tags": list(item.tags),
        "feed": _feed(told),
        "revision": _revision(told),
        "labels": list(item.labels),
        "language": item.language,
        "state": item.state,
        "time_basis": item.time_basis,
        "time_error_s": item.time_error_s,
    }


def _revision(told: Told) -> dict[str, Any]:
    """What happened to the entry: the line of the change log, and the wording it came with."""
    change, revision = told.change, told.revision
    edit = (change.detail or "").partition(" ")[0] if change.kind == "revised" else None
    return {
        "change_seq": change.seq,
        "kind": change.kind,
        "edit": edit,
        "at": _instant(change.at),
        "source": change.source,
        "headline": change.headline,
        "was": change.was,
        "seq": None if revision is None else revision.seq,
        "not_before_at": None if revision is None else _instant(revision.not_before_at),
    }


def _event(told: Told) -> dict[str, Any]:
    change = told.change
    return {
        "change_seq": change.seq,
        "kind": change.kind,
        "at": _instant(change.at),
        "source": change.source,
        "detail": change.detail,
        "feed": _feed(told),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _site(url: str) -> str:
    """The site of an address of the web."""
    link = web_link(url)
    return "" if link is None else "/".join(link.split("/")[:3]) + "/"
