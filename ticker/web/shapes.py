"""The answers of the API as its OpenAPI document describes them. They are written by `render`,
whose keys are promised; a test holds the two together."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_AT = "An instant: RFC 3339, UTC, whole seconds"


class Shape(BaseModel):
    """An answer; keys may be added to it, none is renamed."""

    model_config = ConfigDict(extra="allow")


class Sighting(Shape):
    """An item's presence in one source."""

    source: str
    guid: str | None
    url: str | None
    position: int
    matched_by: str
    first_seen_at: str = Field(description=_AT)
    last_seen_at: str
    gone_at: str | None
    gone: str | None


class Item(Shape):
    """One thing published, however many sources list it."""

    id: int = Field(examples=[4711])
    source: str = Field(description="Where it was first seen", examples=["agency-en"])
    guid: str | None
    url: str | None
    canonical_url: str | None
    title: str = Field(description="As the source wrote it")
    headline: str = Field(
        description="The title without badges", examples=["Ferry traffic halted by storm"]
    )
    labels: list[str] = Field(examples=[["updated"]])
    summary: str | None
    author: str | None
    language: str | None = Field(examples=["en"])
    tags: list[str] = Field(examples=[["weather"]])
    published_at: str | None = Field(description=_AT, examples=["2025-07-10T05:54:00Z"])
    published_local: str | None = Field(examples=["2025-07-10T08:54:00+03:00"])
    published_text: str | None = Field(description="The time as said", examples=["08:54"])
    time_basis: str = Field(examples=["clock"])
    time_error_s: int | None = Field(description="Seconds of doubt", examples=[60])
    first_seen_at: str
    changed_at: str
    state: str = Field(examples=["listed"])
    revisions: int
    sightings: list[Sighting]
    tag_origins: dict[str, list[str]] = Field(
        description="Where each of `tags` came from: `source`, `feed`, `rule`, `user`",
        examples=[{"weather": ["source", "rule"]}],
    )


class Items(Shape):
    """A page of items; `next` is the cursor of the next one."""

    items: list[Item]
    next: int | None = Field(description="Give it as `after`; null at the end", examples=[4661])


class Revision(Shape):
    """One wording, with the instants that bound it."""

    item_id: int
    source: str
    seq: int
    kind: str = Field(examples=["wording"])
    title: str
    headline: str
    labels: list[str]
    url: str | None
    claimed_published_at: str | None
    not_before_at: str | None
    seen_from_at: str
    confirmed_at: str
    gone_by_at: str | None


class Absence(Shape):
    """A time in which a source did not list an item."""

    source: str
    last_seen_at: str
    gone_at: str
    gone: str | None
    back_at: str | None


class Change(Shape):
    """A line of the change log."""

    seq: int = Field(examples=[120001])
    at: str
    kind: str = Field(examples=["revised"])
    item_id: int | None
    source: str
    headline: str | None
    was: str | None
    detail: str | None


class History(Shape):
    """The whole record of one item."""

    item: Item
    revisions: list[Revision]
    absences: list[Absence]
    editions: list[Item]
    changes: list[Change]


class Changes(Shape):
    """A part of the change log, oldest first; `next` is given as `after`."""

    changes: list[Change]
    next: int


class Source(Shape):
    """A source, and how it does."""

    name: str
    url: str
    kind: str | None
    zone: str | None
    state: str
    items: int
    interval_s: int | None
    next_poll_at: str | None
    last_poll_at: str | None
    last_success_at: str | None
    last_new_at: str | None
    failures: int
    error: str | None


class Sources(Shape):
    """Every source."""

    sources: list[Source]


class Tag(Shape):
    """A tag and how many items carry it."""

    tag: str
    items: int
    origins: list[str]


class Tags(Shape):
    """Every tag, the most used first."""

    tags: list[Tag]


class Gap(Shape):
    """An interval in which items may be missing."""

    source: str
    since_at: str
    until_at: str | None
    reason: str


class Gaps(Shape):
    """Gaps, the oldest first."""

    gaps: list[Gap]


class Stats(Shape):
    """What the store holds, in numbers."""

    sources: int
    items: int
    revisions: int
    sightings: int
    changes: int
    polls: int
    newest_seq: int


class Health(Shape):
    """How the server does."""

    status: str = Field(examples=["ok"])
