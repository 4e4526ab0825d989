"""What was to happen at an instant of a clock that was set since: instants moved along with it.

Only what is yet to come and what is reckoned from moves: the record keeps its instants, and each
of its polls stands after the one before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from ticker.store import tables
from ticker.store.instants import seconds
from ticker.store.rows import batches
from ticker.store.text import clean

_source, _hold = tables.sources.c, tables.host_holds.c
_RECKONED = ("last_new_at", "gone_since", "moved_since", "validated_at")
"""From these the silence of a source and its doubts are reckoned, and the day for which its
validators are believed: a clock set a day forward asks nobody without them."""

_WAITS = update(tables.sources).values(next_poll_at=_source.next_poll_at + bindparam("by"))
_HOLDS = update(tables.host_holds).values(until_at=_hold.until_at + bindparam("by"))
_RECKON = update(tables.sources).values(
    {name: _source[name] + bindparam("by") for name in _RECKONED}
)
_wanted = _source.name.in_(bindparam("names", expanding=True))
_REARM = (
    update(tables.sources)
    .where(_source.name == bindparam("source_name"))
    .values(next_poll_at=bindparam("due_at"))
)
_SHORTEN = update(tables.host_holds).where(_hold.until_at > bindparam("most"))


def follow_clock(connection: Connection, step_s: int, seen: Collection[str]) -> None:
    """Move all waits by `step_s` seconds, so that each lasts as long as before; for the sources
    `seen` since this process began also the instants from which their silence is reckoned."""
    connection.execute(_WAITS, {"by": step_s})
    connection.execute(_HOLDS, {"by": step_s})
    for batch in batches(sorted(map(clean, seen))):
        connection.execute(_RECKON.where(_wanted), {"by": step_s, "names": batch})


def rearm(connection: Connection, due: Mapping[str, datetime]) -> None:
    """Have these sources polled at these instants."""
    rows = [{"source_name": clean(name), "due_at": seconds(at)} for name, at in due.items()]
    if rows:
        connection.execute(_REARM, rows)


def shorten_holds(connection: Connection, most: datetime) -> None:
    """Let no host be held for longer than until `most`."""
    connection.execute(_SHORTEN.values(until_at=seconds(most)), {"most": seconds(most)})
