"""The tables of what is sent: where each alert has read the log, and the outbox."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from ticker.store.shared import Id, metadata

alert_cursors = Table(
    "alert_cursor",
    metadata,
    Column("name", Text, primary_key=True),
    # The last line of the change log that was looked at for it.
    Column("seq", BigInteger, nullable=False),
)

deliveries = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    # What its receiver knows it by: the alert, the line of the log, the destination.
    Column("key", Text, nullable=False, unique=True),
    Column("alert", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    # The lines that it tells, of a summary the first and the last of those that were held.
    Column("first_seq", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    # Without secrets.
    Column("destination", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", BigInteger),
    Column("until_at", BigInteger),
    Column("sent_at", BigInteger),
    Column("answer", Text),
    # The key of the summary that told a line which was held.
    Column("told_by", Text),
    Index("ix_delivery_state", "state", "alert", "place", "next_try_at"),
    Index("ix_delivery_alert", "alert", "place", "at"),
)
