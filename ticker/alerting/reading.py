"""A delivery of the outbox -> the message that it stands for, out of the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ticker.model import Delivery, LoggedChange, Notice, Revision, Source, Told
from ticker.store import Store

MOST_LINES = 100
"""Lines that a summary names; of the others it says how many they are."""


def notice_of(
    store: Store, delivery: Delivery, sources: Mapping[str, Source], now: datetime
) -> Notice:
    """What the delivery tells. Its lines are those of then, the items as they are now."""
    held = 0
    first: tuple[Delivery, ...] = (delivery,)
    if delivery.kind == "summary":
        held, first = store.outbox.told_by(delivery.id, MOST_LINES)
    lines = store.outbox.lines([one.seq for one in first])
    wanted = {change.item_id for change, _ in lines if change.item_id is not None}
    items = {item.id: item for item in store.items(sorted(wanted))}
    told = tuple(
        Told(
            change=change,
            source_id=number,
            source_url=sources[change.source].url if change.source in sources else "",
            item=items.get(change.item_id or 0),
            revision=_revision(store, change) if delivery.kind == "change" else None,
        )
        for change, number in lines
    )
    ids = tuple(one.id for one in first if one is not delivery)
    return Notice(delivery.id, delivery.alert, delivery.kind, now, told, ids, held)


def _revision(store: Store, change: LoggedChange) -> Revision | None:
    """The wording that came with the line."""
    if change.item_id is None or change.kind not in {"new", "revised"}:
        return None
    history = store.history(change.item_id)
    if history is None:
        return None
    came = [
        one
        for one in history.revisions
        if one.source == change.source and one.seen_from_at == change.at
    ]
    return came[-1] if came else None
