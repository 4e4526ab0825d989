"""Elements by the names that feedparser gives them: ``dc_creator``, ``media_title``, ``title``.

feedparser knows a namespace by its address and calls it by a short name of its own; one that it
does not know keeps the document's prefix. Its tables of both, and of the elements that it does
something about, are read from it: an element that a later feedparser learns of is one that we do
not know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from feedparser.api import StrictFeedParser

from ticker.parse.beyond import BeyondError

Declared: TypeAlias = tuple[tuple[str, str], ...]
"""Namespaces as (prefix, address)."""

_XMLNS = re.compile(rb"""xmlns(?::([\w.\x80-\xff-]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')""")
"""In bytes, where it is found in half the time."""
_PLAIN_URI = re.compile(r"[!-%'-;=?-~]*")
_USERLAND = "backend.userland.com/rss"
_SHORT: Mapping[str, str] = {
    uri.lower(): short for uri, short in StrictFeedParser.namespaces.items()
}
_SHORT_NAMES = frozenset(_SHORT.values()) - {""}
_MARKS = ("_start_", "_end_")
_SETS, _DECLARED = 128, 2_000
"""Sets of namespaces that are kept in mind, and characters of one; most have less than 500."""
_NAMES, _TAG = 128, 200
"""Names that are kept for each set, and characters of a tag; most feeds have twenty."""
HANDLED = frozenset(
    name.removeprefix(mark).lower()
    for name in dir(StrictFeedParser)
    for mark in _MARKS
    if name.startswith(mark)
)
"""Names of the elements about which feedparser does something of its own."""


def words(names: str) -> frozenset[str]:
    """Names that are written with spaces between them."""
    return frozenset(names.split())


class Names(dict[str, str]):
    """feedparser's name for each tag (``{address}local``) of a document that declares these
    namespaces. `spaces` are their addresses, in lower case.

    feedparser reads prefixes where it should read addresses. Raises BeyondError where that would
    make a difference: where prefixes of the document contradict each other or those names."""

    def __init__(self, declared: Declared) -> None:
        super().__init__()
        self.spaces = frozenset(uri.lower() for _, uri in declared)
        self._unknown: dict[str, str] = {}
        meant: dict[str, tuple[str, str]] = {}
        shorts = set()
        for prefix, uri in declared:
            short = short_name(uri)
            shorts.add(short)
            if not _PLAIN_URI.fullmatch(uri) or not prefix.isascii():
                raise BeyondError(f"namespace {prefix}={uri}")
            if short is None and self._unknown.setdefault(uri, prefix) != prefix:
                raise BeyondError(f"two prefixes of {uri}")
            named = (prefix, uri if short is None else short)
            if prefix and meant.setdefault(prefix.lower(), named) != named:
                raise BeyondError(f"two namespaces of {prefix}")
            if short is not None and short != prefix and prefix in _SHORT_NAMES:
                raise BeyondError(f"{prefix} is not {uri}")
        if shorts & set(self._unknown.values()) - {""}:
            raise BeyondError("a prefix that is the name of another namespace")

    def __missing__(self, tag: str) -> str:
        name = self._named(tag)
        if len(self) < _NAMES and len(tag) < _TAG:
            self[tag] = name
        return name

    def _named(self, tag: str) -> str:
        if not tag.isascii():
            raise BeyondError(tag)
        if not tag.startswith("{"):
            return tag.lower()
        uri, _, local = tag[1:].partition("}")
        short = short_name(uri)
        if short is None:
            short = self._unknown.get(uri)
            if short is None:
                raise BeyondError(tag)
        return f"{short}_{local}".lower() if short else local.lower()


def names_of(body: bytes) -> Names:
    """The names of a document in UTF-8: those of all that declare the same namespaces. Also what
    only looks like a declaration, in a text, declares."""
    said = dict.fromkeys(_XMLNS.findall(body))
    declared = tuple(
        (prefix.decode(), (double or single).decode()) for prefix, double, single in said
    )
    size = sum(len(prefix) + len(uri) for prefix, uri in declared)
    return _kept(declared) if size < _DECLARED else Names(declared)


_kept = lru_cache(maxsize=_SETS)(Names)


def short_name(uri: str) -> str | None:
    """What feedparser calls a namespace; empty for those of feeds themselves, ``None`` for one that
    it does not know."""
    uri = uri.lower()
    return "" if _USERLAND in uri else _SHORT.get(uri)
