"""Text of strangers, made safe to show: headlines, error texts and names come from the net.

A terminal obeys escape sequences, and bidirectional controls make text read backwards; none of
them carries news. JSON keeps every character, the dangerous ones as ``\\uXXXX``.
"""

from __future__ import annotations

import re
import unicodedata

# ECMA-48: CSI sequences, strings (OSC, DCS, SOS, PM, APC) up to their end, two-byte escapes; the
# C1 forms (U+0080-U+009F) of the same.
_ESCAPES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)
_JOINERS = "\u200c\u200d"  # they shape Persian words and emoji families
_UNSEEN_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def plain(text: str, *, lines: bool = False) -> str:
    """`text` without control, escape and direction characters, on one line (`lines` keeps line
    ends). Lone surrogates become U+FFFD."""
    bare = _ESCAPES.sub("", text)
    if bare.isascii() and bare.isprintable():
        return bare
    return "".join(_shown(char, lines) for char in bare)


def _shown(char: str, lines: bool) -> str:
    if char.isprintable() or char in _JOINERS or (lines and char == "\n"):
        return char
    category = unicodedata.category(char)
    if category in {"Zs", "Zl", "Zp"} or char in "\t\n\r\v\f\x85":
        return " "
    if category == "Cs":
        return "\ufffd"
    # Private and unassigned characters show as boxes at worst.
    return "" if category in {"Cc", "Cf"} else char


def escaped_json(text: str) -> str:
    """JSON text in which no character is a control of terminals or of writing direction."""
    return _UNSEEN_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width(text: str) -> int:
    """How many columns a terminal gives `text` (Unicode TR 11: wide characters take two)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
