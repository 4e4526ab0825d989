"""Which lines of the change log an alert tells. Nothing is read or written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from ticker.model import (
    Alert,
    AlertOnSource,
    ChangeKind,
    Delivery,
    FoundItem,
    LoggedChange,
    Query,
    Wording,
)

GIVE_UP = timedelta(days=1)
"""For how long a message is sent again and again, before it is given up."""

_SOURCE_KINDS: Mapping[AlertOnSource, ChangeKind] = {
    "silent": "source_silent",
    "failed": "source_failed",
    "recovered": "source_recovered",
    "gap": "gap",
    "bulk": "bulk_change",
}


def source_kinds(alert: Alert) -> tuple[ChangeKind, ...]:
    """The kinds of lines about sources that the alert tells."""
    return tuple(_SOURCE_KINDS[one] for one in sorted(alert.on_sources))


def question(alert: Alert) -> Query:
    """What it asks of items, as the store answers it."""
    return Query(
        tags=alert.tags, any_tags=alert.any_tags, not_tags=alert.not_tags, labels=alert.labels
    )


def tells(alert: Alert, change: LoggedChange) -> bool:
    """Whether the line itself is one that the alert tells, whatever its item is.

    An edit that is one of many of its whole list is told by that list's ``bulk_change`` alone.
    """
    if alert.sources and change.source not in alert.sources:
        return False
    if change.kind != "revised":
        return True
    return not change.in_bulk and (change.detail or "").partition(" ")[0] in alert.edits


def wording(change: LoggedChange, item: FoundItem) -> Wording:
    """What the rule of an alert looks at: the item in the words of the line."""
    return Wording(
        headline=change.headline or item.headline,
        url=item.url,
        summary=item.summary,
        source=change.source,
        language=item.language,
        labels=item.labels,
    )


def messages(
    alert: Alert,
    lines: Iterable[LoggedChange],
    *,
    free: int | None,
    stock: Callable[[LoggedChange], bool],
    now: datetime,
) -> tuple[Delivery, ...]:
    """The deliveries that tell these lines, one to each destination.

    The first `free` go out (``None``: all), the others are held for a summary; and so is `stock`,
    what stood in a source's list before anybody looked, where it is more than one line.
    """
    told = list(lines)
    old = {line.seq for line in told if line.kind == "new" and stock(line)}
    if len(old) == 1:
        old = set()
    found: list[Delivery] = []
    for line in told:
        held = line.seq in old or (free is not None and free <= 0)
        if not held and free is not None:
            free -= 1
        found += (message(alert, place, line.seq, now, held) for place in places(alert))
    return tuple(found)


def places(alert: Alert) -> range:
    """The numbers of its destinations."""
    return range(1, len(alert.to) + 1)


def message(alert: Alert, place: int, seq: int, now: datetime, held: bool) -> Delivery:
    """The delivery of one line to one destination."""
    return Delivery(
        id=message_id(alert.name, str(seq), place),
        alert=alert.name,
        place=place,
        kind="change",
        first_seq=seq,
        seq=seq,
        destination=alert.to[place - 1].shown,
        state="held" if held else "waiting",
        at=now,
        next_try_at=None if held else now,
        until_at=None if held else now + GIVE_UP,
    )


def summary(alert: Alert, place: int, first_seq: int, seq: int, now: datetime) -> Delivery:
    """The delivery that tells the lines which were held."""
    return Delivery(
        id=message_id(alert.name, f"{first_seq}-{seq}", place),
        alert=alert.name,
        place=place,
        kind="summary",
        first_seq=first_seq,
        seq=seq,
        destination=alert.to[place - 1].shown,
        state="waiting",
        at=now,
        next_try_at=now,
        until_at=now + GIVE_UP,
    )


def message_id(alert: str, told: str, place: int) -> str:
    """``desk:17``; to the second destination ``desk:17:2``."""
    return f"{alert}:{told}" if place == 1 else f"{alert}:{told}:{place}"
