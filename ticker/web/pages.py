"""The wire, and the pages that need no file of their own. They work without scripts; with them,
the wire is live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request
from pydantic import Field
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from ticker import model
from ticker.errors import UsageError
from ticker.model import LABELS, Config, FoundItem, Gap, LoggedChange
from ticker.record import Record
from ticker.times import local
from ticker.web.asked import Asked, Filters, Window, Zoned
from ticker.web.form import addressed, chosen, without_fields
from ticker.web.lines import REASONS, STATES, lines, rows, unwell
from ticker.web.records import desk_of
from ticker.web.templating import page

SHOWN = 100
"""Lines on a page."""
MOST_IDS = 200
_EDITS: tuple[model.ChangeKind, ...] = ("revised",)

router = APIRouter(include_in_schema=False)


class View(Filters):
    """What the wire shows: filters, and where the page begins."""

    after: int | None = Field(None, ge=1, le=2**63 - 1)


class Chosen(Zoned):
    """Lines that the page asks for again, by their ids."""

    ids: str = Field(max_length=4_000, pattern=r"^[0-9]{1,18}(,[0-9]{1,18})*$")


def mount_static(app: FastAPI) -> None:
    """Serve the style and the script."""
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the record says to a view."""

    seq: int
    items: tuple[FoundItem, ...]
    edits: tuple[LoggedChange, ...]
    gaps: tuple[Gap, ...]


@router.get("/")
def wire(request: Request, asked: Annotated[View, Query()]) -> Response:
    """The wire: what came, newest first."""
    desk = desk_of(request)
    zone, ticker, now = asked.tzinfo(desk.zone), desk.ticker(), desk.clock()
    answer, wrong = _Answer(0, (), (), ()), None
    try:
        answer = _answer(ticker, desk.resolved(asked.query(), zone), asked.after)
    except UsageError as error:
        wrong = error
    statuses, today = ticker.sources(counted=False), local(now, zone).date()
    shown = lines(answer.items, answer.edits, statuses, zone)
    return page(
        request,
        "wire.html",
        status=200 if wrong is None else 400,
        asked=asked,
        zone=zone,
        now=now,
        seq=answer.seq,
        rows=list(rows(shown, answer.gaps, zone, today)),
        further=addressed(asked, after=shown[-1].id) if len(shown) == SHOWN else None,
        tags=_offered(desk.config),
        sources=[status.name for status in statuses],
        stale=unwell(statuses, zone, today),
        labels=LABELS,
        states=STATES,
        kept=without_fields(asked),
        chosen=chosen(asked),
        wrong=wrong,
        live=asked.after is None and wrong is None,
        question=addressed(asked, after=None),
    )


def _offered(config: Config) -> list[str]:
    """Tags for completion: those that the configuration gives. Counting those of the store would
    take a second in a large one."""
    tags = {tag for source in config.sources for tag in source.tags}
    return sorted(tags | {rule.tag for rule in config.rules})


def _answer(ticker: Record, query: model.Query, after: int | None) -> _Answer:
    # The log before the items: what changes between the two comes once more, and is not missed.
    seq = ticker.last_seq()
    found = ticker.find(replace(query, limit=SHOWN, after_id=after))
    oldest = min((item.claim.at or item.first_seen_at for item in found), default=query.since)
    newest = query.until if after is None else found[0].claim.at if found else query.since
    window = model.Query(since=oldest, until=newest, sources=query.sources)
    return _Answer(
        seq,
        found,
        ticker.changes_of([item.id for item in found], _EDITS),
        ticker.gaps(window),
    )


@router.get("/lines")
def some_lines(request: Request, asked: Annotated[Chosen, Query()]) -> Response:
    """The lines of these items, for the live page."""
    desk = desk_of(request)
    zone, ticker = asked.tzinfo(desk.zone), desk.ticker()
    ids = [int(word) for word in asked.ids.split(",")][:MOST_IDS]
    edits = ticker.changes_of(ids, _EDITS)
    shown = lines(ticker.items(ids), edits, ticker.sources(counted=False), zone)
    return page(request, "lines.html", rows=shown)


@router.get("/strip")
def strip(request: Request, asked: Annotated[Zoned, Query()]) -> Response:
    """The sources that are not well, for the live page."""
    desk = desk_of(request)
    zone = asked.tzinfo(desk.zone)
    today = local(desk.clock(), zone).date()
    return page(
        request, "strip.html", stale=unwell(desk.ticker().sources(counted=False), zone, today)
    )


@router.get("/gaps")
def gaps_page(request: Request, asked: Annotated[Window, Query()]) -> Response:
    """Intervals in which items may be missing."""
    desk = desk_of(request)
    zone = asked.tzinfo(desk.zone)
    found = desk.ticker().gaps(desk.resolved(asked.query(), zone))
    return page(request, "gaps.html", zone=zone, asked=asked, gaps=found[::-1], reasons=REASONS)


@router.get("/docs")
def docs(request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """The HTTP API for people: the OpenAPI document as a page."""
    return page(request, "docs.html", api=request.app.openapi())
