"""The closed lists of words: each name of the field that a column or an option may hold."""

from __future__ import annotations

from typing import Literal, TypeAlias

SourceKind: TypeAlias = Literal["feed", "list", "text"]
"""What a source is: ``text`` is a timed list in plain text, told apart from HTML by its bytes."""

Basis: TypeAlias = Literal[
    "stated", "stated-naive", "url-date", "heading", "clock", "relative", "first-seen"
]
BASES: tuple[Basis, ...] = (
    "stated",
    "stated-naive",
    "url-date",
    "heading",
    "clock",
    "relative",
    "first-seen",
)
"""How an item's time is known, strongest first."""

DAY_S = 86_400
UNKNOWN_AGE_S = 31_536_000
"""`time_error_s` of an undated item met on the first visit to its source: it may be of any age."""
GUESSED_ZONE_S = 50_400
"""`time_error_s` where the zone of a clock is a guess: zones reach 14 hours from UTC."""

ChangeKind: TypeAlias = Literal[
    "new",
    "revised",
    "retimed",
    "delisted",
    "returned",
    "source_failed",
    "source_silent",
    "source_recovered",
    "gap",
    "bulk_change",
]
RevisionKind: TypeAlias = Literal["first", "badge", "cosmetic", "number", "wording", "link", "date"]
Gone: TypeAlias = Literal["scrolled_off", "delisted"]
ItemState: TypeAlias = Literal["listed", "scrolled_off", "delisted"]
Outcome: TypeAlias = Literal["new", "same", "not_modified", "failed"]
Stage: TypeAlias = Literal["fetch", "parse", "record"]
Origin: TypeAlias = Literal["source", "feed", "rule", "user"]
SourceState: TypeAlias = Literal[
    "ok",
    "failing",
    "held",
    "gone?",
    "empty",
    "silent",
    "moved",
    "never polled",
    "removed",
]
GapReason: TypeAlias = Literal["no-overlap", "failing", "down"]
MatchedBy: TypeAlias = Literal["new", "guid", "url", "number", "minute", "headline", "similar"]
"""The rung of the identity ladder that decided; ``new`` where no rung held."""

LABELS: tuple[str, ...] = (
    "updated",
    "breaking",
    "exclusive",
    "live",
    "video",
    "photo",
    "audio",
    "document",
    "infographic",
    "map",
    "opinion",
    "analysis",
    "interview",
    "advert",
    "correction",
    "poll",
    "quiz",
)
"""The closed list of labels: lower case, singular."""
