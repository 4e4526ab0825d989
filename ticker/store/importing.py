"""Exported lines into a store: all of them or, where one contradicts what is there, none.

Ids are kept, so a record is in the store already or it is not; two stores that grew apart
contradict each other and are never merged. A source that was configured but never polled here
takes the state of the one in the file, and keeps its own definition.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from sqlalchemy import Connection, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ticker.errors import UsageError
from ticker.store import tables
from ticker.store.lines import (
    DEFINITION,
    FORM,
    Columns,
    Record,
    SaidItem,
    read_item,
    read_revision,
    read_row,
    read_source,
    stored_revision,
    wrong,
)
from ticker.store.orders import place
from ticker.store.records import (
    OF_SOURCE,
    item_records,
    records_of_source,
    revision_records,
    source_records,
)
from ticker.store.rows import BATCH
from ticker.store.search import learn

Line: TypeAlias = tuple[int, Record]
"""A record and the number of the line it stands on."""

Row: TypeAlias = tuple[int, Columns]
"""A row to be inserted and the number of the line it came from."""

_TOGETHER = {"revision": "item"}
"""Types that are written in one go, because they stand behind each other."""


def import_lines(connection: Connection, lines: Iterable[str]) -> dict[str, int]:
    """Write what `lines` hold and the store does not. Returns how many records of each type.

    Raises UsageError that names the line for text that is no JSON, for what is no record of form
    1, and for a record that contradicts the store or another line. The caller's transaction then
    takes back what was written before.
    """
    taking = _Import(connection)
    waiting: list[Line] = []
    group = None
    for line in _records(lines):
        kind = line[1]["type"]
        own_group = _TOGETHER.get(kind, kind)
        if own_group != group or len(waiting) >= BATCH:
            taking.take(group, waiting)
            waiting, group = [], own_group
        waiting.append(line)
    taking.take(group, waiting)
    taking.finish()
    return taking.counts


def _records(lines: Iterable[str]) -> Iterator[Line]:
    """Every record after the header, with its line number."""
    headed = False
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        record = _parsed(number, text)
        if not headed:
            _check_header(number, record)
            headed = True
        else:
            yield number, record
    if not headed:
        raise UsageError("there is nothing in it", hint="`ticker export` writes such a file")


def _parsed(number: int, text: str) -> Record:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise wrong(number, f"no JSON: {error.msg}, column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise wrong(number, f"no JSON of ours: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get("type"), str):
        raise wrong(number, "no record: an object with a type is expected")
    return record


def _check_header(number: int, record: Record) -> None:
    if record["type"] != "ticker":
        raise wrong(number, "no header", hint="the first line of an export says what it is")
    if record.get("form") != FORM:
        raise wrong(
            number,
            f"form {record.get('form')!r} is not known here",
            hint=f"this ticker reads form {FORM}: upgrade it, if the file is newer",
        )


class _Import:
    """What has been taken so far, and where rows of sources and tags are."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.counts = dict.fromkeys(("source", *OF_SOURCE, "item", "revision"), 0)
        self._sources: dict[str, int] = {}
        self._tags: dict[str, int] = {
            row.name: row.id for row in connection.execute(select(tables.tags))
        }

    def take(self, group: str | None, lines: list[Line]) -> None:
        """Write the records of one group of types."""
        if not lines:
            return
        if group == "source":
            self._take_sources(lines)
        elif group == "item":
            self._take_items(lines)
        elif group in OF_SOURCE:
            self._take_rows(group, lines)
        else:
            raise wrong(lines[0][0], f"no type of record is called {group!r}")

    def finish(self) -> None:
        """Refuse a file that left out what its items rest on."""
        item, revision, sighting = tables.items.c, tables.revisions.c, tables.sightings.c
        there = select(func.count()).where(revision.item_id == item.id).scalar_subquery()
        short = self.connection.execute(
            select(item.id, item.revisions, there.label("there")).where(there != item.revisions)
        ).first()
        if short is not None:
            raise UsageError(
                f"item {short.id} has {short.there} of its {short.revisions} revisions",
                hint="nothing was imported; is the file whole?",
            )
        lost = self.connection.scalar(
            select(sighting.item_id)
            .outerjoin(tables.revisions, revision.id == sighting.revision_id)
            .where(revision.id.is_(None))
        )
        if lost is not None:
            raise UsageError(
                f"item {lost} lacks its present wording",
                hint="nothing was imported; is the file whole?",
            )

    # --- sources and their rows ---------------------------------------------------------------

    def _take_sources(self, lines: list[Line]) -> None:
        names = [read_source(number, record)["name"] for number, record in lines]
        known = {record["name"]: record for record in source_records(self.connection, names)}
        for number, record in lines:
            name = record["name"]
            if name not in known:
                _insert(self.connection, tables.sources, [(number, read_source(number, record))])
                self.counts["source"] += 1
            elif known[name]["last_poll_at"] is None:
                self._fill_source(number, record)
            else:
                _same_state(number, record, known[name])
            known[name] = {**known.get(name, {}), **record}

    def _fill_source(self, number: int, record: Record) -> None:
        own = {field.column for field in DEFINITION}
        values = {
            column: value
            for column, value in read_source(number, record).items()
            if column not in own
        }
        source = tables.sources
        self.connection.execute(
            update(source).where(source.c.name == record["name"]).values(**values)
        )

    def _take_rows(self, kind: str, lines: list[Line]) -> None:
        table, fields = OF_SOURCE[kind]
        (key,) = table.primary_key
        rows = [(number, read_row(number, record, fields)) for number, record in lines]
        ids = [values[key.name] for _, values in rows]
        found = records_of_source(self.connection, kind, key.in_(ids))
        fresh = _fresh(lines, key.name, {record[key.name]: record for record in found})
        new = [
            (number, self._of_source(number, values)) for number, values in rows if number in fresh
        ]
        _insert(self.connection, table, new)
        self.counts[kind] += len(new)

    def _of_source(self, number: int, values: Columns) -> Columns:
        """The columns with the row id of the source instead of its name."""
        name = values["source"]
        if name not in self._sources:
            source = tables.sources.c
            asked = select(source.id).where(source.name == name)
            source_id = self.connection.scalar(asked)
            if source_id is None:
                raise wrong(number, f"the source {name!r} stands in no line before")
            self._sources[name] = source_id
        columns = {key: value for key, value in values.items() if key != "source"}
        return {**columns, "source_id": self._sources[name]}

    # --- items --------------------------------------------------------------------------------

    def _take_items(self, lines: list[Line]) -> None:
        items = [line for line in lines if line[1]["type"] == "item"]
        revisions = [line for line in lines if line[1]["type"] == "revision"]
        said = {number: read_item(number, record) for number, record in items}
        worded = {number: read_revision(number, record) for number, record in revisions}
        known = item_records(self.connection, [one.columns["id"] for one in said.values()])
        fresh = _fresh(items, "id", {record["id"]: record for record in known})
        new = [(number, one) for number, one in said.items() if number in fresh]
        self._insert_items(new)
        owners = sorted({columns["item_id"] for columns, _ in worded.values()})
        stored = revision_records(self.connection, owners)
        fresh = _fresh(revisions, "id", {record["id"]: record for record in stored})
        self._insert_revisions([(n, *worded[n]) for n in worded if n in fresh])

    def _insert_items(self, items: list[tuple[int, SaidItem]]) -> None:
        rows: dict[Table, list[Row]] = {table: [] for table in _ITEM_TABLES}
        for number, item in items:
            columns = {**item.columns, "sightings": len(item.sightings)}
            rows[tables.items].append((number, self._of_source(number, columns)))
            for listing in item.sightings:
                columns = self._of_source(number, listing.columns)
                columns["item_id"] = item.columns["id"]
                rows[tables.sightings].append((number, columns))
                rows[tables.absences] += [(number, absence) for absence in listing.absences]
            rows[tables.item_tags] += self._tag_rows(number, item)
        for table, of_table in rows.items():
            _insert(self.connection, table, of_table)
        place(self.connection, (columns for _, columns in rows[tables.sightings]))
        self.counts["item"] += len(items)

    def _tag_rows(self, number: int, item: SaidItem) -> Iterator[Row]:
        for tag, origin, since_seq in item.tags:
            if tag not in self._tags:
                made = self.connection.execute(insert(tables.tags), {"name": tag})
                (self._tags[tag],) = made.inserted_primary_key or (0,)
            columns = {
                "tag_id": self._tags[tag],
                "item_id": item.columns["id"],
                "origin": origin,
                "sort_at": item.columns["sort_at"],
                "since_seq": since_seq,
            }
            yield number, columns

    def _insert_revisions(self, revisions: list[tuple[int, Columns, Columns]]) -> None:
        links = self._links([columns["sighting_id"] for _, columns, _ in revisions])
        wordings = self._wordings([columns["wording_id"] for _, columns, _ in revisions])
        new_wordings: list[Row] = []
        rows: list[Row] = []
        for number, columns, wording in revisions:
            row, worded = stored_revision(columns, wording, links.get(columns["sighting_id"]))
            known = wordings.setdefault(worded["id"], worded)
            if known is worded:
                new_wordings.append((number, worded))
            elif known != worded:
                raise wrong(number, f"wording {worded['id']} reads otherwise before")
            rows.append((number, row))
        _insert(self.connection, tables.wordings, new_wordings)
        learn(self.connection, (row for _, row in new_wordings))
        _insert(self.connection, tables.revisions, rows)
        self.counts["revision"] += len(revisions)

    def _links(self, sighting_ids: list[int]) -> dict[int, str | None]:
        """Sighting id -> its present URL."""
        sighting = tables.sightings.c
        asked = select(sighting.id, sighting.url).where(sighting.id.in_(sighting_ids))
        return {row.id: row.url for row in self.connection.execute(asked)}

    def _wordings(self, wording_ids: list[int]) -> dict[int, Columns]:
        asked = select(tables.wordings).where(tables.wordings.c.id.in_(wording_ids))
        return {row["id"]: dict(row) for row in self.connection.execute(asked).mappings()}


