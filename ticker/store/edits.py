"""How often sightings were edited of late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from ticker.model import Edit
from ticker.store import tables
from ticker.store.bulk import Question, listed, one_of
from ticker.store.instants import seconds
from ticker.store.rows import instant

_revision = tables.revisions.c
_EDITS = Question(
    select(_revision.sighting_id, _revision.kind, _revision.seen_from_at)
    .where(
        one_of(_revision.sighting_id, "wanted"),
        _revision.seen_from_at > bindparam("since"),
        _revision.kind != "first",
    )
    .order_by(_revision.id)
)


def edits(
    connection: Connection, sightings: Collection[int], since: datetime
) -> dict[int, list[Edit]]:
    """The edits of these sightings that were seen after `since`, oldest first."""
    if not sightings:
        return {}
    found: dict[int, list[Edit]] = {}
    for row in _EDITS.ask(connection, wanted=listed(sightings), since=seconds(since)):
        found.setdefault(row.sighting_id, []).append(Edit(row.kind, instant(row.seen_from_at)))
    return found
