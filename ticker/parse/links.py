"""The feeds that a page names in its head."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from ticker.parse.decode import decode

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
    }
)
"""Media types of ``<link rel=alternate>`` that mean a feed (RSS autodiscovery; RFC 4287;
JSON Feed 1.1 section "Discovery")."""


def feed_links(body: bytes, *, content_type: str | None = None) -> tuple[str, ...]:
    """The addresses of a page's feeds as it writes them, in its order, each once."""
    tree = LexborHTMLParser(decode(body, content_type).text)
    found = []
    for link in tree.css("link[rel][href]"):
        said = link.attributes
        relations = (said.get("rel") or "").lower().split()
        media_type = (said.get("type") or "").split(";")[0].strip().lower()
        if "alternate" in relations and media_type in _FEED_TYPES:
            found.append((said.get("href") or "").strip())
    return tuple(dict.fromkeys(address for address in found if address))
