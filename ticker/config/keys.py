"""The words of config.toml: its sections and the keys of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

SELECTORS = ("item", "time", "title", "link", "badge", "heading")

KEYS: Mapping[str, tuple[str, ...]] = {
    "ticker": ("database", "zone", "captures"),
    "poll": (
        "interval",
        "min",
        "max",
        "concurrency",
        "per_host",
        "spacing",
        "timeout",
        "max_body",
        "allow_private",
        "contact",
    ),
    "sources": (
        "name",
        "url",
        "kind",
        "zone",
        "tags",
        "language",
        "interval",
        *SELECTORS,
        "allow_private",
        "keep_query",
    ),
    "rules": ("tag", "match", "field", "all", "any", "none"),
    "alerts": (
        "name",
        "to",
        "command",
        "secret",
        "on",
        "on_sources",
        "edits",
        "tags",
        "any_tags",
        "not_tags",
        "sources",
        "labels",
        "match",
        "field",
        "all",
        "any",
        "none",
        "limit",
    ),
    "digests": (
        "name",
        "at",
        "window",
        "tags",
        "sources",
        "group",
        "format",
        "lines",
        "to",
        "secret",
    ),
    "mail": ("server", "security", "user", "password", "from"),
    "backup": ("folder", "at", "keep"),
    "retention": ("captures",),
    "web": ("listen", "token", "cors"),
}
"""The sections and the keys of each."""

INACTIVE: Mapping[str, Literal["table", "tables"]] = {
    "metrics": "table",
}
"""Sections that are known, but whose feature does not exist yet: accepted and reported."""

REPEATED = {
    *("sources", "rules", "alerts", "digests"),
    *(name for name, form in INACTIVE.items() if form == "tables"),
}
"""Sections that stand once for each thing they describe, as ``[[sources]]``."""
