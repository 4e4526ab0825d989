"""Which rows of a document are which known items: the identity ladder.

The rungs, strongest first; the first that holds decides and is kept as `matched_by`:

1. ``guid``: the same source and guid;
2. ``url``: the same canonical URL, in this source or, as a further sighting, in another;
3. ``number``: the same host, language edition and article number under another slug (real sites
   rewrite slugs with their headlines: 20.5 % of 54,200 items of one site);
4. rows without guid and link, in the same source only: ``minute`` (the same stated minute and
   like wording), ``headline`` (the same headline within 48 h), ``similar``.

A guid made anew at every poll is seen through: the same link, or none, and the same headline and
stated time as a listed row whose guid is gone (``minute``).

A key that two rows of one document carry identifies neither by itself; then, and later where it
was a section's link, it counts only together with the headline, or with the minute and like
wording. Never by title alone where a key exists. A row takes a sighting at most once, stronger
rungs first, whatever the order of rows.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TypeVar

from ticker.items.sameness import (
    GUARDS,
    KEYLESS_RUNGS,
    at_one_minute,
    closeness,
    is_common,
    is_front_page,
    is_keyless,
    is_reissue,
    number_guard,
    same_wording,
)
from ticker.model import Item, Known, KnownSighting, MatchedBy

_Row = TypeVar("_Row", Item, KnownSighting)


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is: a known `sighting` of this source, a known item elsewhere (`item_id`), or
    neither. `key` is its identity within the source."""

    item: Item
    matched_by: MatchedBy
    key: str
    sighting: KnownSighting | None = None
    item_id: int | None = None


def identify(seen: Sequence[Item], known: Known) -> tuple[Match, ...]:
    """One match for every distinct row of a document, in document order."""
    return _Ladder(distinct(seen), known).climb()


def distinct(seen: Sequence[Item]) -> tuple[Item, ...]:
    """The rows without those that repeat another: equal in guid, link, headline and, unless a
    guid says they are one, in claimed time."""
    first: dict[tuple[object, ...], Item] = {}
    for item in seen:
        when = None if item.guid else (item.claim.at, item.claim.wall)
        first.setdefault((item.guid, item.canonical_url, item.headline_key, when), item)
    return tuple(first.values())


