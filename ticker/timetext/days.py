"""The day that a heading or a dated row names: ``Samstag, 29.01.2022``, ``Feb-20``, ``Hier``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from ticker.timetext.calendars import calendar_day, latest_year
from ticker.timetext.folding import simplify
from ticker.timetext.lexicon import Lexicon, lexicon
from ticker.timetext.tokens import Token, find_date, months_and_weekday, scan

DAY_LENGTH_LIMIT = 120
"""Characters beyond which a text is no day heading and no relative time."""

_WRITTEN_OUT = (
    (
        re.compile(
            r"([0-9]{2}|[0-9]{4})\s?[年년]\s?([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})\s?[日号號일]"
        ),
        r" \1-\2-\3 ",
    ),
    (
        re.compile(r"(?<![0-9]年|[0-9]년)([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})\s?[日号號일]"),
        r" \2.\1. ",
    ),
    (
        re.compile(r"([0-9]{1,2})\s(?:thang|thg)\s([0-9]{1,2})(?:(?:,|\snam|,\snam)\s([0-9]{4}))?"),
        r" \1.\2.\3 ",
    ),
)
"""Days whose month is a number with a word behind it or before it. In ASCII only the last can be
written."""
# Hungarian, Lithuanian and Latvian write the year first: 2025. július 10., 2025 m. liepos 10 d.
_YEAR_FIRST = re.compile(r"^([0-9]{4})(?:\.?\s(?:m\.|gada)|\.)\s(?=[^\W\d_])")
_PAIR = re.compile(
    r"(?<![0-9:.])([0-9]{1,2})([./-])\s?([0-9]{1,2})\.?(?![0-9:])(?!\s?[./-]\s?[0-9])"
)
_EDGES = " \t:|,;•·-"


def read_day(text: str, today: date | None, words: Lexicon | None = None) -> date | None:
    """The day that a heading or dated row names, or ``None`` if the text is anything else.

    With a year it is that date. Without one it is the latest such day not after tomorrow (lists
    look back; a zone may be ahead). ``today``, ``yesterday`` and weekdays are counted back from
    `today` in the source's zone, a weekday to the latest such day up to today, with ``last``
    before today. Without `today` only dates with a year are read. ``07/09`` and ``07-09`` take
    the reading that lies nearer behind today.
    """
    if len(text) > DAY_LENGTH_LIMIT:
        return None
    words = words or lexicon()
    plain = spelled_out(simplify(text), words).strip(_EDGES)
    tokens = scan(plain, words=words)
    if not tokens or not all(_tells_a_day(token, words) for token in tokens):
        return _from_pair(plain, today, words) if today and tokens else None
    dated = find_date(tokens, words=words)
    if dated or today is None:
        return dated.day if dated and dated.days == 1 else None
    said = [token.text for token in tokens if token.kind == "word"]
    numbers = [token.parts[0] for token in tokens if token.kind == "number"]
    months, _ = months_and_weekday(said, words, numeric=not numbers)
    if len(months) == 1 and len(numbers) == 1:
        return _latest(months[0], int(numbers[0]), today)
    if numbers or any(token.kind in ("date", "week") for token in tokens):
        return _from_pair(plain, today, words)
    backs = {words.days_back[word] for word in said if word in words.days_back}
    if len(backs) == 1:
        return _days_before(today, backs.pop())
    return _weekday(said, today, words)


def spelled_out(plain: str, words: Lexicon) -> str:
    """A folded text with the dates of the Far East as numbers, and names of several words as one:
    ``i dag`` -> ``idag``."""
    if not plain.isascii() or "th" in plain:
        for pattern, numbers in _WRITTEN_OUT:
            plain = pattern.sub(numbers, plain)
    plain = _YEAR_FIRST.sub(r"\1 ", plain)
    for phrase, word in words.phrases.items():
        if phrase in plain:
            plain = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", word, plain)
    return plain.strip()


def _tells_a_day(token: Token, words: Lexicon) -> bool:
    """Whether the token may stand in a heading; of clocks only those with a colon."""
    if token.kind == "clock":
        return ":" in token.text
    return token.kind not in ("word", "offset") or words.tells_a_day(token.text)


def _from_pair(plain: str, today: date, words: Lexicon) -> date | None:
    """``12.05.``, ``07/09``, ``07-09``: day and month, in the order that the mark allows."""
    found = _PAIR.search(plain)
    if not found:
        return None
    around = f"{plain[: found.start()]} {plain[found.end() :]}"
    tokens = scan(around, words=words) or ()
    if not all(token.kind in ("word", "clock") and _tells_a_day(token, words) for token in tokens):
        return None
    first, second = int(found[1]), int(found[3])
    by_day = _latest(second, first, today)
    if found[2] == ".":
        return by_day
    return max(filter(None, (by_day, _latest(first, second, today))), default=None)


def _latest(month: int, day: int, today: date) -> date | None:
    """The latest such day not after tomorrow: 29 February may be eight years back (1904)."""
    limit = _days_before(today, -1) or today
    year = latest_year(month, limit)
    days = (calendar_day(year - back, month, day) for back in range(9) if year > back)
    return next((found for found in days if found and found <= limit), None)


def _weekday(said: Sequence[str], today: date, words: Lexicon) -> date | None:
    named = {words.weekdays[word] for word in said if word in words.weekdays}
    if len(named) != 1:
        return None
    back = (today.weekday() - named.pop()) % 7
    return _days_before(today, 7 if back == 0 and not words.last.isdisjoint(said) else back)


def _days_before(today: date, back: int) -> date | None:
    try:
        return today - timedelta(days=back)
    except OverflowError:
        return None
