"""Machine times beside the visible ones: ``datetime``, ``title`` and ``data-*`` attributes."""

from __future__ import annotations

import re
from functools import lru_cache

from ticker.parse.page import Page, Span

_ISO = re.compile(r"\s*\d{4}-\d\d-\d\d(?:[T ]\d\d:?\d\d\S*(?: ?[+-]\d\d:?\d\d| UTC| GMT)?)?\s*")
_COMPACT = re.compile(r"\s*\d{8}T\d{6}Z?\s*")
_EPOCH = re.compile(r"\s*1\d{9}(?:\d{3})?(?:\.\d+)?\s*")  # from 2001 to 2033, in s or ms
_TIMELY = re.compile(r"date|time|publi|post|stamp|epoch|unix|(?:^|-)ts(?:$|-)", re.IGNORECASE)
_LATER = re.compile(r"modif|updat|edit|chang|expir|end|until", re.IGNORECASE)


def of_node(page: Page, node: int) -> str | None:
    """The machine time that an element carries; that of publication before that of a change."""
    if not page.attrs[node]:
        return None
    attributes = {name: value for name, value in page.attrs[node].items() if value}
    stated = attributes.pop("datetime", "")
    if any(letter.isdigit() for letter in stated):
        return stated.strip()
    named = [name for name in attributes if _may_carry(name)]
    for name in sorted(named, key=_is_later):
        value = attributes[name] or ""
        timely = name not in ("title", "content")
        if _ISO.fullmatch(value) or _COMPACT.fullmatch(value):
            return value.strip()
        if timely and _EPOCH.fullmatch(value):
            return value.strip()
    return None


@lru_cache(maxsize=1_024)
def _may_carry(name: str) -> bool:
    """Whether an attribute of this name may be a machine time."""
    timely = name.startswith("data-") and _TIMELY.search(name) is not None
    return timely or name in ("title", "content")


@lru_cache(maxsize=1_024)
def _is_later(name: str) -> bool:
    return _LATER.search(name) is not None


def near(page: Page, row: Span, times: tuple[int, ...]) -> str | None:
    """The machine time of a row: on its time, in it, around it inside the row, or in any ``time``
    or ``meta`` element of the row."""
    for time in times:
        around = [above for above in page.above(time) if above in row]
        for node in (*_elements(page, page.span(time)), *around):
            if found := of_node(page, node):
                return found
    for node in _elements(page, row):
        if (page.tags[node] in ("time", "meta") or node == row.start) and (
            found := of_node(page, node)
        ):
            return found
    return None


def _elements(page: Page, span: Span) -> range:
    return range(span.start, span.end)
