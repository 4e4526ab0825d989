"""What a document changes, and whether that is to be believed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ticker.items import compare
from ticker.items.calming import (
    REDATING,
    bulk,
    bulk_words,
    calm,
    doubted,
    has_build_time,
    in_bulk,
    revised_ids,
)
from ticker.items.compare import Earned
from ticker.model import Change, Item, Known, Listing, SourceEvent
from ticker.store import Writer


@dataclass(frozen=True, slots=True)
class Compared:
    """What a poll changes; `listing` where its document counts. `held`: why nothing of it is
    recorded before a second document, `back`: that the first of two was taken back, `odd`: what
    is odd about the source's edits, all in words."""

    changes: tuple[Change, ...] = ()
    listing: Listing | None = None
    held: str | None = None
    back: str | None = None
    odd: str | None = None

    @property
    def said(self) -> str | None:
        """What the record of the poll says beside its numbers."""
        return self.held or self.back


def compared(
    writer: Writer,
    known: Known,
    seen: Sequence[Item],
    *,
    at: datetime,
    earned: Earned,
    doubt_s: int = 0,
) -> Compared:
    """What a document, fetched at `at`, adds to what is known of its source. `doubt_s` is what
    the clock is known to be wrong by."""
    meant = doubted(seen, first=known.source.last_good_at is None)
    found = compare(known, meant, at=at, earned=earned, doubt_s=doubt_s)
    of_late = writer.edits(revised_ids(found.changes), at - REDATING)
    calmed = calm(found.changes, known, of_late, at, built=has_build_time(seen))
    overlap, since = found.listing.overlap, known.source.held_since
    edited = bulk(calmed.changes, known, overlap)
    if not edited:
        return Compared(calmed.changes, found.listing, back=taken_back(known), odd=calmed.odd)
    words = bulk_words(edited, overlap)
    if since is None:
        return Compared(held=f"held: {words}; recorded if the next poll says so, too")
    event = SourceEvent("bulk_change", f"{words}; first seen {since:%Y-%m-%dT%H:%M:%SZ}")
    changes = (*in_bulk(calmed.changes, edited), event)
    return Compared(changes, found.listing, odd=calmed.odd)


def taken_back(known: Known) -> str | None:
    """That a change of the whole list was not there the next time; ``None`` where none is held."""
    since = known.source.held_since
    if since is None:
        return None
    return f"the change of the whole list at {since:%Y-%m-%dT%H:%M:%SZ} was taken back"
