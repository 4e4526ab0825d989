"""A document on its way through the parsers: what they are given, and what they make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from ticker.model.meant import Item
from ticker.model.settings import Source
from ticker.model.words import SourceKind


@dataclass(frozen=True, slots=True)
class Received:
    """A document with all that reading it needs, and nothing else: no secret, no store.

    `kind` is what it is read as (``None``: what its bytes say), `address` what links are read
    against, `fetched_at` the instant of its fetch, `zone` the asker's, for a list without its own.
    `shape` is that of the source's timed list so far, if it is one.
    """

    body: bytes
    source: Source
    address: str
    zone: tzinfo
    fetched_at: datetime
    content_type: str | None = None
    kind: SourceKind | None = None
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a document says: its items as meant, in document order, the least interval that it
    asks for (seconds), what it turned out to be, and when it does not want to be asked (hours in
    GMT and days from Monday on, a bit each). `shape` is that of its timed list."""

    items: tuple[Item, ...]
    ttl_s: int | None
    kind: SourceKind
    skip_hours: int = 0
    skip_days: int = 0
    shape: str | None = None
