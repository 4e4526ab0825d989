"""How sources do: their standing as columns, what their rhythm is learned from, holds of hosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ticker.model import Heard, Standing
from ticker.store import tables
from ticker.store.bulk import Question, Row
from ticker.store.instants import maybe_seconds, seconds
from ticker.store.rows import instant, maybe_instant
from ticker.store.text import maybe_clean

HEARD_DAYS = 180
HEARD_POLLS = 6_000
"""How far back a rhythm is looked for, in days and polls: four weeks are over 8,000 polls of a
source that brings something new every five minutes, and 6,000 tell as much."""

STANDING_COLUMNS = tuple(field.name for field in fields(Standing))
"""The columns of a source's row that hold its standing."""
_INSTANTS = frozenset(name for name in STANDING_COLUMNS if name.endswith("_since"))
_HEARD = Question(
    select(*(tables.polls.c[name] for name in ("at", "appeared", "items", "overlap")))
    .where(
        tables.polls.c.source_id == bindparam("source_id"),
        tables.polls.c.at >= bindparam("since"),
        tables.polls.c.outcome == "new",
        tables.polls.c.appeared.is_not(None),
    )
    .order_by(tables.polls.c.at.desc())
    .limit(HEARD_POLLS)
)
_HELD = select(tables.host_holds)
_OVER = delete(tables.host_holds).where(tables.host_holds.c.until_at <= bindparam("now"))
_HOLD = insert(tables.host_holds)
_HOLD_ON = update(tables.host_holds).where(tables.host_holds.c.host == bindparam("held"))
_PLACES = select(tables.sources.c.id, tables.sources.c.url, tables.sources.c.next_poll_at).where(
    tables.sources.c.active
)
_PUT_OFF = update(tables.sources).where(tables.sources.c.id == bindparam("row_id"))


def standing_value(row: Row) -> Standing:
    """The standing in a source's row."""
    said = {name: row[name] for name in STANDING_COLUMNS}
    for name in _INSTANTS:
        said[name] = maybe_instant(said[name])
    return Standing(**{**said, "lying": bool(said["lying"])})


def standing_columns(standing: Standing) -> Row:
    """A standing as columns of a source's row."""
    said: Row = {name: getattr(standing, name) for name in STANDING_COLUMNS}
    for name in _INSTANTS:
        said[name] = maybe_seconds(said[name])
    for name in ("interval_why", "moved_to", "reason", "odd"):
        said[name] = maybe_clean(said[name])
    return said


def heard_polls(connection: Connection, source_id: int, now: datetime) -> tuple[Heard, ...]:
    """The polls of a source that changed something, oldest first, as far back as tells."""
    since = seconds(now - timedelta(days=HEARD_DAYS))
    rows = _HEARD.ask(connection, source_id=source_id, since=since)
    return tuple(
        Heard(instant(row.at), row.appeared, row.items or 0, row.overlap or 0)
        for row in reversed(rows)
    )


# --- holds of hosts ---------------------------------------------------------------------------


def host_of(url: str) -> str | None:
    """What a hold is kept by: the host in lower case, with its port unless it is the usual one;
    ``None`` for a file."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    usual = port in (None, 80, 443)
    name = parts.hostname.rstrip(".")
    return name if usual else f"{name}:{port}"


def host_holds(connection: Connection, now: datetime | None = None) -> Mapping[str, datetime]:
    """Hosts that asked to be left alone, and until when: those that still hold at `now`, or all
    that were not swept away yet."""
    held = _HELD if now is None else _HELD.where(tables.host_holds.c.until_at > seconds(now))
    return {row.host: instant(row.until_at) for row in connection.execute(held)}


def hold_host(connection: Connection, url: str, until: datetime, now: datetime) -> None:
    """Let nobody ask the host of `url` before `until`: what is due earlier there is put off. A
    hold that lasts longer stays."""
    host = host_of(url)
    if host is None:
        return
    connection.execute(_OVER, {"now": seconds(now)})
    held = connection.execute(_HELD.where(tables.host_holds.c.host == host)).one_or_none()
    until_at = seconds(until) if held is None else max(held.until_at, seconds(until))
    if held is None:
        connection.execute(_HOLD, {"host": host, "until_at": until_at})
    else:
        connection.execute(_HOLD_ON, {"held": host, "until_at": until_at})
    early = [
        {"row_id": row.id, "next_poll_at": until_at}
        for row in connection.execute(_PLACES)
        if (row.next_poll_at or 0) < until_at and host_of(row.url) == host
    ]
    if early:
        connection.execute(_PUT_OFF, early)
