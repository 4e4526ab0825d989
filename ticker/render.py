"""Answers -> JSON-ready values: the one shape of an item that `try`, `items`, `export` and every
other surface share. Keys and their order are promised."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from ticker.model import (
    Claim,
    Delivery,
    FoundItem,
    Gap,
    History,
    Item,
    LoggedChange,
    Revision,
    Sighting,
    SourceStatus,
    TagCount,
    Verified,
)


def instant(at: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC with whole seconds: ``2025-07-10T05:54:00Z``."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0") if at is not None else None


def local(claim: Claim) -> str | None:
    """The same instant in the source's own offset: ``2025-07-10T08:54:00+03:00``.

    Offsets are whole minutes in RFC 3339; one that is not (local mean time) is rounded. An
    instant at the edge of the calendar that has no such local time is given in UTC.
    """
    if claim.at is None:
        return None
    offset = timezone(timedelta(minutes=round(claim.offset_s / 60)))
    try:
        return claim.at.astimezone(offset).isoformat(timespec="seconds")
    except OverflowError:
        return claim.at.isoformat(timespec="seconds")


def item_json(item: FoundItem) -> dict[str, Any]:
    """An item as stored; `or_headline` and `zone_guessed` only where they say something."""
    value: dict[str, Any] = {
        "id": item.id,
        **_said_json(item, item.source),
        "first_seen_at": instant(item.first_seen_at),
        "changed_at": instant(item.changed_at),
        "state": item.state,
        "revisions": item.revisions,
        "sightings": [sighting_json(sighting) for sighting in item.sightings],
        "tag_origins": {tag: list(origins) for tag, origins in item.tag_origins},
    }
    if item.or_headline is not None:
        value["or_headline"] = item.or_headline
    return value


def tried_json(item: Item, source: str) -> dict[str, Any]:
    """An item as parsed, without what only a store knows, and with its `position`."""
    return {**_said_json(item, source), "position": item.position}


def _said_json(item: Item | FoundItem, source: str) -> dict[str, Any]:
    """What a document alone says of an item."""
    return {
        "source": source,
        "guid": item.guid,
        "url": item.url,
        "canonical_url": item.canonical_url,
        "title": item.title,
        "headline": item.headline,
        "labels": list(item.labels),
        "summary": item.summary,
        "author": item.author,
        "language": item.language,
        "tags": list(item.tags),
        **_time_json(item.claim),
    }


def _time_json(claim: Claim) -> dict[str, Any]:
    value: dict[str, Any] = {
        "published_at": instant(claim.at),
        "published_local": local(claim),
        "published_text": claim.text,
        "time_basis": claim.basis,
        "time_error_s": claim.error_s,
    }
    if claim.zone_guessed:
        value["zone_guessed"] = True
    return value


def sighting_json(sighting: Sighting) -> dict[str, Any]:
    """One source's listing of an item."""
    return {
        "source": sighting.source,
        "guid": sighting.guid,
        "url": sighting.url,
        "position": sighting.position,
        "matched_by": sighting.matched_by,
        "first_seen_at": instant(sighting.first_seen_at),
        "last_seen_at": instant(sighting.last_seen_at),
        "gone_at": instant(sighting.gone_at),
        "gone": sighting.gone,
    }


def revision_json(revision: Revision) -> dict[str, Any]:
    """One wording, with the four instants that bound it."""
    return {
        "item_id": revision.item_id,
        "source": revision.source,
        "seq": revision.seq,
        "kind": revision.kind,
        "title": revision.title,
        "headline": revision.headline,
        "labels": list(revision.labels),
        "url": revision.url,
        "claimed_published_at": instant(revision.claimed_published_at),
        "not_before_at": instant(revision.not_before_at),
        "seen_from_at": instant(revision.seen_from_at),
        "confirmed_at": instant(revision.confirmed_at),
        "gone_by_at": instant(revision.gone_by_at),
    }


def history_json(history: History) -> dict[str, Any]:
    """The whole record of one item."""
    return {
        "item": item_json(history.item),
        "revisions": [revision_json(revision) for revision in history.revisions],
        "absences": [
            {
                "source": absence.source,
                "last_seen_at": instant(absence.last_seen_at),
                "gone_at": instant(absence.gone_at),
                "gone": absence.gone,
                "back_at": instant(absence.back_at),
            }
            for absence in history.absences
        ],
        "editions": [item_json(edition) for edition in history.editions],
        "changes": [change_json(change) for change in history.changes],
    }


def change_json(change: LoggedChange) -> dict[str, Any]:
    """One line of the change log."""
    return {
        "seq": change.seq,
        "at": instant(change.at),
        "kind": change.kind,
        "item_id": change.item_id,
        "source": change.source,
        "headline": change.headline,
        "was": change.was,
        "detail": change.detail,
    }


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """One message of ``ticker alerts``, with the columns of the view."""
    return {
        "id": delivery.id,
        "alert": delivery.alert,
        "kind": delivery.kind,
        "seq": delivery.seq,
        "first_seq": delivery.first_seq,
        "destination": delivery.destination,
        "state": delivery.state,
        "at": instant(delivery.at),
        "tries": delivery.tries,
        "next_try_at": instant(delivery.next_try_at),
        "sent_at": instant(delivery.sent_at),
        "answer": delivery.answer,
        "told_by": delivery.told_by,
    }


def gap_json(gap: Gap) -> dict[str, Any]:
    """An interval in which items may be missing."""
    return {
        "source": gap.source,
        "since_at": instant(gap.since_at),
        "until_at": instant(gap.until_at),
        "reason": gap.reason,
    }


def tag_json(count: TagCount) -> dict[str, Any]:
    """A tag and how many items carry it."""
    return {"tag": count.tag, "items": count.items, "origins": list(count.origins)}


def source_json(status: SourceStatus) -> dict[str, Any]:
    """One line of ``ticker sources``."""
    return {
        "name": status.name,
        "url": status.url,
        "kind": status.kind,
        "zone": status.zone,
        "state": status.state,
        "items": status.items,
        "interval_s": status.interval_s,
        "next_poll_at": instant(status.next_poll_at),
        "last_poll_at": instant(status.last_poll_at),
        "last_success_at": instant(status.last_success_at),
        "last_new_at": instant(status.last_new_at),
        "failures": status.failures,
        "error": status.error,
        "overlap": status.overlap,
        "interval_why": status.interval_why,
        "expected_s": status.expected_s,
        "silent_since": instant(status.silent_since),
        "failed_since": instant(status.failed_since),
        "moved_to": status.moved_to,
        "lying": status.lying,
        "reason": status.reason,
    }


def verified_json(found: Verified) -> dict[str, Any]:
    """A wording and the bytes that said it."""
    witness = found.witness
    return {
        "seq": witness.seq,
        "source": witness.source,
        "title": witness.title,
        "seen_from_at": instant(witness.at),
        "verdict": found.verdict,
        "capture": witness.capture,
        "body_sha256": witness.body_sha256,
        "bytes": found.size,
        "detail": found.detail,
    }
