"""Text that a database can keep: no U+0000, no lone surrogates."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` with U+0000 and lone surrogates as U+FFFD; the capture keeps the bytes.

    SQLite ends a value at U+0000 in half of its functions, and UTF-8 has no surrogates.
    """
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def maybe_clean(text: str | None) -> str | None:
    """`clean`, where there may be no text; an empty one is none."""
    if not text:
        return None
    # As `clean`, and not by it: a poll asks for hundreds of texts.
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)
