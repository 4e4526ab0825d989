"""Time zones by their IANA names."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import tzlocal

from ticker.config.nearest import did_you_mean, nearest
from ticker.config.section import Section, quoted
from ticker.errors import UsageError

# Labels of countries that sites elsewhere take for what they read like.
_NOT_MEANT = {"AI", "CC", "CO", "FM", "GG", "IO", "LY", "ME", "SH", "TO", "TV", "WS"}
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
    if is_zone(name):
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
    if name is None or is_zone(name):
        return name
    if name == "local":
        message = 'is "local": a source has a zone of its own, wherever this machine stands'
        raise section.wrong("zone", message, 'write the zone of its times, such as "Europe/Kyiv"')
    message = f"is {quoted(name)}, which is no zone{did_you_mean(nearest_zone(name))}"
    raise section.wrong("zone", message, _HINT)


def local_zone() -> str:
    """The machine's zone, ``UTC`` where it has none that is known."""
    return machine_zone() or "UTC"


def machine_zone(environ: Mapping[str, str] | None = None) -> str | None:
    """The machine's IANA zone, ``None`` where it has none that is known.

    ``TZ`` goes before ``/etc/timezone`` and ``/etc/localtime``, as for every program (POSIX
    8.3): where it holds a rule (``CET-1CEST``), the zone of the files is not the one in force.
    """
    said = (os.environ if environ is None else environ).get("TZ", "").removeprefix(":")
    named = said.partition("/zoneinfo/")[2] or said
    if said and not named.startswith("/"):
        return named if is_zone(named) else None
    try:
        with warnings.catch_warnings():  # a container without a zone is no news on every command
            warnings.simplefilter("ignore")
            name = tzlocal.get_localzone_name()
    except (LookupError, ValueError, OSError):
        return None
    if name == "Etc/UTC":  # what containers and servers say
        return "UTC"
    return name if name and is_zone(name) else None


def country_zone(url: str) -> str | None:
    """The one zone of the country that the host of `url` names, or that of most of it; a guess
    to be offered. ``None`` for a country of many zones, and a host of no country."""
    host = urlsplit(url).hostname or ""
    label = host.rpartition(".")[2].upper()
    if label in _NOT_MEANT or not host.rpartition(".")[0]:
        return None
    country = {"UK": "GB"}.get(label, label)
    rows = [line.split("\t") for line in _table().splitlines() if line.startswith(f"{country}\t")]
    most = rows if len(rows) == 1 else [row for row in rows if "\tmost of" in "\t".join(row)]
    return most[0][2] if len(most) == 1 else None


def _table() -> str:
    """Which zones the countries have (``zone.tab`` of the tz database)."""
    return (files("tzdata") / "zoneinfo" / "zone.tab").read_text()


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


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA zone that this machine knows."""
    # Asking for the one zone is cheap; `available_timezones` opens some 600 files each time.
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
