"""Where ticker saw nothing: gaps, and sources that failed or were silent, in a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, select

from ticker.model import DigestWindow, Gap, Trouble, TroubleKind
from ticker.store import tables
from ticker.store.instants import iso, seconds
from ticker.store.rows import instant, maybe_instant
from ticker.store.write_polls import LEAST_HOLE_S

_change = tables.changes.c
_source = tables.sources.c
_BEGINS: dict[str, TroubleKind] = {"source_failed": "failed", "source_silent": "silent"}


def gaps_told(
    connection: Connection, window: DigestWindow, source_ids: Sequence[int]
) -> tuple[Gap, ...]:
    """The gaps that touch the window, and those found by its lines though they lie before it.
    One that ends at its end or later is open, as it was then."""
    gap = tables.gaps.c
    asked = (
        select(tables.gaps, _source.name.label("source"))
        .join(tables.sources, _source.id == gap.source_id)
        .where(gap.since_at < seconds(window.until_at))
        .order_by(gap.since_at, _source.name, gap.id)
    )
    if source_ids:
        asked = asked.where(gap.source_id.in_(source_ids))
    told = None if window.known_seq is None else _lines_of_gaps(connection, window.known_seq)
    return tuple(
        _gap_value(row, window) for row in connection.execute(asked) if _is_told(row, window, told)
    )


def _lines_of_gaps(connection: Connection, known_seq: int) -> dict[tuple[int, str], int]:
    """(source, reason and beginning) of each gap -> the line of the log that told it."""
    asked = select(_change.source_id, _change.detail, _change.seq).where(
        _change.item_id.is_(None), _change.kind == "gap", _change.seq <= known_seq
    )
    return {
        (row.source_id, (row.detail or "").partition("/")[0]): row.seq
        for row in connection.execute(asked)
    }


def _is_told(row: Row[Any], window: DigestWindow, told: dict[tuple[int, str], int] | None) -> bool:
    touches = row.until_at is None or row.until_at > seconds(window.since_at)
    if told is None:
        return touches
    line = told.get((row.source_id, f"{row.reason} {iso(row.since_at)}"))
    if line is None:
        return False
    return touches or (window.lines is not None and line > window.lines[0])


def _gap_value(row: Row[Any], window: DigestWindow) -> Gap:
    gap = Gap(row.source, instant(row.since_at), maybe_instant(row.until_at), row.reason)
    beyond = gap.until_at is not None and gap.until_at >= window.until_at
    return replace(gap, until_at=None) if beyond else gap


def troubles_told(
    connection: Connection,
    inside: ColumnElement[bool],
    by_end: ColumnElement[bool],
    source_ids: Sequence[int],
) -> tuple[Trouble, ...]:
    """Failures and silences that began in the window, ended in it, or lasted through it."""
    asked = (
        select(tables.changes, _source.name.label("source"), inside.label("is_inside"))
        .join(tables.sources, _source.id == _change.source_id)
        .where(_change.item_id.is_(None), _change.kind.in_([*_BEGINS, "source_recovered"]), by_end)
        .order_by(_change.seq)
    )
    if source_ids:
        asked = asked.where(_change.source_id.in_(source_ids))
    lasting: dict[tuple[str, TroubleKind], Trouble] = {}
    past: list[Trouble] = []
    for row in connection.execute(asked):
        if row.kind in _BEGINS:
            kind = _BEGINS[row.kind]
            began = Trouble(row.source, kind, instant(row.at), None, row.detail)
            lasting.setdefault((row.source, kind), began)
            continue
        # A failure ends with any good poll, a silence only with news: it is the failure first.
        failed = (row.source, _BEGINS["source_failed"])
        silent = (row.source, _BEGINS["source_silent"])
        ended = lasting.pop(failed if failed in lasting else silent, None)
        if ended is not None and row.is_inside:
            past.append(replace(ended, until_at=instant(row.at)))
    found = [*past, *lasting.values()]
    return tuple(sorted(found, key=lambda trouble: (trouble.since_at, trouble.source)))


def unpolled(
    connection: Connection, window: DigestWindow, source_ids: Sequence[int]
) -> tuple[Trouble, ...]:
    """Configured sources that nobody polled towards the end of the window, for longer than equal
    polls count as one (see `LEAST_HOLE_S`): later polls cannot fill that hole."""
    until, poll = seconds(window.until_at), tables.polls.c
    # Equal polls may have gone on beyond the window.
    last_at = (
        select(case((poll.until_at < until, poll.until_at), else_=until))
        .where(poll.source_id == _source.id, poll.at < until)
        .order_by(poll.at.desc())
        .limit(1)
        .correlate(tables.sources)
        .scalar_subquery()
    )
    asked = (
        select(_source.name, _source.interval_s, last_at.label("last_at"))
        .where(_source.active, last_at.is_not(None))
        .order_by(_source.name)
    )
    if source_ids:
        asked = asked.where(_source.id.in_(source_ids))
    return tuple(
        Trouble(row.name, "unpolled", instant(row.last_at), None, None)
        for row in connection.execute(asked)
        if until - row.last_at > max(3 * (row.interval_s or 0), LEAST_HOLE_S)
    )
