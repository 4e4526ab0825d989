"""Why a page gave the rows that it gave: what `try --explain` tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """A row of a timed list with the elements it was read from, as one would write them in a
    stylesheet (``None``: there is none); `text` is the visible time, `machine` the machine time
    beside it, `heading` the day above it."""

    position: int
    title: str
    row: str
    time: str | None
    headline: str | None
    link: str | None
    badges: tuple[str, ...]
    text: str | None
    machine: str | None
    heading: str | None


@dataclass(frozen=True, slots=True)
class WeighedList:
    """Rows of a page that were weighed as a list: how many, their shape and score, why they are
    no ticker (``None``: they may be one; `taken` says whether they are), and a few of them."""

    rows: int
    shape: str
    score: float
    taken: bool
    reason: str | None
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The rows of a page, all lists that were weighed, the best first, how many headlines between
    the rows have no time, and the addresses that the page fills lists from."""

    rows: tuple[RowEvidence, ...] = ()
    lists: tuple[WeighedList, ...] = ()
    untimed: int = 0
    fragments: tuple[str, ...] = ()
