"""The page of one item: every wording in every source, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Annotated

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from ticker.errors import UsageError
from ticker.model import Basis, Claim, FoundItem, Gone, History, Origin, Revision, RevisionKind
from ticker.plain import plain
from ticker.render import local as local_text
from ticker.times import between, local, minute, span, stamp
from ticker.web.asked import Zoned
from ticker.web.charts import Stretch, lane
from ticker.web.lines import STATES, lines
from ticker.web.problems import NotFoundError
from ticker.web.records import ItemId, desk_of
from ticker.web.templating import page
from ticker.wording import Part, word_diff

KINDS: Mapping[RevisionKind, str] = {
    "first": "first wording",
    "badge": "the badge changed",
    "cosmetic": "spelling or punctuation",
    "number": "a number changed",
    "wording": "reworded",
    "link": "the link changed",
    "date": "the claimed time changed",
}
GROUNDS: Mapping[Basis, str] = {
    "stated": "as the source states",
    "stated-naive": "as the source states, without a zone",
    "url-date": "by the date in its link",
    "heading": "by the day it stands under",
    "clock": "by the clock beside it",
    "relative": "by words of time beside it",
    "first-seen": "undated: when it was first seen",
}
GONE: Mapping[Gone, str] = {
    "delisted": "delisted: older items stayed on the list",
    "scrolled_off": "scrolled off the end of the list",
}
WHY_TAGGED: Mapping[Origin, str] = {
    "source": "configured for the source",
    "feed": "a category in the feed",
    "rule": "a rule matched",
    "user": "given by hand",
}

router = APIRouter(include_in_schema=False)


@router.get("/items/{item_id}")
def item_page(request: Request, item_id: ItemId, asked: Annotated[Zoned, Query()]) -> Response:
    """One item: every wording in every source, and what became of it."""
    desk = desk_of(request)
    zone = asked.tzinfo(desk.zone)
    try:
        history = desk.ticker().history(item_id)
    except UsageError as error:
        raise NotFoundError(error.message, hint="it may have been in another store") from None
    (line,) = lines([history.item], [], (), zone)
    begun, ended = _bounds(history)
    return page(
        request,
        "item.html",
        zone=zone,
        asked=asked,
        history=history,
        line=line,
        item=history.item,
        states=STATES,
        gone=GONE,
        why_tagged=WHY_TAGGED,
        evidence=_evidence(history.item),
        wordings=list(_wordings(history, zone)),
        lanes=_lanes(history, begun, ended, zone) if begun < ended else [],
        begun=minute(begun, zone),
        ended=stamp(ended, zone, local(begun, zone).date()),
        editions=lines(history.editions, [], (), zone),
    )


def _evidence(item: FoundItem) -> str:
    """How the time is known, what the source wrote, its own clock, and the doubt that is left."""
    claim: Claim = item.claim
    words = [GROUNDS[claim.basis]]
    if claim.text:
        words.append(f'it says "{plain(claim.text)}"')
    if claim.at is not None:
        words.append(f"{local_text(claim)} at the source")
    if claim.error_s:
        words.append(f"give or take {span(claim.error_s)}")
    if claim.zone_guessed:
        words.append("its zone is a guess")
    return ", ".join(words)


@dataclass(frozen=True, slots=True)
class _Wording:
    """One wording on the time line of an item."""

    source: str
    kind: str
    when: str
    until: str | None
    parts: tuple[Part, ...]
    labels: tuple[str, ...]
    link_changed: tuple[Part, ...]
    capture: str | None


def _wordings(history: History, zone: tzinfo) -> Iterator[_Wording]:
    """The wordings in their order, each against the one before it in the same source. A day is
    said where it is another one than that of the wording above."""
    before: dict[str, Revision] = {}
    day: date | None = None
    for revision in history.revisions:
        was = before.get(revision.source)
        before[revision.source] = revision
        when = between(revision.not_before_at, revision.seen_from_at, zone, day)
        day = local(revision.seen_from_at, zone).date()
        gone = revision.gone_by_at
        yield _Wording(
            source=revision.source,
            kind=KINDS[revision.kind],
            when=when.removeprefix("between ").replace(" and ", " – "),
            until=None if gone is None else stamp(gone, zone, day),
            parts=_difference(_headline(was), _headline(revision)),
            labels=revision.labels,
            link_changed=_link_change(was, revision),
            capture=revision.capture,
        )


def _headline(revision: Revision | None) -> str | None:
    return None if revision is None else plain(revision.headline or revision.title)


def _difference(was: str | None, now: str | None) -> tuple[Part, ...]:
    return (("=", now or ""),) if was is None else word_diff(was, now or "")


def _link_change(was: Revision | None, now: Revision) -> tuple[Part, ...]:
    if was is None or now.kind != "link" or was.url == now.url:
        return ()
    return (("-", plain(was.url or "no link")), ("+", plain(now.url or "no link")))


def _bounds(history: History) -> tuple[datetime, datetime]:
    """From the first sight of the item to its last: what came after the last visit, nobody saw."""
    begun = min(revision.not_before_at or revision.seen_from_at for revision in history.revisions)
    ended = max(revision.gone_by_at or revision.confirmed_at for revision in history.revisions)
    return begun, ended


def _lanes(
    history: History, begun: datetime, ended: datetime, zone: tzinfo
) -> list[tuple[str, Markup]]:
    """A lane for every source: what its wordings held, and between which visits they changed."""
    whole = (ended - begun).total_seconds()

    def place(at: datetime) -> float:
        return (at - begun).total_seconds() / whole

    lanes: dict[str, list[Stretch]] = {}
    for revision in history.revisions:
        stretches = lanes.setdefault(revision.source, [])
        seen, kind = revision.seen_from_at, "odd" if len(stretches) % 4 else "even"
        if revision.not_before_at is not None:
            words = f"came {between(revision.not_before_at, seen, zone)}"
            stretches.append(Stretch(place(revision.not_before_at), place(seen), "doubt", words))
        else:
            stretches.append(Stretch(place(seen), place(seen), "doubt", "there at the first visit"))
        until = revision.confirmed_at
        words = f"{_headline(revision)} ({minute(seen, zone)} to {minute(until, zone)})"
        stretches.append(Stretch(place(seen), place(until), kind, words))
    return [(name, lane(stretches)) for name, stretches in lanes.items()]
