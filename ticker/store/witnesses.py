"""Which polls, and so which captured bytes, the wordings of an item came from."""

from __future__ import annotations

from sqlalchemy import Connection, select

from ticker.model import Witness
from ticker.store import tables
from ticker.store.rows import instant, storable


def witnesses(connection: Connection, item_id: int) -> tuple[Witness, ...]:
    """One for every wording of the item, in their order; the poll is that which first saw it."""
    revision, sighting = tables.revisions.c, tables.sightings.c
    source, poll, wording = tables.sources.c, tables.polls.c, tables.wordings.c
    seen = (poll.source_id == source.id) & (poll.at == revision.seen_from_at)
    rows = connection.execute(
        select(
            revision.seq,
            source.name,
            wording.title,
            revision.seen_from_at,
            poll.capture,
            poll.body_sha256,
        )
        .select_from(tables.revisions)
        .join(tables.sightings, sighting.id == revision.sighting_id)
        .join(tables.sources, source.id == sighting.source_id)
        .join(tables.wordings, wording.id == revision.wording_id)
        .outerjoin(tables.polls, seen)
        .where(revision.item_id == storable(item_id))
        .order_by(revision.seq)
    )
    return tuple(
        Witness(
            seq=row.seq,
            source=row.name,
            title=row.title,
            at=instant(row.seen_from_at),
            capture=row.capture,
            body_sha256=row.body_sha256,
        )
        for row in rows
    )
