"""Newsrooms that never were, and the truth about them: every story, wording and absence.

All of it is made beforehand from a seed, as whole seconds since 1970 (UTC). What a newsroom shows
at an instant is then a question to a table, so that a server can answer as of any instant, and a
judge can ask again.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3_600, 86_400
NEVER = 1 << 40
"""An instant after all others."""

# How busy each hour of the local day is, 1 for the mean of all; a newsroom sleeps, and gets up.
_HOURS = (2, 1, 1, 1, 1, 3, 8, 14, 18, 18, 17, 16, 16, 16, 15, 16, 16, 15, 13, 11, 9, 7, 5, 3)
_BUSY = tuple(share * 24 / sum(_HOURS) for share in _HOURS)

_WHO = "Harbour|Council|Ferry line|Minister|Court|University|Hospital|Museum|Coast guard|Railway"
_DOES = "opens|closes|rebuilds|sells|postpones|doubts|praises|inspects|moves|doubles|halves|names"
_WHAT = "new quay|old bridge|night train|winter budget|lighthouse|fish market|tram line|archive"
_WHERE = "in the north|after the storm|near the border|before the vote|at Kilmore|for a year|again"
_WHO_, _DOES_, _WHAT_, _WHERE_ = (words.split("|") for words in (_WHO, _DOES, _WHAT, _WHERE))
RECURRING = ("Storm alert in the bay", "Storm alert in the bay is over")
"""Headlines that come back, word for word, over other stories."""


@dataclass(frozen=True, slots=True)
class Story:
    """`at` is when it was published, `wordings` its headlines with the instants from which they
    stood, `badge_at` when ``Updated`` was glued to it, `absent` when it was taken down."""

    number: int
    at: int
    wordings: tuple[tuple[int, str], ...]
    badge_at: int = NEVER
    absent: tuple[tuple[int, int], ...] = ()

    def headline(self, now: int) -> str:
        return next(text for since, text in reversed(self.wordings) if since <= now)

    def is_down(self, now: int) -> bool:
        return any(since <= now < until for since, until in self.absent)

    def moments(self) -> Iterator[int]:
        """When anything about it changes."""
        yield from (since for since, _ in self.wordings)
        yield self.badge_at
        for since, until in self.absent:
            yield since
            yield until


@dataclass(frozen=True)
class Newsroom:
    """`per_day` stories on a weekday, of which `weekend` on the others. Without `has_feeds` it
    has pages only, and nothing but their clocks tells the time; `dated_links` say the day in the
    link, `slugs_follow` rewrite the link with the headline."""

    name: str
    zone: str
    per_day: float
    weekend: float
    has_feeds: bool
    dated_links: bool
    slugs_follow: bool
    by_the_clock: bool
    stories: tuple[Story, ...] = field(repr=False)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def times(self) -> list[int]:
        return [story.at for story in self.stories]

    @cached_property
    def moments(self) -> list[int]:
        """When anything in the newsroom changes, in order."""
        return sorted({at for story in self.stories for at in story.moments() if at < NEVER})

    def listing(self, now: int, rows: int) -> list[Story]:
        """The newest `rows` stories that are up at `now`, the newest first."""
        found: list[Story] = []
        for index in range(bisect_right(self.times, now) - 1, -1, -1):
            story = self.stories[index]
            if not (story.absent and story.is_down(now)):
                found.append(story)
                if len(found) == rows:
                    break
        return found

    def published(self, since: int, until: int) -> Sequence[Story]:
        """The stories published after `since`, up to `until`."""
        return self.stories[bisect_right(self.times, since) : bisect_right(self.times, until)]

    def pushed_off_at(self, story: Story, rows: int) -> int:
        """When `rows` further stories had been published: it was listed until then at least."""
        index = bisect_left(self.times, story.at) + rows
        return self.times[index] if index < len(self.times) else NEVER

    def changed_at(self, now: int) -> int:
        """The last moment up to `now` at which anything changed."""
        index = bisect_right(self.moments, now)
        return self.moments[index - 1] if index else self.times[0]

    def url(self, story: Story, now: int) -> str:
        """The story's address at `now`: its number is what stays."""
        words = story.headline(now) if self.slugs_follow else story.wordings[0][1]
        slug = "-".join(words.lower().split())
        day = ""
        if self.dated_links:
            local = datetime.fromtimestamp(story.at, self.tz)
            day = f"{local.year}/{local.month:02}/{local.day:02}/"
        return f"https://{self.name}.example/news/{day}{story.number}/{slug}/"

    def rate(self, at: int) -> float:
        """Stories an hour that are to be expected at an instant."""
        local = datetime.fromtimestamp(at, self.tz)
        share = self.weekend if local.weekday() >= 5 else 1.0
        return self.per_day / 24 * _BUSY[local.hour] * share

    def expected(self, since: int, until: int) -> float:
        """Stories to be expected between two instants, to the quarter of an hour."""
        step = HOUR // 4
        return sum(self.rate(at) / 4 for at in range(since, until, step))


