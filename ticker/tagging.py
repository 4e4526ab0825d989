"""Tags that users give: written at once, beside a daemon that polls, and carried to other stores.

They are the one part of the record that no document says again, so they have a way of their own out
of a store and into another: by what an item is in its sources, not by its id.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from ticker.errors import UsageError
from ticker.store import Store

LONGEST: Final = 80
"""Characters of a tag: as of those that feeds give."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of tags read back: how many were new, how many stood there, and the records whose
    item is not in this store."""

    new: int = 0
    known: int = 0
    lost: tuple[dict[str, Any], ...] = field(default=())


def tag_item(database: str, item: int, names: Iterable[str], now: datetime) -> dict[str, bool]:
    """Tag an item; each name as it is stored, and whether the item had it not from a user before.

    Raises UsageError for a name that cannot be a tag and where there is no such item, StoreError.
    """
    tags = [tag_name(name) for name in names]
    with Store.beside(database, now) as store:
        _require(store, item)
        return {tag: store.give_tag(tag, [item], "user") > 0 for tag in dict.fromkeys(tags)}


def untag_item(database: str, item: int, names: Iterable[str], now: datetime) -> dict[str, bool]:
    """Take tags away that users gave; each name, and whether there was one. Tags of the same name
    from sources, feeds and rules stay. Raises as `tag_item` does."""
    tags = [tag_name(name) for name in names]
    with Store.beside(database, now) as store:
        _require(store, item)
        return {tag: store.take_tag(tag, [item], "user") > 0 for tag in dict.fromkeys(tags)}


def saved_tags(database: str, now: datetime) -> Iterator[str]:
    """Every tag that users gave, as JSON Lines without line ends."""
    with Store.open(database, now=now) as store:
        for record in store.user_tags():
            yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def load_tags(database: str, lines: Iterable[str], now: datetime) -> Loaded:
    """Give again what `saved_tags` wrote, to the items that are the same here: those with the same
    key in one of their sources, else with the same address. Raises UsageError that names the line
    before anything is written."""
    records = [_record(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    new = known = 0
    lost: list[dict[str, Any]] = []
    with Store.beside(database, now) as store:
        for record in records:
            item = store.item_of(record)
            if item is None:
                lost.append(record)
                continue
            given = [store.give_tag(tag_name(tag), [item], "user") for tag in record["tags"]]
            new += sum(given)
            known += len(given) - sum(given)
    return Loaded(new, known, tuple(lost))


def tag_name(name: str) -> str:
    """A tag as it is stored and asked for: lower case, white space single, composed (NFKC), without
    a ``#`` before it. Raises UsageError for what cannot be one."""
    composed = unicodedata.normalize("NFKC", name.encode("utf-8", "replace").decode())
    tag = " ".join(composed.split()).lower().removeprefix("#").strip()
    if not any(map(str.isalnum, tag)) or len(tag) > LONGEST or not tag.isprintable():
        raise UsageError(
            f"{name[:LONGEST]!r} is no tag",
            hint=f"a tag has a letter or digit, {LONGEST} characters at most, and is one line",
        )
    return tag


def _require(store: Store, item: int) -> None:
    if store.missing_items([item]):
        raise UsageError(f"no item {item}", hint="`ticker items` lists items with their ids")


def _record(number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise _wrong(number, "no JSON") from None
    if not isinstance(record, dict):
        raise _wrong(number, "no record")
    tags, sightings = record.get("tags"), record.get("sightings")
    address = record.get("canonical_url")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise _wrong(number, "tags is no list of texts")
    if not isinstance(sightings, list) or not all(_is_key(key) for key in sightings):
        raise _wrong(number, "sightings is no list of sources and keys")
    if address is not None and not isinstance(address, str):
        raise _wrong(number, "canonical_url is no text")
    for tag in tags:
        tag_name(tag)
    return record


def _is_key(said: object) -> bool:
    return (
        isinstance(said, dict)
        and isinstance(said.get("source"), str)
        and isinstance(said.get("key"), str)
    )


def _wrong(number: int, message: str) -> UsageError:
    return UsageError(
        message, where=f"line {number}", hint="nothing was tagged; `ticker tag --save` writes it"
    )
