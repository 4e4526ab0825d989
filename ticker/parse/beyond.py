"""What the fast reader does with a document that it cannot prove to be in its subset."""

from __future__ import annotations


class BeyondError(Exception):
    """Something that the fast reader does not know: the document is feedparser's to read.

    Never leaves this room: `ticker.parse.fast` turns it into ``None``."""
