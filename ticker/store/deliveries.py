"""The outbox: messages that are to be sent, and what became of those that were.

A message is written in one transaction with the place up to which its alert has read the change
log. So a crash loses none and makes none up: what was not marked as sent is sent again, under the
same id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from ticker.model import Delivery, DeliveryState, LoggedChange
from ticker.store import tables
from ticker.store.instants import maybe_seconds, seconds
from ticker.store.rows import change_value, instant, maybe_instant, storable_limit
from ticker.store.text import clean, maybe_clean

_delivery = tables.deliveries.c
_cursor = tables.alert_cursors.c


def cursors(connection: Connection) -> dict[str, int]:
    """Alert -> the last line of the change log that was looked at for it."""
    rows = connection.execute(select(_cursor.name, _cursor.seq))
    return {row.name: row.seq for row in rows}


def follow(
    connection: Connection, read: Mapping[str, int], deliveries: Sequence[Delivery] = ()
) -> None:
    """Put cursors to where their alerts have read, and what they found there into the outbox. A
    delivery that is there already stays as it is."""
    for name, seq in read.items():
        moved = connection.execute(
            update(tables.alert_cursors).where(_cursor.name == clean(name)).values(seq=seq)
        )
        if moved.rowcount == 0:
            connection.execute(insert(tables.alert_cursors), {"name": clean(name), "seq": seq})
    add(connection, deliveries)


def add(connection: Connection, deliveries: Sequence[Delivery]) -> None:
    """Into the outbox, each id once."""
    rows = {clean(one.id): _row(one) for one in deliveries}
    for known in connection.scalars(select(_delivery.key).where(_delivery.key.in_(list(rows)))):
        del rows[known]
    if rows:
        connection.execute(insert(tables.deliveries), list(rows.values()))


def forget_alerts(connection: Connection, names: Iterable[str]) -> None:
    """Drop the cursors of alerts that are configured no more: if they come back, they are new."""
    connection.execute(
        delete(tables.alert_cursors).where(_cursor.name.in_([clean(name) for name in names]))
    )


def pass_over(connection: Connection, first_seq: int, last_seq: int) -> None:
    """Let no alert look at these lines: a replay or an import wrote them. An alert that is behind
    them stays where it is."""
    connection.execute(
        update(tables.alert_cursors)
        .where(_cursor.seq >= first_seq - 1, _cursor.seq < last_seq)
        .values(seq=last_seq)
    )


def tell_held(connection: Connection, summaries: Sequence[Delivery]) -> None:
    """Put summaries into the outbox, and mark the lines that they stand for as told."""
    add(connection, summaries)
    for one in summaries:
        connection.execute(
            update(tables.deliveries)
            .where(
                _delivery.alert == clean(one.alert),
                _delivery.place == one.place,
                _delivery.state == "held",
                _delivery.seq <= one.seq,
            )
            .values(state="told", told_by=clean(one.id))
        )


def settle(connection: Connection, deliveries: Sequence[Delivery]) -> None:
    """Write what became of deliveries that were tried. One that was taken brings its destination
    back: what waits for the same is due at once."""
    for one in deliveries:
        row = _row(one)
        connection.execute(
            update(tables.deliveries)
            .where(_delivery.key == row["key"])
            .values({name: row[name] for name in _OUTCOME})
        )
        if one.state == "sent":
            connection.execute(
                update(tables.deliveries)
                .where(*_lane(one), _delivery.next_try_at > row["sent_at"])
                .values(next_try_at=row["sent_at"])
            )
        elif one.state == "waiting":
            connection.execute(
                update(tables.deliveries)
                .where(*_lane(one), _delivery.next_try_at < row["next_try_at"])
                .values(next_try_at=row["next_try_at"])
            )


def retry(
    connection: Connection, keys: Sequence[str] | None, now: datetime, until_at: datetime
) -> int:
    """Let deliveries that were given up be sent again, those named or all; how many there were."""
    asked = update(tables.deliveries).where(_delivery.state == "failed")
    if keys is not None:
        asked = asked.where(_delivery.key.in_([clean(key) for key in keys]))
    done = connection.execute(
        asked.values(state="waiting", next_try_at=seconds(now), until_at=seconds(until_at), tries=0)
    )
    return int(done.rowcount)


def due(connection: Connection, now: datetime, longest_s: int) -> tuple[Delivery, ...]:
    """Of each destination the first message that is to be sent at `now`. One that would wait for
    more than `longest_s` seconds was put off by a clock that was wrong, and is due."""
    at = seconds(now)
    first = (
        select(func.min(_delivery.id))
        .where(
            _delivery.state == "waiting",
            or_(_delivery.next_try_at <= at, _delivery.next_try_at > at + longest_s),
        )
        .group_by(_delivery.alert, _delivery.place)
    )
    asked = select(tables.deliveries).where(_delivery.id.in_(first)).order_by(_delivery.id)
    return tuple(_value(row) for row in connection.execute(asked))


def held(connection: Connection) -> dict[tuple[str, int], tuple[int, int]]:
    """Alert and place -> the first and the last line that no summary has told yet."""
    asked = (
        select(
            _delivery.alert,
            _delivery.place,
            func.min(_delivery.seq).label("first"),
            func.max(_delivery.seq).label("last"),
        )
        .where(_delivery.state == "held")
        .group_by(_delivery.alert, _delivery.place)
    )
    rows = connection.execute(asked)
    return {(row.alert, row.place): (row.first, row.last) for row in rows}


def told_by(connection: Connection, key: str, limit: int) -> tuple[int, tuple[Delivery, ...]]:
    """The lines that a summary stands for: how many, and the first `limit`."""
    asked = select(tables.deliveries).where(_delivery.told_by == clean(key))
    number = connection.scalar(select(func.count()).select_from(asked.subquery())) or 0
    rows = connection.execute(asked.order_by(_delivery.seq).limit(limit))
    return number, tuple(_value(row) for row in rows)


def sent_since(connection: Connection, alert: str, since: datetime, now: datetime) -> int:
    """How many messages an alert made from `since` to `now`, held lines left out."""
    asked = select(func.count()).where(
        _delivery.alert == clean(alert),
        _delivery.place == 1,
        _delivery.at > seconds(since),
        _delivery.at <= seconds(now),
        _delivery.state.not_in(("held", "told")),
    )
    return connection.scalar(asked) or 0


def deliveries(
    connection: Connection,
    *,
    alert: str | None = None,
    state: DeliveryState | None = None,
    limit: int | None = 50,
) -> tuple[Delivery, ...]:
    """The newest deliveries, newest first."""
    asked = select(tables.deliveries).order_by(_delivery.id.desc()).limit(storable_limit(limit))
    if alert is not None:
        asked = asked.where(_delivery.alert == clean(alert))
    if state is not None:
        asked = asked.where(_delivery.state == state)
    return tuple(_value(row) for row in connection.execute(asked))


def missing(connection: Connection, keys: Sequence[str]) -> tuple[str, ...]:
    """Those of `keys` that no delivery that was given up has."""
    asked = select(_delivery.key).where(
        _delivery.state == "failed", _delivery.key.in_([clean(key) for key in keys])
    )
    known = set(connection.scalars(asked))
    return tuple(key for key in keys if clean(key) not in known)


def lines(connection: Connection, seqs: Sequence[int]) -> tuple[tuple[LoggedChange, int], ...]:
    """These lines of the change log in their order, each with its source's number."""
    change, source = tables.changes.c, tables.sources.c
    rows = connection.execute(
        select(tables.changes, source.name.label("source"))
        .join(tables.sources, source.id == change.source_id)
        .where(change.seq.in_(list(seqs)))
        .order_by(change.seq)
    )
    return tuple((change_value(row), row.source_id) for row in rows)


