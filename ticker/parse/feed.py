"""RSS 0.9x to 2.0, RDF and Atom to items, judged by feedparser.

feedparser decides what an entry is and which element is which; it is asked for the strings as
written, and its dates and sanitised texts are never read: it takes ``EEST`` and ``MSK`` for UTC and
``23:50`` for today (measured with 6.0.14). What it does to strings and cannot be told not to do:

- white space around a text is taken off;
- a link is resolved where the document states ``xml:base``, so that no base is needed here;
- a text in Latin-1 letters only that is valid UTF-8 (``Ã©``) is repaired, and U+0080 to U+009F are
  read as windows-1252;
- of two elements with one meaning it keeps one: the last of ``dc:date`` and ``atom:updated``, the
  first of ``title`` and ``dc:title``;
- in a feed that is not well-formed even after `repair`, ``&amp;quot;`` in a title is read twice.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias
from xml.sax import saxutils

import feedparser

from ticker.errors import ParseError
from ticker.model import Document, ParsedItem
from ticker.parse import ending, repair
from ticker.parse.decode import Decoded, clean
from ticker.parse.fast import Said, read_fast
from ticker.parse.skips import skips
from ticker.parse.sniff import Sniffed

Entry: TypeAlias = Mapping[str, Any]
Tell: TypeAlias = Callable[[object], str | None]
"""Makes a text that says something ready to be stored, and ``None`` of any other value."""
Markup: TypeAlias = Literal["plain", "html", "unknown"]

_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
_PERIOD_S = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_TEXTS = frozenset({"title", "summary", "content"})
_SAID = (
    *("title", "id", "summary", "author", "language", "published", "updated", "created"),
    *("feedburner_origlink", "pheedo_origlink"),
)
_COUNT = re.compile(r"[0-9]{1,7}")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_HTML_TYPES = ("", "text/html", "application/xhtml+xml")


def read_feed(document: Decoded, seen: Sniffed, *, fast: bool = True) -> Document:
    """Read an XML feed. Every entry is kept, also those without title, link or id. `fast` is
    whether the fast reader may take it; what is said does not depend on it.

    Raises ParseError where the document declares entities, ends before its root element does, or
    is no feed in spite of its root element.
    """
    xml, said = _read(document.text, seen, fast=fast)
    feed, as_written = said.feed, said.as_written
    atom = seen.name.rpartition(":")[2].lower() == "feed"
    language = _text(feed, "language")
    skip_hours, skip_days = skips(xml)
    return Document(
        kind="feed",
        format=_format(said.version, seen, atom=atom),
        items=tuple(
            _item(position, entry, as_written=as_written, atom=atom, language=language)
            for position, entry in enumerate(said.entries, start=1)
        ),
        title=_text(feed, "title"),
        language=language,
        encoding=document.encoding,
        ttl_s=_ttl_s(feed),
        skip_hours=skip_hours,
        skip_days=skip_days,
    )


def _format(version: str, seen: Sniffed, *, atom: bool) -> str:
    """feedparser's name of the dialect, unless the root element contradicts it: an RDF feed that
    names Atom's namespace first is called ``atom10`` by it."""
    if "netscape" in seen.doctype:
        return "rss091n"
    if atom or not version.startswith("atom"):
        return version or ("atom" if atom else "rss")
    return "rss10" if seen.name.lower().endswith("rdf") else "rss"


def _listed(entry: Entry) -> dict[str, Any]:
    """An entry of feedparser's as a plain dictionary (its own warns when `updated` is looked up),
    with lists of what it lists: an element of such a name would be a text."""
    told = dict(entry)
    for key in ("links", "tags", "content"):
        parts = told.get(key)
        told[key] = [each for each in parts or () if isinstance(each, dict)]
    return told


def _unescaped(entry: dict[str, Any]) -> dict[str, Any]:
    """What the loose parser says of an entry, with the references that it leaves in guids, links,
    names and dates read as the strict one reads them."""
    fixed = {key: _plain(value) if key not in _TEXTS else value for key, value in entry.items()}
    for key in ("links", "tags"):
        fixed[key] = [{name: _plain(value) for name, value in each.items()} for each in entry[key]]
    return fixed


def _plain(value: Any) -> Any:
    return saxutils.unescape(value, _QUOTES) if isinstance(value, str) else value


def _read(text: str, seen: Sniffed, *, fast: bool) -> tuple[str, Said]:
    """The root element, and what it says. Most documents need no repair, and are read without it;
    that the fast reader can read one tells that it is whole."""
    if seen.entities:
        raise ParseError(
            "the document declares its own entities, which can expand without end",
            hint="such a feed is refused; ask its publisher for one without a DOCTYPE",
        )
    end = ending.likely_end(text, seen.name, seen.start) if fast else None
    likely = text[seen.start : end] if end else ""
    if likely and (said := read_fast(likely)):
        return likely, said
    xml = _whole(text, seen)
    said = read_fast(xml) if fast and xml != likely else None
    if said is None:
        mended = repair.repaired(xml, seen.name)
        said = read_fast(mended) if fast and mended != xml else None
        said = said or _judged(mended)
    return xml, said


