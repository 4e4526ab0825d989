"""Going and coming back: what an absence does to the rows of a draft.

While a sighting is listed, `last_seen_at` and its current wording's `confirmed_at` are NULL and
stand for the source's `confirmed_at`. They are written down here, at the moment it is missed.
"""

from __future__ import annotations

import json

from ticker.model import Dropped, Missed, Moved, Returned
from ticker.store import tables
from ticker.store.bulk import Row
from ticker.store.draft import ITEM_CHANGED, ITEM_COUNTS, PRESENCE, REVISION_END, Draft
from ticker.store.instants import iso, seconds


def missed(draft: Draft, change: Missed) -> None:
    """Absent for the first time: last seen in the poll before, not decided yet."""
    sighting = draft.row(tables.sightings, change.sighting_id)
    _leave(draft, sighting, draft.at)
    sighting["below"] = json.dumps(change.below) if change.below else None


def _leave(draft: Draft, sighting: Row, gone_at: int) -> None:
    if sighting["gone_at"] is None:
        close_revision(draft, sighting)
        sighting["last_seen_at"] = _confirmed(draft, sighting["first_seen_at"])
        sighting["gone_at"] = gone_at
    draft.touch(PRESENCE, sighting["id"])


def dropped(draft: Draft, change: Dropped) -> None:
    """Decided: the item goes with the last of its sightings."""
    sighting = draft.row(tables.sightings, change.sighting_id)
    item = draft.row(tables.items, sighting["item_id"])
    _leave(draft, sighting, seconds(change.gone_at))
    if sighting["gone"] is None:
        item["listed_in"] -= 1
    sighting |= {"gone": change.gone, "below": None}
    if item["listed_in"] == 0:
        item["state"] = change.gone
    draft.touch(ITEM_COUNTS, item["id"])
    if change.gone == "delisted":
        changed(draft, item)
        _note_presence(draft, "delisted", sighting, sighting["gone_at"])


def returned(draft: Draft, change: Returned) -> None:
    """Back: the absence becomes a row of its own, the wording goes on as if never ended."""
    sighting = draft.row(tables.sightings, change.sighting_id)
    item = draft.row(tables.items, sighting["item_id"])
    if sighting["gone_at"] is None:
        return
    absence = {
        "sighting_id": sighting["id"],
        "last_seen_at": sighting["last_seen_at"],
        "gone_at": sighting["gone_at"],
        "gone": sighting["gone"],
        "back_at": draft.at,
    }
    draft.add(tables.absences, absence)
    draft.returned[sighting["id"]] = absence
    if sighting["gone"] is not None:
        item["listed_in"] += 1
        item["state"] = "listed"
        draft.touch(ITEM_COUNTS, item["id"])
    sighting |= {"last_seen_at": None, "gone_at": None, "gone": None, "below": None}
    draft.touch(PRESENCE, sighting["id"])
    revision = draft.row(tables.revisions, sighting["revision_id"])
    revision |= {"confirmed_at": None, "gone_by_at": None}
    draft.touch(REVISION_END, revision["id"])
    if change.was == "delisted":
        changed(draft, item)
        _note_presence(draft, "returned", sighting, absence["gone_at"])


def moved(draft: Draft, change: Moved) -> None:
    """At another position in the list."""
    draft.positions[change.sighting_id] = change.position


def close_revision(draft: Draft, sighting: Row) -> None:
    """End a sighting's current wording: last confirmed before this poll, or, where this poll
    ended an absence, before that."""
    revision = draft.row(tables.revisions, sighting["revision_id"])
    if revision["gone_by_at"] is not None:
        return
    absence = draft.returned.get(sighting["id"])
    if absence is None:
        revision["confirmed_at"] = _confirmed(draft, revision["seen_from_at"])
        revision["gone_by_at"] = draft.at
    else:
        revision["confirmed_at"] = absence["last_seen_at"]
        revision["gone_by_at"] = absence["gone_at"]
    draft.touch(REVISION_END, revision["id"])


def changed(draft: Draft, item: Row) -> None:
    """The item's record says something new as of this poll."""
    item["changed_at"] = draft.at
    draft.touch(ITEM_CHANGED, item["id"])


def _confirmed(draft: Draft, since: int) -> int:
    """The last poll before this one that confirmed what was listed `since`."""
    return max(draft.source["confirmed_at"] or since, since)


def _note_presence(draft: Draft, kind: str, sighting: Row, gone_at: int) -> None:
    """Log in the words of this source; the detail is the first poll that missed it."""
    wording_id = draft.row(tables.revisions, sighting["revision_id"])["wording_id"]
    headline = draft.headlines[wording_id]
    draft.note(kind, sighting["item_id"], headline=headline, detail=iso(gone_at))
