"""The record of a poll itself: its row, its source's state, gaps, and the change log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy import Row as SqlRow

from ticker.errors import ReplayError
from ticker.model import (
    Change,
    GapClosed,
    GapFound,
    LoggedChange,
    Outcome,
    Poll,
    SourceEvent,
    Stage,
)
from ticker.store import tables
from ticker.store.bulk import Row
from ticker.store.draft import Draft
from ticker.store.instants import iso, maybe_seconds, seconds
from ticker.store.rows import instant
from ticker.store.standings import STANDING_COLUMNS, standing_columns
from ticker.store.text import clean, maybe_clean

LEAST_HOLE_S = 7_200
"""Equal polls up to this far apart, or three intervals if that is longer, count as one row; a
longer hole starts a new one, because nobody knows what was to be seen in it."""


@dataclass(frozen=True, slots=True)
class PollRow:
    """A stored poll, or a run of `repeats` equal ones from `at` to `until_at`. `exact` says that
    the instant asked for is `at` itself: then `body_sha256` is that poll's."""

    at: datetime
    until_at: datetime
    exact: bool
    body_sha256: str | None
    outcome: Outcome
    repeats: int = 1
    status: int | None = None
    stage: Stage | None = None
    error: str | None = None


_COVERING = (
    select(tables.polls)
    .join(tables.sources, tables.sources.c.id == tables.polls.c.source_id)
    .where(tables.sources.c.name == bindparam("name"), tables.polls.c.at <= bindparam("moment"))
    .order_by(tables.polls.c.at.desc())
    .limit(1)
)
_NEWS = tables.polls.alias("news")
_SINCE_NEWS = (
    select(tables.polls)
    .join(tables.sources, tables.sources.c.id == tables.polls.c.source_id)
    .where(
        tables.sources.c.name == bindparam("name"),
        tables.polls.c.at
        > select(func.coalesce(func.max(_NEWS.c.at), 0))
        .where(_NEWS.c.source_id == tables.sources.c.id, _NEWS.c.outcome == "new")
        .scalar_subquery(),
    )
    .order_by(tables.polls.c.at)
)
_GAP_AT = select(tables.gaps.c.id, tables.gaps.c.until_at).where(
    tables.gaps.c.source_id == bindparam("source"), tables.gaps.c.since_at == bindparam("since")
)
_INSERT_GAP = insert(tables.gaps)
_CLOSE_GAP = update(tables.gaps).where(tables.gaps.c.id == bindparam("row_id"))


def recorded_poll(connection: Connection, source: str, at: datetime) -> PollRow | None:
    """The stored poll of `source` at that instant, or the run of equal polls that covers it."""
    moment = seconds(at)
    row = connection.execute(_COVERING, {"name": clean(source), "moment": moment}).one_or_none()
    if row is None or row.until_at < moment:
        return None
    return _poll_value(row, exact=row.at == moment)


def quiet_polls(connection: Connection, source: str) -> tuple[PollRow, ...]:
    """The polls of `source` since the last one that changed anything, oldest first."""
    rows = connection.execute(_SINCE_NEWS, {"name": clean(source)})
    return tuple(_poll_value(row, exact=True) for row in rows)


def _poll_value(row: SqlRow[Any], *, exact: bool) -> PollRow:
    return PollRow(
        at=instant(row.at),
        until_at=instant(row.until_at),
        exact=exact,
        body_sha256=row.body_sha256,
        outcome=row.outcome,
        repeats=row.repeats,
        status=row.status,
        stage=row.stage,
        error=row.error,
    )


def is_recorded(connection: Connection, source: Row, poll: Poll) -> bool:
    """Whether this very poll stands in the record. Raises ReplayError where it does not and is
    older than the newest poll: the past is not rewritten."""
    if source["last_poll_at"] is None or seconds(poll.at) > source["last_poll_at"]:
        return False
    if recorded_poll(connection, poll.source, poll.at) is not None:
        return True
    raise ReplayError(
        f"a poll at {iso(seconds(poll.at))} is older than the newest, "
        f"{iso(source['last_poll_at'])}",
        where=poll.source,
        hint="polls are recorded in order of time: replay into a new store, or check the clock",
    )


