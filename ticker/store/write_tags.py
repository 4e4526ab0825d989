"""Tags of items, and the time that each link repeats for its index."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from ticker.store import tables
from ticker.store.bulk import inserting, updating
from ticker.store.draft import ITEM_TIME, Draft
from ticker.store.rows import batches

_names: BindParameter[str] = bindparam("names", expanding=True)
_wanted: BindParameter[int] = bindparam("wanted", expanding=True)

_IDS = select(tables.tags.c.name, tables.tags.c.id).where(tables.tags.c.name.in_(_names))
_LINKS = select(
    tables.item_tags.c.item_id, tables.item_tags.c.tag_id, tables.item_tags.c.origin
).where(tables.item_tags.c.item_id.in_(_wanted))
_INSERT_TAGS = inserting(tables.tags)
_INSERT_LINKS = inserting(tables.item_tags)
_MOVE_LINKS = updating(tables.item_tags, ("sort_at",), by="item_id")


def write_tags(connection: Connection, draft: Draft, tag_ids: dict[str, int]) -> None:
    """Link the items of a draft with the tags they earned, and move the links of items that got
    another time. `tag_ids` remembers the tags met so far in this transaction."""
    items = draft.rows[tables.items]
    retimed = draft.touched.get(ITEM_TIME, ())
    _MOVE_LINKS.write(connection, [{"row_id": i, **items[i]} for i in retimed])
    if not draft.tagged:
        return
    _find_tags(connection, draft, tag_ids)
    wanted = dict.fromkeys((i, tag_ids[name], origin) for i, name, origin in draft.tagged)
    fresh = {row["id"] for row in draft.added.get(tables.items, ())}
    for link in _known_links(connection, {i for i, _, _ in wanted} - fresh):
        wanted.pop(link, None)
    links = [
        {
            "item_id": i,
            "tag_id": tag,
            "origin": origin,
            "sort_at": items[i]["sort_at"],
            "since_seq": draft.since_seq(),
        }
        for i, tag, origin in wanted
    ]
    _INSERT_LINKS.write(connection, links)


def _find_tags(connection: Connection, draft: Draft, tag_ids: dict[str, int]) -> None:
    missing = {name for _, name, _ in draft.tagged} - tag_ids.keys()
    for batch in batches(sorted(missing)):
        for name, tag_id in connection.execute(_IDS, {"names": batch}):
            tag_ids[name] = tag_id
    made = {name: draft.ids.take(tables.tags) for name in sorted(missing - tag_ids.keys())}
    _INSERT_TAGS.write(connection, [{"id": made[name], "name": name} for name in made])
    tag_ids |= made


def _known_links(connection: Connection, items: set[int]) -> list[tuple[Any, ...]]:
    links: list[tuple[Any, ...]] = []
    for batch in batches(sorted(items)):
        links += [tuple(row) for row in connection.execute(_LINKS, {"wanted": batch})]
    return links
