"""robots.txt (RFC 9309), for pages that are read as lists.

Configured feeds are not asked about: a feed is published to be fetched by programs. A page is not.
What an answer means:

====================  ===========================================================================
200                   its rules, for 24 hours
3xx too often, 4xx    no rules: everything is allowed (RFC 9309 section 2.3.1.3)
429, 5xx, no answer   everything is disallowed (2.3.1.4), unless older rules are known; asked again
                      at the next poll. 429 is a 4xx, but says "not now", not "no such file"
====================  ===========================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from protego import Protego

from ticker.fetch.target import Target

KEPT_S = 86_400.0  # RFC 9309 section 2.4: not longer than 24 hours
LONGEST_DELAY_S = 60.0  # a longer Crawl-delay is taken as this: politeness must not become silence
_READ_BYTES = 512_000  # RFC 9309 section 2.5: at least 500 KiB
_AGENT = "ticker"
_AGENT_LINE = re.compile(r"\s*user[-\s]*agent\s*[:\s]\s*([^#]*)", re.I)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site asks of ticker."""

    parsed: Protego = field(default_factory=Protego)

    def allow(self, href: str) -> bool:
        """Whether `href` may be fetched."""
        return bool(self.parsed.can_fetch(href, _AGENT))

    @property
    def delay_s(self) -> float | None:
        """Seconds between visits that the site asks for, at most `LONGEST_DELAY_S`."""
        delay = self.parsed.crawl_delay(_AGENT)
        return None if delay is None else min(float(delay), LONGEST_DELAY_S)


def read_rules(body: bytes) -> Rules:
    """The rules in a robots.txt; what is no robots.txt has none."""
    text = body[:_READ_BYTES].decode("utf-8-sig", "replace")
    return Rules(Protego.parse("\n".join(map(_fold_agent, text.splitlines()))))


def means_no_rules(status: int | None) -> bool:
    """Whether an answer other than 200 says that there is no robots.txt."""
    return status is not None and 300 <= status < 500 and status != 429


def robots_address(target: Target) -> str:
    """Where the robots.txt for `target` stands."""
    return f"{target.scheme}://{target.place}/robots.txt"


class KnownRules:
    """The rules of the sites met so far, by origin; instants are those of the event loop."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], tuple[float, Rules]] = {}

    def fresh(self, target: Target, now: float) -> Rules | None:
        """The rules if they are under 24 hours old."""
        at, rules = self._known.get(target.origin, (None, None))
        return rules if at is not None and now - at < KEPT_S else None

    def any_age(self, target: Target) -> Rules | None:
        """The last rules that were read, however old."""
        return self._known.get(target.origin, (0.0, None))[1]

    def keep(self, target: Target, rules: Rules, now: float) -> None:
        """Remember `rules` from `now` on."""
        self._known[target.origin] = (now, rules)


def _fold_agent(line: str) -> str:
    """A user-agent line, all others' names made one: 16,000 names over as many rules would make
    270 million, out of half a megabyte."""
    found = _AGENT_LINE.match(line)
    if not found:
        return line
    name = found[1].strip().lower()
    if name == "*":
        return "User-agent: *"
    token = re.match(r"[a-z_-]*", name)  # RFC 9309 section 2.2.1; versions do not count
    return f"User-agent: {_AGENT if token and token[0] == _AGENT else 'other'}"
