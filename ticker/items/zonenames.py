"""Names and abbreviations of time zones, as feeds write them.

Sources: RFC 822 section 5.1 and RFC 5322 section 4.3 for the American names and ``GMT``/``UT``;
the IANA time zone database for the rest (current abbreviations, and those that were in use
within the last thirty years of feeds).
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from ticker.items.placing import instants, offset_of
from ticker.model import GUESSED_ZONE_S

_HOUR_S = 3_600

_FIXED = """
gmt 0|ut 0|utc 0|z 0|zulu 0|wet 0|west 1|azot -1|azost 0|egt -1|egst 0
cet 1|cest 2|met 1|mest 2|mesz 2|mez 1|mewt 1|swt 1|fwt 1|fst 2
eet 2|eest 3|oez 2|oesz 3|fet 3|trt 3|sast 2|cat 2|eat 3|wat 1|wast 2
msd 4|azt 4|get 4|mut 4|ret 4|sct 4|irst 3.5|irdt 4.5|idt 3|aft 4.5
pkt 5|uzt 5|tjt 5|tmt 5|mvt 5|almt 6|qyzt 6|npt 5.75|btt 6|bdt 6|mmt 6.5
ict 7|wib 7|hovt 7|wita 8|sgt 8|hkt 8|myt 8|pht 8|phst 8|awst 8|ulat 8|bnt 8|wit 9
jst 9|kst 9|acst 9.5|acdt 10.5|aest 10|aedt 11|chst 10|lhst 10.5|lhdt 11|nct 11|sbt 11|pgt 10
nzst 12|nzdt 13|fjt 12|tot 13|chast 12.75|chadt 13.75
edt -4|cdt -5|mdt -6|pdt -7|est -5|mst -7|pst -8
akst -9|akdt -8|hst -10|hdt -9|hast -10|hadt -9
nst -3.5|ndt -2.5|adt -3|brt -3|brst -2|art -3|arst -2|uyt -3|uyst -2|clt -4|clst -3
cot -5|pet -5|vet -4|bot -4|gyt -4|pyt -4|pyst -3|gft -3|srt -3|fnt -2|fkt -4|fkst -3
"""
"""One offset each, hours east of UTC. The seven American names stand as RFC 822 fixes them."""

_AMBIGUOUS = """
ist 5.5 2 1|cst -6 8 -5|bst 1 6 11|ast -4 3|est -5 10|edt -4 11|mst -7 8 6.5|pst -8 8
sst -11 8|gst 4 -2|amt 4 -4|amst 5 -3|wst 8 1|act -5 9.5 8|ect -5 -4|cct 8 6.5|gt 0 4|pmt -3 10
cdt -5 -4|wt 0 1|adt -3 4
"""
"""More than one zone uses the name: the most common reading first (measured order of use in
feeds; the American ones are RFC 822's). One that agrees with the source's own zone is preferred."""

_IANA = """
msk Europe/Moscow|samt Europe/Samara|yekt Asia/Yekaterinburg|omst Asia/Omsk|novt Asia/Novosibirsk
krat Asia/Krasnoyarsk|irkt Asia/Irkutsk|yakt Asia/Yakutsk|vlat Asia/Vladivostok|magt Asia/Magadan
pett Asia/Kamchatka|et America/New_York|ct America/Chicago|mt America/Denver|pt America/Los_Angeles
мск Europe/Moscow|est5edt America/New_York|cst6cdt America/Chicago|mst7mdt America/Denver
pst8pdt America/Los_Angeles|kst9 Asia/Seoul
"""
"""Offsets that changed with the law (Moscow was UTC+4 from 2011 to 2014) or do with the season."""

_RFC822 = frozenset(("est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt"))
"""Fixed by the mail standard: reading them so is no guess."""


def _entries(table: str) -> list[list[str]]:
    return [entry.split() for line in table.strip().splitlines() for entry in line.split("|")]


OFFSETS: dict[str, tuple[int, ...]] = {
    name: tuple(round(float(hours) * _HOUR_S) for hours in readings)
    for table in (_FIXED, _AMBIGUOUS)
    for name, *readings in _entries(table)
}
"""Zone name in lower case -> seconds east of UTC, the most common reading first."""

ZONES: dict[str, str] = {entry[0]: entry[1] for entry in _entries(_IANA)}
"""Zone name in lower case -> the IANA zone whose law gives the offset."""


def is_zone(word: str) -> bool:
    """Whether a simplified word names a time zone."""
    return word in OFFSETS or word in ZONES


def named_offset(name: str, wall: datetime, home: tzinfo) -> tuple[int, int]:
    """The offset that `name` means at the wall time, and the seconds of doubt about it.

    Of an ambiguous name the reading that is `home`'s own offset then is taken without doubt,
    else the most common, with the distance to the farthest other reading as doubt. The names
    of RFC 822 carry none.
    """
    if name in ZONES:
        return zone_offset(ZoneInfo(ZONES[name]), wall)
    readings = OFFSETS[name]
    own = {offset_of(at, home) for at in instants(wall, home)} if len(readings) > 1 else set()
    for reading in readings:
        if reading in own:
            return reading, 0
    doubt = 0 if name in _RFC822 else max(abs(readings[0] - other) for other in readings)
    return readings[0], min(doubt, GUESSED_ZONE_S)


def zone_offset(zone: tzinfo, wall: datetime) -> tuple[int, int]:
    """The offset of `zone` at a lone wall time, and the doubt: an hour where clocks change."""
    first, *others = instants(wall, zone)
    doubt = max((abs(int((first - other).total_seconds())) for other in others), default=0)
    return round((wall - first.replace(tzinfo=None)).total_seconds()), doubt


def iana_zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, in its own spelling or any case; ``None`` if there is none."""
    for spelling in (name, name.title(), name.upper()):
        try:
            return ZoneInfo(spelling)
        except (KeyError, ValueError, OSError):
            # ZoneInfo raises OSError for names that are folders of the database ("Europe").
            continue
    return None


_MONTH_FIRST_CITIES = """
Adak Anchorage Boise Chicago Denver Detroit Juneau Los_Angeles Menominee Metlakatla New_York Nome
Phoenix Puerto_Rico Sitka Yakutat Dawson Edmonton Halifax Inuvik Iqaluit Moncton Regina St_Johns
Toronto Vancouver Whitehorse Winnipeg Honolulu Guam Manila
"""
_MONTH_FIRST = frozenset(_MONTH_FIRST_CITIES.split())
_MONTH_FIRST_AREAS = ("US/", "Canada/", "America/Indiana/", "America/Kentucky/", "America/North_")
_DAY_FIRST_AREAS = ("Europe/", "Australia/", "Pacific/Auckland", "Asia/Kolkata", "Asia/Calcutta")
_YEAR_FIRST_CITIES = "Tokyo Seoul Pyongyang Shanghai Taipei Ulaanbaatar Budapest Vilnius"
_YEAR_FIRST = frozenset(_YEAR_FIRST_CITIES.split())


def date_order(zone: tzinfo, *, noon_word: bool) -> Literal["day", "month", "year"]:
    """What stands first in a date of three numbers, where the numbers leave it open.

    The month in the United States, Canada and the Philippines, and where am or pm is written in
    a zone that does not also write the day first (all of three real feeds); a year of two
    digits in East Asia, Hungary and Lithuania; the day everywhere else (Unicode CLDR, short date
    patterns; Latin America among them).
    """
    name = str(zone)
    city = name.rpartition("/")[2]
    if city in _YEAR_FIRST:
        return "year"
    if city in _MONTH_FIRST or name.startswith(_MONTH_FIRST_AREAS):
        return "month"
    return "month" if noon_word and not name.startswith(_DAY_FIRST_AREAS) else "day"
