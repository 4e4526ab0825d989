r"""Words and phrases as users write them -> patterns of RE2 that fit marked text.

An entry is a word or phrase, several with ``|`` between them, or a regular expression between
slashes; a field's name and a colon before it say where to look: ``Kyiv|Київ``, ``air raid``,
``drone*``, ``url:sport``, ``label:breaking``, ``summary:/\d+ killed/``.
"""

from __future__ import annotations

import re
from typing import Final, get_args

from ticker.patterns.folding import MARK, WORD, fold
from ticker.patterns.regex import checked, literal, read_regex
from ticker.patterns.term import Fault, Field, Term

FIELDS: Final[tuple[Field, ...]] = get_args(Field)

_PREFIX: Final = re.compile(r"([A-Za-z_]+):(?=\S)")
# Scripts that put no spaces between words: there a word is a piece of the text.
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_PIECE: Final = re.compile(rf"(?P<word>{WORD.pattern})|(?P<gap>[\s-]+)|(?P<sign>.)", re.DOTALL)
_GAP: Final = r"[\s-]+"
_WHOLE: Final = ("source", "language")
"""Fields of one word, which is compared whole."""


def default_field(entry: str, field: Field) -> tuple[Field, str]:
    """Where an entry looks, and what is left of it."""
    name, rest = split_field(entry)
    asked = name.lower() if name else None
    return next(((known, rest) for known in FIELDS if known == asked), (field, entry.strip()))


def split_field(entry: str) -> tuple[str | None, str]:
    """What stands before the colon of an entry, if that could be the name of a field."""
    found = _PREFIX.match(entry.strip())
    return (found[1], entry.strip()[found.end() :]) if found else (None, entry.strip())


def read_entry(entry: str, field: Field) -> Term | Fault:
    """The term of an entry that looks at `field` unless it says otherwise, or what is wrong."""
    field, text = default_field(entry, field)
    if len(text) > 1 and text.startswith("/") and text.endswith("/") and field != "url":
        return read_regex(text[1:-1], field)
    if field == "url" and text.startswith("/") and text.endswith("/") and _looks_regex(text[1:-1]):
        return read_regex(text[1:-1], field)
    pairs = [_form(form, field) for form in text.split("|")]
    for pair in pairs:
        if isinstance(pair, Fault):
            return pair
    patterns = [pair[0] for pair in pairs if not isinstance(pair, Fault)]
    loose = [pair[1] for pair in pairs if not isinstance(pair, Fault)]
    by_word = field not in _WHOLE
    return checked(Term(field, _any_of(patterns), _any_of(loose), by_word))


def _looks_regex(text: str) -> bool:
    """``/sport/`` is a piece of an address, ``/sport/\\d+/`` an expression."""
    return re.search(r"[\\\[\](){}*+?^$|]", text) is not None


def _any_of(patterns: list[str]) -> str:
    return patterns[0] if len(patterns) == 1 else "(?:" + "|".join(patterns) + ")"


def _form(form: str, field: Field) -> tuple[str, str] | Fault:
    """The patterns, exact and loose, of a word or phrase."""
    form = form.strip()
    starts, ends = form.startswith("*"), form.endswith("*")
    folded = fold(form.strip("*").strip())
    if not any(map(str.isalnum, folded)):
        return Fault(
            "has a form without a letter or digit" if folded else "has an empty form",
            "write words or phrases, with | between forms: Kyiv|Київ",
        )
    if "*" in folded:
        return Fault(
            f"has a * inside {form!r}",
            "a * may begin or end a word; write what is more as a regular expression: /air.*raid/",
        )
    if field in _WHOLE:
        return _whole(folded, field, open_start=starts, open_end=ends)
    return _phrase(folded, open_start=starts, open_end=ends)


def _whole(folded: str, field: Field, *, open_start: bool, open_end: bool) -> tuple[str, str]:
    """The whole of a field; ``en`` is ``en-GB`` too."""
    name = literal(folded.replace("_", "-") if field == "language" else folded)
    end = "(?:-|$)" if field == "language" else "$"
    pattern = ("" if open_start else "^") + name + ("" if open_end else end)
    return pattern, name


def _phrase(folded: str, *, open_start: bool, open_end: bool) -> tuple[str, str]:
    """Words at their own edges, with spaces or hyphens between them, and signs as they stand."""
    exact: list[str] = []
    loose: list[str] = []
    for found in _PIECE.finditer(folded):
        if found["gap"]:
            exact.append(_GAP)
            loose.append(_GAP)
            continue
        piece = literal(found[0])
        loose.append(piece)
        if not found["word"]:
            exact.append(piece)
            continue
        first, last = found.start() == 0, found.end() == len(folded)
        before = _edge(found[0][0], open=first and open_start)
        after = _edge(found[0][-1], open=last and open_end)
        exact.append(f"{before}{piece}{after}")
    return "".join(exact), "".join(loose)


def _edge(char: str, *, open: bool) -> str:
    """What stands at the edge of a word: its mark, or maybe one."""
    return f"{MARK}?" if open or _UNSPACED.match(char) else MARK
