"""Subscriptions as OPML 2.0 (http://opml.org/spec2.opml): the file that feed readers exchange.

Read with expat, which keeps nothing of its own: a DOCTYPE is refused before anything in it could
expand. What readers write is taken as it is: folders as outlines around outlines (Feedly,
Miniflux, FreshRSS, NetNewsWire, Thunderbird) or tags in `category` (Newsboat), attributes in any
case, a bare ``&`` in a title.

A timed list is no feed, and no other reader could follow it: it is written as a link with `url` and
without `xmlUrl`, and what ticker knows of it in attributes that begin with ``ticker:``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import TypeAlias
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from ticker.errors import UsageError

MOST_BYTES = 10_000_000
"""Of a file: ten thousand feeds take 3 MB."""
MOST_DEPTH = 100
"""Folders in folders."""
MOST_REPAIRS = 100_000
"""Bare ``&`` in a file; more would only cost time."""
NAMESPACE = "urn:x-tickerwire:opml"
OWN = "ticker:"
"""What our own attributes begin with."""
OWN_KEYS = ("name", "kind", "zone", "item", "time", "title", "link", "badge", "heading")

Attributes: TypeAlias = Mapping[str, str]

_BARE = re.compile(rb"&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)(\w{1,31};)?")
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Outline:
    """A subscription. `url` is the feed's address, or the page's of a list; `folders` are around
    it, the outermost first; `categories` what else it is filed under; `kind` its `type`; `own` what
    ticker itself wrote of it, by the words of `OWN_KEYS`."""

    url: str
    title: str = ""
    page: str = ""
    kind: str = ""
    language: str = ""
    folders: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    own: Attributes = field(default_factory=dict)


# --- reading -----------------------------------------------------------------------------------


def read_opml(data: bytes, where: str) -> tuple[Outline, ...]:
    """The subscriptions of an OPML document, in its order; `where` names it in errors.

    Raises UsageError, with the line, for what is no OPML, is too large or nested too deep, or holds
    a DOCTYPE.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(
            f"more than {MOST_BYTES // 1_000_000} MB, which no list of feeds is",
            where=where,
            hint="check that this is the OPML file that your reader exported",
        )
    if not data.strip():
        raise UsageError("it is empty", where=where, hint="export it again from your feed reader")
    try:
        return _Reading(where).read(data)
    except expat.ExpatError:
        return _read_repaired(data, where)


def _read_repaired(data: bytes, where: str) -> tuple[Outline, ...]:
    reading = _Reading(where)
    try:
        return reading.read(_repaired(data))
    except expat.ExpatError as error:
        raise reading.wrong(
            f"this is not well-formed XML: {expat.ErrorString(error.code)}",
            "export the file again; if you edited it, look at this line, and save it as UTF-8",
        ) from None


