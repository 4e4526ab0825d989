"""Whether the server is there, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from ticker.web.problems import documented
from ticker.web.records import desk_of
from ticker.web.shapes import Health

router = APIRouter(tags=["server"])


@router.get("/healthz", response_model=Health)
def alive() -> Response:
    """Whether the server is there at all."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", response_model=Health, responses=documented(503))
def ready(request: Request) -> Response:
    """Whether the store can be asked."""
    desk_of(request).ticker().last_seq()
    return JSONResponse({"status": "ok"})
