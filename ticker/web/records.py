"""``/v1``: the record over HTTP. Each route asks the `Ticker` one question."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from ticker.errors import UsageError
from ticker.plain import escaped_json
from ticker.render import (
    change_json,
    gap_json,
    history_json,
    item_json,
    source_json,
    tag_json,
)
from ticker.web import shapes
from ticker.web.asked import Listing, Log, Window
from ticker.web.desk import Desk
from ticker.web.problems import NotFoundError, documented

ItemId: TypeAlias = Annotated[int, Path(ge=1, le=2**63 - 1, description="An item's id")]

router = APIRouter(prefix="/v1", responses=documented(400, 422, 503))


class Json(JSONResponse):
    """JSON in which no character is a control of terminals or of writing direction."""

    def render(self, content: Any) -> bytes:
        return escaped_json(super().render(content).decode()).encode()


def desk_of(request: Request) -> Desk:
    """The desk that the application was made with."""
    desk: Desk = request.app.state.desk
    return desk


@router.get("/items", response_model=shapes.Items, tags=["items"])
def items(request: Request, asked: Annotated[Listing, Query()]) -> Response:
    """Items by time and tag, a page at a time."""
    desk = desk_of(request)
    query = desk.resolved(asked.query(), asked.tzinfo(desk.zone))
    found = desk.ticker().find(query)
    full = len(found) == asked.limit
    return Json(
        {"items": [item_json(item) for item in found], "next": found[-1].id if full else None}
    )


@router.get(
    "/items/{item_id}", response_model=shapes.Item, tags=["items"], responses=documented(404)
)
def item(request: Request, item_id: ItemId) -> Response:
    """One item."""
    found = desk_of(request).ticker().items([item_id])
    if not found:
        raise NotFoundError(f"no item {item_id}", hint="/v1/items lists items with their ids")
    return Json(item_json(found[0]))


@router.get(
    "/items/{item_id}/history",
    response_model=shapes.History,
    tags=["items"],
    responses=documented(404),
)
def history(request: Request, item_id: ItemId) -> Response:
    """Every wording in every source, absences, editions in other languages, changes."""
    try:
        return Json(history_json(desk_of(request).ticker().history(item_id)))
    except UsageError as error:
        raise NotFoundError(error.message, hint="/v1/items lists items with their ids") from None


@router.get("/changes", response_model=shapes.Changes, tags=["changes"])
def changes(request: Request, asked: Annotated[Log, Query()]) -> Response:
    """The ordered log of everything that changed: ask again with `next`, and nothing is missed."""
    found = desk_of(request).ticker().changes(asked.after, asked.limit)
    last = found[-1].seq if found else asked.after
    return Json({"changes": [change_json(change) for change in found], "next": last})


@router.get("/sources", response_model=shapes.Sources, tags=["sources"])
def sources(request: Request) -> Response:
    """Each source and how it does."""
    return Json({"sources": [source_json(one) for one in desk_of(request).ticker().sources()]})


@router.get("/tags", response_model=shapes.Tags, tags=["items"])
def tags(request: Request) -> Response:
    """Every tag with the number of its items."""
    return Json({"tags": [tag_json(count) for count in desk_of(request).ticker().tags()]})


@router.get("/gaps", response_model=shapes.Gaps, tags=["sources"])
def gaps(request: Request, asked: Annotated[Window, Query()]) -> Response:
    """Intervals in which items may be missing."""
    desk = desk_of(request)
    query = desk.resolved(asked.query(), asked.tzinfo(desk.zone))
    return Json({"gaps": [gap_json(gap) for gap in desk.ticker().gaps(query)]})


@router.get("/stats", response_model=shapes.Stats, tags=["sources"])
def stats(request: Request) -> Response:
    """What the store holds, in numbers."""
    ticker = desk_of(request).ticker()
    table = ticker.stats()
    counts = dict(zip(table.columns, table.rows[0], strict=True))
    return Json({**counts, "newest_seq": ticker.last_seq()})
