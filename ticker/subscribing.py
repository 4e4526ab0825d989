"""Sources that come from outside: which of them are there already, and what becomes of the rest.

An OPML file is a stranger's text, and an import writes what it says into the configuration. So an
address that names a file of this machine, a variable of its environment or a program is passed
over: reading the first, sending the second and running the third were never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ticker.config import address_name, free_name, is_language, is_name, is_zone, title_name
from ticker.items import canonical_url
from ticker.model import Selectors, Source, SourceKind
from ticker.opml import OWN_KEYS, Outline, tags_of

_SCHEME = re.compile(r"(?:feed|pcast|itpc|podcast):(?://(?=[^/])|(?=https?://))", re.IGNORECASE)
_WEB = re.compile(r"https?://[^/\\\s]", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_SELECTORS = ("item", "time", "title", "link", "badge", "heading")


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A subscription that is not taken, and why."""

    name: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """What an import comes to: the sources to add, and what is passed over."""

    added: tuple[Source, ...]
    passed_over: tuple[PassedOver, ...]


def twin(url: str, sources: Iterable[Source]) -> Source | None:
    """The source that is polled at this address already, however it is spelt there."""
    wanted = _key(url)
    return next((source for source in sources if _key(source.url) == wanted), None)


def adopt(
    outlines: Iterable[Outline], sources: Sequence[Source], tags: Sequence[str] = ()
) -> Adoption:
    """What becomes of subscriptions beside the `sources` that are there: each address once, its
    folders and categories as tags, further `tags` before them, under a name of its own."""
    there = {_key(source.url): source.name for source in sources}
    taken = {source.name for source in sources}
    added: dict[str, Source] = {}
    passed: list[PassedOver] = []
    for outline in outlines:
        url = _SCHEME.sub(_web_scheme, outline.url, count=1)
        key = _key(url)
        if key in added:
            # Readers write a feed once for each folder that it is in.
            added[key] = _with_tags(added[key], tags_of(outline))
            continue
        why = f"there already, as {there[key]}" if key in there else _unfit(outline, url)
        if why:
            passed.append(PassedOver(outline.title or outline.url, outline.url, why))
            continue
        source = _source(outline, url, taken)
        taken.add(source.name)
        added[key] = _with_tags(replace(source, tags=tuple(tags)), tags_of(outline))
    return Adoption(tuple(added.values()), tuple(passed))


def _key(url: str) -> str:
    return canonical_url(url) or url


def _web_scheme(found: re.Match[str]) -> str:
    """``feed://host/`` is ``http://host/``; ``feed:https://host/`` is what stands behind it."""
    return "http://" if found[0].endswith("//") else ""


def _unfit(outline: Outline, url: str) -> str | None:
    """Why a subscription cannot be a source."""
    if "${" in url:
        return "its address asks for an environment variable; if that is yours, add it by hand"
    if not _WEB.match(url):
        return "no web address; `ticker add` takes files, and nothing runs programs"
    if _UNSAFE.search(url) or canonical_url(url) is None:
        return "its address cannot be read"
    if "+" in outline.kind:  # FreshRSS: HTML+XPath, JSON+DotPath
        return f"read by rules of another reader ({outline.kind}); try: ticker add URL --kind list"
    return None


def _source(outline: Outline, url: str, taken: set[str]) -> Source:
    own = outline.own
    name = own.get("name", "")
    if not is_name(name):
        name = title_name(outline.title) or address_name(url)
    kind = _kind(own)
    selectors = Selectors(**{key: own.get(key) for key in _SELECTORS})
    zone = own.get("zone")
    return Source(
        name=free_name(name, taken),
        url=url,
        kind=kind,
        zone=zone if zone and is_zone(zone) else None,
        language=outline.language if is_language(outline.language) else None,
        selectors=selectors if kind == "list" else Selectors(),
    )


def _kind(own: Mapping[str, str]) -> SourceKind | None:
    """What ticker wrote, which leaves out what it had not found out; readers have feeds alone."""
    match own.get("kind"):
        case "list":
            return "list"
        case "text":
            return "text"
        case None if "name" in own:
            return None
        case _:
            return "feed"


def _with_tags(source: Source, tags: Iterable[str]) -> Source:
    return replace(source, tags=tuple(dict.fromkeys((*source.tags, *tags))))


def outlined(source: Source) -> Outline | None:
    """A source as a subscription; ``None`` for a file, which is nowhere but on this machine."""
    if not _WEB.match(source.url):
        return None
    said = {
        "name": source.name,
        "kind": source.kind or "",
        "zone": source.zone or "",
        **{key: getattr(source.selectors, key) or "" for key in _SELECTORS},
    }
    return Outline(
        url=source.url,
        title=source.name,
        language=source.language or "",
        folders=source.tags[:1],
        categories=source.tags,
        own={key: said[key] for key in OWN_KEYS if said[key]},
    )
