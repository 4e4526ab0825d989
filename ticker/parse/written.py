"""Texts and attributes of an element, made of them what feedparser makes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import urljoin
from xml.etree.ElementTree import Element
from xml.sax import saxutils

from feedparser.urls import ACCEPTABLE_URI_SCHEMES

from ticker.parse.beyond import BeyondError
from ticker.parse.names import HANDLED, Names, short_name, words

Attributes: TypeAlias = Mapping[str, str]

NONE: Attributes = {}
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
XHTML = "application/xhtml+xml"
_TYPES = {
    "text": "text/plain",
    "plain": "text/plain",
    "text/plain": "text/plain",
    "html": "text/html",
    "text/html": "text/html",
    "xhtml": XHTML,
    XHTML: XHTML,
}
_MEANT = words(
    "about base domain href ispermalink label lang lastmod mode rel scheme src term text type uri "
    "url version"
)
"""Attributes that are read wherever they stand; with a prefix that feedparser does not know it
takes them for the plain ones."""
_LOWERED = ("rel", "type")
_CP1252 = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in b"\x81\x8d\x8f\x90\x9d"
}
_C1 = re.compile("[\x80-\x9f]")
_CONTINUED = re.compile("[\x80-\xbf]")
"""What every character beyond ASCII ends with in UTF-8, and with it all of `_C1`."""
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_TWICE = re.compile(rb"\xc3[\x82-\xb4](?:\xc2|<[!?]|\]\]>(?!</))")
"""A letter that may be the first byte of one in UTF-8, right before what may be its second: also
one behind a comment, an instruction or the edge of a CDATA section."""
_TELLING_REFERENCE = re.compile(
    rb"&#(?:x0*(?:[89a-f][0-9a-f]|10ff[01][0-9a-f])|0*(?:1[2-9][0-9]|2[0-4][0-9]|11138[0-9]{2}));",
    re.IGNORECASE,
)
"""A reference to one of the characters that `as_written` looks for, or to some others."""
_LONG = 100
"""Characters; a longer name is not kept in mind."""
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+,\-.]*://)/+")


def attributes(element: Element) -> Attributes:
    """The attributes by feedparser's names. Raises BeyondError where two of them have one name."""
    if not element.keys():  # not `attrib`, which makes a dictionary where there is none
        return NONE
    said: dict[str, str] = {}
    for name, value in element.items():
        key = _known(name) if len(name) < _LONG else _attribute(name)
        if key in said:
            raise BeyondError(name)
        said[key] = value.lower() if key in _LOWERED else value
    return said


def _attribute(name: str) -> str:
    if not name.isascii():
        raise BeyondError(name)
    if not name.startswith("{"):
        return name.lower()
    uri, _, local = name[1:].partition("}")
    short = short_name(uri)
    if not short and local.lower() in _MEANT:
        raise BeyondError(name)
    return f"{short or uri}:{local}".lower()


_known = lru_cache(maxsize=1_024)(_attribute)


def language(said: Attributes, around: str | None) -> str | None:
    """The language of an element with these attributes, in one of language `around`."""
    if not said:
        return around
    own = said.get("xml:lang", said.get("lang"))
    return around if own is None else own or None


def media_type(said: Attributes, default: str) -> str:
    """What a text is written in. Raises BeyondError for what may be base64."""
    if not said:
        return default
    kind = _TYPES.get(said["type"]) if "type" in said else default
    if kind is None or said.get("mode") == "base64":
        raise BeyondError(f"a text of type {said.get('type')}")
    return kind


def page_type(kind: str) -> bool:
    """Whether a link of this type leads to a page."""
    return _TYPES.get(kind, kind) in HTML_TYPES


def as_written(body: bytes) -> bool:
    """Whether the text of every element without children stays as it is: `mended` and
    `repair.unshielded` find nothing to do in the document, which is in UTF-8. Asked once, they
    need not look at each text: of 470 Cyrillic letters both together take 3 us."""
    if b"\xf4" in body:  # the plane of what is shielded
        return False
    if b"\xc2" in body and (_C1_BYTES.search(body) or _TWICE.search(body)):
        return False
    return not (b"#" in body and _TELLING_REFERENCE.search(body))


