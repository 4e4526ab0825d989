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

from sqlalchemy import Connection, case, func, select

from ticker.errors import UsageError
from ticker.model import Claim, FoundItem, LoggedChange, Origin, Revision, Sighting
from ticker.store import tables
from ticker.store.bulk import Answer, Question, listed, one_of

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


# --- the questions, each for rows of many items at once -----------------------------------------

_item, _sighting, _source = tables.items.c, tables.sightings.c, tables.sources.c
_revision, _wording = tables.revisions.c, tables.wordings.c

_ITEMS = Question(
    select(
        tables.items,
        own_source.c.name.label("source"),
        _wording.title,
        _wording.headline,
        _wording.labels,
        _wording.summary,
    )
    .join_from(tables.items, own_source, own_source.c.id == _item.source_id)
    .join(tables.wordings, _wording.id == _item.wording_id)
    .where(one_of(_item.id, "wanted"))
)
_SIGHTINGS = Question(
    select(
        *(column for column in _sighting if column.name != "last_seen_at"),
        func.coalesce(_sighting.last_seen_at, _source.confirmed_at, _sighting.first_seen_at).label(
            "last_seen_at"
        ),
        _source.name.label("source"),
    )
    .join(tables.sources, _source.id == _sighting.source_id)
    .where(one_of(_sighting.item_id, "wanted"))
    .order_by(_sighting.item_id, _sighting.first_seen_at, _sighting.id)
)
_TAGS = Question(
    select(tables.item_tags.c.item_id, tables.tags.c.name, tables.item_tags.c.origin)
    .join(tables.tags, tables.tags.c.id == tables.item_tags.c.tag_id)
    .where(one_of(tables.item_tags.c.item_id, "wanted"))
    .order_by(tables.item_tags.c.item_id, tables.tags.c.name, tables.item_tags.c.origin)
)
_REVISIONS = Question(
    select(
        _revision.id,
        _revision.item_id,
        _revision.sighting_id,
        _revision.wording_id,
        _revision.seq,
        _revision.kind,
        _source.name.label("source"),
        _wording.title,
        func.coalesce(_wording.headline, _wording.title).label("headline"),
        _wording.labels,
        _wording.summary,
        func.nullif(func.coalesce(_revision.url, _sighting.url), "").label("url"),
        _revision.claimed_published_at,
        _revision.not_before_at,
        _revision.seen_from_at,
        func.coalesce(
            _revision.confirmed_at,
            _sighting.last_seen_at,
            _source.confirmed_at,
            _revision.seen_from_at,
        ).label("confirmed_at"),
        case(
            (_sighting.revision_id == _revision.id, _sighting.gone_at), else_=_revision.gone_by_at
        ).label("gone_by_at"),
    )
    .join_from(tables.revisions, tables.wordings, _wording.id == _revision.wording_id)
    .join(tables.sightings, _sighting.id == _revision.sighting_id)
    .join(tables.sources, _source.id == _sighting.source_id)
    .where(one_of(_revision.item_id, "wanted"))
    .order_by(_revision.item_id, _revision.seq)
)
_ABSENCES = Question(
    select(tables.absences, _sighting.item_id, _source.name.label("source"))
    .join_from(tables.absences, tables.sightings, _sighting.id == tables.absences.c.sighting_id)
    .join(tables.sources, _source.id == _sighting.source_id)
    .where(one_of(_sighting.item_id, "wanted"))
    .order_by(_sighting.item_id, tables.absences.c.gone_at, tables.absences.c.id)
)


def load_rows(connection: Connection, ids: Sequence[int]) -> dict[int, Answer]:
    """Item id -> its row, with the name of its source and its wording."""
    return {row.id: row for row in _ITEMS.ask(connection, wanted=listed(ids))}


def load_items(connection: Connection, ids: Sequence[int]) -> list[FoundItem]:
    """The items in the order of `ids`, with sightings and tags: three queries for each batch."""
    found: list[FoundItem] = []
    for batch in batches(ids):
        rows = load_rows(connection, batch)
        sightings = load_sightings(connection, batch)
        tags = load_tags(connection, batch)
        found += [
            item_value(rows[item_id], sightings.get(item_id, []), tags.get(item_id, {}))
            for item_id in batch
            if item_id in rows
        ]
    return found


def load_sightings(connection: Connection, ids: Sequence[int]) -> dict[int, list[Answer]]:
    """Item id -> its sightings as rows, the first one first; `last_seen_at` is resolved."""
    return _grouped(_SIGHTINGS.ask(connection, wanted=listed(ids)))


def load_tags(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, list[Origin]]]:
    """Item id -> its tags, sorted, each with where it came from."""
    found: dict[int, dict[str, list[Origin]]] = {}
    for row in _TAGS.ask(connection, wanted=listed(ids)):
        found.setdefault(row.item_id, {}).setdefault(row.name, []).append(row.origin)
    return found


def load_revisions(connection: Connection, ids: Sequence[int]) -> dict[int, list[Answer]]:
    """Item id -> its revisions as rows in order of `seq`, every instant and text resolved."""
    return _grouped(_REVISIONS.ask(connection, wanted=listed(ids)))


def load_absences(connection: Connection, ids: Sequence[int]) -> dict[int, list[Answer]]:
    """Item id -> the past absences of its sightings as rows, in order of time."""
    return _grouped(_ABSENCES.ask(connection, wanted=listed(ids)))


def _grouped(rows: Iterable[Any]) -> dict[int, list[Answer]]:
    groups: defaultdict[int, list[Answer]] = defaultdict(list)
    for row in rows:
        groups[row.item_id].append(row)
    return dict(groups)


def item_value(
    row: Answer, sightings: Sequence[Answer], tags: Mapping[str, Sequence[Origin]]
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


def sighting_value(row: Answer) -> Sighting:
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


def item_claim_value(row: Answer) -> Claim:
    """The claim that gives an item its time, of the item's row."""
    return Claim(
        at=maybe_instant(row.published_at),
        basis=row.time_basis,
        text=row.published_text,
        error_s=row.time_error_s,
        offset_s=row.published_offset_s,
        zone_guessed=bool(row.zone_guessed),
    )


def claim_value(row: Answer) -> Claim:
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


def revision_value(row: Answer) -> Revision:
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


def change_value(row: Answer) -> LoggedChange:
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
