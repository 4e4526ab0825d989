"""Text out of what sources call a title: no markup, no entities, no characters that deceive."""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5
from typing import Final, Literal

import nh3

_LIMIT: Final = 32_768  # characters read: what is longer is no headline, and the title keeps it
_PASSES: Final = 8  # of unescaping and stripping; measured, real titles need two

# Elements that run, load or swallow something: markup whatever stands in their tag.
_ACTIVE: Final = (
    "applet|audio|base|body|button|details|embed|form|frame|frameset|iframe|img|image|input|link|"
    "marquee|math|meta|noembed|noscript|object|plaintext|portal|script|select|source|style|svg|"
    "template|textarea|title|video|xmp"
)
# Elements that only shape text: markup where the tag is bare or carries attributes with values.
_SHAPING: Final = (
    "a|abbr|acronym|address|article|aside|b|bdi|bdo|big|blink|blockquote|br|caption|center|cite|"
    "code|col|colgroup|dd|del|dfn|dir|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|head|"
    "header|hr|html|i|ins|kbd|label|li|main|map|mark|nav|nobr|ol|p|picture|pre|q|rp|rt|ruby|s|samp|"
    "section|small|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u|"
    "ul|var|wbr"
)
# "5 < 6 and 7 > 3" and "a<b and c>d" are text; a browser would run or hide the following.
_MARKUP: Final = re.compile(
    rf"<!(?:--|\[CDATA\[|doctype)|<\?[a-z]"
    rf"|</?(?:{_ACTIVE})(?=[\s/>]|\Z)"
    rf"|</?(?:{_SHAPING})\s*/?>"
    rf"|<(?:{_SHAPING})[\s/][^>=]{{0,1024}}="
    r"|<[a-z][^\s<>/]{0,64}[\s/][^>]{0,1024}?\bon[a-z]{3,30}\s{0,9}=",
    re.IGNORECASE,
)
# Tags that are left out in one step, as the sanitiser would: whole ones that neither hide nor
# move text, with attributes in double quotes. The first part words.
_ATTRIBUTES: Final = r"""(?: [a-z][a-z0-9:_-]*(?:="[^"<\1]*")?)* ?/?>"""
_PLAIN_BLOCK: Final = re.compile(
    rf"<(?:/(?:p|br|div|li|ul|ol|h[1-6]|blockquote) ?>"
    rf"|(?:p|br|div|li|ul|ol|h[1-6r]|blockquote|img){_ATTRIBUTES})",
    re.IGNORECASE | re.ASCII,
)
_PLAIN_INLINE: Final = re.compile(
    rf"<(?:/(?:a|b|em|i|small|span|strong|sub|sup|u) ?>"
    rf"|(?:a|b|em|i|small|span|strong|sub|sup|u){_ATTRIBUTES})",
    re.IGNORECASE | re.ASCII,
)
# An `&` that is not sure to be read alike by everybody: of no whole entity, or of an odd one.
_UNSURE: Final = re.compile(
    r"&(?! |\Z|(?:amp|apos|gt|lt|nbsp|quot|[lr][ads]quo|[bs]bquo|[mn]dash|hellip"
    r"|[aeiou](?:acute|uml));|#(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]|1[6-9]\d|[2-9]\d\d|[1-9]\d{3}|[1-4]\d{4});"
    r"|#[xX](?:[2-6][\da-fA-F]|20[\da-fA-F]{2});)",
    re.ASCII,
)
# Tags that part words where they stand.
_PARTING: Final = re.compile(
    r"<(?=/?(?:br|p|div|li|ul|ol|t[rdh]|h[1-6r]|d[dt]|blockquote|pre|img|table)\b)", re.IGNORECASE
)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSANDS: Final = re.compile(r"&(?:amp;)+")

