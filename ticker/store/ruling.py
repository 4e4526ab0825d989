"""The stored history as rules look at it: texts by the thousand, and wordings item by item."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select

from ticker.model import RuleField, Wording
from ticker.store import tables
from ticker.store.rows import batches

CHUNK: Final = 2_000
"""Rows of one chunk: some 150 kB of headlines, read and folded in a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Texts parted by line breaks, and the ids of their items parted by commas: most chunks hold
    nothing that is looked for. `share` of all rows of its field have been read with it, from 0
    to 1."""

    ids: str
    texts: str
    share: float

    def items(self) -> tuple[int, ...]:
        """The items of the texts, in their order."""
        return tuple(map(int, self.ids.split(","))) if self.ids else ()


_HEADLINE = "SELECT item_id AS item, coalesce(headline, title) AS said FROM wording WHERE {}"
_TEXTS: dict[RuleField, tuple[tuple[str, str], ...]] = {
    "headline": (("wording", _HEADLINE),),
    "summary": (("wording", "SELECT item_id AS item, summary AS said FROM wording WHERE {}"),),
    "label": (("wording", "SELECT item_id AS item, labels AS said FROM wording WHERE {}"),),
    "url": (
        ("sighting", "SELECT item_id AS item, url AS said FROM sighting WHERE {}"),
        ("revision", "SELECT item_id AS item, url AS said FROM revision WHERE {}"),
    ),
    "language": (
        ("item", "SELECT id AS item, replace(language, '_', '-') AS said FROM item WHERE {}"),
    ),
    "source": (
        (
            "sighting",
            "SELECT item_id AS item, (SELECT name FROM source WHERE source.id = source_id) AS said"
            " FROM sighting WHERE {}",
        ),
    ),
}
"""Where each field stands: the table whose rows are walked by id, and what is read of them."""

_CHUNK = "SELECT group_concat(item), group_concat({said}, char(10)) FROM ({rows}) WHERE said != ''"
# Hardly any text has a line break of its own; taking them out of all costs half as much again.
_QUICK, _CAREFUL = "said", "replace(said, char(10), ' ')"

Passage: TypeAlias = tuple[str, int]
"""The select of a range of ids in a table, and its last id."""


def passages(connection: Connection, field: RuleField) -> tuple[Passage, ...]:
    """What is to be read of a field, in the order of reading."""
    found = []
    for table, rows in _TEXTS[field]:
        last = connection.scalar(select(func.max(tables.metadata.tables[table].c.id))) or 0
        found.append((rows.format("id > ? AND id <= ?"), int(last)))
    return tuple(found)


def read_chunk(connection: Connection, passage: Passage, after: int, share: float) -> Chunk:
    """The texts of the rows beyond the id `after`, `CHUNK` ids of them. Rows without a text are
    left out."""
    for said in (_QUICK, _CAREFUL):
        statement = _CHUNK.format(said=said, rows=passage[0])
        ids, texts = connection.exec_driver_sql(statement, (after, after + CHUNK)).one()
        if ids is None or ids.count(",") == texts.count("\n"):
            break
    return Chunk(ids or "", texts or "", share)


_WORDINGS = """
SELECT r.item_id, coalesce(w.headline, w.title), nullif(coalesce(r.url, g.url), ''), w.summary,
    s.name, i.language, w.labels
FROM revision AS r
JOIN wording AS w ON w.id = r.wording_id
JOIN sighting AS g ON g.id = r.sighting_id
JOIN source AS s ON s.id = g.source_id
JOIN item AS i ON i.id = r.item_id
WHERE r.item_id IN (SELECT value FROM json_each(?))
ORDER BY r.item_id, r.seq
"""


def wordings_of(connection: Connection, items: Sequence[int]) -> Iterator[tuple[int, Wording]]:
    """Every wording of these items, as each source said it."""
    for batch in batches(items):
        rows = connection.exec_driver_sql(_WORDINGS, (json.dumps(batch),))
        for item, headline, url, summary, source, language, labels in rows:
            said = tuple(json.loads(labels)) if labels else ()
            yield item, Wording(headline, url, summary, source, language, said)


_TIMES = """
SELECT i.id, coalesce(i.published_at, i.first_seen_at) FROM item AS i
WHERE i.id IN (SELECT value FROM json_each(?)) ORDER BY i.id
"""


def times_of(connection: Connection, items: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each of these items with the second it was published, else first seen."""
    for batch in batches(items, 10_000):
        for row in connection.exec_driver_sql(_TIMES, (json.dumps(batch),)):
            yield row[0], row[1]


def ruled_items(connection: Connection, tag: str) -> set[int]:
    """The items that have a tag from a rule."""
    link = tables.item_tags.c
    asked = (
        select(link.item_id)
        .join(tables.tags, tables.tags.c.id == link.tag_id)
        .where(tables.tags.c.name == tag, link.origin == "rule")
    )
    return set(connection.scalars(asked))


def ruled_tags(connection: Connection) -> tuple[str, ...]:
    """Every tag that some item has from a rule."""
    link = tables.item_tags.c
    has = select(1).where(link.tag_id == tables.tags.c.id, link.origin == "rule").exists()
    return tuple(connection.scalars(select(tables.tags.c.name).where(has).order_by("name")))


# --- what was settled ------------------------------------------------------------------------


def settled_rules(connection: Connection) -> dict[str, str]:
    """Tag -> the digest of the rules that all stored items agree with."""
    return {row.tag: row.digest for row in connection.execute(select(tables.rules))}


def settle_rules(connection: Connection, digests: Mapping[str, str | None]) -> None:
    """Keep with which rules the stored items agree; ``None`` where no rule of the tag is left."""
    for tag, digest in digests.items():
        connection.execute(delete(tables.rules).where(tables.rules.c.tag == tag))
        if digest is not None:
            connection.execute(insert(tables.rules), {"tag": tag, "digest": digest})
