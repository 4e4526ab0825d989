"""The record as JSON Lines: what stands in a line of each type, and how it is read back.

Form 1. The first line is ``{"type": "ticker", "form": 1, "whole": true}``; every other is one
record with its `type`: ``source``, ``poll``, ``gap``, ``item`` (the item that every surface
shares, with its sightings and their past absences inside), ``revision``, ``change``. Names are
those of the public views; ids are kept, so that links and cursors stay true. Instants are
``YYYY-MM-DDTHH:MM:SSZ``, validators Latin-1 text of their bytes (RFC 9110, section 5.5).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal, TypeAlias, get_args

from sqlalchemy import RowMapping

from ticker.errors import UsageError
from ticker.model import (
    BASES,
    DAY_S,
    ChangeKind,
    GapReason,
    Gone,
    ItemState,
    MatchedBy,
    Origin,
    Outcome,
    RevisionKind,
    SourceKind,
    Stage,
)
from ticker.store.rows import instant
from ticker.store.text import clean

FORM = 1

Record: TypeAlias = dict[str, Any]
"""One line, read as JSON."""

Columns: TypeAlias = dict[str, Any]
"""A row on its way into a table."""

Kind: TypeAlias = Literal["text", "number", "flag", "instant", "bytes", "list"]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a line: the column it comes from, what it holds, and whether it may be null."""

    key: str
    column: str
    kind: Kind
    null: bool


def _fields(spec: str) -> tuple[Field, ...]:
    """``key:kind`` words; ``?`` after the kind allows null, ``key=column`` names another column."""
    found = []
    for word in spec.split():
        name, _, kind = word.partition(":")
        key, _, column = name.partition("=")
        found.append(Field(key, column or key, _KINDS[kind[0]], kind.endswith("?")))
    return tuple(found)


_KINDS: dict[str, Kind] = {
    "t": "text",
    "n": "number",
    "f": "flag",
    "i": "instant",
    "b": "bytes",
    "l": "list",
}

DEFINITION = _fields("name:t url:t kind:t? zone:t? active:f interval_s:n?")
STANDING = _fields(
    """last_poll_at:i? last_success_at=last_good_at:i? confirmed_at:i? last_new_at:i? listed:n
    span_s:n? in_order:f"""
)
DUTIES = _fields(
    """next_poll_at:i? failures:n error:t? etag:b? last_modified:b? body_sha256:t?
    reading:t? validated_at:i? poll_id:n? open_gap_id:n? interval_why:t? expected_s:n?
    silent_since:i? failed_since:i? moved_to:t? moved_hits:n moved_since:i? gone_hits:n
    gone_since:i? lying:f asked_s:n? reason:t? skip_hours:n skip_days:n
    held_since:i? odd:t? shape:t? reshaped:t? reshaped_since:i?"""
)
"""What a source's next poll rests on: left out where not the whole record is exported, because
validators without their items would hide these for ever."""

POLL = _fields(
    """id:n source:t at:i until_at:i repeats:n outcome:t stage:t? status:n? bytes:n duration_ms:n
    items:n? new:n revised:n overlap:n? error:t? capture:t? body_sha256:t? appeared:n?"""
)
GAP = _fields("id:n source:t since_at:i until_at:i? reason:t")
CHANGE = _fields(
    """seq:n at:i kind:t item_id:n? source:t headline:t? was:t? detail:t? published_at:i?
    time_basis:t? time_error_s:n?"""
)
WORDING = _fields("title:t headline:t labels:l summary:t?")
REVISION = _fields(
    """id:n item_id:n sighting_id:n wording_id:n source:t seq:n kind:t url:t?
    claimed_published_at:i? not_before_at:i? seen_from_at:i confirmed_at:i gone_by_at:i?"""
)
ITEM = _fields(
    """id:n source:t url:t? canonical_url:t? author:t? language:t? published_at:i?
    published_text:t? time_basis:t time_error_s:n? first_seen_at:i changed_at:i state:t
    revisions:n matched_by:t zone_guessed:f published_offset_s:n sort_at:i article_key:t?
    edition_key:t? listed_in:n wording_id:n"""
)
SIGHTING = _fields(
    """source:t guid:t? url:t? position:n matched_by:t first_seen_at:i last_seen_at:i gone_at:i?
    gone:t? id:n key:t canonical_url:t? article_key:t? headline_key:t? revision_id:n claim_at:i?
    claim_offset_s:n claim_basis:t claim_error_s:n? claim_text:t? claim_wall:n?
    claim_zone_guessed:f below:l? since_seq:n"""
)
ABSENCE = _fields("last_seen_at:i gone_at:i gone:t? back_at:i")

