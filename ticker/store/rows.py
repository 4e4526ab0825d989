"""Rows as values: what every reading part turns its answers into.

Instants are whole seconds since 1970 in the tables and aware UTC datetimes in the values.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, case, func, select

from ticker.errors import UsageError
from ticker.model import Claim, FoundItem, LoggedChange, Origin, Revision, Sighting
from ticker.store import tables

T = TypeVar("T")

BATCH = 500
"""Rows asked for at once: far under SQLite's 32,766 parameters, and little memory."""

own_source = tables.sources.alias("own_source")
"""The source in which an item was first seen."""


@lru_cache(maxsize=4_096)
def instant(seconds: int) -> datetime:
    """The instant of stored seconds. The rows of one answer share many: first and last sights are
    those of polls."""
    return datetime.fromtimestamp(seconds, UTC)


def maybe_instant(seconds: int | None) -> datetime | None:
    """The instant of stored seconds, if there is one."""
    return None if seconds is None else instant(seconds)


def seconds_from(moment: datetime) -> int:
    """The first whole second at or after `moment`: the bound for ``>=`` and ``<``."""
    return math.ceil(moment.timestamp())


def storable(number: int) -> int:
    """`number`, or the nearest that fits into 64 bits: no id, count or limit lies beyond."""
    return max(-(2**63), min(number, 2**63 - 1))


def storable_limit(limit: int | None) -> int | None:
    """A limit as SQL takes it. Raises UsageError for a negative one, which SQLite takes for all."""
    if limit is not None and limit < 0:
        raise UsageError(f"the limit is {limit}", hint="0 or more; leave it out for everything")
    return None if limit is None else storable(limit)


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """`values` in lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def load_items(connection: Connection, ids: Sequence[int]) -> list[FoundItem]:
    """The items in the order of `ids`, with sightings and tags: three queries for each batch."""
    found: list[FoundItem] = []
    for batch in batches(ids):
        rows = {row.id: row for row in connection.execute(item_rows(batch))}
        sightings = load_sightings(connection, batch)
        tags = load_tags(connection, batch)
        found += [
            item_value(rows[item_id], sightings.get(item_id, []), tags.get(item_id, {}))
            for item_id in batch
            if item_id in rows
        ]
    return found


def item_rows(ids: Sequence[int]) -> Select[Any]:
    """Items with the name of their source and their wording, as they stand in the tables."""
    item, wording = tables.items, tables.wordings
    return (
        select(
            item,
            own_source.c.name.label("source"),
            wording.c.title,
            wording.c.headline,
            wording.c.labels,
            wording.c.summary,
        )
        .join_from(item, own_source, own_source.c.id == item.c.source_id)
        .join(wording, wording.c.id == item.c.wording_id)
        .where(item.c.id.in_(ids))
    )


def load_sightings(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Item id -> its sightings as rows, the first one first; `last_seen_at` is resolved."""
    sighting, source = tables.sightings, tables.sources
    columns = [column for column in sighting.c if column.name != "last_seen_at"]
    last_seen = func.coalesce(
        sighting.c.last_seen_at, source.c.confirmed_at, sighting.c.first_seen_at
    )
    rows = connection.execute(
        select(*columns, last_seen.label("last_seen_at"), source.c.name.label("source"))
        .join(source, source.c.id == sighting.c.source_id)
        .where(sighting.c.item_id.in_(ids))
        .order_by(sighting.c.item_id, sighting.c.first_seen_at, sighting.c.id)
    )
    return _grouped(rows.all())


def load_tags(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, list[Origin]]]:
    """Item id -> its tags, sorted, each with where it came from."""
    link, tag = tables.item_tags, tables.tags
    rows = connection.execute(
        select(link.c.item_id, tag.c.name, link.c.origin)
        .join(tag, tag.c.id == link.c.tag_id)
        .where(link.c.item_id.in_(ids))
        .order_by(link.c.item_id, tag.c.name, link.c.origin)
    )
    found: dict[int, dict[str, list[Origin]]] = {}
    for row in rows:
        found.setdefault(row.item_id, {}).setdefault(row.name, []).append(row.origin)
    return found


