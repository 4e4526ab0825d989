"""Instants on their way into the tables: whole seconds since 1970-01-01T00:00:00Z."""

from __future__ import annotations

from datetime import UTC, datetime


def seconds(at: datetime) -> int:
    """An aware instant as stored. Fractions are cut: instants have whole seconds."""
    return int(at.timestamp())


def maybe_seconds(at: datetime | None) -> int | None:
    """`seconds`, where there may be none."""
    return None if at is None else int(at.timestamp())


def iso(stored: int) -> str:
    """A stored instant as the log and the views write it: ``YYYY-MM-DDTHH:MM:SSZ`` (RFC 3339)."""
    return datetime.fromtimestamp(stored, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
