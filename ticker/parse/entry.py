"""One entry of a feed, read as feedparser reads it, as far as it is known here.

The order of the elements counts: of two with one meaning feedparser keeps the later one, unless it
stands deeper; a title that stands as deep as the last one or deeper is dropped; a second
description is content. So the elements are taken in the document's order, with their depth.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from ticker.parse import written
from ticker.parse.beyond import BeyondError
from ticker.parse.names import HANDLED, Names, words
from ticker.parse.reader import Entry, Reader, Take
from ticker.parse.written import XHTML, attributes, bare, language, media_type

_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_DEEPEST = 50
"""Levels; a feed has about five."""
_OVERWRITES = words("authors author_detail contributors entries guidislink links title_detail")
"""Names of no element, under which feedparser would keep one that had them."""
_ORIGINALS = ("feedburner_origlink", "pheedo_origlink")
_PERSON = words("name email uri url homepage itunes_name itunes_email")
_IN_SOURCE = words(
    "title id link updated published author contributor category rights copyright subtitle "
    "generator icon logo"
)
_IN_IMAGE = words("link url width height")
_DETAILS = {kind: {"type": kind, "language": None} for kind in ("text/plain", "text/html", XHTML)}
"""Of a title whose language is not told."""


class Takes(dict[str, Take]):
    """What takes an element of each tag (``{address}local``) that a document has in its entries."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self.names = names

    def __missing__(self, tag: str) -> Take:
        name = self.names[tag]
        beyond = name in HANDLED or name in _OVERWRITES
        self[tag] = take = _TAKES.get(name, _refuse if beyond else _take_inner)
        return take


def read_entry(reader: Reader, element: Element, depth: int, around: str | None) -> dict[str, Any]:
    """An ``<item>`` or ``<entry>`` at this depth (the root is 1), in a feed of this language.

    Raises BeyondError where it holds anything that is not known here."""
    said = attributes(element)
    if "lastmod" in said or "href" in said:
        raise BeyondError("an entry with attributes of CDF")
    entry = Entry(reader, {"links": [], "tags": [], "content": []}, {})
    about = said.get("rdf:about")
    if about and not about.isspace():
        entry.said["id"] = about
    reader.title_depth = -1
    _take_all(entry, element, depth + 1, language(said, around))
    reader.has_content = False
    return entry.said


def _take_all(entry: Entry, parent: Element, depth: int, around: str | None) -> None:
    if depth > _DEEPEST:
        raise BeyondError("a very deep entry")
    takes = entry.reader.takes
    for element in parent:
        takes[element.tag](entry, element, depth, around)


