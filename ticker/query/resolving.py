"""Query -> Query: every time an instant, every word checked."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from typing import TypeVar, get_args

from ticker.errors import UsageError
from ticker.model import BASES, LABELS, ItemState, Order, Query
from ticker.query.instants import Asker, Step, read_day, shift, to_instant, to_utc
from ticker.query.intervals import Span, day_span, read_interval

Word = TypeVar("Word", bound=str)

STATES: tuple[ItemState, ...] = get_args(ItemState)
ORDERS: tuple[Order, ...] = get_args(Order)

_INSTANTS = ("2025-07-10T06:00Z", "2h", "08:00", "yesterday")
_DAYS = ("2025-07-10", "today", "yesterday")
_INTERVALS = ("2025-07-10T06/09", "2025-07-10/P1D", "P1D/")


def resolve(query: Query, *, now: datetime, zone: tzinfo) -> Query:
    """The same question with every time an aware instant in UTC and every word checked.

    `day` and `within` become part of `since` and `until` (half-open), which are what all of them
    have in common. `now` and `zone` are the asker's. Raises UsageError for what cannot be read,
    for times that exclude each other, and for unknown words. Resolving twice changes nothing.
    """
    asker = Asker(to_utc(now, zone), zone)
    span = _common(_spans(query, asker))
    return replace(
        query,
        since=span.since,
        until=span.until,
        within=None,
        day=None,
        changed_since=_bound(query.changed_since, "changed_since", asker),
        as_of=_moment(query.as_of, "as_of", asker),
        tags=_tags(query.tags, query.not_tags),
        any_tags=_words(query.any_tags, "any_tags"),
        not_tags=_words(query.not_tags, "not_tags"),
        sources=frozenset(_each(query.sources, "sources")),
        languages=frozenset(
            word.replace("_", "-") for word in _words(query.languages, "languages")
        ),
        labels=frozenset(_one_of(word, LABELS, "labels") for word in _each(query.labels, "labels")),
        text=_text(query.text),
        state=None if query.state is None else _one_of(query.state, STATES, "state"),
        basis=None if query.basis is None else _one_of(query.basis, BASES, "basis"),
        order=_one_of(query.order, ORDERS, "order"),
        limit=_limit(query.limit),
    )


def read_instant(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The instant in UTC, in whole seconds, that `text` means to one who asks at `now` in `zone`.

    ISO 8601 with or without a zone (without: the asker's), down to a year; a date is its local
    midnight; ``today``, ``yesterday``, ``now``; a clock (``08:00``, ``yesterday 23:30``) is that
    day's; a duration (``2h``, ``1h30m``, ``P1D``) means so long ago. Raises UsageError.
    """
    asker = Asker(to_utc(now, zone), zone)
    try:
        return to_instant(text, asker).replace(microsecond=0)
    except UsageError as error:
        raise _unreadable(text, "time", None, error, _INSTANTS) from None


def _spans(query: Query, asker: Asker) -> list[Span]:
    spans = [Span(_bound(query.since, "since", asker), _bound(query.until, "until", asker))]
    if query.day is not None:
        try:
            spans.append(day_span(read_day(query.day, asker), asker))
        except UsageError as error:
            raise _unreadable(query.day, "day", "day", error, _DAYS) from None
    if query.within is not None:
        try:
            since, until = read_interval(query.within, asker)
            spans.append(Span(since and _up(since), until and _up(until)))
        except UsageError as error:
            raise _unreadable(query.within, "interval", "within", error, _INTERVALS) from None
    return spans


def _common(spans: Sequence[Span]) -> Span:
    """What all stretches share. Stretches that exclude each other are a mistake, an empty one that
    was asked for (``since`` equal to ``until``) is not."""
    since = max((span.since for span in spans if span.since), default=None)
    until = min((span.until for span in spans if span.until), default=None)
    if since is None or until is None or since < until:
        return Span(since, until)
    if since == until and any(span == (since, until) for span in spans):
        return Span(since, until)
    raise UsageError(
        f"the times asked for exclude each other: nothing is since {_iso(since)} "
        f"and until {_iso(until)}",
        hint="since, until, day and within are combined: leave one out, or widen it",
    )


