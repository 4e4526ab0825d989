"""A full timestamp, or a date, as feeds and pages write it -> an instant in UTC.

Read are RFC 822, 2822 and 5322 with the slips that real feeds make, RFC 3339, ISO 8601 and
W3CDTF, RFC 9557 zone suffixes, asctime and ``date``, JavaScript's ``Date`` text, Unix seconds and
milliseconds, and dates with month names in some twenty languages. Nothing impossible is rolled
over and nothing is guessed from today: an unreadable text is no stamp.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from ticker.items.placing import CLOCK_CHANGE_S, offset_of
from ticker.items.zonenames import date_order, iana_zone, is_zone, named_offset, zone_offset
from ticker.model import DAY_S, GUESSED_ZONE_S
from ticker.timetext import (
    ClockReading,
    DateReading,
    Lexicon,
    Token,
    find_clock,
    find_date,
    lexicon,
    one_width,
    scan,
    simplify,
    spell_noon,
    spelled_out,
)

LENGTH_LIMIT = 200
"""Characters beyond which a text is no timestamp: it bounds the work on hostile input."""


class Stamp(NamedTuple):
    """An instant read from text: `at` in UTC, whole seconds (fractions are cut off).

    `error_s` is the doubt: 0 where seconds are written, 60 for minutes, 3600 for hours, 86400
    for a date alone (00:00 of it), a month's seconds for a month alone; more where the text has
    two readings (``07/09/2025``: the distance between them), an hour at least where clocks
    change, 14 hours where the zone is named by an unknown word. `zoned` says that the text
    states its zone, `offset_s` the offset in which `at` was read.
    """

    at: datetime
    error_s: int
    zoned: bool
    offset_s: int


@dataclass(frozen=True, slots=True)
class _UnknownZone:
    """A zone is named, but nobody knows which: digits are read in the source's zone, in doubt."""


_UNKNOWN_ZONE = _UnknownZone()
_StatedZone: TypeAlias = int | str | tzinfo | _UnknownZone | None
"""What a text says of its zone: an offset in seconds, a known name, an IANA zone, or nothing."""

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH = {name: f"{number:02}" for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_RFC_822 = re.compile(
    r"\s*(?:(?:mon|tue|wed|thu|fri|sat|sun), )?([0-9]{1,2}) (" + "|".join(_MONTH) + r") ([0-9]{4})"
    r" ([0-9]{2}:[0-9]{2})(:[0-9]{2})? (?:gmt|utc|([+-][0-9]{2}[0-5][0-9]))\s*",
    re.IGNORECASE,
)
_RFC_3339 = re.compile(
    r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})[t ]([0-9]{2}:[0-9]{2})(?:(:[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?:z|([+-][0-9]{2}:[0-5][0-9]))\s*",
    re.IGNORECASE,
)
_EPOCH = re.compile(
    r"\s*(?:/?date\()?([0-9]{10})(?:[0-9]{3})?(?:\.[0-9]+)?(?:[+-][0-9]{4})?(?:\)/?)?\s*", re.I
)
_COMPACT = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})"
    r"(?:[t ]?([0-9]{2})([0-9]{2})([0-9]{2})?(?:[.,][0-9]+)?)?(?![0-9])"
)
_IANA = re.compile(
    r"\[?\b((?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc"
    r"|Europe|Indian|Mexico|Pacific|US)/[A-Za-z0-9_+-]+(?:/[A-Za-z_]+)?)\]?",
    re.IGNORECASE,
)
_EAST_ASIAN = (
    (
        re.compile(r"([0-9]{1,2})\s*[時时点點시]\s*([0-9]{1,2})\s*[分분]\s*([0-9]{1,2})\s*[秒초]"),
        r" \1:\2:\3 ",
    ),
    (re.compile(r"([0-9]{1,2})\s*[時时点點시]\s*([0-9]{2})\s*[分분]"), r" \1:\2 "),
    (re.compile(r"([0-9]{1,2})\s*[時时点點시]\s*([0-9])\s*[分분]"), r" \1:0\2 "),
    (re.compile(r"([0-9]{1,2})\s*[時时点點시](?!間)"), r" \1:00 "),
)
_UTC_WORDS = frozenset(("gmt", "utc", "ut", "z"))


