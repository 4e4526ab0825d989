"""The ``[web]`` section of a configuration."""

from __future__ import annotations

import ipaddress
import re

from ticker.config.section import Section, quoted
from ticker.model import WebSettings

LEAST_TOKEN = 16
"""Characters of a token: a shorter one is guessed."""

LIKE = '"127.0.0.1:8765" or "[::1]:8765"'

_LISTEN = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:\[\]/]+):(\d{1,5})", re.ASCII)
_ORIGIN = re.compile(r"https?://[^\s/?#@]+", re.ASCII)


def read_web(section: Section) -> WebSettings:
    """Where the page and the API are served."""
    host, port = _listen(section)
    settings = WebSettings(host, port, _token(section), _cors(section))
    if not settings.loopback and settings.token is None:
        raise section.wrong(
            "listen",
            f"is {quoted(section.text('listen') or '')}, beyond this machine, and no token is set",
            'set token = "${TICKER_TOKEN}" in [web], or listen on 127.0.0.1',
        )
    return settings


def read_listen(text: str) -> tuple[str, int] | None:
    """An address of this machine and a port, as ``127.0.0.1:8765``; ``None`` for what is none."""
    found = _LISTEN.fullmatch(text.strip())
    if found is None or int(found[2]) > 65_535:
        return None
    host = "127.0.0.1" if found[1] == "localhost" else found[1].strip("[]")
    return (host, int(found[2])) if _is_address(host) else None


def _listen(section: Section) -> tuple[str, int]:
    text = section.text("listen")
    if text is None:
        return WebSettings().host, WebSettings().port
    place = read_listen(text)
    if place is None:
        raise section.wrong(
            "listen", f"is {quoted(text)}, which is no address and port", f"write it like {LIKE}"
        )
    return place


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _token(section: Section) -> str | None:
    written = section.text("token")
    if written is None:
        return None
    token = section.expand("token", written)
    if len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable():
        # Never shown: it is a secret.
        raise section.wrong(
            "token",
            f"must be at least {LEAST_TOKEN} printable ASCII characters",
            "make one with `openssl rand -hex 24`",
        )
    return token


def _cors(section: Section) -> tuple[str, ...]:
    """Origins whose pages may ask."""
    origins = section.texts("cors")
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise section.wrong(
                "cors",
                f"holds {quoted(origin)}, which is no origin",
                'write "https://desk.example"',
            )
    return origins
