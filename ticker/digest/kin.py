"""Items that are told together: languages of one article, and a series with changing numbers.

Each stays an item of its own in the record and in JSON; on a page they are one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ticker.digest.counts import edits, of_kind
from ticker.digest.times import shown_at
from ticker.model import DigestItem

LEAST_OF_SERIES = 3
"""Two headlines with other numbers may be two events; three are a series to a reader."""
LEAST_WORDS = 3
"""A shorter template says too little: "# #" is no series."""


@dataclass(frozen=True, slots=True)
class Kin:
    """An item with what is told under it: its other `languages`, and those `before` it in its
    series, oldest first."""

    item: DigestItem
    languages: tuple[DigestItem, ...] = ()
    before: tuple[DigestItem, ...] = ()

    @property
    def all(self) -> tuple[DigestItem, ...]:
        """The item, and its other languages."""
        return self.item, *self.languages


def kin(items: Iterable[DigestItem]) -> tuple[Kin, ...]:
    """Every item once, alone or with its kin."""
    return tuple(_in_series(_by_edition(items)))


def _by_edition(items: Iterable[DigestItem]) -> list[Kin]:
    editions: dict[str, list[DigestItem]] = {}
    for item in items:
        editions.setdefault(item.edition or f" {item.id}", []).append(item)
    found: list[Kin] = []
    for of_one in editions.values():
        of_one.sort(key=lambda item: (not item.is_new, item.id))
        if len({item.language for item in of_one}) == len(of_one):
            found.append(Kin(of_one[0], tuple(of_one[1:])))
        else:  # two of one language: their number is that of a section, not of an article
            found += map(Kin, of_one)
    return found


def _in_series(found: Sequence[Kin]) -> list[Kin]:
    series: dict[tuple[str, str], list[DigestItem]] = {}
    rest: list[Kin] = []
    for one in found:
        if one.languages or not _is_plain_news(one.item):
            rest.append(one)
        else:
            series.setdefault(_template(one.item), []).append(one.item)
    for (_, template), items in series.items():
        items.sort(key=lambda item: (shown_at(item), item.id))
        if len(items) < LEAST_OF_SERIES or len(template.split()) < LEAST_WORDS:
            rest += map(Kin, items)
        else:
            rest.append(Kin(items[-1], before=tuple(items[:-1])))
    return rest


def _template(item: DigestItem) -> tuple[str, str]:
    return item.source, item.template or ""


def _is_plain_news(item: DigestItem) -> bool:
    """Whether nothing is told of an item but that it is there."""
    gone = of_kind(item, "delisted") or of_kind(item, "returned")
    return item.is_new and not edits(item) and not gone
