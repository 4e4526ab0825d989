"""ParsedItem -> Item, and known + seen -> changes: times, links, headlines, identity. Pure."""

from ticker.items.compare import Comparison, compare, confirm, failing
from ticker.items.headlines import fold
from ticker.items.listtimes import ListTimes, explain_times
from ticker.items.listzone import ListZone
from ticker.items.normalise import normalise
from ticker.items.templates import template
from ticker.items.urls import absolute, canonical_url

__all__ = [
    "Comparison",
    "ListTimes",
    "ListZone",
    "absolute",
    "canonical_url",
    "compare",
    "confirm",
    "explain_times",
    "failing",
    "fold",
    "normalise",
    "template",
]
