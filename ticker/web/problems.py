"""What went wrong, as RFC 9457 problem details (https://www.rfc-editor.org/rfc/rfc9457).

The words may hold what a stranger wrote, so they are never sent as anything but JSON.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ticker.errors import StoreError, TickerError, UsageError
from ticker.web.templating import page

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem detail. `where` names the parameter, `hint` says what to do next."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=['"2 elephants" is no time'])
    where: str | None = Field(None, examples=["since"])
    hint: str | None = Field(None, examples=['for example "2h"'])


class NotFoundError(UsageError):
    """Nothing of that name or number is in the record."""


_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def problem(
    status: int,
    detail: str,
    *,
    where: str | None = None,
    hint: str | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The answer for a request that failed."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    body |= {key: text for key, text in (("where", where), ("hint", hint)) if text is not None}
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer with, for the OpenAPI document."""
    return {
        status: {
            "description": _TITLES[status],
            "model": Problem,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def catch_problems(app: FastAPI) -> None:
    """Answer every error with a problem detail."""

    @app.exception_handler(TickerError)
    async def on_error(request: Request, error: TickerError) -> Response:
        return _answer(request, _status(error), error.message, where=error.where, hint=error.hint)

    @app.exception_handler(RequestValidationError)
    async def on_parameters(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        hint = "see /docs for the parameters"
        return _answer(request, 422, str(first["msg"]), where=where, hint=hint)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        return _answer(request, error.status_code, str(error.detail), headers=headers)

    @app.exception_handler(Exception)
    async def on_bug(request: Request, error: Exception) -> Response:
        return _answer(request, 500, "a mistake of the program", hint="see its log")


_MACHINES = ("/v1/", "/feeds/", "/opml", "/metrics", "/healthz", "/readyz", "/openapi.json")
"""Where no person looks: answers there are never pages."""


def _answer(
    request: Request,
    status: int,
    detail: str,
    *,
    where: str | None = None,
    hint: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem detail, or the same as a page for a browser."""
    page_wanted = "text/html" in request.headers.get("accept", "")
    if page_wanted and not request.url.path.startswith(_MACHINES):
        title = _TITLES.get(status, "Error")
        return page(
            request, "error.html", status, title=title, detail=detail, where=where, hint=hint
        )
    return problem(status, detail, where=where, hint=hint, headers=headers)


def _status(error: TickerError) -> int:
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, UsageError):
        return 400
    return 503 if isinstance(error, StoreError) else 500
