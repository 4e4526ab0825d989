"""Find items: a resolved Query in, found items out, in the order asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    exists,
    select,
    tuple_,
    union_all,
)

from ticker.errors import UsageError
from ticker.model import FoundItem, Query
from ticker.store import asof, tables
from ticker.store.filters import (
    Conditions,
    as_of_seconds,
    bound,
    matching,
    published,
    source_ids,
    tag_id,
)
from ticker.store.plans import FEW, Plan, plan
from ticker.store.rows import load_items, storable, storable_limit

_item = tables.items.c
_link = tables.item_tags.c


@dataclass(frozen=True, slots=True)
class _Path:
    """What answers are ordered by, and the rows that one walks to have them in that order."""

    key: ColumnElement[Any]
    id: ColumnElement[Any]
    rows: Select[Any]


def find(connection: Connection, query: Query, *, few: int = FEW) -> tuple[FoundItem, ...]:
    """The items that a resolved query asks for, in its order, with sightings and tags.

    `since` and `until` bound `published_at`, half-open: an item without an instant is in no
    window, and is listed without one by when it was first seen. Raises UsageError for a query
    that was not resolved, a source that is not there, a text without words, and an `after_id`
    that names no item. `few` is how many items may be taken whole on the way; the answer is the
    same for any.
    """
    ids = [row.id for row in connection.execute(found(connection, query, few=few))]
    at = as_of_seconds(query)
    if at is not None:
        return tuple(asof.load_items_at(connection, ids, at))
    return tuple(load_items(connection, ids))


def items(connection: Connection, ids: Sequence[int]) -> tuple[FoundItem, ...]:
    """The items of these ids, in their order; those that are not there are left out."""
    return tuple(load_items(connection, [storable(item_id) for item_id in ids]))


def found(
    connection: Connection, query: Query, *, few: int = FEW
) -> Select[Any] | CompoundSelect[Any]:
    """The select of what `find` finds: each `id` once, with the `key` they are ordered by."""
    if query.within is not None or query.day is not None:
        raise UsageError(
            "within and day are not instants", hint="resolve the query first (ticker.query)"
        )
    sources = source_ids(connection, query.sources)
    matching(query, sources)  # says what is wrong with the query, whichever way is taken
    chosen = plan(connection, query, sources, few)
    anchor = _anchor(connection, query)
    if chosen.walk:
        selects = _walks(chosen, sources, anchor)
    else:
        taken = [_item.id.in_(ids) for ids in chosen.sets]
        conditions = [*taken, *published(chosen.rest), *matching(chosen.rest, sources)]
        selects = [_select(_sorted(query), conditions, anchor, query)]
    return _ordered(selects, query)


def _walks(
    chosen: Plan, sources: tuple[int, ...], anchor: tuple[int, int] | None
) -> list[Select[Any]]:
    """Selects that hold every answer once between them, each along an index of the order.

    Lists are ordered by `sort_at`, which is `published_at` save for claims that lie in the future
    or cannot be true: a window is a range of it, and those few apart.
    """
    query = chosen.rest
    # Adding nothing to the id keeps SQLite from beginning with a set, instead of the range.
    taken = [(_item.id + 0).in_(ids) for ids in chosen.sets]
    path = _by_item(query) if chosen.tag is None else _by_tag(chosen.tag)
    rest = query if chosen.tag is None else replace(query, tags=query.tags - {chosen.tag})
    conditions = [*taken, *matching(rest, sources)]
    window = published(query)
    if query.order == "seen" or not window:
        return [_select(path, [*window, *conditions], anchor, query)]
    usual: Conditions = [_item.published_at == _item.sort_at]
    since, until = bound(query.since, "since"), bound(query.until, "until")
    if since is not None:
        usual.append(path.key >= since)
    if until is not None:
        usual.append(path.key < until)
    odd: Conditions = [_item.published_at != _item.sort_at, *window]
    return [
        _select(path, [*usual, *conditions], anchor, query),
        _select(_sorted(query), [*odd, *taken, *matching(query, sources)], anchor, query),
    ]


def _by_item(query: Query) -> _Path:
    key = _item.first_seen_at if query.order == "seen" else _item.sort_at
    return _Path(key, _item.id, select(_item.id.label("id"), key.label("key")))


def _sorted(query: Query) -> _Path:
    """No walk: adding nothing to the key keeps SQLite from reading all items in its order."""
    path = _by_item(query)
    key = path.key + 0
    return _Path(key, path.id, select(path.id.label("id"), key.label("key")))


def _by_tag(tag: str) -> _Path:
    twin = tables.item_tags.alias("twin").c  # an item may have a tag from several origins
    repeated = (
        exists()
        .where(
            twin.tag_id == _link.tag_id, twin.item_id == _link.item_id, twin.origin < _link.origin
        )
        .correlate(tables.item_tags)
    )
    rows = (
        select(_link.item_id.label("id"), _link.sort_at.label("key"))
        .join_from(tables.item_tags, tables.items, _item.id == _link.item_id)
        .where(_link.tag_id == tag_id(tag), ~repeated)
    )
    return _Path(_link.sort_at, _link.item_id, rows)


def _select(
    path: _Path, conditions: Conditions, anchor: tuple[int, int] | None, query: Query
) -> Select[Any]:
    """The rows of a path that meet the conditions, beyond the anchor."""
    rows = path.rows.where(*conditions)
    if anchor is None:
        return rows
    here, there = tuple_(path.key, path.id), tuple_(*anchor)
    return rows.where(here > there if query.order == "oldest" else here < there)


def _anchor(connection: Connection, query: Query) -> tuple[int, int] | None:
    """The key and id of the item that the answers lie beyond."""
    if query.after_id is None:
        return None
    key = _item.first_seen_at if query.order == "seen" else _item.sort_at
    last = connection.scalar(select(key).where(_item.id == storable(query.after_id)))
    if last is None:
        raise UsageError(
            f"no item has the id {query.after_id}", hint="begin again without after_id"
        )
    return last, query.after_id


def _ordered(selects: list[Select[Any]], query: Query) -> Select[Any] | CompoundSelect[Any]:
    """One statement, in the order and up to the limit asked for."""
    whole = selects[0] if len(selects) == 1 else union_all(*selects)
    columns, limit = whole.selected_columns, storable_limit(query.limit)
    if query.order == "oldest":
        return whole.order_by(columns.key.asc(), columns.id.asc()).limit(limit)
    return whole.order_by(columns.key.desc(), columns.id.desc()).limit(limit)
