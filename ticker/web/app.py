"""The application: what is served, and what guards it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from ticker.model import WebSettings
from ticker.version import __version__
from ticker.web import (
    feeds,
    metrics,
    overview,
    pages,
    probes,
    records,
    story,
    stream,
    subscriptions,
)
from ticker.web.desk import Desk
from ticker.web.guard import Conditional, Guard
from ticker.web.problems import catch_problems

LEAST_GZIP = 1_000
"""Bytes below which compressing costs more than it saves."""


def make_app(desk: Desk, settings: WebSettings) -> FastAPI:
    """What is served: it only reads. `guarded` stands before it."""
    app = FastAPI(
        title="ticker",
        version=__version__,
        summary="A true record of the news wire",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.state.hub = stream.Hub(desk)
    catch_problems(app)
    for part in (records, stream, feeds, subscriptions, probes, metrics, pages, story, overview):
        app.include_router(part.router)
    pages.mount_static(app)
    if settings.cors:
        origins = list(settings.cors)
        app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET"])
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, minimum_size=LEAST_GZIP)
    return app


def guarded(app: FastAPI, settings: WebSettings) -> ASGIApp:
    """The application behind what every request must pass."""
    names, token = settings.names(), settings.token
    return Guard(app, hosts=names, token=token, asking=bool(settings.cors))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    hub: stream.Hub = app.state.hub
    watching = asyncio.create_task(hub.watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        app.state.desk.close()
