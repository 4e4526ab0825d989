"""Under which heading an entry stands: its day, its hour, a tag, a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from ticker.digest.entries import Dated
from ticker.digest.page import Group
from ticker.digest.times import day, local
from ticker.model import DigestGroup, DigestWindow

MOST_GROUPS = 12
"""More headings than that order nothing; what is left stands under one more."""
DAYS = 7
"""So many days have a heading each; what is older stands under one."""
EARLIER = "Earlier"
LONG = timedelta(hours=48)
"""In a window that is longer, clock times are not enough and hours would be all headings: then
entries stand under their days."""


def grouped(
    found: Sequence[Dated], group: DigestGroup, window: DigestWindow, zone: tzinfo
) -> tuple[Group, ...]:
    """Entries under the headings asked for, the newest first in each."""
    newest = sorted(found, key=lambda one: (one.at, one.number), reverse=True)
    if group == "tag":
        return _by_size(newest, _tags_of(newest), "no tag of its own")
    if group == "source":
        return _by_size(newest, [one.item.source if one.item else None for one in newest], "")
    long = window.until_at - window.since_at > LONG
    if long:
        return _by_day(newest, window, zone)
    return _by_hour(newest, window, zone) if group == "hour" else flat(newest)


def flat(found: Iterable[Dated]) -> tuple[Group, ...]:
    """Entries without a heading, the newest first."""
    newest = sorted(found, key=lambda one: (one.at, one.number), reverse=True)
    return (_group("", newest),) if newest else ()


def _by_day(found: Sequence[Dated], window: DigestWindow, zone: tzinfo) -> tuple[Group, ...]:
    last = local(window.until_at, zone).date()
    return tuple(
        _group(EARLIER, list(entries)) if of_day is None else _dated(day(of_day), entries)
        for of_day, entries in groupby(found, lambda one: _recent(one.at, last, zone))
    )


def _recent(at: datetime, last: date, zone: tzinfo) -> date | None:
    on = local(at, zone).date()
    return on if last - on < timedelta(days=DAYS) else None


def _by_hour(found: Sequence[Dated], window: DigestWindow, zone: tzinfo) -> tuple[Group, ...]:
    def hour(one: Dated) -> str | None:
        if one.at < window.since_at:
            return None
        here = local(one.at, zone)
        return f"{day(here.date())}, {here:%H}:00 to {(here.hour + 1) % 24:02}:00"

    return tuple(
        _group(EARLIER, list(entries)) if of_hour is None else _dated(of_hour, entries)
        for of_hour, entries in groupby(found, hour)
    )


def _tags_of(found: Sequence[Dated]) -> list[str | None]:
    """For each entry the tag under which it stands: of its own the one that most others have."""
    held = Counter(tag for one in found for tag in one.entry.tags)
    return [
        f"#{min(one.entry.tags, key=lambda tag: (-held[tag], tag))}" if one.entry.tags else None
        for one in found
    ]


def _by_size(
    found: Sequence[Dated], headings: Sequence[str | None], without: str
) -> tuple[Group, ...]:
    """The largest group first; at the end what is in none."""
    sizes = Counter(heading for heading in headings if heading is not None)
    order = sorted(sizes, key=lambda heading: (-sizes[heading], heading))
    named = order if len(order) <= MOST_GROUPS else order[: MOST_GROUPS - 1]
    groups: dict[str | None, list[Dated]] = {heading: [] for heading in named}
    groups |= {"Others": [], None: []}
    for one, heading in zip(found, headings, strict=True):
        place = heading if heading is None or heading in groups else "Others"
        groups[place].append(one)
    return tuple(
        _group(without if heading is None else heading, entries)
        for heading, entries in groups.items()
        if entries
    )


def _dated(heading: str, found: Iterable[Dated]) -> Group:
    """Entries under a heading that says their day."""
    return Group(heading, tuple(replace(one.entry, when=one.clock) for one in found))


def _group(heading: str, found: Sequence[Dated]) -> Group:
    """Entries under a heading, which need not say it again."""
    entries = (
        replace(one.entry, tags=tuple(tag for tag in one.entry.tags if f"#{tag}" != heading))
        for one in found
    )
    return Group(heading or None, tuple(entries))