# --- gaps and events of the source ------------------------------------------------------------


def apply_to_source(connection: Connection, draft: Draft, change: Change) -> None:
    """Bring a change of the source as a whole into the record; others are not looked at here."""
    match change:
        case GapFound():
            _find_gap(connection, draft, change)
        case GapClosed():
            _close_gap(connection, draft, seconds(change.until_at))
        case SourceEvent():
            draft.note(change.kind, detail=clean(change.detail))
        case _:
            pass


def _find_gap(connection: Connection, draft: Draft, change: GapFound) -> None:
    source, since, until = draft.source, seconds(change.since_at), maybe_seconds(change.until_at)
    known = connection.execute(_GAP_AT, {"source": source["id"], "since": since}).first()
    if known is None:
        row = {
            "source_id": source["id"],
            "since_at": since,
            "until_at": until,
            "reason": change.reason,
        }
        made = connection.execute(_INSERT_GAP, row)
        end = "" if until is None else iso(until)
        draft.note("gap", detail=f"{change.reason} {iso(since)}/{end or '..'}")
        if until is None:
            (source["open_gap_id"],) = made.inserted_primary_key or (None,)
            source["open_gap_since"] = since
    elif known.until_at is None and until is not None:
        source["open_gap_id"] = known.id
        _close_gap(connection, draft, until)


def _close_gap(connection: Connection, draft: Draft, until: int) -> None:
    gap_id = draft.source["open_gap_id"]
    if gap_id is not None:
        connection.execute(_CLOSE_GAP, {"row_id": gap_id, "until_at": until})
        draft.source |= {"open_gap_id": None, "open_gap_since": None}


# --- the log ----------------------------------------------------------------------------------


def log_lines(draft: Draft) -> list[Row]:
    """The lines that a draft adds to the change log, in their order, each with its `seq`."""
    if not draft.log:
        return []
    at, source_id = draft.at, draft.source["id"]
    first = draft.ids.take(tables.changes, len(draft.log))
    return [
        {**line, "seq": seq, "at": at, "source_id": source_id, **_time_known(draft, line)}
        for seq, line in enumerate(draft.log, first)
    ]


def logged_values(draft: Draft, lines: Iterable[Row]) -> tuple[LoggedChange, ...]:
    """Lines of the change log as they are told."""
    at, source = instant(draft.at), draft.source["name"]
    return tuple(
        LoggedChange(
            seq=line["seq"],
            at=at,
            kind=line["kind"],
            source=source,
            item_id=line["item_id"],
            headline=line["headline"],
            was=line["was"],
            detail=line["detail"],
        )
        for line in lines
    )


_NO_TIME: Row = {"published_at": None, "time_basis": None, "time_error_s": None}


def _time_known(draft: Draft, line: Row) -> Row:
    """The time of a line's item as it stands after the poll: a later one may move it."""
    if line["item_id"] is None:
        return _NO_TIME
    item = draft.row(tables.items, line["item_id"])
    return {
        "published_at": item["published_at"],
        "time_basis": item["time_basis"],
        "time_error_s": item["time_error_s"],
    }


# --- the poll and its source ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PollEntry:
    """How a poll is written down: as a row of its own, or as a count on the one before."""

    row: Row | None
    repeat: Row | None


def enter_poll(draft: Draft, poll: Poll) -> PollEntry:
    """The entry of a poll; its source's row is brought up to date by it."""
    source = draft.source
    said = {
        "outcome": poll.outcome,
        "status": poll.status,
        "stage": poll.stage,
        "error": maybe_clean(poll.error),
    }
    if _repeats(draft, poll, said):
        repeat = {"row_id": source["poll_id"], "until": draft.at, "times": poll.repeats}
        entry = PollEntry(None, repeat)
    else:
        source["poll_id"] = draft.ids.take(tables.polls)
        entry = PollEntry({**said, **_poll_row(draft, poll), "id": source["poll_id"]}, None)
        source |= {f"last_{name}": value for name, value in said.items()}
    source["last_until_at"] = draft.at
    source |= _source_state(draft, poll)
    return entry


