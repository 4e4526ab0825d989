"""An HTML page as a row of nodes in document order.

Containment is a comparison of two numbers here: the descendants of node `i` are `i + 1` to
`last[i]`. That makes the questions of list finding (what stands between two rows, which elements
hold one time) cheap, and lets a row be a range where a page has no element for it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from ticker.errors import ParseError
from ticker.parse.decode import clean

TEXT = "-text"
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = frozenset(
    {"script", "style", "template", "noscript", "svg", "head", "iframe", "select", "textarea"}
)
_BLOCK_NAMES = (
    "address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SPACE = re.compile(r"[ \t\r\n\f]+")  # HTML's white space: a no-break space is a character
_LINE_BREAK = re.compile(r"[ \t\r\n\f]*[\t\r\n\f][ \t\r\n\f]*")
_LETTERS = re.compile(r"[^\W\d_]")
_WIDE = re.compile("[\u2e80-\ud7ff\uf900-\ufaff]")
"""CJK and Hangul: one letter says as much as two of an alphabet."""
_VEIL = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|screen-?reader\S*|visually-?hidden|vh|u?-?a11y\S*|hidden-visually|"
    r"assistive\S*|offscreen|invisible|aural|element-invisible|hide-visually|visuallyhidden)(?=$|[\s_-])",
    re.IGNORECASE,
)
_NOT_SHOWN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

Attributes = Mapping[str, str | None]
_NO_ATTRIBUTES: Attributes = {}


@dataclass(frozen=True, slots=True)
class Span:
    """Nodes `start` to `end`, the latter not among them."""

    start: int
    end: int

    def __contains__(self, index: int) -> bool:
        return self.start <= index < self.end

    def of(self, indexes: Sequence[int]) -> Sequence[int]:
        """Those of some sorted indexes that lie in the span."""
        return indexes[bisect_left(indexes, self.start) : bisect_left(indexes, self.end)]


@dataclass(frozen=True)
class Page:
    """The nodes of a page. `last` is each node's last descendant (itself where it has none),
    `parent` the element above (-1 at the top), `hidden` whether it is never shown as text,
    `veiled` whether it is in the text but not on the screen (``hidden``, screen readers only),
    `mute` whether it is on the screen but not read out (``aria-hidden``: icons, mostly), `said` a
    text node's own text, `letters` the letters of all text shown before each node."""

    tree: LexborHTMLParser
    nodes: tuple[LexborNode, ...]
    tags: tuple[str, ...]
    said: tuple[str, ...]
    attrs: tuple[Attributes, ...]
    last: tuple[int, ...]
    parent: tuple[int, ...]
    hidden: tuple[bool, ...]
    veiled: tuple[bool, ...]
    mute: tuple[bool, ...]
    letters: tuple[int, ...]

    @cached_property
    def _order(self) -> dict[int, int]:
        return {node.mem_id: index for index, node in enumerate(self.nodes)}

    def span(self, index: int) -> Span:
        """A node with all that is in it."""
        return Span(index, self.last[index] + 1)

    def lettered(self, span: Span) -> int:
        """How many letters the span shows; those of CJK count double."""
        return self.letters[span.end] - self.letters[span.start]

    def shown_text(self, node: int) -> str:
        """The text of an element as it stands on the screen; all of it where none does."""
        span = self.span(node)
        if self.veiled[node] or not any(self.veiled[span.start : span.end]):
            return self.text(span)
        veiled = {each for each in range(span.start, span.end) if self.veiled[each]}
        return self.text(span, without=veiled) or self.text(span)

    def text(self, span: Span, *, without: Collection[int] = ()) -> str:
        """The text of a span, less that of the nodes `without`. Line breaks with their indentation
        are a space, and so are the edges of block elements; what stands on one line is kept as
        written, doubled spaces too: a source that takes one out has edited its headline."""
        pieces: list[str] = []
        tags, last, parent = self.tags, self.last, self.parent
        at = span.start
        while at < span.end:
            if at in without or self.hidden[at]:
                at = last[at] + 1
                continue
            if tags[at] == TEXT:
                pieces.append(_LINE_BREAK.sub(" ", self.said[at]))
            elif tags[at] in _BLOCKS:
                pieces.append(" ")
            above = at
            at += 1
            while above >= 0 and last[above] < at:  # what ends with this node
                if tags[above] in _BLOCKS:
                    pieces.append(" ")
                above = parent[above]
        return clean(_joined(pieces)).strip(" ")

    def classes(self, index: int) -> tuple[str, ...]:
        return tuple((self.attrs[index].get("class") or "").split())

    def attribute(self, index: int, name: str) -> str | None:
        return self.attrs[index].get(name)

    def first_attribute(self, selector: str, name: str) -> str | None:
        """The attribute of the first element that has it and names something with it."""
        values = (self.attribute(node, name) for node in self.select(selector))
        return next((clean(value) for value in values if value and value.strip()), None)

    def title(self) -> str | None:
        """The page's own title."""
        node = self.tree.css_first("title")
        text = _SPACE.sub(" ", clean(node.text())).strip() if node else ""
        return text or None

    def above(self, index: int) -> Iterator[int]:
        """The elements around a node, nearest first."""
        index = self.parent[index]
        while index >= 0:
            yield index
            index = self.parent[index]

    def select(self, selector: str | None) -> tuple[int, ...]:
        """Indexes of the elements that a CSS selector names, in document order; of none, nothing.

        Raises ParseError where the selector cannot be read."""
        if selector is None:
            return ()
        try:
            found = self.tree.css(selector)
        except (SelectolaxError, ValueError) as error:
            raise ParseError(
                f"the selector {selector!r} cannot be read: {error}",
                hint="write a CSS selector, such as `article.teaser` or `time`",
            ) from error
        indexes = (self._order.get(node.mem_id, -1) for node in found)
        return tuple(sorted({index for index in indexes if index >= 0}))


