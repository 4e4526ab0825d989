"""Search in words: an FTS5 index over every wording, past ones too, with the summary of each.

What only SQLite can do stands here and in `views.py`. The index reads its text out of the table
`wording` (external content), and triggers keep the two together whoever writes the table.
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import ColumnElement, Connection, Select, column, func, literal_column, or_, select
from sqlalchemy import table as named_table

from ticker.errors import UsageError
from ticker.store import tables

_SEARCH = named_table("wording_search", column("rowid"))
_MATCHES = literal_column("wording_search").op("MATCH", is_comparison=True)

_TABLE = """CREATE VIRTUAL TABLE wording_search USING fts5(
    title, summary, content='wording', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2'
)"""

# An update of a wording without its text (another item's row, say) leaves the index alone.
_FORGET = (
    "INSERT INTO wording_search(wording_search, rowid, title, summary)"
    " VALUES ('delete', old.id, old.title, old.summary);"
)
_LEARN = (
    "INSERT INTO wording_search(rowid, title, summary) VALUES (new.id, new.title, new.summary);"
)
_TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS wording_search_insert"
    f" AFTER INSERT ON wording BEGIN {_LEARN} END",
    f"CREATE TRIGGER IF NOT EXISTS wording_search_delete"
    f" AFTER DELETE ON wording BEGIN {_FORGET} END",
    f"CREATE TRIGGER IF NOT EXISTS wording_search_update"
    f" AFTER UPDATE OF id, title, summary ON wording BEGIN {_FORGET} {_LEARN} END",
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


def matching_items(text: str) -> Select[tuple[int]] | None:
    """Ids of the items a wording of which holds all words, some maybe twice; ``None`` where the
    index has no word to look up and every item must be looked at."""
    if not match_text(text):
        return None
    return select(tables.wordings.c.item_id).where(*_in_wording(text))


def item_matches(text: str) -> ColumnElement[bool]:
    """Whether a wording of the item (of the select around it) holds all words.

    Raises UsageError where `text` has no word in it.
    """
    conditions = _in_wording(text)
    if not conditions:
        raise UsageError(
            f"no word to search for in {text!r}", hint="search for words: letters or digits"
        )
    owned = tables.wordings.c.item_id == tables.items.c.id
    return select(1).where(owned, *conditions).correlate(tables.items).exists()


def _words(text: str) -> list[str]:
    """The words as the index spells them: composed, without what no stored text can hold."""
    clean = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    return [word for word in clean.replace("\0", " ").split() if any(map(str.isalnum, word))]


def _in_wording(text: str) -> list[ColumnElement[bool]]:
    """Conditions on one row of `wording`."""
    wording = tables.wordings.c
    found: list[ColumnElement[bool]] = []
    if match := match_text(text):
        found += [_SEARCH.c.rowid == wording.id, _MATCHES(match)]
    found += [
        or_(func.instr(wording.title, piece) > 0, func.instr(wording.summary, piece) > 0)
        for piece in pieces(text)
    ]
    return found
