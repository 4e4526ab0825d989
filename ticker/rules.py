r"""Which tags an item earns by the rules of the configuration.

Patterns are RE2's (https://github.com/google/re2/wiki/Syntax): matching takes time linear in the
text, whatever the pattern. Two things are read as users of other scripts mean them:

- **Case and diacritics make no difference.** Text and pattern are folded alike: "Köln" is "koln",
  "ё" is "е". Letters of their own stay: "й", "ї", "ў", "ѓ", "ќ" ("Київ" is not "Киів"), and so
  do the vowel signs and voicing marks of Indic and Japanese script.
- **\b and \w know every script.** RE2's own know ASCII alone: "\bКиїв\b" would never match. A
  pattern with \b is matched against the text with a mark at both ends of every word; \b becomes
  the mark, and all that may stand between words steps over it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import re2

from ticker.errors import ConfigError
from ticker.model import Rule

_HINT: Final = "patterns are RE2: no look-around, no back references (github.com/google/re2/wiki)"
_MARK: Final = "\x01"


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    pattern: Any  # a compiled RE2 pattern; the library has no types
    by_word: bool


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """Rules ready to be asked; made by `compile_rules`."""

    compiled: tuple[_Compiled, ...] = ()

    def tags(self, headline: str, url: str | None) -> tuple[str, ...]:
        """The tags of the rules that match anywhere in `headline` (or in `url`, where the rule
        says so), each once, in the order of the rules. Never raises."""
        texts = {"headline": _folded(headline), "url": _folded(url or "")}
        marked = {field: _marked(text) for field, text in texts.items()}
        earned = [
            one.rule.tag
            for one in self.compiled
            if one.pattern.search((marked if one.by_word else texts)[one.rule.field])
        ]
        return tuple(dict.fromkeys(earned))


def compile_rules(rules: Sequence[Rule]) -> CompiledRules:
    """Make rules ready.

    Raises `ConfigError`, which names the rule's tag and what is wrong in its pattern: that it is
    no regular expression, empty, or matches the empty text ("Kyiv|" would tag every item).
    """
    return CompiledRules(tuple(_compiled(rule) for rule in rules))


def _compiled(rule: Rule) -> _Compiled:
    where = f'rule "{rule.tag}"'
    if not rule.match.strip():
        raise ConfigError("match is empty", where=where, hint="say what it should match")
    _compile(rule.match, where)  # errors are told in the words of the pattern as written
    written = unicodedata.normalize("NFC", rule.match)
    tokens = [(found.lastgroup, found[0]) for found in _TOKEN.finditer(written)]
    by_word = any(kind == "boundary" for kind, _ in tokens)
    for kind, token in tokens:
        if by_word and kind == "inside":
            raise ConfigError(r"\B cannot stand beside \b", where=where, hint="say what may follow")
        if kind == "group" and _CASED.match(token):
            raise ConfigError(f"{token} asks for case", where=where, hint="case is never looked at")
    pattern = _compile(_TOKEN.sub(lambda found: _rewritten(found, by_word), written), where)
    if "|" in rule.match and pattern.search(""):
        raise ConfigError(
            f'match = "{rule.match}" fits the empty text, and so every item',
            where=where,
            hint='look for an empty choice, as in "a|" or "(a|)"',
        )
    return _Compiled(rule, pattern, by_word)


def _compile(pattern: str, where: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        reason = error.args[0] if error.args else "not understood"
        said = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        message = f"its match is no regular expression: {said}"
        raise ConfigError(message, where=where, hint=_HINT) from None


# --- text --------------------------------------------------------------------------------------

_LONE_SURROGATES: Final = re.compile(r"[\ud800-\udfff\x01]")
# Marks that are diacritics: Latin, Greek and Cyrillic, Hebrew points, Arabic vowels; not those
# that make another Cyrillic letter.
_DIACRITICS: Final = re.compile(
    "(и\u0306|і\u0308|у\u0306|г\u0301|к\u0301)"
    "|[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670]"
)
_PLAIN: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe"}
    | dict.fromkeys("’‘ʼ´", "'")
    | {"\u00a0": " ", "\u202f": " "}
)
# Words with the vowel signs of Indic and Thai script, which `\w` leaves out.
_WORD: Final = re.compile(
    r"(?:\w|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f])+"
)


def _folded(text: str) -> str:
    text = _LONE_SURROGATES.sub("\ufffd", text)
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    return unicodedata.normalize("NFC", _DIACRITICS.sub(r"\1", apart)).translate(_PLAIN)


def _marked(text: str) -> str:
    return _WORD.sub(f"{_MARK}\\g<0>{_MARK}", text)


# --- patterns ----------------------------------------------------------------------------------

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
    r"\W": f"[^{_WORDY}{_MARK}]",
    r"\S": rf"[^\s{_MARK}]",
    r"\D": rf"[^\d{_MARK}]",
    ".": f"[^\n{_MARK}]",
}
_RANGE: Final = re.compile(r"(\\.|.)-([^\]\\])|\\.|\[:\^?\w+:\]|.", re.DOTALL)


def _rewritten(found: re.Match[str], by_word: bool) -> str:
    """A token of a pattern as it must be to match folded, and if `by_word` marked, text."""
    kind, text = found.lastgroup, found[0]
    mark = f"{_MARK}?" if by_word else ""
    if kind in {"group", "repeat", "sign", "inside"}:
        return text
    if kind == "boundary":
        return _MARK
    if kind == "start":
        return text + mark
    if kind == "end":
        return mark + text
    if kind == "quoted":
        return "".join(_single(char, mark) for char in text[2:].removesuffix("\\E"))
    if kind == "set":
        return f"(?:{mark}{_set(text)}{mark})" if mark else _set(text)
    if kind == "char" and text != ".":
        return _single(text, mark)
    rewritten = _ESCAPES.get(text, text)
    return f"(?:{mark}{rewritten}{mark})" if mark else rewritten


def _single(char: str, mark: str) -> str:
    folded = _folded(char) if not char.isascii() else char
    if _WORD.fullmatch(folded):
        return folded if len(folded) == 1 else f"(?:{folded})"
    return f"(?:{mark}{re2.escape(folded)}{mark})" if mark else re2.escape(folded)


def _set(token: str) -> str:
    negated = token.startswith("[^")
    inner = token[2:-1] if negated else token[1:-1]
    if inner.startswith("]"):
        inner = "\\" + inner  # first in a set it stands for itself
    members = "".join(_member(found, negated) for found in _RANGE.finditer(inner))
    return f"[^{_MARK}{members}]" if negated else f"[{members}]"


def _member(found: re.Match[str], negated: bool) -> str:
    member = found[0]
    if member == r"\w":
        return _WORDY
    if member.isascii():
        return member
    if found[2] is None:
        return _folded(member)
    first, last = _folded(found[1]), _folded(found[2])
    ordered = len(first) == len(last) == 1 and first <= last
    return f"{member}{first}-{last}" if ordered and not negated else member