def read_page(html: str) -> Page:
    """Parse a page with Lexbor, as browsers do: it cannot fail."""
    tree = LexborHTMLParser(html)
    nodes, said, attrs, parent = _walked(tree)
    tags = [node.tag or "" for node in nodes]
    last = _last(parent)
    hidden = _spread([tag in _HIDDEN for tag in tags], last)
    letters = [
        0 if away or not text or text.isspace() else _letters(text)
        for away, text in zip(hidden, said, strict=True)
    ]
    return Page(
        tree=tree,
        nodes=tuple(nodes),
        tags=tuple(tags),
        said=tuple(said),
        attrs=tuple(attrs),
        last=tuple(last),
        parent=tuple(parent),
        hidden=tuple(hidden),
        veiled=tuple(_spread([bool(own) and _is_veiled(own) for own in attrs], last)),
        mute=tuple(_spread([own.get("aria-hidden") == "true" for own in attrs], last)),
        letters=tuple(accumulate(letters, initial=0)),
    )


def _walked(
    tree: LexborHTMLParser,
) -> tuple[list[LexborNode], list[str], list[Attributes], list[int]]:
    """Elements and texts in document order, with their text, attributes and parents."""
    nodes: list[LexborNode] = []
    said: list[str] = []
    attrs: list[Attributes] = []
    parent: list[int] = []
    order: dict[int, int] = {}
    for node in tree.root.traverse(include_text=True) if tree.root is not None else ():
        if node.is_text_node:
            said.append(node.text_content or "")
            attrs.append(_NO_ATTRIBUTES)
        elif node.is_element_node:
            order[node.mem_id] = len(nodes)
            said.append("")
            attrs.append(node.attributes)
        else:
            continue
        above = node.parent
        parent.append(order.get(above.mem_id, -1) if above is not None else -1)
        nodes.append(node)
    return nodes, said, attrs, parent


def _last(parent: Sequence[int]) -> list[int]:
    last = list(range(len(parent)))
    for index in range(len(parent) - 1, -1, -1):
        above = parent[index]
        if above >= 0 and last[above] < last[index]:
            last[above] = last[index]
    return last


def _spread(marked: list[bool], last: Sequence[int]) -> list[bool]:
    """Marks handed down from each element to all in it."""
    at = 0
    while at < len(marked):
        if marked[at]:
            marked[at : last[at] + 1] = [True] * (last[at] + 1 - at)
            at = last[at]
        at += 1
    return marked


def _letters(text: str) -> int:
    count = len(_LETTERS.findall(text))
    return count if text.isascii() else count + len(_WIDE.findall(text))


def _is_veiled(own: Attributes) -> bool:
    """Whether an element says that it is not for the eye."""
    style, names = own.get("style"), own.get("class")
    return bool(
        "hidden" in own or (style and _NOT_SHOWN.search(style)) or (names and _says_veiled(names))
    )


@lru_cache(maxsize=4_096)
def _says_veiled(names: str) -> bool:
    return _VEIL.search(names) is not None


def _joined(pieces: list[str]) -> str:
    """Pieces of text one after another, with one space where two meet in spaces."""
    joined: list[str] = []
    for piece in pieces:
        kept = piece.lstrip(" ") if joined and joined[-1].endswith(" ") else piece
        if kept:
            joined.append(kept)
    return "".join(joined)
