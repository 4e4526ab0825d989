"""Words of others, fit for one line of ours and without secrets in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

LONGEST = 200
_LEAST_SECRET = 4


def hidden(text: str, secrets: Iterable[str]) -> str:
    """`text` on one line, at most `LONGEST` characters, each of `secrets` in it replaced."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _LEAST_SECRET:
            text = text.replace(secret, "***")
    line = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."


def secrets_of(url: str) -> tuple[str, ...]:
    """Whatever of an address could be a secret: all behind its scheme, whole and in its pieces,
    escaped and not."""
    rest = url.partition("://")[2]
    pieces = {url, rest, *re.split(r"[/?#&=:@;,]+", rest)}
    return tuple(one for piece in pieces for one in {piece, unquote(piece)} if one)
