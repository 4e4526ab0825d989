"""Bare clocks: ``08:54``, ``15h14``, ``3:32 pm``, ``klo 8.54``, ``午後3時5分``, ``20:14Title``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from ticker.timetext.days import DAY_LENGTH_LIMIT, read_day
from ticker.timetext.folding import one_width
from ticker.timetext.lexicon import Lexicon
from ticker.timetext.tokens import to_24
from ticker.timetext.words import CLOCK_LEADS, CLOCK_UNITS, NOON_BEFORE, NOON_BEHIND

LENGTH_LIMIT = 1_000
"""Characters beyond which nothing is looked for: a time stands at an end of a short text."""

_NOON = r"(?:\s?(?P<noon>[ap]\.\s?m\.?|[AP]\.\s?M\.?|[ap]m|[AP]M)(?![^\W\d_]))?"
_UNIT = rf"(?P<unit>\s?(?:{'|'.join(CLOCK_UNITS.split())})(?![^\W\d_])\.?)?"
_HOUR = r"(?<![0-9])(?<![0-9][.:,])(?P<hour>[0-9]{1,2})"
"""No clock begins within a number: in ``9 July, 11.04 Uhr`` none is ``04 Uhr``."""
_UNIT_WORD = re.compile("|".join(CLOCK_UNITS.split()))
_COLON = re.compile(
    _HOUR
    + r"\s?:\s?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?![0-9]|[:.][0-9])"
    + _NOON
    + _UNIT
)
_LETTER_H = re.compile(
    _HOUR
    + r"\s?[hH]\s?(?P<minute>[0-9]{2})(?:\s?(?:min|mn|m)\b)?(?P<second>)(?![0-9])"
    + _NOON
    + r"(?P<unit>)"
)
_DOTTED = re.compile(
    _HOUR + r"\.(?P<minute>[0-9]{2})(?P<second>)(?![0-9]|[.:,]\s?[0-9]|\.(?:\s|$))" + _NOON + _UNIT
)
_HOUR_NOON = re.compile(
    r"(?<![0-9])(?<![0-9][.:,])(?P<hour>1[0-2]|0?[1-9])(?P<minute>)(?P<second>)\s?(?P<noon>[ap]\.\s?m\.?|[ap]m|[AP]M)"
    r"(?![^\W\d_])(?P<unit>)"
)
_HOUR_WORD = re.compile(
    _HOUR + r"(?P<unit>\s?(?:[Uu]hr|giờ|óra)(?![^\W\d_]))(?:\s?(?P<minute>[0-9]{2})\b)?"
    r"(?P<second>)(?P<noon>)"
)
_EAST_ASIAN = re.compile(
    _HOUR + r"\s?[時时点點시]\s?(?:(?P<minute>[0-9]{1,2})\s?[分분](?!前|間|전|钟|鐘))?"
    r"(?:\s?[0-9]{1,2}\s?[秒초])?(?P<second>)(?![間间전前])" + _NOON + r"(?P<unit>)"
)
_FORMS = (_COLON, _EAST_ASIAN, _LETTER_H, _HOUR_NOON, _HOUR_WORD, _DOTTED)
_LEAD_WORD = rf"(?<!\w)(?:{'|'.join(CLOCK_LEADS.split())})(?!\w)\.?:?"
_LEAD = re.compile(rf"(?:[^\w+-]|-\s|{_LEAD_WORD})*")
_TAIL = re.compile(rf"[\s,]+{_LEAD_WORD}$")
_GOODS = re.compile(
    r"\s?(?:[%€$£¥₴₽°]|(?:euro?|usd|uah|gbp|chf|kč|zł|грн|руб|млн|млрд|тис|тыс|mln|mio|mrd|bn|billion"
    r"|million|millionen|prozent|percent|procent|km|kg|kwh|points?|pts)\b)",
    re.IGNORECASE,
)
_EDGES = " \t\n|,;/•·-–—[]()"
_SAMPLE_DAY = date(2024, 3, 1)
"""Any day will do to ask whether a text means a day at all."""
_DIGITS = re.compile(
    r"[0-9]{1,2}(?:\s?[:.hH時时点點시]\s?(?:[0-9]{2}(?![0-9])|[0-9]\s?[分분])?\s?[分분]?)?(?::[0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A bare clock: `minutes` of the day (0..1439) and the `rest` of the text around it."""

    minutes: int
    rest: str