def _bound(value: datetime | str | None, where: str, asker: Asker) -> datetime | None:
    """A bound of a stretch; parts of a second count up, as the record keeps whole ones."""
    if value is None:
        return None
    try:
        return _up(to_instant(value, asker))
    except UsageError as error:
        raise _unreadable(value, "time", where, error, _INSTANTS) from None


def _moment(value: datetime | str | None, where: str, asker: Asker) -> datetime | None:
    """A moment that is asked about, in whole seconds."""
    if value is None:
        return None
    try:
        return to_instant(value, asker).replace(microsecond=0)
    except UsageError as error:
        raise _unreadable(value, "time", where, error, _INSTANTS) from None


def _up(at: datetime) -> datetime:
    """The whole second at or after `at`: for whole-second data the same bound."""
    whole = at.replace(microsecond=0)
    return shift(whole, Step(seconds=1), 1, UTC) if at.microsecond else whole


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _unreadable(
    value: object, what: str, where: str | None, why: UsageError, examples: Iterable[str]
) -> UsageError:
    shown = _quoted(value[:80]) if isinstance(value, str) else repr(value)
    reason = f": {why.message}" if why.message else ""
    return UsageError(
        f"{shown} is no {what}{reason}",
        where=where,
        hint="for example " + ", ".join(f'"{example}"' for example in examples),
    )


def _quoted(text: str) -> str:
    """A text on one line, in quotes, without control characters."""
    return json.dumps(text, ensure_ascii=False)


def _one_of(value: str, words: Collection[Word], where: str) -> Word:
    """The word of a closed list; case, ``_`` and ``-`` make no difference."""
    folded = {_plain(word): word for word in words}
    wanted = _plain(value) if isinstance(value, str) else repr(value)
    if wanted in folded:
        return folded[wanted]
    close = get_close_matches(wanted[:80], folded, n=1)
    meant = f'; did you mean "{folded[close[0]]}"?' if close else ""
    shown = _quoted(value[:80]) if isinstance(value, str) else repr(value)
    raise UsageError(
        f"{shown} is unknown{meant}", where=where, hint=f"{where}: one of {', '.join(words)}"
    )


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().lower())


def _each(values: Collection[str], where: str) -> list[str]:
    """The words of a set, none of them blank. A bare text would be taken letter by letter."""
    if isinstance(values, str) or not all(
        isinstance(word, str) and word.strip() for word in values
    ):
        raise UsageError(
            f"{values!r} is no set of words", where=where, hint=f'for example {where}={{"kyiv"}}'
        )
    return [word.strip() for word in values]


def _words(values: Collection[str], where: str) -> frozenset[str]:
    """Words as they are stored: lower case, white space single, composed (NFKC)."""
    words = (unicodedata.normalize("NFKC", word) for word in _each(values, where))
    return frozenset(" ".join(word.split()).lower() for word in words)


def _tags(tags: Collection[str], not_tags: Collection[str]) -> frozenset[str]:
    wanted = _words(tags, "tags")
    both = wanted & _words(not_tags, "not_tags")
    if both:
        raise UsageError(
            f'the tag "{min(both)}" is asked for and excluded', hint="leave one of them out"
        )
    return wanted


def _text(text: str | None) -> str | None:
    if text is not None and not (isinstance(text, str) and text.strip()):
        raise UsageError(
            "the words to search for are blank", where="text", hint='for example "air raid"'
        )
    return text.strip() if text else None


def _limit(limit: int | None) -> int | None:
    if limit is not None and (type(limit) is not int or limit < 1):
        raise UsageError(
            f"the limit {limit!r} is no number of items", where="limit", hint="1 or more, or none"
        )
    return limit
