"""The record of digest runs: decided windows, so that a crash repeats one and loses none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from ticker.model import DigestCounts, DigestRun
from ticker.store import tables
from ticker.store.asking import last_seq
from ticker.store.instants import seconds
from ticker.store.rows import instant, storable_limit
from ticker.store.text import clean, maybe_clean

_run = tables.digest_runs.c


def last_run(connection: Connection, name: str) -> DigestRun | None:
    """The newest run of the digest, whatever became of it."""
    asked = select(tables.digest_runs).where(_run.name == clean(name))
    row = connection.execute(asked.order_by(_run.id.desc()).limit(1)).one_or_none()
    return None if row is None else _value(row)


def run_of(connection: Connection, name: str, at: datetime) -> DigestRun | None:
    """The run of the digest that was due at that instant."""
    asked = select(tables.digest_runs).where(_run.name == clean(name), _run.at == seconds(at))
    row = connection.execute(asked).one_or_none()
    return None if row is None else _value(row)


def runs(connection: Connection, name: str | None, limit: int) -> tuple[DigestRun, ...]:
    """The newest runs, of one digest or of all, the newest first; without the rows that only say
    since when a digest is known."""
    asked = (
        select(tables.digest_runs)
        .where(_run.outcome != "configured")
        .order_by(_run.at.desc(), _run.id.desc())
        .limit(storable_limit(limit))
    )
    if name is not None:
        asked = asked.where(_run.name == clean(name))
    return tuple(map(_value, connection.execute(asked)))


def record_run(connection: Connection, run: DigestRun) -> None:
    """Write a run, or what became of it: there is one row for each cron time of a digest."""
    row = _row(run)
    written = connection.execute(
        update(tables.digest_runs)
        .where(_run.name == row["name"], _run.at == row["at"])
        .values(**row)
    )
    if written.rowcount == 0:
        connection.execute(insert(tables.digest_runs), row)


def seq_until(connection: Connection, after: int, until_at: datetime, now: datetime) -> int:
    """The last line of the log before the first one beyond `after` that was seen at `until_at` or
    later. Lines from beyond `now` bound nothing: a clock was wrong when they were written."""
    change = tables.changes.c
    first = connection.scalar(
        select(func.min(change.seq)).where(
            change.seq > after, change.at >= seconds(until_at), change.at <= seconds(now)
        )
    )
    return first - 1 if first is not None else max(last_seq(connection), after)


def _row(run: DigestRun) -> dict[str, Any]:
    return {
        "name": clean(run.name),
        "at": seconds(run.at),
        "ran_at": seconds(run.ran_at),
        "since_at": seconds(run.since_at),
        "until_at": seconds(run.until_at),
        "since_seq": run.since_seq,
        "until_seq": run.until_seq,
        "known_seq": run.known_seq,
        "window": run.window,
        "new": run.counts.new,
        "revised": run.counts.revised,
        "delisted": run.counts.delisted,
        "gaps": run.counts.gaps,
        "destination": clean(run.destination),
        "outcome": run.outcome,
        "error": maybe_clean(run.error),
        "tries": run.tries,
    }


def _value(row: Row[Any]) -> DigestRun:
    return DigestRun(
        name=row.name,
        at=instant(row.at),
        ran_at=instant(row.ran_at),
        since_at=instant(row.since_at),
        until_at=instant(row.until_at),
        since_seq=row.since_seq,
        until_seq=row.until_seq,
        known_seq=row.known_seq,
        window=row.window,
        destination=row.destination,
        outcome=row.outcome,
        counts=DigestCounts(row.new, row.revised, row.delisted, row.gaps),
        error=row.error,
        tries=row.tries,
    )