def first_lists(connection: Connection, names: Collection[str]) -> dict[str, datetime]:
    """Source -> when its first document came: what stood there already is no news."""
    source, poll = tables.sources.c, tables.polls.c
    first = (
        select(poll.at)
        .where(poll.source_id == source.id, poll["items"].is_not(None))
        .order_by(poll.at)
        .limit(1)
        .correlate(tables.sources)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(source.name, first.label("at")).where(source.name.in_(list(names)))
    )
    return {row.name: instant(row.at) for row in rows if row.at is not None}


_OUTCOME = ("state", "tries", "next_try_at", "sent_at", "answer", "destination")
"""What a try may change."""


def _lane(one: Delivery) -> tuple[Any, ...]:
    """What else waits for the same destination."""
    return (
        _delivery.state == "waiting",
        _delivery.alert == clean(one.alert),
        _delivery.place == one.place,
        _delivery.key != clean(one.id),
    )


def _row(one: Delivery) -> dict[str, Any]:
    return {
        "key": clean(one.id),
        "alert": clean(one.alert),
        "place": one.place,
        "kind": one.kind,
        "first_seq": one.first_seq,
        "seq": one.seq,
        "destination": clean(one.destination),
        "state": one.state,
        "at": seconds(one.at),
        "tries": one.tries,
        "next_try_at": maybe_seconds(one.next_try_at),
        "until_at": maybe_seconds(one.until_at),
        "sent_at": maybe_seconds(one.sent_at),
        "answer": maybe_clean(one.answer),
        "told_by": maybe_clean(one.told_by),
    }


def _value(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.key,
        alert=row.alert,
        place=row.place,
        kind=row.kind,
        first_seq=row.first_seq,
        seq=row.seq,
        destination=row.destination,
        state=row.state,
        at=instant(row.at),
        tries=row.tries,
        next_try_at=maybe_instant(row.next_try_at),
        until_at=maybe_instant(row.until_at),
        sent_at=maybe_instant(row.sent_at),
        answer=row.answer,
        told_by=row.told_by,
    )
