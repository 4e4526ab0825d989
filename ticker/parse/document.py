"""The one door of this room: bytes to a `Document`, or a `ParseError` that says what they are."""

from __future__ import annotations

from ticker.errors import ParseError
from ticker.model import Document, Explanation, Selectors, SourceKind
from ticker.parse import ending, sniff
from ticker.parse.decode import Decoded, decode
from ticker.parse.feed import read_feed
from ticker.parse.jsonfeed import read_json_feed
from ticker.parse.text import read_text
from ticker.parse.timed_list import explain_list, read_list

_FEED_HINT = 'give the address of a feed, or set kind = "list" for a page of timed headlines'
_GATE_HINT = "the site asks for a browser: look for a feed, or ask it to let feed readers in"
_CUT_HINT = "it was cut on its way, or is still being written; the next poll will tell"


def parse(
    body: bytes,
    *,
    content_type: str | None = None,
    url: str | None = None,
    kind: SourceKind | None = None,
    selectors: Selectors = Selectors(),
    shape: str | None = None,
) -> Document:
    """Parse a document: a feed, a page with a timed list, or a timed list in plain text.

    What it is, is told from the bytes. Of `content_type` (the HTTP header's value) only the charset
    is believed, and only if the bytes agree. `kind` is what the source is configured to be: without
    it, a feed is read as a feed, a page as a list, anything else as text; ``list`` takes text, too.
    `shape` is that of the list that a page gave so far: it is kept to while it is there. `url`
    only names the document in errors. Items are strings as the document says them; a list
    without timed rows is a document without items.

    Raises ParseError, which says what the document is, where it is not what was asked for, ends
    before it is complete, or declares entities.
    """
    try:
        return _parse(body, content_type, kind, selectors, shape)
    except ParseError as error:
        error.where = error.where or url
        raise


def _parse(
    body: bytes,
    content_type: str | None,
    kind: SourceKind | None,
    selectors: Selectors,
    shape: str | None,
) -> Document:
    if what := sniff.binary(body):
        raise ParseError(f"{what}, not {_wanted(kind)}", hint=_FEED_HINT)
    document = decode(body, content_type)
    seen = sniff.sniff(document.text)
    match seen.sort:
        case "empty":
            raise ParseError("an empty document", hint="the next poll will tell if it stays empty")
        case "xml":
            what = f"an XML document <{seen.name}>" if seen.name else "markup without any element"
            raise ParseError(f"{what}, not {_wanted(kind)}", hint=_FEED_HINT)
        case "feed" | "json" if kind in ("list", "text"):
            what = "JSON" if seen.sort == "json" else f"a feed <{seen.name}>"
            raise ParseError(f"{what}, not {_wanted(kind)}", hint='set kind = "feed"')
        case "feed":
            return read_feed(document, seen)
        case "json":
            return read_json_feed(document)
        case "html":
            return _page(document, kind, selectors, shape)
        case "text" if document.text.count("\ufffd") * 20 > len(document.text):
            raise ParseError(f"binary data, not {_wanted(kind)}", hint=_FEED_HINT)
        case "text" if kind == "feed":
            raise ParseError("plain text, not a feed", hint=_FEED_HINT)
        case _:
            return read_text(document)


def explain(
    body: bytes,
    *,
    content_type: str | None = None,
    kind: SourceKind | None = None,
    selectors: Selectors = Selectors(),
    shape: str | None = None,
) -> Explanation | None:
    """Why `parse` gives the rows that it gives; ``None`` for what is not read as a page. A page
    that `parse` refuses is explained all the same."""
    if kind in ("feed", "text") or sniff.binary(body):
        return None
    document = decode(body, content_type)
    if sniff.sniff(document.text).sort != "html":
        return None
    return explain_list(document, selectors, shape)


def _page(
    document: Decoded, kind: SourceKind | None, selectors: Selectors, shape: str | None
) -> Document:
    if kind in ("feed", "text"):
        what = sniff.describe_page(document.text)
        raise ParseError(f"{what}, not {_wanted(kind)}", hint=_FEED_HINT)
    if not ending.page_is_whole(document.text):
        raise ParseError("the document ends before its closing </html>", hint=_CUT_HINT)
    listed = read_list(document, selectors, shape)
    gate = None if listed.items else sniff.gate_of(document.text)
    if gate:
        raise ParseError(f"a login or challenge page ({gate}), not a list", hint=_GATE_HINT)
    return listed


def _wanted(kind: SourceKind | None) -> str:
    return {"feed": "a feed", "list": "a list", "text": "plain text"}.get(kind or "feed", "a feed")
