"""What a command did, for those who watch it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ticker.model.answers import LoggedChange
from ticker.model.changes import Poll
from ticker.model.explained import Explanation
from ticker.model.meant import Item
from ticker.model.said import Document
from ticker.model.settings import Source


@dataclass(frozen=True, slots=True)
class Visited:
    """What a poll came to, for those who watch: its record and the changes it logged."""

    poll: Poll
    changes: tuple[LoggedChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PollReport:
    """A cycle: how many sources were polled, failed, were not due; items new and revised. `held`
    are those asked for that nobody may poll now: it is too soon, or they wait out a failure."""

    polled: int
    failed: int
    not_due: int
    new: int
    revised: int
    duration_ms: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """A replay: lines played, skipped because they were stored, failed as polls; what changed."""

    played: int
    skipped: int
    failed: int
    new: int
    revised: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A document as it would be recorded. `address` is what links are read against, `at` the
    fetch instant (``None``: unknown). Of a list, `time_reasons` says for each item which evidence
    gave its time, `zone_reason` how the zone of its clocks is known, and `zone_suggested` which to
    offer to whoever is asked for it. `explanation` is why a page gives what it gives, where that
    was asked."""

    document: Document
    items: tuple[Item, ...]
    address: str | None
    at: datetime | None
    explanation: Explanation | None = None
    time_reasons: tuple[str, ...] = ()
    zone_reason: str | None = None
    zone_suggested: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed or list found behind an address by `add`, with what it would yield."""

    source: Source
    preview: Preview


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What `check` looked at and what it found wrong; empty `problems` is a clean store. `damaged`
    says that the file itself is broken, or rows of it point nowhere."""

    path: str
    revision: str
    items: int
    polls: int
    checked: tuple[str, ...]
    problems: tuple[str, ...]
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was made and looked over: `size` in bytes, `newest_at` the newest poll in it
    (``None``: no poll yet). `problems` are what `check` says of it: the copy is whole, its rows
    are not as they should be, and neither are the store's."""

    path: str
    size: int
    revision: str
    items: int
    polls: int
    newest_at: datetime | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A store that was put back at `path`: what stands there now is `restored` (`path` of it names
    the backup), and the store that stood there is kept at `kept` (``None``: there was none)."""

    path: str
    kept: str | None
    restored: BackupReport


@dataclass(frozen=True, slots=True)
class StoreLook:
    """A store as a first look finds it, without opening it for good: nothing is made, upgraded or
    changed. `state` is ``missing``, ``fresh`` (empty), ``older`` or ``current``; sizes in bytes.
    `looked` is false where there was no time to look through the whole file. `writer` is the pid
    of the process that writes to it, 0 where somebody does and the pid is not known. `problem` is
    what is wrong, `hint` what to do about it."""

    path: str
    state: str
    revision: str | None = None
    size: int = 0
    log_size: int = 0
    looked: bool = True
    writer: int | None = None
    problem: str | None = None
    hint: str | None = None


Health: TypeAlias = Literal["ok", "warning", "failing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece as the doctor finds it: how it is, what is to be said of it, and the command or
    the edit that mends it (``None`` where nothing is to be mended)."""

    piece: str
    health: Health
    said: str
    mend: str | None = None
