"""Addresses, read once: the value that is checked is the value that is connected to.

`ada_url` reads by the WHATWG URL standard, as browsers do. The standard library does not:
``http://127.0.0.1:80\\@evil.example/`` is ``evil.example`` to it and 127.0.0.1 to a socket.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from ada_url import URL, join_url

from ticker.errors import FetchError

_PORTS = {"http:": 80, "https:": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """An http(s) address as it is asked for.

    `href` carries neither credentials nor fragment, so it may be shown and stored. `host` is
    canonical (lower case, punycode, numeric forms resolved), in brackets where it is IPv6.
    `authorization` is the header value that the address's own credentials make.
    """

    href: str
    scheme: str
    host: str
    port: int
    authorization: str | None = None

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what credentials and robots.txt belong to (RFC 6454)."""
        return self.scheme, self.host, self.port

    @property
    def place(self) -> str:
        """``host:port``, the form in which private addresses are allowed."""
        return f"{self.host}:{self.port}"

    @property
    def site(self) -> str:
        """The host without a root dot: what politeness is counted by."""
        return self.host.rstrip(".")


def read_target(text: str) -> Target:
    """The address that `text` writes. Raises `FetchError` where it is none, or not http(s)."""
    try:
        url = URL(text)
    except ValueError:  # UnicodeEncodeError of a lone surrogate is one, too
        raise FetchError(
            "not a web address",
            where=shown(text),
            hint="write the whole address, beginning with https:// or http://",
        ) from None
    if url.protocol not in _PORTS:
        raise FetchError(
            f"{url.protocol} addresses are not fetched",
            where=shown(text),
            hint="only http:// and https:// are; name a local file by its path",
        )
    authorization = _basic(url.username, url.password)
    url.username = ""
    url.password = ""
    del url.hash
    return Target(
        href=url.href,
        scheme=url.protocol.rstrip(":"),
        host=url.hostname,
        port=int(url.port) if url.port else _PORTS[url.protocol],
        authorization=authorization,
    )


def join_target(base: Target, location: bytes) -> Target:
    """Where a ``Location`` header leads; its own credentials are dropped.

    RFC 9110 section 10.2.2; the bytes are read as UTF-8, else as Latin-1. Raises `FetchError`.
    """
    try:
        text = location.decode("utf-8")
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    try:
        joined = join_url(base.href, text)
    except ValueError:
        raise FetchError(
            "the redirect leads to no address",
            where=shown(text),
            hint="the server is misconfigured; open the address in a browser",
        ) from None
    target = read_target(joined)
    return Target(target.href, target.scheme, target.host, target.port)


def read_place(text: str) -> str:
    """An ``allow_private`` entry in the form of `Target.place`; without a port it matches port 80.

    What is no ``host:port`` is returned as it is and matches nothing.
    """
    try:
        url = URL(f"http://{text}")
    except ValueError:
        return text
    return f"{url.hostname}:{url.port or 80}"


def shown(text: str) -> str:
    """`text` fit for a message: without credentials and control characters, at most 300 long."""
    bare = re.sub(r"//[^/?#\\]*@", "//", text)
    return re.sub(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]", "?", bare)[:300]


def _basic(username: str, password: str) -> str | None:
    """A Basic credential (RFC 7617) out of the percent-encoded parts of an address."""
    if not username and not password:
        return None
    pair = unquote_to_bytes(username) + b":" + unquote_to_bytes(password)
    return "Basic " + base64.b64encode(pair).decode("ascii")
