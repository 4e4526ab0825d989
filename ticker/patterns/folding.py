"""Texts made alike that readers take for the same, and words marked in every script.

Case, diacritics, widths, quotes, dashes and what is not seen make no difference. Letters of their
own stay: "й", "ї", "ў", "ѓ", "ќ" ("Київ" is not "Киів"), and so do the vowel signs and voicing
marks of Indic and Japanese script. A line break stays one, so many texts can be folded at once.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

import re2

MARK: Final = "\x01"
"""Stands at both ends of every word of a marked text; no text keeps one of its own."""

# What folds to itself once case is gone: most of what most texts are made of.
_USUAL: Final = (
    "\\x00\\x02-\\x7f"
    "\u00ab\u00bb\u201c-\u201f"  # quotes that are never apostrophes
    "\u03b1-\u03c1\u03c3-\u03c9"  # Greek
    "\u0430-\u044f\u0452-\u045c\u045e\u045f"  # Cyrillic, with "й" and "ї", without "ё"
    "\u0561-\u0586\u05d0-\u05ea"  # Armenian, Hebrew
    "\u0621\u0627\u0628\u062a-\u063a\u0641-\u0648\u064a"  # Arabic
    "\u0904-\u0928\u092a-\u0930\u0932\u0933\u0935-\u0939\u093e-\u094c"  # Devanagari
    "\u0e01-\u0e32\u0e34-\u0e37\u0e40-\u0e47\u0e4c-\u0e4e\u10d0-\u10fa"  # Thai, Georgian
    "\u3001\u3002\u3041-\u3094\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3"  # CJK
)
_UPPER: Final = "\u0391-\u03a1\u03a3-\u03a9\u0402-\u040c\u040e-\u042f\u0531-\u0556"
_ODD: Final = re.compile(f"[^{_USUAL}]+")
_ODD_BUT_FOR_CASE: Final = re.compile(f"[^{_USUAL}{_UPPER}]+")

# Diacritics: Latin, Greek and Cyrillic marks, Hebrew points, Arabic vowels and the tatweel.
_DIACRITICS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
_OWN_LETTERS: Final = frozenset("йїўѓќ")
_LIKE: Final = (
    dict.fromkeys("’‘‛ʼʹ´`′＇", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "ŧ": "t"}
    | {"ґ": "г"}
    # As Lucene's normalizers of Arabic and Persian do: forms of one letter that keyboards mix.
    | {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ہ": "ه", "ۀ": "ه"}
    | {"\u2028": " ", "\u2029": " ", MARK: "\ufffd"}
)

# Vowel signs of Indic and Thai script, which `\w` leaves out of words.
_SIGNS: Final = "\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f"
_HAS_SIGNS: Final = re.compile(f"[{_SIGNS}]")
_EDGE: Final = re.compile(r"\b")
WORD: Final = re.compile(rf"(?:\w|[\u0300-\u036f{_SIGNS}])+")


def fold(text: str) -> str:
    """`text` without what makes no difference. Folding twice changes nothing; never raises."""
    if text.isascii():
        return text.lower().replace(MARK, "\ufffd")
    composed = unicodedata.normalize("NFC", text).casefold()
    plain = _ODD.sub(lambda found: _plain(found[0]), composed)
    return unicodedata.normalize("NFC", plain)


def fold_but_case(text: str) -> str:
    """As `fold`, but case may stay where RE2 sees through it: in half the time."""
    if text.isascii():
        return text.replace(MARK, "\ufffd")
    plain = _ODD_BUT_FOR_CASE.sub(
        lambda found: _plain(found[0]), unicodedata.normalize("NFC", text)
    )
    return unicodedata.normalize("NFC", plain)


@lru_cache(maxsize=1)
def odd_pattern() -> Any:
    """Finds what `fold_but_case` would change, in bytes of UTF-8: five times faster than `re`."""
    made = re2.Options()
    made.log_errors = False
    return re2.compile(_ODD_BUT_FOR_CASE.pattern.removesuffix("+"), made)


def mark(folded: str) -> str:
    """A folded text with `MARK` at both ends of every word."""
    if folded.isascii() or not _HAS_SIGNS.search(folded):
        return _EDGE.sub(MARK, folded)
    return WORD.sub(f"{MARK}\\g<0>{MARK}", folded)


@lru_cache(maxsize=8_192)
def _plain(run: str) -> str:
    return run if len(run) == 1 and run in _OWN_LETTERS else "".join(map(_plain_char, run))


@lru_cache(maxsize=8_192)
def _plain_char(char: str) -> str:
    """What a character stands for on its own."""
    if char in _LIKE:
        return _LIKE[char]
    category = unicodedata.category(char)
    if category == "Cf":
        return ""  # soft hyphens, joiners, signs of direction: nobody sees them
    if category == "Cs":
        return "\ufffd"  # half a surrogate pair, which no encoding has
    if category == "Nd":
        return str(unicodedata.decimal(char))
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    bare = _DIACRITICS.sub("", apart)
    if bare == char:
        return char
    return "".join(_LIKE.get(part, part) for part in unicodedata.normalize("NFC", bare))
