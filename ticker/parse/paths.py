"""Elements as one would write them in a stylesheet: short, and the same from day to day."""

from __future__ import annotations

import re

from ticker.parse.page import TEXT, Page

_MADE = re.compile(r"\d|^_|^(?:css|sc|jsx|svelte|styled)-|__[A-Za-z0-9]{5,}$")
"""Class names that a build tool makes, or that count: another one at the next deployment."""
_LENGTH = 40


def path(page: Page, node: int) -> str:
    """An element by its tag and its first lasting class: ``li.news-item``."""
    if page.tags[node] == TEXT:
        return path(page, page.parent[node])
    names = (name for name in page.classes(node) if not _MADE.search(name))
    first = next(names, None)
    return f"{page.tags[node]}.{first[:_LENGTH]}" if first else page.tags[node]


def path_within(page: Page, node: int, outer: int) -> str:
    """An element by its way down from an element around it: ``div.meta > time``."""
    steps = [path(page, node)]
    for above in page.above(node) if node > outer else ():
        if above == outer or len(steps) > 4:
            break
        steps.append(path(page, above))
    return " > ".join(reversed(steps))
