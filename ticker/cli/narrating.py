"""What a line of the change log means, explained the first time that one of its kind comes.

Nothing here knows what will happen: what is said is what the store answers once it has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from ticker.cli.cells import Line
from ticker.items import template
from ticker.model import FoundItem, LoggedChange, Query
from ticker.record import Record
from ticker.render import instant
from ticker.times import clock, local, minute, span

HALF_A_DAY = timedelta(hours=12)

Lines = Sequence[Line]
Tell = Callable[[Record, LoggedChange], Lines]
"""A caption and what stands below it; nothing where the change is not of the kind."""


class Narrator:
    """Explains changes of a record that is asked through `ticker`, each kind of thing once."""

    def __init__(self, ticker: Record) -> None:
        self._ticker = ticker
        self._left = dict(_TELLERS)

    def explain(self, change: LoggedChange) -> Iterator[Lines]:
        """What is to be said after the change; mostly nothing."""
        for name, tell in list(self._left.items()):
            if lines := tell(self._ticker, change):
                del self._left[name]
                yield lines


def _midnight(ticker: Record, change: LoggedChange) -> Lines:
    item = _newcomer(ticker, change)
    if item is None or item.claim.basis != "clock" or item.claim.at is None:
        return ()
    told, seen = local(item.claim.at, ticker.zone), local(change.at, ticker.zone)
    if told.date() >= seen.date():
        return ()
    return (
        _caption("midnight lies between"),
        _plain(f"The page says {item.claim.text}, and it is {clock(change.at, ticker.zone)}."),
        _plain(f"That was {told:%A}, {minute(told, ticker.zone)}."),
    )


def _bare_clock(ticker: Record, change: LoggedChange) -> Lines:
    item = _newcomer(ticker, change)
    if item is None or item.claim.basis != "clock" or item.claim.at is None:
        return ()
    if _stood_there(ticker, item):
        return ()
    doubt = f", give or take {span(item.claim.error_s)}" if item.claim.error_s else ""
    return (
        _caption(f"a bare {item.claim.text} becomes an instant"),
        _plain("No day and no zone stand on the page. The record says both:"),
        (
            (instant(item.claim.at) or "", "green"),
            (f", {clock(item.claim.at, ticker.zone)} in {ticker.zone}{doubt}", ""),
        ),
    )


def _edition(ticker: Record, change: LoggedChange) -> Lines:
    item = _newcomer(ticker, change)
    if item is None:
        return ()
    history = ticker.history(item.id)
    if not history.editions or _stood_there(ticker, item):
        return ()
    other = history.editions[0]
    return (
        _caption("the same article in another language: linked, never merged"),
        ((f"{item.language}  ", "blue"), (item.headline, "")),
        ((f"{other.language}  ", "blue"), (other.headline, "")),
    )


def _series(ticker: Record, change: LoggedChange) -> Lines:
    item = _newcomer(ticker, change)
    if item is None or _stood_there(ticker, item):
        return ()
    asked = Query(sources=frozenset({change.source}), until=_time(item) - HALF_A_DAY, limit=None)
    older = [each for each in ticker.find(asked) if _alike(each, item)]
    if not older:
        return ()
    return (
        _caption("the same words a day apart: a series. Two items, not an edit"),
        *(
            ((f"{minute(each.published_at, ticker.zone)}  ", "blue"), (each.headline, ""))
            for each in (older[0], item)
        ),
    )


def _edit(kind: str, caption: str) -> Tell:
    def tell(ticker: Record, change: LoggedChange) -> Lines:
        if change.kind != "revised" or change.detail != kind or change.item_id is None:
            return ()
        revisions = ticker.history(change.item_id).revisions
        was, now = [each for each in revisions if each.source == change.source][-2:]
        until, since = (clock(at, ticker.zone) for at in (was.confirmed_at, now.seen_from_at))
        return (
            _caption(caption),
            ((f"until {until}  ", "blue"), (was.title, "")),
            ((f"since {since}  ", "blue"), (now.title, "")),
        )

    return tell


def _badge(ticker: Record, change: LoggedChange) -> Lines:
    if change.kind != "revised" or change.detail != "badge" or change.item_id is None:
        return ()
    item = ticker.history(change.item_id).item
    return (
        _caption("a badge is no news"),
        (("the page  ", "blue"), (item.title, "")),
        (("headline  ", "blue"), (item.headline, ""), (f"  [{', '.join(item.labels)}]", "magenta")),
    )


def _delisted(ticker: Record, change: LoggedChange) -> Lines:
    if change.kind != "delisted" or change.item_id is None:
        return ()
    history = ticker.history(change.item_id)
    absence = history.absences[-1]
    listed = ticker.find(
        Query(
            sources=frozenset({change.source}),
            until=history.item.published_at,
            state="listed",
            limit=None,
        )
    )
    seen, gone = (clock(at, ticker.zone) for at in (absence.last_seen_at, absence.gone_at))
    return (
        _caption("this one left the list"),
        _plain(f"Seen at {seen}, gone at {gone}, while {len(listed)} older ones still stand"),
        _plain("there: it did not scroll off the end."),
    )


def _blind(ticker: Record, change: LoggedChange) -> Lines:
    if change.kind != "gap":
        return ()
    gap = ticker.gaps(Query(sources=frozenset({change.source})))[-1]
    if gap.until_at is None:
        return ()
    since, until = (clock(at, ticker.zone) for at in (gap.since_at, gap.until_at))
    minutes = round((gap.until_at - gap.since_at) / timedelta(minutes=1))
    return (
        _caption(f"here we were blind: {since} to {until}"),
        _plain(f"No good answer for {minutes} minutes. What came and went in them, nobody"),
        _plain("here has seen; and the record says so."),
    )


_TELLERS: dict[str, Tell] = {
    "midnight": _midnight,
    "clock": _bare_clock,
    "edition": _edition,
    "series": _series,
    "number": _edit("number", "a number grew: still one item, with both wordings"),
    "wording": _edit("wording", "the headline changed, here are both"),
    "badge": _badge,
    "delisted": _delisted,
    "gap": _blind,
}


def _newcomer(ticker: Record, change: LoggedChange) -> FoundItem | None:
    """The item that a change says is new."""
    if change.kind != "new" or change.item_id is None:
        return None
    return ticker.history(change.item_id).item


def _stood_there(ticker: Record, item: FoundItem) -> bool:
    """Whether the item was there before anybody looked: nobody knows since when."""
    return ticker.history(item.id).revisions[0].not_before_at is None


def _alike(one: FoundItem, other: FoundItem) -> bool:
    """Whether two headlines differ in their numbers alone."""
    return one.headline != other.headline and template(one.headline) == template(other.headline)


def _time(item: FoundItem) -> datetime:
    return item.published_at or item.first_seen_at


def _caption(text: str) -> Line:
    return ((text, "bold"),)


def _plain(text: str) -> Line:
    return ((text, ""),)
