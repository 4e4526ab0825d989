"""What a digest tells: a window of the change log, and its items as they stood at its end.

All of it is read from what is only ever added: lines of the log, wordings, sightings and tags that
know which line came next when they were recorded. So the same window gives the same contents
later, whatever was revised, retimed or tagged since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, literal, or_, select

from ticker.model import Digest, DigestContents, DigestItem, DigestWindow, LoggedChange
from ticker.store import tables
from ticker.store.asking import last_seq
from ticker.store.blindness import gaps_told, troubles_told, unpolled
from ticker.store.bulk import Answer
from ticker.store.filters import tag_id
from ticker.store.instants import seconds
from ticker.store.rows import (
    batches,
    change_value,
    instant,
    labels_value,
    load_revisions,
    load_rows,
    load_sightings,
    maybe_instant,
)
from ticker.store.text import clean

_change = tables.changes.c
_sighting = tables.sightings.c
_source = tables.sources.c


def contents(connection: Connection, digest: Digest, window: DigestWindow) -> DigestContents:
    """All that `digest` tells of `window`. A source that was never polled has nothing to tell."""
    ids = _source_ids(connection, digest)
    if digest.sources and not ids:
        return DigestContents(digest, window, ())
    cut = _cut(connection, window)
    lines: dict[int, list[LoggedChange]] = {}
    for change in _lines(connection, digest, cut, ids):
        lines.setdefault(change.item_id or 0, []).append(change)
    found: list[DigestItem] = []
    for batch in batches(sorted({*lines, *_listed_anew(connection, digest, cut, ids)})):
        shelf = _shelf(connection, batch, cut)
        found += filter(None, (_told(digest, cut, shelf, i, lines.get(i, ())) for i in batch))
    return DigestContents(
        digest,
        window,
        tuple(found),
        (
            *troubles_told(connection, cut.inside, cut.by_end, ids),
            *unpolled(connection, window, ids),
        ),
        gaps_told(connection, window, ids),
        _bulk(connection, cut, ids),
    )


def _source_ids(connection: Connection, digest: Digest) -> tuple[int, ...]:
    names = [clean(name) for name in digest.sources]
    return tuple(connection.scalars(select(_source.id).where(_source.name.in_(names))))


# --- the window as conditions ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """A window as conditions on the change log: the lines `inside` it, and those written `by_end`.
    `after_seq` and `until_seq` are the lines between which it lies: sightings and tags that were
    recorded between them belong to it. `until` (seconds) bounds it where it goes by time."""

    inside: ColumnElement[bool]
    by_end: ColumnElement[bool]
    after_seq: int
    until_seq: int
    until: int | None = None


def _cut(connection: Connection, window: DigestWindow) -> _Cut:
    if window.lines is not None:
        after, until = window.lines
        by_end = _change.seq <= until
        return _Cut((_change.seq > after) & by_end, by_end, after, until)
    since, before = seconds(window.since_at), seconds(window.until_at)
    known = last_seq(connection) if window.known_seq is None else window.known_seq
    by_end = (_change.at < before) & (_change.seq <= known)
    inside = (_change.at >= since) & by_end
    first, last = connection.execute(
        select(func.min(_change.seq), func.max(_change.seq)).where(inside)
    ).one()
    first, last = first or 1, last or 0
    # The same lines; but it lets SQLite read just these of a log that is in order of `seq`.
    among = _change.seq.between(first, last)
    return _Cut(inside & among, by_end, first - 1, last, before)


def _lines(
    connection: Connection, digest: Digest, cut: _Cut, ids: Sequence[int]
) -> Iterator[LoggedChange]:
    """The lines about items inside the window that the digest may tell, oldest first."""
    asked = (
        select(tables.changes, _source.name.label("source"))
        .join(tables.sources, _source.id == _change.source_id)
        .where(cut.inside, _change.item_id.is_not(None))
        .order_by(_change.seq)
    )
    link = tables.item_tags.c
    for tag in sorted(digest.tags):
        asked = asked.where(
            exists().where(link.tag_id == tag_id(tag), link.item_id == _change.item_id)
        )
    if ids:
        listed = exists().where(_sighting.item_id == _change.item_id, _sighting.source_id.in_(ids))
        asked = asked.where(or_(_change.source_id.in_(ids), listed))
    return map(change_value, connection.execute(asked))


def _listed_anew(
    connection: Connection, digest: Digest, cut: _Cut, ids: Sequence[int]
) -> Iterable[int]:
    """Items that a further source listed within the window, which writes no line: with it they
    may have met the digest's tags or sources for the first time."""
    if not (digest.tags or digest.sources) or cut.until is not None:
        return ()
    # `since_seq` grows with the id: from the newest row back, only what came since is looked at.
    before = (
        select(_sighting.id)
        .where(_sighting.since_seq <= cut.after_seq)
        .order_by(_sighting.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = select(_sighting.item_id).where(
        _sighting.id > func.coalesce(before, literal(0)), _sighting.since_seq <= cut.until_seq
    )
    return connection.scalars(asked.where(_sighting.source_id.in_(ids)) if ids else asked)


def _bulk(connection: Connection, cut: _Cut, ids: Sequence[int]) -> tuple[LoggedChange, ...]:
    """The lines inside the window that tell of lists that changed as a whole, oldest first."""
    asked = (
        select(tables.changes, _source.name.label("source"))
        .join(tables.sources, _source.id == _change.source_id)
        .where(cut.inside, _change.kind == "bulk_change")
        .order_by(_change.seq)
    )
    if ids:
        asked = asked.where(_change.source_id.in_(ids))
    return tuple(map(change_value, connection.execute(asked)))


# --- items as they stood ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What is known of a batch of items, by id. `lines` are those written by the window's end."""

    items: dict[int, Answer]
    lines: dict[int, list[Answer]]
    sightings: dict[int, list[Answer]]
    revisions: dict[int, list[Answer]]
    tags: dict[int, dict[str, int]]


def _shelf(connection: Connection, batch: Sequence[int], cut: _Cut) -> _Shelf:
    lines: dict[int, list[Answer]] = {}
    asked = (
        select(tables.changes, _source.name.label("source"))
        .join(tables.sources, _source.id == _change.source_id)
        .where(_change.item_id.in_(batch), cut.by_end)
        .order_by(_change.seq)
    )
    for row in connection.execute(asked):
        lines.setdefault(row.item_id, []).append(row)
    return _Shelf(
        load_rows(connection, batch),
        lines,
        load_sightings(connection, batch),
        load_revisions(connection, batch),
        _tags(connection, batch),
    )


def _tags(connection: Connection, batch: Sequence[int]) -> dict[int, dict[str, int]]:
    """Item id -> tag -> the line that came next when it was first given."""
    link, tag = tables.item_tags.c, tables.tags.c
    asked = (
        select(link.item_id, tag.name, func.min(link.since_seq).label("since_seq"))
        .join(tables.tags, tag.id == link.tag_id)
        .where(link.item_id.in_(batch))
        .group_by(link.item_id, tag.name)
    )
    found: dict[int, dict[str, int]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.item_id, {})[row.name] = row.since_seq
    return found


def _told(
    digest: Digest, cut: _Cut, shelf: _Shelf, item_id: int, inside: Sequence[LoggedChange]
) -> DigestItem | None:
    """What the digest tells of an item; ``None`` where that is nothing."""
    item, sightings = shelf.items[item_id], shelf.sightings[item_id]
    tags = shelf.tags.get(item_id, {})
    if not _meets(digest, sightings, tags, cut.until_seq, cut.until):
        return None
    is_new = any(change.kind == "new" for change in inside) or (
        cut.until is None and not _meets(digest, sightings, tags, cut.after_seq)
    )
    own = [c for c in inside if c.kind == "new" or not digest.sources or c.source in digest.sources]
    if not (own or is_new):
        return None
    lines = shelf.lines.get(item_id, [])
    shown = _shown(digest, cut, item.source_id, sightings)
    worded = _worded(shown, lines, shelf.revisions[item_id])
    timed = next((line for line in reversed(lines) if line.time_basis), item)
    return DigestItem(
        id=item_id,
        source=shown.source,
        headline=worded.headline,
        labels=labels_value(worded.labels),
        tags=tuple(sorted(tag for tag, since in tags.items() if since <= cut.until_seq)),
        url=worded.url,
        published_at=maybe_instant(timed.published_at),
        time_basis=timed.time_basis,
        time_error_s=timed.time_error_s,
        first_seen_at=instant(item.first_seen_at),
        is_new=is_new,
        changes=tuple(own),
        sources=_listing(digest, cut, shown, sightings),
    )


def _meets(
    digest: Digest,
    sightings: Sequence[Answer],
    tags: dict[str, int],
    seq: int,
    until: int | None = None,
) -> bool:
    """Whether an item carried the digest's tags and stood in one of its sources when line `seq`
    was the newest (and by `until`)."""
    if any(tags.get(clean(tag), seq + 1) > seq for tag in digest.tags):
        return False
    return any(
        (not digest.sources or row.source in digest.sources)
        and (row.since_seq <= seq if until is None else row.first_seen_at < until)
        for row in sightings
    )


def _shown(digest: Digest, cut: _Cut, source_id: int, sightings: Sequence[Answer]) -> Answer:
    """The sighting whose wording is shown: of the digest's sources, of those that listed the item
    by the end of the window, and rather of the source where it was first seen."""

    def rank(row: Answer) -> tuple[bool, bool, bool, int]:
        other = bool(digest.sources) and row.source not in digest.sources
        return _is_late(cut, row), other, row.source_id != source_id, row.id

    return min(sightings, key=rank)


def _is_late(cut: _Cut, row: Answer) -> bool:
    """Whether a source listed its item only after the window."""
    if cut.until is None:
        return bool(row.since_seq > cut.until_seq)
    return bool(row.first_seen_at >= cut.until)


def _listing(
    digest: Digest, cut: _Cut, shown: Answer, sightings: Sequence[Answer]
) -> tuple[str, ...]:
    """The digest's sources that listed an item by the end of the window, the one shown first."""
    names = {
        row.source
        for row in sightings
        if not _is_late(cut, row) and (not digest.sources or row.source in digest.sources)
    }
    return (shown.source, *sorted(names - {shown.source}))


def _worded(shown: Answer, lines: Sequence[Answer], revisions: Sequence[Answer]) -> Answer:
    """The last wording of a sighting that was recorded by the end of the window: an edit is
    recorded with its line of the log, in the same poll."""
    edited_at = {
        line.at for line in lines if line.kind == "revised" and line.source == shown.source
    }
    own = [row for row in revisions if row.sighting_id == shown.id]
    return [row for row in own if row.kind == "first" or row.seen_from_at in edited_at][-1]