def _repeats(draft: Draft, poll: Poll, said: Row) -> bool:
    """Whether this poll says what the newest row says, soon enough after it."""
    source = draft.source
    if source["poll_id"] is None or poll.outcome == "new" or draft.appeared or draft.revised:
        return False
    interval_s = poll.interval_s or source["interval_s"] or 0
    hole = draft.at - source["last_until_at"]
    alike = all(source[f"last_{name}"] == value for name, value in said.items())
    return alike and hole <= max(3 * interval_s, LEAST_HOLE_S)


def _poll_row(draft: Draft, poll: Poll) -> Row:
    listing = poll.listing
    return {
        "source_id": draft.source["id"],
        "at": draft.at,
        "until_at": draft.at,
        "repeats": poll.repeats,
        "bytes": poll.size,
        "duration_ms": poll.duration_ms,
        "items": listing.items if listing else None,
        "new": draft.new,
        "revised": draft.revised,
        "overlap": listing.overlap if listing else None,
        "capture": maybe_clean(poll.capture),
        "body_sha256": poll.body_sha256,
        "appeared": draft.appeared if listing else None,
    }


SOURCE_STATE = (
    "last_poll_at",
    "open_gap_id",
    "poll_id",
    "error",
    "failures",
    "interval_s",
    "next_poll_at",
    "held_since",
    "last_good_at",
    "kind",
    "shape",
    "reshaped",
    "reshaped_since",
    "listed",
    "span_s",
    "in_order",
    "confirmed_at",
    "last_new_at",
    "etag",
    "last_modified",
    "body_sha256",
    "validated_at",
    *STANDING_COLUMNS,
)
"""The columns of a source's row that a poll may change."""


def _source_state(draft: Draft, poll: Poll) -> Row:
    """The columns of the source's row as they stand after the poll. A poll that failed, or whose
    document is held, leaves all that is known of the list alone."""
    source = draft.source
    state: Row = {
        "last_poll_at": draft.at,
        "open_gap_id": source["open_gap_id"],
        "poll_id": source["poll_id"],
        # What a good poll has to say is said of it, and not of its source.
        "error": maybe_clean(poll.error) if poll.outcome == "failed" else None,
    }
    if poll.schedule:
        state["failures"] = source["failures"] + 1 if poll.outcome == "failed" else 0
        state["interval_s"] = poll.interval_s or source["interval_s"]
        # A poll that names no next time leaves the old one: due at once beats never.
        state["next_poll_at"] = maybe_seconds(poll.next_poll_at) or source["next_poll_at"]
    if poll.standing is not None:
        state |= standing_columns(poll.standing)
    if poll.held:
        state["held_since"] = draft.at
    elif poll.outcome != "failed":
        state |= {**_good_state(draft, poll), "held_since": None}
    return state


def _shaped(source: Row, shape: str, at: int) -> Row:
    """By which elements the rows were found; where that is another way than before, also which."""
    if source["shape"] in (None, shape):
        return {"shape": shape}
    return {"shape": shape, "reshaped": source["shape"], "reshaped_since": at}


def _good_state(draft: Draft, poll: Poll) -> Row:
    source, listing = draft.source, poll.listing
    state: Row = {"last_good_at": draft.at, "error": None, "kind": source["kind"] or poll.kind}
    if poll.shape is not None:
        state |= _shaped(source, clean(poll.shape), draft.at)
    listed = source["listed"]
    if listing is not None:
        listed = listing.items
        state |= {"listed": listed, "span_s": listing.span_s, "in_order": listing.in_order}
    if listed > 0:
        # An empty document confirms nothing: absence of everything is no statement.
        state["confirmed_at"] = draft.at
    if draft.appeared:
        state["last_new_at"] = maybe_seconds(poll.clock_at) or draft.at
    if poll.outcome == "not_modified":
        # RFC 9110 section 15.4.5: a 304 may carry new validators, silence keeps the old.
        state["etag"] = poll.etag or source["etag"]
        state["last_modified"] = poll.last_modified or source["last_modified"]
    else:
        state |= {
            "etag": poll.etag,
            "last_modified": poll.last_modified,
            "body_sha256": poll.body_sha256,
            "validated_at": draft.at,
        }
    return state
