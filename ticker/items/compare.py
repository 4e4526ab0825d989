"""known + seen -> changes: what one poll adds to the record, decided without touching it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from ticker.items.firstsight import unseen_s
from ticker.items.headlines import revision_kind
from ticker.items.identity import Match, identify
from ticker.items.strength import moved, outranks
from ticker.model import (
    DAY_S,
    UNKNOWN_AGE_S,
    Appeared,
    Change,
    Claim,
    Dropped,
    GapClosed,
    GapFound,
    GapReason,
    Gone,
    Item,
    Known,
    KnownSighting,
    Listing,
    Missed,
    Moved,
    Origin,
    Reclaimed,
    Rekeyed,
    Retimed,
    Returned,
    Revised,
    RevisionKind,
)

NEIGHBOURS, WITNESSES = 3, 2
"""A row that vanished was delisted if two of the three rows below it are still listed."""
ORDER_TOLERANCE_S = 60
"""A row may be this much later than the row above it in a list that keeps time order."""

Earned = Callable[[Item], Iterable[tuple[str, Origin]]]
"""The tags that an item earns from its source and from rules, each with its origin."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a poll changes, and what its list looks like as a whole."""

    changes: tuple[Change, ...]
    listing: Listing


def compare(
    known: Known, seen: Sequence[Item], *, at: datetime, earned: Earned, doubt_s: int = 0
) -> Comparison:
    """Everything that a good document, fetched at `at`, adds to what is known of its source.

    `doubt_s` are the seconds by which the clock that tells `at` is known to be wrong.
    An empty document changes nothing: absence of everything is no statement about anything.
    """
    if not seen:
        return Comparison((), Listing(items=0, overlap=0, span_s=None, in_order=False))
    matches = identify(seen, known)
    listed_before = {s.id for s in known.sightings if s.gone_at is None}
    listed_now = {m.sighting.id for m in matches if m.sighting is not None}
    overlap = len(listed_before & listed_now)
    in_order = keeps_time_order(seen)
    blind = bool(listed_before) and overlap == 0
    changes: list[Change] = list(_gaps(known, at, blind=blind))
    unseen = unseen_s(matches, known, at)
    for position, match in enumerate(matches, start=1):
        found = _row_changes(match, position, known, at, earned, blind=blind)
        row_doubt_s = max(doubt_s, unseen[position - 1])
        changes += [_doubted(change, row_doubt_s) for change in found] if row_doubt_s else found
    changes += _absences(known, listed_now, at, in_order=in_order)
    listing = Listing(len(matches), overlap, _span(m.item.claim for m in matches), in_order)
    return Comparison(tuple(changes), listing)


def confirm(known: Known, *, at: datetime) -> tuple[Change, ...]:
    """What an unchanged answer (304, or the same bytes) decides: absences seen once before it,
    and the end of an open gap: the list still covers what it covered."""
    if known.source.listed == 0:  # the document that did not change is an empty one
        return ()
    listed = {s.id for s in known.sightings if s.gone_at is None}
    decided = _decided(known, listed, in_order=known.source.in_order)
    return (*_gaps(known, at, blind=False), *decided)


# --- rows ------------------------------------------------------------------------------------


def _row_changes(
    match: Match, position: int, known: Known, at: datetime, earned: Earned, *, blind: bool
) -> list[Change]:
    item = match.item
    if item.position != position:
        item = replace(item, position=position)
    if match.sighting is None:
        return _appearance(match, item, known, at, earned, blind=blind)
    return _development(match, match.sighting, item, known, earned)


def _appearance(
    match: Match, item: Item, known: Known, at: datetime, earned: Earned, *, blind: bool
) -> list[Change]:
    claim = _first_claim(item.claim, known, at, blind=blind)
    if claim is not item.claim:
        item = replace(item, claim=claim)
    tags = _tags(item, earned)
    changes: list[Change] = [Appeared(item, match.key, match.matched_by, match.item_id, tags)]
    if match.item_id is not None:
        changes += _retiming(match.item_id, item.claim, known)
    return changes


def _first_claim(claim: Claim, known: Known, at: datetime, *, blind: bool) -> Claim:
    """The claim of a first sighting, with the doubt that only the record knows.

    First sight is as exact as the visit before it is near. After a blind spot a bare clock may
    belong to another day: a stale copy of a page looks just like this.
    """
    if claim.basis == "first-seen":
        before = known.source.last_list_at
        doubt = int((at - before).total_seconds()) if before else UNKNOWN_AGE_S
        return replace(claim, at=at, error_s=max(doubt, 1))
    if claim.basis == "clock" and blind:
        return replace(claim, error_s=max(claim.error_s or 0, DAY_S))
    return claim


def _doubted(change: Change, doubt_s: int) -> Change:
    """What is dated by first sight is as doubtful as its clock, and as the list before."""
    if not isinstance(change, Appeared) or change.item.claim.basis != "first-seen":
        return change
    claim = change.item.claim
    doubted = replace(claim, error_s=max(claim.error_s or 0, doubt_s))
    return replace(change, item=replace(change.item, claim=doubted))


def _development(
    match: Match, sighting: KnownSighting, item: Item, known: Known, earned: Earned
) -> list[Change]:
    changes: list[Change] = []
    if sighting.gone_at is not None:
        changes.append(Returned(sighting.id, sighting.item_id, sighting.gone))
    kind = _revision_kind(sighting, item)
    if kind is not None:
        said = replace(item, claim=replace(item.claim, at=_claimed_at(sighting, item.claim)))
        tags = _tags(item, earned)
        changes.append(Revised(sighting.id, sighting.item_id, said, kind, sighting.headline, tags))
    if _keys_changed(sighting, item):
        changes.append(_rekeyed(match, sighting, item))
    if outranks(item.claim, sighting.claim):
        changes.append(Reclaimed(sighting.id, item.claim))
        changes += _retiming(sighting.item_id, item.claim, known)
    if item.position != sighting.position:
        changes.append(Moved(sighting.id, item.position))
    return changes