SHARED = (
    "id",
    "source",
    "guid",
    "url",
    "canonical_url",
    "title",
    "headline",
    "labels",
    "summary",
    "author",
    "language",
    "tags",
    "published_at",
    "published_local",
    "published_text",
    "time_basis",
    "time_error_s",
    "first_seen_at",
    "changed_at",
    "state",
    "revisions",
    "sightings",
)
"""The keys of an item in the order that every surface shows."""


def header(whole: bool) -> Record:
    """The first line. `whole` is false for the record of some items only."""
    return {"type": "ticker", "form": FORM, "whole": whole}


def written(row: Mapping[str, Any] | RowMapping, fields: tuple[Field, ...]) -> Record:
    """The keys of a row whose columns are named like `fields`."""
    return {field.key: _WRITE[field.kind](row[field.column]) for field in fields}


def local_text(at: int | None, offset_s: int) -> str | None:
    """An instant as a clock `offset_s` from UTC shows it; RFC 3339 has whole minutes."""
    if at is None:
        return None
    zone = timezone(timedelta(minutes=round(offset_s / 60)))
    try:
        return instant(at).astimezone(zone).isoformat()
    except OverflowError:  # the first or last day of the calendar
        return instant(at).isoformat()


def read_row(number: int, record: Record, fields: tuple[Field, ...]) -> Columns:
    """Columns out of a line with just these keys; `source` stays a name. Raises UsageError for a
    key that is missing, unknown, or holds something else than it should."""
    known = {"type", *(field.key for field in fields)}
    for key in record.keys() - known:
        raise wrong(number, f"{key} is no key of {record['type']}")
    return _read(number, record, fields)


def read_source(number: int, record: Record) -> Columns:
    """Columns of a source, whole or without what its next poll rests on."""
    whole = any(field.key in record for field in DUTIES)
    return read_row(number, record, (*DEFINITION, *STANDING, *(DUTIES if whole else ())))


def read_revision(number: int, record: Record) -> tuple[Columns, Columns]:
    """The revision and its wording, each under the names of its line."""
    read_row(number, record, (*REVISION, *WORDING))
    return _read(number, record, REVISION), _read(number, record, WORDING)


def stored_revision(
    said: Columns, wording: Columns, sighting_url: str | None
) -> tuple[Columns, Columns]:
    """Rows of `revision` and `wording`: what repeats something else is not stored."""
    row = {key: value for key, value in said.items() if key != "source"}
    row["url"] = None if said["url"] == sighting_url else said["url"] or ""
    row["confirmed_at"] = None if said["gone_by_at"] is None else said["confirmed_at"]
    headline, labels = wording["headline"], wording["labels"]
    worded = {
        "id": said["wording_id"],
        "item_id": said["item_id"],
        "title": wording["title"],
        "headline": None if headline == wording["title"] else headline,
        "labels": json.dumps(labels) if labels else None,
        "summary": wording["summary"],
    }
    return row, worded


@dataclass(frozen=True, slots=True)
class SaidSighting:
    """A sighting of a line, with its past absences."""

    columns: Columns
    absences: tuple[Columns, ...]


@dataclass(frozen=True, slots=True)
class SaidItem:
    """An item of a line. `tags` are (tag, origin, line of the log since when)."""

    columns: Columns
    sightings: tuple[SaidSighting, ...]
    tags: tuple[tuple[str, Origin, int], ...]


_DERIVED = {"type", *SHARED, "tag_origins"} - {field.key for field in ITEM}
"""Keys of an item that its other keys, sightings and revisions give."""


def read_item(number: int, record: Record) -> SaidItem:
    """An item with all that stands in its line."""
    for key in _DERIVED - record.keys():
        raise wrong(number, f"{key} is missing")
    own = {key: value for key, value in record.items() if key not in _DERIVED}
    columns = read_row(number, {"type": "item", **own}, ITEM)
    listings = _objects(number, record, "sightings")
    return SaidItem(
        columns,
        tuple(_read_sighting(number, listing) for listing in listings),
        tuple(_read_tags(number, record["tag_origins"])),
    )


