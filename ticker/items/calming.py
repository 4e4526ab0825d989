"""What a source does to all of its items at once, or to one of them all the time.

Every wording is kept as it was seen; what is decided here is what the log makes of it.

- **A bulk change.** A template, a broken encoding or a rebuilt site changes a whole list in one
  poll, and often back in the next. Half of a list and `BULK` rows at least are held until a second
  document says so, too; then they are one ``bulk_change`` in the log.
- **An item that never rests** (a counter in its title) is told `EDITS_A_DAY` times a day, and kept
  every time.
- **Dates that follow the clock.** Some feeds give each row the time of their last build: one was
  seen to make 8,329 edits of 31 items (measured). Such a date is an edit until it is seen to move
  by itself; from then on the wording's claimed time moves along, and the item's time is doubted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ticker.model import (
    DAY_S,
    UNKNOWN_AGE_S,
    Change,
    Edit,
    Item,
    Known,
    KnownSighting,
    Redated,
    Retimed,
    Revised,
)

BULK = 10
EDITS_A_DAY = 24
REDATED = 3
"""Dates alone that moved in as many edits in a row, within two days: the next one is none."""
REDATING = timedelta(days=2)
BUILD_ROWS, BUILD_S = 5, 60
"""So many rows that all claim the same minute have the time of a build, and not their own."""

Edits = Mapping[int, Sequence[Edit]]
"""Sighting -> its edits of the last two days, oldest first."""


@dataclass(frozen=True, slots=True)
class Calmed:
    """The changes of a poll, calmed, and what is odd about the source, in words."""

    changes: tuple[Change, ...]
    odd: str | None = None


def revised_ids(changes: Sequence[Change]) -> tuple[int, ...]:
    """The sightings that are edited: their edits of late tell what to make of it."""
    return tuple(change.sighting_id for change in changes if isinstance(change, Revised))


def calm(
    changes: Sequence[Change], known: Known, edits: Edits, at: datetime, *, built: bool
) -> Calmed:
    """The changes that a document makes, with edits that move by themselves taken for what they
    are. `built`: its rows carry the time of a build."""
    sightings = {sighting.id: sighting for sighting in known.sightings}
    calmed: list[Change] = []
    odd: Counter[str] = Counter()
    for change in changes:
        if isinstance(change, Revised):
            before = edits.get(change.sighting_id, ())
            if _moves_by_itself(change, sightings[change.sighting_id], before, built=built):
                calmed += _redated(change, sightings[change.sighting_id], known)
                odd["redated"] += 1
                continue
            if sum(edit.at > at - timedelta(days=1) for edit in before) >= EDITS_A_DAY:
                odd["restless"] += 1
                calmed.append(replace(change, told=False))
                continue
        calmed.append(change)
    return Calmed(tuple(calmed), _in_words(odd, built=built))


def _in_words(odd: Counter[str], *, built: bool) -> str | None:
    said = ["all rows carry the time of a build: times doubted"] if built else []
    if odd["redated"]:
        said.append(f"{_rows(odd['redated'])} dated anew at every build: no edits, times doubted")
    if odd["restless"]:
        said.append(
            f"{_rows(odd['restless'])} edited over {EDITS_A_DAY} times a day: kept, not told"
        )
    return "; ".join(said) or None


def _rows(number: int) -> str:
    return f"{number} item{'' if number == 1 else 's'}"


# --- dates that follow the clock ---------------------------------------------------------------


def has_build_time(seen: Sequence[Item]) -> bool:
    """Whether all rows claim one minute, to the second that it is stated in."""
    claims = [item.claim for item in seen]
    times = [claim.at for claim in claims if claim.at is not None and claim.basis == "stated"]
    if len(times) < max(BUILD_ROWS, len(claims)):
        return False
    dates = any((claim.error_s or 0) >= DAY_S for claim in claims)
    return not dates and (max(times) - min(times)).total_seconds() <= BUILD_S


def doubted(seen: Sequence[Item], *, first: bool) -> tuple[Item, ...]:
    """The rows of a document, those that carry the time of its build with a day of doubt: a row is
    older than that, and nobody knows by how much on the `first` visit."""
    if not has_build_time(seen):
        return tuple(seen)
    doubt = UNKNOWN_AGE_S if first else DAY_S
    return tuple(replace(item, claim=replace(item.claim, error_s=doubt)) for item in seen)


def _moves_by_itself(
    change: Revised, sighting: KnownSighting, before: Sequence[Edit], *, built: bool
) -> bool:
    now, was = change.item.claim.at, sighting.revision_claim_at
    if change.kind != "date" or not before or before[-1].kind != "date":
        return False  # there is no dated wording yet that could move along
    if now is None or was is None or now <= was:
        return False
    last = [edit.kind for edit in before[-REDATED:]]
    return built or last == ["date"] * REDATED


def _redated(change: Revised, sighting: KnownSighting, known: Known) -> list[Change]:
    """The claim moves along; the first one stays the item's, with a day of doubt."""
    changes: list[Change] = [Redated(sighting.id, change.item.claim.at)]
    item = known.items[sighting.item_id]
    own = item.claim.at == sighting.claim.at and item.claim.basis == sighting.claim.basis
    if own and (item.claim.error_s or 0) < DAY_S:
        changes.append(Retimed(item.id, replace(item.claim, error_s=DAY_S), item.claim.at))
    return changes


# --- bulk changes ------------------------------------------------------------------------------


def bulk(changes: Sequence[Change], known: Known, overlap: int) -> tuple[Revised, ...]:
    """The edits of a list that changes as a whole; none where it does not. `overlap` are the rows
    that it shares with the list before."""
    listed = {sighting.id for sighting in known.sightings if sighting.gone_at is None}
    edited = tuple(
        change
        for change in changes
        if isinstance(change, Revised) and change.told and change.sighting_id in listed
    )
    return edited if len(edited) >= BULK and 2 * len(edited) > overlap else ()


def in_bulk(changes: Sequence[Change], edited: Sequence[Revised]) -> tuple[Change, ...]:
    """The changes, with those that are part of a bulk change marked."""
    ids = {change.sighting_id for change in edited}
    return tuple(
        replace(change, bulk=True)
        if isinstance(change, Revised) and change.sighting_id in ids
        else change
        for change in changes
    )


def bulk_words(edited: Sequence[Revised], overlap: int) -> str:
    """``31 of 40 items changed at once: 30 wording, 1 date``."""
    kinds = Counter(change.kind for change in edited).most_common()
    told = ", ".join(f"{number} {kind}" for kind, number in kinds)
    return f"{len(edited)} of {overlap} items changed at once: {told}"
