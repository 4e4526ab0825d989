"""Time zones by their IANA names."""

from __future__ import annotations

import warnings
from zoneinfo import ZoneInfo, available_timezones

import tzlocal

from ticker.config.nearest import did_you_mean, nearest
from ticker.config.section import Section, quoted
from ticker.errors import UsageError

_HINT = 'zones are IANA names such as "Europe/Kyiv", "America/New_York" or "UTC"'

# Abbreviations that are no IANA names, by a place that keeps them: offered, never assumed.
_ABBREVIATIONS = {
    "EEST": "Europe/Kyiv",
    "MSK": "Europe/Moscow",
    "CEST": "Europe/Berlin",
    "BST": "Europe/London",
    "EDT": "America/New_York",
    "CDT": "America/Chicago",
    "PDT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
    "JST": "Asia/Tokyo",
    "UTC": "UTC",
    "GMT": "UTC",
}


def read_zone(text: str) -> str:
    """The IANA name that `text` means, ``local`` being the machine's. Raises UsageError."""
    name = text.strip()
    if name == "local":
        return local_zone()
    if _exists(name):
        return name
    raise UsageError(f"{quoted(name)} is no zone{did_you_mean(nearest_zone(name))}", hint=_HINT)


def asker_zone(section: Section) -> str:
    """The zone of ``[ticker]``: ``local`` where it is not said."""
    if section.text("zone") == "local":
        return local_zone()
    return source_zone(section) or local_zone()


def source_zone(section: Section) -> str | None:
    """The ``zone`` of a source."""
    name = section.text("zone")
    if name is None or _exists(name):
        return name
    if name == "local":
        message = 'is "local": a source has a zone of its own, wherever this machine stands'
        raise section.wrong("zone", message, 'write the zone of its times, such as "Europe/Kyiv"')
    message = f"is {quoted(name)}, which is no zone{did_you_mean(nearest_zone(name))}"
    raise section.wrong("zone", message, _HINT)


def local_zone() -> str:
    """The machine's zone, ``UTC`` where it has none that is known."""
    return machine_zone() or "UTC"


def machine_zone() -> str | None:
    """The machine's IANA zone (``TZ`` first), ``None`` where it has none that is known."""
    try:
        with warnings.catch_warnings():  # a container without a zone is no news on every command
            warnings.simplefilter("ignore")
            name = tzlocal.get_localzone_name()
    except (LookupError, ValueError, OSError):
        return None
    return name if name and _exists(name) else None


def nearest_zone(name: str) -> str | None:
    """The IANA zone most like `name`; a bare city is looked up among the cities."""
    wanted = name.strip().replace(" ", "_")
    if wanted.upper() in _ABBREVIATIONS:
        return _ABBREVIATIONS[wanted.upper()]
    zones = available_timezones()
    if "/" in wanted:
        return nearest(wanted, zones)
    # Zones without a place are not offered: EST is like EEST and seven hours from it, and
    # Etc/GMT+3 lies three hours west (POSIX turned the sign).
    places = sorted(zone for zone in zones if "/" in zone and not zone.startswith("Etc/"))
    cities = {zone.rpartition("/")[2]: zone for zone in places}
    city = nearest(wanted, cities, likeness=0.75)
    return cities[city] if city else None


def _exists(name: str) -> bool:
    # Asking for the one zone is cheap; `available_timezones` opens some 600 files each time.
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
