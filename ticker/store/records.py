"""What stands in the store as records: the lines of an export, and what an import compares with."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Table, select

from ticker.store import tables
from ticker.store.bulk import Answer
from ticker.store.lines import (
    ABSENCE,
    CHANGE,
    DEFINITION,
    DUTIES,
    GAP,
    ITEM,
    POLL,
    REVISION,
    SHARED,
    SIGHTING,
    STANDING,
    WORDING,
    Field,
    Record,
    local_text,
    written,
)
from ticker.store.rows import (
    batches,
    load_absences,
    load_revisions,
    load_rows,
    load_sightings,
)

OF_SOURCE: dict[str, tuple[Table, tuple[Field, ...]]] = {
    "poll": (tables.polls, POLL),
    "gap": (tables.gaps, GAP),
    "change": (tables.changes, CHANGE),
}
"""Types of which a record is one row of one table with the name of its source."""


def source_records(
    connection: Connection, names: Iterable[str] | None = None, *, whole: bool = True
) -> Iterator[Record]:
    """Sources by name; without `whole` not what their next poll rests on."""
    fields = (*DEFINITION, *STANDING, *DUTIES) if whole else (*DEFINITION, *STANDING)
    asked = select(tables.sources).order_by(tables.sources.c.name)
    if names is not None:
        asked = asked.where(tables.sources.c.name.in_(list(names)))
    for row in connection.execute(asked).mappings():
        yield {"type": "source", **written(row, fields)}


def sources_of_items(connection: Connection, ids: Sequence[int]) -> set[str]:
    """The names of all sources that ever listed these items."""
    source, sighting = tables.sources.c, tables.sightings.c
    found: set[str] = set()
    for batch in batches(ids):
        asked = (
            select(source.name)
            .join(tables.sightings, sighting.source_id == source.id)
            .where(sighting.item_id.in_(batch))
            .distinct()
        )
        found.update(connection.scalars(asked))
    return found


def records_of_source(
    connection: Connection, kind: str, condition: ColumnElement[bool] | None = None
) -> Iterator[Record]:
    """Polls, gaps or changes by id, all or those that meet `condition`."""
    table, fields = OF_SOURCE[kind]
    source = tables.sources.c
    (key,) = table.primary_key
    asked = (
        select(table, source.name.label("source"))
        .join(tables.sources, source.id == table.c.source_id)
        .order_by(key)
    )
    if condition is not None:
        asked = asked.where(condition)
    for row in connection.execute(asked).mappings():
        yield {"type": kind, **written(row, fields)}


def item_groups(connection: Connection, ids: Iterable[int]) -> Iterator[Record]:
    """Each item with its revisions behind it."""
    for batch in batches(ids):
        revisions = load_revisions(connection, batch)
        for record in item_records(connection, batch):
            yield record
            yield from map(_revision_record, revisions.get(record["id"], []))


def revision_records(connection: Connection, item_ids: Sequence[int]) -> Iterator[Record]:
    """All revisions of these items."""
    for rows in load_revisions(connection, item_ids).values():
        yield from map(_revision_record, rows)


def _revision_record(row: Answer) -> Record:
    values = {**row._asdict(), "labels": json.loads(row.labels or "[]")}
    return {"type": "revision", **written(values, REVISION), **written(values, WORDING)}


def item_records(connection: Connection, ids: Sequence[int]) -> Iterator[Record]:
    """These items, in this order; those that are not there are left out."""
    rows = load_rows(connection, ids)
    sightings = load_sightings(connection, ids)
    absences = load_absences(connection, ids)
    origins = _tag_origins(connection, ids)
    for item_id in ids:
        if item_id not in rows:
            continue
        away = defaultdict(list)
        for absence in absences.get(item_id, []):
            away[absence.sighting_id].append(absence)
        listings = [_sighting_record(row, away[row.id]) for row in sightings.get(item_id, [])]
        yield _item_record(rows[item_id], listings, origins.get(item_id, {}))


def _item_record(
    row: Answer, sightings: list[Record], origins: dict[str, dict[str, int]]
) -> Record:
    own = (listing["guid"] for listing in sightings if listing["source"] == row.source)
    values: Record = {
        **written(row._asdict(), ITEM),
        "guid": next(own, None),
        "title": row.title,
        "headline": row.title if row.headline is None else row.headline,
        "labels": json.loads(row.labels or "[]"),
        "summary": row.summary,
        "tags": list(origins),
        "published_local": local_text(row.published_at, row.published_offset_s),
        "sightings": sightings,
    }
    shared = {key: values.pop(key) for key in SHARED}
    return {"type": "item", **shared, **values, "tag_origins": origins}


def _sighting_record(row: Answer, absences: Sequence[Answer]) -> Record:
    below = None if row.below is None else json.loads(row.below)
    record = written({**row._asdict(), "below": below}, SIGHTING)
    record["absences"] = [written(absence._asdict(), ABSENCE) for absence in absences]
    return record


def _tag_origins(
    connection: Connection, ids: Sequence[int]
) -> dict[int, dict[str, dict[str, int]]]:
    """Item id -> its tags, sorted, each with where it came from and the line since when."""
    link, tag = tables.item_tags.c, tables.tags.c
    rows = connection.execute(
        select(link.item_id, tag.name, link.origin, link.since_seq)
        .join(tables.tags, tag.id == link.tag_id)
        .where(link.item_id.in_(ids))
        .order_by(link.item_id, tag.name, link.origin)
    )
    found: dict[int, dict[str, dict[str, int]]] = {}
    for row in rows:
        found.setdefault(row.item_id, {}).setdefault(row.name, {})[row.origin] = row.since_seq
    return found
