"""What happened to the items of a digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ticker.model import DigestContents, DigestCounts, DigestItem, LoggedChange

TOLD = ("wording", "number")
"""Edits that say something else; both wordings are shown."""
EDITS = {
    "badge": "labels",
    "cosmetic": "punctuation or case",
    "link": "links",
    "date": "claimed times",
    "bulk": "whole lists at once",
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


def minor_words(items: Iterable[DigestItem]) -> str | None:
    """``4 of labels, 2 of links``: the edits that are not listed, if there are any."""
    smaller = Counter(
        "bulk" if change.in_bulk else change.detail
        for item in items
        for change in minor_edits(item)
    )
    told = [f"{smaller[kind]:,} of {word}" for kind, word in EDITS.items() if smaller[kind]]
    return ", ".join(told) or None


def count(contents: DigestContents) -> DigestCounts:
    """What the record of a run keeps. An item that was new and edited counts as both."""
    items = contents.items
    return DigestCounts(
        new=sum(1 for item in items if item.is_new),
        revised=sum(1 for item in items if edits(item)),
        delisted=sum(1 for item in items if of_kind(item, "delisted")),
        gaps=len(contents.gaps),
    )
