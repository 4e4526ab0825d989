"""Names of sources, and of languages: what may be one, and one made of a title or an address.

A name goes into file names, messages and commands that people type, so a made-up name is short
and plain: ``https://feeds.example.org/eng/rss.xml`` gives ``example-eng``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count
from urllib.parse import urlsplit

MOST = 100
"""Characters of a name."""
MOST_MADE = 60
"""Characters of a name that is made up."""

_NAME = re.compile(r"[^\W_][\w.-]{0,99}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")  # RFC 5646, the usual part
_OTHER = re.compile(r"[\W_]+")
# What says only that there is a feed, at either end of an address.
_PLAIN_HOSTS = re.compile(r"\A(?:(?:www\d?|rss|feeds?|m|xml)\.)+(?=[^.]+\.[^.])")
_SUFFIX = re.compile(r"(?:\.(?:co|com|org|net|gov|ac))?\.[a-z]{2,}\Z")
_FEED_WORDS = {"rss", "rss2", "feed", "feeds", "atom", "xml", "rdf", "index", "json", "html", "php"}


def is_name(text: str) -> bool:
    """Whether `text` may be the name of a source: letters, digits, ``-``, ``_`` and ``.``, the
    first a letter or digit, `MOST` at most."""
    return _NAME.fullmatch(text) is not None


def is_language(code: str) -> bool:
    """Whether `code` has the form of a language's: ``en``, ``pt-BR``."""
    return _LANGUAGE.fullmatch(code) is not None


def as_name(text: str) -> str | None:
    """What `text`, which is no name, may have meant as one."""
    guess = re.sub(r"[^\w.-]+", "-", text).strip("-._")[:MOST]
    return guess if is_name(guess) else None


def title_name(title: str) -> str | None:
    """A name out of a title: ``BBC News - World`` gives ``bbc-news-world``; ``None`` for a title
    without a letter or digit."""
    words = _OTHER.sub("-", unicodedata.normalize("NFC", title).lower()).strip("-")
    return words[:MOST_MADE].strip("-") or None


def address_name(url: str) -> str:
    """A name out of a web address: its host without what every host has, and its path without
    what every feed's has."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "source"
    if any(letter.isalpha() for letter in host) and ":" not in host:
        host = _SUFFIX.sub("", _PLAIN_HOSTS.sub("", host))
    words = [host, *re.split(r"[^\w]+", parts.path)]
    kept = [word for word in words if word.lower() not in _FEED_WORDS]
    return title_name(" ".join(kept)) or "source"


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, with a number behind it where it is taken."""
    if name not in taken:
        return name
    return next(numbered for number in count(2) if (numbered := f"{name}-{number}") not in taken)
