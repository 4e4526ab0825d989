"""Small repairs that let an ill-formed feed be read by a strict XML parser.

Why: feedparser reads what is not well-formed with a second, loose parser, and that one says other
things of the same entries: ``&amp;`` stays in guids, links and categories, ``&amp;quot;`` is read
twice (measured on 48 real feeds). One stray ``&`` in one headline would give every entry a new
guid. Nothing is dropped: libxml2's recovery, which does drop, is not used.
"""

from __future__ import annotations

import html.entities
import re

from ticker.parse.decode import clean

_SHIELD = 0x10FF00  # a private-use plane: where characters that XML forbids wait until it is read
_FORBIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHIELDED = re.compile("[\U0010ff01-\U0010ff1f]")
_TOKEN = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->"
    r"|&#(?:[xX](?P<hex>[0-9A-Fa-f]+)|(?P<decimal>[0-9]+));"
    r"|&(?:(?P<name>[A-Za-z][A-Za-z0-9]*);)?"
    r"|<(?![A-Za-z_/!?])",
    re.DOTALL,
)
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TAG_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):")
_PREFIX = re.compile(r"\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=\s*[\"']")
_PREFIXED = re.compile(r":(?<!\sxml:)(?<!\sxmlns:)[A-Za-z_][\w.-]*\s*=\s*[\"']")
"""Whether `_PREFIX` may find anything but XML's own, told in a tenth of its time."""
_DECLARED = re.compile(r"xmlns(?<=\bxmlns):([A-Za-z_][\w.-]*)\s*=")
"""Begins with letters in every case, which lets the search skip to the next of them."""
_MOST_PREFIXES = 32
"""Declarations that are added; no feed that was met lacks more than two."""
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/DTDs/PodCast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}


def repaired(xml: str, root: str) -> str:
    """The element `root` with line ends, references, stray ``&`` and ``<`` and missing namespaces
    put right, outside of CDATA and comments. What is well-formed stays but for its line ends."""
    xml = xml.replace("\r\n", "\n").replace("\r", "\n")
    xml = _FORBIDDEN.sub(lambda found: _shielded(ord(found[0])), xml)
    return _with_namespaces(clean(_TOKEN.sub(_repaired, xml)), root)


def unshielded(text: str) -> str:
    """A text of a repaired document with its control characters back."""
    if text.isascii():
        return text
    return _SHIELDED.sub(lambda found: chr(ord(found[0]) - _SHIELD), text)


def _shielded(code: int) -> str:
    return chr(_SHIELD + code) if code < 0x20 else "\ufffd"


def _repaired(token: re.Match[str]) -> str:
    if token["hex"] or token["decimal"]:
        return _reference(token)
    said = token[0]
    if said == "<":
        return "&lt;"
    if not said.startswith("&") or token["name"] in _XML_NAMES:
        return said
    named = html.entities.html5.get(f"{token['name']};")
    return named if named and named not in "&<" else f"&amp;{said[1:]}"


def _reference(token: re.Match[str]) -> str:
    """A character reference that XML allows, as it stands. Halves of a surrogate pair become the
    halves, to be joined; what is no character becomes U+FFFD, lest feedparser raise."""
    digits = (token["hex"] or token["decimal"]).lstrip("0")[:9] or "0"
    code = int(digits, 16 if token["hex"] else 10)
    if code < 0x20 and code not in (0x9, 0xA, 0xD):
        return _shielded(code) if code else "\ufffd"
    if 0xD800 <= code <= 0xDFFF:
        return chr(code)
    return token[0] if code <= 0x10FFFF and code not in (0xFFFE, 0xFFFF) else "\ufffd"


def _with_namespaces(xml: str, root: str) -> str:
    """Prefixes that are used and declared nowhere are declared on the root element."""
    used = set(_TAG_PREFIX.findall(xml))
    if _PREFIXED.search(xml):
        used.update(_PREFIX.findall(xml))
    missing = sorted(used - set(_DECLARED.findall(xml)) - {"xml", "xmlns"})[:_MOST_PREFIXES]
    head = len(root) + 1
    declared = (f' xmlns:{name}="{_NAMESPACES.get(name, f"urn:{name}")}"' for name in missing)
    return xml[:head] + "".join(declared) + xml[head:]
