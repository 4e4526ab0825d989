"""Search in words: an FTS5 index over every wording, past ones too, with the summary of each.

What only SQLite can do stands here and in `views.py`. The index reads its text out of the table
`wording` (external content), and triggers keep the two together whoever writes the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy import table as named_table

from ticker.errors import UsageError
from ticker.store import tables

_SEARCH = named_table("wording_search", column("rowid"))
_MATCHES = literal_column("wording_search").op("MATCH", is_comparison=True)

_TABLE = """CREATE VIRTUAL TABLE wording_search USING fts5(
    title, summary, content='wording', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2', columnsize=0
)"""
"""Nobody asks how many words a text has (only a rank by relevance would): saves 12 bytes each."""

# An update of a wording without its text (another item's row, say) leaves the index alone.
_FORGET = (
    "INSERT INTO wording_search(wording_search, rowid, title, summary)"
    " VALUES ('delete', old.id, old.title, old.summary);"
)
_LEARN = "INSERT INTO wording_search(rowid, title, summary) VALUES "
_TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS wording_search_delete"
    f" AFTER DELETE ON wording BEGIN {_FORGET} END",
    f"CREATE TRIGGER IF NOT EXISTS wording_search_update"
    f" AFTER UPDATE OF id, title, summary ON wording BEGIN {_FORGET}"
    f" {_LEARN} (new.id, new.title, new.summary); END",
)

# Scripts that put no spaces between words, and Hangul, which glues particles to them: there a
# word is found as a piece of the text, because the tokenizer takes a whole run for one word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def create_search(connection: Connection) -> None:
    """Make the search index and its triggers, where they are missing; fill a new index.

    Safe to call again, and after a migration that took the triggers away with the table.
    """
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE name = 'wording_search'"
    ).first()
    if known is None:
        connection.exec_driver_sql(_TABLE)
        connection.exec_driver_sql("INSERT INTO wording_search(wording_search) VALUES ('rebuild')")
    for trigger in _TRIGGERS:
        connection.exec_driver_sql(trigger)


def learn(connection: Connection, wordings: Iterable[Mapping[str, Any]]) -> None:
    """Have new wordings found. Whoever adds some calls it, for no trigger does: that would be a
    savepoint for every row, at which FTS5 writes down what it gathers (twice the cost)."""
    rows = [(said["id"], said["title"], said["summary"]) for said in wordings]
    if rows:
        connection.exec_driver_sql(f"{_LEARN} (?, ?, ?)", rows)


def match_text(text: str) -> str:
    """The FTS5 query for all of the literal words of `text`, in any order; "" where there is none.

    Nothing in `text` is an operator: every word is quoted. What a space does not part but the
    tokenizer does ("air-raid", "об'єкт") must stand together. Words of scripts without
    spaces are left out: `pieces` has them.
    """
    return " ".join(
        '"' + word.replace('"', '""') + '"' for word in _words(text) if not _UNSPACED.search(word)
    )


def pieces(text: str) -> tuple[str, ...]:
    """The words of `text` in scripts without spaces: to be found as pieces of the text."""
    return tuple(word for word in _words(text) if _UNSPACED.search(word))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Wordings by their ids, from `first` to `last`, both included."""

    first: int
    last: int


FIRST_ID, LAST_ID = 0, 2**63 - 1
"""Beyond every wording, below and above."""
ALL, NONE = Stretch(FIRST_ID, LAST_ID), Stretch(1, 0)


def stretch(connection: Connection, text: str, here: int, matches: int) -> Stretch:
    """The wordings around `here` that reach as far as some `matches` on either side."""
    if not (match := match_text(text)):
        return NONE
    rowid = _SEARCH.c.rowid
    held = select(rowid).where(_MATCHES(match))
    below = held.where(rowid <= here).order_by(rowid.desc()).limit(1).offset(matches)
    above = held.where(rowid > here).order_by(rowid.asc()).limit(1).offset(matches)
    first, last = connection.scalar(below), connection.scalar(above)
    return Stretch(FIRST_ID if first is None else first, LAST_ID if last is None else last)


def matches(connection: Connection, text: str, most: int) -> int | None:
    """How many wordings hold all words, at most `most`; ``None`` where the index has no word to
    look up."""
    if not (match := match_text(text)):
        return None
    first = select(_SEARCH.c.rowid).where(_MATCHES(match)).limit(most).subquery()
    return connection.scalar(select(func.count()).select_from(first))


def matching_items(text: str) -> Select[tuple[int]]:
    """Ids of the items a wording of which holds all words, some maybe twice. Some word of `text`
    must be one that the index has."""
    by_id = _SEARCH.c.rowid == tables.wordings.c.id
    held = (by_id, _MATCHES(match_text(text)), *_holding(pieces(text)))
    return select(tables.wordings.c.item_id).where(*held)


def item_matches(text: str, among: Stretch = NONE) -> ColumnElement[bool]:
    """Whether a wording of the item (of the select around it) holds all words.

    Those `among` a stretch are looked up together, when the first of them is met, each other by
    itself: `effort.py` says what either costs.
    The answer is the same for any stretch. Raises UsageError where `text` has no word in it.
    """
    match, apart = match_text(text), _holding(pieces(text))
    if not (match or apart):
        raise UsageError(
            f"no word to search for in {text!r}", hint="search for words: letters or digits"
        )
    wording, rowid = tables.wordings.c, _SEARCH.c.rowid
    held: list[ColumnElement[bool]] = []
    if match:
        each = select(rowid).where(rowid == wording.id, _MATCHES(match)).correlate(tables.wordings)
        together = select(rowid).where(_MATCHES(match), rowid.between(among.first, among.last))
        within = wording.id.between(among.first, among.last)
        held.append(case((within, wording.id.in_(together)), else_=each.exists()))
    owned = wording.item_id == tables.items.c.id
    return select(1).where(owned, *held, *apart).correlate(tables.items).exists()


def _words(text: str) -> list[str]:
    """The words as the index spells them: composed, without what no stored text can hold."""
    clean = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    return [word for word in clean.replace("\0", " ").split() if any(map(str.isalnum, word))]


def _holding(parts: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """That a row of `wording` holds pieces of text."""
    wording = tables.wordings.c
    return [
        or_(func.instr(wording.title, part) > 0, func.instr(wording.summary, part) > 0)
        for part in parts
    ]
