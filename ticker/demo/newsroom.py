"""A simulated newsroom: what its papers list at an instant. Values and arithmetic, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Form: TypeAlias = Literal["rss", "atom", "json", "page"]
"""How a paper publishes: three kinds of feed, and a page of headlines with bare clocks."""


@dataclass(frozen=True, slots=True)
class Story:
    """Something published at an address: `wordings` are its headlines, each with the instant from
    which it stands there. `gone_at` is when it is taken off, `dated` whether its time is said."""

    address: str
    wordings: tuple[tuple[datetime, str], ...]
    gone_at: datetime | None = None
    dated: bool = True

    @property
    def published_at(self) -> datetime:
        """When it first stood there."""
        return self.wordings[0][0]

    def title(self, at: datetime) -> str:
        """Its headline at an instant, not before it was published."""
        return next(title for since, title in reversed(self.wordings) if since <= at)

    def stands(self, at: datetime) -> bool:
        """Whether it can be read at an instant."""
        return self.published_at <= at and (self.gone_at is None or at < self.gone_at)


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing to be polled. `rows` is how long its list is, `every` its configured interval,
    `down` the time in which its server does not work."""

    name: str
    title: str
    path: str
    form: Form
    language: str
    zone: str
    every: str
    rows: int
    tags: tuple[str, ...]
    stories: tuple[Story, ...]
    down: tuple[datetime, datetime] | None = None

    def listed(self, at: datetime) -> tuple[Story, ...]:
        """What it lists at an instant, newest first."""
        standing = [story for story in self.stories if story.stands(at)]
        standing.sort(key=lambda story: story.published_at, reverse=True)
        return tuple(standing[: self.rows])

    def is_down(self, at: datetime) -> bool:
        """Whether its server fails at an instant."""
        return self.down is not None and self.down[0] <= at < self.down[1]
