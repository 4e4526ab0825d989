"""Tags of items, and the time that each link repeats for its index."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from sqlalchemy import Connection, select

from ticker.store import tables
from ticker.store.bulk import Question, Row, inserting, listed, one_of, updating
from ticker.store.draft import ITEM_TIME, Draft

_IDS = Question(
    select(tables.tags.c.name, tables.tags.c.id).where(one_of(tables.tags.c.name, "names"))
)
_LINKS = Question(
    select(tables.item_tags.c.item_id, tables.item_tags.c.tag_id, tables.item_tags.c.origin).where(
        one_of(tables.item_tags.c.item_id, "wanted")
    )
)
_INSERT_TAGS = inserting(tables.tags)
_INSERT_LINKS = inserting(tables.item_tags)
_MOVE_LINKS = updating(tables.item_tags, ("sort_at",), by="item_id")


def earned_links(connection: Connection, draft: Draft, tag_ids: dict[str, int]) -> list[Row]:
    """The links of a draft's items with the tags that they earned and did not have; new tags are
    written. `tag_ids` remembers the tags met so far in this transaction."""
    if not draft.tagged:
        return []
    _find_tags(connection, draft, tag_ids)
    wanted = dict.fromkeys((i, tag_ids[name], origin) for i, name, origin in draft.tagged)
    fresh = {row["id"] for row in draft.added.get(tables.items, ())}
    for link in _known_links(connection, {i for i, _, _ in wanted} - fresh):
        wanted.pop(link, None)
    items, since_seq = draft.rows[tables.items], draft.since_seq()
    return [
        {
            "item_id": i,
            "tag_id": tag,
            "origin": origin,
            "sort_at": items[i]["sort_at"],
            "since_seq": since_seq,
        }
        for i, tag, origin in wanted
    ]


def write_links(connection: Connection, drafts: Sequence[Draft], links: Sequence[Row]) -> None:
    """Move the links of items that got another time, and write those that are new."""
    _MOVE_LINKS.write(connection, chain.from_iterable(d.rows_of(ITEM_TIME) for d in drafts))
    _INSERT_LINKS.write(connection, links)


def _find_tags(connection: Connection, draft: Draft, tag_ids: dict[str, int]) -> None:
    missing = {name for _, name, _ in draft.tagged} - tag_ids.keys()
    if not missing:
        return
    tag_ids |= {row.name: row.id for row in _IDS.ask(connection, names=listed(missing))}
    made = {name: draft.ids.take(tables.tags) for name in sorted(missing - tag_ids.keys())}
    _INSERT_TAGS.write(connection, [{"id": made[name], "name": name} for name in made])
    tag_ids |= made


def _known_links(connection: Connection, items: set[int]) -> list[tuple[int, int, str]]:
    rows = _LINKS.ask(connection, wanted=listed(items)) if items else ()
    return [(row.item_id, row.tag_id, row.origin) for row in rows]
