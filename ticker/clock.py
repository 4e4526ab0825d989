"""The machine's clock, which everything else is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Gives the present as an aware instant in UTC."""


def utc_now() -> datetime:
    """The machine's clock, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
