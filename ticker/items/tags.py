"""Feed categories made into tags."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ticker.items.plain_text import plain

_LONGEST: Final = 80  # characters: measured, names reach 71, and what is longer is a sentence
_SEPARATORS: Final = re.compile(r"[;|،、؛]+")
_COMMA: Final = re.compile(r"(?<!\d),|,(?!\d)")
_EDGES: Final = " ,:;/\\|-–—_'\"«»“”„‘’*•·<>#…"
_INITIAL: Final = re.compile(r"(?:^|[\s.])\w\.\Z")  # "Washington D.C."
_ADDRESS: Final = re.compile(r"(?:https?|ftp|mailto):|www\.")


def clean_tags(categories: Iterable[str]) -> tuple[str, ...]:
    """Tags out of an item's categories: lower case, one space between words, each once, in order.

    Markup, entities, numbers, addresses and what is longer than 80 characters are no tags.
    Semicolons, bars, line breaks and Arabic commas always part tags. A comma parts them only
    where the item has a single category: feeds that write one category an element have names
    like "Putin, Vladimir V" in them (measured: all 57 items of a paper's feed). One comma in a
    single category can be either ("Politics, Argentina", "Trinidad, Tobago"): then the whole is
    a tag and so are its parts. Slashes part nothing ("HIV/AIDS").
    """
    said = [category for category in categories if category.strip()]
    alone = len(said) == 1
    named = [
        tag
        for category in said
        for tag in (_known if len(category) <= _LONGEST else _tags)(category, alone)
    ]
    return tuple(dict.fromkeys(named))


def _tags(category: str, alone: bool) -> tuple[str, ...]:
    """The tags of one category; `alone` says that its item has no other."""
    listed = [
        part for line in category.splitlines() for part in _SEPARATORS.split(plain(line, "unknown"))
    ]
    if alone:
        listed = [tag for part in listed for tag in _by_commas(part)]
    return tuple(tag for tag in map(_tag, listed) if _is_tag(tag))


_known = lru_cache(maxsize=2_048)(_tags)
"""A document says the same few categories again and again."""


def _by_commas(category: str) -> list[str]:
    parts = [part for part in _COMMA.split(category) if part.strip(_EDGES)]
    return [category, *parts] if len(parts) == 2 else parts


def _tag(text: str) -> str:
    tag = " ".join(unicodedata.normalize("NFKC", text).lower().strip(_EDGES).split())
    tag = tag.lstrip(f".{_EDGES}")
    return tag if _INITIAL.search(tag) else tag.rstrip(f".{_EDGES}")


def _is_tag(tag: str) -> bool:
    return (
        0 < len(tag) <= _LONGEST and any(char.isalpha() for char in tag) and not _ADDRESS.match(tag)
    )
