"""Addresses from which a page fills its lists when it stands on the screen: what it names in
``data-*`` attributes, ``hx-get`` (htmx), ``esi:include`` (Edge Side Includes 1.0), ``<link>`` and
``<iframe>``, where it speaks of news."""

from __future__ import annotations

import re

from ticker.parse.page import Page

_NAMED = re.compile(
    r"^(?:data-)?(?:hx-get|hx-post|ic-src|up-href|src|url|href|ajax(?:-\w+)*|fetch(?:-\w+)*|load(?:-\w+)*|"
    r"lazy(?:-\w+)*|remote|endpoint|source|include|fragment|async(?:-\w+)*|refresh(?:-\w+)*|"
    r"feed(?:-\w+)*|api(?:-\w+)*|content-url|update-url|widget-url)$"
)
_OF_NEWS = re.compile(
    r"last[-_]?news|latest|news|ticker|live|timeline|feed|breaking|lenta|novosti|novyny|noticias|"
    r"ultim|najnow|actualit|infos|neueste|aktuell|flash|headlines|stream",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?:)?//\S+|/[^\s/]\S*|\?\S+|[\w-]+/\S*")
_FILE = re.compile(
    r"\.(?:js|css|png|jpe?g|gif|svg|webp|avif|ico|mp4|m3u8|mp3|woff2?|pdf|map)(?:$|\?)",
    re.IGNORECASE,
)
_TAGS = frozenset({"a", "img", "script", "source", "video", "audio", "picture", "form"})
"""Elements whose addresses are what they show, or lead away."""
MOST = 5


def fragment_links(page: Page) -> tuple[str, ...]:
    """The addresses of lists that the page fills later, as written, each once, at most `MOST`."""
    found: dict[str, None] = {}
    for node, tag in enumerate(page.tags):
        if not page.attrs[node] or tag in _TAGS:
            continue
        for name, value in page.attrs[node].items():
            said = (value or "").strip()
            if said and _NAMED.match(name) and _is_list_address(page, node, name, said):
                found[said] = None
    return tuple(found)[:MOST]


def _is_list_address(page: Page, node: int, name: str, said: str) -> bool:
    if not _ADDRESS.fullmatch(said) or _FILE.search(said) or len(said) > 500:
        return False
    framed = page.tags[node].startswith("esi") or page.tags[node] == "iframe"
    if name in ("src", "href") and not framed:  # a picture, or where the element leads
        return False
    around = " ".join(page.attrs[node].get(each) or "" for each in ("class", "id"))
    return _OF_NEWS.search(said) is not None or _OF_NEWS.search(around) is not None
