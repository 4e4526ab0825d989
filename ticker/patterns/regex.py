r"""Regular expressions as users write them -> patterns of RE2 that fit folded text.

Patterns are RE2's (https://github.com/google/re2/wiki/Syntax): matching takes time linear in the
text, whatever the pattern. They are folded as texts are. RE2's own \b and \w know ASCII alone:
"\bКиїв\b" would never match. So a pattern with \b is matched against marked text; \b becomes the
mark, and all that may stand between words steps over it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import re2

from ticker.patterns.folding import MARK, WORD, fold
from ticker.patterns.term import Fault, Field, Term, compiled

_TOKEN: Final = re.compile(
    r"""
    (?P<boundary>\\b) | (?P<inside>\\B)
    | (?P<start>\^|\\A) | (?P<end>\$|\\z)
    | (?P<quoted>\\Q.*?(?:\\E|\Z))
    | (?P<group>\((?:\?(?:P?<\w+>|[imsU-]*[:)]))?)
    | (?P<repeat>\{\d+(?:,\d*)?\})
    | (?P<set>\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])
    | (?P<escape>\\[pP](?:\{\^?\w+\}|.)|\\x(?:\{[0-9a-fA-F]+\}|..)|\\[0-7]{1,3}|\\.)
    | (?P<sign>[|)*+?])
    | (?P<char>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CASED: Final = re.compile(r"\(\?\w*-\w*i")
_WORDY: Final = r"\pL\pM\pN_"
_ESCAPES: Final = {
    r"\w": f"[{_WORDY}]",
    r"\W": f"[^{_WORDY}{MARK}]",
    r"\S": rf"[^\s{MARK}]",
    r"\D": rf"[^\d{MARK}]",
    ".": f"[^\n{MARK}]",
}
_RANGE: Final = re.compile(r"(\\.|.)-([^\]\\])|\\.|\[:\^?\w+:\]|.", re.DOTALL)
_NOTHING: Final = "(?:)"


def read_regex(written: str, field: Field) -> Term | Fault:
    r"""The term of a regular expression, or why it is none: not RE2's, empty, too large, asking for
    case, or fitting the empty text ("Kyiv|" would fit every item)."""
    if not written.strip():
        return Fault("is empty", "say what it should match")
    fault = compiled(written)  # errors are told in the words of the pattern as written
    if isinstance(fault, Fault):
        return fault
    tokens = [
        (found.lastgroup or "", found[0])
        for found in _TOKEN.finditer(unicodedata.normalize("NFC", written))
    ]
    by_word = any(kind == "boundary" for kind, _ in tokens)
    for kind, token in tokens:
        if by_word and kind == "inside":
            return Fault(r"has \B, which cannot stand beside \b", "say what may follow")
        if kind == "group" and _CASED.match(token):
            return Fault(f"has {token}, which asks for case", "case is never looked at")
    pattern = "".join(_rewritten(kind, token, by_word) for kind, token in tokens)
    loose = "".join(_loosened(kind, token) for kind, token in tokens)
    term = checked(Term(field, pattern, loose, by_word))
    if isinstance(term, Term) and "|" in written and compiled(pattern).search(""):
        return Fault(
            "fits the empty text, and so every item",
            'look for an empty choice, as in "a|" or "(a|)"',
        )
    return term


def checked(term: Term) -> Term | Fault:
    """The term, if RE2 takes it."""
    for pattern in (term.pattern, term.loose):
        ready = compiled(pattern)
        if isinstance(ready, Fault):
            return ready
    return term


def literal(text: str) -> str:
    """A folded text as a pattern for itself, without marks."""
    quoted: str = re2.escape(text)
    return quoted


def _rewritten(kind: str, text: str, by_word: bool) -> str:
    """A token of a pattern as it must be to match folded, and if `by_word` marked, text."""
    step = f"{MARK}?" if by_word else ""
    match kind:
        case "group" | "repeat" | "sign" | "inside":
            return text
        case "boundary":
            return MARK
        case "start":
            return text + step
        case "end":
            return step + text
        case "quoted":
            return "".join(_single(char, step) for char in text[2:].removesuffix("\\E"))
        case "set":
            return f"(?:{step}{_set(text)}{step})" if step else _set(text)
        case "char" if text != ".":
            return _single(text, step)
    rewritten = _ESCAPES.get(text, text)
    return f"(?:{step}{rewritten}{step})" if step else rewritten


def _loosened(kind: str, text: str) -> str:
    """The same for text that stands in the middle of others: nothing is asked of its edges."""
    if kind in {"boundary", "inside", "start", "end"}:
        return _NOTHING
    return _rewritten(kind, text, by_word=False)


def _single(char: str, step: str) -> str:
    folded = fold(char) if not char.isascii() else char
    if not folded:
        return _NOTHING
    if WORD.fullmatch(folded):
        return folded if len(folded) == 1 else f"(?:{folded})"
    return f"(?:{step}{literal(folded)}{step})" if step else literal(folded)


def _set(token: str) -> str:
    negated = token.startswith("[^")
    inner = token[2:-1] if negated else token[1:-1]
    if inner.startswith("]"):
        inner = "\\" + inner  # first in a set it stands for itself
    members = "".join(_member(found, negated) for found in _RANGE.finditer(inner))
    return f"[^{MARK}{members}]" if negated else f"[{members}]"


def _member(found: re.Match[str], negated: bool) -> str:
    member = found[0]
    if member == r"\w":
        return _WORDY
    if member.isascii():
        return member
    if found[2] is None:
        folded = fold(member)
        return "".join(f"\\{char}" if char in r"\]^-[" else char for char in folded) or member
    first, last = fold(found[1]), fold(found[2])
    ordered = len(first) == len(last) == 1 and first <= last
    return f"{member}{first}-{last}" if ordered and not negated else member
