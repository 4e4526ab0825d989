"""Rules that tag items, and what they look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

RuleField: TypeAlias = Literal["headline", "summary", "url", "source", "language", "label"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Items earn `tag` whose wording meets all that is asked, in one source at one time.

    `match` is a regular expression on `field`. The entries of `all` must be found, one of `any`,
    and none of `none`: a word or phrase, forms of it with ``|`` between them, or a regular
    expression between slashes, on `field` unless a field stands before it (``label:breaking``).
    """

    tag: str
    match: str | None = None
    field: RuleField = "headline"
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule looks at: what one source says of an item at one time."""

    headline: str
    url: str | None = None
    summary: str | None = None
    source: str | None = None
    language: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """An item that a rule matches, by the wording that it matches."""

    item_id: int
    headline: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules of a tag say of the stored items.

    `items` are those that they match, newest first; `tagged` how many have the tag from a rule
    now; `missing` lack it, `stale` have it although no rule of it matches any of their wordings.
    `configured` is false where no rule of that tag is left. `days` counts the matched items by the
    asker's day of when they were published.
    """

    tag: str
    items: tuple[int, ...] = ()
    tagged: int = 0
    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    configured: bool = True
    days: Mapping[date, int] = field(default_factory=dict)
    samples: tuple[Sample, ...] = ()
