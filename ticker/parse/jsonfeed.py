"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) to items.

Fields of a wrong type count as absent: a publisher's slip in one field must not cost the entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from ticker.errors import ParseError
from ticker.model import Document, ParsedItem
from ticker.parse.decode import Decoded, clean

Json: TypeAlias = Mapping[str, Any]

_VERSION = re.compile(r"jsonfeed\.org/version/1(?:\.(\d))?", re.IGNORECASE)
_HINT = "give the address of an RSS, Atom or JSON Feed document"


def read_json_feed(document: Decoded) -> Document:
    """Read a JSON Feed. Raises ParseError for JSON that is broken, cut, or no JSON Feed."""
    feed = _json(document.text)
    version = feed.get("version") if isinstance(feed, dict) else None
    named = _VERSION.search(version) if isinstance(version, str) else None
    if named is None or not isinstance(feed.get("items"), list):
        raise ParseError("JSON but no JSON Feed", hint=_HINT)
    entries = [entry for entry in feed["items"] if isinstance(entry, dict)]
    return Document(
        kind="feed",
        format=f"jsonfeed1{named[1] or 0}",
        items=tuple(_item(position, entry) for position, entry in enumerate(entries, start=1)),
        title=_text(feed, "title"),
        language=_text(feed, "language"),
        encoding=document.encoding,
    )


def _json(text: str) -> Any:
    whole = text.strip("\ufeff \t\r\n\x0b\x0c\u200b")
    try:
        return json.loads(whole)
    except json.JSONDecodeError as error:
        if error.pos >= len(whole) or error.msg.startswith("Unterminated"):
            raise ParseError(
                f"the document ends before its closing {'}' if whole[0] == '{' else ']'}",
                hint="it was cut on its way, or is still being written; the next poll will tell",
            ) from error
        raise ParseError(
            f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}", hint=_HINT
        ) from error
    except (ValueError, RecursionError) as error:  # a number, or a nesting, beyond all measure
        raise ParseError(f"JSON that cannot be read: {error}", hint=_HINT) from error


def _item(position: int, entry: Json) -> ParsedItem:
    return ParsedItem(
        position=position,
        title=_text(entry, "title") or "",
        guid=_text(entry, "id"),
        link=_text(entry, "url") or _text(entry, "external_url"),
        summary=_first(entry, "summary", "content_text", "content_html"),
        author=_author(entry),
        language=_text(entry, "language"),
        categories=_tags(entry.get("tags")),
        published_text=_text(entry, "date_published"),
        updated_text=_text(entry, "date_modified"),
    )


def _text(entry: Json, key: str) -> str | None:
    """A string, or a number as written, that says something."""
    value = entry.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = repr(value)
    return clean(value) if isinstance(value, str) and value.strip() else None


def _first(entry: Json, *keys: str) -> str | None:
    return next((text for key in keys if (text := _text(entry, key))), None)


def _author(entry: Json) -> str | None:
    """The authors' names (1.1: ``authors``, 1.0: ``author``), joined by commas."""
    authors = entry.get("authors")
    people = authors if isinstance(authors, list) else [entry.get("author")]
    names = [_text(each, "name") if isinstance(each, dict) else None for each in people]
    return ", ".join(name for name in names if name) or None


def _tags(tags: object) -> tuple[str, ...]:
    words = (
        (clean(tag).strip() for tag in tags if isinstance(tag, str))
        if isinstance(tags, list)
        else ()
    )
    return tuple(dict.fromkeys(word for word in words if word))
