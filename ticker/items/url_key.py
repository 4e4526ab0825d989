"""The key under which all spellings of one web address are the same.

The key is for recognising, never for fetching. Addresses are first parsed by the WHATWG URL
standard (https://url.spec.whatwg.org), as browsers do; what is left to unify stands in tables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

import ada_url

from ticker.items.url_words import TRACKING, TRACKING_PREFIXES

_LONE_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_STRAY: Final = re.compile(r"[\t\n\r]")
_AMPERSANDS: Final = re.compile(r"&(?:(?:amp|#0{0,5}38|#[xX]0{0,5}26);)+")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})?")
# Decoding these never changes what an address names (RFC 3986 section 6.2.2.2, and the marks
# that writers escape or leave as they please); every other escape stays, in capitals.
_FREE: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!'()*,:@$"
)
# Hosts that show the same articles: not where only a registry's suffix would be left.
_HOST_LABELS: Final = re.compile(
    r"\A(?:(?:www\d{0,3}|m|mobile|amp|touch|wap)\."
    r"(?=[^.]+\.[^.])(?!(?:com?|org|net|gov|edu|ac)\.[a-z]{2}\Z))+"
)
# Addresses of which the URL standard changes nothing but perhaps the host: nine of ten.
_PLAIN: Final = re.compile(
    r"https?://([a-z0-9.-]{1,255})(/[A-Za-z0-9_~!$&()*+,;=:@/.-]*)?"
    r"(?:\?([A-Za-z0-9_~!$&()*+,;=:@/.?-]*))?"
)
_SLASHES: Final = re.compile(r"/{2,}")
_LEADING_AMP: Final = re.compile(r"\A(?:/amp)+(?=/)")
_ENDINGS: Final = ("/", "/amp", "/amp.html", ".amp", "/index.html", "/index.htm", "/index.php")
_WRAPPERS_DEEP: Final = 8


class Place(NamedTuple):
    """The parts of a web address that can make a difference, escapes and case unified: of the
    `path` what names the page, of the `query` everything."""

    host: str
    path: str
    query: str
    fragment: str


def canonical_url(url: str, keep: frozenset[str] = frozenset()) -> str | None:
    """The key of `url`, or ``None`` if it is no web address. Never raises.

    Scheme, ``www.`` and mobile hosts, default ports, AMP copies and wrappers, index pages,
    trailing slashes, escapes, fragments, the order of parameters and tracking parameters make
    no difference. Unknown parameters and language editions do, and so do fragments that are
    routes (``#!...``, ``#/...``). `keep` names parameters that carry identity at this site
    although they track elsewhere.

    Measured on the rules behind the tables: six spellings of one real address share one key,
    and none of 42,612 real addresses was merged with another.
    """
    place = place_of(url)
    return None if place is None else key_of(place, query_of(place, keep))


def place_of(url: str) -> Place | None:
    """Where `url` leads, whatever wraps it; ``None`` if it is no web address. Never raises."""
    plain = _plain_place(url)
    if plain is not None:
        return plain
    text = _spelt(url)
    for _ in range(_WRAPPERS_DEEP):
        href = web_href(text)
        place = _place(href) if href else None
        if place is None or not place.host:  # "http:." is an address of nothing
            return None
        inner = _unwrapped(place)
        if inner is None:
            return place._replace(path=_path(place.path))
        text = _spelt(inner)
    return None  # wrapped deeper than any real address


def key_of(place: Place, query: str) -> str:
    """The key of a place, with those of its parameters that `query_of` leaves."""
    route = place.fragment if place.fragment.startswith(("!", "/")) else ""
    return (
        f"https://{place.host}{place.path}"
        f"{'?' + query if query else ''}{'#' + route if len(route) > 1 else ''}"
    )


def query_of(place: Place, keep: frozenset[str] = frozenset()) -> str:
    """The parameters in the order of their names, without those that only track readers."""
    query = place.query
    if not query:
        return ""
    return (_own if len(query) > _OFTEN_SAID else _known_own)(query, keep)


def _own(query: str, keep: frozenset[str]) -> str:
    """`query_of`, of no query seen before."""
    if "+" in query or ";" in query:
        query = query.replace("+", "%20").replace(";", "%3B")
    parts = [part for part in query.split("&") if part]
    kept = [part for part in parts if (name := _name(part)) in keep or not _tracks(name.lower())]
    return "&".join(sorted(kept, key=_name) if len(kept) > 1 else kept)


_OFTEN_SAID: Final = 120
_known_own = lru_cache(maxsize=1_024)(_own)
"""A feed hangs the same words on all of its links: of 302 queries in 48 real feeds 228 were seen
before (measured)."""


def _name(parameter: str) -> str:
    return parameter.partition("=")[0]


def _tracks(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _plain_place(url: str) -> Place | None:
    """What the long way to the key would find, where that is on the face of an address."""
    found = _PLAIN.fullmatch(url)
    if found is None or "&amp;" in url:
        return None
    written, path, query = found.groups("")
    host = _plain_host(written)
    return Place(host, _path(path), query, "") if host and "/." not in path else None


@lru_cache(maxsize=4_096)
def _plain_host(written: str) -> str | None:
    """The host that is named so; ``None`` where the URL standard would write it otherwise, or
    where it wraps other addresses."""
    if web_href(f"https://{written}/") != f"https://{written}/":
        return None
    host = _host(written)
    return None if _GOOGLE.fullmatch(host) or _AMP_CACHE.fullmatch(host) else host or None


def web_href(url: str) -> str | None:
    """`url` as the URL standard normalises it; ``None`` if no browser would open it as a page."""
    try:
        href = ada_url.normalize_url(whole(url))
    except ValueError:
        return None
    return href if href.startswith(("https://", "http://")) else None


def whole(text: str) -> str:
    """`text` with lone surrogates, which cannot be encoded, as U+FFFD."""
    return _LONE_SURROGATES.sub("\ufffd", text)


def _spelt(url: str) -> str:
    """`url` with one spelling for each escape and without HTML's ``&amp;``."""
    text = _STRAY.sub("", url)
    if "%" in text:
        text = _ESCAPE.sub(_one_escape, text)
    return _AMPERSANDS.sub("&", text) if "&" in text else text


def _one_escape(found: re.Match[str]) -> str:
    digits = found[1]
    if digits is None:
        return "%25"  # a bare percent sign, as the server would see it
    char = chr(int(digits, 16))
    return char if char in _FREE else f"%{digits.upper()}"


def _place(href: str) -> Place:
    """A normalised address, taken apart."""
    rest, _, fragment = href.partition("#")
    rest, _, query = rest.partition("?")
    authority, _, path = rest.partition("://")[2].partition("/")
    host = authority.rpartition("@")[2]
    name, _, port = host.rpartition(":")
    if port in {"80", "443"} and name:
        host = name
    return Place(_host(host), "/" + path, query, fragment)


def _host(written: str) -> str:
    return _HOST_LABELS.sub("", written.rstrip("."))


def _path(path: str) -> str:
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if path.startswith("/amp/"):
        path = _LEADING_AMP.sub("", path)
    end = len(path)
    while path.endswith(_ENDINGS, 0, end):
        if path[end - 1] == "/":
            end -= 1  # the only one that ends so
        else:
            end -= max(len(tail) for tail in _ENDINGS if path.endswith(tail, 0, end))
    return path[:end]


# --- wrappers ----------------------------------------------------------------------------------

_GOOGLE: Final = re.compile(r"(?:news\.)?google\.(?:com?\.)?[a-z]{2,3}")
_AMP_CACHE: Final = re.compile(r"(?:.+\.)?cdn\.ampproject\.org")
_IN_VIEWER: Final = re.compile(r"/amp(/s)?/(?=[^/]+\.[^/])")
_IN_CACHE: Final = re.compile(r"/[cv](/s)?/(?=[^/]+\.[^/])")


def _unwrapped(place: Place) -> str | None:
    """The address inside Google's redirector, AMP viewer or AMP cache, if this is one of them."""
    if _GOOGLE.fullmatch(place.host):
        if place.path.endswith("/url"):
            return _redirected(place.query)
        inner = _IN_VIEWER.match(place.path)
    elif _AMP_CACHE.fullmatch(place.host):
        inner = _IN_CACHE.match(place.path)
    else:
        return None
    if inner is None:
        return None
    query = f"?{place.query}" if place.query else ""
    return f"http{'s' if inner[1] else ''}://{place.path[inner.end() :]}{query}"


def _redirected(query: str) -> str | None:
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in {"url", "q"}:
            target = unquote(value)
            if web_href(target) is not None:
                return target
    return None
