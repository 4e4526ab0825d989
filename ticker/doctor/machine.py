"""What the machine brings: zone data, its own zone, SQLite, the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import TZPATH

from ticker.doctor.spans import count, span
from ticker.model import Finding
from ticker.store import has_full_text_search, has_wal_reset_bug, sqlite_version

ZONE_DATA_YEARS = 2
"""Zone data of so many years ago is old: some country changes its clocks every year, and says so
weeks before (https://data.iana.org/time-zones/tzdb/NEWS)."""
ASTRAY = timedelta(minutes=5)
"""A clock this far off dates items wrongly: a claim later than this after a fetch is taken for
yesterday's."""

_SET_CLOCK = "set the clock: timedatectl set-ntp true"
_NEWER_PYTHON = "use a Python that brings a newer SQLite, or a newer system"


def zone_data(now: datetime) -> Finding:
    """How old the rules of time zones are."""
    release, mend = _zone_release()
    if release is None:
        return Finding("zone data", "failing", "no zone data is found", mend)
    where = "of the system" if mend == _SYSTEM else "of the package tzdata"
    if int(release[:4]) <= now.year - ZONE_DATA_YEARS:
        said = f"release {release} {where} is old: later changes of clocks are not known"
        return Finding("zone data", "warning", said, mend)
    return Finding("zone data", "ok", f"release {release} {where}")


_SYSTEM = "update the system's package tzdata"
_PACKAGE = "update it: pip install --upgrade tzdata"


def _zone_release() -> tuple[str | None, str]:
    """The release in use, such as ``2025b``, and how it is updated. Python takes the system's
    files before the package's."""
    for folder in map(Path, TZPATH):
        if not (folder / "UTC").exists():
            continue
        for name in ("tzdata.zi", "+VERSION"):
            found = _first_line(folder / name).removeprefix("# version ")
            if found[:4].isdecimal():
                return found, _SYSTEM
        break
    try:
        year, number = version("tzdata").split(".")[:2]
    except (PackageNotFoundError, ValueError):
        return None, "install it: pip install tzdata"
    return f"{year}{chr(ord('a') + int(number) - 1)}", _PACKAGE


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return ""


def zone(configured: str | None, local: str | None) -> Finding:
    """Whose days are meant: those of the configuration's zone, where there is one. `local` is the
    machine's, ``None`` where it has none; the configuration's is then UTC unless it says one."""
    if configured is not None and (local is not None or configured != "UTC"):
        return Finding("zone", "ok", f"days and times are those of {configured}")
    if local is None:
        said = "this machine names no zone of its own: days and times are those of UTC"
        mend = 'write zone = "Europe/Kyiv", or yours, under [ticker] in config.toml'
        return Finding("zone", "warning", said, mend)
    return Finding("zone", "ok", f"the machine's zone is {local}")


def sqlite() -> Finding:
    """The library that keeps the store."""
    number = sqlite_version()
    if not has_full_text_search():
        return Finding("SQLite", "failing", f"{number} has no FTS5: no search", _NEWER_PYTHON)
    if has_wal_reset_bug(number):
        said = (
            f"{number} may damage a database that two connections write to and checkpoint at once "
            "(fixed in 3.51.3); ticker does both with one connection, so it is safe"
        )
        mend = f"let no other program write to the store; {_NEWER_PYTHON}"
        return Finding("SQLite", "warning", said, mend)
    return Finding("SQLite", "ok", number)


def clock(now: datetime, last_poll_at: datetime | None, skews: Sequence[timedelta]) -> Finding:
    """Whether the clock can be right. `last_poll_at` is the newest in the store, `skews` are how
    far servers' clocks are ahead of this one."""
    release, _ = _zone_release()
    if release is not None and now.year < int(release[:4]):
        said = f"it is {now:%Y-%m-%d} by this clock, but the zone data is of {release[:4]}"
        return Finding("clock", "failing", said, _SET_CLOCK)
    if skews and abs(skew := sorted(skews)[len(skews) // 2]) > ASTRAY:
        way = "behind" if skew > timedelta(0) else "ahead of"
        said = f"{span(abs(skew))} {way} the clocks of the servers that answered"
        return Finding("clock", "failing", said, _SET_CLOCK)
    if last_poll_at is not None and last_poll_at - now > ASTRAY:
        said = (
            f"the newest poll was made {span(last_poll_at - now)} after what is now: the clock "
            "was ahead then, or is behind now"
        )
        return Finding("clock", "failing", said, _SET_CLOCK)
    compared = f", as by {count(len(skews), 'server')}" if skews else ""
    return Finding("clock", "ok", f"{now:%Y-%m-%dT%H:%M:%SZ}{compared}")
