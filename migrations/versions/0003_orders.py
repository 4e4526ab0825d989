"""Orders and ranges that answer any question of a large store: items by source, stays by length."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
STAY = "gone_at - first_seen_at"
SINCE = ["first_seen_at", "gone_at", "item_id", "source_id"]
PARTIAL = (
    ("undecided", ["source_id"], "gone IS NULL AND gone_at IS NOT NULL"),
    ("lasting", ["first_seen_at", "item_id", "source_id"], "gone_at IS NULL"),
    ("stay_1", SINCE, f"{STAY} <= 14400"),
    ("stay_2", SINCE, f"{STAY} > 14400 AND {STAY} <= 86400"),
    ("stay_3", SINCE, f"{STAY} > 86400 AND {STAY} <= 691200"),
    ("stay_4", SINCE, f"{STAY} > 691200 AND {STAY} <= 5529600"),
    ("stay_5", SINCE, f"{STAY} > 5529600"),
)
"""Partial indexes of `sighting`: name, columns, condition."""


def upgrade() -> None:
    op.drop_index("ix_item_published", "item")
    op.drop_index("ix_item_seen", "item")
    op.create_index("ix_item_seen", "item", ["first_seen_at", "id", "source_id"])
    op.drop_index("ix_sighting_gone", "sighting")
    for name, columns, condition in PARTIAL:
        op.create_index(f"ix_sighting_{name}", "sighting", columns, sqlite_where=sa.text(condition))
    _rebuild_item_tag("item_id", "tag_id", "origin")
    op.create_table(  # filled by the program, like the search index
        "source_item",
        sa.Column("source_id", ID, primary_key=True),
        sa.Column("sort_at", sa.BigInteger, primary_key=True),
        sa.Column("item_id", ID, primary_key=True),
        sqlite_with_rowid=False,
    )
    _drop_search()


def downgrade() -> None:
    _drop_search()
    _create_search_of_before()
    op.drop_table("source_item")
    _rebuild_item_tag("tag_id", "item_id", "origin")
    op.create_index("ix_item_tag_item", "item_tag", ["item_id"])
    for name, _, _ in PARTIAL:
        op.drop_index(f"ix_sighting_{name}", "sighting")
    op.create_index("ix_sighting_gone", "sighting", ["gone_at", "first_seen_at", "item_id"])
    op.drop_index("ix_item_seen", "item")
    op.create_index("ix_item_seen", "item", ["first_seen_at", "id"])
    op.create_index("ix_item_published", "item", ["published_at"])


def _rebuild_item_tag(*key: str) -> None:
    """A table without rowids lies in the order of its key: another key is another table."""
    op.rename_table("item_tag", "item_tag_before")
    op.create_table(
        "item_tag",
        sa.Column("tag_id", ID, sa.ForeignKey("tag.id"), nullable=False),
        sa.Column("item_id", ID, sa.ForeignKey("item.id"), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("sort_at", sa.BigInteger, nullable=False),
        sa.Column("since_seq", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint(*key),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO item_tag(tag_id, item_id, origin, sort_at, since_seq)"
        " SELECT tag_id, item_id, origin, sort_at, since_seq FROM item_tag_before"
    )
    op.drop_table("item_tag_before")
    op.create_index("ix_item_tag_window", "item_tag", ["tag_id", "sort_at", "item_id"])


def _drop_search() -> None:
    """The program makes it anew, without the trigger of before."""
    for name in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER IF EXISTS wording_search_{name}")
    op.execute("DROP TABLE IF EXISTS wording_search")


def _create_search_of_before() -> None:
    """A program of before learns new wordings by a trigger."""
    op.execute(
        "CREATE VIRTUAL TABLE wording_search USING fts5(title, summary, content='wording',"
        " content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("INSERT INTO wording_search(wording_search) VALUES ('rebuild')")
    op.execute(
        "CREATE TRIGGER wording_search_insert AFTER INSERT ON wording BEGIN"
        " INSERT INTO wording_search(rowid, title, summary)"
        " VALUES (new.id, new.title, new.summary); END"
    )
