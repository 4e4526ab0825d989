"""Instants: ISO 8601, words, days and durations, as one who asks in a zone means them.

Days and wall times are the asker's: a day is from local midnight to local midnight, 23 or 25 hours
long where the clock changes. A wall time that the clock shows twice means its first showing; one
that it skips means the same distance past the jump (02:30 is 03:30): as `datetime` reads
``fold=0``. Weeks, days and longer units of a duration are steps of the asker's calendar, hours and
shorter ones elapsed time, so that windows of ``1d`` asked every morning fit together.

What cannot be read is a UsageError that says why; `resolving` adds what was asked, and examples.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from ticker.errors import UsageError

ZONE = r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)"
_FRACTION = r"(?:[.,](?P<fraction>\d{1,9}))"
_EXTENDED = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    rf"(?:[T ](\d\d)(?::(\d\d)(?::(\d\d){_FRACTION}?)?)?{ZONE}?)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_BASIC = re.compile(
    rf"(\d{{4}})(\d\d)(\d\d)(?:T(\d\d)(?:(\d\d)(?:(\d\d){_FRACTION}?)?)?{ZONE}?)?",
    re.ASCII | re.IGNORECASE,
)
_ISO_STEP = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_WORD_STEP = re.compile(r"(?:\d{1,9} ?[a-z]+ ?)+?(?:ago)?", re.ASCII)
_CLOCK = re.compile(
    r"(?:(today|yesterday)[ ,T]+)?(\d{1,2}):(\d\d)(?::(\d\d))?", re.ASCII | re.IGNORECASE
)
_UNITS = {
    name: unit
    for unit, names in {
        "w": ("w", "week", "weeks"),
        "d": ("d", "day", "days"),
        "h": ("h", "hr", "hrs", "hour", "hours"),
        "m": ("m", "min", "mins", "minute", "minutes"),
        "s": ("s", "sec", "secs", "second", "seconds"),
    }.items()
    for name in names
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: at which instant (aware), and thinking in which zone."""

    at: datetime
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Step:
    """A duration: calendar months and days, and elapsed seconds."""

    months: int = 0
    days: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Wall:
    """A written time: its parts from the year down, as many as are written."""

    parts: tuple[int, ...]
    micros: int = 0
    zone: tzinfo | None = None


def to_instant(value: object, asker: Asker) -> datetime:
    """The instant in UTC of a time, a date or a text; a naive time is the asker's."""
    if isinstance(value, datetime):
        return to_utc(value, asker.zone)
    if isinstance(value, date):
        return midnight(value, asker)
    if not isinstance(value, str):
        raise UsageError("")
    text = value.strip()
    word = word_instant(text, asker)
    if word is not None:
        return word
    step = read_step(text)
    if step is not None:
        return shift(asker.at, step, -1, asker.zone)
    return wall_instant(read_wall(text), asker.zone)


def word_instant(text: str, asker: Asker) -> datetime | None:
    """The instant of ``now``, ``today`` and ``yesterday`` (their first), of ``08:00`` (today's)
    and ``yesterday 08:00``, else ``None``."""
    match text.lower():
        case "now":
            return asker.at
        case "today" | "yesterday":
            return midnight(read_day(text, asker), asker)
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return None
    day = read_day(clock[1] or "today", asker)
    parts = tuple(int(part) for part in clock.groups()[1:] if part is not None)
    return wall_instant(Wall((day.year, day.month, day.day, *parts)), asker.zone)


def written(text: str) -> Wall | None:
    """A time in ISO 8601, from a year alone down to parts of a second; ``None`` if it is none."""
    found = _EXTENDED.fullmatch(text) or _BASIC.fullmatch(text)
    if found is None:
        return None
    parts = tuple(int(part) for part in found.groups()[:6] if part is not None)
    micros = int((found["fraction"] or "0").ljust(6, "0")[:6])
    return Wall(parts, micros, read_offset(found["zone"]))


def read_wall(text: str) -> Wall:
    """The same, or UsageError."""
    wall = written(text)
    if wall is None:
        raise UsageError("")
    return wall