class _Ladder:
    """One document against what is known; rungs take rows and sightings out of play."""

    def __init__(self, rows: Sequence[Item], known: Known) -> None:
        self.rows = rows
        self.known = known
        self.taken: set[int] = set()  # sighting ids
        self.items: set[int] = set()  # item ids that a row of this document is
        self.matches: dict[int, Match] = {}  # by index of the row
        self.shared = {key: _repeated(rows, key) for key in _KEYS}
        self.own = {key: _grouped(known.sightings, key) for key in _KEYS}
        self.elsewhere = {key: _grouped(known.elsewhere, key) for key in _KEYS}

    def climb(self) -> tuple[Match, ...]:
        for key in _KEYS:
            self._own_rung(key, exact=True)
            self._own_rung(key, exact=False)
        self._reissued_rung()
        for key in ("url", "number"):
            self._elsewhere_rung(key)
        self._keyless_rungs()
        return self._numbered()

    def _all_known(self) -> bool:
        return len(self.matches) == len(self.rows)

    def _open_rows(self) -> Iterator[tuple[int, Item]]:
        return ((i, row) for i, row in enumerate(self.rows) if i not in self.matches)

    def _take(self, index: int, sighting: KnownSighting, matched_by: MatchedBy) -> None:
        self.taken.add(sighting.id)
        self.items.add(sighting.item_id)
        self.matches[index] = Match(
            self.rows[index], matched_by, sighting.key, sighting, sighting.item_id
        )

    def _own_rung(self, key: MatchedBy, *, exact: bool) -> None:
        """Sightings of this source under the row's key: `exact` ones have its headline too."""
        if not self.own[key] or self._all_known():
            return
        for index, row in self._open_rows():
            value = _KEYS[key](row)
            found = [s for s in self.own[key].get(value or "", ()) if s.id not in self.taken]
            if not found:
                continue
            sighting = (
                same_wording(row, found)
                if exact
                else self._unambiguous(key, value or "", row, found)
            )
            if sighting is not None:
                self._take(index, sighting, key)

    def _unambiguous(
        self, key: MatchedBy, value: str, row: Item, found: list[KnownSighting]
    ) -> KnownSighting | None:
        """The one sighting that a key names by itself, if it may; a key that rows share names one
        only together with its minute and like wording."""
        if value in self.shared[key] or is_common(row, self.own[key][value]):
            found = [s for s in found if at_one_minute(row, s)]
        if len(found) > 1:
            found = [s for s in found if s.gone_at is None]
        if len(found) != 1 or not GUARDS[key](row, found[0]):
            return None
        return found[0]

    def _reissued_rung(self) -> None:
        """Rows whose guids a publisher makes anew at every poll, without a link to know them by:
        the headline and stated time of a listed sighting whose own guid is gone."""
        if self._all_known():
            return
        listed: dict[str, list[KnownSighting]] = defaultdict(list)
        for sighting in self.known.sightings:
            if sighting.guid and sighting.gone_at is None and sighting.id not in self.taken:
                listed[sighting.headline_key].append(sighting)
        for index, row in self._open_rows():
            found = [
                s
                for s in listed.get(row.headline_key, ())
                if row.guid and s.id not in self.taken and is_reissue(row, s)
            ]
            if len(found) == 1:
                self._take(index, found[0], "minute")

    def _elsewhere_rung(self, key: MatchedBy) -> None:
        """Items that other sources list under the row's URL or article number."""
        if not self.elsewhere[key]:
            return
        for index, row in self._open_rows():
            value = _KEYS[key](row) or ""
            found = [s for s in self.elsewhere[key].get(value, ()) if s.item_id not in self.items]
            if not found or (key == "url" and is_front_page(value)):
                continue
            if len({s.item_id for s in found}) > 1 or value in self.shared[key]:
                found = [s for s in found if s.headline_key == row.headline_key]
            if len({s.item_id for s in found}) != 1:
                continue
            if key == "number" and not number_guard(row, found[0]):
                continue
            self.items.add(found[0].item_id)
            self.matches[index] = Match(row, key, "", None, found[0].item_id)

    def _keyless_rungs(self) -> None:
        candidates = [s for s in self.known.sightings if is_keyless(s) and s.id not in self.taken]
        if not candidates:
            return
        for rung, holds in KEYLESS_RUNGS:
            for index, row in self._open_rows():
                if not is_keyless(row):
                    continue
                found = [s for s in candidates if s.id not in self.taken and holds(row, s)]
                if found:
                    self._take(index, max(found, key=lambda s: closeness(row, s)), rung)

    def _numbered(self) -> tuple[Match, ...]:
        """Every row with its match; rows that are new to the source get a key of their own, and
        so do sightings whose key was made of a guid or link that they no longer have."""
        used = {sighting.key for sighting in self.known.sightings}
        for index, row in enumerate(self.rows):
            match = self.matches.get(index)
            if match is None or match.sighting is None or _outlived(match.sighting, row):
                key = self._plain_key(row)
                if key is None or key in used:
                    key = next(key for key in self._made_keys(row) if key not in used)
                used.add(key)
                match = replace(match, key=key) if match else Match(row, "new", key)
            self.matches[index] = match
        return tuple(self.matches[index] for index in range(len(self.rows)))

    def _plain_key(self, row: Item) -> str | None:
        """What a row that is new to the source is known by: its guid, else its link, where no
        other row of the document has it."""
        if row.guid:
            return None if row.guid in self.shared["guid"] else f"guid {row.guid}"
        if row.canonical_url and row.canonical_url not in self.shared["url"]:
            return f"url {row.canonical_url}"
        return None

    def _made_keys(self, row: Item) -> Iterator[str]:
        """Identities for a row that has none of its own."""
        when = row.claim.at and row.claim.at.isoformat()
        said = (row.guid, row.canonical_url, row.headline_key, when)
        digest = hashlib.sha256(repr(said).encode()).hexdigest()[:24]
        yield f"row {digest}"
        for copy in range(2, len(self.rows) + len(self.known.sightings) + 3):
            yield f"row {digest} {copy}"


_KEYS: dict[MatchedBy, Callable[[Item | KnownSighting], str | None]] = {
    "guid": attrgetter("guid"),
    "url": attrgetter("canonical_url"),
    "number": attrgetter("article_key"),
}


def _repeated(rows: Iterable[Item], key: MatchedBy) -> frozenset[str]:
    values = list(filter(None, map(_KEYS[key], rows)))
    if len(set(values)) == len(values):
        return frozenset()
    return frozenset(value for value, count in Counter(values).items() if count > 1)


def _grouped(sightings: Iterable[KnownSighting], key: MatchedBy) -> dict[str, list[KnownSighting]]:
    groups: dict[str, list[KnownSighting]] = defaultdict(list)
    said = _KEYS[key]
    for sighting in sightings:
        if value := said(sighting):
            groups[value].append(sighting)
    return groups


def _outlived(sighting: KnownSighting, row: Item) -> bool:
    """Whether a sighting's key names a guid or link that the row no longer carries."""
    if sighting.key == f"guid {sighting.guid}":
        return bool(row.guid) and row.guid != sighting.guid
    if sighting.key == f"url {sighting.canonical_url}":
        return bool(row.canonical_url) and row.canonical_url != sighting.canonical_url
    return False
