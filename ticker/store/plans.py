"""How a query is answered: which index leads to the items, and what is asked of each.

- nothing asked, a window of time, a tag: walk the index that has the order, stop at `limit`;
- words, sources, changes, if few items have them: take these all, and sort;
- the same, if many do: walk the order and test each, because answers lie dense there.

So a question over ten million items looks at some thousands of them, whatever it asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, func, select

from ticker.model import Query
from ticker.store import asof, search, tables
from ticker.store.filters import as_of_seconds, bound, published, tag_id

FEW = 50_000
"""A way to fewer items may be taken whole and sorted (about 0.3 s); with more, at least one in
200 of ten million items matches, and a walk soon meets as many as are asked for."""

_item = tables.items.c
_link = tables.item_tags.c


@dataclass(frozen=True, slots=True)
class Plan:
    """`sets` hold all answers, and `rest` is what they leave to be asked of each item. With
    `walk` the order is walked, along the link of `tag` where there is one; else the sets are
    taken and sorted."""

    rest: Query
    sets: tuple[Select[Any] | CompoundSelect[Any], ...] = ()
    walk: bool = True
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """Ids of items (some maybe twice) that hold all answers: how many they are, at most `few`, what
    of the query they leave, and the tag whose link they are."""

    ids: Select[tuple[int]]
    count: int
    left: Mapping[str, Any]
    tag: str | None = None


def plan(connection: Connection, query: Query, source_ids: tuple[int, ...], few: int = FEW) -> Plan:
    """The plan for a query. Counts rows, up to `few`, only where there is more than one way."""
    at = as_of_seconds(query)
    if at is None and _is_plain(query):
        return Plan(query, tag=min(query.tags, default=None))
    ranges = _range_ways(connection, query, few)
    sets = _set_ways(connection, query, source_ids, few)
    if query.order == "seen":  # no range has this order
        ranges, sets = [], [*sets, *ranges]
    small = sorted((way for way in sets if way.count < few), key=lambda way: way.count)
    left = {name: value for way in small for name, value in way.left.items()}
    chosen = Plan(replace(query, **left), tuple(way.ids for way in small))
    nearest = min(ranges, key=lambda way: way.count, default=None)
    walked = few if nearest is None else nearest.count
    if small and small[0].count <= walked:
        return replace(chosen, walk=False)
    if at is not None and walked >= few:
        return replace(chosen, sets=(asof.listed_at(at), *chosen.sets), walk=False)
    return replace(chosen, tag=nearest.tag if nearest else None)


def _is_plain(query: Query) -> bool:
    """Whether one range of an index in the asked order answers, and nothing could do better."""
    asked = (query.text, query.changed_since, *query.sources, *query.any_tags)
    return query.order != "seen" and len(query.tags) <= 1 and not any(asked)


def _range_ways(connection: Connection, query: Query, few: int) -> list[_Way]:
    """Ways by an index that has the order of lists."""
    ways: list[_Way] = []
    if window := published(query):
        ids = select(_item.id).where(*window)
        ways.append(_Way(ids, _count(connection, ids, few), {"since": None, "until": None}))
    for name in sorted(query.tags):
        ids = select(_link.item_id).where(_link.tag_id == tag_id(name))
        left = {"tags": query.tags - {name}}
        ways.append(_Way(ids, _count(connection, ids, few), left, name))
    return ways


def _set_ways(
    connection: Connection, query: Query, source_ids: tuple[int, ...], few: int
) -> list[_Way]:
    """Ways by an index in another order than lists have."""
    ways: list[_Way] = []
    changed_since = bound(query.changed_since, "changed_since")
    if changed_since is not None:
        ids = select(_item.id).where(_item.changed_at >= changed_since)
        ways.append(_Way(ids, _count(connection, ids, few), {"changed_since": None}))
    if query.text is not None and (worded := search.matching_items(query.text)) is not None:
        ways.append(_Way(worded, _count(connection, worded, few), {"text": None}))
    if query.any_tags:
        wanted = [tag_id(name) for name in sorted(query.any_tags)]
        ids = select(_link.item_id).where(_link.tag_id.in_(wanted))
        ways.append(_Way(ids, _count(connection, ids, few), {"any_tags": frozenset()}))
    if query.sources:
        sighting = tables.sightings.c
        ids = select(sighting.item_id).where(sighting.source_id.in_(source_ids))
        ways.append(_Way(ids, _count(connection, ids, few), {"sources": frozenset()}))
    return ways


def _count(connection: Connection, ids: Select[tuple[int]], few: int) -> int:
    first = ids.limit(few).subquery()
    return connection.scalar(select(func.count()).select_from(first)) or 0