def read_offset(text: str | None) -> tzinfo | None:
    """The zone of ``Z``, ``+03``, ``+0300`` or ``+03:00``; ``None`` of ``None``."""
    if text is None:
        return None
    if text in {"Z", "z"}:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise UsageError(f"no zone is {text} from UTC")
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text[0] == "-" else ahead)


def wall_instant(wall: Wall, zone: tzinfo) -> datetime:
    """The instant of a written time; a zone that is written goes before `zone`."""
    year, month, day, hour, minute, second = (*wall.parts, *(1, 1, 1, 0, 0, 0)[len(wall.parts) :])
    ends_day = hour == 24 and not (minute or second or wall.micros)  # ISO 8601's last midnight
    try:
        local = datetime(
            year,
            month,
            day,
            0 if ends_day else hour,
            minute,
            second,
            wall.micros,
            wall.zone or zone,
        )
        return to_utc(local + timedelta(days=1) if ends_day else local, zone)
    except (ValueError, OverflowError):
        raise UsageError("there is no such date or clock time") from None


def to_utc(at: datetime, zone: tzinfo) -> datetime:
    """`at` in UTC; without a zone it is a wall time of `zone`."""
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise UsageError("it lies outside the years 1 to 9999") from None


def read_day(value: object, asker: Asker) -> date:
    """A day: ``today``, ``yesterday``, ``2025-07-10``, a date, or the asker's day of an instant."""
    if isinstance(value, datetime):
        return to_utc(value, asker.zone).astimezone(asker.zone).date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise UsageError("")
    today = asker.at.astimezone(asker.zone).date()
    match value.strip().lower():
        case "today":
            return today
        case "yesterday":
            return today - timedelta(days=1)
    wall = read_wall(value.strip())
    if len(wall.parts) != 3:
        raise UsageError("")
    try:
        return date(*wall.parts)
    except ValueError:
        raise UsageError("there is no such date") from None


def midnight(day: date, asker: Asker) -> datetime:
    """The first instant of a day. Where the clock jumps over midnight it is the jump."""
    return wall_instant(Wall((day.year, day.month, day.day)), asker.zone)


def read_step(text: str) -> Step | None:
    """A duration: ISO 8601's ``P1DT12H``, or ``1d12h``, ``90m``, ``2 hours ago``."""
    found = _ISO_STEP.fullmatch(text)
    if found is not None:
        years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
        return Step(years * 12 + months, weeks * 7 + days, hours * 3_600 + minutes * 60 + seconds)
    folded = text.lower()
    if _WORD_STEP.fullmatch(folded) is None:
        return None
    amounts: dict[str, int] = {}
    for number, name in re.findall(r"(\d+) ?([a-z]+?)(?: ?ago)?(?=[\d ]|$)", folded):
        unit = _UNITS.get(name)
        if unit is None or unit in amounts:
            return None
        amounts[unit] = int(number)
    elapsed = timedelta(hours=amounts.get("h", 0), minutes=amounts.get("m", 0))
    return Step(
        days=amounts.get("w", 0) * 7 + amounts.get("d", 0),
        seconds=int(elapsed.total_seconds()) + amounts.get("s", 0),
    )


def shift(at: datetime, step: Step, sign: int, zone: tzinfo) -> datetime:
    """`at` and `sign` times `step`: calendar units on the wall clock of `zone`, then elapsed time.
    The 31st of a shorter month is its last day."""
    try:
        if step.months or step.days:
            local = at.astimezone(zone)
            months = local.year * 12 + local.month - 1 + sign * step.months
            year, month = months // 12, months % 12 + 1
            day = min(local.day, monthrange(year, month)[1])
            local = local.replace(year=year, month=month, day=day, fold=0)
            at = to_utc(local + timedelta(days=sign * step.days), zone)
        return at + timedelta(seconds=sign * step.seconds)
    except (ValueError, OverflowError):
        raise UsageError("it lies outside the years 1 to 9999") from None
