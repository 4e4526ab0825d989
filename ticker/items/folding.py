"""Headlines folded for comparing: what two headlines share when folded is the wording itself."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# The blocks of punctuation, symbols and controls, without signs of currency, per cent and degree.
# Ranges, because `\W` would also take the vowel signs of Indic scripts.
_MARKS: Final = "".join(
    (
        r"\x00-#&-/:-@\[-`{-\xa1\xa6-\xa8\xab-\xaf\xb1\xb6-\xb8\xbb\xbf\xd7\xf7",  # Latin
        r"\u02c2-\u02c5\u02d2-\u02df\u037e\u0387\u055a-\u055f\u0589\u058a",  # Greek, Armenian
        r"\u05be\u05c0\u05c3\u05c6\u05f3\u05f4",  # Hebrew
        r"\u0606-\u060f\u061b-\u061f\u066a-\u066d\u06d4",  # Arabic
        r"\u0964\u0965\u0970\u0df4\u0e4f\u0e5a\u0e5b\u104a-\u104f\u10fb\u1360-\u1368",  # Indic
        r"\u2000-\u209f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb",
        r"\ufd3e\ufd3f\ufe10-\ufe6f\ufff0-\uffff\U0001f000-\U0001faff\U000e0000-\U000e007f",
    )
)
# A run of marks and spaces. One space between words is none: it would stay as it is, and there
# are eight of them in a headline.
_BUT_SPACE: Final = _MARKS.replace(r"\x00-#", r"\x00-\x1f!-#")
_RUN: Final = re.compile(rf"[{_BUT_SPACE}][{_MARKS}\s]*| [{_MARKS}\s]+")
_LETTER_AMONG_MARKS: Final = "\u2e2f"
"""The only letter that is a mark here: a tilde standing upright."""
# Apostrophes, joiners and variation selectors vanish without leaving a space.
_VANISHING: Final = re.compile(
    "['`\u00ad\u00b4\u02b9-\u02bc\u2018\u2019\u2032\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]"
)
# Letters of Western, Eastern and Northern Europe, quotes and dashes: of a text of them nothing but
# the case is to be unified. Left out are those that fold to several: the sharp s, the long one.
_SETTLED: Final = re.compile(
    "[\x00-\x7f\xab\xbb\xc0-\xde\xe0-\xfe\u0100-\u012f\u0134-\u0137\u0139-\u013e\u0141-\u0148"
    "\u014a-\u017e\u0400-\u045f\u048a-\u052f\u2013\u2014\u2018\u2019\u201c-\u201e]*"
)
_INITIALS: Final = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_]\b)")
# 1,310 - 1.310.000,5 - 1 310: never a run that begins with 0, nor one that goes on otherwise.
_GROUPED: Final = re.compile(
    r"(?<![\d.,])[1-9]\d{0,2}"
    r"(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?|(?: \d{3})+(?:[.,]\d+)?)(?![.,]?\d)"
)

# What stands between two digits, or as a stop before a letter, tells more than that words end.
_PARTED: Final = re.compile(rf"[0-9][{_MARKS}\s]+[0-9]")
_STOPPED: Final = re.compile(r"\.['`]*[A-Za-z]")
_ENDS_WORDS: Final = re.compile(rf"[{_MARKS}\s]")
_ASCII: Final = bytes(
    ord(" ") if _ENDS_WORDS.match(chr(code)) else ord(chr(code).lower()) for code in range(256)
)
"""Of ASCII: small letters, and spaces for marks. Where marks do nothing but end words, one look at
each letter is half the time of the patterns (measured)."""
_MAY_BE_GROUPED: Final = re.compile(r"\d[,. ]\d{3}")
_THREE_DIGITS: Final = re.compile(r"\d{3}(?!\d)")


def fold(headline: str) -> str:
    """`headline` without what may change although the wording does not. Idempotent.

    Compatibility forms, case, ``ё``, quotes, dashes, punctuation, emoji and spaces are unified or
    dropped. ``1,310``, ``1.310`` and ``1 310`` become ``1310``; a decimal keeps its point
    (``3,5`` is ``3.5``), and numbers that another mark parts stay parted (``9/11``, ``2/1``).
    """
    if headline.isascii():
        if not (_PARTED.search(headline) or ("." in headline and _STOPPED.search(headline))):
            spaced = headline.encode("ascii").translate(_ASCII, b"'`").decode("ascii").strip()
            return " ".join(spaced.split()) if "  " in spaced else spaced
        return _unmarked(headline.replace("'", "").replace("`", "").lower())
    text = _VANISHING.sub("", headline)
    if _SETTLED.fullmatch(text):
        return _unmarked(text.lower().replace("ё", "е"))
    text = _VANISHING.sub("", _compatible(text)).replace("ё", "е")
    text = _unmarked(text)
    return text if text.isascii() else _compatible(text)


def _unmarked(text: str) -> str:
    """A text in small letters without its marks, but those within numbers."""
    words = text.split()
    text, letters = " ".join(words), "".join(words)
    if letters.isalpha() and _LETTER_AMONG_MARKS not in letters:
        return text
    if "." in text:
        text = _INITIALS.sub(r"\1", text)
    spaced = _RUN.sub(" ", text).strip()
    if spaced.replace(" ", "").isalpha():
        return spaced  # no digit that a mark could stand beside
    if _MAY_BE_GROUPED.search(text):
        text = _GROUPED.sub(_ungrouped, text)
    return _RUN.sub(_parting, text).strip()


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _ungrouped(found: re.Match[str]) -> str:
    """A grouped number as digits; what other sign is in it stands before its decimals."""
    number = found[0]
    sign = next(char for char in number if not char.isdigit())
    return number.replace(sign, "").replace(",", ".")


def _parting(found: re.Match[str]) -> str:
    """What a run of marks and spaces leaves behind."""
    run, text, end = found[0], found.string, found.end()
    if run.isspace() or found.start() == 0 or end == len(text):
        return " "
    if not (text[found.start() - 1].isdigit() and text[end].isdigit()):
        return " "
    if run in {".", ","}:
        return "."
    # "24, 300" with a mere space would read as 24 thousand when it is folded again.
    return " " if " " in run and not _THREE_DIGITS.match(text, end) else "/"
