"""The ``[backup]`` section of a configuration."""

from __future__ import annotations

import re
from datetime import time

from ticker.config.addresses import folder
from ticker.config.section import Section, quoted
from ticker.model import BackupSettings

MOST_KEPT = 1_000

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def read_backup(section: Section) -> BackupSettings:
    """The ``[backup]`` section: where, when and how many."""
    default = BackupSettings()
    return BackupSettings(
        folder=folder(section, "folder", ""),
        at=_clock(section, "at", default.at),
        keep=section.count("keep", default.keep, most=MOST_KEPT),
    )


def _clock(section: Section, key: str, default: time) -> time:
    """A time of day as ``HH:MM``."""
    text = section.text(key)
    if text is None:
        return default
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise section.wrong(
            key, f"is {quoted(text)}, which is no time of day", 'write it like "03:30"'
        )
    return time(int(found[1]), int(found[2]))
