"""A Query as SQL conditions on the table `item`.

Every condition is true of the present record of an item; what an as-of question changes
stands in `asof.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from ticker.errors import UsageError
from ticker.model import Query
from ticker.store import asof, search, tables
from ticker.store.bulk import any_of
from ticker.store.rows import seconds_from
from ticker.store.text import clean

Conditions: TypeAlias = list[ColumnElement[bool]]

MOST_TAGS = 50
"""Tags that are looked for one by one."""


_item = tables.items.c
_link = tables.item_tags.c


class Spot(NamedTuple):
    """An item's id and its place in the order of lists, as some row has them."""

    id: ColumnElement[Any]
    sort_at: ColumnElement[Any]


ITEM = Spot(_item.id, _item.sort_at)


def bound(value: datetime | str | None, name: str) -> int | None:
    """Stored seconds of a resolved bound. Raises UsageError where it is not an aware datetime."""
    if value is None:
        return None
    if isinstance(value, str) or value.tzinfo is None:
        raise UsageError(
            f"{name} is {value!r}, not an instant", hint="resolve the query first (ticker.query)"
        )
    return seconds_from(value)


def published(query: Query) -> Conditions:
    """`published_at` in the half-open window; an item without an instant is in none."""
    since, until = bound(query.since, "since"), bound(query.until, "until")
    conditions: Conditions = []
    if since is not None:
        conditions.append(_item.published_at >= since)
    if until is not None:
        conditions.append(_item.published_at < until)
    return conditions


def matching(
    query: Query,
    source_ids: tuple[int, ...],
    among: search.Stretch = search.NONE,
    spot: Spot = ITEM,
) -> Conditions:
    """Everything else that the query asks of an item; `source_ids` are those of `sources`, and
    words are looked up together `among` these wordings, each by itself in all others. What `spot`
    is enough for is asked before the item is looked up."""
    conditions = _all_tagged(query.tags, spot)
    if query.any_tags:
        conditions.append(_tagged(query.any_tags, spot))
    if query.not_tags:
        conditions.append(~_tagged(query.not_tags, spot))
    if query.sources:
        conditions.append(_listed_by(source_ids, spot))
    if query.languages:
        conditions.append(or_(*(_speaks(language) for language in sorted(query.languages))))
    if query.text is not None:
        conditions.append(search.item_matches(query.text, among))
    if query.state is not None:
        conditions.append(_item.state == query.state)
    if query.basis is not None:
        conditions.append(_item.time_basis == query.basis)
    changed_since = bound(query.changed_since, "changed_since")
    if changed_since is not None:
        conditions.append(_item.changed_at >= changed_since)
    as_of = as_of_seconds(query)
    if as_of is not None:
        conditions.append(asof.present(as_of, source_ids))
    if query.labels:
        conditions.append(_labelled(query.labels, as_of))
    return conditions


def as_of_seconds(query: Query) -> int | None:
    """The second that an as-of question means: the last one not after it."""
    moment = query.as_of
    if moment is None:
        return None
    bound(moment, "as_of")
    assert isinstance(moment, datetime)
    return int(moment.timestamp() // 1)


def tag_id(name: str) -> ColumnElement[int]:
    """The id of a tag, as a scalar subquery: NULL, and so nothing, where there is none."""
    return select(tables.tags.c.id).where(tables.tags.c.name == clean(name)).scalar_subquery()


def source_ids(connection: Connection, names: Collection[str]) -> tuple[int, ...]:
    """The ids of the named sources. Raises UsageError for a name that the store does not know."""
    if not names:
        return ()
    source = tables.sources.c
    known = {row.name: row.id for row in connection.execute(select(source.name, source.id))}
    for name in sorted(set(names) - known.keys()):
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "`ticker sources` lists them"
        raise UsageError(f"no source is called {name!r}", hint=hint)
    return tuple(known[name] for name in sorted(set(names)))


def tag_ids(names: Collection[str]) -> Select[tuple[int]]:
    """The ids of the tags of these names; of one that is not there, none."""
    return select(tables.tags.c.id).where(any_of(tables.tags.c.name, sorted(map(clean, names))))


def _all_tagged(names: Collection[str], spot: Spot) -> Conditions:
    """A condition for each tag; for very many together one that counts them."""
    if len(names) <= MOST_TAGS:
        return [_tagged([name], spot) for name in sorted(names)]
    one = _link.tag_id.in_(tag_ids(names))
    has = select(func.count(_link.tag_id.distinct())).where(one, _link.item_id == spot.id)
    wanted = len(set(map(clean, names)))
    return [has.correlate_except(tables.item_tags).scalar_subquery() == wanted]


def _tagged(names: Collection[str], spot: Spot) -> ColumnElement[bool]:
    """Whether an item has one of these tags."""
    (first, *others) = names
    which = _link.tag_id.in_(tag_ids(names)) if others else _link.tag_id == tag_id(first)
    has = exists().where(which, _link.item_id == spot.id)
    return has.correlate_except(tables.item_tags)


def _listed_by(source_ids: Collection[int], spot: Spot) -> ColumnElement[bool]:
    """Whether one of these sources ever listed an item."""
    entry = tables.source_items.c
    place = (entry.sort_at == spot.sort_at, entry.item_id == spot.id)
    has = exists().where(any_of(entry.source_id, source_ids), *place)
    return has.correlate_except(tables.source_items)


def _speaks(language: str) -> ColumnElement[bool]:
    """`en` finds `en`, `en-GB` and `EN_us` (BCP 47, and how feeds write it)."""
    stored = func.lower(func.replace(_item.language, "_", "-"))
    asked = clean(language).lower().replace("_", "-")
    return or_(stored == asked, stored.startswith(asked + "-", autoescape=True))


def _labelled(labels: Iterable[str], as_of: int | None) -> ColumnElement[bool]:
    """Whether the item's wording carries any of the labels: the present one, or those of then."""
    wording = tables.wordings.c
    any_of = or_(
        *(wording.labels.contains(f'"{clean(label)}"', autoescape=True) for label in labels)
    )
    if as_of is not None:
        return asof.worded(as_of, any_of)
    has = exists().where(wording.id == _item.wording_id, any_of)
    return has.correlate_except(tables.wordings)
