"""What each change of a poll does to the rows: `model.Change` values onto a `Draft`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ticker.model import (
    Appeared,
    Change,
    Dropped,
    Item,
    Missed,
    Moved,
    Reclaimed,
    Redated,
    Rekeyed,
    Retimed,
    Returned,
    Revised,
)
from ticker.store import presence, tables
from ticker.store.bulk import Row
from ticker.store.columns import item_time, json_labels, sighting_claim
from ticker.store.draft import (
    CLAIM,
    CURRENT,
    ITEM_COUNTS,
    ITEM_FACE,
    ITEM_TIME,
    KEY,
    LINKS,
    REVISION_CLAIM,
    Draft,
)
from ticker.store.instants import iso, maybe_seconds, seconds
from ticker.store.presence import changed, close_revision
from ticker.store.text import clean, maybe_clean

BULK = "bulk"
"""The second word of a line's detail where the edit is part of a ``bulk_change`` of its source."""


def touched_rows(changes: Sequence[Change]) -> dict[str, set[int]]:
    """The rows that `changes` name: ids of sightings, of items, and of items whose wordings are
    compared."""
    sightings: set[int] = set()
    items: set[int] = set()
    worded: set[int] = set()
    for change in changes:
        match change:
            case Appeared(item_id=int() as item_id):
                items.add(item_id)
                worded.add(item_id)
            case Revised():
                sightings.add(change.sighting_id)
                worded.add(change.item_id)
            case Redated() | Rekeyed() | Reclaimed() | Missed() | Dropped() | Returned():
                sightings.add(change.sighting_id)
            case Retimed():
                items.add(change.item_id)
    return {"sightings": sightings, "items": items, "worded": worded}


def apply(draft: Draft, change: Change) -> None:
    """Bring one change of items into the draft; what is about the source as a whole is not
    looked at here."""
    step = _STEPS.get(type(change))
    if step is not None:
        step(draft, change)


# --- appearing --------------------------------------------------------------------------------


def _appeared(draft: Draft, change: Appeared) -> None:
    item, claimed = change.item, sighting_claim(change.item.claim)
    item_id = change.item_id
    if item_id is None:
        item_id = draft.ids.take(tables.items)
        _new_item(draft, item_id, change, claimed)
    row = draft.row(tables.items, item_id)
    sighting_id, revision_id = draft.ids.take(tables.sightings), draft.ids.take(tables.revisions)
    wording_id = _wording(draft, item_id, item)
    row["wording_id"] = row["wording_id"] or wording_id
    row["sightings"] += 1
    row["listed_in"] += 1
    row["state"] = "listed"
    revision = {
        "id": revision_id,
        "sighting_id": sighting_id,
        "wording_id": wording_id,
        "kind": "first",
        "claimed_published_at": None if item.claim.basis == "first-seen" else claimed["claim_at"],
    }
    _new_revision(draft, row, revision)
    sighting = _new_sighting(draft, change, item_id, sighting_id, revision_id)
    draft.add(tables.sightings, {**sighting, **claimed})
    draft.tagged += [(item_id, clean(tag), origin) for tag, origin in change.tags]
    draft.appeared += 1
    if change.item_id is None:
        draft.new += 1
        draft.note("new", item_id, headline=draft.headlines[wording_id])
    else:
        draft.touch(ITEM_COUNTS, item_id)


def _new_item(draft: Draft, item_id: int, change: Appeared, claimed: Row) -> None:
    item = change.item
    row: Row = {
        "id": item_id,
        "source_id": draft.source["id"],
        "wording_id": None,
        "url": maybe_clean(item.url),
        "canonical_url": maybe_clean(item.canonical_url),
        "article_key": maybe_clean(item.article_key),
        "edition_key": maybe_clean(item.edition_key),
        "author": maybe_clean(item.author),
        "language": maybe_clean(item.language),
        "first_seen_at": draft.at,
        "changed_at": draft.at,
        "state": "listed",
        "matched_by": change.matched_by,
        "listed_in": 0,
        "revisions": 0,
        "sightings": 0,
        **item_time(claimed, draft.at),
    }
    draft.rows[tables.items][item_id] = row
    draft.add(tables.items, row)


def _new_sighting(
    draft: Draft, change: Appeared, item_id: int, sighting_id: int, revision_id: int
) -> Row:
    item = change.item
    return {
        "id": sighting_id,
        "item_id": item_id,
        "source_id": draft.source["id"],
        "key": clean(change.key),
        "guid": maybe_clean(item.guid),
        "url": maybe_clean(item.url),
        "canonical_url": maybe_clean(item.canonical_url),
        "article_key": maybe_clean(item.article_key),
        "headline_key": _headline_key(item),
        "matched_by": change.matched_by,
        "revision_id": revision_id,
        "position": item.position,
        "first_seen_at": draft.at,
        "since_seq": draft.since_seq(),
    }


def _headline_key(item: Item) -> str | None:
    return None if item.guid or item.canonical_url else clean(item.headline_key)


def _wording(draft: Draft, item_id: int, item: Item) -> int:
    """The wording of an item, the one it had before if it reads as it once did."""
    title, headline = clean(item.title), clean(item.headline)
    own_headline = None if headline == title else headline
    labels = json_labels(item.labels)
    key = (item_id, title, own_headline, labels)
    wording_id = draft.wordings.get(key)
    if wording_id is None:
        wording_id = draft.wordings[key] = draft.ids.take(tables.wordings)
        draft.headlines[wording_id] = headline
        row = {
            "id": wording_id,
            "item_id": item_id,
            "title": title,
            "headline": own_headline,
            "labels": labels,
            "summary": maybe_clean(item.summary),
        }
        draft.add(tables.wordings, row)
    return wording_id


