"""The pieces of a written time: clocks, dates, offsets, numbers and words.

`scan` cuts a simplified text into tokens or refuses it whole; `find_date` and `find_clock` read
the one date and the one clock out of them. What is not understood is never skipped: a text with
one foreign word in it is no date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from ticker.timetext.calendars import PERSIAN, full_year, stated_day
from ticker.timetext.lexicon import Lexicon, lexicon

Kind = Literal["date", "week", "clock", "offset", "number", "word"]
DateOrder = Literal["day", "month", "year"]


class Token(NamedTuple):
    """One piece: its kind, its text and its parts (the groups of the pattern, ``""`` if absent)."""

    kind: Kind
    text: str
    parts: tuple[str, ...]


class DateReading(NamedTuple):
    """A calendar date; `other` is the second reading of one like ``07/09/2025``, `days` how many
    days it may mean (more than one where only a month is given)."""

    day: date
    other: date | None = None
    days: int = 1


class ClockReading(NamedTuple):
    """Minutes and seconds of a day; 24:00 is minute 1440 and :60 second 60. `precision_s` is
    the last unit written: 3600, 60, or 0 for seconds. `noon_word` says that am or pm was."""

    minutes: int
    seconds: int
    precision_s: int
    noon_word: bool


LETTERS = "(?:[^\\W\\d_]|[\u0900-\u0963\u0966-\u0dff\u0e00-\u109f\u1780-\u17ff])+"
"""Letters of a word; the signs of Indic, Thai and Khmer script are among them."""
_MERIDIEM = r"(?:\s?([ap])\.?\s?m\b\.?)?"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("week", re.compile(r"([0-9]{4})-?w([0-9]{2})-?([1-7])(?![0-9])")),
    ("date", re.compile(r"([0-9]{1,4})([-./])\s?([0-9]{1,2})\2\s?([0-9]{1,4})(?![0-9]|:[0-9])")),
    ("week", re.compile(r"([0-9]{4})-()([0-9]{3})(?![0-9])")),
    (
        "clock",
        re.compile(
            r"([0-9]{1,2}):([0-9]{1,2}(?=:)|[0-9]{2})(?::([0-9]{1,2})(?:[.,][0-9]+)?)?(?![0-9:])"
            r"(?:\s?h\b)?" + _MERIDIEM
        ),
    ),
    ("clock", re.compile(r"([0-9]{1,2})\s?h\s?([0-9]{2})()(?![0-9])()")),
    ("clock", re.compile(r"([0-9]{1,2})()()\s?([ap])\.?\s?m\b\.?")),
    ("date", re.compile(r"([0-9]{4})([-./])([0-9]{1,2})()(?![0-9])")),
    (
        "clock",
        re.compile(r"([0-9]{1,2})\.([0-9]{2})(?:\.([0-9]{2}))?(?![.0-9])" + _MERIDIEM),
    ),
    (
        "number",
        re.compile(r"([0-9]{1,4})(?:st|nd|rd|th|er|re|o|a|-?го|-?е|de|e)?(?![0-9a-zа-я])\.?"),
    ),
    ("word", re.compile(rf"({LETTERS}(?:['-]{LETTERS})*)\.?")),
)
_WORD = _PATTERNS[-1:]
"""The only one that does not begin with a digit."""
_OFFSET = re.compile(
    r"\s?(?:(?<=\s)([+-]) (?=[0-9]{4}(?![0-9]))|([+-]))([0-9]{2}):?([0-9]{2})(?![0-9:./-])"
    r"|\s?()([+-])([0-9]{1,2})()(?![0-9:./-])"
)
_DOTTED_CLOCK = re.compile(r"[0-9]{1,2}\.[0-5][0-9]\.[0-5][0-9]")
_BETWEEN = re.compile(r"[\s,;،、|/•·@()\[\]-]+|[.:](?=\s|$)")


def scan(
    text: str, zone_words: frozenset[str] = frozenset(), words: Lexicon | None = None
) -> tuple[Token, ...] | None:
    """The tokens of a simplified text, or ``None`` if something in it is none of them.

    An offset (``+0300``) is one only right behind a clock, behind a word of `zone_words`, or, with
    a plus, behind a date (XML Schema: ``2025-07-09+03:00``).
    """
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        token, end = _next(text, at, tokens, zone_words)
        if token is not None:
            tokens.append(token)
        elif end == at:
            return None
        at = end
    return _with_dotted_clock(tokens, words or lexicon())


def _with_dotted_clock(tokens: Sequence[Token], words: Lexicon) -> tuple[Token, ...]:
    """``2.7.2025 3.15.00``: three dotted numbers behind another date are a clock (Finnish, Danish,
    Indonesian)."""
    if any(token.kind == "clock" for token in tokens):
        return tuple(tokens)
    dated = False
    read: list[Token] = []
    for token in tokens:
        if dated and token.kind == "date" and _DOTTED_CLOCK.fullmatch(token.text):
            hour, _, minute, second = token.parts
            token = Token("clock", token.text, (hour, minute, second, ""))  # noqa: PLW2901
        dated = dated or token.kind == "date" or token.text in words.months
        read.append(token)
    return tuple(read)


def _next(
    text: str, at: int, before: Sequence[Token], zone_words: frozenset[str]
) -> tuple[Token | None, int]:
    last = before[-1] if before else None
    zoned_date = last and last.kind == "date" and text[at] == "+"
    if last and (last.kind == "clock" or last.text in zone_words or zoned_date):
        found = _OFFSET.match(text, at)
        if found:
            return _token("offset", found), found.end()
    between = _BETWEEN.match(text, at)
    if between:
        return None, between.end()
    for kind, pattern in _PATTERNS if "0" <= text[at] <= "9" else _WORD:
        found = pattern.match(text, at)
        if found:
            return _token(kind, found), found.end()
    return None, at


def _token(kind: Kind, found: re.Match[str]) -> Token:
    return Token(kind, found[0].strip(" ."), found.groups(""))


def find_clock(tokens: Sequence[Token]) -> ClockReading | None:
    """The one clock among the tokens; ``None`` if there is none, two, or an impossible one."""
    clocks = [token.parts for token in tokens if token.kind == "clock"]
    if len(clocks) != 1:
        return None
    hour_text, minute, second, noon = clocks[0]
    afternoon = noon == "p" if noon else None
    hour = to_24(int(hour_text), afternoon)
    if hour is None or int(minute or 0) > 59 or int(second or 0) > 60:
        return None
    if hour == 24 and int(minute or 0) + int(second or 0) > 0:
        return None
    precision = 0 if second else 60 if minute else 3_600
    minutes = hour * 60 + int(minute or 0)
    return ClockReading(minutes, int(second or 0), precision, afternoon is not None)


def to_24(hour: int, afternoon: bool | None) -> int | None:
    """An hour on the 24-hour dial (0..24), or ``None``. ``15:42 pm`` and German ``15:42 am 9.``
    say the hour already; 0:30 pm is half an hour after noon (so in Japanese)."""
    if hour > 24:
        return None
    if afternoon is None or hour > 12:
        return hour
    return hour % 12 + 12 * afternoon


def find_date(
    tokens: Sequence[Token], *, order: DateOrder = "day", words: Lexicon | None = None
) -> DateReading | None:
    """The one full date (with its year) among the tokens, or ``None``.

    Of ``07/09/2025`` the reading that agrees with a weekday in the text is certain; else `order`
    (what stands first) decides and the other reading is kept. A weekday that fits none is ignored.
    """
    written = [token for token in tokens if token.kind in ("date", "week")]
    words = words or lexicon()
    said = [token.text for token in tokens if token.kind == "word"]
    months, weekday = months_and_weekday(said, words, numeric=bool(written))
    numbers = [token.parts[0] for token in tokens if token.kind == "number"]
    if len(written) == 1 and not months and not numbers:
        token = written[0]
        if token.kind == "week":
            return _from_week(*token.parts)
        return _from_numbers(*token.parts, weekday=weekday, order=order)
    if not written and len(months) == 1 and len(numbers) == 2:
        return _from_month(months[0], numbers[0], numbers[1], _century(months[0], said))
    return None


def _century(month: int, said: Sequence[str]) -> int | None:
    """What to add to a year of two digits beside a Persian or a Thai month."""
    if month > PERSIAN:
        return 1_400
    return 2_500 if any("\u0e00" <= word[0] <= "\u0e7f" for word in said) else None


def months_and_weekday(
    said: Sequence[str], words: Lexicon, *, numeric: bool
) -> tuple[list[int], int | None]:
    """The months (1..12) that the words name, and the weekday (0..6) if they name one.

    ``mar`` is Tuesday in four languages and March in eight: Tuesday where the month is said
    otherwise, by another word or (`numeric`) without words.
    """
    both = [word for word in said if word in words.months and words.is_weekday(word)]
    months = [words.months[word] for word in said if word in words.months and word not in both]
    if not months and not numeric:
        months = [words.months[word] for word in both[-1:]]
        both = both[:-1]
    named = [word for word in said if word not in words.months or word in both]
    days = list({words.weekdays[word] for word in named if word in words.weekdays})
    return months, days[0] if len(days) == 1 else None


def _from_month(month: int, first: str, second: str, century: int | None) -> DateReading | None:
    if len(first) > 2 or int(first) > 31:
        first, second = second, first
    if len(first) > 2 or len(second) < 2:
        return None
    day = stated_day(full_year(second, century=century), month, int(first))
    return DateReading(day) if day else None


def _from_numbers(
    first: str, mark: str, second: str, third: str, *, weekday: int | None, order: DateOrder
) -> DateReading | None:
    if len(first) == 4:
        return _year_first(first, second, third)
    if order == "year" and len(first) == len(third) == 2:
        return _year_first(str(full_year(first)), second, third)
    if len(first) > 2 or len(third) not in (2, 4):
        return None
    year, a, b = full_year(third), int(first), int(second)
    by_day, by_month = stated_day(year, b, a), stated_day(year, a, b)
    if by_day is None or by_month is None or by_day == by_month or mark == ".":
        only = by_day or by_month
        return DateReading(only) if only else None
    fitting = [day for day in (by_day, by_month) if day.weekday() == weekday]
    if len(fitting) == 1:
        return DateReading(fitting[0])
    return DateReading(by_month, by_day) if order == "month" else DateReading(by_day, by_month)


def _year_first(year: str, month: str, day: str) -> DateReading | None:
    start = stated_day(int(year), int(month), int(day or 1))
    if start is None or len(day) > 2:
        return None
    if day:
        return DateReading(start)
    # W3CDTF allows a month alone.
    return DateReading(start, days=monthrange(start.year, start.month)[1])


def _from_week(year: str, week: str, day: str) -> DateReading | None:
    try:
        if week:
            return DateReading(date.fromisocalendar(int(year), int(week), int(day)))
        found = date(int(year), 1, 1) + timedelta(days=int(day) - 1)
    except (ValueError, OverflowError):
        return None
    return DateReading(found) if found.year == int(year) else None
