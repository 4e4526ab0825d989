"""Durations and sizes as people write them: ``5m``, ``1h30m``, ``10MB``.

A number without a unit is refused: whether ``interval = 5`` means seconds or minutes is a guess,
and a wrong guess polls a newsroom sixty times too often.
"""

from __future__ import annotations

import re

SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
"""Seconds of each unit of a duration, the longest first."""

BYTES = {
    "b": 1,
    "kb": 1_000,
    "mb": 1_000_000,
    "gb": 1_000_000_000,
    "kib": 1_024,
    "mib": 1_048_576,
    "gib": 1_073_741_824,
}
"""Bytes of each unit of a size (IEC 80000-13: ``kB`` is 1000, ``KiB`` 1024), folded to lower
case."""

_DURATION = re.compile(
    "".join(rf"(?:(?P<{unit}>\d{{1,9}}(?:\.\d{{1,3}})?){unit})?" for unit in SECONDS), re.ASCII
)
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,3})?) ?([kmg]?i?b)", re.ASCII | re.IGNORECASE)
_LOOSE = re.compile(r"(\d{1,9}) *([a-z])", re.ASCII | re.IGNORECASE)


def read_duration(text: str) -> float | None:
    """Seconds of a duration such as ``90s``, ``1h30m`` or ``2d``; ``None`` if it is none.

    Units are w, d, h, m, s, the longer before the shorter, each at most once.
    """
    found = _DURATION.fullmatch(text)
    if found is None or not text:
        return None
    return sum(float(number) * SECONDS[unit] for unit, number in found.groupdict("0").items())


def read_size(text: str) -> int | None:
    """Bytes of a size such as ``10MB``, ``512kB`` or ``1MiB``; ``None`` if it is none."""
    found = _SIZE.fullmatch(text)
    if found is None:
        return None
    scale = BYTES.get(found[2].lower())
    return None if scale is None else round(float(found[1]) * scale)


def duration_text(seconds: float) -> str:
    """The shortest duration that `read_duration` reads as `seconds`: ``5400`` is ``1h30m``."""
    parts = []
    left = round(seconds * 1000)
    for unit, scale in SECONDS.items():
        count, left = divmod(left, scale * 1000)
        if unit == "s" and left:
            parts.append(f"{count + left / 1000:g}s")
        elif count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def nearest_duration(text: str) -> str | None:
    """What `text` probably meant as a duration: ``5 minutes?`` is ``5m``."""
    parts = [f"{number}{unit.lower()}" for number, unit in _LOOSE.findall(text)]
    guess = "".join(part for part in parts if part[-1] in SECONDS)
    return guess if read_duration(guess) is not None else None
