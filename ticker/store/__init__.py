"""The record on disk: the only SQL in the house. `Store` is its door."""

from ticker.store.backup import back_up, back_up_nightly, backups
from ticker.store.inspecting import (
    has_full_text_search,
    has_wal_reset_bug,
    look,
    sqlite_version,
)
from ticker.store.opening import current_revision, upgrade
from ticker.store.restoring import restore
from ticker.store.ruling import Chunk
from ticker.store.standings import host_of
from ticker.store.store import Store
from ticker.store.write_polls import PollRow
from ticker.store.writing import Writer

__all__ = [
    "Chunk",
    "PollRow",
    "Store",
    "Writer",
    "back_up",
    "back_up_nightly",
    "backups",
    "current_revision",
    "has_full_text_search",
    "has_wal_reset_bug",
    "host_of",
    "look",
    "restore",
    "sqlite_version",
    "upgrade",
]