class _Reading:
    """One document on its way through expat."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.found: list[Outline] = []
        self._open: list[str | None] = []
        self._depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def read(self, data: bytes) -> tuple[Outline, ...]:
        """The subscriptions. Raises UsageError, and expat's own error."""
        try:
            self.parser.Parse(data, True)
        except (LookupError, ValueError) as error:  # of an encoding unknown to Python, or to expat
            raise self.wrong(f"its encoding cannot be read: {error}", "save it as UTF-8") from None
        return tuple(self.found)

    def wrong(self, message: str, hint: str) -> UsageError:
        line = self.parser.CurrentLineNumber
        return UsageError(message, where=f"{self.where}:{line}", hint=hint)

    def _refuse_doctype(self, *_: object) -> None:
        raise self.wrong(
            "the document has a DOCTYPE, which may declare entities that expand without end",
            "OPML needs none: take the <!DOCTYPE ...> out, if you trust the file otherwise",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and name.lower() != "opml":
            raise self.wrong(
                f"this is no OPML: its root element is <{name[:40]}>",
                "a feed is added with: ticker add URL",
            )
        if self._depth > MOST_DEPTH:
            raise self.wrong(f"folders are nested more than {MOST_DEPTH} deep", "flatten them")
        if name.lower() != "outline":
            return
        said = {key.lower(): _tidy(value) for key, value in attributes.items()}
        outline = _outline(said, tuple(folder for folder in self._open if folder))
        # What is not commented out (OPML 2.0, isComment) and is no folder is a subscription.
        if outline is not None and said.get("iscomment", "").lower() != "true":
            self.found.append(outline)
        self._open.append(None if outline is not None else said.get("title") or said.get("text"))

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name.lower() == "outline":
            self._open.pop()


def _outline(said: Attributes, folders: tuple[str, ...]) -> Outline | None:
    """An element as a subscription; ``None`` for a folder or a bare note."""
    own = {key: said[OWN + key] for key in OWN_KEYS if said.get(OWN + key)}
    url = said.get("xmlurl") or (said.get("url", "") if "kind" in own else "")
    if not url:
        return None
    return Outline(
        url=url,
        title=said.get("title") or said.get("text", ""),
        page=said.get("htmlurl", ""),
        kind=said.get("type", "").lower(),
        language=said.get("language", ""),
        folders=folders,
        categories=_categories(said),
        own=own,
    )


def _categories(said: Attributes) -> tuple[str, ...]:
    """Tags: separated by commas, and the steps of a path by slashes (OPML 2.0, category). Ours
    have a form of their own, because a tag may hold either."""
    if OWN + "tags" in said:
        return tuple(tag for tag in said[OWN + "tags"].split("|") if tag)
    steps = (step.strip() for step in re.split("[,/]", said.get("category", "")))
    return tuple(dict.fromkeys(step for step in steps if step))


def _tidy(value: str) -> str:
    return _SPACE.sub(" ", value).strip()


def _repaired(data: bytes) -> bytes:
    """`data` with a bare ``&`` escaped and HTML's names for characters as numbers: exports by hand
    and by script have both, and XML knows neither."""
    if b"\0" in data[:4] or data.count(b"&") > MOST_REPAIRS:
        return data
    return _BARE.sub(_one_repaired, data)


def _one_repaired(found: re.Match[bytes]) -> bytes:
    name = (found[1] or b"").decode("ascii", "replace")
    if name in html5:
        return b"".join(b"&#%d;" % ord(char) for char in html5[name])
    return b"&amp;" + (found[1] or b"")


# --- writing -----------------------------------------------------------------------------------


def write_opml(outlines: Iterable[Outline], title: str, created: str) -> str:
    """An OPML 2.0 document of subscriptions, those of one folder together, in their order.
    `created` is an instant as RFC 822 writes it."""
    folders: dict[str, list[Outline]] = {}
    for outline in outlines:
        folders.setdefault(outline.folders[0] if outline.folders else "", []).append(outline)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<opml{_written({'version': '2.0', 'xmlns:ticker': NAMESPACE})}>",
        f"  <head><title>{_escaped(title)}</title><dateCreated>{created}</dateCreated></head>",
        "  <body>",
    ]
    for folder, held in folders.items():
        if folder:
            lines.append(f"    <outline{_written({'text': folder, 'title': folder})}>")
        indent = "      " if folder else "    "
        lines += [f"{indent}<outline{_written(_attributes(one))}/>" for one in held]
        if folder:
            lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _attributes(outline: Outline) -> Attributes:
    title = outline.title or outline.url
    listed = outline.own.get("kind") not in (None, "feed")
    # A comma or a slash would part a tag in two: such a tag is in our own attribute only.
    plain = [tag for tag in outline.categories if not re.search("[,/]", tag)]
    own_tags = "|".join(outline.categories) if len(plain) < len(outline.categories) else ""
    said = {
        "text": title,
        "title": title,
        "type": "link" if listed else "rss",
        "url" if listed else "xmlUrl": outline.url,
        "htmlUrl": outline.page,
        "language": outline.language,
        "category": ",".join(plain),
        **{OWN + key: value for key, value in outline.own.items()},
        OWN + "tags": own_tags,
    }
    return {key: value for key, value in said.items() if value}


def _written(attributes: Attributes) -> str:
    return "".join(f" {key}={quoteattr(_xml(value))}" for key, value in attributes.items())


def _escaped(text: str) -> str:
    return _xml(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _xml(text: str) -> str:
    """`text` with U+FFFD for what no XML document may hold (XML 1.0, 2.2)."""
    return _CONTROL.sub("\ufffd", text)


def tags_of(outline: Outline) -> tuple[str, ...]:
    """What a subscription is filed under: its folders and its categories, each once. A folder
    that only repeats the feed's own title (Thunderbird makes one a feed) says nothing, and neither
    does the one for what was never filed."""
    nothing = {outline.title.casefold(), "uncategorized", "uncategorised"}
    folders = (folder for folder in outline.folders if folder.casefold() not in nothing)
    return tuple(dict.fromkeys((*folders, *outline.categories)))
