"""What may be the headline of a row: links and headings with words in them, and how much each
looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ticker.parse.page import HEADINGS, TEXT, Page, Span
from ticker.parse.times import Time

WORDY = 8
"""Letters of what may be a headline; `All News` has seven. CJK letters count double."""
NO_ADDRESS = ("#", "javascript:", "mailto:", "tel:", "whatsapp:", "data:")
_HEADLINE = re.compile(
    r"head-?line|(?<!sub)(?<!over)(?<!sup)(?<!pre)(?<!site)tit(?:le|el|re|ulo|olo|lu)|"
    r"ba[sş]l[iı]k|naslov|otsikko|nadpis|overskrift",
    re.IGNORECASE,
)
_OF_A_LIST = re.compile(
    r"(?:section|block|widget|list|page|box|module|sidebar|feed|group)[-_]*(?:title|titel|headline)",
    re.IGNORECASE,
)
_META = re.compile(
    r"categ|kategor|(?:^|[-_\s])(?:cat|tags?|rubri[ck]\w*|section|topic|author|autor|byline|kicker|"
    r"overline|dachzeile|source|comment|share|more|ressort|label|badge|channel|meta|breadcrumb)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_META_ADDRESS = re.compile(
    r"/(?:tags?|author|autor|category|kategorie|topics?|comments?)/|#comment"
)
_ABOVE = 3
"""Elements around a link that may call it a headline."""


@dataclass(frozen=True, slots=True)
class Head:
    """What may be a headline: the element, what it leads to (the address; for an unlinked heading
    itself), and how much it looks like one: 3 called a headline, 2 a link, 1 a link of another
    kind (section, author, comments)."""

    node: int
    key: str
    strength: int


def heads_of(page: Page, times: Sequence[Time], least: int = WORDY) -> tuple[Head, ...]:
    """All headlines of a page in document order, less links within headings: both are one."""
    taken = _letters_of_times(page, times)
    found: list[Head] = []
    end = -1
    for node, tag in enumerate(page.tags):
        if node in taken:
            end = max(end, page.last[node])  # a time may be a link
        if node <= end or tag == TEXT or page.hidden[node]:
            continue
        if tag == "a":
            head = _of_link(page, node, taken, least)
        elif tag in HEADINGS or (page.attrs[node] and is_called_headline(page, node)):
            head = _of_heading(page, node, taken, least)
        else:
            continue
        if head is not None:
            found.append(head)
            end = page.last[node] if head.node == node else end
    return tuple(found)


def _letters_of_times(page: Page, times: Iterable[Time]) -> dict[int, int]:
    """The letters of each node that is a time and nothing else."""
    return {
        time.node: page.lettered(page.span(time.node))
        for time in times
        if time.shown and not time.part
    }


def _is_wordy(page: Page, node: int, taken: dict[int, int], least: int) -> bool:
    letters = page.lettered(page.span(node))
    if letters < least:
        return False
    if letters > least + 24:
        return True
    inside = sum(taken.get(each, 0) for each in range(node, page.last[node] + 1))
    return letters - inside >= least


def _of_link(page: Page, node: int, taken: dict[int, int], least: int) -> Head | None:
    href = address(page, node) or _fragment(page, node)
    if href is None or not _is_wordy(page, node, taken, least):
        return None
    names = page.attrs[node].get("class") or ""
    if _is_headline_link(page, node):
        return Head(node, href, 3)
    if _is_in_text(page, node, taken):
        return None
    around = page.attrs[page.parent[node]].get("class") if page.parent[node] >= 0 else None
    other = page.attrs[node].get("rel") in ("author", "tag", "category tag")
    if other or _says_meta(names) or _says_meta(around or "") or _META_ADDRESS.search(href):
        return Head(node, href, 1)
    return Head(node, href, 2)


def _is_in_text(page: Page, node: int, taken: dict[int, int]) -> bool:
    """Whether a link is some words of a sentence that begins before it."""
    above, before = page.parent[node], node - 1
    if above < 0 or page.tags[above] not in ("p", "blockquote") or before in taken:
        return False
    is_sibling = page.tags[before] == TEXT and page.parent[before] == above
    return is_sibling and page.lettered(Span(before, node)) > WORDY * 2


@lru_cache(maxsize=4_096)
def _says_meta(names: str) -> bool:
    return _META.search(names) is not None


def _fragment(page: Page, node: int) -> str | None:
    """Where a link leads within the page: it is a headline, though its row leads nowhere."""
    href = (page.attrs[node].get("href") or "").strip()
    return href if href.startswith("#") and len(href) > 1 else None


def _is_headline_link(page: Page, node: int) -> bool:
    """Whether a link is, holds, or stands right in what is called a headline."""
    if is_called_headline(page, node):
        return True
    for each in range(node + 1, page.last[node] + 1):
        if page.tags[each] in HEADINGS or (page.attrs[each] and is_called_headline(page, each)):
            return True
    return False


def _of_heading(page: Page, node: int, taken: dict[int, int], least: int) -> Head | None:
    """A heading, or an element that is called a headline; the link in it or around it leads on."""
    if page.tags[node] == "h1" or not _is_wordy(page, node, taken, least):
        return None
    links = [
        each
        for each in range(node + 1, page.last[node] + 1)
        if page.tags[each] == "a" and address(page, each)
    ]
    if page.tags[node] not in HEADINGS:
        if any(page.tags[each] in HEADINGS for each in range(node + 1, page.last[node] + 1)):
            return None
        if len({address(page, link) for link in links}) > 1 or page.last[node] - node > 40:
            return None
    link = (
        links[0]
        if links
        else next(
            (
                each
                for _, each in zip(range(_ABOVE), page.above(node), strict=False)
                if page.tags[each] == "a"
            ),
            None,
        )
    )
    href = address(page, link) if link is not None else None
    return Head(node, href or f"#{node}", 3)


def is_called_headline(page: Page, node: int) -> bool:
    """Whether an element says by its class (or `itemprop`) that it is a headline."""
    own = page.attrs[node]
    names = own.get("class")
    return bool(
        (names and says_headline(names))
        or own.get("itemprop") in ("headline", "name")
        or own.get("role") == "heading"
    )


@lru_cache(maxsize=4_096)
def says_headline(names: str) -> bool:
    """Whether one of some class names calls a headline, and not that of a whole list."""
    return any(_HEADLINE.search(name) and not _OF_A_LIST.search(name) for name in names.split())


def address(page: Page, node: int) -> str | None:
    """Where a link leads, as written; ``None`` where it leads nowhere."""
    href = page.attrs[node].get("href")
    if not href or not href.strip() or href.strip().lower().startswith(NO_ADDRESS):
        return None
    return href


def link_around(page: Page, node: int) -> int | None:
    """The link that an element is, stands in, or holds first."""
    for each in (node, *page.above(node)):
        if page.tags[each] == "a" and page.attrs[each].get("href"):
            return each
    inside = range(node, page.last[node] + 1)
    return next((n for n in inside if page.tags[n] == "a" and page.attrs[n].get("href")), None)


def best_head(page: Page, heads: Sequence[Head]) -> Head:
    """The headline among several: of those that look most like one, the first that is not much
    shorter than the longest."""
    strength = max(head.strength for head in heads)
    strong = [head for head in heads if head.strength == strength]
    sizes = [page.lettered(page.span(head.node)) for head in strong]
    long = max(sizes) / 2
    return next(head for head, size in zip(strong, sizes, strict=True) if size >= long)


def is_wordy(text: str, least: int = WORDY) -> bool:
    """Whether a text may be a headline, by its number of letters."""
    return sum(1 + (letter > "\u2e7f") for letter in text if letter.isalpha()) >= least
