"""Tags given and taken outside of polls: by users, and by rules over what is stored already.

Small writes, each safe beside the process that polls. Nothing of the record itself changes: no line
of the change log, no `changed_at`. A tag that is given is in no window of the log that has passed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
)

from ticker.model import Origin
from ticker.store import tables
from ticker.store.rows import batches
from ticker.store.text import clean

_wanted: BindParameter[int] = bindparam("wanted", expanding=True)
_link = tables.item_tags.c
_item = tables.items.c


def give_tag(connection: Connection, name: str, items: Sequence[int], origin: Origin) -> int:
    """Tag items; those that are not there, or have it from that origin, are passed over. Returns
    how many have it now that had not."""
    tag_id = _tag_id(connection, clean(name))
    next_line = (connection.scalar(select(func.max(tables.changes.c.seq))) or 0) + 1
    has = (
        select(literal(1))
        .where(_link.tag_id == tag_id, _link.item_id == _item.id, _link.origin == origin)
        .correlate(tables.items)
        .exists()
    )
    fresh = select(
        literal(tag_id), _item.id, literal(origin), _item.sort_at, literal(next_line)
    ).where(_item.id.in_(_wanted), ~has)
    columns = ("tag_id", "item_id", "origin", "sort_at", "since_seq")
    giving = insert(tables.item_tags).from_select(columns, fresh)
    return sum(connection.execute(giving, {"wanted": batch}).rowcount for batch in batches(items))


def take_tag(connection: Connection, name: str, items: Sequence[int], origin: Origin) -> int:
    """Take a tag of that origin away; one of another origin stays. Returns how many had it."""
    tag_id = connection.scalar(select(tables.tags.c.id).where(tables.tags.c.name == clean(name)))
    if tag_id is None:
        return 0
    taking = delete(tables.item_tags).where(
        _link.tag_id == tag_id, _link.item_id.in_(_wanted), _link.origin == origin
    )
    return sum(connection.execute(taking, {"wanted": batch}).rowcount for batch in batches(items))


def _tag_id(connection: Connection, name: str) -> int:
    known = connection.scalar(select(tables.tags.c.id).where(tables.tags.c.name == name))
    if known is not None:
        return int(known)
    made = connection.execute(insert(tables.tags), {"name": name})
    (tag_id,) = made.inserted_primary_key or (0,)
    return int(tag_id)


def missing_items(connection: Connection, items: Collection[int]) -> tuple[int, ...]:
    """Those of these ids that no item has."""
    there: set[int] = set()
    for batch in batches(sorted(items)):
        there.update(connection.scalars(select(_item.id).where(_item.id.in_(batch))))
    return tuple(sorted(set(items) - there))


# --- what users gave, to be kept elsewhere -----------------------------------------------------


def user_tags(connection: Connection) -> Iterable[dict[str, Any]]:
    """Every tag that a user gave, with all that finds its item again in another store."""
    tagged: dict[int, list[str]] = {}
    asked = (
        select(_link.item_id, tables.tags.c.name)
        .join(tables.tags, tables.tags.c.id == _link.tag_id)
        .where(_link.origin == "user")
        .order_by(_link.item_id, tables.tags.c.name)
    )
    for row in connection.execute(asked):
        tagged.setdefault(row.item_id, []).append(row.name)
    for batch in batches(tagged):
        keys = _keys(connection, batch)
        rows = select(_item.id, _item.canonical_url).where(_item.id.in_(batch)).order_by(_item.id)
        for row in connection.execute(rows):
            yield {
                "item": row.id,
                "canonical_url": row.canonical_url,
                "sightings": keys.get(row.id, []),
                "tags": tagged[row.id],
            }


def _keys(connection: Connection, items: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    sighting, source = tables.sightings.c, tables.sources.c
    asked = (
        select(sighting.item_id, source.name, sighting.key)
        .join(tables.sources, source.id == sighting.source_id)
        .where(sighting.item_id.in_(items))
        .order_by(sighting.item_id, sighting.id)
    )
    found: dict[int, list[dict[str, str]]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.item_id, []).append({"source": row.name, "key": row.key})
    return found


def item_of(connection: Connection, said: Mapping[str, Any]) -> int | None:
    """The item that a record of `user_tags` means here: by what it was in one of its sources, else
    by its address; ``None`` where there is none, or two."""
    sighting, source = tables.sightings.c, tables.sources.c
    for key in said["sightings"]:
        asked = (
            select(sighting.item_id)
            .join(tables.sources, source.id == sighting.source_id)
            .where(source.name == clean(key["source"]), sighting.key == clean(key["key"]))
        )
        found = connection.scalar(asked)
        if found is not None:
            return int(found)
    address = said["canonical_url"]
    if address is None:
        return None
    ids = connection.scalars(
        select(sighting.item_id).where(sighting.canonical_url == clean(address)).distinct().limit(2)
    ).all()
    return ids[0] if len(ids) == 1 else None