def load_revisions(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Item id -> its revisions as rows in order of `seq`, every instant and text resolved."""
    revision, sighting = tables.revisions, tables.sightings
    source, wording = tables.sources, tables.wordings
    current = sighting.c.revision_id == revision.c.id
    confirmed = func.coalesce(
        revision.c.confirmed_at,
        sighting.c.last_seen_at,
        source.c.confirmed_at,
        revision.c.seen_from_at,
    )
    rows = connection.execute(
        select(
            revision.c.id,
            revision.c.item_id,
            revision.c.sighting_id,
            revision.c.wording_id,
            revision.c.seq,
            revision.c.kind,
            source.c.name.label("source"),
            wording.c.title,
            func.coalesce(wording.c.headline, wording.c.title).label("headline"),
            wording.c.labels,
            wording.c.summary,
            func.nullif(func.coalesce(revision.c.url, sighting.c.url), "").label("url"),
            revision.c.claimed_published_at,
            revision.c.not_before_at,
            revision.c.seen_from_at,
            confirmed.label("confirmed_at"),
            case((current, sighting.c.gone_at), else_=revision.c.gone_by_at).label("gone_by_at"),
        )
        .join_from(revision, wording, wording.c.id == revision.c.wording_id)
        .join(sighting, sighting.c.id == revision.c.sighting_id)
        .join(source, source.c.id == sighting.c.source_id)
        .where(revision.c.item_id.in_(ids))
        .order_by(revision.c.item_id, revision.c.seq)
    )
    return _grouped(rows.all())


def load_absences(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Item id -> the past absences of its sightings as rows, in order of time."""
    absence, sighting, source = tables.absences, tables.sightings, tables.sources
    rows = connection.execute(
        select(absence, sighting.c.item_id, source.c.name.label("source"))
        .join_from(absence, sighting, sighting.c.id == absence.c.sighting_id)
        .join(source, source.c.id == sighting.c.source_id)
        .where(sighting.c.item_id.in_(ids))
        .order_by(sighting.c.item_id, absence.c.gone_at, absence.c.id)
    )
    return _grouped(rows.all())


def _grouped(rows: Iterable[Any]) -> dict[int, list[Row[Any]]]:
    groups: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.item_id].append(row)
    return dict(groups)


def item_value(
    row: Row[Any], sightings: Sequence[Row[Any]], tags: Mapping[str, Sequence[Origin]]
) -> FoundItem:
    """The item of a joined row."""
    own = [sighting for sighting in sightings if sighting.source_id == row.source_id]
    return FoundItem(
        id=row.id,
        source=row.source,
        title=row.title,
        headline=row.title if row.headline is None else row.headline,
        labels=labels_value(row.labels),
        claim=item_claim_value(row),
        first_seen_at=instant(row.first_seen_at),
        changed_at=instant(row.changed_at),
        state=row.state,
        matched_by=row.matched_by,
        revisions=row.revisions,
        guid=own[0].guid if own else None,
        url=row.url,
        canonical_url=row.canonical_url,
        summary=row.summary,
        author=row.author,
        language=row.language,
        tags=tuple(tags),
        sightings=tuple(sighting_value(sighting) for sighting in sightings),
        tag_origins=tuple((tag, tuple(origins)) for tag, origins in tags.items()),
    )


def sighting_value(row: Row[Any]) -> Sighting:
    """The sighting of a row of `load_sightings`."""
    return Sighting(
        source=row.source,
        guid=row.guid,
        url=row.url,
        position=row.position,
        matched_by=row.matched_by,
        first_seen_at=instant(row.first_seen_at),
        last_seen_at=instant(row.last_seen_at),
        gone_at=maybe_instant(row.gone_at),
        gone=row.gone,
        claim=claim_value(row),
    )


def item_claim_value(row: Row[Any]) -> Claim:
    """The claim that gives an item its time, of the item's row."""
    return Claim(
        at=maybe_instant(row.published_at),
        basis=row.time_basis,
        text=row.published_text,
        error_s=row.time_error_s,
        offset_s=row.published_offset_s,
        zone_guessed=bool(row.zone_guessed),
    )


def claim_value(row: Row[Any]) -> Claim:
    """The claim of a sighting's row."""
    return Claim(
        at=maybe_instant(row.claim_at),
        basis=row.claim_basis,
        text=row.claim_text,
        error_s=row.claim_error_s,
        offset_s=row.claim_offset_s,
        wall=row.claim_wall,
        zone_guessed=bool(row.claim_zone_guessed),
    )


def revision_value(row: Row[Any]) -> Revision:
    """The revision of a row of `load_revisions`."""
    return Revision(
        item_id=row.item_id,
        source=row.source,
        seq=row.seq,
        kind=row.kind,
        title=row.title,
        headline=row.headline,
        labels=labels_value(row.labels),
        url=row.url,
        claimed_published_at=maybe_instant(row.claimed_published_at),
        not_before_at=maybe_instant(row.not_before_at),
        seen_from_at=instant(row.seen_from_at),
        confirmed_at=instant(row.confirmed_at),
        gone_by_at=maybe_instant(row.gone_by_at),
    )


def change_value(row: Row[Any]) -> LoggedChange:
    """One line of the change log; `row` carries the source's name as `source`."""
    return LoggedChange(
        seq=row.seq,
        at=instant(row.at),
        kind=row.kind,
        source=row.source,
        item_id=row.item_id,
        headline=row.headline,
        was=row.was,
        detail=row.detail,
    )


def labels_value(stored: str | None) -> tuple[str, ...]:
    """Labels out of their JSON list; none is stored as NULL."""
    return tuple(json.loads(stored)) if stored else ()
