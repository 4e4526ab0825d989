"""The ``[retention]`` section of a configuration."""

from __future__ import annotations

from math import inf

from ticker.config.section import Section
from ticker.model import DAY_S, RetentionSettings

LEAST_S = 7 * DAY_S
"""Evidence stays for a week at least: a fault of a parser is seldom found sooner."""


def read_retention(section: Section) -> RetentionSettings:
    """The ``[retention]`` section: what is kept for how long. All is kept for ever without it."""
    seconds = section.seconds("captures", inf, least=LEAST_S, most=inf)
    return RetentionSettings(captures_s=None if seconds == inf else int(seconds))
