"""How a query is answered: which rows lead to the items, and what is asked of each.

- a path that lies in the order of lists (that of a tag, of a source, of all items) is walked up to
  the limit, the sparsest of those that hold all answers, and the rest is asked of each of its
  items;
- what few items have (words, a change of late, having been listed at an instant) is taken whole,
  and sorted.

So a question over ten million items looks at some thousands of them, whatever it asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import CompoundSelect, Connection, Select, func, select, union_all

from ticker.model import Query
from ticker.store import asof, search, tables
from ticker.store.bulk import any_of
from ticker.store.effort import USUAL, Effort
from ticker.store.filters import as_of_seconds, bound, published, tag_id, tag_ids
from ticker.store.paths import (
    Anchor,
    Path,
    beyond,
    by_item,
    by_source,
    by_tag,
    short,
    spacing,
    window,
)

MOST_PATHS = 30
"""Paths of one way, each a part of one statement; with more it is as well to walk all items."""
AROUND = 15
"""Items near an instant whose middle one says where in the search index its wordings are."""

Ids: TypeAlias = Select[Any] | CompoundSelect[Any]

_item = tables.items.c
_link = tables.item_tags.c
_entry = tables.source_items.c


@dataclass(frozen=True, slots=True)
class Plan:
    """`rest` is what is left to be asked of each item of the `paths`; without a path the `sets`,
    which all hold all answers, are taken and sorted. Words are looked up together `among` these
    wordings."""

    rest: Query
    paths: tuple[Path, ...] = ()
    sets: tuple[Ids, ...] = ()
    among: search.Stretch = search.NONE


@dataclass(frozen=True, slots=True)
class _Way:
    """Paths that hold all answers between them, what of the query they leave to be asked, and how
    many seconds lie between two rows."""

    paths: tuple[Path, ...]
    left: Mapping[str, Any]
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class _Set:
    """Ids of items (some maybe twice) that hold all answers, and what of the query they leave."""

    ids: Ids
    left: Mapping[str, Any]


def plan(
    connection: Connection,
    query: Query,
    source_ids: tuple[int, ...],
    at: Anchor | None = None,
    effort: Effort = USUAL,
) -> Plan:
    """The plan for a query whose answers lie beyond `at`. Looks at rows, some hundreds, only where
    there is more than one way."""
    if query.limit is not None:  # how much is looked at depends on it, up to this
        query = replace(query, limit=min(query.limit, effort.many))
    ways = _ways(query, source_ids)
    sets = _sets(connection, query, source_ids, at, effort, walkable=bool(ways))
    if len(ways) > 1 or (ways and (sets or query.text)):
        ways = [
            replace(way, spacing=spacing(connection, way.paths, query, at, effort.stride))
            for way in ways
        ]
    way = max(ways, key=lambda way: way.spacing, default=None)
    if sets and not (way and short(way.spacing, effort.stride)):
        left = {name: value for each in sets for name, value in each.left.items()}
        rest = replace(query, **left)
        asked = replace(rest, as_of=query.as_of)
        among = _among(connection, asked, at, effort.few * 4)
        return Plan(rest, sets=tuple(each.ids for each in sets), among=among)
    if way is None:
        way = _Way((by_item(query),), {})
    rest = replace(query, **way.left)
    return Plan(rest, way.paths, among=_on_the_way(connection, way, rest, at, effort))


def _ways(query: Query, source_ids: tuple[int, ...]) -> list[_Way]:
    """Ways in the order of lists. That of first sight has but one path, of all items."""
    if query.order == "seen":
        return []
    tags = sorted(query.tags)[:MOST_PATHS]
    ways = [_Way((by_tag(name),), {"tags": query.tags - {name}}) for name in tags]
    if 0 < len(query.any_tags) <= MOST_PATHS:
        tagged = tuple(by_tag(name) for name in sorted(query.any_tags))
        ways.append(_Way(tagged, {"any_tags": frozenset()}))
    if 0 < len(source_ids) <= MOST_PATHS:
        ways.append(_Way(tuple(map(by_source, source_ids)), {"sources": frozenset()}))
    return ways


def _sets(
    connection: Connection,
    query: Query,
    source_ids: tuple[int, ...],
    at: Anchor | None,
    effort: Effort,
    *,
    walkable: bool,
) -> list[_Set]:
    """What few items have, where that is better than to walk along a path."""
    sets: list[_Set] = []
    if query.text is not None:
        most = effort.few if walkable else _worth(connection, query, at, effort)
        found = search.matches(connection, query.text, most)
        if found is not None and found < most:
            sets.append(_Set(search.matching_items(query.text), {"text": None}))
    then = as_of_seconds(query)
    if then is not None:
        # What was said then of labels is still to be asked of each item.
        left: dict[str, Any] = {} if query.labels else {"as_of": None}
        sets.append(_Set(asof.listed_at(then, source_ids), left))
    changed_since = bound(query.changed_since, "changed_since")
    if changed_since is not None:
        changed = select(_item.id).where(_item.changed_at >= changed_since)
        # What changed of late stands on top of lists, unless they begin with the oldest.
        most = effort.few if query.order == "newest" else effort.many
        if _count(connection, changed, most) < most:
            sets.append(_Set(changed, {"changed_since": None}))
    if query.order == "seen":
        ways = _unordered_sets(query, source_ids)
        sets += [one for one in ways if _count(connection, one.ids, effort.many) < effort.many]
    return sets


def _unordered_sets(query: Query, source_ids: tuple[int, ...]) -> list[_Set]:
    """What else has an index, for lists in another order."""
    sets: list[_Set] = []
    if published(query):
        sets.append(_Set(_published_ids(query), {"since": None, "until": None}))
    for name in sorted(query.tags):
        tagged = select(_link.item_id).where(_link.tag_id == tag_id(name))
        sets.append(_Set(tagged, {"tags": query.tags - {name}}))
    if query.any_tags:
        tagged = select(_link.item_id).where(_link.tag_id.in_(tag_ids(query.any_tags)))
        sets.append(_Set(tagged, {"any_tags": frozenset()}))
    if query.sources:
        listed = select(_entry.item_id).where(any_of(_entry.source_id, source_ids))
        sets.append(_Set(listed, {"sources": frozenset()}))
    return sets


def _published_ids(query: Query) -> Ids:
    """Ids of what was published in the window: `sort_at` is `published_at`, save for a few."""
    usual = window(by_item(replace(query, order="newest")), query)
    as_sorted = select(_item.id).where(_item.published_at == _item.sort_at, *usual)
    odd = select(_item.id).where(_item.published_at != _item.sort_at, *published(query))
    return union_all(as_sorted, odd)


def _count(connection: Connection, ids: Ids, most: int) -> int:
    first = ids.limit(most).subquery()
    return connection.scalar(select(func.count()).select_from(first)) or 0


# --- words ------------------------------------------------------------------------------------


def _worth(connection: Connection, query: Query, at: Anchor | None, effort: Effort) -> int:
    """How many wordings may have the words for it to be better to take them all than to walk along
    all items to as many as are asked for: a third of those that the walk would pass. Words that
    were last said long ago are far from where it begins."""
    if query.limit is None or query.text is None:
        return search.LAST_ID
    here = _here(connection, query, at)
    reached = search.stretch(connection, query.text, here, 2 * query.limit)
    newest = connection.scalar(select(func.max(tables.wordings.c.id))) or 0
    passed = reached.last - here if query.order == "oldest" else min(here, newest) - reached.first
    return max(effort.few, min(passed, newest) // 3)


def _on_the_way(
    connection: Connection, way: _Way, query: Query, at: Anchor | None, effort: Effort
) -> search.Stretch:
    """The wordings to look up together on a walk. The sparser its path, the longer the stretch of
    the search index that it leads along; where hardly a row of it has the words (they are of
    another language, say), it leads far, and all wordings that have them are looked up."""
    walks_all = not way.left
    if query.text is None or query.limit is None or walks_all or short(way.spacing, effort.stride):
        return _among(connection, query, at, effort.few)
    apart = spacing(connection, (by_item(query),), query, at, effort.stride)
    passed = 2 * query.limit * max(1.0, way.spacing / apart)
    near = _among(connection, query, at, int(min(max(passed, effort.few), effort.many)))
    hits = _hits(connection, way.paths[0], query, at, among=near, stride=effort.stride)
    walked = effort.stride * query.limit // max(1, hits)
    if walked <= 4 * effort.stride:
        return near
    most = effort.probe * walked
    found = search.matches(connection, query.text, most)
    return near if found is None or found >= most else search.ALL


def _hits(
    connection: Connection,
    path: Path,
    query: Query,
    at: Anchor | None,
    *,
    among: search.Stretch,
    stride: int,
) -> int:
    """How many of the next rows of a path have the words."""
    order = path.key.asc() if query.order == "oldest" else path.key.desc()
    rows = path.rows.where(*beyond(path, at, query), *window(path, query))
    ahead = rows.order_by(order).limit(stride).subquery()
    item, text = tables.items, query.text or ""
    held = select(func.count()).join_from(ahead, item, item.c.id == ahead.c.id)
    return connection.scalar(held.where(search.item_matches(text, among))) or 0


def _among(connection: Connection, query: Query, at: Anchor | None, matches: int) -> search.Stretch:
    """The wordings of items around the place in the order at which the walk begins, with so many
    `matches` on either side: both come in the order of time."""
    if query.text is None:
        return search.NONE
    if query.limit is None:
        return search.ALL
    return search.stretch(connection, query.text, _here(connection, query, at), matches)


def _here(connection: Connection, query: Query, at: Anchor | None) -> int:
    """The wording next to which, more or less, those stand that the walk begins with."""
    oldest, begin = query.order == "oldest", _begin(query, at)
    if begin is None:
        return search.FIRST_ID if oldest else search.LAST_ID
    key = by_item(query).key
    near = select(_item.wording_id).order_by(key.asc() if oldest else key.desc())
    near = near.where(key >= begin if oldest else key <= begin).limit(AROUND)
    ids = sorted(connection.scalars(near))
    return int(ids[len(ids) // 2]) if ids else search.FIRST_ID


def _begin(query: Query, at: Anchor | None) -> int | None:
    """The second at which the walk begins, where it is not the end of the store."""
    asked = query.since if query.order == "oldest" else query.until
    edges = [bound(asked, "bound"), at[0] if at else None, as_of_seconds(query)]
    known = [edge for edge in edges if edge is not None]
    if query.order == "oldest":
        return max(known, default=None)
    return min(known, default=None)
