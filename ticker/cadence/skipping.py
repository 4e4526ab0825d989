"""Hours and days at which a source does not want to be asked (RSS ``skipHours``, ``skipDays``)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

HOUR_S = 3_600
SKIPPED_S = 12 * HOUR_S
"""A poll is put off by this at most: a weekend without a look would be a silent gap, and whole days
are named by feeds that forgot them."""
SPREAD_S = 900
"""Those who wait for the end of one hour come within a quarter of the next."""


def wanted_after_s(due: datetime, hours: int, days: int, *, lot: float) -> float:
    """Seconds from `due` on until the source wants to be asked: 0 where it does, `SKIPPED_S` at
    most. `hours` and `days` are bits, 0 to 23 in GMT, Monday 0 to Sunday 6; `lot` in [0, 1)."""
    due = due.astimezone(UTC)
    if not _skipped(due, hours, days):
        return 0
    start = due.replace(minute=0, second=0, microsecond=0)
    for ahead in range(1, SKIPPED_S // HOUR_S + 1):
        hour = start + timedelta(hours=ahead)
        if not _skipped(hour, hours, days):
            return min((hour - due).total_seconds() + lot * SPREAD_S, SKIPPED_S)
    return SKIPPED_S


def _skipped(at: datetime, hours: int, days: int) -> bool:
    return bool(hours >> at.hour & 1 or days >> at.weekday() & 1)
