"""What happened -> entries of a page, their times in the zone of the digest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from ticker.digest.counts import edits, of_kind
from ticker.digest.kin import Kin
from ticker.digest.page import Below, Entry
from ticker.digest.times import (
    DOUBTFUL,
    clock,
    doubtful,
    instant,
    local,
    short,
    shown_at,
    stamp,
    window_day,
)
from ticker.model import DigestContents, DigestItem, Gap, LoggedChange, Trouble

MOST_TAGS = 4
"""Feeds tag an item with a dozen words; more than a few say nothing."""
MOST_SPANS = 3
"""Of the gaps of one source so many are written out, the first ones."""
MOST_VALUES = 5
"""Of a series so many values before the last one are written out."""
_NUMBERS = re.compile(r"\d[\d.,]*\d|\d")
_BREAKING = frozenset({"breaking", "exclusive"})
_AN_EDIT = 1_000

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


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry with what it is ordered by, and the item that it is about. `clock` is its time under
    a heading that says the day."""

    at: datetime
    number: int
    entry: Entry
    item: DigestItem | None = None
    clock: str = ""


class Desk:
    """Turns what a digest holds into entries. Tags and sources that all of its items share are not
    repeated at each."""

    def __init__(self, contents: DigestContents, zone: tzinfo) -> None:
        self._zone = zone
        self._until_at = contents.window.until_at
        self.today = window_day(contents.window.until_at, zone)
        items = contents.items
        every = [set(item.tags) for item in items]
        self.shared_tags = set.intersection(*every) if len(every) > 1 else set()
        self._mixed = len({item.is_new for item in items if edits(item)}) > 1
        self._one_source = len({name for item in items for name in _all_sources(item)}) == 1

    def day_of(self, at: datetime) -> date:
        """The day of an instant in the zone of the digest."""
        return local(at, self._zone).date()

    # --- items -------------------------------------------------------------------------------

    def new(self, kin: Kin) -> Dated:
        """A new item, by the time of its publication."""
        item = kin.item
        at = shown_at(item)
        marks = [kind for kind in ("delisted", "returned") if of_kind(item, kind)][-1:]
        like = [self._series(kin.before, at)] if kin.before else []
        mark = DOUBTFUL if doubtful(item) else ""
        entry = Entry(
            when=self.short(at) + mark,
            at=at,
            headline=item.headline,
            url=item.url,
            facts=(*self._facts(item), *marks, *like),
            tags=self._tags(item),
            item_id=item.id,
            below=tuple(map(_in_language, kin.languages)),
            rank=_rank(item),
        )
        return Dated(at, item.id, entry, item, clock(at, self._zone) + mark)

    def _series(self, before: Sequence[DigestItem], at: datetime) -> str:
        first = stamp(shown_at(before[0]), self._zone, self.day_of(at))
        last = [", ".join(_NUMBERS.findall(one.headline)) for one in before[-MOST_VALUES:]]
        values = f": {'; '.join(last)}" if any(last) else ""
        return f"{len(before)} before it like this{values}, the first at {first}"

    def changed(self, kin: Kin) -> list[Dated]:
        """An item whose wording or numbers changed, by its last edit; each source that edited it
        for itself."""
        told = [edited for one in kin.all for edited in self._edited(one)]
        first, *others = told
        here = {found.item.id for found in told if found.item}
        rest = tuple(_in_language(one) for one in kin.all if one.id not in here)
        told_below = tuple(_edited_below(found) for found in others if found.item is not first.item)
        of_item = [found for found in others if found.item is first.item]
        entry = replace(first.entry, below=(*first.entry.below, *told_below, *rest))
        return [Dated(first.at, first.number, entry, first.item), *of_item]

    def _edited(self, item: DigestItem) -> list[Dated]:
        """Each source's edits; what several did alike is told once, of the first of them."""
        told: dict[tuple[str | None, str | None], Dated] = {}
        for of_source in sorted(_by_source(edits(item)), key=lambda own: own[-1].seq):
            wordings = of_source[0].was, of_source[-1].headline
            told.setdefault(wordings, self._edit(item, of_source))
        return list(told.values())

    def _edit(self, item: DigestItem, told: Sequence[LoggedChange]) -> Dated:
        was, last = told[0].was or "", told[-1]
        count = (f"{len(told)} edits",) if len(told) > 1 else ()
        back = was == last.headline
        between = told[:-1] if back else ()
        gone = [kind for kind in ("delisted", "returned") if of_kind(item, kind)][-1:]
        new = ("new",) if item.is_new and self._mixed else ()
        entry = Entry(
            when=self.short(last.at),
            at=last.at,
            headline=last.headline or "",
            url=item.url,
            was=None if back else was,
            facts=(
                *self._facts(item, last.source),
                *new,
                *count,
                *(("and back again",) if back else ()),
                *gone,
            ),
            tags=self._tags(item),
            item_id=item.id,
            below=tuple(
                Below(self.short(change.at), change.headline or "") for change in between[-1:]
            ),
            rank=_rank(item),
        )
        return Dated(last.at, last.seq, entry, item)

    def bulk(self, change: LoggedChange) -> Dated:
        """A list that changed as a whole: one line, whatever it held."""
        words = (change.detail or "").partition(";")[0]
        entry = Entry(
            when=self.short(change.at),
            at=change.at,
            headline=f"{change.source}: {words}",
            rank=_AN_EDIT,
        )
        return Dated(change.at, change.seq, entry)

    def presence(self, item: DigestItem, change: LoggedChange) -> Dated:
        """An item that left a list while older neighbours stayed, or came back to it."""
        gone_at = instant(change.detail) if change.detail else change.at
        at = gone_at if change.kind == "delisted" else change.at
        away = () if at == gone_at else (f"away since {self.short(gone_at)}",)
        entry = Entry(
            when=self.short(at),
            at=at,
            headline=change.headline or item.headline,
            url=item.url,
            facts=(*away, *self._facts(item, change.source)),
            tags=self._tags(item),
            item_id=item.id,
            rank=_rank(item),
        )
        return Dated(at, change.seq, entry, item)

    def _facts(self, item: DigestItem, source: str | None = None) -> tuple[str, ...]:
        if self._one_source:
            return item.labels
        others = len(set(_all_sources(item)) - {source or item.source})
        also = f" +{others}" if others and source in {None, item.source} else ""
        return (f"{source or item.source}{also}", *item.labels)

    def _tags(self, item: DigestItem) -> tuple[str, ...]:
        return tuple(tag for tag in item.tags if tag not in self.shared_tags)[:MOST_TAGS]

    def short(self, at: datetime) -> str:
        """The clock time, with its day where that is not the last one of the window."""
        return short(at, self._zone, self.today)

    # --- what may be missing -----------------------------------------------------------------

    def gaps(self, gaps: Iterable[Gap]) -> list[Entry]:
        """One entry for each source and reason, with all of its gaps."""
        found: dict[tuple[str, str], list[Gap]] = {}
        for gap in gaps:
            found.setdefault((gap.source, gap.reason), []).append(gap)
        return [self._gap(source, reason, of) for (source, reason), of in found.items()]

    def _gap(self, source: str, reason: str, gaps: Sequence[Gap]) -> Entry:
        spans = [self._span(gap.since_at, gap.until_at, ", still open") for gap in gaps]
        more = len(spans) - MOST_SPANS
        told = spans[:MOST_SPANS] if more > 0 else spans
        beyond = f", and {more} more gaps" if more > 0 else ""
        return Entry(
            when="",
            headline=f"{source}: {'; '.join(told)}{beyond}",
            facts=(_REASONS.get(reason, reason),),
            rank=_AN_EDIT,
        )

    def trouble(self, trouble: Trouble) -> Entry:
        """A source that failed or was silent."""
        span = self._span(trouble.since_at, trouble.until_at, "")
        return Entry(
            when="",
            headline=f"{trouble.source} {_TROUBLES[trouble.kind]}: {span}",
            facts=(trouble.detail,) if trouble.detail else (),
        )

    def _span(self, since_at: datetime, until_at: datetime | None, lasting: str) -> str:
        since = self.short(since_at)
        if until_at is None:
            return f"since {since}{lasting}"
        same = self.day_of(since_at) == self.day_of(until_at)
        return f"{since} to {clock(until_at, self._zone) if same else self.short(until_at)}"


def _rank(item: DigestItem) -> int:
    """What stays where room is short: what several sources tell, then what is marked as urgent; of
    the rest rather what has a time that is known."""
    urgent = not _BREAKING.isdisjoint(item.labels)
    return 3 * len(_all_sources(item)) + urgent - doubtful(item)


def _all_sources(item: DigestItem) -> tuple[str, ...]:
    return item.sources or (item.source,)


def _in_language(item: DigestItem) -> Below:
    return Below(_tongue(item), item.headline, url=item.url, item_id=item.id)


def _tongue(item: DigestItem) -> str:
    return f"{item.language}, {item.source}" if item.language else item.source


def _edited_below(found: Dated) -> Below:
    entry, item = found.entry, found.item
    label = _tongue(item) if item else ""
    return Below(label, entry.headline, entry.was, entry.url, entry.item_id)


def _by_source(told: Sequence[LoggedChange]) -> list[list[LoggedChange]]:
    groups: dict[str, list[LoggedChange]] = {}
    for change in told:
        groups.setdefault(change.source, []).append(change)
    return list(groups.values())
