"""An HTML page as a row of nodes in document order.

Containment is a comparison of two numbers here: the descendants of node `i` are `i + 1` to
`last[i]`. That makes the questions of list finding (what stands between two rows, which elements
hold one time) cheap, and lets a row be a range where a page has no element for it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Page:
    """The nodes of a page. `last` is each node's last descendant (itself where it has none),
    `parent` the element above (-1 at the top), `hidden` whether it is never shown as text."""

    tree: LexborHTMLParser
    nodes: tuple[LexborNode, ...]
    tags: tuple[str, ...]
    last: tuple[int, ...]
    parent: tuple[int, ...]
    hidden: tuple[bool, ...]
    order: dict[int, int]

    def span(self, index: int) -> Span:
        """A node with all that is in it."""
        return Span(index, self.last[index] + 1)

    def text(self, span: Span, *, without: Collection[int] = ()) -> str:
        """The text of a span, less that of the nodes `without`. Line breaks with their indentation
        are a space, and so are the edges of block elements; what stands on one line is kept as
        written, doubled spaces too: a source that takes one out has edited its headline."""
        pieces: list[str] = []
        at = span.start
        while at < span.end:
            if at in without or self.hidden[at]:
                at = self.last[at] + 1
                continue
            if self.tags[at] == TEXT:
                pieces.append(_LINE_BREAK.sub(" ", self.nodes[at].text_content or ""))
            elif self.tags[at] in _BLOCKS:
                pieces.append(" ")
            at += 1
            pieces.extend(" " for _ in self._closed_blocks(at - 1, at))
        return clean(_joined(pieces)).strip(" ")

    def _closed_blocks(self, leaf: int, following: int) -> Iterator[int]:
        """Block elements that end with the node `leaf`."""
        above = leaf
        while above >= 0 and self.last[above] < following:
            if self.tags[above] in _BLOCKS:
                yield above
            above = self.parent[above]

    def classes(self, index: int) -> tuple[str, ...]:
        return tuple((self.attribute(index, "class") or "").split())

    def attribute(self, index: int, name: str) -> str | None:
        if self.tags[index] == TEXT:
            return None
        return self.nodes[index].attrs.get(name)

    def attributes(self, index: int) -> dict[str, str | None]:
        return {} if self.tags[index] == TEXT else dict(self.nodes[index].attrs.items())

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
        indexes = (self.order.get(node.mem_id, -1) for node in found)
        return tuple(sorted({index for index in indexes if index >= 0}))


def read_page(html: str) -> Page:
    """Parse a page with Lexbor, as browsers do: it cannot fail."""
    tree = LexborHTMLParser(html)
    nodes: list[LexborNode] = []
    tags: list[str] = []
    parent: list[int] = []
    order: dict[int, int] = {}
    if tree.root is not None:
        for node in tree.root.traverse(include_text=True):
            tag = node.tag or ""
            if not (node.is_element_node or node.is_text_node):
                continue
            order[node.mem_id] = len(nodes)
            above = node.parent
            parent.append(order.get(above.mem_id, -1) if above is not None else -1)
            nodes.append(node)
            tags.append(tag)
    last = list(range(len(nodes)))
    for index in reversed(range(len(nodes))):
        if (above_index := parent[index]) >= 0:
            last[above_index] = max(last[above_index], last[index])
    hidden = [tag in _HIDDEN for tag in tags]
    for index, above_index in enumerate(parent):
        hidden[index] = hidden[index] or (above_index >= 0 and hidden[above_index])
    return Page(tree, tuple(nodes), tuple(tags), tuple(last), tuple(parent), tuple(hidden), order)


def _joined(pieces: list[str]) -> str:
    """Pieces of text one after another, with one space where two meet in spaces."""
    joined: list[str] = []
    for piece in pieces:
        kept = piece.lstrip(" ") if joined and joined[-1].endswith(" ") else piece
        if kept:
            joined.append(kept)
    return "".join(joined)
