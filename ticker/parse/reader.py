"""What is remembered while a feed is read: from one element to the next, and of one entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from ticker.parse import written
from ticker.parse.beyond import BeyondError
from ticker.parse.names import Names
from ticker.parse.written import XHTML

Take: TypeAlias = Callable[["Entry", Element, int, str | None], None]
"""Takes an element at this depth, around which this language is spoken, into an entry."""


@dataclass(slots=True)
class Reader:
    """What feedparser remembers from one element to the next."""

    names: Names
    bases: dict[Element, str]
    atom: bool | None
    as_written: bool
    takes: Mapping[str, Take]
    title_depth: int = -1
    has_content: bool = False

    def plain(self, element: Element) -> str:
        """The text of an element without children, without white space around it, mended."""
        if len(element):
            raise BeyondError(f"markup in <{element.tag}>")
        said = (element.text or "").strip()
        return said if self.as_written else written.mended(said)

    def text(self, element: Element, kind: str) -> tuple[str, str]:
        """The text of an element and its type, which is `kind` unless it holds markup all the
        same: then it is XHTML."""
        if len(element) or kind == XHTML:
            return written.marked_up(element, kind, self.names, atom=self.atom), XHTML
        said = (element.text or "").strip()
        return said if self.as_written else written.mended(said), kind


@dataclass(slots=True)
class Entry:
    """An entry under way: its values under feedparser's names, and how deep each stood."""

    reader: Reader
    said: dict[str, Any]
    depths: dict[str, int]
    linked: bool = False

    def keep(self, key: str, value: Any, depth: int) -> None:
        """Keep a value, unless one is there that stood less deep."""
        if depth <= self.depths.get(key, depth):
            self.depths[key] = depth
            self.said[key] = value

    def tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        """Keep a tag once."""
        tag = {"term": term, "scheme": scheme, "label": label}
        if tag not in self.said["tags"]:
            self.said["tags"].append(tag)
