"""The configuration that ``ticker init`` writes."""

from __future__ import annotations

import json

_TEXT = """\
# What ticker polls, and how. Every key is explained in docs/config.md; a line that begins
# with # does nothing until you take the # away.

[ticker]
{zone}# {reason}
# database = "sqlite:///ticker.db"      # the record, one file; relative to this file
# captures = "captures/"                # the bytes every answer came from, as evidence; "" for none

[poll]
# Who you are. Newsrooms see this with every request: polling them anonymously is rude, and the
# first thing that gets a reader blocked. An address or a page where a person can be reached.
{contact}# "desk@example.org" or "https://example.org/ticker"

# interval = "auto"                     # or "15m"; auto learns between min and max
# min = "5m"
# max = "1h"

# Sources: a feed (RSS, Atom, JSON Feed) or a list (a page of headlines with their times).
# `ticker add https://example.org/` finds them for you and writes them here.

# [[sources]]
# name = "pravda-eng"                   # letters, digits, - _ and .
# url = "https://www.pravda.com.ua/eng/rss/"
# tags = ["ukraine"]

# [[sources]]
# name = "pravda-eng-list"
# url = "https://www.pravda.com.ua/eng/news/"
# kind = "list"
# zone = "Europe/Kyiv"                  # the zone of the times on the page
# tags = ["ukraine"]

# Nightly backups of the record, each one looked over before it counts. Best on another disk.

# [backup]
# folder = "backups/"
# at = "03:30"
# keep = 7

# Rules tag what they match, whatever the case and the accents.

# [[rules]]
# tag = "kyiv"
# match = "Kyiv|Kiev|Київ|Киев"
"""

_KNOWN = 'your days and times: what "today" means'
_UNKNOWN = 'your days and times; better named: "Europe/Kyiv"'


def starter(zone: str = "local", contact: str = "") -> str:
    """A commented configuration for a first start: valid as it is, its examples commented out.

    `zone` is an IANA name, or ``local`` where the machine's own is not known; `contact` what the
    User-Agent names, if known already.
    """
    return _TEXT.format(
        zone=_pair("zone", zone),
        reason=_UNKNOWN if zone == "local" else _KNOWN,
        contact=_pair("contact", contact),
    )


def _pair(key: str, value: str) -> str:
    """A key with its value, as wide as the remarks stand."""
    return f"{f'{key} = {json.dumps(value, ensure_ascii=False)}':<39} "
