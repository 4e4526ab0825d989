"""The first tables.

What each column means stands in `ticker/store/tables.py`; a migration stays as it was released.
The names of keys follow the naming convention there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite gives its fast rowid only to the exact word INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

TABLES = (
    "source",
    "item",
    "wording",
    "sighting",
    "revision",
    "absence",
    "tag",
    "item_tag",
    "poll",
    "gap",
    "change",
)
"""Parents before children."""


def upgrade() -> None:
    _source()
    _item()
    _wording()
    _sighting()
    _sighting_indexes()
    _revision()
    _absence()
    _tag()
    _item_tag()
    _poll()
    _gap()
    _change()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("zone", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("1")),
        sa.Column("interval_s", sa.Integer),
        sa.Column("next_poll_at", sa.BigInteger),
        sa.Column("last_poll_at", sa.BigInteger),
        sa.Column("last_good_at", sa.BigInteger),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.Column("last_new_at", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("error", sa.Text),
        sa.Column("listed", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("span_s", sa.Integer),
        sa.Column("in_order", sa.Boolean, nullable=False, server_default=sa.text("0")),
        sa.Column("etag", sa.LargeBinary),
        sa.Column("last_modified", sa.LargeBinary),
        sa.Column("body_sha256", sa.Text),
        sa.Column("reading", sa.Text),
        sa.Column("validated_at", sa.BigInteger),
        sa.Column("poll_id", ID),
        sa.Column("open_gap_id", ID),
        sa.Index(
            "ix_source_due",
            "next_poll_at",
            sqlite_where=sa.text("active = 1"),
            postgresql_where=sa.text("active"),
        ),
    )


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("id", ID, primary_key=True),
        sa.Column("source_id", ID, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("wording_id", ID),
        sa.Column("url", sa.Text),
        sa.Column("canonical_url", sa.Text),
        sa.Column("article_key", sa.Text),
        sa.Column("edition_key", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("published_at", sa.BigInteger),
        sa.Column("sort_at", sa.BigInteger, nullable=False),
        sa.Column("published_offset_s", sa.Integer, nullable=False),
        sa.Column("published_text", sa.Text),
        sa.Column("time_basis", sa.Text, nullable=False),
        sa.Column("time_error_s", sa.Integer),
        sa.Column("zone_guessed", sa.Boolean, nullable=False, server_default=sa.text("0")),
        sa.Column("first_seen_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("matched_by", sa.Text, nullable=False),
        sa.Column("listed_in", sa.Integer, nullable=False),
        sa.Column("revisions", sa.Integer, nullable=False),
        sa.Column("sightings", sa.Integer, nullable=False),
        sa.Index("ix_item_sort", "sort_at", "id"),
        sa.Index("ix_item_published", "published_at"),
        sa.Index("ix_item_changed", "changed_at"),
        sa.Index("ix_item_source", "source_id", "sort_at"),
        sa.Index("ix_item_edition", "edition_key"),
        sa.Index("ix_item_seen", "first_seen_at", "id"),
        sa.Index(
            "ix_item_odd",
            "published_at",
            sqlite_where=sa.text("published_at != sort_at"),
            postgresql_where=sa.text("published_at != sort_at"),
        ),
    )


def _wording() -> None:
    op.create_table(
        "wording",
        sa.Column("id", ID, primary_key=True),
        sa.Column("item_id", ID, sa.ForeignKey("item.id"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("headline", sa.Text),
        sa.Column("labels", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Index("ix_wording_item", "item_id"),
    )


def _sighting() -> None:
    op.create_table(
        "sighting",
        sa.Column("id", ID, primary_key=True),
        sa.Column("item_id", ID, sa.ForeignKey("item.id"), nullable=False),
        sa.Column("source_id", ID, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("guid", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("canonical_url", sa.Text),
        sa.Column("article_key", sa.Text),
        sa.Column("headline_key", sa.Text),
        sa.Column("matched_by", sa.Text, nullable=False),
        sa.Column("revision_id", ID),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("claim_at", sa.BigInteger),
        sa.Column("claim_offset_s", sa.Integer, nullable=False),
        sa.Column("claim_basis", sa.Text, nullable=False),
        sa.Column("claim_error_s", sa.Integer),
        sa.Column("claim_text", sa.Text),
        sa.Column("claim_wall", sa.Integer),
        sa.Column("claim_zone_guessed", sa.Boolean, nullable=False, server_default=sa.text("0")),
        sa.Column("first_seen_at", sa.BigInteger, nullable=False),
        sa.Column("last_seen_at", sa.BigInteger),
        sa.Column("gone_at", sa.BigInteger),
        sa.Column("gone", sa.Text),
        sa.Column("below", sa.Text),
        sa.UniqueConstraint("source_id", "key"),
    )


def _sighting_indexes() -> None:
    op.create_index("ix_sighting_guid", "sighting", ["source_id", "guid"])
    op.create_index("ix_sighting_url", "sighting", ["canonical_url"])
    op.create_index("ix_sighting_article", "sighting", ["article_key"])
    op.create_index("ix_sighting_item", "sighting", ["item_id"])
    op.create_index("ix_sighting_gone", "sighting", ["gone_at", "first_seen_at", "item_id"])
    for name, columns, condition in (
        ("open", ["source_id"], "gone IS NULL"),
        ("headline", ["source_id", "headline_key"], "headline_key IS NOT NULL"),
        ("keyless", ["source_id", "last_seen_at"], "headline_key IS NOT NULL"),
    ):
        op.create_index(
            f"ix_sighting_{name}",
            "sighting",
            columns,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", ID, primary_key=True),
        sa.Column("item_id", ID, sa.ForeignKey("item.id"), nullable=False),
        sa.Column("sighting_id", ID, sa.ForeignKey("sighting.id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("wording_id", ID, sa.ForeignKey("wording.id"), nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("claimed_published_at", sa.BigInteger),
        sa.Column("not_before_at", sa.BigInteger),
        sa.Column("seen_from_at", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.Column("gone_by_at", sa.BigInteger),
        sa.UniqueConstraint("item_id", "seq"),
        sa.Index("ix_revision_sighting", "sighting_id"),
    )


def _absence() -> None:
    op.create_table(
        "absence",
        sa.Column("id", ID, primary_key=True),
        sa.Column("sighting_id", ID, sa.ForeignKey("sighting.id"), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger, nullable=False),
        sa.Column("gone_at", sa.BigInteger, nullable=False),
        sa.Column("gone", sa.Text),
        sa.Column("back_at", sa.BigInteger, nullable=False),
        sa.Index("ix_absence_sighting", "sighting_id"),
    )


def _tag() -> None:
    op.create_table(
        "tag",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )


def _item_tag() -> None:
    op.create_table(
        "item_tag",
        sa.Column("tag_id", ID, sa.ForeignKey("tag.id"), primary_key=True),
        sa.Column("item_id", ID, sa.ForeignKey("item.id"), primary_key=True),
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("sort_at", sa.BigInteger, nullable=False),
        sa.Index("ix_item_tag_window", "tag_id", "sort_at", "item_id"),
        sa.Index("ix_item_tag_item", "item_id"),
        sqlite_with_rowid=False,
    )


def _poll() -> None:
    op.create_table(
        "poll",
        sa.Column("id", ID, primary_key=True),
        sa.Column("source_id", ID, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("until_at", sa.BigInteger, nullable=False),
        sa.Column("repeats", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("duration_ms", sa.Integer, nullable=False),
        sa.Column("items", sa.Integer),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("revised", sa.Integer, nullable=False),
        sa.Column("overlap", sa.Integer),
        sa.Column("stage", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("capture", sa.Text),
        sa.Column("body_sha256", sa.Text),
        sa.UniqueConstraint("source_id", "at"),
    )


def _gap() -> None:
    op.create_table(
        "gap",
        sa.Column("id", ID, primary_key=True),
        sa.Column("source_id", ID, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("since_at", sa.BigInteger, nullable=False),
        sa.Column("until_at", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Index("ix_gap_source", "source_id", "since_at"),
    )


def _change() -> None:
    op.create_table(
        "change",
        sa.Column("seq", ID, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("item_id", ID, sa.ForeignKey("item.id")),
        sa.Column("source_id", ID, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("headline", sa.Text),
        sa.Column("was", sa.Text),
        sa.Column("detail", sa.Text),
        sa.Index("ix_change_item", "item_id"),
        sqlite_autoincrement=True,
    )
