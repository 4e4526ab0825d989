"""Find items: a resolved Query in, found items out, in the order asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, union

from ticker.errors import UsageError
from ticker.model import FoundItem, Query
from ticker.store import asof, tables
from ticker.store.effort import USUAL, Effort
from ticker.store.filters import as_of_seconds, matching, published, source_ids
from ticker.store.paths import Anchor, Path, anchor, beyond, unordered, window
from ticker.store.plans import Plan, plan
from ticker.store.rows import load_items, storable, storable_limit

_item = tables.items.c

Found: TypeAlias = Select[Any] | CompoundSelect[Any]


def find(connection: Connection, query: Query, *, effort: Effort = USUAL) -> tuple[FoundItem, ...]:
    """The items that a resolved query asks for, in its order, with sightings and tags.

    `since` and `until` bound `published_at`, half-open: an item without an instant is in no
    window, and is listed without one by when it was first seen. Raises UsageError for a query
    that was not resolved, a source that is not there, a text without words, and an `after_id`
    that names no item. The answer is the same for any `effort`.
    """
    ids = [row.id for row in connection.execute(found(connection, query, effort=effort))]
    at = as_of_seconds(query)
    if at is not None:
        return tuple(asof.load_items_at(connection, ids, at))
    return tuple(load_items(connection, ids))


def items(connection: Connection, ids: Sequence[int]) -> tuple[FoundItem, ...]:
    """The items of these ids, in their order; those that are not there are left out."""
    return tuple(load_items(connection, [storable(item_id) for item_id in ids]))


def found(connection: Connection, query: Query, *, effort: Effort = USUAL) -> Found:
    """The select of what `find` finds: each `id` once, with the `key` they are ordered by."""
    if query.within is not None or query.day is not None:
        raise UsageError(
            "within and day are not instants", hint="resolve the query first (ticker.query)"
        )
    sources = source_ids(connection, query.sources)
    at = anchor(connection, query)
    chosen = plan(connection, query, sources, at, effort)
    if chosen.paths:
        return _ordered(_walks(chosen, query, sources, at), query)
    taken = [_item.id.in_(ids) for ids in chosen.sets]
    conditions = [*taken, *published(chosen.rest), *matching(chosen.rest, sources, chosen.among)]
    path = unordered(query)
    return _ordered([path.rows.where(*conditions, *beyond(path, at, query))], query)


def _walks(
    chosen: Plan, query: Query, sources: tuple[int, ...], at: Anchor | None
) -> list[Select[Any]]:
    """Selects that hold all answers between them, each along an index of the order.

    Lists are ordered by `sort_at`, which is `published_at` save for claims that lie in the future
    or cannot be true: a window is a range of it, and those few apart.
    """
    if not published(query):
        return [_walk(path, chosen, sources, at, query) for path in chosen.paths]
    if query.order == "seen":
        inside = published(query)
        return [_walk(path, chosen, sources, at, query, inside) for path in chosen.paths]
    usual = [_item.published_at == _item.sort_at]
    odd = [_item.published_at != _item.sort_at, *published(query)]
    others = replace(chosen, rest=query)
    return [
        *(
            _walk(path, chosen, sources, at, query, [*window(path, query), *usual])
            for path in chosen.paths
        ),
        _walk(unordered(query), others, sources, at, query, odd),
    ]


def _walk(  # noqa: PLR0917 - what a walk is made of
    path: Path,
    chosen: Plan,
    sources: tuple[int, ...],
    at: Anchor | None,
    query: Query,
    inside: Sequence[ColumnElement[bool]] = (),
) -> Select[Any]:
    """The rows of a path that are `inside`, lie beyond the anchor and are what is asked for."""
    asked = matching(chosen.rest, sources, chosen.among, path.spot)
    return path.rows.where(*inside, *beyond(path, at, query), *asked, *path.once)


def _ordered(selects: list[Select[Any]], query: Query) -> Found:
    """One statement, in the order and up to the limit asked for."""
    whole = selects[0] if len(selects) == 1 else union(*selects)
    columns, limit = whole.selected_columns, storable_limit(query.limit)
    if query.order == "oldest":
        return whole.order_by(columns.key.asc(), columns.id.asc()).limit(limit)
    return whole.order_by(columns.key.desc(), columns.id.desc()).limit(limit)
