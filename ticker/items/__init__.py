"""ParsedItem -> Item, and known + seen -> changes: times, links, headlines, identity. Pure."""

from ticker.items.compare import Comparison, compare, confirm, failing
from ticker.items.headlines import fold
from ticker.items.normalise import normalise
from ticker.items.templates import template
from ticker.items.urls import absolute

__all__ = [
    "Comparison",
    "absolute",
    "compare",
    "confirm",
    "failing",
    "fold",
    "normalise",
    "template",
]
