"""What the store knows when a poll is compared: one source's state, and rows like those seen.

A fixed number of questions for each poll, however long the list: the source, its open sightings,
those that share a guid, a canonical URL, an article number, and the rows without keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, not_, or_, select

from ticker.errors import StoreError
from ticker.model import Item, Known, KnownItem, KnownSighting, KnownSource
from ticker.store import tables
from ticker.store.instants import seconds
from ticker.store.rows import (
    batches,
    claim_value,
    instant,
    item_claim_value,
    labels_value,
    maybe_instant,
)
from ticker.store.standings import standing_value
from ticker.store.text import clean

KEYLESS_WINDOW_S = 48 * 3600
"""Rows without guid and link are looked for among those seen in the last two days: an equal
headline within 48 h is the same item with precision .99 (measured), beyond it is another."""

Fold = Callable[[str], str]
"""A headline -> the key or the template it is compared by."""

_source = tables.sources.c
_sighting = tables.sightings.c
_own_source = tables.sources.alias("own_source")

_SOURCES = select(tables.sources, tables.gaps.c.since_at.label("open_gap_since")).outerjoin(
    tables.gaps, tables.gaps.c.id == _source.open_gap_id
)
_SOURCE = _SOURCES.where(_source.name == bindparam("name"))

_ROWS: Select[Any] = (
    select(
        tables.sightings,
        _source.name.label("source"),
        _source.confirmed_at.label("source_confirmed_at"),
        tables.revisions.c.claimed_published_at,
        tables.wordings.c.title,
        tables.wordings.c.headline,
        tables.wordings.c.labels,
        _own_source.c.name.label("item_source"),
        tables.items.c.published_at,
        tables.items.c.published_offset_s,
        tables.items.c.published_text,
        tables.items.c.time_basis,
        tables.items.c.time_error_s,
        tables.items.c.zone_guessed,
        tables.items.c.first_seen_at.label("item_first_seen_at"),
        tables.items.c.listed_in,
    )
    .join(tables.sources, _source.id == _sighting.source_id)
    .join(tables.revisions, tables.revisions.c.id == _sighting.revision_id)
    .join(tables.wordings, tables.wordings.c.id == tables.revisions.c.wording_id)
    .join(tables.items, tables.items.c.id == _sighting.item_id)
    .join(_own_source, _own_source.c.id == tables.items.c.source_id)
)

_wanted: BindParameter[str] = bindparam("wanted", expanding=True)
_at_source = _sighting.source_id == bindparam("source_id")

_OPEN = _ROWS.where(_at_source, _sighting.gone.is_(None))
# What is open is known by then: on most polls the rest finds nothing.
_is_open = and_(_at_source, _sighting.gone.is_(None))
_BY_GUID = _ROWS.where(_at_source, _sighting.guid.in_(_wanted), _sighting.gone.is_not(None))
_BY_URL = _ROWS.where(_sighting.canonical_url.in_(_wanted), not_(_is_open))
_BY_ARTICLE = _ROWS.where(_sighting.article_key.in_(_wanted), not_(_is_open))
_BY_HEADLINE = _ROWS.where(
    _at_source,
    _sighting.headline_key.is_not(None),
    _sighting.headline_key.in_(_wanted),
    _sighting.gone.is_not(None),
)
_KEYLESS = _ROWS.where(
    _at_source,
    _sighting.headline_key.is_not(None),
    _sighting.last_seen_at >= bindparam("since"),
    _sighting.gone.is_not(None),
)

_DUE = (
    select(_source.name)
    .where(
        _source.active,
        or_(_source.next_poll_at.is_(None), _source.next_poll_at <= bindparam("now")),
    )
    .order_by(_source.next_poll_at, _source.id)
)


def due(connection: Connection, now: datetime, limit: int | None = None) -> tuple[str, ...]:
    """The configured sources that are to be polled at `now`, the longest due first."""
    rows = connection.execute(_DUE.limit(limit), {"now": seconds(now)})
    return tuple(rows.scalars())


def source_state(connection: Connection, name: str) -> KnownSource | None:
    """A source's state; ``None`` where the store has never heard of it."""
    row = connection.execute(_SOURCE, {"name": clean(name)}).one_or_none()
    return None if row is None else _source_value(row)


def source_states(connection: Connection) -> dict[str, KnownSource]:
    """The state of every source that was ever configured, by name."""
    return {row.name: _source_value(row) for row in connection.execute(_SOURCES)}


def load_known(
    connection: Connection, source: str, seen: Sequence[Item], *, fold: Fold, template: Fold
) -> Known:
    """All that is needed to compare `seen` with what `source` and others said before.

    `fold` and `template` give a stored headline the keys that `seen` rows carry; they are asked
    only for headlines that are not among those seen. Raises StoreError for an unknown source.
    """
    row = connection.execute(_SOURCE, {"name": clean(source)}).one_or_none()
    if row is None:
        raise unknown_source(source)
    found = _own_rows(connection, row, seen)
    elsewhere = _rows_by_key(connection, row.id, seen, found)
    keys = {item.headline: (item.headline_key, item.template) for item in seen}

    def keys_of(headline: str) -> tuple[str, str]:
        known_keys = keys.get(headline)
        if known_keys is None:
            known_keys = keys[headline] = (fold(headline), template(headline))
        return known_keys

    return Known(
        source=_source_value(row),
        sightings=tuple(_sighting_value(found[key], keys_of) for key in sorted(found)),
        elsewhere=tuple(_sighting_value(elsewhere[key], keys_of) for key in sorted(elsewhere)),
        items={r.item_id: _item_value(r) for r in (*found.values(), *elsewhere.values())},
    )


