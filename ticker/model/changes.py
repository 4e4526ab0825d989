"""As decided: what a poll adds to the record; `store` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ticker.model.meant import Claim, Item
from ticker.model.standing import Standing
from ticker.model.words import (
    GapReason,
    Gone,
    MatchedBy,
    Origin,
    Outcome,
    RevisionKind,
    SourceKind,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Appeared:
    """A sighting that was not there: of a new item (`item_id` is ``None``) or of a known one.

    `key` is unique among the sightings of the source. `tags` carry their origin.
    """

    item: Item
    key: str
    matched_by: MatchedBy
    item_id: int | None = None
    tags: tuple[tuple[str, Origin], ...] = ()


@dataclass(frozen=True, slots=True)
class Revised:
    """A further wording (or link, or claimed time) of a known sighting. `was` is the headline
    before it; `item.claim.at` is the time that the wording claims. One that is not `told` is kept
    and writes no line of the log; one in `bulk` is part of a change of its whole list."""

    sighting_id: int
    item_id: int
    item: Item
    kind: RevisionKind
    was: str
    tags: tuple[tuple[str, Origin], ...] = ()
    told: bool = True
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class Redated:
    """The time that the present wording claims moves along with the source's clock: no edit."""

    sighting_id: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A sighting's guid or link changed in a way that is no revision."""

    sighting_id: int
    key: str
    guid: str | None
    url: str | None
    canonical_url: str | None
    article_key: str | None
    edition_key: str | None


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """A sighting's claim became stronger; its item's time may still be another's."""

    sighting_id: int
    claim: Claim


@dataclass(frozen=True, slots=True)
class Retimed:
    """An item's time is now given by a stronger claim. Logged as a change where the instant moved
    from `was`."""

    item_id: int
    claim: Claim
    was: datetime | None


@dataclass(frozen=True, slots=True)
class Missed:
    """A listed sighting is absent for the first time; `below` stood under it."""

    sighting_id: int
    below: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """An absence is decided; `gone_at` is the first miss. A `delisted` one is logged."""

    sighting_id: int
    item_id: int
    gone: Gone
    gone_at: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """A sighting is back. Logged only where it was `delisted`."""

    sighting_id: int
    item_id: int
    was: Gone | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A listed sighting stands at another position."""

    sighting_id: int
    position: int


@dataclass(frozen=True, slots=True)
class GapFound:
    """Items may have been missed between the instants; `until_at` is ``None`` while it lasts."""

    since_at: datetime
    until_at: datetime | None
    reason: GapReason


@dataclass(frozen=True, slots=True)
class GapClosed:
    """The open gap of the source ends here."""

    until_at: datetime


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """Something that happened to a source as a whole."""

    kind: Literal["source_failed", "source_silent", "source_recovered", "bulk_change"]
    detail: str


Change: TypeAlias = (
    Appeared
    | Revised
    | Redated
    | Rekeyed
    | Reclaimed
    | Retimed
    | Missed
    | Dropped
    | Returned
    | Moved
    | GapFound
    | GapClosed
    | SourceEvent
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a compared document says of its list as a whole."""

    items: int
    overlap: int
    span_s: int | None
    in_order: bool


@dataclass(frozen=True, slots=True)
class Response:
    """The bytes that a poll received and how. `headers` are (name, value) as received; `moved_to`
    is where permanent redirects alone (301, 308) led from the address asked for."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    url: str = ""
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """One visit to a source, as it is recorded. `stage` and `error` are set where it failed;
    `listing` where a document was compared. `capture` names the WARC file and offset.
    `schedule` is false for replays: due times and failures stay as they are. `repeats` is how many
    equal polls it stands for, all of them after the one recorded before it. `kind` is what
    the document turned out to be, `standing` how the source does after it (``None``: as before).
    `held`: the document changed too much at once to be believed, nothing of it is recorded before
    another says so, too. `clock_at` is what the clock said, where that may be behind the record
    (``None``: as `at`). `shape` tells by which elements the rows of a timed list were found."""

    source: str
    at: datetime
    outcome: Outcome
    status: int | None = None
    size: int = 0
    duration_ms: int = 0
    stage: Stage | None = None
    error: str | None = None
    listing: Listing | None = None
    body_sha256: str | None = None
    etag: bytes | None = None
    last_modified: bytes | None = None
    capture: str | None = None
    interval_s: int | None = None
    next_poll_at: datetime | None = None
    schedule: bool = True
    repeats: int = 1
    kind: SourceKind | None = None
    standing: Standing | None = None
    clock_at: datetime | None = None
    held: bool = False
    shape: str | None = None
