"""Bytes to text, decided by us before any parser sees them.

Why not leave it to the feed parser: one stray 0xFF in a Ukrainian UTF-8 feed made feedparser 6.0.14
read all of it as iso-8859-2 (measured): every headline garbled, every guid intact, a false edit of
everything. So the order is: byte order mark; what the bytes say of UTF-16 and UTF-32; the charset
of HTTP; the document's own; strict UTF-8; UTF-8 with a few bad bytes; a detector with few choices.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import charset_normalizer

from ticker.parse import charsets

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16 LE
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4_096
_HTTP_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"'>]*)["']""")
_HTML = re.compile(rb"<!doctype\s+html|<(?:html|head|meta)\b", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_LANGUAGE = re.compile(
    rb"""(?:<(?:dc:)?language>\s*|\blang\s*=\s*["']?)([A-Za-z]{2,3})\b""", re.IGNORECASE
)
_BAD_SHARE = 1_000
"""A text may hold one bad byte in this many (0.1 %) and still be what it says."""
_PROOF = 10
"""... or one for this many characters that do decode: in a short text one byte is over 0.1 %."""
_FEWEST_NULS = 3
"""Fewer on one side are strays."""
_SAMPLE = 200_000
"""Bytes that the detector looks at; it takes about a second for a megabyte."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document as text without its byte order mark, and the codec that it was read with."""

    text: str
    encoding: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a document. `content_type` is the HTTP header's value. Never fails: what cannot be
    read becomes U+FFFD, and so does U+0000."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _tolerant(body[len(mark) :], encoding) or _guessed(body[len(mark) :], ())
    wide = _wide(body)
    if wide:
        return wide
    declared = _declared(body, content_type)
    return _as_declared(body, declared) or _near_utf8(body, declared) or _guessed(body, declared)


def clean(text: str) -> str:
    """Text that every store can keep: surrogate pairs joined, lone surrogates and U+0000 become
    U+FFFD."""
    if not text.isascii() and _LONE_SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\x00", "\ufffd")


def _wide(body: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark. Their NUL bytes stand in fixed places; no other text has
    any. Cyrillic UTF-16 has few of them (spaces, digits, markup), but all on one side."""
    head = body[:_HEAD]
    if b"\0" not in head:
        return None
    where = [head[offset::4].count(0) for offset in range(4)]
    quarter = len(head) // 4
    even, odd = where[0] + where[2], where[1] + where[3]
    candidates = (
        ("utf-32-be", where[0] >= quarter and where[1] > quarter // 2 and not where[3]),
        ("utf-32-le", where[3] >= quarter and where[2] > quarter // 2 and not where[0]),
        ("utf-16-be", not odd and even >= _FEWEST_NULS and even * 40 > len(head)),
        ("utf-16-le", not even and odd >= _FEWEST_NULS and odd * 40 > len(head)),
    )
    for encoding, likely in candidates:
        if likely:
            return _tolerant(body, encoding)
    return None


def _declared(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """Codecs that somebody claims, strongest claim first, each once."""
    labels = []
    if content_type and (http := _HTTP_CHARSET.search(content_type)):
        labels.append(http[1])
    head = body[:_HEAD]
    if xml := _XML_ENCODING.match(head):
        labels.append(xml[1].decode("latin-1"))
    bare = _COMMENT.sub(b"", head)
    if (html := _HTML.search(bare)) and (meta := _META_CHARSET.search(bare, html.start())):
        labels.append(meta[1].decode("latin-1"))
    found = (charsets.codec(label) for label in labels)
    return tuple(dict.fromkeys(name for name in found if name))


def _as_declared(body: bytes, declared: tuple[str, ...]) -> Decoded | None:
    """The first claim that holds for every byte; but where all bytes are valid UTF-8 with
    characters beyond ASCII in it, they are UTF-8, whatever is claimed: servers that send
    ``iso-8859-1`` by default are common, legacy text that is valid UTF-8 by chance is not."""
    utf8 = _strict(body, "utf-8")
    for encoding in declared:
        if encoding == "utf-8":
            if utf8:
                return utf8
            continue
        if utf8 and _beyond_ascii(utf8.text) > (_PROOF if encoding in charsets.MULTIBYTE else 0):
            return utf8
        plain = _strict(body, encoding)
        if plain and not _mostly_utf8(body):
            return plain
    return utf8


def _near_utf8(body: bytes, declared: tuple[str, ...]) -> Decoded | None:
    """UTF-8 with a few bad bytes. Text without one character of UTF-8 is taken for it only where
    it is declared: rare accents of a legacy charset are few bad bytes, too."""
    if "utf-8" not in declared and not _mostly_utf8(body):
        return None
    return _tolerant(body, "utf-8")


def _guessed(body: bytes, declared: tuple[str, ...]) -> Decoded:
    """The nearly fitting claim, else the detector's choice among few, else UTF-8 with marks."""
    for encoding in declared:
        if near := _tolerant(body, encoding):
            return near
    language = _LANGUAGE.search(body[:_HEAD])
    spoken = charsets.codecs_of(language[1].decode("ascii")) if language else ()
    detected = (spoken and _detected(body, spoken)) or _detected(body, charsets.DETECTABLE)
    return _replaced(body, detected or "utf-8")


def _detected(body: bytes, choices: tuple[str, ...]) -> str | None:
    best = charset_normalizer.from_bytes(
        body[:_SAMPLE], cp_isolation=list(choices), enable_fallback=False
    ).best()
    return charsets.codec(best.encoding) if best else None


def _strict(body: bytes, encoding: str) -> Decoded | None:
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        return None
    return Decoded(text.replace("\x00", "\ufffd") if b"\0" in body else text, encoding)


def _tolerant(body: bytes, encoding: str) -> Decoded | None:
    decoded = _replaced(body, encoding)
    bad = _bad(body, decoded.text)
    good = _beyond_ascii(decoded.text) - bad
    return decoded if bad * _BAD_SHARE <= len(body) or bad * _PROOF <= good else None


def _replaced(body: bytes, encoding: str) -> Decoded:
    return Decoded(body.decode(encoding, "replace").replace("\x00", "\ufffd"), encoding)


def _mostly_utf8(body: bytes) -> bool:
    """Whether the bytes beyond ASCII are UTF-8 but for a few."""
    text = body.decode("utf-8", "replace")
    bad = _bad(body, text)
    return _beyond_ascii(text) - bad > bad * _PROOF


def _bad(body: bytes, text: str) -> int:
    """How many replacement characters are ours, not the document's."""
    return max(0, text.count("\ufffd") - body.count(b"\xef\xbf\xbd"))


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
