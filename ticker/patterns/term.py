"""What a text is looked through for, made ready for RE2, or why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import re2

Field: TypeAlias = Literal["headline", "summary", "url", "source", "language", "label"]

MOST_CHARS: Final = 4_000
"""Characters of a text that are looked at: a headline of more is no headline, and whoever sends
one is not to decide how long a poll takes."""
MOST_STEPS: Final = 20_000
"""Instructions of one pattern at most: its time on a text is at worst their product, 0.2 s
(measured, RE2 1.1.20251105). Each `\\w` takes 1,447 of them, a letter 2."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a pattern, and what to do about it."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for in one field. `pattern` fits folded text, marked where `by_word`;
    `loose` fits a folded text without marks, in the middle of others, wherever `pattern` fits it,
    and more."""

    field: Field
    pattern: str
    loose: str
    by_word: bool = False


def options() -> Any:
    """RE2's options for all patterns: case is folded, errors are values, not lines on stderr."""
    made = re2.Options()
    made.case_sensitive = False
    made.log_errors = False
    made.never_capture = True
    made.max_mem = 64 << 20
    return made


def compiled(pattern: str) -> Any:
    """A compiled pattern, or the `Fault` that keeps it from being one."""
    try:
        ready = re2.compile(pattern, options())
    except (re2.error, UnicodeError) as error:
        reason = error.args[0] if error.args else "not understood"
        said = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        return Fault(f"is no regular expression: {said}", HINT)
    if ready.programsize > MOST_STEPS:
        return Fault(
            f"is too large: it compiles to {ready.programsize:,} steps, and {MOST_STEPS:,} are the "
            "most",
            r"repeat less, and write [a-z] for \w where that is meant",
        )
    return ready


HINT: Final = (
    "patterns are RE2's: no look-around, no back references "
    "(https://github.com/google/re2/wiki/Syntax)"
)
