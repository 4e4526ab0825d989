"""A page with a timed list to items: rows named by selectors, or found by their shape."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ticker.model import (
    Document,
    Explanation,
    ParsedItem,
    RowEvidence,
    Selectors,
    WeighedList,
)
from ticker.parse import machine
from ticker.parse.decode import Decoded
from ticker.parse.decoys import nodes_of
from ticker.parse.fragments import fragment_links
from ticker.parse.heads import link_around
from ticker.parse.lists import Finding, Listed, find_lists, untimed
from ticker.parse.page import Page, Span, read_page
from ticker.parse.paths import path, path_within
from ticker.parse.rows import Row, holder
from ticker.parse.times import Time, best_times, times_in
from ticker.parse.titles import badge_nodes, headline_node, link_of, title_text
from ticker.parse.when import shape

_SAMPLES = 3
"""Rows that are shown of a list that was weighed."""
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


@dataclass(frozen=True, slots=True)
class _Read:
    """A page that is read: what the selectors name, its rows, the days above them, and what was
    found where no selector names the rows."""

    page: Page
    chosen: _Chosen
    rows: Sequence[Row]
    days: Sequence[int]
    found: Finding


def read_list(document: Decoded, selectors: Selectors, known: str | None = None) -> Document:
    """Read a page. `selectors` name what they name; the rest is found by shape, and of several
    lists the one of the shape `known` is kept to. A page without a timed list is a document without
    items.

    Raises ParseError where a selector cannot be read.
    """
    read = _read(document, selectors, known)
    page = read.page
    base = page.first_attribute("base[href]", "href")
    items = (_item(read, row, selectors) for row in read.rows)
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
        shape=read.found.chosen.shape if read.found.chosen else None,
    )


def explain_list(document: Decoded, selectors: Selectors, known: str | None = None) -> Explanation:
    """Why `read_list` gives what it gives."""
    read = _read(document, selectors, known)
    page, found = read.page, read.found
    told = (_evidence(read, row, selectors) for row in read.rows)
    said = (each for each in told if each.title or each.link)
    return Explanation(
        rows=tuple(replace(each, position=at) for at, each in enumerate(said, start=1)),
        lists=tuple(_weighed(page, each, found) for each in found.lists),
        untimed=untimed(page, found, read.rows),
        fragments=fragment_links(page),
    )


def _read(document: Decoded, selectors: Selectors, known: str | None) -> _Read:
    page = read_page(document.text)
    chosen = _Chosen(
        page.select(selectors.item),
        page.select(selectors.time),
        page.select(selectors.title),
        page.select(selectors.link),
        page.select(selectors.badge),
        page.select(selectors.heading),
    )
    if selectors.item:
        rows = _selected(page, chosen, selectors)
        found = Finding(times=times_in(page, Span(0, rows[-1].span.end)) if rows else ())
    else:
        found = find_lists(page, known)
        rows = found.rows
    days = chosen.headings if selectors.heading else _days(page, rows, found.times)
    return _Read(page, chosen, rows, days, found)


def _weighed(page: Page, each: Listed, found: Finding) -> WeighedList:
    samples = [
        f"{' '.join(time.text for time in row.times)} {page.text(page.span(row.head.node))}"
        for row in each.rows[:_SAMPLES]
        if row.head
    ]
    taken = each is found.chosen
    return WeighedList(
        len(each.rows), each.shape, round(each.score, 1), taken, each.reason, tuple(samples)
    )


def _evidence(read: _Read, row: Row, selectors: Selectors) -> RowEvidence:
    page, item = read.page, _item(read, row, selectors)
    title, badges = _title_and_badges(read, row, selectors)
    outer = page.parent[row.span.start] if row.ranged else row.span.start
    link = link_around(page, title) if title is not None and item.link else None

    def within(node: int | None) -> str | None:
        return path_within(page, node, outer) if node is not None else None

    return RowEvidence(
        position=0,
        title=item.title,
        row=path(page, outer) + (" (a range of its children)" if row.ranged else ""),
        time=within(holder(page, row.time)) if row.times else None,
        headline=within(title),
        link=within(link),
        badges=tuple(path_within(page, node, outer) for node in badges),
        text=item.published_text,
        machine=item.machine_text,
        heading=item.heading_text,
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
            times = tuple(
                Time(time, shape(said) or "dated", said)
                for time in span.of(chosen.times)[:1]
                for said in (page.text(page.span(time)),)
            )
        else:
            times = best_times(page, times_in(page, span))
        rows.append(Row(span, times))
    timed = [row for row in rows if row.times]
    return tuple(timed or rows)


def _title_and_badges(
    read: _Read, row: Row, selectors: Selectors
) -> tuple[int | None, Sequence[int]]:
    titles = row.span.of(read.chosen.titles)
    title = titles[0] if titles else headline_node(read.page, row, row.times)
    if selectors.badge:
        return title, row.span.of(read.chosen.badges)
    return title, badge_nodes(read.page, row, title, row.times)


def _item(read: _Read, row: Row, selectors: Selectors) -> ParsedItem:
    page, days = read.page, read.days
    title, badges = _title_and_badges(read, row, selectors)
    said = " ".join(text for time in row.times if (text := _time_text(page, time)))
    above = days[: bisect_left(days, row.span.start)]
    return ParsedItem(
        position=0,
        title=title_text(page, title, row.times, badges) if title is not None else "",
        link=link_of(page, row, title, row.span.of(read.chosen.links)),
        badges=tuple(text for node in badges if (text := page.text(page.span(node)))),
        published_text=said or None,
        machine_text=machine.near(page, row.span, nodes_of(row)),
        heading_text=page.text(page.span(above[-1])) if above else None,
    )


def _time_text(page: Page, time: Time) -> str:
    """A time as it is shown: all of its element, or its part of a text."""
    return time.text if time.part else page.shown_text(time.node)


def _days(page: Page, rows: Sequence[Row], times: Sequence[Time]) -> tuple[int, ...]:
    """Day headings: texts between the rows that are a day and nothing else, and one that stands
    right before the first row."""
    if not rows:
        return ()
    first, last = rows[0].span.start, rows[-1].span.end
    starts = [row.span.start for row in rows]
    free = [
        time.node
        for time in times
        if time.shape == "day"
        and time.node < last
        and (time.node < first or time.node not in rows[bisect_right(starts, time.node) - 1].span)
    ]
    lead = [node for node in free if node < first][-1:]
    near = [node for node in lead if _is_next(page, Span(page.last[node] + 1, first))]
    return (*near, *(node for node in free if node >= first))


def _is_next(page: Page, gap: Span) -> bool:
    """Whether nothing but the name of the list stands in a gap: the date in a page's masthead or
    of its article is far from the first row."""
    return len(page.text(gap)) <= _ASIDE
