"""The form that a digest asks for."""

from __future__ import annotations

from datetime import tzinfo

from ticker.digest.jsondoc import json_document
from ticker.digest.markdown import markdown
from ticker.digest.pages import lay_out
from ticker.digest.text import text
from ticker.model import DigestContents


def render(contents: DigestContents, zone: tzinfo) -> str:
    """A digest as text in its format, times in `zone`: the same contents give the same text."""
    match contents.digest.format:
        case "json":
            return json_document(contents, zone)
        case "text":
            return text(lay_out(contents, zone))
        case "md":
            return markdown(lay_out(contents, zone))
