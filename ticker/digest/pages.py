"""What a digest says, in which order: the page that Markdown and plain text both show.

A page holds text as it stands in the record; making it safe for its form is left to the form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby
from operator import itemgetter

from ticker.digest.counts import EDITS, edits, minor_edits, of_kind
from ticker.digest.times import (
    DOUBTFUL,
    clock,
    day,
    doubtful,
    instant,
    local,
    minute,
    moment,
    offset,
    shown_at,
    stamp,
)
from ticker.model import DigestContents, DigestItem, LoggedChange

ARROW = "->"
"""Between two wordings; Markdown shows it as a sign of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a page: a time, what is told, the facts beside it. `was` is the wording before,
    `steps` what else it said meanwhile, each with its time."""

    when: str
    headline: str
    url: str | None = None
    was: str | None = None
    facts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    item_id: int | None = None
    steps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading, a day; ``None`` for none."""

    heading: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page."""

    heading: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole digest in words: `head` stands under the title, `foot` explains its marks."""

    title: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]


def lay_out(contents: DigestContents, zone: tzinfo) -> Page:
    """The page of a digest, its times in `zone`."""
    desk = _Desk(zone)
    items = contents.items
    parts = (
        ("New", desk.new([item for item in items if item.is_new])),
        ("Changed", desk.changed([item for item in items if not item.is_new])),
        ("Another time", desk.retimed(items)),
        ("Delisted", desk.presence(items, "delisted")),
        ("Returned", desk.presence(items, "returned")),
        ("Trouble at sources", desk.troubles(contents)),
        ("Gaps: where something may be missing", desk.gaps(contents)),
    )
    return Page(
        title=_title(contents, zone),
        head=tuple(_head(contents, zone)),
        sections=tuple(Section(heading, groups) for heading, groups in parts if groups),
        foot=tuple(_foot(contents)),
    )


def _title(contents: DigestContents, zone: tzinfo) -> str:
    """The name of a digest, and when it was due, if it has a schedule."""
    digest, until_at = contents.digest, contents.window.until_at
    return digest.name if digest.at is None else f"{digest.name}, {moment(until_at, zone)}"


def _head(contents: DigestContents, zone: tzinfo) -> Iterator[str]:
    window, digest = contents.window, contents.digest
    since, until = moment(window.since_at, zone), moment(window.until_at, zone)
    offsets = dict.fromkeys([offset(window.since_at, zone), offset(window.until_at, zone)])
    yield f"From {since} to {until}, {zone} ({', then '.join(offsets)})."
    if digest.tags:
        yield f"Only items tagged {' and '.join(sorted(digest.tags))}."
    if digest.sources:
        yield f"Only {', '.join(sorted(digest.sources))}."
    yield _summary(contents)
    smaller = Counter(change.detail for item in contents.items for change in minor_edits(item))
    if smaller:
        told = [f"{smaller[kind]:,} of {word}" for kind, word in EDITS.items() if smaller[kind]]
        yield f"Not listed are smaller edits: {', '.join(told)}."


def _summary(contents: DigestContents) -> str:
    items = contents.items
    new = [item for item in items if item.is_new]
    edited = sum(1 for item in new if edits(item))
    counted = {
        "new": len(new),
        "changed": sum(1 for item in items if not item.is_new and edits(item)),
        "with another time": sum(1 for item in items if of_kind(item, "retimed")),
        "delisted": sum(1 for item in items if of_kind(item, "delisted")),
        "returned": sum(1 for item in items if of_kind(item, "returned")),
    }
    told = [f"{count:,} {what}" for what, count in counted.items() if count]
    if edited:
        told[0] += f" ({edited:,} edited since)"
    gaps, troubled = len(contents.gaps), len({trouble.source for trouble in contents.troubles})
    news = ", ".join(told) or "Nothing new, nothing changed"
    blind = f"{gaps} gap{'' if gaps == 1 else 's'}" if gaps else "No gap is known"
    ill = f"; trouble at {troubled} source{'' if troubled == 1 else 's'}" if troubled else ""
    return f"{news}. {blind}{ill}."


def _foot(contents: DigestContents) -> Iterator[str]:
    window = contents.window
    if any(doubtful(item) for item in contents.items):
        yield f"{DOUBTFUL} marks a time in doubt by an hour or more, or that of the first sight."
    if contents.items:
        yield "The number at the end is the item's; ticker history NUMBER tells all of it."
    if window.lines is not None and window.lines[1] > window.lines[0]:
        yield f"Told are lines {window.lines[0] + 1} to {window.lines[1]} of the change log."