_TERMINAL: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b."
)
# Controls, soft hyphens, zero-width characters, bidirectional overrides and marks, tags.
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
# Joiners, but not between the letters (Persian, Hindi) and pictures that need them.
_NEEDS_JOINERS: Final = r"\u0590-\u1fff\u2190-\U0010ffff"
_JOINERS: Final = re.compile(
    rf"(?<![{_NEEDS_JOINERS}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_NEEDS_JOINERS}\u200c\u200d])"
)
_LONE_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")


def plain(text: str, markup: Literal["plain", "html", "unknown"] = "plain") -> str:
    """`text` as a reader sees it, on one line.

    ``html`` is read as HTML. ``unknown`` (RSS leaves it open) loses what really is markup and
    keeps ``5 < 6``. ``plain`` keeps its angle brackets. Entities are decoded in all three, as
    often as they were escaped (1 % of real titles are escaped twice), but only whole ones:
    ``AT&T`` and ``?a=1&copy=2`` stay. Terminal sequences, controls, zero-width characters and
    bidirectional overrides go. From ``html`` and ``unknown`` no tag comes back that a browser
    would run, however it was escaped. For display, escape the answer all the same.
    """
    text = text[:_LIMIT]
    if not text.isprintable():
        return _read(_tidy(text), markup)
    # Most texts end here, at once or without simple markup: asking again whether all of it can
    # be seen would be a third of the time of reading it (measured).
    line = _even(text)
    if "&" in line:
        return _read(line, markup)
    if "<" not in line:
        return line
    bare = _left_out(line) if markup == "html" else None
    return _read(line, markup) if bare is None else _even(bare)


def _read(line: str, markup: Literal["plain", "html", "unknown"]) -> str:
    """A tidy text as a reader sees it."""
    if _is_clear(line):
        return line
    if markup == "plain":
        return _tidy(_decoded(line))
    if markup == "html":
        line = _tidy(_stripped(line))
        if _is_clear(line):
            return line
    for _ in range(_PASSES):
        read = _tidy(_stripped(line) if _MARKUP.search(line) else _decoded(line))
        if read == line:
            return line
        line = read
    return line.replace("<", " ") if _MARKUP.search(line) else line


def _is_clear(line: str) -> bool:
    """Whether nothing is left to be done about a text that is tidy."""
    return "&" not in line and "<" not in line and line.isprintable()


def _stripped(text: str) -> str:
    """A tidy text without its markup."""
    if "<" not in text:
        return html.unescape(text)
    said = _left_out(text)
    if said is None:
        said = nh3.clean(_PARTING.sub(" <", text), tags=set(), attributes={})
    return _decoded(said)


def _left_out(text: str) -> str | None:
    """What the sanitiser, which costs ten times as much, makes of simple markup, its own escapes
    apart; ``None`` where the markup is not simple."""
    # Tags leave marks: what stands on the two sides of one is no tag, and no entity. Controls are
    # not in a tidy text.
    said = _PLAIN_BLOCK.sub("\1", text)
    if "<" in said:
        said = _PLAIN_INLINE.sub("\0", said)
        if "<" in said:
            return None
    if "&" in said:
        if _UNSURE.search(said):
            return None
        said = html.unescape(said)
    return said.replace("\0", "").replace("\1", " ")


def _decoded(text: str) -> str:
    if "&" not in text:
        return text
    return _ENTITY.sub(_character, _AMPERSANDS.sub("&", text))


def _character(found: re.Match[str]) -> str:
    entity = found[0]
    known = entity[1] == "#" or entity[1:] in html5
    return html.unescape(entity) if known else entity


def _tidy(text: str) -> str:
    if text.isprintable():  # nothing that the patterns look for is: most texts end here
        return _even(text)
    line = " ".join(text.split())
    if line.isprintable():
        return unicodedata.normalize("NFC", line)
    text = _LONE_SURROGATES.sub("\ufffd", _TERMINAL.sub("", text))
    text = _JOINERS.sub("", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _even(text: str) -> str:
    """A printable text, of which no white space but spaces is, with one space between words."""
    text = text.strip()
    if "  " in text:
        text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)
