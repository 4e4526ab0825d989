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
    ),
    "rules": ("tag", "match", "field"),
    "digests": ("name", "at", "window", "tags", "sources", "format", "to"),
    "backup": ("folder", "at", "keep"),
}
"""The sections and the keys of each."""

INACTIVE: Mapping[str, Literal["table", "tables"]] = {
    "alerts": "tables",
    "web": "table",
    "retention": "table",
    "mail": "table",
    "metrics": "table",
}
"""Sections that are known, but whose feature does not exist yet: accepted and reported."""

REPEATED = {
    *("sources", "rules", "digests"),
    *(name for name, form in INACTIVE.items() if form == "tables"),
}
"""Sections that stand once for each thing they describe, as ``[[sources]]``."""