def _take_inner(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    """An element of which feedparser keeps nothing, but what stands in it."""
    if len(element):
        _take_all(entry, element, depth + 1, language(attributes(element), around))


def _refuse(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    raise BeyondError(f"<{entry.reader.names[element.tag]}> in an entry")


def _take_title(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    said = attributes(element)
    value, kind = entry.reader.text(element, media_type(said, "text/plain"))
    if not -1 < entry.reader.title_depth <= depth:
        entry.keep("title", value, depth)
        spoken = language(said, around)
        detail = {"type": kind, "language": spoken.replace("_", "-")} if spoken else _DETAILS[kind]
        entry.said["title_detail"] = detail
    if value:
        entry.reader.title_depth = depth


def _take_media_title(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    before = entry.reader.title_depth
    _take_title(entry, element, depth, around)
    entry.reader.title_depth = before


def _take_link(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    said = attributes(element)
    if "url" in said or "uri" in said:
        raise BeyondError("a link with an address of another name")
    relation = said.get("rel", "alternate")
    kind = said.get("type", "application/atom+xml" if relation == "self" else "text/html")
    link = {"rel": relation, "type": kind}
    entry.said["links"].append(link)
    written_out = bare(element)
    if "href" in said:
        link["href"] = written.resolved(said["href"], entry.reader.bases.get(element, ""))
        entry.linked = entry.linked or (relation == "alternate" and written.page_type(kind))
        return
    entry.linked = True
    if written_out:
        address = written.mended(written.resolved(written_out, entry.reader.bases.get(element, "")))
        if ";" in address:
            address = _REFERENCE.sub(r"&\1", address.replace("&amp;", "&"))
        if address:
            link["href"] = address


def _take_id(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    value = bare(element)
    is_link = attributes(element).get("ispermalink", "true") == "true"
    if value and is_link:
        value = written.resolved(value, entry.reader.bases.get(element, ""))
    entry.keep("id", written.mended(value), depth)
    entry.said.setdefault("guidislink", is_link and not entry.linked)
    entry.linked = entry.linked or is_link


def _take_description(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    _describe(entry, element, depth, "text/html")


def _take_summary(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    _describe(entry, element, depth, "text/plain")


def _describe(entry: Entry, element: Element, depth: int, default: str) -> None:
    said = attributes(element)
    if "summary" in entry.said and not entry.reader.has_content:
        _take_content(entry, element, depth, None)
    else:
        entry.keep("summary", entry.reader.text(element, media_type(said, default))[0], depth)


def _take_content(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    entry.reader.has_content = True
    _contain(entry, element, "text/plain")


def _take_encoded(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    entry.reader.has_content = True
    _contain(entry, element, "text/html")


def _take_body(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    _contain(entry, element, written.XHTML)


def _contain(entry: Entry, element: Element, default: str) -> None:
    value, _ = entry.reader.text(element, media_type(attributes(element), default))
    entry.said["content"].append({"value": value})
    entry.said.setdefault("summary", value)


def _take_author(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    if not len(element):
        entry.keep("author", entry.reader.plain(element), depth)
        return
    if depth > entry.depths.get("author", depth):
        raise BeyondError("an author within something else")
    detail = _person(entry.reader.names, element, entry.said.get("author"))
    pieces = [element.text or "", *[child.tail or "" for child in element]]
    entry.keep("author", written.mended("".join(pieces).strip()), depth)
    name, email = detail.get("name"), detail.get("email")
    if name or email:
        entry.said["author"] = f"{name} ({email})" if name and email else name or email


def _person(names: Names, element: Element, before: str | None) -> dict[str, str]:
    """What is said of an author. The one `before` is where feedparser starts from."""
    said: dict[str, str] = {}
    for child in element:
        name = names[child.tag]
        if name in _PERSON:
            value = bare(child)
            if before:
                if "@" in before:
                    raise BeyondError("an author behind one with an address")
                said["name"] = before
                before = None
            said[name.removeprefix("itunes_")] = value
        elif name in HANDLED or name in _OVERWRITES or len(child) or child.text:
            raise BeyondError(f"<{name}> in an author")
    return said


def _take_category(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    said = attributes(element)
    _tag(entry, element, said.get("term"), said.get("scheme", said.get("domain")), said)


def _take_media_category(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    said = attributes(element)
    scheme = said.get("scheme", "http://search.yahoo.com/mrss/category_schema")
    _tag(entry, element, said.get("term"), scheme, said)


def _tag(
    entry: Entry,
    element: Element,
    term: str | None,
    scheme: str | None,
    said: written.Attributes,
) -> None:
    label = said.get("label")
    if term or scheme or label:
        entry.tag(term, scheme, label)
    value = entry.reader.plain(element)
    tags = entry.said["tags"]
    if value and tags and not tags[-1]["term"]:
        tags[-1]["term"] = value
    elif value:
        entry.tag(value, None, None)


def _take_itunes_category(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    term = attributes(element).get("text")
    _tag(entry, element, term, "http://www.itunes.com/", written.NONE)


def _take_keywords(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    if element.keys():
        raise BeyondError("keywords with attributes")
    itunes = entry.reader.names[element.tag].startswith("itunes_")
    for term in entry.reader.plain(element).split(","):
        if term.strip():
            entry.tag(term.strip(), "http://www.itunes.com/" if itunes else None, None)


def _take_source(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    """Where an entry was taken from: its words are not the entry's."""
    entry.reader.title_depth = -1
    for child in element:
        name = entry.reader.names[child.tag]
        if name in HANDLED and name not in _IN_SOURCE:
            raise BeyondError(f"<{name}> in a source")
        if name in ("author", "contributor"):
            _person(entry.reader.names, child, None)
        elif name == "title":
            if entry.reader.text(child, media_type(attributes(child), "text/plain"))[0]:
                entry.reader.title_depth = depth + 1
        else:
            bare(child)


def _take_contributor(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    _person(entry.reader.names, element, None)


def _take_image(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    entry.reader.title_depth = -1
    spoken = language(attributes(element), around)
    for child in element:
        name = entry.reader.names[child.tag]
        if name == "title":
            _take_title(entry, child, depth + 1, spoken)
        elif name in _IN_IMAGE and child.get("href") is None:
            bare(child)
        else:
            raise BeyondError(f"<{name}> in the image of an entry")


def _passed_over(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    """An element that feedparser knows, and keeps where nobody looks."""
    if len(element):
        raise BeyondError(f"markup in <{element.tag}>")


def _kept_as(key: str) -> Take:
    def take(entry: Entry, element: Element, depth: int, around: str | None) -> None:
        entry.keep(key, entry.reader.plain(element), depth)

    return take


def _take_original(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    """FeedBurner's and Pheedo's original links; with an attribute they are no text."""
    name = entry.reader.names[element.tag]
    if element.keys():
        raise BeyondError(f"<{name}> with attributes")
    entry.keep(name, entry.reader.plain(element), depth)


def _take_date(entry: Entry, element: Element, depth: int, around: str | None) -> None:
    """No element of any dialect, but feedparser's old name for the date of an update."""
    if element.keys():
        raise BeyondError("<date> with attributes")
    if depth <= entry.depths.get("date", depth):
        entry.depths["date"] = depth
        entry.said["updated"] = entry.reader.plain(element)


PASSED_OVER = words(
    "admin_errorreportsto admin_generatoragent cc_license copyright creativecommons_license "
    "dc_contributor dc_publisher dc_rights email enclosure expirationdate generator georss_box "
    "georss_line georss_point georss_polygon height homepage info itunes_block itunes_explicit "
    "itunes_image itunes_link itunes_subtitle media_credit media_license media_player "
    "media_rating media_restriction media_thumbnail name rights subtitle tagline uri url "
    "webmaster width"
)
"""Names of elements that feedparser keeps where nobody looks, in an entry as in a feed."""
_TAKES: dict[str, Take] = {
    **dict.fromkeys(PASSED_OVER, _passed_over),
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), _kept_as("published")),
    **dict.fromkeys(
        ("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"),
        _kept_as("updated"),
    ),
    **dict.fromkeys(("created", "dcterms_created"), _kept_as("created")),
    **dict.fromkeys(("language", "dc_language"), _kept_as("language")),
    **dict.fromkeys(("title", "dc_title"), _take_title),
    **dict.fromkeys(("guid", "id"), _take_id),
    **dict.fromkeys(("description", "dc_description", "media_description"), _take_description),
    **dict.fromkeys(("summary", "itunes_summary"), _take_summary),
    **dict.fromkeys(("author", "dc_author", "dc_creator", "itunes_author"), _take_author),
    **dict.fromkeys(("category", "keywords", "dc_subject"), _take_category),
    **dict.fromkeys(("media_keywords", "itunes_keywords"), _take_keywords),
    **dict.fromkeys(("media_group", "media_content"), _take_inner),
    **dict.fromkeys(_ORIGINALS, _take_original),
    "media_title": _take_media_title,
    "media_category": _take_media_category,
    "itunes_category": _take_itunes_category,
    "date": _take_date,
    "body": _take_body,
    "xhtml_body": _take_body,
    "link": _take_link,
    "content": _take_content,
    **dict.fromkeys(("content_encoded", "fullitem"), _take_encoded),
    "contributor": _take_contributor,
    "source": _take_source,
    "image": _take_image,
}
