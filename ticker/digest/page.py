"""A digest in words: what Markdown, HTML and plain text all show.

A page holds text as it stands in the record; making it safe for its form is left to the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Below:
    """A line under an entry: the same article in another language, or a wording in between."""

    label: str
    headline: str
    was: str | None = None
    url: str | None = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one thing: a time, a headline, the facts beside it. `was` is the wording
    before. `at` is the instant that `when` shows. Where there is no room for all entries, those
    of a higher `rank` stay."""

    when: str
    headline: str
    at: datetime | None = None
    url: str | None = None
    was: str | None = None
    facts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    item_id: int | None = None
    below: tuple[Below, ...] = ()
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; ``None`` for none. `hidden` are those that had no room."""

    heading: str | None
    entries: tuple[Entry, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. `weight` is its share of the room where that is short; `hidden` counts the
    entries of groups that had none at all."""

    heading: str
    groups: tuple[Group, ...]
    note: str | None = None
    weight: int = 1
    is_warning: bool = False
    hidden: int = 0

    @property
    def left_out(self) -> int:
        """How many of its entries are not shown."""
        return self.hidden + sum(group.hidden for group in self.groups)

    @property
    def shown(self) -> int:
        """How many of its entries are."""
        return sum(len(group.entries) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Page:
    """A whole digest: `summary` says what happened in one line, `head` stands under it, `foot`
    explains; `everything` is how to see what had no room."""

    title: str
    summary: str
    head: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=())
    foot: tuple[str, ...] = ()
    everything: str | None = None

    @property
    def left_out(self) -> int:
        """How many entries are not shown."""
        return sum(section.left_out for section in self.sections)
