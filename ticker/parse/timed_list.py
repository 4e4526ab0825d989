"""A page with a timed list to items: rows named by selectors, or found by their shape."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ticker.model import Document, ParsedItem, Selectors
from ticker.parse import machine
from ticker.parse.decode import Decoded
from ticker.parse.page import HEADINGS, Page, Span, read_page
from ticker.parse.rows import Row, best_times, find_rows, is_wordy, link_around, times_in

_HEADLINE = re.compile(r"headline|(?<!sub)(?<!over)(?<!sup)(?<!pre)tit(?:le|el|re)", re.IGNORECASE)
_BADGE = re.compile(
    r"(?:^|[-_])(?:label|badge|flag|marker|sticker|updated|breaking|exclusive|live)(?:$|[-_])",
    re.IGNORECASE,
)
_BADGE_LENGTH = 24
_NO_ADDRESS = ("#", "javascript:", "mailto:", "tel:")
_ASIDE = 40
"""Characters that may stand between a day heading and the first row: the name of the list."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the selectors name: sorted nodes of the page; nothing where there is no selector."""

    items: Sequence[int]
    times: Sequence[int]
    titles: Sequence[int]
    links: Sequence[int]
    badges: Sequence[int]
    headings: Sequence[int]


def read_list(document: Decoded, selectors: Selectors) -> Document:
    """Read a page. `selectors` name what they name; the rest is found by shape. A page without a
    timed list is a document without items.

    Raises ParseError where a selector cannot be read.
    """
    page = read_page(document.text)
    chosen = _Chosen(
        page.select(selectors.item),
        page.select(selectors.time),
        page.select(selectors.title),
        page.select(selectors.link),
        page.select(selectors.badge),
        page.select(selectors.heading),
    )
    rows = _selected(page, chosen, selectors) if selectors.item else find_rows(page)
    days = chosen.headings if selectors.heading else _days(page, rows)
    base = page.first_attribute("base[href]", "href")
    items = (_item(page, row, chosen, selectors, days) for row in rows)
    said = (item for item in items if item.title or item.link)
    return Document(
        kind="list",
        format="html",
        items=tuple(
            replace(item, position=position, base=base)
            for position, item in enumerate(said, start=1)
        ),
        title=page.title(),
        language=page.first_attribute("html", "lang"),
        base=base,
        encoding=document.encoding,
    )


def _selected(page: Page, chosen: _Chosen, selectors: Selectors) -> tuple[Row, ...]:
    """The rows that a selector names, each with its times. Rows without a time are teasers between
    the timed ones and left out, unless no row has one."""
    rows: list[Row] = []
    for node in chosen.items:
        if rows and node in rows[-1].span:
            continue
        span = page.span(node)
        if selectors.time:
            times = tuple(span.of(chosen.times)[:1])
        else:
            times = best_times(page, times_in(page, span))
        rows.append(Row(span, times))
    timed = [row for row in rows if row.times]
    return tuple(timed or rows)


def _item(
    page: Page, row: Row, chosen: _Chosen, selectors: Selectors, days: Sequence[int]
) -> ParsedItem:
    titles = row.span.of(chosen.titles)
    title = titles[0] if titles else _title_node(page, row)
    badges = row.span.of(chosen.badges) if selectors.badge else _badges(page, row, title)
    left_out = frozenset((*row.times, *badges))
    said = " ".join(text for time in row.times if (text := page.text(page.span(time))))
    above = days[: bisect_left(days, row.span.start)]
    return ParsedItem(
        position=0,
        title=page.text(page.span(title), without=left_out) if title is not None else "",
        link=_link(page, row, title, row.span.of(chosen.links)),
        badges=tuple(text for node in badges if (text := page.text(page.span(node)))),
        published_text=said or None,
        machine_text=machine.near(page, row.span, row.times),
        heading_text=page.text(page.span(above[-1])) if above else None,
    )


def _title_node(page: Page, row: Row) -> int | None:
    """The headline's element: in and around the row's anchor, the innermost element that is called
    a headline and holds no time; else the anchor."""
    anchor = row.anchor if row.anchor is not None else _anchor(page, row)
    if anchor is None:
        return None
    named = [
        node
        for node in range(row.span.start, row.span.end)
        if (node in page.span(anchor) or anchor in page.span(node))
        and _is_headline(page, node, row.times)
    ]
    innermost = [
        node
        for node, following in pairwise((*named, row.span.end))
        if following not in page.span(node)
    ]
    return max(innermost, key=lambda node: len(page.text(page.span(node))), default=anchor)


def _is_headline(page: Page, node: int, times: Sequence[int]) -> bool:
    called = page.tags[node] in HEADINGS or any(map(_HEADLINE.search, page.classes(node)))
    span = page.span(node)
    holds_time = any(time in span for time in times)
    return called and not holds_time and not page.hidden[node] and is_wordy(page.text(span))


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


def _badges(page: Page, row: Row, title: int | None) -> tuple[int, ...]:
    """Elements of the row that are badges: short ones whose class says so and that hold neither
    the time nor the headline."""
    held = [*row.times, *([title] if title is not None else [])]
    return tuple(
        node
        for node in range(row.span.start + 1, row.span.end)
        if any(map(_BADGE.search, page.classes(node)))
        and not page.hidden[node]
        and not any(each in page.span(node) for each in held)
        and not any(node in page.span(time) for time in row.times)
        and 0 < len(page.text(page.span(node))) <= _BADGE_LENGTH
    )


def _link(page: Page, row: Row, title: int | None, selected: Sequence[int]) -> str | None:
    """Where the row leads, as written: the selected link; the headline's; else the only address in
    the row (a live blog's entry leads nowhere, however many links its text has)."""
    for node in (*selected, *([title] if title is not None else [])):
        link = link_around(page, node)
        if link is not None and (address := _address(page, link)):
            return address
    links = (n for n in range(row.span.start, row.span.end) if page.tags[n] == "a")
    addresses = {address for each in links if (address := _address(page, each))}
    return addresses.pop() if len(addresses) == 1 else None


def _address(page: Page, link: int) -> str | None:
    href = page.attribute(link, "href") or ""
    blank = not href.strip() or href.strip().lower().startswith(_NO_ADDRESS)
    return None if blank else href


def _days(page: Page, rows: Sequence[Row]) -> tuple[int, ...]:
    """Day headings: texts between the rows that are a day and nothing else, and one that stands
    right before the first row."""
    if not rows:
        return ()
    first, last = rows[0].span.start, rows[-1].span.end
    times = times_in(page, Span(0, last))
    starts = [row.span.start for row in rows]
    free = [
        time.node
        for time in times
        if time.shape == "day"
        and (time.node < first or time.node not in rows[bisect_right(starts, time.node) - 1].span)
    ]
    lead = [node for node in free if node < first][-1:]
    near = [node for node in lead if _is_next(page, Span(page.last[node] + 1, first))]
    return (*near, *(node for node in free if node >= first))


def _is_next(page: Page, gap: Span) -> bool:
    """Whether nothing but the name of the list stands in a gap: the date in a page's masthead or
    of its article is far from the first row."""
    return len(page.text(gap)) <= _ASIDE
