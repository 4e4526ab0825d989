"""Rows of sources: read with the newest poll and the open gap of each, given out as their state."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, Select, bindparam, or_, select

from ticker.errors import StoreError
from ticker.model import KnownSource
from ticker.store import tables
from ticker.store.bulk import Question, Row, listed, one_of
from ticker.store.instants import seconds
from ticker.store.rows import maybe_instant
from ticker.store.standings import standing_value

SourceRow: TypeAlias = Row
"""A source's row with ``last_outcome``, ``last_status``, ``last_stage``, ``last_error`` and
``last_until_at`` of its newest poll, and ``open_gap_since``."""

_source = tables.sources.c
_last = tables.polls.alias("last")
_LAST = ("outcome", "status", "stage", "error", "until_at")

_ALL: Select[tuple[object, ...]] = (
    select(
        tables.sources,
        tables.gaps.c.since_at.label("open_gap_since"),
        *(_last.c[name].label(f"last_{name}") for name in _LAST),
    )
    .outerjoin(tables.gaps, tables.gaps.c.id == _source.open_gap_id)
    .outerjoin(_last, _last.c.id == _source.poll_id)
)
_EVERY = Question(_ALL)
_NAMED = Question(_ALL.where(one_of(_source.name, "names")))
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


def load_sources(connection: Connection, names: Collection[str]) -> dict[str, SourceRow]:
    """The rows of the sources of these (stored) names, by name; unknown ones are left out."""
    return {row["name"]: row for row in _NAMED.rows(connection, names=listed(names))}


def source_states(
    connection: Connection, names: Collection[str] | None = None
) -> dict[str, KnownSource]:
    """The state of the sources of these names, or of every one ever configured, by name."""
    if names is not None:
        return {name: source_value(row) for name, row in load_sources(connection, names).items()}
    return {row["name"]: source_value(row) for row in _EVERY.rows(connection)}


def unknown_source(name: str) -> StoreError:
    """The error for a name that `sync_sources` never brought."""
    return StoreError(
        f"no source named {name!r} in the store",
        hint="sources come from config.toml: add it there with `ticker add URL`",
    )


def source_value(row: SourceRow) -> KnownSource:
    """The state of a source as its row tells it."""
    return KnownSource(
        name=row["name"],
        last_poll_at=maybe_instant(row["last_poll_at"]),
        last_good_at=maybe_instant(row["last_good_at"]),
        confirmed_at=maybe_instant(row["confirmed_at"]),
        last_new_at=maybe_instant(row["last_new_at"]),
        next_poll_at=maybe_instant(row["next_poll_at"]),
        listed=row["listed"],
        span_s=row["span_s"],
        in_order=bool(row["in_order"]),
        failures=row["failures"],
        error=row["error"],
        open_gap_since=maybe_instant(row["open_gap_since"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_sha256=row["body_sha256"],
        validated_at=maybe_instant(row["validated_at"]),
        interval_s=row["interval_s"],
        kind=row["kind"],
        standing=standing_value(row),
        held_since=maybe_instant(row["held_since"]),
        shape=row["shape"],
        reshaped=row["reshaped"],
        reshaped_since=maybe_instant(row["reshaped_since"]),
    )