def unknown_source(name: str) -> StoreError:
    """The error for a name that `sync_sources` never brought."""
    return StoreError(
        f"no source named {name!r} in the store",
        hint="sources come from config.toml: add it there with `ticker add URL`",
    )


_Rows = dict[int, Row[Any]]


def _own_rows(connection: Connection, source: Row[Any], seen: Sequence[Item]) -> _Rows:
    """This source's sightings that are open, share a guid, or have no keys like a row seen."""
    at = {"source_id": source.id}
    found: _Rows = {row.id: row for row in connection.execute(_OPEN, at)}
    _collect(connection, _BY_GUID, {clean(i.guid) for i in seen if i.guid}, at, found)
    keyless = {clean(i.headline_key) for i in seen if not i.guid and not i.canonical_url}
    if keyless:
        _collect(connection, _BY_HEADLINE, keyless, at, found)
        # Reckoned from the last poll: wider than from this one, never narrower.
        since = (source.last_poll_at or 0) - KEYLESS_WINDOW_S
        found |= {r.id: r for r in connection.execute(_KEYLESS, {**at, "since": since})}
    return found


def _rows_by_key(
    connection: Connection, source_id: int, seen: Sequence[Item], found: _Rows
) -> _Rows:
    """Sightings that share a URL or article number: this source's go to `found`, others' back."""
    shared: _Rows = {}
    urls = {clean(i.canonical_url) for i in seen if i.canonical_url}
    numbers = {clean(i.article_key) for i in seen if i.article_key}
    at = {"source_id": source_id}
    _collect(connection, _BY_URL, urls, at, shared)
    _collect(connection, _BY_ARTICLE, numbers, at, shared)
    found |= {key: row for key, row in shared.items() if row.source_id == source_id}
    return {key: row for key, row in shared.items() if row.source_id != source_id}


def _collect(
    connection: Connection,
    question: Select[Any],
    wanted: set[str],
    parameters: dict[str, int],
    into: _Rows,
) -> None:
    for batch in batches(sorted(wanted)):
        rows = connection.execute(question, {**parameters, "wanted": batch})
        into |= {row.id: row for row in rows}


# --- rows as values --------------------------------------------------------------------------


def _source_value(row: Row[Any]) -> KnownSource:
    return KnownSource(
        name=row.name,
        last_poll_at=maybe_instant(row.last_poll_at),
        last_good_at=maybe_instant(row.last_good_at),
        confirmed_at=maybe_instant(row.confirmed_at),
        last_new_at=maybe_instant(row.last_new_at),
        next_poll_at=maybe_instant(row.next_poll_at),
        listed=row.listed,
        span_s=row.span_s,
        in_order=row.in_order,
        failures=row.failures,
        error=row.error,
        open_gap_since=maybe_instant(row.open_gap_since),
        etag=row.etag,
        last_modified=row.last_modified,
        body_sha256=row.body_sha256,
        validated_at=maybe_instant(row.validated_at),
        interval_s=row.interval_s,
        kind=row.kind,
        standing=standing_value(row),
        held_since=maybe_instant(row.held_since),
        shape=row.shape,
        reshaped=row.reshaped,
        reshaped_since=maybe_instant(row.reshaped_since),
    )


def _sighting_value(row: Row[Any], keys_of: Callable[[str], tuple[str, str]]) -> KnownSighting:
    headline = row.title if row.headline is None else row.headline
    headline_key, template = keys_of(headline)
    last_seen_at = row.last_seen_at or row.source_confirmed_at or row.first_seen_at
    return KnownSighting(
        id=row.id,
        item_id=row.item_id,
        source=row.source,
        key=row.key,
        title=row.title,
        headline=headline,
        headline_key=headline_key,
        template=template,
        labels=labels_value(row.labels),
        claim=claim_value(row),
        revision_claim_at=maybe_instant(row.claimed_published_at),
        position=row.position,
        first_seen_at=instant(row.first_seen_at),
        last_seen_at=instant(last_seen_at),
        guid=row.guid,
        url=row.url,
        canonical_url=row.canonical_url,
        article_key=row.article_key,
        gone_at=maybe_instant(row.gone_at),
        gone=row.gone,
        below=tuple(json.loads(row.below)) if row.below else (),
    )


def _item_value(row: Row[Any]) -> KnownItem:
    return KnownItem(
        id=row.item_id,
        source=row.item_source,
        claim=item_claim_value(row),
        first_seen_at=instant(row.item_first_seen_at),
        listed_in=row.listed_in,
    )