def read_stamp(text: str, zone: tzinfo, words: Lexicon | None = None) -> Stamp | None:
    """The instant that `text` states, or ``None`` if it is no full date of the calendar.

    A text without a zone is read in `zone`. The two forms that nine of ten feeds use go through
    one precompiled pattern each; whatever is not exactly that is read piece by piece. ``24:00``
    is the midnight that ends the day, ``:60`` the second after ``:59`` (RFC 3339 section 5.7).
    A wrong weekday is ignored. Of ``07/09/2025`` the weekday decides, else the custom of the
    country (`zonenames.date_order`), and the distance to the other reading is the doubt.
    """
    if len(text) > LENGTH_LIMIT:
        return None
    try:
        return _read_strict(text) or _read_epoch(text) or _read_pieces(text, zone, words)
    except OverflowError:  # an offset or 24:00 carries it out of the years 1 to 9999
        return None


def _read_strict(text: str) -> Stamp | None:
    found = _RFC_3339.fullmatch(text)
    if found:
        date_said, clock, second, offset = found.groups("")
    else:
        found = _RFC_822.fullmatch(text)
        if not found:
            return None
        day, month, year, clock, second, offset = found.groups("")
        # The long s is one to a pattern that looks at no case, but not to `lower`.
        date_said = f"{year}-{_MONTH[month.casefold()]}-{day.zfill(2)}"
    try:
        wall = datetime.fromisoformat(f"{date_said}T{clock}{second}{offset or 'Z'}")
    except ValueError:
        return None  # 24:00 and :60 are for the patient reader; all else it refuses as well
    error_s = 0 if second else 60
    if wall.tzinfo is UTC:
        return Stamp(wall, error_s, True, 0)
    return Stamp(wall.astimezone(UTC), error_s, True, offset_of(wall, wall.tzinfo or UTC))


def _read_epoch(text: str) -> Stamp | None:
    """Unix seconds (10 digits, since September 2001) or milliseconds (13), also ``/Date(...)/``."""
    found = _EPOCH.fullmatch(text)
    if not found:
        return None
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(found[1]))
    return Stamp(at, 0, True, 0) if int(found[1]) >= 1_000_000_000 else None


def _read_pieces(text: str, zone: tzinfo, words: Lexicon | None) -> Stamp | None:
    if not any(map(str.isdigit, text)):
        return None
    words = words or lexicon()
    text, iana = _without_iana(text)
    text, comments = _without_comments(text)
    plain = _readable(text, words)
    if re.match(r"[+-][0-9]", plain):  # ISO 8601 expanded years are out of range
        return None
    tokens = scan(plain, _UTC_WORDS, words)
    if tokens is None:
        return None
    tokens = _without_leading_name(tokens, plain, words)
    clock = find_clock(tokens)
    if clock is None and any(token.kind == "clock" for token in tokens):
        return None
    order = date_order(zone, noon_word=text.isascii() and bool(clock and clock.noon_word))
    day = find_date(tokens, order=order, words=words)
    stated, understood = _zone_and_rest(tokens, text, words)
    if day is None or not understood:
        return None
    if stated is None:  # RFC 9557 section 3.4: an offset outranks the zone in brackets
        stated = iana or _zone_in(comments, words)
    return _stamp(day, clock, stated, zone)


def _readable(text: str, words: Lexicon) -> str:
    """The simplified text with East Asian counters, compact digits and the halves of the day
    written out."""
    plain = simplify(spell_noon(one_width(text)))
    if not plain.isascii():
        for pattern, spelled in _EAST_ASIAN:
            plain = pattern.sub(spelled, plain)
    plain = " ".join(spelled_out(plain, words).split())
    compact = _COMPACT.match(plain)
    if compact:
        year, month, day, hour, minute, second = compact.groups()
        clock = f" {hour}:{minute}" + (f":{second}" if second else "") if hour else ""
        plain = f"{year}-{month}-{day}{clock}{plain[compact.end() :]}"
    return plain.strip()


def _without_iana(text: str) -> tuple[str, ZoneInfo | None]:
    found = _IANA.search(text) if "/" in text else None
    zone = iana_zone(found[1]) if found else None
    if found is None or zone is None:
        return text, None
    return f"{text[: found.start()]} {text[found.end() :]}", zone


def _without_comments(text: str) -> tuple[str, tuple[str, ...]]:
    """RFC 5322 comments taken out: nested, with escapes, in the middle of a word or unclosed."""
    if "(" not in text:
        return text, ()
    kept: list[str] = []
    comments: list[list[str]] = []
    depth = 0
    chars = iter(text)
    for char in chars:
        if char == "\\" and depth:
            next(chars, "")
        elif char == "(":
            depth += 1
            if depth == 1:
                comments.append([])
                kept.append(" ")
        elif char == ")" and depth:
            depth -= 1
        elif depth:
            comments[-1].append(char)
        else:
            kept.append(char)
    return "".join(kept), tuple("".join(comment) for comment in comments)