def _new_revision(draft: Draft, item: Row, said: Row) -> None:
    item["revisions"] += 1
    row = {
        **said,
        "item_id": item["id"],
        "seq": item["revisions"],
        # An empty document between did not show what was there, so it bounds nothing.
        "not_before_at": draft.source["confirmed_at"] or draft.source["last_good_at"],
        "seen_from_at": draft.at,
        "confirmed_at": None,
        "gone_by_at": None,
    }
    draft.rows[tables.revisions][row["id"]] = row
    draft.add(tables.revisions, row)


# --- developing -------------------------------------------------------------------------------


def _revised(draft: Draft, change: Revised) -> None:
    sighting = draft.row(tables.sightings, change.sighting_id)
    item = draft.row(tables.items, change.item_id)
    close_revision(draft, sighting)
    said = change.item
    wording_id, revision_id = _wording(draft, item["id"], said), draft.ids.take(tables.revisions)
    revision = {
        "id": revision_id,
        "sighting_id": sighting["id"],
        "wording_id": wording_id,
        "kind": change.kind,
        "claimed_published_at": maybe_seconds(said.claim.at),
    }
    _new_revision(draft, item, revision)
    sighting["revision_id"] = revision_id
    draft.touch(CURRENT, sighting["id"])
    _take_keys(draft, sighting, said, sighting["key"])
    if item["source_id"] == draft.source["id"]:
        item["wording_id"] = wording_id
        for column in ("edition_key", "author", "language"):
            item[column] = maybe_clean(getattr(said, column)) or item[column]
        draft.touch(ITEM_FACE, item["id"])
    draft.touch(ITEM_COUNTS, item["id"])
    draft.tagged += [(item["id"], clean(tag), origin) for tag, origin in change.tags]
    draft.revised += 1
    if not change.told:
        return
    changed(draft, item)
    draft.note(
        "revised",
        item["id"],
        headline=clean(said.headline),
        was=clean(change.was),
        detail=f"{change.kind} {BULK}" if change.bulk else change.kind,
    )


def _redated(draft: Draft, change: Redated) -> None:
    revision_id = draft.row(tables.sightings, change.sighting_id)["revision_id"]
    draft.row(tables.revisions, revision_id)["claimed_published_at"] = maybe_seconds(change.at)
    draft.touch(REVISION_CLAIM, revision_id)


def _rekeyed(draft: Draft, change: Rekeyed) -> None:
    sighting = draft.row(tables.sightings, change.sighting_id)
    _take_keys(draft, sighting, change, clean(change.key))
    item = draft.row(tables.items, sighting["item_id"])
    if item["source_id"] == draft.source["id"] and change.edition_key:
        item["edition_key"] = clean(change.edition_key)
        draft.touch(ITEM_FACE, item["id"])


def _take_keys(draft: Draft, sighting: Row, said: Item | Rekeyed, key: str) -> None:
    """The keys as the source says them now; what it no longer says is not forgotten."""
    now: Row = {
        "key": key,
        "guid": maybe_clean(said.guid) or sighting["guid"],
        "headline_key": sighting["headline_key"],
    }
    link = ("url", "canonical_url", "article_key")
    now |= {name: maybe_clean(getattr(said, name)) if said.url else sighting[name] for name in link}
    if now["guid"] or now["canonical_url"]:
        now["headline_key"] = None
    elif isinstance(said, Item):
        now["headline_key"] = clean(said.headline_key)
    if all(sighting[name] == value for name, value in now.items()):
        return
    if now["url"] != sighting["url"]:
        draft.former_urls.setdefault(sighting["id"], sighting["url"] or "")
    if now["key"] != sighting["key"]:
        draft.touch(KEY, sighting["id"])
    sighting |= now
    draft.touch(LINKS, sighting["id"])
    item = draft.row(tables.items, sighting["item_id"])
    if item["source_id"] == draft.source["id"]:
        item |= {name: now[name] for name in link}
        draft.touch(ITEM_FACE, item["id"])


def _reclaimed(draft: Draft, change: Reclaimed) -> None:
    sighting = draft.row(tables.sightings, change.sighting_id)
    sighting |= sighting_claim(change.claim)
    draft.touch(CLAIM, sighting["id"])
    revision = draft.row(tables.revisions, sighting["revision_id"])
    # The same wording, better dated: no edit, and the next poll must not take it for one.
    revision["claimed_published_at"] = sighting["claim_at"]
    draft.touch(REVISION_CLAIM, revision["id"])


def _retimed(draft: Draft, change: Retimed) -> None:
    item = draft.row(tables.items, change.item_id)
    item |= item_time(sighting_claim(change.claim), item["first_seen_at"])
    draft.touch(ITEM_TIME, item["id"])
    if change.claim.at == change.was:
        return
    changed(draft, item)
    now = maybe_seconds(change.claim.at)
    draft.note(
        "retimed",
        item["id"],
        headline=draft.headlines[item["wording_id"]],
        was=None if change.was is None else iso(seconds(change.was)),
        detail=change.claim.basis if now is None else f"{iso(now)} {change.claim.basis}",
    )


_STEPS: dict[type, Callable[[Draft, Any], None]] = {
    Appeared: _appeared,
    Revised: _revised,
    Redated: _redated,
    Rekeyed: _rekeyed,
    Reclaimed: _reclaimed,
    Retimed: _retimed,
    Missed: presence.missed,
    Dropped: presence.dropped,
    Returned: presence.returned,
    Moved: presence.moved,
}
