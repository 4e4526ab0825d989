"""Questions and answers: one `Query` for every surface, and what the store gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from ticker.model.meant import Claim
from ticker.model.words import (
    Basis,
    ChangeKind,
    GapReason,
    Gone,
    ItemState,
    MatchedBy,
    Origin,
    RevisionKind,
    SourceState,
)

State: TypeAlias = ItemState
Order: TypeAlias = Literal["newest", "oldest", "seen"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question for items; every surface asks with this value.

    Times may be given as text (``2h``, ``today``, ISO 8601) or as aware datetimes; `query.resolve`
    turns text into instants, given the asker's zone and now. `tags` must all be there, one of
    `any_tags`, none of `not_tags`.
    `within` is an ISO 8601 interval, `day` a date or a day word. `after_id` pages by key: items
    beyond the one named, in the order asked for.
    """

    since: datetime | str | None = None
    until: datetime | str | None = None
    within: str | None = None
    day: date | str | None = None
    tags: frozenset[str] = frozenset()
    any_tags: frozenset[str] = frozenset()
    not_tags: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    text: str | None = None
    state: State | None = None
    basis: Basis | None = None
    changed_since: datetime | str | None = None
    as_of: datetime | str | None = None
    limit: int | None = 50
    order: Order = "newest"
    after_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """An item's presence in one source, as answered."""

    source: str
    guid: str | None
    url: str | None
    position: int
    matched_by: MatchedBy
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None = None
    gone: Gone | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item as stored and answered. `or_headline` is the other wording where an as-of question
    falls between the two polls around an edit: it was `headline` or `or_headline`. `tag_origins`
    says of each of `tags` where it came from."""

    id: int
    source: str
    title: str
    headline: str
    labels: tuple[str, ...]
    claim: Claim
    first_seen_at: datetime
    changed_at: datetime
    state: State
    matched_by: MatchedBy
    revisions: int
    guid: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    summary: str | None = None
    author: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    or_headline: str | None = None
    tag_origins: tuple[tuple[str, tuple[Origin, ...]], ...] = ()

    @property
    def published_at(self) -> datetime | None:
        """When it was published, UTC; ``None`` where only a wall time is known."""
        return self.claim.at

    @property
    def time_basis(self) -> Basis:
        """How `published_at` is known."""
        return self.claim.basis

    @property
    def time_error_s(self) -> int | None:
        """The seconds of doubt about `published_at`."""
        return self.claim.error_s


@dataclass(frozen=True, slots=True)
class Revision:
    """One wording of an item in one source, with the four instants that bound it. `capture` names
    the bytes that first showed it, where they are asked for and were kept."""

    item_id: int
    source: str
    seq: int
    kind: RevisionKind
    title: str
    headline: str
    labels: tuple[str, ...]
    url: str | None
    claimed_published_at: datetime | None
    not_before_at: datetime | None
    seen_from_at: datetime
    confirmed_at: datetime
    gone_by_at: datetime | None
    capture: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which an item was not listed by a source. `back_at` is ``None`` while it lasts."""

    source: str
    last_seen_at: datetime
    gone_at: datetime
    gone: Gone | None
    back_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """The whole record of one item. `editions` are the same article in other languages."""

    item: FoundItem
    revisions: tuple[Revision, ...]
    absences: tuple[Absence, ...] = ()
    editions: tuple[FoundItem, ...] = ()
    changes: tuple[LoggedChange, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One line of the change log. `was` is the headline (or instant) before it, `detail` of an
    edit its kind, with ``bulk`` behind it where its source changed a whole list at once."""

    seq: int
    at: datetime
    kind: ChangeKind
    source: str
    item_id: int | None = None
    headline: str | None = None
    was: str | None = None
    detail: str | None = None

    @property
    def in_bulk(self) -> bool:
        """Whether it is one of the many edits that one ``bulk_change`` tells of."""
        return self.kind == "revised" and (self.detail or "").endswith(" bulk")


@dataclass(frozen=True, slots=True)
class Gap:
    """An interval in which items of a source may have been missed."""

    source: str
    since_at: datetime
    until_at: datetime | None
    reason: GapReason


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many items carry it, by origin."""

    tag: str
    items: int
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One line of ``ticker sources``. `expected_s` is the longest silence that its rhythm explains,
    `silent_since` and `failed_since` since when the log says so, `moved_to` where a permanent
    redirect leads, `reason` what is wrong with it, or to be done."""

    name: str
    url: str
    kind: str | None
    zone: str | None
    state: SourceState
    items: int
    interval_s: int | None
    next_poll_at: datetime | None
    last_poll_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    failures: int
    error: str | None
    overlap: int | None
    interval_why: str | None = None
    expected_s: int | None = None
    silent_since: datetime | None = None
    failed_since: datetime | None = None
    moved_to: str | None = None
    lying: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SQL question. Cells are what SQLite gives: text, numbers, bytes, None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    truncated: bool = False
