"""As said: strings out of a document, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ticker.model.words import SourceKind


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One entry as the document says it: strings only, nothing interpreted.

    `title` is the headline element's text byte for byte, without badge elements; `markup` says
    whether it may carry HTML (``html``), may not (``plain``), or the format leaves it open
    (``unknown``: RSS). `link` is as written; `base` is the address it is relative to where the
    document says one. In a list `published_text` is the visible time, `machine_text` a machine
    time beside it (``datetime``, ``title`` or ``data-*``) and `heading_text` the day heading or
    dated row it stands under. `position` counts from 1.
    """

    position: int
    title: str
    markup: Literal["plain", "html", "unknown"] = "plain"
    guid: str | None = None
    link: str | None = None
    base: str | None = None
    summary: str | None = None
    author: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    published_text: str | None = None
    updated_text: str | None = None
    machine_text: str | None = None
    heading_text: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document. `format` is the precise dialect (``rss20``, ``atom10``, ``jsonfeed11``,
    ``html``, ``text`` ...); `base` the address that relative links are read against, if the
    document states one; `ttl_s` the least polling interval that it asks for. `skip_hours` and
    `skip_days` are the hours (GMT, 0 to 23) and days (Monday 0) at which it does not want to be
    asked, a bit each. `shape` tells by which elements the rows of a timed list were found."""

    kind: SourceKind
    format: str
    items: tuple[ParsedItem, ...]
    title: str | None = None
    language: str | None = None
    base: str | None = None
    encoding: str = "utf-8"
    ttl_s: int | None = None
    skip_hours: int = 0
    skip_days: int = 0
    shape: str | None = None