def _without_leading_name(
    tokens: tuple[Token, ...], plain: str, words: Lexicon
) -> tuple[Token, ...]:
    """A first word with a comma behind it is a weekday, in whatever language or spelling."""
    first = tokens[0] if tokens else None
    if first is None or first.kind != "word" or first.text in words.months:
        return tokens
    if words.is_weekday(first.text):
        return tokens
    return tokens[1:] if re.match(r"[^\W\d_]{1,12}\.?\s?,", plain) else tokens


def _zone_and_rest(tokens: Sequence[Token], text: str, words: Lexicon) -> tuple[_StatedZone, bool]:
    """The zone that the tokens state, and whether every word among them is understood."""
    stated: _StatedZone = None
    timed = False
    for token in tokens:
        timed = timed or token.kind == "clock"
        word = token.text
        if token.kind == "offset":
            stated = _offset(token)
        elif token.kind == "word" and _is_zone(
            word, text, words, behind=timed or token is tokens[-1]
        ):
            stated = word if stated is None else stated
        elif token.kind == "word" and not _is_noise(word, words):
            if token is not tokens[-1] or not _looks_like_zone(word, text):
                return None, False
            stated = _UNKNOWN_ZONE if stated is None else stated
    return stated, True


def _is_zone(word: str, text: str, words: Lexicon, *, behind: bool) -> bool:
    """A zone stands behind the time, save GMT and UTC. Polish ``pt`` and Czech ``čt`` are Friday
    and Thursday: what may be a weekday must be written in capitals."""
    if not is_zone(word):
        return False
    return word in _UTC_WORDS or (behind and (not words.is_weekday(word) or word.upper() in text))


def _is_noise(word: str, words: Lexicon) -> bool:
    return word == "t" or word in words.fillers or word in words.months or words.is_weekday(word)


def _looks_like_zone(word: str, text: str) -> bool:
    """A military letter (RFC 5322 section 4.3: their meaning is unknown) or an unlisted name."""
    return len(word) <= 5 and word.isascii() and (len(word) == 1 or f" {word.upper()}" in text)


def _offset(token: Token) -> int | _UnknownZone:
    spaced, sign, hours, minutes, _, short_sign, short_hours, _ = token.parts
    seconds = int(hours or short_hours) * 3_600 + int(minutes or 0) * 60
    if seconds >= DAY_S or int(minutes or 0) > 59:
        return _UNKNOWN_ZONE
    return -seconds if "-" in (spaced, sign, short_sign) else seconds


def _zone_in(comments: Sequence[str], words: Lexicon) -> _StatedZone:
    """The zone that a comment alone states: ``(EEST)``, ``(GMT+3)``."""
    for comment in comments:
        tokens = scan(simplify(comment), _UTC_WORDS, words) or ()
        if tokens and is_zone(tokens[0].text) and len(tokens) <= 2:
            stated, understood = _zone_and_rest(tokens, comment, words)
            if understood:
                return stated
    return None


def _stamp(
    read: DateReading, clock: ClockReading | None, stated: _StatedZone, home: tzinfo
) -> Stamp:
    wall = _wall(read.day, clock)
    error = clock.precision_s if clock else DAY_S * read.days
    if read.other:
        error = max(error, abs((read.other - read.day).days) * DAY_S)
    offset, doubt = _offset_and_doubt(stated, wall, home)
    at = (wall - timedelta(seconds=offset)).replace(tzinfo=UTC)
    zoned = stated is not None and not isinstance(stated, _UnknownZone)
    return Stamp(at, max(error, doubt), zoned, offset if zoned else offset_of(at, home))


def _wall(day: date, clock: ClockReading | None) -> datetime:
    start = datetime.combine(day, time.min)
    return start + timedelta(minutes=clock.minutes, seconds=clock.seconds) if clock else start


def _offset_and_doubt(stated: _StatedZone, wall: datetime, home: tzinfo) -> tuple[int, int]:
    if isinstance(stated, int):
        return stated, 0
    if isinstance(stated, str):
        return named_offset(stated, wall, home)
    if isinstance(stated, tzinfo):
        offset, doubt = zone_offset(stated, wall)
    else:
        offset, doubt = zone_offset(home, wall)
    doubt = max(doubt, CLOCK_CHANGE_S) if doubt else 0
    return offset, GUESSED_ZONE_S if isinstance(stated, _UnknownZone) else doubt
