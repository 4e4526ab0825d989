"""Cron expressions, read: ``0 8 * * mon-fri``.

Five fields: minute, hour, day of the month, month, day of the week; each ``*``, a number, a range,
a list of these, ``*`` and ranges with a step (``*/15``, ``8-18/2``); months and weekdays also by
their English names, 0 and 7 both Sunday. As crontab(5) has it, a day must meet both day fields
where one of them begins with ``*``, and else meets the expression by either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ticker.config.section import Section, quoted
from ticker.model import Cron

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_PART = re.compile(
    r"(?:(?P<star>\*)|(?P<low>\d{1,4}|[a-z]{3,9})(?:-(?P<high>\d{1,4}|[a-z]{3,9}))?)"
    r"(?:/(?P<step>\d{1,4}))?",
    re.ASCII,
)
_HINT = (
    'five fields: minute, hour, day of the month, month, day of the week; "0 8 * * *" is eight '
    'every morning, "30 7,18 * * mon-fri" half past seven and six on workdays'
)


@dataclass(frozen=True, slots=True)
class _Field:
    """One of the five: its name, its bounds, and what its numbers from `low` on are called."""

    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, _WEEKDAYS),
)


def read_cron(section: Section, key: str) -> Cron:
    """The cron expression under `key`. Raises ConfigError that names the field which is wrong."""
    text = " ".join(section.needed(key).split())
    written = _ALIASES.get(text.lower(), text).lower().split(" ")
    if len(written) != len(_FIELDS):
        fields = f"{len(written)} field{'' if len(written) == 1 else 's'}, not five"
        raise section.wrong(key, f"is {quoted(text)}, which has {fields}", _HINT)
    read: list[frozenset[int]] = []
    for field, values in zip(_FIELDS, written, strict=True):
        try:
            read.append(frozenset(_values(values, field)))
        except ValueError as error:
            what = f"is {quoted(text)}: its {field.name} {quoted(values)} cannot be read"
            raise section.wrong(key, f"{what}: {error}", _HINT) from None
    minutes, hours, days, months, weekdays = read
    either = not (written[2].startswith("*") or written[4].startswith("*"))
    if not either and not any(day <= _LONGEST[month - 1] for day in days for month in months):
        raise section.wrong(key, f"is {quoted(text)}, which is never due: no such date", _HINT)
    return Cron(text, minutes, hours, days, months, frozenset(d % 7 for d in weekdays), either)


def _values(text: str, field: _Field) -> Iterator[int]:
    """The numbers that a field names. Raises ValueError that says what is wrong."""
    for part in text.split(","):
        found = _PART.fullmatch(part)
        if found is None:
            raise ValueError(f"{quoted(part)} is neither *, a number nor a range")
        low, high = _bounds(found, field)
        step = int(found["step"] or 1)
        if step == 0:
            raise ValueError("a step of 0 leads nowhere")
        if found["step"] and found["low"] and not found["high"]:
            raise ValueError(f"a step needs a range, such as {low}-{field.high}/{step}")
        yield from range(low, high + 1, step)


def _bounds(found: re.Match[str], field: _Field) -> tuple[int, int]:
    if found["star"]:
        # Sunday once: with 7 as well, */2 would meet it from either end.
        return field.low, 6 if field.high == 7 else field.high
    low = _number(found["low"], field)
    high = _number(found["high"], field) if found["high"] else low
    if high == 0 and low > 0 and field.high == 7:
        high = 7  # sat-sun
    if high < low:
        raise ValueError(f"{found['low']}-{found['high']} runs backwards")
    return low, high


def _number(text: str, field: _Field) -> int:
    if text.isdigit():
        number = int(text)
        if not field.low <= number <= field.high:
            raise ValueError(f"{number} is not from {field.low} to {field.high}")
        return number
    for place, word in enumerate(field.words, field.low):
        if text in {word, word[:3]}:
            return place
    known = f"; the names are {', '.join(word[:3] for word in field.words)}" if field.words else ""
    raise ValueError(f"{quoted(text)} is no {field.name}{known}")
