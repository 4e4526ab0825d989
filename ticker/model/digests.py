"""Digests: what is configured, the window that a run covers, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ticker.model.answers import Gap, LoggedChange
from ticker.model.delivery import Destination
from ticker.model.words import Basis

DigestFormat: TypeAlias = Literal["md", "html", "text", "json", "atom"]
DigestGroup: TypeAlias = Literal["none", "tag", "source", "hour"]
"""Under which headings new items stand; ``none`` is under their days."""
TroubleKind: TypeAlias = Literal["failed", "silent", "unpolled"]
RunOutcome: TypeAlias = Literal["configured", "begun", "done", "failed"]
"""``configured`` is when a daemon first met the digest, ``begun`` one whose window is decided."""

SINCE_LAST = "since-last"
"""The window that begins where the last run ended."""
STDOUT = "-"
"""The destination that is standard output."""
DIGEST_LINES = 120
"""What a person reads in two minutes: further entries are counted."""


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression, read: the minutes, hours, days and months that it names; in `weekdays`
    Sunday is 0. `either` says that a day meets it by its date or by its weekday, where cron asks
    for one of the two; else it must meet both. `text` is as written."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as configured, or as asked for. Its items carry all of `tags` and are listed by one
    of `sources` (empty: by any). `window` is ``since-last``, a day word, or an interval that ends
    when the digest is due. `to` is ``-`` or an absolute path with ``{name}``, ``{date}``,
    ``{time}``, ``{from}``, ``{to}`` in it. It has at most `lines` lines, 0 for as many as it takes,
    where it is made to be read; JSON and Atom always hold everything. One that is sent has its
    `sink`, and `to` names it without a secret."""

    name: str = "Digest"
    at: Cron | None = None
    window: str = SINCE_LAST
    tags: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    format: DigestFormat = "md"
    to: str = STDOUT
    group: DigestGroup = "none"
    lines: int = DIGEST_LINES
    sink: Destination | None = None


@dataclass(frozen=True, slots=True)
class DigestWindow:
    """What a digest covers: from `since_at` to before `until_at`.

    With `lines` (a, b) it holds the lines of the change log after a up to b, whatever their
    instants; without, the lines whose instants lie in it. `known_seq` is the newest line that
    may be looked at, also for gaps; ``None`` is all there is.
    """

    since_at: datetime
    until_at: datetime
    lines: tuple[int, int] | None = None
    known_seq: int | None = None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """An item in a digest, as it stood at the end of the window, and its `changes` within it.

    `source` is the one whose wording is shown, `sources` are all that listed it by then, that one
    first. `is_new` says that the digest tells it for the first time: it came within the window,
    or met the digest's tags and sources only then. `edition` is the same for all languages of one
    article, `language` the one that the address names (ISO 639-1); `template` is the headline
    with slots for its numbers, the same for all of a series.
    """

    id: int
    source: str
    headline: str
    labels: tuple[str, ...]
    tags: tuple[str, ...]
    url: str | None
    published_at: datetime | None
    time_basis: Basis
    time_error_s: int | None
    first_seen_at: datetime
    is_new: bool
    changes: tuple[LoggedChange, ...]
    sources: tuple[str, ...] = ()
    edition: str | None = None
    language: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A time in which a source failed, was silent or was not polled. `until_at` is ``None`` where
    that lasted beyond the window."""

    source: str
    kind: TroubleKind
    since_at: datetime
    until_at: datetime | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class DigestContents:
    """All that a digest tells. A gap without `until_at` was open at the end of the window; `bulk`
    are the lines of the log that tell of lists that changed as a whole."""

    digest: Digest
    window: DigestWindow
    items: tuple[DigestItem, ...]
    troubles: tuple[Trouble, ...] = ()
    gaps: tuple[Gap, ...] = ()
    bulk: tuple[LoggedChange, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestCounts:
    """What a digest holds: items by what happened to them, and gaps."""

    new: int = 0
    revised: int = 0
    delisted: int = 0
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class DigestRun:
    """A run as recorded. It was due `at`, was last worked on at `ran_at`, and covers what lies
    between the bounds; `until_seq` is where the next run begins. `window` is as configured, `tries`
    counts what failed."""

    name: str
    at: datetime
    ran_at: datetime
    since_at: datetime
    until_at: datetime
    since_seq: int
    until_seq: int
    known_seq: int
    window: str
    destination: str
    outcome: RunOutcome
    counts: DigestCounts = DigestCounts()
    error: str | None = None
    tries: int = 0

    @property
    def covered(self) -> DigestWindow:
        """The window that its contents are read from, today as then."""
        lines = (self.since_seq, self.until_seq) if self.window == SINCE_LAST else None
        return DigestWindow(self.since_at, self.until_at, lines, self.known_seq)
