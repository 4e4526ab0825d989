"""The whole record of one item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from ticker.model import Absence, FoundItem, History
from ticker.store import tables
from ticker.store.asking import changes_of
from ticker.store.bulk import Answer
from ticker.store.rows import (
    instant,
    load_absences,
    load_items,
    load_revisions,
    load_sightings,
    maybe_instant,
    revision_value,
    storable,
)

EDITIONS = 50
"""At most this many are answered; an article has one for each language of its site."""


def history(connection: Connection, item_id: int) -> History | None:
    """Every wording in every source, absences (past ones first), editions in other languages and
    the item's lines of the change log; ``None`` where no item has this id."""
    item_id = storable(item_id)
    items = load_items(connection, [item_id])
    if not items:
        return None
    revisions = load_revisions(connection, [item_id]).get(item_id, [])
    captures = _captures(connection, item_id)
    return History(
        item=items[0],
        revisions=tuple(
            replace(revision_value(row), capture=captures.get(row.seq)) for row in revisions
        ),
        absences=_absences(connection, item_id),
        editions=_editions(connection, item_id),
        changes=changes_of(connection, [item_id]),
    )


def _captures(connection: Connection, item_id: int) -> dict[int, str]:
    """Seq of a revision -> the capture of the poll that first saw it."""
    revision, sighting, poll = tables.revisions.c, tables.sightings.c, tables.polls.c
    rows = connection.execute(
        select(revision.seq, poll.capture)
        .join_from(tables.revisions, tables.sightings, sighting.id == revision.sighting_id)
        .join(
            tables.polls,
            (poll.source_id == sighting.source_id) & (poll.at == revision.seen_from_at),
        )
        .where(revision.item_id == item_id, poll.capture.is_not(None))
    )
    return {row.seq: row.capture for row in rows}


def _absences(connection: Connection, item_id: int) -> tuple[Absence, ...]:
    past = load_absences(connection, [item_id]).get(item_id, [])
    lasting = [
        row
        for row in load_sightings(connection, [item_id]).get(item_id, [])
        if row.gone_at is not None
    ]
    return (*_values(past), *_values(lasting))


def _values(rows: Sequence[Answer]) -> list[Absence]:
    """Absences out of rows of `absence`, or of sightings that are gone: those have no end."""
    return [
        Absence(
            source=row.source,
            last_seen_at=instant(row.last_seen_at),
            gone_at=instant(row.gone_at),
            gone=row.gone,
            back_at=maybe_instant(getattr(row, "back_at", None)),
        )
        for row in rows
    ]


def _editions(connection: Connection, item_id: int) -> tuple[FoundItem, ...]:
    item = tables.items
    key = select(item.c.edition_key).where(item.c.id == item_id).scalar_subquery()
    ids = connection.scalars(
        select(item.c.id)
        .where(item.c.edition_key == key, item.c.id != item_id)
        .order_by(item.c.id)
        .limit(EDITIONS)
    ).all()
    return tuple(load_items(connection, ids))
