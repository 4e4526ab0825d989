"""What a document is, told from its content; a Content-Type is a claim, and often a wrong one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Sort: TypeAlias = Literal["feed", "json", "html", "text", "xml", "binary", "empty"]

_BLANK = " \t\r\n\f\v\ufeff\u200b\x00\ufffd"
_FEED_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_EARLY = 4_096
"""Characters before the root element that may be something else, such as a server's warnings."""
_EARLY_FEED = re.compile(r"<(?:rss(?=[\s>])|rdf:RDF\s|(?:\w+:)?feed\s[^>]*\bxmlns)", re.IGNORECASE)
_HTML_START = re.compile(r"<!doctype\s+html|<html[\s>]|<(?:head|body)[\s>]", re.IGNORECASE)
_TAG = re.compile(r"</(?:a|article|div|h[1-6]|li|p|section|span|table|td|tr|ul)\s*>", re.IGNORECASE)
_JSON_START = re.compile(r'\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]]|$)')
_NODE = re.compile(r"<(?:!--|\?|!|(?P<name>[A-Za-z_][\w.:-]*))")
_HTML_ELEMENTS = (
    "a abbr address article aside audio b base blockquote body br button canvas center cite "
    "code dd del details dialog div dl dt em fieldset figure font footer form frameset h1 h2 "
    "h3 h4 h5 h6 head header hgroup hr html i iframe img input ins label li link main map "
    "mark menu meta nav noscript ol p picture pre s script search section select small span "
    "strong style sub summary sup table tbody td template textarea tfoot th thead time title "
    "tr u ul video"
)
_HTML_NAMES = frozenset(_HTML_ELEMENTS.split())
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "gzip data"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"ID3", "an MP3 file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"WARC/1.", "a WARC file"),
)
_TEXTUAL = ("a PDF", "a WARC file")
"""Kinds that begin with plain text; of the others a text may begin like them by chance."""
_GATES = (
    (
        "Cloudflare",
        r"_cf_chl_opt|cf-browser-verification|<title>\s*Just a moment|\| Cloudflare</title>",
    ),
    ("DDoS-Guard", r"<title>\s*DDoS-Guard|ddos-guard/js-challenge"),
    ("Incapsula", r"_Incapsula_Resource|Incapsula incident"),
    ("DataDome", r"captcha-delivery\.com"),
    ("PerimeterX", r"px-captcha"),
    ("Sucuri", r"sucuri_cloudproxy_js"),
    ("Anubis", r"anubis_challenge"),
    ("Akamai", r"<title>\s*Access Denied\s*</title>"),
    ("captcha", r"<title>[^<]*(?:captcha|are you a robot|verify you are human)"),
    (
        "password asked",
        r"<title>[^<]*(?:log[ -]?in|sign[ -]?in|anmeld|connexion|accedi|iniciar|вход|вхід|увійти)"
        r"""(?s:.*)<input\b[^>]*\btype\s*=\s*["']?password""",
    ),
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a document is: `name` and `start` of its root element where it has one, whether it
    declares entities, and its document type in lower case."""

    sort: Sort
    name: str = ""
    start: int = 0
    entities: bool = False
    doctype: str = ""


def binary(body: bytes) -> str | None:
    """What the first bytes say that a file is, if that is no text: ``a PDF``, ``gzip data``."""
    what = next((what for magic, what in _MAGIC if body.startswith(magic)), None)
    is_text = body[:64].isascii() and b"\0" not in body[:64]
    return what if what in _TEXTUAL or not is_text else None


def sniff(text: str) -> Sniffed:
    """Tell what a decoded document is."""
    start = len(text) - len(text.lstrip(_BLANK))
    if start == len(text):
        return Sniffed("empty")
    if _JSON_START.match(text, start):
        return Sniffed("json")
    seen = _xml(text, start) if text[start] == "<" else None
    if seen and seen.sort == "feed":
        return seen
    early = _EARLY_FEED.search(text, start, start + _EARLY)
    page = _HTML_START.search(text, start, start + _EARLY)
    if seen:
        return _markup(text, seen, start, early, page)
    if early and not (page and page.start() < early.start()):
        return _xml(text, early.start())
    tags = sum(1 for _ in _TAG.finditer(text, start, start + _EARLY))
    return Sniffed("html") if page or tags >= 5 else Sniffed("text")


def _markup(
    text: str,
    seen: Sniffed,
    start: int,
    early: re.Match[str] | None,
    page: re.Match[str] | None,
) -> Sniffed:
    """What markup is that does not begin with a feed."""
    if not seen.name:
        return Sniffed("text") if text[start + 1 : start + 2] not in "!?" else Sniffed("xml")
    local = seen.name.rpartition(":")[2].lower()
    if local == "html" or (page and page.start() <= seen.start):
        return Sniffed("html", name=seen.name)
    if early and not page and local in _HTML_NAMES:
        return _xml(text, early.start())
    if local in _HTML_NAMES or "-" in local:
        return Sniffed("html", name=seen.name)
    return seen


def _xml(text: str, start: int) -> Sniffed:
    """Walk the prolog to the root element. Comments and instructions are stepped over, so that
    nothing in them counts as a declaration; inside a DOCTYPE no element can begin."""
    at, entities, doctype = start, False, ""
    while found := _NODE.search(text, at):
        at = found.end()
        if found["name"]:
            feed = found["name"].rpartition(":")[2].lower() in _FEED_ROOTS
            return Sniffed(
                "feed" if feed else "xml", found["name"], found.start(), entities, doctype
            )
        if found[0] == "<!":
            entities = entities or text[at : at + 6].upper() == "ENTITY"
            if text[at : at + 7].upper() == "DOCTYPE":
                doctype = text[at : at + 200].partition(">")[0].lower()
            continue
        until = "-->" if found[0] == "<!--" else "?>"
        at = text.find(until, at) + len(until)
        if at < len(until):
            break
    return Sniffed("xml", entities=entities, doctype=doctype)


def describe_page(text: str) -> str:
    """What an HTML page that should have been something else is, in words."""
    gate = gate_of(text)
    return f"a login or challenge page ({gate})" if gate else "an HTML page"


def gate_of(text: str) -> str | None:
    """Who stands in the way: the name of a challenge's maker, or what is asked for."""
    head = text[:200_000]
    return next((who for who, mark in _GATES if re.search(mark, head, re.IGNORECASE)), None)
