"""What was listed at an instant T, in the wording of then.

An item was listed at T where a source had shown it by T (`first_seen_at` <= T) and no good poll
had yet come without it (T < `gone_at`), outside of its past absences. That is what the record
can vouch for, with two kinds of doubt around a poll:

- it may have stood there before it was first seen: such items are left out;
- it may have been gone before the first miss: such items are answered, and their sighting's
  `last_seen_at` lies before T.

The wording is the one seen last at or before T. Where an edit fell around T (the last good poll
without the next wording before T, the first with it after T) it was one or the other: the
answer carries both. An item is shown as the source worded it where it was first seen; where that
source did not list it at T, as the first other source that did.

The sightings are those of T, each with the bounds of the stretch in which T lies; the claim is
the best of those that sources had made by T. All else (state, tags, counts) is the present
record: `state` says what has become of the item since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    and_,
    exists,
    or_,
    select,
    text,
    union_all,
)

from ticker.model import BASES, Claim, FoundItem, Sighting
from ticker.store import tables
from ticker.store.bulk import Answer, any_of
from ticker.store.rows import (
    batches,
    claim_value,
    instant,
    labels_value,
    load_absences,
    load_items,
    load_revisions,
    load_sightings,
    maybe_instant,
    sighting_value,
)
from ticker.store.stays import LASTING, STAYS

_sighting = tables.sightings.c
_absence = tables.absences.c
_revision = tables.revisions.c


def listed_at(at: int, source_ids: tuple[int, ...] = ()) -> CompoundSelect[tuple[int]]:
    """Ids of the items that were listed at `at` (in one of the sources, where any are named), some
    maybe twice: short ranges of some indexes, however large the store is."""
    begun = _sighting.first_seen_at <= at
    stood = [select(_sighting.item_id).where(text(LASTING), begun)]
    for condition, longest in STAYS:
        recent = [] if longest is None else [_sighting.first_seen_at >= at - longest]
        # Written out as the partial index has it, or SQLite does not take it.
        stays = select(_sighting.item_id).where(text(condition), begun, *recent)
        stood.append(stays.where(_sighting.gone_at > at))
    conditions = [~_away(at)]
    if source_ids:
        # Adding nothing to it keeps SQLite from reading all that the sources ever listed.
        conditions.append(any_of(_sighting.source_id + 0, source_ids))
    return union_all(*(stay.where(*conditions) for stay in stood))


def present(at: int, source_ids: tuple[int, ...] = ()) -> ColumnElement[bool]:
    """Whether the item was listed at `at` (in one of the sources, where any are named)."""
    of_item = [_sighting.item_id == tables.items.c.id, _standing(at)]
    if source_ids:
        of_item.append(any_of(_sighting.source_id, source_ids))
    return exists().where(*of_item).correlate(tables.items)


def worded(at: int, on_wording: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a source showed the item at `at` in a wording of which `on_wording` is true."""
    later = tables.revisions.alias("later").c
    superseded = (
        exists()
        .where(
            later.sighting_id == _revision.sighting_id,
            later.seq > _revision.seq,
            later.seen_from_at <= at,
        )
        .correlate(tables.revisions)
    )
    shown = (
        _sighting.item_id == tables.items.c.id,
        _standing(at),
        _revision.sighting_id == _sighting.id,
        _revision.seen_from_at <= at,
        ~superseded,
        tables.wordings.c.id == _revision.wording_id,
        on_wording,
    )
    return exists().where(*shown).correlate(tables.items)


def _standing(at: int) -> ColumnElement[bool]:
    """A sighting stands at `at`."""
    return and_(
        _sighting.first_seen_at <= at,
        or_(_sighting.gone_at.is_(None), _sighting.gone_at > at),
        ~_away(at),
    )


def _away(at: int) -> ColumnElement[bool]:
    """A sighting was not listed for a while, in which `at` lies."""
    return (
        exists()
        .where(_absence.sighting_id == _sighting.id, _absence.gone_at <= at, _absence.back_at > at)
        .correlate(tables.sightings)
    )


def load_items_at(connection: Connection, ids: Sequence[int], at: int) -> list[FoundItem]:
    """The items as they were listed at `at`, in the order of `ids`."""
    found: list[FoundItem] = []
    for batch in batches(ids):
        sightings = load_sightings(connection, batch)
        revisions = load_revisions(connection, batch)
        absences = load_absences(connection, batch)
        for item in load_items(connection, batch):
            away = absences.get(item.id, [])
            standing = [
                (row, stretch)
                for row in sightings[item.id]
                if (stretch := _stretch(row, away, at)) is not None
            ]
            found.append(_as_of(item, sightings[item.id], standing, revisions[item.id], at))
    return found


def _stretch(row: Answer, absences: Sequence[Answer], at: int) -> Sighting | None:
    """The sighting with the bounds of the stretch in which `at` lies; None outside of all."""
    if row.first_seen_at > at or (row.gone_at is not None and row.gone_at <= at):
        return None
    sighting = sighting_value(row)
    for away in absences:
        if away.sighting_id != row.id or away.back_at <= at:
            continue
        if away.gone_at <= at:
            return None
        return replace(
            sighting,
            last_seen_at=instant(away.last_seen_at),
            gone_at=maybe_instant(away.gone_at),
            gone=away.gone,
        )
    return sighting


def _as_of(
    item: FoundItem,
    sightings: Sequence[Answer],
    standing: Sequence[tuple[Answer, Sighting]],
    revisions: Sequence[Answer],
    at: int,
) -> FoundItem:
    shown = min(standing, key=lambda pair: (pair[0].source != item.source, pair[0].first_seen_at))
    own = [row for row in revisions if row.sighting_id == shown[0].id]
    current = next((row for row in reversed(own) if row.seen_from_at <= at), own[0])
    following = [row for row in own if row.seen_from_at > at]
    return replace(
        item,
        title=current.title,
        headline=current.headline,
        labels=labels_value(current.labels),
        summary=current.summary,
        or_headline=_other(current, following[0], at) if following else None,
        sightings=tuple(sighting for _, sighting in standing),
        claim=_claim_by(item, sightings, at),
    )


def _other(current: Answer, following: Answer, at: int) -> str | None:
    """The next headline, where it may have stood already."""
    without = following.not_before_at
    certain_until = current.confirmed_at if without is None else without
    if at <= certain_until or following.headline == current.headline:
        return None
    return str(following.headline)


def _claim_by(item: FoundItem, sightings: Sequence[Answer], at: int) -> Claim:
    """The strongest claim, and of those the first, among the sightings begun by `at`."""
    begun = [row for row in sightings if row.first_seen_at <= at]
    if len(begun) == len(sightings):
        return item.claim
    best = min(begun, key=lambda row: (row.claim_at is None, BASES.index(row.claim_basis)))
    return claim_value(best)