def read_clock(text: str, words: Lexicon | None = None) -> Clock | None:
    """The bare clock at the start of a text, or behind a day (``Gestern, 23:27 Uhr``), or ``None``.

    Seconds are dropped. Not clocks: what no dial shows (``25:10``, ``08:60``), scores (``2:1``),
    dates (``12.05.2024``), prices and amounts (``12.50 €``), durations with one digit of hours
    and seconds (``1:02:33``). A duration like ``03:24`` looks like a clock and is read as one:
    whoever cuts the list must know. ``24:00`` is 00:00.
    """
    text = spell_noon(one_width(text[:LENGTH_LIMIT]))
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    for form in _FORMS:
        found = form.match(text, start)
        minutes = _minutes(found, text) if found else None
        if found and minutes is not None and not _is_day_before_clock(form, text, found.end()):
            return Clock(minutes, text[found.end() :].strip(_EDGES))
    return _clock_behind_day(text, words)


def _is_day_before_clock(form: re.Pattern[str], text: str, end: int) -> bool:
    """``12.05 08:54``: the dotted pair is a day where a clock with a colon follows at once."""
    return form is _DOTTED and _COLON.match(text.lstrip(), end + 1) is not None


def _clock_behind_day(text: str, words: Lexicon | None) -> Clock | None:
    for form in _FORMS:
        for found in form.finditer(text):
            before = text[: found.start()].strip(_EDGES)
            minutes = _minutes(found, text)
            if minutes is None or not before or len(before) > DAY_LENGTH_LIMIT:
                continue
            day = _TAIL.sub("", before)
            if read_day(day, _SAMPLE_DAY, words):
                return Clock(minutes, day)
    return None


def _minutes(found: re.Match[str], text: str) -> int | None:
    hour, minute, second = found["hour"], int(found["minute"] or 0), found["second"]
    noon = (found["noon"] or "")[:1].lower()
    in_24 = to_24(int(hour), noon == "p" if noon else None)
    if in_24 is None or minute > 59 or int(second or 0) > 59 or (in_24 == 24 and minute):
        return None
    if second and len(hour) == 1 and not noon:
        return None
    if found.re is _DOTTED and not _is_dotted_clock(found, text):
        return None
    return (in_24 * 60 + minute) % 1_440


def _is_dotted_clock(found: re.Match[str], text: str) -> bool:
    """A dot is a clock's where Uhr or am/pm follows, or two digits of hours and no goods do."""
    if found["unit"] or found["noon"]:
        return True
    after = text[found.end() :]
    return not after.strip() or (len(found["hour"]) == 2 and not _GOODS.match(after))


def is_clock_unit(word: str) -> bool:
    """Whether a word belongs to the clock before it: ``Uhr``, ``h``, ``час``."""
    return _UNIT_WORD.fullmatch(word.rstrip(".")) is not None


# --- the halves of the day -----------------------------------------------------------------------


def spell_noon(text: str) -> str:
    """``午後3:05``, ``3:05 μ.μ.``, ``du. 3:05`` -> ``3:05 pm``; other texts as they are."""
    if text.isascii() and ":" not in text and "." not in text:
        return text
    before, behind, kinds = _noon_words()
    found = before.search(text)
    if found:
        clock = _DIGITS.match(text, found.end())
        if clock:
            half = _half(kinds[found["word"]], int(re.split(r"\D", clock[0])[0]))
            return (
                f"{text[: found.start()]} {clock[0].rstrip()} {half} {text[clock.end() :]}".strip()
            )
    found = behind.search(text)
    if found:
        half = _half(kinds[found["word"]], int(found["hour"]))
        return f"{text[: found.start('word')].rstrip()} {half}{text[found.end('word') :]}"
    return text


def _half(kind: str, hour: int) -> str:
    """``am`` or ``pm``: night is before midnight or after it, noon an hour around twelve."""
    if kind == "night":
        return "pm" if 6 <= hour < 12 else "am"
    if kind == "noon":
        return "am" if hour in (10, 11) else "pm"
    return kind


@cache
def _noon_words() -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, str]]:
    before, behind = _kinds(NOON_BEFORE), _kinds(NOON_BEHIND)
    return (
        re.compile(rf"(?<!\w)(?P<word>{_any_of(before)})\s?(?=[0-9])"),
        re.compile(
            r"(?<![0-9:.])(?P<hour>[0-9]{1,2})(?:[:.][0-9]{2}){0,2}\s?"
            rf"(?P<word>{_any_of(behind)})(?!\w)"
        ),
        before | behind,
    )


def _kinds(table: Mapping[str, str]) -> dict[str, str]:
    return {one_width(word): kind for kind, line in table.items() for word in line.split()}


def _any_of(table: Mapping[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
