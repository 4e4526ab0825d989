"""What happened to the items of a digest."""

from __future__ import annotations

from ticker.model import DigestContents, DigestCounts, DigestItem, LoggedChange

TOLD = ("wording", "number")
"""Edits that say something else; both wordings are shown."""
EDITS = {
    "badge": "labels",
    "cosmetic": "punctuation or case",
    "link": "links",
    "date": "claimed times",
}
"""Edits that are counted only, and what they are edits of."""


def of_kind(item: DigestItem, kind: str) -> tuple[LoggedChange, ...]:
    """The changes of one kind, oldest first."""
    return tuple(change for change in item.changes if change.kind == kind)


def edits(item: DigestItem) -> tuple[LoggedChange, ...]:
    """Edits of wording and numbers, oldest first."""
    return tuple(change for change in of_kind(item, "revised") if change.detail in TOLD)


def minor_edits(item: DigestItem) -> tuple[LoggedChange, ...]:
    """All other edits."""
    return tuple(change for change in of_kind(item, "revised") if change.detail not in TOLD)


def count(contents: DigestContents) -> DigestCounts:
    """What the record of a run keeps."""
    items = contents.items
    return DigestCounts(
        new=sum(1 for item in items if item.is_new),
        revised=sum(1 for item in items if not item.is_new and edits(item)),
        delisted=sum(1 for item in items if of_kind(item, "delisted")),
        gaps=len(contents.gaps),
    )