def found_newsroom(seed: str, index: int, since: int, until: int, quick: float = 1.0) -> Newsroom:
    """A newsroom with all its stories between two instants; `quick` times as busy as usual."""
    chance = random.Random(f"{seed} newsroom {index}")
    zones = ("Europe/Kyiv", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC")
    bare = Newsroom(
        name=f"room{index}",
        zone=zones[index % len(zones)],
        per_day=quick * chance.choice([9, 14, 24, 36, 48, 70]),
        weekend=chance.choice([1.0, 0.7, 0.4]),
        has_feeds=index % 4 != 1,
        dated_links=chance.random() < 0.5 and index % 4 != 1,
        slugs_follow=chance.random() < 0.4,
        by_the_clock=chance.random() < 0.12,
        stories=(),
    )
    made = list(_published(bare, chance, since, until))
    numbers = (5_000_000 + index * 100_000 + count for count in range(len(made)))
    stories = tuple(_story(chance, number, at) for number, at in zip(numbers, made, strict=True))
    return replace(bare, stories=stories)


def _published(newsroom: Newsroom, chance: random.Random, since: int, until: int) -> Iterator[int]:
    """Instants of publication: by the clock every half an hour of the day, or by chance as busy as
    each hour is. No two stories share a second."""
    if newsroom.by_the_clock:
        for half in range(since - since % 1_800, until, 1_800):
            if 6 <= datetime.fromtimestamp(half, newsroom.tz).hour < 22:
                yield half + 7
        return
    most = newsroom.per_day / 24 * max(_BUSY)
    at = float(since)
    last = 0
    while (at := at + chance.expovariate(most) * HOUR) < until:
        if chance.random() * most < newsroom.rate(int(at)) and int(at) > last:
            yield (last := int(at))


def _story(chance: random.Random, number: int, at: int) -> Story:
    kind = chance.random()
    if kind < 0.03:
        return Story(number, at, ((at, chance.choice(RECURRING)),))
    if kind < 0.07:  # a series: one template, other numbers, other stories
        day = datetime.fromtimestamp(at, UTC).timetuple().tm_yday
        return Story(number, at, ((at, f"Port counts {number % 997 + day} crates of apples"),))
    first = _headline(chance, number)
    return Story(
        number,
        at,
        _wordings(chance, number, at, first),
        badge_at=at + _soon(chance, 2 * HOUR) if chance.random() < 0.06 else NEVER,
        absent=_absences(chance, at),
    )


def _wordings(
    chance: random.Random, number: int, at: int, first: str
) -> tuple[tuple[int, str], ...]:
    """One story in six is reworded, once to three times, a few of them back to what they were."""
    told = [(at, first)]
    if chance.random() < 0.16:
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            at += _soon(chance, HOUR)
            back = len(told) > 1 and chance.random() < 0.3
            words = told[-2][1] if back else _edited(chance, told[-1][1], number)
            told.append((at, words))
    return tuple(told)


def _absences(chance: random.Random, at: int) -> tuple[tuple[int, int], ...]:
    """One story in forty is taken down, and every third of those comes back."""
    if chance.random() > 0.025:
        return ()
    gone = at + _soon(chance, 2 * HOUR)
    back = gone + 2 * HOUR + _soon(chance, 3 * HOUR) if chance.random() < 0.33 else NEVER
    return ((gone, back),)


def _soon(chance: random.Random, mean_s: float) -> int:
    return 30 + int(chance.expovariate(1 / mean_s))


def _headline(chance: random.Random, number: int) -> str:
    parts = (chance.choice(words) for words in (_WHO_, _DOES_, _WHAT_, _WHERE_))
    return f"{' '.join(parts)} in street {number % 1_013}"


def _edited(chance: random.Random, headline: str, number: int) -> str:
    """An edit: some words more, another verb, or another headline altogether."""
    how = chance.random()
    if how < 0.5:
        return f"{headline} {chance.choice(['say witnesses', 'says mayor', 'amid doubts'])}"
    if how < 0.8:
        words = headline.split()
        return " ".join([*words[:1], chance.choice(_DOES_), *words[2:]])
    return _headline(chance, number + chance.randrange(400))
