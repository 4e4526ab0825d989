"""Two stores side by side: what each says, without the ids that only count how it came about."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from ticker.model import Config

Told: TypeAlias = Mapping[str, list[tuple[object, ...]]]

_QUESTIONS = {
    "items": "SELECT * FROM items ORDER BY id",
    "revisions": "SELECT * FROM revisions ORDER BY item_id, seq",
    "sightings": "SELECT * FROM sightings ORDER BY item_id, source",
    # How a source did when it was polled is not told again by a replay.
    "changes": "SELECT kind, item_id, source, headline, was, detail FROM changes"
    " WHERE kind NOT LIKE 'source_%' ORDER BY seq",
    "gaps": "SELECT * FROM gaps ORDER BY source, since_at",
    "absences": "SELECT sighting_id, last_seen_at, gone_at, gone, back_at FROM absence ORDER BY id",
    "tags": "SELECT * FROM item_tags ORDER BY item_id, tag, origin",
    "polls": "SELECT source, at, until_at, repeats, outcome, status, stage, error, new, revised"
    " FROM polls ORDER BY source, at",
    "sources": "SELECT name, kind, last_poll_at, last_good_at, confirmed_at, last_new_at, listed,"
    " span_s, in_order, error FROM source ORDER BY name",
    "evidence": "SELECT source, at, bytes, items, overlap FROM polls"
    " WHERE outcome = 'new' ORDER BY source, at",
}


def told(config: Config) -> Told:
    """Everything that a store says, by question."""
    path = Path(config.database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in _QUESTIONS.items()}


def rows(config: Config, statement: str) -> list[tuple[object, ...]]:
    """The answer to one statement over the tables and views of a store."""
    path = Path(config.database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()
