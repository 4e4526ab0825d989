"""The spellings under which words of time are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DASHES: Final = str.maketrans("‐‑‒–—―−’‘ʼ`´׳״", "-------'''''''")
# Accents of Latin, Greek and Cyrillic, the points of Hebrew and Arabic. The signs of Indic, Thai
# and Khmer script are letters: without them Thai March (มี.ค.) would be January (ม.ค.).
_ACCENTS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_UNSEEN: Final = re.compile("[\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_FOREIGN_DIGIT: Final = re.compile(r"[^\D0-9]")
# The stops of Thai short forms (ก.ค.) stand inside the word.
_THAI_STOP: Final = re.compile("(?<=[\u0e00-\u0e7f])\\.")
_SPELT: Final = str.maketrans("ıłøđىیېکەہۀۃة", "ilodيييكههههه")
"""Letters without an accent to take off that are often written without it (``września``), and
those of Persian, Urdu and Pashto for which Arabic ones are written."""


def simplify(text: str) -> str:
    """The text in lower case, without accents and invisible marks, single-spaced.

    Full-width letters and digits of any script become ASCII ones, dashes and apostrophes one
    kind. ``ё`` and ``е``, ``й`` and ``и`` become equal, as do a word's spellings with and
    without accents, and the Persian and Arabic forms of one letter.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", _UNSEEN.sub("", text).translate(_DASHES).casefold())
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", text)).translate(_SPELT)
        text = ascii_digits(_THAI_STOP.sub("", text))
    return " ".join(text.casefold().split())


def one_width(text: str) -> str:
    """Digits of every script and width as ASCII, marks that cannot be seen taken out; the rest
    as it was written, case and accents included."""
    if text.isascii():
        return text.strip()
    return ascii_digits(_UNSEEN.sub("", unicodedata.normalize("NFKC", text))).strip()


def ascii_digits(text: str) -> str:
    """``۱۴:۰۵`` -> ``14:05``."""
    if text.isascii():
        return text
    return _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)
