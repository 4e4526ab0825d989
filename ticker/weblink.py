"""Addresses that may be offered for a click, whoever wrote them."""

from __future__ import annotations

import ada_url

_LONE = dict.fromkeys(range(55296, 57344), "�")


def web_link(url: str | None) -> str | None:
    """`url` as the URL standard writes it (ASCII, hosts in punycode), if it is one of http or
    https; ``None`` for all else: ``javascript:``, ``data:``, local files, no address."""
    if not url:
        return None
    try:
        link = ada_url.normalize_url(url.translate(_LONE))
    except ValueError:
        return None
    return link if link.startswith(("https://", "http://")) else None
