"""As meant: an item read out of a document, with the time that its source claims."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from ticker.model.filling import filled_open
from ticker.model.words import Basis


@filled_open
@dataclass(frozen=True, slots=True)
class Claim:
    """A time that a source gives an item.

    `at` is the instant or ``None`` where only a wall time is known; `text` is as said; `error_s`
    the seconds of doubt (``None`` only with `at`); `offset_s` the offset from UTC in which the
    source thinks. `wall` is the bare clock as minutes of the day where the text shows one: it
    tells a time that moved from one that is merely shown differently. `zone_guessed` marks a
    zone that nobody stated.
    """

    at: datetime | None
    basis: Basis
    text: str | None = None
    error_s: int | None = None
    offset_s: int = 0
    wall: int | None = None
    zone_guessed: bool = False

    def __reduce__(self) -> tuple[type[Claim], tuple[object, ...]]:
        """Pickled as what it is made of: a third less time to read than a dataclass with slots."""
        return Claim, _CLAIM(self)


@filled_open
@dataclass(frozen=True, slots=True)
class Item:
    """An item as one document means it.

    `title` is what the source wrote, `headline` the same without what `labels` names. `url` is
    absolute where it could be made so, else as written; `canonical_url` is the key that survives
    tracking, scheme and host spellings; `article_key` names host, language edition and article
    number, `edition_key` the same without the language. `headline_key` is the folded headline,
    `template` the same with its numbers and calendar words taken out.
    """

    position: int
    title: str
    headline: str
    headline_key: str
    template: str
    claim: Claim
    labels: tuple[str, ...] = ()
    guid: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    article_key: str | None = None
    edition_key: str | None = None
    summary: str | None = None
    author: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    updated_text: str | None = None

    def __reduce__(self) -> tuple[type[Item], tuple[object, ...]]:
        """As for `Claim`."""
        return Item, _ITEM(self)


_CLAIM = attrgetter(*(field.name for field in fields(Claim)))
_ITEM = attrgetter(*(field.name for field in fields(Item)))
