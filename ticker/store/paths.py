"""Paths: rows of the store that can be walked in the order of lists, up to where one has enough.

All items lie in that order by an index, and so do those of one tag and of one source. Whatever is
asked, a few steps of the right path answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select, tuple_

from ticker.errors import UsageError
from ticker.model import Query
from ticker.store import tables
from ticker.store.filters import ITEM, Conditions, Spot, bound, tag_id
from ticker.store.rows import storable

ENDLESS_S = 1e15
"""Over how many seconds the rows of a short path are thought to be spread: far more than any."""

_item = tables.items.c
# Under names of their own: conditions on an item look into the same tables.
_walked = tables.item_tags.alias("walked")
_link = _walked.c
_twin = tables.item_tags.alias("twin").c
# An item may have a tag from several origins.
_repeated = (
    exists()
    .where(
        _twin.tag_id == _link.tag_id, _twin.item_id == _link.item_id, _twin.origin < _link.origin
    )
    .correlate(_walked)
)
_listed = tables.source_items.alias("listed")
_entry = _listed.c

Anchor: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Path:
    """What answers are ordered by, the rows that have it in that order, and what makes them those
    of one tag or source. `rows` may be asked about their items; `spot` is what they know of them by
    themselves, and `once` what keeps an item from coming twice."""

    key: ColumnElement[Any]
    id: ColumnElement[Any]
    rows: Select[Any]
    spot: Spot = ITEM
    own: tuple[ColumnElement[bool], ...] = ()
    once: tuple[ColumnElement[bool], ...] = ()


def by_item(query: Query) -> Path:
    """All items, in the order asked for."""
    key = _item.first_seen_at if query.order == "seen" else _item.sort_at
    return Path(key, _item.id, select(_item.id.label("id"), key.label("key")))


def unordered(query: Query) -> Path:
    """No walk: adding nothing to the key keeps SQLite from reading all items in its order."""
    path = by_item(query)
    key = path.key + 0
    return Path(key, path.id, select(path.id.label("id"), key.label("key")))


def by_tag(name: str) -> Path:
    """The items of a tag."""
    own = _link.tag_id == tag_id(name)
    rows = (
        select(_link.item_id.label("id"), _link.sort_at.label("key"))
        .join_from(_walked, tables.items, _item.id == _link.item_id)
        .where(own)
    )
    spot = Spot(_link.item_id, _link.sort_at)
    return Path(_link.sort_at, _link.item_id, rows, spot, (own,), (~_repeated,))


def by_source(source_id: int) -> Path:
    """The items that a source ever listed."""
    own = _entry.source_id == source_id
    rows = (
        select(_entry.item_id.label("id"), _entry.sort_at.label("key"))
        .join_from(_listed, tables.items, _item.id == _entry.item_id)
        .where(own)
    )
    spot = Spot(_entry.item_id, _entry.sort_at)
    return Path(_entry.sort_at, _entry.item_id, rows, spot, (own,))


def anchor(connection: Connection, query: Query) -> Anchor | None:
    """The key and id of the item that the answers lie beyond. Raises UsageError for no item."""
    if query.after_id is None:
        return None
    key = by_item(query).key
    last = connection.scalar(select(key).where(_item.id == storable(query.after_id)))
    if last is None:
        raise UsageError(
            f"no item has the id {query.after_id}", hint="begin again without after_id"
        )
    return last, query.after_id


def beyond(path: Path, at: Anchor | None, query: Query) -> Conditions:
    """The rows of a path that lie beyond the anchor."""
    if at is None:
        return []
    here, there = tuple_(path.key, path.id), tuple_(*at)
    return [here > there if query.order == "oldest" else here < there]


def window(path: Path, query: Query) -> Conditions:
    """The rows of a path whose key lies in the query's window."""
    conditions: Conditions = []
    since, until = bound(query.since, "since"), bound(query.until, "until")
    if since is not None:
        conditions.append(path.key >= since)
    if until is not None:
        conditions.append(path.key < until)
    return conditions


def spacing(
    connection: Connection, paths: Sequence[Path], query: Query, at: Anchor | None, stride: int
) -> float:
    """Seconds of the order for each row of these paths, where the walk begins. A path with less
    than `stride` rows to walk counts as endless, the more so the fewer it has."""
    density = 0.0
    for path in paths:
        keys = select(path.key.label("key")).where(
            *path.own, *beyond(path, at, query), *window(path, query)
        )
        order = path.key.asc() if query.order == "oldest" else path.key.desc()
        step = keys.order_by(order).limit(stride).subquery().c.key
        rows, least, most = connection.execute(
            select(func.count(), func.min(step), func.max(step))
        ).one()
        density += stride / max(1, most - least) if rows == stride > 0 else rows / ENDLESS_S
    return 1 / density if density else inf


def short(seconds: float, stride: int) -> bool:
    """Whether a spacing is that of paths with less than `stride` rows to walk."""
    return seconds * stride > ENDLESS_S
