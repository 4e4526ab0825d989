"""How often sightings were edited of late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, select

from ticker.model import Edit
from ticker.store import tables
from ticker.store.instants import seconds
from ticker.store.rows import batches, instant

_revision = tables.revisions.c
_wanted: BindParameter[int] = bindparam("wanted", expanding=True)
_EDITS = (
    select(_revision.sighting_id, _revision.kind, _revision.seen_from_at)
    .where(
        _revision.sighting_id.in_(_wanted),
        _revision.seen_from_at > bindparam("since"),
        _revision.kind != "first",
    )
    .order_by(_revision.id)
)


def edits(
    connection: Connection, sightings: Collection[int], since: datetime
) -> dict[int, list[Edit]]:
    """The edits of these sightings that were seen after `since`, oldest first."""
    found: dict[int, list[Edit]] = {}
    for batch in batches(sorted(sightings)):
        asked = {"wanted": batch, "since": seconds(since)}
        for row in connection.execute(_EDITS, asked):
            found.setdefault(row.sighting_id, []).append(Edit(row.kind, instant(row.seen_from_at)))
    return found
