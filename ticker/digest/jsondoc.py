"""A digest as JSON: keys and their order are promised, instants are RFC 3339 in UTC."""

from __future__ import annotations

import json
from datetime import datetime, tzinfo
from typing import Any

from ticker.digest.counts import count, edits, minor_edits, of_kind
from ticker.digest.times import iso, local, shown_at
from ticker.model import DigestContents, DigestItem, Gap, LoggedChange, Trouble
from ticker.plain import escaped_json
from ticker.weblink import web_link


def json_document(contents: DigestContents, zone: tzinfo) -> str:
    """One object, indented; no character in it is a control of terminals or of direction."""
    value = _digest(contents, zone)
    return escaped_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def _digest(contents: DigestContents, zone: tzinfo) -> dict[str, Any]:
    window, digest = contents.window, contents.digest
    since, until = window.since_at, window.until_at
    counts = count(contents)
    return {
        "digest": digest.name,
        "since_at": iso(since),
        "until_at": iso(until),
        "zone": str(zone),
        "since_local": local(since, zone).isoformat(timespec="seconds"),
        "until_local": local(until, zone).isoformat(timespec="seconds"),
        "after_seq": window.lines[0] if window.lines else None,
        "until_seq": window.lines[1] if window.lines else None,
        "tags": sorted(digest.tags),
        "sources": sorted(digest.sources),
        "counts": {
            "new": counts.new,
            "changed": counts.revised,
            "smaller_edits": sum(len(minor_edits(item)) for item in contents.items),
            "retimed": sum(1 for item in contents.items if of_kind(item, "retimed")),
            "delisted": counts.delisted,
            "returned": sum(1 for item in contents.items if of_kind(item, "returned")),
            "gaps": counts.gaps,
            "troubles": len(contents.troubles),
        },
        "items": [_item(item) for item in sorted(contents.items, key=_place, reverse=True)],
        "troubles": [_trouble(trouble) for trouble in contents.troubles],
        "gaps": [_gap(gap) for gap in contents.gaps],
        "bulk": [_change(change) for change in contents.bulk],
    }


def _place(item: DigestItem) -> tuple[datetime, int]:
    return shown_at(item), item.id


def _item(item: DigestItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "source": item.source,
        "headline": item.headline,
        "labels": list(item.labels),
        "tags": list(item.tags),
        "url": web_link(item.url),
        "published_at": iso(item.published_at),
        "time_basis": item.time_basis,
        "time_error_s": item.time_error_s,
        "first_seen_at": iso(item.first_seen_at),
        "new": item.is_new,
        "changed": bool(edits(item)),
        "sources": list(item.sources),
        "language": item.language,
        "edition": item.edition,
        "changes": [_change(change) for change in item.changes],
    }


def _change(change: LoggedChange) -> dict[str, Any]:
    return {
        "seq": change.seq,
        "at": iso(change.at),
        "kind": change.kind,
        "source": change.source,
        "headline": change.headline,
        "was": change.was,
        "detail": change.detail,
    }


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {
        "source": trouble.source,
        "kind": trouble.kind,
        "since_at": iso(trouble.since_at),
        "until_at": iso(trouble.until_at),
        "detail": trouble.detail,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "source": gap.source,
        "since_at": iso(gap.since_at),
        "until_at": iso(gap.until_at),
        "reason": gap.reason,
    }
