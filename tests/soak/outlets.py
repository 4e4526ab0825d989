"""Outlets of a newsroom (a feed or a page, with its habits) and the troubles that befall them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tests.soak.newsroom import HOUR, MINUTE, Newsroom, Story

Form: TypeAlias = Literal["rss", "atom", "json", "clocks", "headed", "machine"]
FORMS: tuple[Form, ...] = ("rss", "clocks", "atom", "rss", "json", "headed", "rss", "machine")
LISTS: tuple[Form, ...] = ("clocks", "headed", "clocks", "machine")
FEWEST_ROWS = 3
"""What a page needs, to be known as a list."""
Validators: TypeAlias = Literal["etag", "modified", "both", "none", "ignored", "lying"]
Guids: TypeAlias = Literal["stable", "link", "unstable", "none"]

SERVED = ("empty", "tenth", "silent", "moved")
"""Troubles in which a whole document is served all the same."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong from `since` to `until`; `wait_s` is what a Retry-After says, negative for one
    that says it as a date."""

    kind: str
    since: int
    until: int
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where a newsroom lists its newest stories. `asks_s` is the interval it asks for, by the means
    `asks_by`; `skip_hours` (GMT) it wants to be left alone in. `interval_s` is configured, or
    ``None`` for ``auto``."""

    name: str
    newsroom: Newsroom
    form: Form
    rows: int
    guids: Guids = "stable"
    validators: Validators = "etag"
    dated: bool = True
    badges: bool = False
    gzipped: bool = False
    restless: bool = False
    asks_by: str = ""
    asks_s: int = 0
    skip_hours: tuple[int, ...] = ()
    interval_s: int | None = None
    troubles: tuple[Trouble, ...] = ()

    def trouble(self, now: int) -> Trouble | None:
        return next((t for t in self.troubles if t.since <= now < t.until), None)

    def as_of(self, now: int) -> int:
        """The instant whose state is shown: a silent outlet shows what it last did."""
        trouble = self.trouble(now)
        return trouble.since if trouble is not None and trouble.kind == "silent" else now

    def shown(self, now: int) -> list[Story]:
        """The stories that the outlet lists at `now`, in their order, while it answers."""
        trouble = self.trouble(now)
        if trouble is not None and trouble.kind in ("empty", "captive"):
            return []
        stories = self.newsroom.listing(self.as_of(now), self.rows)
        if trouble is not None and trouble.kind == "tenth":
            fewest = FEWEST_ROWS if self.form in LISTS else 1
            return stories[: max(self.rows // 12, fewest)]
        return stories

    def title(self, story: Story, now: int) -> str:
        """The title as the outlet writes it."""
        at = self.as_of(now)
        badge = "Updated" if self.badges and story.badge_at <= at else ""
        return badge + story.headline(at)

    def is_served(self, now: int) -> bool:
        """Whether a whole document of the outlet's own, be it a short one, answers at `now`."""
        trouble = self.trouble(now)
        return trouble is None or trouble.kind in SERVED


@dataclass(frozen=True, slots=True)
class Times:
    """The time that a world lasts, and whether servers hang in it, which costs real seconds."""

    since: int
    until: int
    hangs: bool = True


def outlets_of(newsroom: Newsroom, seed: str, index: int, times: Times) -> Iterator[Outlet]:
    """One to three outlets of a newsroom, with the troubles that befall them."""
    chance = random.Random(f"{seed} outlets {index}")
    first = chance.randrange(len(FORMS))
    for number in range(chance.choice([1, 1, 2, 2, 3])):
        forms = FORMS if newsroom.has_feeds else LISTS
        form = forms[(first + index + number) % len(forms)]
        yield _outlet(newsroom, f"{newsroom.name}-{form}-{number}", form, chance, times)


def _outlet(
    newsroom: Newsroom, name: str, form: Form, chance: random.Random, times: Times
) -> Outlet:
    guids: Guids = chance.choice(["stable", "stable", "stable", "link", "unstable", "none"])
    restless = guids == "unstable" or chance.random() < 0.08
    own: Validators = chance.choice(["etag", "etag", "modified", "both", "none", "ignored"])
    asks_by = chance.choice(["", "", "", "ttl", "sy", "max-age"])
    if asks_by in ("ttl", "sy") and form != "rss":
        asks_by = "max-age" if form != "clocks" else ""
    return Outlet(
        name=name,
        newsroom=newsroom,
        form=form,
        rows=chance.choice([15, 20, 30, 40]),
        guids=guids if form not in LISTS else "none",
        validators="none" if restless else own,
        dated=form in LISTS or chance.random() < 0.92,
        badges=chance.random() < 0.5,
        gzipped=chance.random() < 0.4,
        restless=restless and form == "rss",
        asks_by=asks_by,
        asks_s=chance.choice([20, 30, 60]) * MINUTE if asks_by else 0,
        skip_hours=(1, 2, 3, 4) if form == "rss" and chance.random() < 0.15 else (),
        interval_s=chance.choice([None] * 7 + [10 * MINUTE]),
        troubles=tuple(_troubles(chance, times)),
    )


_KINDS = (
    ("500", 2),
    ("503", 3),
    ("429", 1),
    ("429-bare", 1),
    ("404", 1),
    ("reset", 1),
    ("truncated", 1),
    ("cut", 1),
    ("garbled", 1),
    ("captive", 1),
    ("empty", 1),
    ("tenth", 1),
    ("moved", 1),
    ("silent", 3),
    ("hang", 1),
)
"""What befalls an outlet, and how often beside the others; ``hang`` last."""


def _troubles(chance: random.Random, times: Times) -> Iterator[Trouble]:
    """Troubles one after another, an hour at least between them."""
    kinds, shares = zip(*(_KINDS if times.hangs else _KINDS[:-1]), strict=True)
    at = times.since + int(chance.uniform(2 * HOUR, 40 * HOUR))
    while at < times.until:
        (kind,) = chance.choices(kinds, shares)
        lasts = _lasts(chance, kind)
        yield Trouble(kind, at, min(at + lasts, times.until), _wait_s(chance, kind))
        at += lasts + HOUR + int(chance.expovariate(1 / (30 * HOUR)))


def _lasts(chance: random.Random, kind: str) -> int:
    if kind == "silent":
        return int(chance.uniform(8 * HOUR, 30 * HOUR))
    if kind == "moved":
        return int(chance.uniform(12 * HOUR, 48 * HOUR))
    if kind == "hang":
        return int(chance.uniform(20 * MINUTE, HOUR))
    return int(min(chance.expovariate(1 / (90 * MINUTE)) + 10 * MINUTE, 9 * HOUR))


def _wait_s(chance: random.Random, kind: str) -> int:
    if kind not in ("503", "429"):
        return 0
    return chance.choice([600, 2 * HOUR, 5 * HOUR, -HOUR, -3 * HOUR])
