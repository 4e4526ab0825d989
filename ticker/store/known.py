"""What the store knows when a poll is compared: one source's state, and rows like those seen.

A fixed number of questions for each poll, however long the list: the source's open sightings,
those that share a guid, a canonical URL, an article number, and the rows without keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, not_, select

from ticker.model import Item, Known, KnownItem, KnownSighting, KnownSource
from ticker.store import tables
from ticker.store.bulk import Question, listed, one_of
from ticker.store.rows import (
    claim_value,
    instant,
    item_claim_value,
    labels_value,
    maybe_instant,
)
from ticker.store.source_rows import SourceRow
from ticker.store.text import clean

KEYLESS_WINDOW_S = 48 * 3600
"""Rows without guid and link are looked for among those seen in the last two days: an equal
headline within 48 h is the same item with precision .99 (measured), beyond it is another."""

Fold = Callable[[str], str]
"""A headline -> the key or the template it is compared by."""

_source = tables.sources.c
_sighting = tables.sightings.c
_own_source = tables.sources.alias("own_source")

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

_at_source = _sighting.source_id == bindparam("source_id")
_is_open = and_(_at_source, _sighting.gone.is_(None))

_UNDECIDED = Question(
    select(_sighting.source_id)
    .distinct()
    .where(_sighting.gone.is_(None), _sighting.gone_at.is_not(None))
)
_OPEN = Question(_ROWS.where(_is_open))
# What is open is known by then: on most polls the rest finds nothing.
_BY_GUID = Question(
    _ROWS.where(_at_source, one_of(_sighting.guid, "wanted"), _sighting.gone.is_not(None))
)
_BY_URL = Question(_ROWS.where(one_of(_sighting.canonical_url, "wanted"), not_(_is_open)))
_BY_ARTICLE = Question(_ROWS.where(one_of(_sighting.article_key, "wanted"), not_(_is_open)))
_BY_HEADLINE = Question(
    _ROWS.where(
        _at_source,
        _sighting.headline_key.is_not(None),
        one_of(_sighting.headline_key, "wanted"),
        _sighting.gone.is_not(None),
    )
)
_KEYLESS = Question(
    _ROWS.where(
        _at_source,
        _sighting.headline_key.is_not(None),
        _sighting.last_seen_at >= bindparam("since"),
        _sighting.gone.is_not(None),
    )
)


def load_known(
    connection: Connection,
    source: SourceRow,
    state: KnownSource,
    seen: Sequence[Item],
    *,
    fold: Fold,
    template: Fold,
) -> Known:
    """All that is needed to compare `seen` with what `source` and others said before.

    `fold` and `template` give a stored headline the keys that `seen` rows carry; they are asked
    only for headlines that are not among those seen.
    """
    found = _own_rows(connection, source, seen)
    elsewhere = _rows_by_key(connection, source["id"], seen, found)
    keys = {item.headline: (item.headline_key, item.template) for item in seen}

    def keys_of(headline: str) -> tuple[str, str]:
        known_keys = keys.get(headline)
        if known_keys is None:
            known_keys = keys[headline] = (fold(headline), template(headline))
        return known_keys

    return Known(
        source=state,
        sightings=tuple(_sighting_value(found[key], keys_of) for key in sorted(found)),
        elsewhere=tuple(_sighting_value(elsewhere[key], keys_of) for key in sorted(elsewhere)),
        items=_Items((*found.values(), *elsewhere.values())),
    )


def undecided_sources(connection: Connection) -> frozenset[int]:
    """The ids of sources of which a row was missed once, so that a second poll is to decide."""
    return frozenset(row.source_id for row in _UNDECIDED.ask(connection))


_Rows = dict[int, Any]


def _own_rows(connection: Connection, source: SourceRow, seen: Sequence[Item]) -> _Rows:
    """This source's sightings that are open, share a guid, or have no keys like a row seen."""
    at = {"source_id": source["id"]}
    found: _Rows = {row.id: row for row in _OPEN.ask(connection, **at)}
    _collect(connection, _BY_GUID, {clean(i.guid) for i in seen if i.guid}, at, found)
    keyless = {clean(i.headline_key) for i in seen if not i.guid and not i.canonical_url}
    if keyless:
        _collect(connection, _BY_HEADLINE, keyless, at, found)
        # Reckoned from the last poll: wider than from this one, never narrower.
        since = (source["last_poll_at"] or 0) - KEYLESS_WINDOW_S
        found |= {row.id: row for row in _KEYLESS.ask(connection, **at, since=since)}
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
    question: Question,
    wanted: set[str],
    parameters: dict[str, int],
    into: _Rows,
) -> None:
    if wanted:
        rows = question.ask(connection, **parameters, wanted=listed(wanted))
        into |= {row.id: row for row in rows}


# --- rows as values --------------------------------------------------------------------------


def _sighting_value(row: Any, keys_of: Callable[[str], tuple[str, str]]) -> KnownSighting:
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


class _Items(Mapping[int, KnownItem]):
    """The items of rows by their ids, each made when it is asked for: most never are."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = {row.item_id: row for row in rows}

    def __getitem__(self, item_id: int) -> KnownItem:
        return _item_value(self._rows[item_id])

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _item_value(row: Any) -> KnownItem:
    return KnownItem(
        id=row.item_id,
        source=row.item_source,
        claim=item_claim_value(row),
        first_seen_at=instant(row.item_first_seen_at),
        listed_in=row.listed_in,
    )
