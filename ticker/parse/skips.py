"""When an RSS feed asks not to be read: ``skipHours`` and ``skipDays``, hours and days in GMT.

https://www.rssboard.org/rss-specification (2.0.11). feedparser does not tell them.
"""

from __future__ import annotations

import re

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_BLOCK = r"<skip{0}(?:\s[^<>]*)?>(.{{0,4000}}?)</skip{0}\s*>"
_HOURS = re.compile(_BLOCK.format("Hours"), re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(_BLOCK.format("Days"), re.IGNORECASE | re.DOTALL)
_EITHER = re.compile("<skip(?:Hours|Days)", re.IGNORECASE)
_HOUR = re.compile(r"<hour(?:\s[^<>]*)?>\s*([0-9]{1,2})\s*</hour\s*>", re.IGNORECASE)
_DAY = re.compile(r"<day(?:\s[^<>]*)?>\s*([a-z]{6,9})\s*</day\s*>", re.IGNORECASE)


def skips(xml: str) -> tuple[int, int]:
    """The hours and the days to skip, each a bit: hour 0 to 23, Monday 0 to Sunday 6.

    What stands in an entry is an entry's. 24 is midnight, as the specification of 0.91 has it.
    """
    first, last = xml.find("<item"), xml.rfind("</item>")
    behind = last + len("</item>") if last >= 0 else 0
    channel = xml[:first] + xml[behind:] if first >= 0 else xml
    if not _EITHER.search(channel):
        return 0, 0
    hours = {int(hour) % 24 for hour in _within(_HOURS, _HOUR, channel) if int(hour) <= 24}
    days = {DAYS.index(day.lower()) for day in _within(_DAYS, _DAY, channel) if day.lower() in DAYS}
    return sum(1 << hour for hour in hours), sum(1 << day for day in days)


def _within(block: re.Pattern[str], part: re.Pattern[str], text: str) -> list[str]:
    found = block.search(text)
    return part.findall(found[1]) if found else []
