"""The record over HTTP: the API, the page, the stream, feeds, metrics. It only reads."""

from ticker.web.app import make_app
from ticker.web.server import WebServer

__all__ = ["WebServer", "make_app"]
