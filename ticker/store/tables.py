"""The tables, private to `store/`; the public surface is the views in `views.py`.

Instants are BigInteger seconds since 1970-01-01T00:00:00Z: eight bytes, ordered, portable.
Names are those of the field (`model.py`). Text that repeats another column is stored as NULL:
a headline that equals its title, labels that are empty. URLs and canonical URLs both stand whole:
the one is shown, the other is looked up by its index.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ticker.store import outbox_tables, shared
from ticker.store.stays import STAY_INDEXES

metadata, Id = shared.metadata, shared.Id
alert_cursors, deliveries = outbox_tables.alert_cursors, outbox_tables.deliveries

sources = Table(
    "source",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("kind", Text),
    Column("zone", Text),
    # False once the configuration no longer names it: its history stays.
    Column("active", Boolean, nullable=False, server_default=text("1")),
    Column("interval_s", Integer),
    Column("next_poll_at", BigInteger),
    Column("last_poll_at", BigInteger),
    Column("last_good_at", BigInteger),
    # The last poll that confirmed the listing: `last_seen_at` of everything listed.
    Column("confirmed_at", BigInteger),
    Column("last_new_at", BigInteger),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
    Column("listed", Integer, nullable=False, server_default=text("0")),
    Column("span_s", Integer),
    Column("in_order", Boolean, nullable=False, server_default=text("0")),
    Column("etag", LargeBinary),
    Column("last_modified", LargeBinary),
    Column("body_sha256", Text),
    # A digest of what decides how its bytes are read; another one makes the hash above void.
    Column("reading", Text),
    # The last unconditional answer: validators are not trusted for longer than a day.
    Column("validated_at", BigInteger),
    # The newest poll row, which equal polls extend.
    Column("poll_id", Id),
    Column("open_gap_id", Id),
    # The poll whose document changed too much at once: a second one decides.
    Column("held_since", BigInteger),
    # By which elements the rows of its timed list were found last; by which before, and since when
    # not any more: it was detected again.
    Column("shape", Text),
    Column("reshaped", Text),
    Column("reshaped_since", BigInteger),
    # What is odd about its edits, in words.
    Column("odd", Text),
    # Why it is polled at `interval_s`, in words.
    Column("interval_why", Text),
    # The longest silence that its rhythm at this hour and weekday explains, in seconds.
    Column("expected_s", Integer),
    # Since when the log says that it is silent, or fails; NULL once it says it recovered.
    Column("silent_since", BigInteger),
    Column("failed_since", BigInteger),
    # A permanent redirect is followed, counted and suggested, never taken.
    Column("moved_to", Text),
    Column("moved_hits", Integer, nullable=False, server_default=text("0")),
    Column("moved_since", BigInteger),
    # 410 Gone in a row, and since when.
    Column("gone_hits", Integer, nullable=False, server_default=text("0")),
    Column("gone_since", BigInteger),
    # Its 304s hid new items: it is asked without validators.
    Column("lying", Boolean, nullable=False, server_default=text("0")),
    # The least interval that its last document asked for, in seconds.
    Column("asked_s", Integer),
    # The hours (GMT) and days (from Monday) at which that document does not want to be asked for,
    # a bit each.
    Column("skip_hours", Integer, nullable=False, server_default=text("0")),
    Column("skip_days", Integer, nullable=False, server_default=text("0")),
    # What is wrong with it, or to be done, in words; beside the error of a failed poll.
    Column("reason", Text),
    Index(
        "ix_source_due",
        "next_poll_at",
        # Spelled as SQLAlchemy asks for it: SQLite takes a partial index for its own words only.
        sqlite_where=text("active = 1"),
    ),
)

items = Table(
    "item",
    metadata,
    Column("id", Id, primary_key=True),
    # Where it was first seen; its current wording there is `wording_id`.
    Column("source_id", Id, ForeignKey("source.id"), nullable=False),
    Column("wording_id", Id),
    Column("url", Text),
    Column("canonical_url", Text),
    Column("article_key", Text),
    Column("edition_key", Text),
    Column("author", Text),
    Column("language", Text),
    Column("published_at", BigInteger),
    # Orders lists: `published_at`, or `first_seen_at` where the claim lies in the future.
    Column("sort_at", BigInteger, nullable=False),
    Column("published_offset_s", Integer, nullable=False),
    Column("published_text", Text),
    Column("time_basis", Text, nullable=False),
    Column("time_error_s", Integer),
    Column("zone_guessed", Boolean, nullable=False, server_default=text("0")),
    Column("first_seen_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("matched_by", Text, nullable=False),
    Column("listed_in", Integer, nullable=False),
    Column("revisions", Integer, nullable=False),
    Column("sightings", Integer, nullable=False),
    Index("ix_item_sort", "sort_at", "id"),
    Index("ix_item_changed", "changed_at"),
    # For SQL by hand: the view `items` names the source that had an item first.
    Index("ix_item_source", "source_id", "sort_at"),
    Index("ix_item_edition", "edition_key"),
    # With the source, so that items are counted by source and hour without being read.
    Index("ix_item_seen", "first_seen_at", "id", "source_id"),
    # The few items that are ordered by another time than they claim.
    Index(
        "ix_item_odd",
        "published_at",
        sqlite_where=text("published_at != sort_at"),
    ),
)

wordings = Table(
    "wording",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", Id, ForeignKey("item.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("headline", Text),
    Column("labels", Text),
    # The summary that came with the wording when it was first seen.
    Column("summary", Text),
    Index("ix_wording_item", "item_id"),
)

sightings = Table(
    "sighting",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", Id, ForeignKey("item.id"), nullable=False),
    Column("source_id", Id, ForeignKey("source.id"), nullable=False),
    # What makes it one item within its source; decided in `items/identity.py`.
    Column("key", Text, nullable=False),
    Column("guid", Text),
    Column("url", Text),
    Column("canonical_url", Text),
    Column("article_key", Text),
    # For rows without guid and link only: the folded headline they are looked up by.
    Column("headline_key", Text),
    Column("matched_by", Text, nullable=False),
    Column("revision_id", Id),
    Column("position", Integer, nullable=False),
    Column("claim_at", BigInteger),
    Column("claim_offset_s", Integer, nullable=False),
    Column("claim_basis", Text, nullable=False),
    Column("claim_error_s", Integer),
    Column("claim_text", Text),
    Column("claim_wall", Integer),
    Column("claim_zone_guessed", Boolean, nullable=False, server_default=text("0")),
    Column("first_seen_at", BigInteger, nullable=False),
    # NULL while listed: then it is the source's `confirmed_at`, so that an unchanged poll
    # of a list of any length writes one row.
    Column("last_seen_at", BigInteger),
    Column("gone_at", BigInteger),
    Column("gone", Text),
    # JSON list of sighting ids that stood below at the first miss, until it is decided.
    Column("below", Text),
    # The line of the change log that came next: which followers had read on without it.
    Column("since_seq", BigInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("source_id", "key"),
    Index("ix_sighting_guid", "source_id", "guid"),
    Index("ix_sighting_url", "canonical_url"),
    Index("ix_sighting_article", "article_key"),
    Index("ix_sighting_item", "item_id"),
    # What was listed at an instant of the past: see `stays.py`.
    *(
        Index(name, *columns, sqlite_where=text(condition))
        for name, columns, condition in STAY_INDEXES
    ),
    Index(
        "ix_sighting_open",
        "source_id",
        sqlite_where=text("gone IS NULL"),
    ),
    # The few that were missed once: a second poll decides about them.
    Index(
        "ix_sighting_undecided",
        "source_id",
        sqlite_where=text("gone IS NULL AND gone_at IS NOT NULL"),
    ),
    Index(
        "ix_sighting_headline",
        "source_id",
        "headline_key",
        sqlite_where=text("headline_key IS NOT NULL"),
    ),
    # Rows without keys that were seen in the last two days, whatever they said.
    Index(
        "ix_sighting_keyless",
        "source_id",
        "last_seen_at",
        sqlite_where=text("headline_key IS NOT NULL"),
    ),
)

revisions = Table(
    "revision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", Id, ForeignKey("item.id"), nullable=False),
    Column("sighting_id", Id, ForeignKey("sighting.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("wording_id", Id, ForeignKey("wording.id"), nullable=False),
    # NULL where it is the sighting's present URL, '' where the row had none and has one now.
    Column("url", Text),
    Column("claimed_published_at", BigInteger),
    Column("not_before_at", BigInteger),
    Column("seen_from_at", BigInteger, nullable=False),
    # NULL while current and listed: then it is the source's `confirmed_at`.
    Column("confirmed_at", BigInteger),
    Column("gone_by_at", BigInteger),
    UniqueConstraint("item_id", "seq"),
    Index("ix_revision_sighting", "sighting_id"),
)

absences = Table(
    "absence",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sighting_id", Id, ForeignKey("sighting.id"), nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("gone_at", BigInteger, nullable=False),
    Column("gone", Text),
    Column("back_at", BigInteger, nullable=False),
    Index("ix_absence_sighting", "sighting_id"),
)
"""Past absences only: one that lasts stands on its sighting."""

tags = Table(
    "tag",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

item_tags = Table(
    "item_tag",
    metadata,
    Column("tag_id", Id, ForeignKey("tag.id"), nullable=False),
    Column("item_id", Id, ForeignKey("item.id"), nullable=False),
    Column("origin", Text, nullable=False),
    # Repeats `item.sort_at`, so that a window of one tag is one index range.
    Column("sort_at", BigInteger, nullable=False),
    # The line of the change log that came next when the tag was given.
    Column("since_seq", BigInteger, nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("item_id", "tag_id", "origin"),
    Index("ix_item_tag_window", "tag_id", "sort_at", "item_id"),
    sqlite_with_rowid=False,
)

source_items = Table(
    "source_item",
    metadata,
    # The items that each source ever listed, in order: see `orders.py`.
    Column("source_id", Id, primary_key=True),
    Column("sort_at", BigInteger, primary_key=True),
    Column("item_id", Id, primary_key=True),
    sqlite_with_rowid=False,
)

polls = Table(
    "poll",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("until_at", BigInteger, nullable=False),
    Column("repeats", Integer, nullable=False, server_default=text("1")),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("bytes", Integer, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("items", Integer),
    Column("new", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("overlap", Integer),
    Column("stage", Text),
    Column("error", Text),
    Column("capture", Text),
    Column("body_sha256", Text),
    # Rows that the source listed for the first time, whoever had them before: its rhythm.
    Column("appeared", Integer),
    UniqueConstraint("source_id", "at"),
)

gaps = Table(
    "gap",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), nullable=False),
    Column("since_at", BigInteger, nullable=False),
    Column("until_at", BigInteger),
    Column("reason", Text, nullable=False),
    Index("ix_gap_source", "source_id", "since_at"),
)

changes = Table(
    "change",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("item_id", Id, ForeignKey("item.id")),
    Column("source_id", Id, ForeignKey("source.id"), nullable=False),
    Column("headline", Text),
    Column("was", Text),
    Column("detail", Text),
    # The item's time as it was known once this poll was recorded: items are retimed.
    Column("published_at", BigInteger),
    Column("time_basis", Text),
    Column("time_error_s", Integer),
    Index("ix_change_item", "item_id"),
    Index("ix_change_at", "at"),
    sqlite_autoincrement=True,
)

rules = Table(
    "rule",
    metadata,
    Column("tag", Text, primary_key=True),
    # Of the rules of this tag with which all stored items agree.
    Column("digest", Text, nullable=False),
)

host_holds = Table(
    "host_hold",
    metadata,
    Column("host", Text, primary_key=True),
    # Nobody asks this host before (429 with Retry-After): it survives a restart.
    Column("until_at", BigInteger, nullable=False),
)

digest_runs = Table(
    "digest_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    # When it was due (its cron time), and when it ran.
    Column("at", BigInteger, nullable=False),
    Column("ran_at", BigInteger, nullable=False),
    # The window in time, half-open, and as lines of the change log: (since_seq, until_seq].
    Column("since_at", BigInteger, nullable=False),
    Column("until_at", BigInteger, nullable=False),
    Column("since_seq", BigInteger, nullable=False),
    Column("until_seq", BigInteger, nullable=False),
    # The newest line when the window was made: what was known of gaps.
    Column("known_seq", BigInteger, nullable=False),
    # As configured: `since-last` goes by lines, all else by time.
    Column("window", Text, nullable=False),
    Column("new", Integer, nullable=False, server_default=text("0")),
    Column("revised", Integer, nullable=False, server_default=text("0")),
    Column("delisted", Integer, nullable=False, server_default=text("0")),
    Column("gaps", Integer, nullable=False, server_default=text("0")),
    Column("destination", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("error", Text),
    # How often its delivery has failed: what decides when it is tried again.
    Column("tries", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("name", "at"),
)
