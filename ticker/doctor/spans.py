"""Durations in words."""

from __future__ import annotations

from datetime import timedelta


def span(length: timedelta) -> str:
    """A duration in its largest unit, rounded down: ``4 min``, ``3 h``, ``12 d``."""
    seconds = length.total_seconds()
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= unit:
            return f"{int(seconds // unit):,} {name}"
    return f"{int(max(seconds, 0))} s"


def count(number: int, noun: str) -> str:
    """``1 source``, ``12 sources``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
