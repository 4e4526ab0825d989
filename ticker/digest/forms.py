"""The form that a digest asks for."""

from __future__ import annotations

from datetime import tzinfo

from ticker.digest.atom import atom
from ticker.digest.html import html
from ticker.digest.jsondoc import json_document
from ticker.digest.markdown import markdown
from ticker.digest.pages import lay_out
from ticker.digest.text import text
from ticker.model import DigestContents


def render(contents: DigestContents, zone: tzinfo) -> str:
    """A digest as text in its format, times in `zone`: the same contents give the same text. JSON
    and Atom hold everything, the others what fits into the digest's lines."""
    lines = contents.digest.lines
    match contents.digest.format:
        case "json":
            return json_document(contents, zone)
        case "atom":
            return atom(contents, zone)
        case "html":
            return html(lay_out(contents, zone), lines)
        case "text":
            return text(lay_out(contents, zone), lines)
        case "md":
            return markdown(lay_out(contents, zone), lines)
