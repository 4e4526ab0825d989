"""The outbox as one object: what alerts read and write of a store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from ticker.model import Delivery, DeliveryState, LoggedChange
from ticker.store import deliveries

Opening: TypeAlias = Callable[[], AbstractContextManager[Connection]]
"""A transaction: all that is done inside, or nothing of it where it raises."""


class Outbox:
    """Messages that are to be sent, and what became of those that were. `Store.outbox` gives it;
    everything may raise StoreError."""

    def __init__(self, read: Opening, write: Opening) -> None:
        self._read = read
        self._write = write

    def cursors(self) -> Mapping[str, int]:
        """Alert -> the last line of the change log that was looked at for it."""
        with self._read() as connection:
            return deliveries.cursors(connection)

    def follow(self, read: Mapping[str, int], found: Sequence[Delivery] = ()) -> None:
        """Keep to where alerts have read, with what they found there: both or neither."""
        with self._write() as connection:
            deliveries.follow(connection, read, found)

    def forget_alerts(self, names: Iterable[str]) -> None:
        """Drop the cursors of alerts that are configured no more."""
        with self._write() as connection:
            deliveries.forget_alerts(connection, names)

    def tell_held(self, summaries: Sequence[Delivery]) -> None:
        """Put summaries into the outbox, and mark the lines that they stand for as told."""
        with self._write() as connection:
            deliveries.tell_held(connection, summaries)

    def settle(self, tried: Sequence[Delivery]) -> None:
        """Write what became of deliveries that were tried."""
        with self._write() as connection:
            deliveries.settle(connection, tried)

    def retry(self, ids: Sequence[str] | None, now: datetime, until_at: datetime) -> int:
        """Let deliveries that were given up be sent again, those named or all; how many."""
        with self._write() as connection:
            return deliveries.retry(connection, ids, now, until_at)

    def due(self, now: datetime, longest_s: int) -> tuple[Delivery, ...]:
        """Of each destination the first message that is to be sent at `now`; no wait is longer than
        `longest_s` seconds."""
        with self._read() as connection:
            return deliveries.due(connection, now, longest_s)

    def held(self) -> Mapping[tuple[str, int], tuple[int, int]]:
        """Alert and place -> the first and the last line that no summary has told yet."""
        with self._read() as connection:
            return deliveries.held(connection)

    def told_by(self, summary: str, limit: int) -> tuple[int, tuple[Delivery, ...]]:
        """The lines that a summary stands for: how many, and the first `limit`."""
        with self._read() as connection:
            return deliveries.told_by(connection, summary, limit)

    def sent_since(self, alert: str, since: datetime, now: datetime) -> int:
        """How many messages an alert made from `since` to `now`, held lines left out."""
        with self._read() as connection:
            return deliveries.sent_since(connection, alert, since, now)

    def deliveries(
        self,
        *,
        alert: str | None = None,
        state: DeliveryState | None = None,
        limit: int | None = 50,
    ) -> tuple[Delivery, ...]:
        """The newest deliveries, newest first."""
        with self._read() as connection:
            return deliveries.deliveries(connection, alert=alert, state=state, limit=limit)

    def not_failed(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Those of `ids` that no delivery has which was given up."""
        with self._read() as connection:
            return deliveries.missing(connection, ids)

    def lines(self, seqs: Sequence[int]) -> tuple[tuple[LoggedChange, int], ...]:
        """These lines of the change log in their order, each with its source's number."""
        with self._read() as connection:
            return deliveries.lines(connection, seqs)

    def first_lists(self, sources: Collection[str]) -> Mapping[str, datetime]:
        """Source -> when its first document came."""
        with self._read() as connection:
            return deliveries.first_lists(connection, sources)
