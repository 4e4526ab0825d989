"""What a row says besides its time: its headline, clean of badges and hidden text, its labels,
and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ticker.parse.heads import address, is_called_headline, is_wordy, link_around
from ticker.parse.page import HEADINGS, TEXT, Page, Span
from ticker.parse.rows import Row
from ticker.parse.times import Time

_BADGE = re.compile(
    r"(?:^|[-_])(?:labels?|badges?|flags?|marker|sticker|pill|updated?|breaking|exclusive|live|"
    r"kicker|overline|dachzeile|spitzmarke|topline|supertitle|pretitle|surtitre|rubric|eyebrow|"
    r"occhiello|antetitulo|vinjett|lisatieto)(?:$|[-_])|[a-z](?:Label|Badge|Kicker|Overline)$",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:^|[-_])(?:comments?|count(?:er)?|views?|author|byline|share|icons?|duration|readtime|"
    r"reading-?time|premium|plus|paid|source)(?:$|[-_])",
    re.IGNORECASE,
)
_BADGE_LENGTH = 40
_JOINTS = " \t\xa0,;|•·●∙–—-:/"


def headline_node(page: Page, row: Row, times: Sequence[Time]) -> int | None:
    """The headline's element: in and around the row's link or heading, the innermost element that
    is called a headline and holds no time; else the link or heading."""
    anchor = row.head.node if row.head is not None else _anchor(page, row)
    if anchor is None:
        return None
    around = [above for above in page.above(anchor) if above in row.span]
    inside = range(anchor, page.last[anchor] + 1)
    named = [node for node in (*reversed(around), *inside) if _is_headline(page, node, times)]
    innermost = [
        node
        for node in named
        if not any(other in page.span(node) for other in named if other != node)
    ]
    best = max(innermost, key=lambda node: page.lettered(page.span(node)), default=anchor)
    return _own_text(page, best, times)


def _is_headline(page: Page, node: int, times: Sequence[Time]) -> bool:
    if page.tags[node] == TEXT or page.hidden[node]:
        return False
    if page.tags[node] not in HEADINGS and not (
        page.attrs[node] and is_called_headline(page, node)
    ):
        return False
    span = page.span(node)
    holds_time = any(time.node in span for time in times if not time.part and time.shown)
    return not holds_time and page.lettered(span) > 0 and is_wordy(page.text(span), 1)


def _own_text(page: Page, node: int, times: Sequence[Time]) -> int:
    """The headline within a link that holds a whole row: its largest element without the time."""
    span = page.span(node)
    if page.tags[node] != "a" or not any(time.node in span for time in times if time.shown):
        return node
    children = [
        each
        for each in range(node + 1, span.end)
        if page.parent[each] == node and page.tags[each] != TEXT
    ]
    own = sum(
        page.lettered(page.span(n))
        for n in range(node + 1, span.end)
        if page.parent[n] == node and page.tags[n] == TEXT
    )
    best = max(children, key=lambda each: _free_letters(page, each, times), default=None)
    if best is None or own or _free_letters(page, best, times) < 8:
        return node
    return best


def _free_letters(page: Page, node: int, times: Sequence[Time]) -> int:
    span = page.span(node)
    if page.hidden[node]:
        return 0
    return page.lettered(span) - sum(
        page.lettered(page.span(t.node)) for t in times if t.node in span
    )


def title_text(page: Page, node: int, times: Sequence[Time], badges: Iterable[int]) -> str:
    """The headline as written, without the time, the badges, and what is not for the eye."""
    span = page.span(node)
    left_out = {time.node for time in times if not time.part} | set(badges)
    inside = range(node + 1, span.end)
    veiled = {each for each in inside if page.veiled[each] and not page.veiled[node]}
    noise = {each for each in inside if page.mute[each] or _is_noise(page, each)}
    text = ""
    for less in (left_out | veiled | noise, left_out | veiled, left_out):
        text = text or page.text(span, without=less)
    for time in times:
        if time.part and time.node in span:
            text = _without_time(text, time.text)
    return text


def _without_time(text: str, time: str) -> str:
    """A text without the time at one of its edges."""
    if text.lstrip(_JOINTS + "([").startswith(time):
        return text[text.index(time) + len(time) :].lstrip(_JOINTS + ")]")
    if text.rstrip(_JOINTS + ")]").endswith(time):
        return text[: text.rindex(time)].rstrip(_JOINTS + "([")
    return text


def _is_noise(page: Page, node: int) -> bool:
    """An element within a headline that is none of its words: a counter, an author, an icon."""
    own = page.attrs[node]
    names = own.get("class") if own else None
    return bool(names and _says_noise(names) and page.lettered(page.span(node)) <= _BADGE_LENGTH)


@lru_cache(maxsize=4_096)
def _says_noise(names: str) -> bool:
    return any(map(_NOISE.search, names.split()))


@lru_cache(maxsize=4_096)
def says_badge(names: str) -> bool:
    """Whether one of some class names calls a badge."""
    return any(map(_BADGE.search, names.split()))


def badge_nodes(page: Page, row: Row, title: int | None, times: Sequence[Time]) -> tuple[int, ...]:
    """Elements of the row that are badges: short ones whose class says so and that hold neither
    the time nor the headline."""
    held = [*(time.node for time in times), *([title] if title is not None else [])]
    found: list[int] = []
    for node in range(row.span.start + 1, row.span.end):
        names = page.attrs[node].get("class") if page.attrs[node] else None
        if page.hidden[node] or (found and node in page.span(found[-1])):
            continue
        if not (names and says_badge(names)) and page.tags[node] != "mark":
            continue
        span = page.span(node)
        if any(each in span for each in held) or any(node in page.span(t.node) for t in times):
            continue
        if 0 < len(page.text(span)) <= _BADGE_LENGTH:
            found.append(node)
    return tuple(found)


def link_of(page: Page, row: Row, title: int | None, selected: Sequence[int] = ()) -> str | None:
    """Where the row leads, as written: the selected link; the headline's; else the only address in
    the row (a live blog's entry leads nowhere, however many links its text has)."""
    head = (row.head.node,) if row.head is not None else ()
    for node in (*selected, *([title] if title is not None else []), *head):
        link = link_around(page, node)
        if link is not None and (said := address(page, link)):
            return said
    return only_address(page, row.span)


def only_address(page: Page, span: Span) -> str | None:
    """The one address of a span, links in running text apart."""
    links = [node for node in range(span.start, span.end) if page.tags[node] == "a"]
    free = [node for node in links if not _in_text(page, node, span)]
    addresses = {said for each in free if (said := address(page, each))}
    return addresses.pop() if len(addresses) == 1 else None


def _in_text(page: Page, link: int, span: Span) -> bool:
    """Whether a link is a word of a paragraph."""
    above = page.parent[link]
    around = page.lettered(page.span(above)) - page.lettered(page.span(link))
    return above in span and page.tags[above] in ("p", "blockquote") and around >= 16


def _anchor(page: Page, row: Row) -> int | None:
    """The element of a selected row that says most: a heading before a link; the row itself where
    it is a link."""
    shown = [node for node in range(row.span.start, row.span.end) if not page.hidden[node]]
    headings = [node for node in shown if page.tags[node] in HEADINGS]
    links = [node for node in shown if page.tags[node] == "a" and page.attribute(node, "href")]
    kinds = [[node for node in kind if page.text(page.span(node))] for kind in (headings, links)]
    return next(
        (max(kind, key=lambda n: len(page.text(page.span(n)))) for kind in kinds if kind),
        None if kinds[1] or links else row.span.start,
    )