_ITEM_TABLES = (tables.items, tables.sightings, tables.absences, tables.item_tags)
"""In the order in which they refer to each other."""


def _fresh(lines: list[Line], key: str, known: dict[int, Record]) -> set[int]:
    """The numbers of the lines whose record is neither in the store nor on a line before; raises
    UsageError for one that is there and differs."""
    fresh = set()
    for number, record in lines:
        there = known.setdefault(record[key], record)
        if there is record:
            fresh.add(number)
        elif there != record:
            names = sorted(name for name in record if record[name] != there.get(name))
            what = f"{record['type']} {record[key]}"
            raise wrong(
                number,
                f"{what} differs from the one that is there: {', '.join(names)}",
                hint=_APART,
            )
    return fresh


_APART = "nothing was imported; import into a new store, or into the one it came from"


def _same_state(number: int, record: Record, known: Record) -> None:
    """A polled source must stand where the file says; what configuration says may differ."""
    own = {"type", *(field.key for field in DEFINITION)}
    for key in record.keys() - own:
        if record[key] != known[key]:
            raise wrong(
                number,
                f"source {record['name']!r}: {key} is {record[key]!r}, here {known[key]!r}",
                hint=_APART,
            )


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert rows at once; where the database refuses, find the line that it refuses."""
    if not rows:
        return
    try:
        with connection.begin_nested():
            connection.execute(insert(table), [columns for _, columns in rows])
    except IntegrityError:
        for number, columns in rows:
            try:
                connection.execute(insert(table), columns)
            except IntegrityError as error:
                raise wrong(number, _refused(str(error.orig)), _APART) from None
        raise


def _refused(said: str) -> str:
    """What the database says of a row (https://www.sqlite.org/rescode.html#constraint)."""
    if said.startswith("FOREIGN KEY"):
        return "refers to a record that is on no line before"
    return f"contradicts the record: {said}"
