"""Answers made ready to be printed: cells for people, values for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Span: TypeAlias = tuple[str, str]
"""A text and its style (rich's words: ``bold red``), which only a terminal sees."""
Cell: TypeAlias = str | tuple[Span, ...]
Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column for people. `dated` cells are ``DAY TIME``: a table gives the day a line of its
    own where it changes. `right` aligns numbers. A `note` is long and rare: a table prints it
    below, after the row's first cell. So it does with a column that would have less than `least`
    places."""

    name: str
    style: str = ""
    right: bool = False
    dated: bool = False
    wraps: bool = False
    note: bool = False
    least: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """An answer, ready for any format. `links` are the addresses of the rows, where Markdown
    links the last column to them."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    values: Sequence[Mapping[str, Any]]
    links: Sequence[str | None] = ()
