"""Items, changes and gaps as the lines that the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TypeAlias

from ticker.model import FoundItem, Gap, ItemState, LoggedChange, SourceStatus
from ticker.plain import plain
from ticker.render import instant, local
from ticker.times import DOUBT_S, FUTURE, clock, span, stamp
from ticker.times import local as in_zone
from ticker.weblink import web_link
from ticker.wording import Part, word_diff

REASONS: Mapping[str, str] = {
    "no-overlap": "two visits in a row shared no item",
    "failing": "the source could not be read",
    "down": "nothing was polled",
}
STALE = frozenset({"failing", "silent", "empty", "held", "gone?"})
"""States of a source in which what it shows may be old."""
STATES: Mapping[ItemState, str] = {
    "listed": "listed",
    "scrolled_off": "scrolled off",
    "delisted": "delisted",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Line:
    """An item as one line. `edit` is its last edit word by word, `edited` when that was, `stale`
    what is the matter with its source, `elsewhere` who else listed it."""

    id: int
    sort: str
    clock: str
    day: date
    hover: str
    datetime: str | None
    doubtful: bool
    source: str
    headline: str
    link: str | None
    labels: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None
    state: str
    stale: str | None
    edit: tuple[Part, ...] = ()
    edited: str | None = None
    elsewhere: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The day, as a heading says it: of the C locale, in every reader's browser the same."""
        weekday, month = _WEEKDAYS[self.day.weekday()], _MONTHS[self.day.month - 1]
        return f"{weekday} {self.day.day} {month} {self.day.year}"


@dataclass(frozen=True, slots=True)
class Unwell:
    """A source in which what it shows may be old; `since` when, `reason` why, where more is known
    than its state says."""

    name: str
    state: str
    since: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """Where another day begins."""

    words: str
    day: date


@dataclass(frozen=True, slots=True)
class Blind:
    """A gap, as a rule across the list: above what was published when it ended, and before."""

    words: str
    source: str
    sort: str


Row: TypeAlias = Line | Day | Blind


def lines(
    items: Sequence[FoundItem],
    edits: Iterable[LoggedChange],
    statuses: Iterable[SourceStatus],
    zone: tzinfo,
) -> list[Line]:
    """One line an item, with its newest edit among `edits`."""
    newest = {edit.item_id: edit for edit in edits}
    stale = {
        status.name: why(status) or status.state for status in statuses if status.state in STALE
    }
    return [_line(item, newest.get(item.id), stale.get(item.source), zone) for item in items]


def why(status: SourceStatus) -> str:
    """What is the matter with a source; empty where its state says it all."""
    return plain(status.reason or status.error or "")


def unwell(statuses: Iterable[SourceStatus], zone: tzinfo, today: date) -> list[Unwell]:
    """The sources that are not well, in their order."""
    told = []
    for status in statuses:
        if status.state in STALE:
            at = status.last_new_at if status.state == "silent" else status.last_success_at
            # An empty document is a good one: since when it is, nothing here says.
            since = None if at is None or status.state == "empty" else stamp(at, zone, today)
            told.append(Unwell(status.name, status.state, since, why(status)))
    return told


def rows(shown: Sequence[Line], gaps: Sequence[Gap], zone: tzinfo, today: date) -> Iterator[Row]:
    """The lines, newest first, with a heading for every day and a rule for every gap where it
    ends."""
    waiting = sorted(gaps, key=_end)
    day: date | None = None
    for line in shown:
        while waiting and (line.datetime is None or _end(waiting[-1]) >= line.sort):
            yield _blind(waiting.pop(), zone, today)
        if line.day != day:
            day = line.day
            yield Day(line.heading, line.day)
        yield line


def _end(gap: Gap) -> str:
    return instant(gap.until_at) or "9"


def _blind(gap: Gap, zone: tzinfo, today: date) -> Blind:
    since = stamp(gap.since_at, zone, today)
    until = "now" if gap.until_at is None else stamp(gap.until_at, zone, today)
    return Blind(
        f"{since} to {until} may be incomplete: {REASONS[gap.reason]}", gap.source, _end(gap)
    )


def _line(item: FoundItem, edit: LoggedChange | None, stale: str | None, zone: tzinfo) -> Line:
    at = item.claim.at or item.first_seen_at
    future = at - item.first_seen_at > FUTURE
    at = item.first_seen_at if future else at
    diff: tuple[Part, ...] = ()
    edited = None
    if edit is not None and edit.was and edit.headline and edit.was != edit.headline:
        diff = word_diff(plain(edit.was), plain(edit.headline))
        edited = stamp(edit.at, zone, in_zone(at, zone).date())
    doubt = item.claim.error_s or 0
    return Line(
        id=item.id,
        sort=instant(at) or "",
        clock=clock(at, zone),
        day=in_zone(at, zone).date(),
        hover=_hover(item, future),
        datetime=instant(item.claim.at),
        doubtful=future or item.claim.zone_guessed or item.claim.at is None or doubt >= DOUBT_S,
        source=item.source,
        headline=plain(item.headline or item.title),
        link=web_link(item.url),
        labels=item.labels,
        tags=item.tags,
        language=item.language,
        state=item.state,
        stale=stale,
        edit=diff,
        edited=edited,
        elsewhere=tuple(
            dict.fromkeys(one.source for one in item.sightings if one.source != item.source)
        ),
    )


def _hover(item: FoundItem, future: bool) -> str:
    """The source's own time, how it is known, and the doubt."""
    claim = item.claim
    if claim.at is None:
        said = f" (it says {plain(claim.text)})" if claim.text else ""
        return f"undated{said}; first seen {instant(item.first_seen_at)}"
    words = [f"{local(claim)} at the source", claim.basis]
    if claim.text:
        words.append(f"said: {plain(claim.text)}")
    if claim.error_s:
        words.append(f"give or take {span(claim.error_s)}")
    if claim.zone_guessed:
        words.append("its zone is a guess")
    if future:
        words.append("a claim about the future: shown by first sight")
    return "; ".join(words)