class _Desk:
    """Turns items into entries, their times in the zone of the digest."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def _day(self, at: datetime) -> date:
        return local(at, self._zone).date()

    def _by_day(self, entries: Iterable[tuple[datetime, int, Entry]]) -> tuple[Group, ...]:
        """Entries with their instants (and what decides between equal ones), newest first, under
        the days on which they fall."""
        newest = sorted(entries, key=itemgetter(0, 1), reverse=True)
        return tuple(
            Group(day(date_), tuple(entry for _, _, entry in of_day))
            for date_, of_day in groupby(newest, lambda found: self._day(found[0]))
        )

    # --- what is new -------------------------------------------------------------------------

    def new(self, items: Iterable[DigestItem]) -> tuple[Group, ...]:
        """New items by the time of their publication, each with what it said before."""
        return self._by_day((shown_at(item), item.id, self._new(item)) for item in items)

    def _new(self, item: DigestItem) -> Entry:
        at = shown_at(item)
        marks = [kind for kind in ("delisted", "returned") if of_kind(item, kind)][-1:]
        return Entry(
            when=clock(at, self._zone) + (DOUBTFUL if doubtful(item) else ""),
            headline=item.headline,
            url=item.url,
            facts=(*_facts(item), *marks),
            tags=item.tags,
            item_id=item.id,
            steps=tuple(self._before(item, change, self._day(at)) for change in edits(item)),
        )

    def _before(self, item: DigestItem, change: LoggedChange, today: date) -> tuple[str, str]:
        """An edit of an item whose latest wording is shown: what stood there until then."""
        until = stamp(change.at, self._zone, today)
        if change.source == item.source:
            return f"until {until}", change.was or ""
        return f"{until}, {change.source}", f"{change.was} {ARROW} {change.headline}"

    # --- what happened to items --------------------------------------------------------------

    def changed(self, items: Iterable[DigestItem]) -> tuple[Group, ...]:
        """Items known before whose wording or numbers changed, by their last edit; each source
        that edited one for itself."""
        return self._by_day(
            (told[-1].at, told[-1].seq, self._edited(item, told))
            for item in items
            for told in _by_source(edits(item))
        )

    def _edited(self, item: DigestItem, told: Sequence[LoggedChange]) -> Entry:
        was, last = told[0].was, told[-1]
        count = (f"{len(told)} edits",) if len(told) > 1 else ()
        back = ("and back again",) if was == last.headline else ()
        today = self._day(last.at)
        return Entry(
            when=clock(last.at, self._zone),
            headline=last.headline or "",
            url=item.url,
            was=None if back else was,
            facts=(*_facts(item, last.source), *count, *back),
            tags=item.tags,
            item_id=item.id,
            steps=tuple(
                (stamp(change.at, self._zone, today), change.headline or "") for change in told[:-1]
            ),
        )

    def retimed(self, items: Iterable[DigestItem]) -> tuple[Group, ...]:
        """Items that stand at another time by stronger evidence, by that time."""
        return self._by_day(
            (shown_at(item), item.id, self._moved(item, told))
            for item in items
            if (told := of_kind(item, "retimed"))
        )

    def _moved(self, item: DigestItem, told: Sequence[LoggedChange]) -> Entry:
        at, was = shown_at(item), told[0].was
        before = stamp(instant(was), self._zone, self._day(at)) if was else "undated"
        return Entry(
            when=clock(at, self._zone) + (DOUBTFUL if doubtful(item) else ""),
            headline=item.headline,
            url=item.url,
            facts=(f"was {before}", f"now {item.time_basis}", *_facts(item, told[-1].source)),
            item_id=item.id,
        )

    def presence(self, items: Iterable[DigestItem], kind: str) -> tuple[Group, ...]:
        """Items that left a list while older neighbours stayed, or came back to it."""
        return self._by_day(
            self._present(item, change) for item in items for change in of_kind(item, kind)
        )

    def _present(self, item: DigestItem, change: LoggedChange) -> tuple[datetime, int, Entry]:
        gone_at = instant(change.detail) if change.detail else change.at
        at = gone_at if change.kind == "delisted" else change.at
        away = () if at == gone_at else (f"away since {self._since(gone_at, at)}",)
        entry = Entry(
            when=clock(at, self._zone),
            headline=change.headline or item.headline,
            url=item.url,
            facts=(*away, *_facts(item, change.source)),
            tags=item.tags,
            item_id=item.id,
        )
        return at, change.seq, entry

    def _since(self, at: datetime, then: datetime) -> str:
        return stamp(at, self._zone, self._day(then))

    # --- what happened to sources ------------------------------------------------------------

    def troubles(self, contents: DigestContents) -> tuple[Group, ...]:
        """Sources that failed or were silent, in order of time."""
        return _group(
            Entry(
                when=self._span(trouble.since_at, trouble.until_at, "and on"),
                headline=f"{trouble.source} {_TROUBLES[trouble.kind]}",
                facts=(trouble.detail,) if trouble.detail else (),
            )
            for trouble in contents.troubles
        )

    def gaps(self, contents: DigestContents) -> tuple[Group, ...]:
        """Intervals in which items may have been missed, in order of time."""
        return _group(
            Entry(
                when=self._span(gap.since_at, gap.until_at, "still open"),
                headline=gap.source,
                facts=(_REASONS.get(gap.reason, gap.reason),),
            )
            for gap in contents.gaps
        )

    def _span(self, since_at: datetime, until_at: datetime | None, lasting: str) -> str:
        since = minute(since_at, self._zone)
        if until_at is None:
            return f"{since}, {lasting}"
        return f"{since} to {stamp(until_at, self._zone, self._day(since_at))}"


_TROUBLES = {
    "failed": "could not be polled",
    "silent": "was silent",
    "unpolled": "was not polled",
}
_REASONS = {
    "no-overlap": "the list had scrolled past what was known",
    "failing": "no poll succeeded",
    "down": "ticker was not running",
}


def _by_source(told: Sequence[LoggedChange]) -> list[list[LoggedChange]]:
    groups: dict[str, list[LoggedChange]] = {}
    for change in told:
        groups.setdefault(change.source, []).append(change)
    return list(groups.values())


def _group(entries: Iterable[Entry]) -> tuple[Group, ...]:
    of_all = tuple(entries)
    return (Group(None, of_all),) if of_all else ()


def _facts(item: DigestItem, source: str | None = None) -> tuple[str, ...]:
    return (source or item.source, *item.labels)