def _whole(text: str, seen: Sniffed) -> str:
    """The root element alone: what stands before and behind it (warnings of a server, the counter
    of an analytics script) would only make it ill-formed."""
    end = ending.root_end(text, seen.name, seen.start)
    if end is None:
        raise ParseError(
            f"the document ends before its closing </{seen.name}>",
            hint="it was cut on its way, or is still being written; the next poll will tell",
        )
    return text[seen.start : end]


def _judged(xml: str) -> Said:
    """What feedparser says."""
    parsed = _parsed(xml)
    entries = [_listed(entry) for entry in parsed["entries"]]
    if parsed.get("bozo"):
        entries = [_unescaped(entry) for entry in entries]
    return Said(str(parsed.get("version") or ""), dict(parsed["feed"]), entries)


def _parsed(xml: str) -> Entry:
    body = io.BytesIO((_DECLARATION + xml).encode("utf-8", "replace"))
    try:
        parsed: Entry = feedparser.parse(
            body, response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # a parser of hostile input: whatever it raises is a refusal
        raise ParseError(
            f"feedparser cannot read the document: {type(error).__name__}: {error}",
            hint="keep the document and report it: no feed should do this",
        ) from error
    return parsed


def _item(
    position: int, entry: Entry, *, as_written: bool, atom: bool, language: str | None
) -> ParsedItem:
    """What an entry says. What is `as_written` has texts without white space around them."""
    tell = _as_written if as_written else _said
    said = entry if as_written else {key: tell(entry.get(key)) for key in _SAID}
    published, updated = _dates(said, atom=atom)
    own_language = said.get("language") or tell((entry.get("title_detail") or {}).get("language"))
    return ParsedItem(
        position=position,
        title=said.get("title") or "",
        markup=_markup(entry) if atom else "unknown",
        guid=said.get("id") or None,
        link=_link(entry, said, tell, atom=atom),
        summary=said.get("summary") or _content(entry, tell),
        author=said.get("author") or None,
        language=own_language if own_language != language else None,
        categories=_categories(entry, tell),
        published_text=published,
        updated_text=updated,
    )


def _text(entry: Entry, key: str) -> str | None:
    """A text that says something, ready to be stored; else ``None``."""
    return _said(entry.get(key))


def _said(value: object) -> str | None:
    if not value or not isinstance(value, str) or value.isspace():
        return None
    if (value.isascii() and "\0" not in value) or value.isprintable():
        return value  # neither surrogates nor controls nor what they are shielded as
    return repair.unshielded(clean(value))


def _as_written(value: object) -> str | None:
    """The same of a document in which there is nothing to clean."""
    return value if value and isinstance(value, str) and not value.isspace() else None


def _markup(entry: Entry) -> Markup:
    kind = (entry.get("title_detail") or {}).get("type", "text/plain")
    return "html" if kind in _HTML_TYPES else "plain"


def _link(entry: Entry, said: Entry, tell: Tell, *, atom: bool) -> str | None:
    """Where the article is: FeedBurner's original, the first alternate that is a page, any
    alternate; in RSS also a guid that says it is a permalink and looks like one."""
    original: str | None = said.get("feedburner_origlink") or said.get("pheedo_origlink")
    if original:
        return original
    other = None
    for each in entry.get("links") or ():
        if each.get("rel") == "alternate" and (href := tell(each.get("href"))):
            if each.get("type", "") in _HTML_TYPES:
                return href
            other = other or href
    if other:
        return other
    guid = None if atom or not entry.get("guidislink") else said.get("id")
    return guid if guid and _ADDRESS.match(guid) else None


def _dates(said: Entry, *, atom: bool) -> tuple[str | None, str | None]:
    """(published, updated) as written. RSS has one date of its own, the published one; where an
    entry carries only ``dc:date`` or the like, which feedparser calls updated, it is that."""
    published, updated = said.get("published"), said.get("updated") or None
    if atom or published:
        return published or said.get("created") or None, updated
    return (updated, None) if updated else (said.get("created") or None, None)


def _content(entry: Entry, tell: Tell) -> str | None:
    contents = entry.get("content") or ()
    return next((text for each in contents if (text := tell(each.get("value")))), None)


def _categories(entry: Entry, tell: Tell) -> tuple[str, ...]:
    """The words for people (Atom's label) before the words for machines (its term)."""
    named: dict[str, None] = {}
    for tag in entry.get("tags") or ():
        if name := tell(tag.get("label")) or tell(tag.get("term")):
            named[name.strip()] = None
    return tuple(named)


def _ttl_s(feed: Entry) -> int | None:
    """RSS ``ttl`` (minutes), else the syndication module's period divided by its frequency."""
    ttl = _count(feed, "ttl")
    if ttl:
        return ttl * 60
    period = _PERIOD_S.get((_text(feed, "sy_updateperiod") or "").strip().lower())
    return period // (_count(feed, "sy_updatefrequency") or 1) if period else None


def _count(feed: Entry, key: str) -> int:
    found = _COUNT.fullmatch((_text(feed, key) or "").strip())
    return int(found[0]) if found else 0
