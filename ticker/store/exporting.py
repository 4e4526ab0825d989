"""The record out of a store as JSON Lines, whose form is in `lines.py`, and items as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from ticker.model import FoundItem, Query
from ticker.store import tables
from ticker.store.finding import found
from ticker.store.lines import SHARED, Record, header, instant_text, local_text
from ticker.store.records import item_groups, records_of_source, source_records, sources_of_items
from ticker.store.rows import batches


def export_lines(connection: Connection, query: Query | None = None) -> Iterator[str]:
    """The whole record, or with `query` that of the items it finds, as lines without line ends.

    The same record gives the same bytes. With `query`, polls, gaps and what the next poll of a
    source rests on are left out. The caller's transaction makes it one consistent state.
    """
    records = _everything(connection) if query is None else _some(connection, query)
    for record in records:
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _everything(connection: Connection) -> Iterator[Record]:
    yield header(whole=True)
    yield from source_records(connection)
    yield from records_of_source(connection, "poll")
    yield from records_of_source(connection, "gap")
    ids = connection.execute(select(tables.items.c.id).order_by(tables.items.c.id)).scalars()
    yield from item_groups(connection, ids)
    yield from records_of_source(connection, "change")


def _some(connection: Connection, query: Query) -> Iterator[Record]:
    ids = sorted(row.id for row in connection.execute(found(connection, query)))
    yield header(whole=False)
    yield from source_records(connection, sources_of_items(connection, ids), whole=False)
    yield from item_groups(connection, ids)
    for batch in batches(ids):
        yield from records_of_source(connection, "change", tables.changes.c.item_id.in_(batch))


# --- spreadsheets ----------------------------------------------------------------------------

CSV_COLUMNS = tuple(key for key in SHARED if key != "sightings")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(items: Iterable[FoundItem]) -> Iterator[str]:
    """Items as CSV (RFC 4180: lines end in CRLF), a header first.

    Labels and tags are joined by ``; ``. Text that a spreadsheet would run as a formula gets an
    apostrophe before it (OWASP, "CSV Injection").
    """
    yield _csv_line(CSV_COLUMNS)
    for item in items:
        yield _csv_line(_cells(item))


def _cells(item: FoundItem) -> list[str | int | None]:
    at = None if item.claim.at is None else int(item.claim.at.timestamp())
    told = {
        "labels": "; ".join(item.labels),
        "tags": "; ".join(item.tags),
        "published_at": instant_text(at),
        "published_local": local_text(at, item.claim.offset_s),
        "published_text": item.claim.text,
        "time_basis": item.claim.basis,
        "time_error_s": item.claim.error_s,
        "first_seen_at": instant_text(int(item.first_seen_at.timestamp())),
        "changed_at": instant_text(int(item.changed_at.timestamp())),
    }
    cells = [told[key] if key in told else getattr(item, key) for key in CSV_COLUMNS]
    return [
        f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
        for cell in cells
    ]


def _csv_line(cells: Iterable[str | int | None]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
