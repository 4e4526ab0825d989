"""What the daemon remembers: rhythm and health of sources, holds of hosts, runs of digests,
alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for table, column in _columns():
        # ADD COLUMN, never a batch: the table is not rebuilt, its triggers and rows stay.
        op.add_column(table, column)
    op.create_index("ix_change_at", "change", ["at"])
    op.create_table(
        "host_hold",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("until_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "rule",
        sa.Column("tag", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "digest_run",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("ran_at", sa.BigInteger, nullable=False),
        sa.Column("since_at", sa.BigInteger, nullable=False),
        sa.Column("until_at", sa.BigInteger, nullable=False),
        sa.Column("since_seq", sa.BigInteger, nullable=False),
        sa.Column("until_seq", sa.BigInteger, nullable=False),
        sa.Column("known_seq", sa.BigInteger, nullable=False),
        sa.Column("window", sa.Text, nullable=False),
        sa.Column("new", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("revised", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("delisted", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("gaps", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("destination", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.UniqueConstraint("name", "at"),
    )
    _create_outbox()


def _create_outbox() -> None:
    op.create_table(
        "alert_cursor",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "delivery",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("alert", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("first_seq", sa.BigInteger, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("destination", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("next_try_at", sa.BigInteger),
        sa.Column("until_at", sa.BigInteger),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("answer", sa.Text),
        sa.Column("told_by", sa.Text),
    )
    state = ["state", "alert", "place", "next_try_at"]
    op.create_index("ix_delivery_state", "delivery", state)
    op.create_index("ix_delivery_alert", "delivery", ["alert", "place", "at"])


def downgrade() -> None:
    op.drop_table("delivery")
    op.drop_table("alert_cursor")
    op.drop_table("digest_run")
    op.drop_table("rule")
    op.drop_table("host_hold")
    op.drop_index("ix_change_at", "change")
    for table, column in reversed(_columns()):
        op.drop_column(table, column.name)


def _columns() -> list[tuple[str, sa.Column[object]]]:
    since_seq = {"nullable": False, "server_default": sa.text("0")}
    return [
        *(("source", column) for column in _source_columns()),
        ("poll", sa.Column("appeared", sa.Integer)),
        ("sighting", sa.Column("since_seq", sa.BigInteger, **since_seq)),
        ("item_tag", sa.Column("since_seq", sa.BigInteger, **since_seq)),
        ("change", sa.Column("published_at", sa.BigInteger)),
        ("change", sa.Column("time_basis", sa.Text)),
        ("change", sa.Column("time_error_s", sa.Integer)),
    ]


def _source_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("held_since", sa.BigInteger),
        sa.Column("shape", sa.Text),
        sa.Column("reshaped", sa.Text),
        sa.Column("reshaped_since", sa.BigInteger),
        sa.Column("odd", sa.Text),
        sa.Column("interval_why", sa.Text),
        sa.Column("expected_s", sa.Integer),
        sa.Column("silent_since", sa.BigInteger),
        sa.Column("failed_since", sa.BigInteger),
        sa.Column("moved_to", sa.Text),
        sa.Column("moved_hits", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("moved_since", sa.BigInteger),
        sa.Column("gone_hits", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("gone_since", sa.BigInteger),
        sa.Column("lying", sa.Boolean, nullable=False, server_default=sa.text("0")),
        sa.Column("asked_s", sa.Integer),
        sa.Column("skip_hours", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("skip_days", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("reason", sa.Text),
    ]
