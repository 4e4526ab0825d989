"""ticker keeps the wire: a true record of what news sources said, and when.

from ticker import Query, Ticker
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["Query", "Ticker"]

_HOMES = {"Ticker": "ticker.api", "Query": "ticker.model"}


def __getattr__(name: str) -> Any:
    # Lazy: `ticker --help` must not pay for SQLAlchemy (240 ms, measured).
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