def _read_sighting(number: int, listing: Record) -> SaidSighting:
    absences = _objects(number, listing, "absences")
    own = {key: value for key, value in listing.items() if key != "absences"}
    columns = read_row(number, {"type": "sighting", **own}, SIGHTING)
    columns["last_seen_at"] = None if columns["gone_at"] is None else columns["last_seen_at"]
    columns["below"] = None if columns["below"] is None else json.dumps(columns["below"])
    return SaidSighting(
        columns,
        tuple(
            {
                **read_row(number, {"type": "absence", **absence}, ABSENCE),
                "sighting_id": columns["id"],
            }
            for absence in absences
        ),
    )


def _objects(number: int, record: Record, key: str) -> list[Record]:
    found = record.get(key)
    if not isinstance(found, list) or any(not isinstance(part, dict) for part in found):
        raise wrong(number, f"{key} is no list of objects")
    return found


def _read_tags(number: int, said: Any) -> Iterator[tuple[str, Origin, int]]:
    if not isinstance(said, dict):
        raise wrong(number, "tag_origins is no object")
    for tag, origins in said.items():
        if clean(tag) != tag or not isinstance(origins, dict):
            raise wrong(number, f"tag_origins: {tag!r} cannot be read")
        for origin, since_seq in origins.items():
            if origin not in get_args(Origin) or type(since_seq) is not int:
                raise wrong(number, f"tag_origins: no tag comes from {origin!r}: {since_seq!r}")
            yield tag, origin, since_seq


def _read(number: int, record: Record, fields: tuple[Field, ...]) -> Columns:
    values: Columns = {}
    for field in fields:
        if field.key not in record:
            raise wrong(number, f"{field.key} is missing")
        value = record[field.key]
        if value is None and field.null:
            values[field.column] = None
            continue
        try:
            values[field.column] = _READ[field.kind](value)
        except (TypeError, ValueError) as error:
            raise wrong(number, f"{field.key}: {error}") from None
        if field.key in _WORDS and value not in _WORDS[field.key]:
            raise wrong(number, f"{field.key} cannot be {value!r}")
        if field.key.endswith("offset_s") and abs(value) >= DAY_S:
            raise wrong(number, f"{field.key}: {value} is more than a day")
    return values


def wrong(line: int, message: str, hint: str | None = None) -> UsageError:
    """What is wrong with a line; nothing of the file was taken."""
    return UsageError(
        message, where=f"line {line}", hint=hint or "nothing was imported; was the file edited?"
    )


_WORDS: dict[str, tuple[str, ...]] = {
    "state": get_args(ItemState),
    "gone": get_args(Gone),
    "time_basis": BASES,
    "claim_basis": BASES,
    "matched_by": get_args(MatchedBy),
    "outcome": get_args(Outcome),
    "stage": get_args(Stage),
    "reason": get_args(GapReason),
    "kind": get_args(SourceKind) + get_args(ChangeKind) + get_args(RevisionKind),
}
"""The closed lists, by key."""

# --- values ----------------------------------------------------------------------------------

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def instant_text(value: int | None) -> str | None:
    """A stored instant as RFC 3339 in UTC."""
    return None if value is None else instant(value).isoformat().removesuffix("+00:00") + "Z"


def _bytes_text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")


def _same(value: Any) -> Any:
    return value


_WRITE: dict[Kind, Callable[[Any], Any]] = {
    "text": _same,
    "number": _same,
    "flag": bool,
    "instant": instant_text,
    "bytes": _bytes_text,
    "list": _same,
}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    if clean(value) != value:
        raise ValueError("U+0000 or half a surrogate pair is in it")
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    if not -(2**63) <= value < 2**63:
        raise ValueError(f"{value} has more than 64 bits")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _seconds(value: Any) -> int:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError(f"{value!r} is no instant like 2025-07-10T05:54:00Z")
    return int(datetime.fromisoformat(value).timestamp())


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value.encode("latin-1")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or any(type(part) not in (str, int) for part in value):
        raise TypeError(f"{value!r} is no list of words or numbers")
    return value


_READ: dict[Kind, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "flag": _flag,
    "instant": _seconds,
    "bytes": _bytes,
    "list": _list,
}
