"""Questions about the record as a whole: changes, tags, gaps, sources, polls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    case,
    column,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy import table as named_table

from ticker.model import (
    ChangeKind,
    Gap,
    LoggedChange,
    Origin,
    Query,
    SourceStatus,
    Table,
    TagCount,
)
from ticker.store import tables
from ticker.store.bulk import Question
from ticker.store.filters import bound, matching, published, source_ids
from ticker.store.finding import found
from ticker.store.instants import seconds
from ticker.store.rows import (
    change_value,
    instant,
    maybe_instant,
    storable,
    storable_limit,
)
from ticker.store.views import view_columns

ORIGINS: tuple[Origin, ...] = get_args(Origin)

_source_view = named_table("sources", column("name"), column("state"))
_poll_view = named_table("polls", *(column(name) for name in view_columns("polls")))


def last_seq(connection: Connection) -> int:
    """The newest line of the change log; 0 before the first."""
    return connection.scalar(select(func.max(tables.changes.c.seq))) or 0


def seq_before(connection: Connection, at: datetime) -> int:
    """The line of the change log after which all is that was logged from `at` on."""
    change = tables.changes.c
    # Not `min(seq)`: SQLite would look for it from the first line on, and not in the index of `at`.
    lines = select(func.min(change.seq + 0)).where(change.at >= seconds(at))
    first = connection.scalar(lines)
    return first - 1 if first is not None else last_seq(connection)


def changes(
    connection: Connection,
    after: int,
    limit: int | None,
    *,
    kinds: Iterable[ChangeKind] = (),
    query: Query | None = None,
) -> tuple[LoggedChange, ...]:
    """The lines of the change log beyond `after`, oldest first.

    `kinds` keeps those kinds; `query` keeps changes of items that meet it now, and changes of
    its sources, if it names any. Its order and limit are not looked at. A follower that filters
    takes `last_seq` first, and goes on from there when fewer than `limit` come back.
    """
    change, source = tables.changes.c, tables.sources.c
    asked = (
        select(tables.changes, source.name.label("source"))
        .join(tables.sources, source.id == change.source_id)
        .where(change.seq > storable(after))
        .order_by(change.seq)
        .limit(storable_limit(limit))
    )
    if wanted := tuple(kinds):
        asked = asked.where(change.kind.in_(wanted))
    if query is not None:
        asked = _of_items(connection, asked, query)
    return tuple(change_value(row) for row in connection.execute(asked))


def changes_of(
    connection: Connection, ids: Sequence[int], kinds: Iterable[ChangeKind] = ()
) -> tuple[LoggedChange, ...]:
    """The lines of the change log about these items, oldest first; `kinds` keeps those kinds."""
    change, source = tables.changes.c, tables.sources.c
    asked = (
        select(tables.changes, source.name.label("source"))
        .join(tables.sources, source.id == change.source_id)
        .where(change.item_id.in_([storable(item_id) for item_id in ids]))
        .order_by(change.seq)
    )
    if wanted := tuple(kinds):
        asked = asked.where(change.kind.in_(wanted))
    return tuple(change_value(row) for row in connection.execute(asked))


def _of_items(connection: Connection, asked: Select[Any], query: Query) -> Select[Any]:
    ids = source_ids(connection, query.sources)
    conditions = [*published(query), *matching(query, ids)]
    item = tables.items.c
    if not conditions:
        return asked
    meets = select(literal(1)).where(item.id == tables.changes.c.item_id, *conditions)
    of_source = tables.changes.c.item_id.is_(None) & tables.changes.c.source_id.in_(ids)
    return asked.where(or_(meets.correlate(tables.changes).exists(), of_source))


def tags(connection: Connection, query: Query | None = None) -> tuple[TagCount, ...]:
    """Every tag with the number of its items, most first; with `query`, among what it finds
    (all of it, whatever its limit)."""
    among = None
    if query is not None:
        whole = replace(query, limit=None, after_id=None)
        among = select(found(connection, whole).subquery().c.id)
    return tuple(
        TagCount(row.name, row.items, tuple(o for o in ORIGINS if getattr(row, f"from_{o}")))
        for row in connection.execute(_tag_counts(among))
    )


def _tag_counts(among: Select[Any] | None) -> Select[Any]:
    """An item that has a tag from several origins counts once: at the first of them."""
    link, twin = tables.item_tags.c, tables.item_tags.alias("twin").c
    repeated = (
        exists()
        .where(twin.tag_id == link.tag_id, twin.item_id == link.item_id, twin.origin < link.origin)
        .correlate(tables.item_tags)
    )
    from_origin = [func.max(link.origin == origin).label(f"from_{origin}") for origin in ORIGINS]
    first = min(ORIGINS)  # the first of them all has none before it, and need not be looked up
    items = func.sum(case((link.origin == first, 1), (repeated, 0), else_=1))
    counted = select(link.tag_id, items.label("items"), *from_origin).group_by(link.tag_id)
    if among is not None:
        counted = counted.where(link.item_id.in_(among))
    count, tag = counted.subquery().c, tables.tags.c
    return (
        select(tag.name, *count)
        .join(tables.tags, tag.id == count.tag_id)
        .order_by(count["items"].desc(), tag.name)
    )


def gaps(connection: Connection, query: Query | None = None) -> tuple[Gap, ...]:
    """Intervals in which items may be missing, oldest first: those that touch the query's
    half-open window `since`/`until`, of its `sources`. Its other parts are not looked at."""
    query = query or Query()
    gap, source = tables.gaps.c, tables.sources.c
    asked = (
        select(source.name, gap.since_at, gap.until_at, gap.reason)
        .join_from(tables.gaps, tables.sources, source.id == gap.source_id)
        .order_by(gap.since_at, source.name, gap.id)
    )
    since, until = bound(query.since, "since"), bound(query.until, "until")
    if since is not None:
        asked = asked.where(or_(gap.until_at.is_(None), gap.until_at > since))
    if until is not None:
        asked = asked.where(gap.since_at < until)
    if query.sources:
        asked = asked.where(gap.source_id.in_(source_ids(connection, query.sources)))
    return tuple(
        Gap(row.name, instant(row.since_at), maybe_instant(row.until_at), row.reason)
        for row in connection.execute(asked)
    )


def sources(connection: Connection, *, counted: bool = True) -> tuple[SourceStatus, ...]:
    """Every source that was ever configured, by name.

    `state` is the word of the view `sources`, `items` counts what a source ever listed (0 unless
    `counted`: at a million items that takes 50 ms, and all else half of one), `overlap`
    the rows that its last two lists share: those of the last poll that compared two.
    """
    source, sighting, poll = tables.sources, tables.sightings, tables.polls
    overlap = (
        select(poll.c.overlap)
        .where(poll.c.source_id == source.c.id, poll.c.overlap.is_not(None))
        .order_by(poll.c.at.desc())
        .limit(1)
        .correlate(source)
        .scalar_subquery()
    )
    items = (
        select(func.count())
        .where(sighting.c.source_id == source.c.id)
        .correlate(source)
        .scalar_subquery()
    )
    counts = items if counted else literal(0)
    rows = connection.execute(
        select(source, _source_view.c.state, overlap.label("overlap"), counts.label("items"))
        .join_from(source, _source_view, _source_view.c.name == source.c.name)
        .order_by(source.c.name)
    )
    return tuple(_status(row) for row in rows)


def _status(row: Row[Any]) -> SourceStatus:
    return SourceStatus(
        name=row.name,
        url=row.url,
        kind=row.kind,
        zone=row.zone,
        state=row.state,
        items=row.items,
        interval_s=row.interval_s,
        next_poll_at=maybe_instant(row.next_poll_at),
        last_poll_at=maybe_instant(row.last_poll_at),
        last_success_at=maybe_instant(row.last_good_at),
        last_new_at=maybe_instant(row.last_new_at),
        failures=row.failures,
        error=row.error,
        overlap=row.overlap,
        interval_why=row.interval_why,
        expected_s=row.expected_s,
        silent_since=maybe_instant(row.silent_since),
        failed_since=maybe_instant(row.failed_since),
        moved_to=row.moved_to,
        lying=row.lying,
        reason=row.reason,
    )


def polls(connection: Connection, source: str | None = None, limit: int | None = 50) -> Table:
    """The newest polls, of all sources or one, newest first, with the columns of the view."""
    asked = select(_poll_view).order_by(_poll_view.c.id.desc()).limit(storable_limit(limit))
    if source is not None:
        source_ids(connection, [source])
        asked = asked.where(_poll_view.c.source == source)
    rows = connection.execute(asked)
    return Table(tuple(_poll_view.c.keys()), tuple(tuple(row) for row in rows))


_hour = (tables.items.c.first_seen_at - tables.items.c.first_seen_at % 3_600).label("hour")
# Not by `source_id` alone: SQLite would group by its index, and look at every item there is.
_by = (tables.items.c.source_id + 0).label("source_id")
_HOURLY = Question(
    select(_by, _hour, func.count().label("items"))
    .where(tables.items.c.first_seen_at >= bindparam("since"))
    .group_by(_by, _hour)
)
_NAMES = Question(select(tables.sources.c.id, tables.sources.c.name))


def hourly(connection: Connection, since: datetime) -> dict[tuple[str, datetime], int]:
    """How many items each source was the first to have, by the hour of their first sight."""
    names = {row.id: row.name for row in _NAMES.ask(connection)}
    return {
        (names[row.source_id], instant(row.hour)): row.items
        for row in _HOURLY.ask(connection, since=seconds(since))
    }


def stats(connection: Connection) -> Table:
    """One row of counts: what the store holds. `polls` counts every visit, equal ones too."""
    whole = (tables.sources, tables.items, tables.revisions, tables.sightings, tables.changes)
    counts = {
        f"{table.name}s": select(func.count()).select_from(table).scalar_subquery()
        for table in whole
    }
    counts["polls"] = select(func.coalesce(func.sum(tables.polls.c.repeats), 0)).scalar_subquery()
    row = connection.execute(select(*(count.label(name) for name, count in counts.items()))).one()
    return Table(tuple(counts), (tuple(row),))
