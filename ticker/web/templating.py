"""Templates: everything in them is text of strangers until proven otherwise, and escaped."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ticker.plain import plain
from ticker.render import instant
from ticker.times import age, minute, span
from ticker.version import __version__
from ticker.weblink import web_link

_templates = Environment(
    loader=PackageLoader("ticker.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {
    "plain": plain,
    "instant": instant,
    "minute": minute,
    "age": age,
    "span": span,
    "web_link": web_link,
}


def page(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The template `name` as an answer."""
    template = _templates.get_template(name)
    return HTMLResponse(
        template.render(version=__version__, path=request.url.path, **values), status
    )
