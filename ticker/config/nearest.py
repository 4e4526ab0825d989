"""The nearest valid word to a wrong one, for the errors of a configuration."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

# Country codes that people write for a language that has another (ISO 639-1 has none of these).
_LANGUAGES = {"ua": "uk", "cz": "cs", "gr": "el", "jp": "ja", "cn": "zh", "dk": "da"}

FEW = 12
"""Names that are read at a glance."""


def nearest(word: str, words: Collection[str], likeness: float = 0.6) -> str | None:
    """The one of `words` most like `word` in any case, or ``None`` if none is like it."""
    folded = {known.casefold(): known for known in sorted(words)}
    close = get_close_matches(word.casefold()[:100], folded, n=1, cutoff=likeness)
    return folded[close[0]] if close else None


def language_of_country(code: str) -> str | None:
    """The language meant by a country's code: ``ua`` is ``uk``."""
    return _LANGUAGES.get(code.lower())


def which_names(word: str, names: Collection[str]) -> str:
    """A hint for a name that is none: the nearest, else all where they are few enough to read."""
    close = nearest(word, names)
    if close:
        return f"did you mean {close}? `ticker sources` lists them all"
    if not names:
        return "there are none yet: ticker add URL"
    if len(names) <= FEW:
        return f"configured are: {', '.join(names)}"
    return f"`ticker sources` lists all {len(names)}"


def did_you_mean(word: str | None) -> str:
    """A clause for the end of a message, empty without a word."""
    return f'; did you mean "{word}"?' if word else ""
