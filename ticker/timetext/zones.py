"""Names that mean a zone behind a bare clock: ``08:54 MSK``, ``8:54 (GMT+3)``."""

from __future__ import annotations

import re

_NAMES = """
GMT UTC CET CEST EET EEST MSK МСК BST IST ET EST EDT CT CST CDT MT MST MDT PT PST PDT JST KST HKT
SGT PKT WIB WITA TRT SAST WAT EAT AEST AEDT NZST NZDT MEZ MESZ
"""
CLOCK_ZONES = frozenset(_NAMES.split())
"""Names that mean nothing else; others (ART, ACT, PET) may be a section's name."""

_OFFSET = re.compile(r"\(?(?:GMT|UTC)\s?([+-])\s?([0-9]{1,2})(?::?([0-9]{2}))?\)?", re.IGNORECASE)


def is_clock_zone(text: str) -> bool:
    """Whether a text behind a clock names its zone."""
    plain = text.strip("() .").upper()
    return plain in CLOCK_ZONES or stated_offset(text) is not None


def stated_offset(text: str) -> int | None:
    """``GMT+3``, ``(UTC -05:00)``: seconds east of UTC."""
    found = _OFFSET.fullmatch(text.strip())
    if not found:
        return None
    seconds = int(found[2]) * 3_600 + int(found[3] or 0) * 60
    return None if seconds > 14 * 3_600 else -seconds if found[1] == "-" else seconds