def bare(element: Element) -> str:
    """The text of an element without children, without white space around it."""
    if len(element):
        raise BeyondError(f"markup in <{element.tag}>")
    return (element.text or "").strip()


def marked_up(element: Element, kind: str, names: Names, *, atom: bool | None) -> str:
    """The text of an element that holds markup, or would be XHTML (`kind`), as XHTML. `atom` is
    whether it is of Atom 1.0; ``None`` where that is not known."""
    if kind != XHTML and names[element[0].tag] in ("div", "xhtml_div"):
        raise BeyondError("a <div> that feedparser steps over")
    if atom is None:
        raise BeyondError("XHTML of an unknown dialect")
    pieces: list[str] = []
    if element.text:
        pieces.append(saxutils.escape(element.text) if kind == XHTML else element.text)
    _serialise(element, names, pieces)
    return mended("".join(_unwrapped(pieces) if atom else pieces).strip())


def mended(text: str) -> str:
    """UTF-8 that was read as Latin-1 is read again, and U+0080 to U+009F as windows-1252."""
    if text.isascii() or not _CONTINUED.search(text):
        return text
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_CP1252) if _C1.search(text) else text


def resolved(address: str, base: str) -> str:
    """An address against the document's base, if it states one."""
    if "///" in address:
        address = _SLASHES.sub(r"\1", address)
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return ""


def bases(root: Element) -> dict[Element, str]:
    """The base of each element. feedparser does not leave one behind where none stands around it:
    what comes after is read by it, too."""
    found: dict[Element, str] = {}
    _rebase(root, "", "", found)
    return found


def _rebase(element: Element, base: str, around: str, found: dict[Element, str]) -> str:
    """The base with which feedparser goes on behind an element that it reached with `base`."""
    said = attributes(element)
    stated = said.get("xml:base", said.get("base")) or base
    found[element] = own = (_safe(base, stated) or base) if base else resolved(stated, "")
    after = own
    for child in element:
        after = _rebase(child, after, own, found)
    return around or after


def _safe(base: str, stated: str) -> str:
    address = resolved(stated, base)
    return address if address.strip().partition(":")[0] in ACCEPTABLE_URI_SCHEMES else ""


def _unwrapped(pieces: list[str]) -> list[str]:
    """Pieces of markup without the ``<div>`` around all of them."""
    while len(pieces) > 1 and not pieces[-1].strip():
        del pieces[-1]
    while len(pieces) > 1 and not pieces[0].strip():
        del pieces[0]
    return pieces[1:-1] if pieces and _is_wrapped(pieces) else pieces


def _is_wrapped(pieces: list[str]) -> bool:
    """Whether all of it stands in one ``<div>``."""
    opens = pieces[0] == "<div>" or pieces[0].startswith("<div ")
    if not opens or pieces[-1] != "</div>":
        return False
    depth = 0
    for piece in pieces[:-1]:
        if piece.startswith("</"):
            depth -= 1
            if depth == 0:
                return False
        elif piece.startswith("<"):
            depth += 1
    return True


def _serialise(element: Element, names: Names, pieces: list[str]) -> None:
    for child in element:
        name = names[child.tag]
        local = name.removeprefix("xhtml_")
        if name in HANDLED or local in HANDLED or "_" in local or local in ("svg", "math"):
            raise BeyondError(f"<{name}> within a text")
        pieces.append(f"<{local}{_attributes(child)}>")
        if child.text:
            pieces.append(saxutils.escape(child.text))
        _serialise(child, names, pieces)
        pieces.append(f"</{local}>")
        if child.tail:
            pieces.append(saxutils.escape(child.tail))


def _attributes(element: Element) -> str:
    said = attributes(element)
    if any(":" in name and not name.startswith("xml:") for name in said):
        raise BeyondError("an attribute with a prefix within a text")
    escaped = ((name, saxutils.escape(value, {'"': "&quot;"})) for name, value in said.items())
    return "".join(f' {name}="{value}"' for name, value in escaped)
