"""What the store knows when a poll is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ticker.model.meant import Claim
from ticker.model.standing import Standing
from ticker.model.words import Gone, RevisionKind, SourceKind


@dataclass(frozen=True, slots=True)
class KnownSighting:
    """An item's presence in one source, as stored.

    `claim` is the sighting's claim, `revision_claim_at` the time claimed by its current wording.
    `gone_at` is the first miss; with `gone` still ``None`` the miss is not decided yet and
    `below` holds the sightings that stood under it. `last_seen_at` is the last poll with it.
    """

    id: int
    item_id: int
    source: str
    key: str
    title: str
    headline: str
    headline_key: str
    template: str
    labels: tuple[str, ...]
    claim: Claim
    revision_claim_at: datetime | None
    position: int
    first_seen_at: datetime
    last_seen_at: datetime
    guid: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    article_key: str | None = None
    gone_at: datetime | None = None
    gone: Gone | None = None
    below: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of a sighting as stored: what it was of, and the poll that saw it first."""

    kind: RevisionKind
    at: datetime


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as stored: its best claim, where it was first seen, how many sources list it now."""

    id: int
    source: str
    claim: Claim
    first_seen_at: datetime
    listed_in: int


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source's state. `last_good_at` is the last poll that succeeded, `confirmed_at` the last
    that confirmed the listing (a good poll of an empty document does not), `listed` how many
    rows stand in it, `span_s` the time between its newest and oldest dated row, `in_order`
    whether it kept time order. `failures` counts failed polls in a row, `open_gap_since` an
    interval not closed yet, `held_since` the poll whose document changed too much at once and
    waits for a second one. `kind` is as configured, else as its first good document was.
    `shape` tells by which elements the rows of its timed list were found last, `reshaped` by which
    before, until the poll `reshaped_since`."""

    name: str
    last_poll_at: datetime | None = None
    last_good_at: datetime | None = None
    confirmed_at: datetime | None = None
    last_new_at: datetime | None = None
    next_poll_at: datetime | None = None
    listed: int = 0
    span_s: int | None = None
    in_order: bool = False
    failures: int = 0
    error: str | None = None
    open_gap_since: datetime | None = None
    etag: bytes | None = None
    last_modified: bytes | None = None
    body_sha256: str | None = None
    validated_at: datetime | None = None
    interval_s: int | None = None
    kind: SourceKind | None = None
    standing: Standing = field(default_factory=Standing)
    held_since: datetime | None = None
    shape: str | None = None
    reshaped: str | None = None
    reshaped_since: datetime | None = None

    @property
    def last_list_at(self) -> datetime | None:
        """The last good poll that showed what was listed; one of an empty document does not, save
        where there never was a row."""
        return self.confirmed_at or self.last_good_at


@dataclass(frozen=True, slots=True)
class Known:
    """All that is needed to compare one poll: the source's state; its sightings that are listed,
    undecided, or share a guid, URL, article number or (where rows have no keys) a headline with
    what was seen; sightings of other sources that share a URL or article number; their items."""

    source: KnownSource
    sightings: tuple[KnownSighting, ...] = ()
    elsewhere: tuple[KnownSighting, ...] = ()
    items: Mapping[int, KnownItem] = field(default_factory=dict)
