"""Whether a document arrived whole.

A download without a length that is cut leaves valid-looking bytes: the items that are missing
would look delisted, and the one in the middle edited. So a document that opened a root element
must close it; what closes it may not stand in a comment, a CDATA section or a script.
"""

from __future__ import annotations

import re

_RAW_TEXT = "script|style|textarea|title|xmp|noembed|noframes"
_TAG = rf"!--|(?P<raw>{_RAW_TEXT})\b|(?P<opens>html|body)(?=[\s/>])|/(?P<closes>html|body)\s*>"
_TAG_TOKEN = re.compile(rf"<(?:{_TAG}|(?P<quote>(?!)))", re.IGNORECASE)
"""Begins with `<` in every case, which lets the search skip to the next one."""
_HTML_TOKEN = re.compile(rf"""<(?:{_TAG})|\bsrcdoc\s*=\s*(?P<quote>["'])""", re.IGNORECASE)
_SRCDOC = ("srcdoc", "SRCDOC", "srcDoc")


def root_end(text: str, name: str, start: int) -> int | None:
    """Where the root element `name`, whose tag begins at `start`, ends: the offset behind its last
    closing tag; ``None`` where the document ends before. Several documents in a row are one."""
    token = re.compile(
        rf"<!--|<!\[CDATA\[|<\?|<(?P<close>/?){re.escape(name)}(?=[\s/>])"
        r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*?(?P<empty>/?)>""",
        re.IGNORECASE,
    )
    depth, end, at = 0, None, start
    while found := token.search(text, at):
        at = _behind(text, found)
        if at < 0:
            return None
        if found[0] in _UNTIL:
            continue
        if found["close"]:
            depth = max(0, depth - 1)
        elif not found["empty"]:
            depth += 1
        end = at if depth == 0 else None
    return end


def likely_end(text: str, name: str, start: int) -> int | None:
    """Where `root_end` is if a strict parser reads the root element up to there: behind the last
    tag that closes it, where no markup follows. Nothing hides that tag then: an attribute holds no
    ``<``, and a comment or CDATA section would be open at the end."""
    tag = f"</{name}>"
    end = text.rfind(tag, start) + len(tag)
    return end if end >= len(tag) and text.find("<", end) < 0 else None


_UNTIL = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}


def _behind(text: str, found: re.Match[str]) -> int:
    """The offset behind a token; behind all that a comment or CDATA section hides; -1 where that
    never ends. A stray ``<?`` hides nothing."""
    until = _UNTIL.get(found[0].upper())
    if until is None:
        return found.end()
    close = text.find(until, found.end())
    if close < 0:
        return found.end() if until == "?>" else -1
    return close + len(until)


def page_is_whole(text: str) -> bool:
    """Whether an HTML page ends. A fragment that opens neither ``<html>`` nor ``<body>`` cannot
    tell and counts as whole; a page that opens one must close one of them."""
    opened = closed = False
    unclosed: set[str] = set()
    at = 0
    token = _HTML_TOKEN if any(word in text for word in _SRCDOC) else _TAG_TOKEN
    while found := token.search(text, at):
        at = _behind_hidden(text, found, unclosed)
        if at < 0:
            return False
        opened = opened or bool(found["opens"])
        closed = closed or bool(found["closes"])
    return closed or not opened


def _behind_hidden(text: str, found: re.Match[str], unclosed: set[str]) -> int:
    """`_behind` for HTML. ``<!-->`` is a whole comment; a `title` may be an empty one of SVG.
    `unclosed` remembers names that no tag closes any more, lest each be searched for again."""
    if found[0] == "<!--":
        close = text.find("-->", found.start() + 2)
        return close + 3 if close >= 0 else -1
    if found["raw"]:
        name = found["raw"].lower()
        pattern = re.compile(rf"</{name}\b", re.IGNORECASE)
        ended = pattern.search(text, found.end()) if name not in unclosed else None
        if ended:
            return ended.end()
        unclosed.add(name)
        return -1 if name in {"script", "style"} else found.end()
    if found["quote"]:
        close = text.find(found["quote"], found.end())
        return close + 1 if close >= 0 else -1
    return found.end()
