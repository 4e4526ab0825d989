"""What the file of a run is called."""

from __future__ import annotations

from datetime import datetime, tzinfo

from ticker.digest.times import local
from ticker.model import DigestRun


def named(template: str, run: DigestRun, zone: tzinfo) -> str:
    """`template` with the run's name and times in it. The same run gives the same name, and times
    hold no character that a file system minds: ``2025-07-10``, ``0800``, ``2025-07-10T0800``."""
    values = {
        "{name}": run.name,
        "{date}": _day(run.at, zone),
        "{time}": _clock(run.at, zone),
        "{from}": f"{_day(run.since_at, zone)}T{_clock(run.since_at, zone)}",
        "{to}": f"{_day(run.until_at, zone)}T{_clock(run.until_at, zone)}",
    }
    for placeholder, value in values.items():
        template = template.replace(placeholder, value)
    return template


def _day(at: datetime, zone: tzinfo) -> str:
    return local(at, zone).date().isoformat()


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{local(at, zone):%H%M}"
