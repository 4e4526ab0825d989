"""``/opml``: what is polled, for other feed readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.utils import format_datetime
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from ticker.errors import StoreError
from ticker.model import Source, SourceKind
from ticker.opml import write_opml
from ticker.subscribing import outlined
from ticker.web.desk import Desk
from ticker.web.records import desk_of

KINDS: tuple[SourceKind, ...] = get_args(SourceKind)

router = APIRouter()


@router.get(
    "/opml",
    tags=["sources"],
    response_class=Response,
    responses={200: {"content": {"text/x-opml": {"schema": {"type": "string"}}}}},
)
def opml(request: Request) -> Response:
    """The sources as OPML 2.0, as `ticker opml export` writes them; files of the server's machine
    are left out."""
    desk = desk_of(request)
    outlines = [outline for source in _sources(desk) if (outline := outlined(source)) is not None]
    text = write_opml(outlines, "ticker", format_datetime(desk.since, usegmt=True))
    headers = {"content-disposition": 'inline; filename="ticker.opml"'}
    return Response(text.encode(), media_type="text/x-opml; charset=utf-8", headers=headers)


def _sources(desk: Desk) -> Iterator[Source]:
    """The sources, with the kinds that polls found out where the configuration names none."""
    try:
        found = {status.name: status.kind for status in desk.ticker().sources(counted=False)}
    except StoreError:  # what is subscribed to is known without a store
        found = {}
    for source in desk.config.sources:
        kind = source.kind or next((k for k in KINDS if k == found.get(source.name)), None)
        yield replace(source, kind=kind)