def _revision_kind(sighting: KnownSighting, item: Item) -> RevisionKind | None:
    """The first that is true of wording, number, cosmetic, badge, link, date."""
    kind = revision_kind(
        sighting.title,
        sighting.headline,
        sighting.labels,
        item.title,
        item.headline,
        item.labels,
    )
    if kind is not None:
        return kind
    was, now = sighting.canonical_url, item.canonical_url
    if was and now and was != now:
        return "link"
    return "date" if moved(sighting.revision_claim_at, sighting.claim, item.claim) else None


def _claimed_at(sighting: KnownSighting, claim: Claim) -> datetime | None:
    """The time that a further wording claims: its own if it moved, else the one claimed before.

    A bare clock is never placed twice, and words like "5 minutes ago" claim nothing new.
    """
    if moved(sighting.revision_claim_at, sighting.claim, claim):
        return claim.at
    if sighting.revision_claim_at is None and claim.basis != "first-seen":
        return claim.at
    return sighting.revision_claim_at


def _keys_changed(sighting: KnownSighting, item: Item) -> bool:
    return bool(
        (item.guid and item.guid != sighting.guid) or (item.url and item.url != sighting.url)
    )


def _rekeyed(match: Match, sighting: KnownSighting, item: Item) -> Rekeyed:
    """The sighting's keys as they are now; what the row no longer says stays."""
    link = item if item.url else sighting
    return Rekeyed(
        sighting_id=sighting.id,
        key=match.key,
        guid=item.guid or sighting.guid,
        url=link.url,
        canonical_url=link.canonical_url,
        article_key=link.article_key,
        edition_key=item.edition_key,
    )


def _retiming(item_id: int, claim: Claim, known: Known) -> list[Change]:
    item = known.items[item_id]
    return [Retimed(item_id, claim, item.claim.at)] if outranks(claim, item.claim) else []


def _tags(item: Item, earned: Earned) -> tuple[tuple[str, Origin], ...]:
    fed: list[tuple[str, Origin]] = [(tag, "feed") for tag in item.tags]
    return tuple(dict.fromkeys((*earned(item), *fed)))


# --- the list as a whole ---------------------------------------------------------------------


def _absences(known: Known, listed_now: set[int], at: datetime, *, in_order: bool) -> list[Change]:
    """Rows that were listed and are not: delisted in the making, or past the end of the list."""
    before = sorted(
        (s for s in known.sightings if s.gone_at is None), key=lambda s: (s.position, s.id)
    )
    changes: list[Change] = _decided(known, listed_now, in_order=in_order)
    ordered = in_order and known.source.in_order
    for index, sighting in enumerate(before):
        if sighting.id in listed_now:
            continue
        below = tuple(s.id for s in before[index + 1 : index + 1 + NEIGHBOURS])
        changes.append(Missed(sighting.id, below))
        if not (ordered and _witnessed(below, listed_now)):
            changes.append(Dropped(sighting.id, sighting.item_id, "scrolled_off", at))
    return changes


def _decided(known: Known, listed: set[int], *, in_order: bool) -> list[Change]:
    """Absences seen once, decided by a second good poll."""
    changes: list[Change] = []
    for sighting in known.sightings:
        if sighting.gone_at is None or sighting.gone is not None or sighting.id in listed:
            continue
        witnessed = in_order and _witnessed(sighting.below, listed)
        gone: Gone = "delisted" if witnessed else "scrolled_off"
        changes.append(Dropped(sighting.id, sighting.item_id, gone, sighting.gone_at))
    return changes


def _witnessed(below: Iterable[int], listed: set[int]) -> bool:
    return sum(1 for neighbour in below if neighbour in listed) >= WITNESSES


def _gaps(known: Known, at: datetime, *, blind: bool) -> list[Change]:
    """What may have been missed since the last good poll that had a list."""
    source = known.source
    if source.open_gap_since is not None:
        return [GapClosed(at)]
    since = source.last_list_at
    if not blind or since is None:
        return []
    # Not by `failures`: those are the live schedule's, and recorded polls do not count there.
    reason: GapReason = "no-overlap" if source.last_poll_at == source.last_good_at else "failing"
    return [GapFound(since, at, reason)]


def failing(known: Known, *, at: datetime) -> tuple[Change, ...]:
    """What a failed poll says: a gap opens once no poll has succeeded for longer than the last
    list lasts, because by then it may have scrolled past unseen."""
    source, since = known.source, known.source.last_list_at
    if source.open_gap_since is not None or since is None or source.span_s is None:
        return ()
    if at - since <= timedelta(seconds=source.span_s):
        return ()
    return (GapFound(since, None, "failing"),)


def keeps_time_order(seen: Sequence[Item]) -> bool:
    """Whether a list stands newest first: three dated rows at least, one neighbour in ten may rise.

    Rows dated by first sight say nothing. (Measured: in lists out of order a third of the
    neighbours rise; in ordered ones a pinned row now and then.)
    """
    times = [i.claim.at for i in seen if i.claim.at and i.claim.basis != "first-seen"]
    rises = sum(
        1 for above, below in pairwise(times) if (below - above).total_seconds() > ORDER_TOLERANCE_S
    )
    return len(times) >= NEIGHBOURS and rises * 10 <= len(times) - 1


def _span(claims: Iterable[Claim]) -> int | None:
    times = [claim.at for claim in claims if claim.at and claim.basis != "first-seen"]
    return int((max(times) - min(times)).total_seconds()) if len(times) > 1 else None
