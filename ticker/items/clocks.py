"""Times that need a day from elsewhere: bare clocks, day headings, and relative words.

A list writes ``08:54``, ``15h14``, ``3:32 pm``, ``20:14Headline``; it stands under ``Samstag,
29.01.2022``, ``Feb-20`` or ``Dimanche dernier``; or it says ``vor 2 Stunden``. Which day that is,
`dating` decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ticker.items.timetokens import (
    Token,
    calendar_day,
    find_date,
    is_weekday,
    months_and_weekday,
    scan,
    to_24,
)
from ticker.items.timewords import (
    AFTER_NOON,
    AGO_AFTER,
    AGO_BEFORE,
    BEFORE_NOON,
    DAYS_BACK,
    FEW,
    FILLERS,
    HALF_HOUR,
    LAST,
    MONTHS,
    NEEDS_NO_MORE,
    NOW,
    ONE,
    SECONDS,
    WEEKDAYS,
    YEAR_AGO,
    simplify,
    spell_noon,
)

LENGTH_LIMIT = 1_000
"""Characters beyond which nothing is looked for: a time stands at an end of a short text."""
DAY_LENGTH_LIMIT = 120
"""Characters beyond which a text is no day heading and no relative time."""

_MERIDIEM = r"(?:\s?(?P<noon>[ap]\.\s?m\.?|[AP]\.\s?M\.?|[ap]m|[AP]M)(?![^\W\d_]))?"
_UNIT = r"(?P<unit>\s?(?:[Uu]hr|UHR|hrs?|h|год|ч|час)\b\.?)?"
_COLON = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?![0-9]|[:.][0-9])"
    + _MERIDIEM
    + _UNIT
)
_LETTER_H = re.compile(
    r"(?P<hour>[0-9]{1,2})\s?[hH]\s?(?P<minute>[0-9]{2})(?P<second>)(?![0-9])(?P<noon>)(?P<unit>)"
)
_DOTTED = re.compile(
    r"(?P<hour>[0-9]{1,2})\.(?P<minute>[0-9]{2})(?P<second>)(?![0-9]|[.:,]\s?[0-9]|\.(?:\s|$))"
    + _MERIDIEM
    + _UNIT
)
_HOUR_NOON = re.compile(
    r"(?P<hour>1[0-2]|0?[1-9])(?P<minute>)(?P<second>)\s?(?P<noon>[ap]\.\s?m\.?|[ap]m|[AP]M)"
    r"(?![^\W\d_])(?P<unit>)"
)
_EAST_ASIAN = re.compile(
    r"(?P<hour>[0-9]{1,2})\s?[時时点點시]\s?(?P<minute>[0-9]{1,2})\s?[分분](?P<second>)(?!前|間|전|钟|鐘)"
    r"(?P<noon>)(?P<unit>)"
)
_FORMS = (_COLON, _EAST_ASIAN, _LETTER_H, _HOUR_NOON, _DOTTED)
_LEAD = re.compile(
    r"(?:[^\w+-]|-\s|午前|午後|上午|下午|오전|오후|\b(?:um|at|kl|klo|klockan|ore|às|as|à|las|o|godz|о|об|в|ob)\b)*"
)
_GOODS = re.compile(
    r"\s?(?:[%€$£¥₴₽°]|(?:euro?|usd|uah|gbp|chf|kč|zł|грн|руб|млн|млрд|тис|тыс|mln|mio|mrd|bn|billion"
    r"|million|millionen|prozent|percent|procent|km|kg|kwh|points?|pts)\b)",
    re.IGNORECASE,
)
_EDGES = " \t\n|,;/•·-–—[]()"
_SAMPLE_DAY = date(2024, 3, 1)
"""Any day will do to ask whether a text means a day at all."""
_EAST_ASIAN_DAYS = (
    (
        re.compile(r"([0-9]{4})\s?[年년]\s?([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})\s?[日号일]"),
        r" \1-\2-\3 ",
    ),
    (re.compile(r"([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})\s?[日号일]"), r" \2.\1. "),
)
_PHRASES = tuple(phrase for phrase in DAYS_BACK if " " in phrase)
_PAIR = re.compile(
    r"(?<![0-9:.])([0-9]{1,2})([./-])\s?([0-9]{1,2})\.?(?![0-9:])(?!\s?[./-]\s?[0-9])"
)


def _alternatives(phrases: frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))


_AGO_BEFORE = re.compile(rf"(?:(?:{_alternatives(AGO_BEFORE)})(?![^\W\d_])\s*)+")
_AGO_AFTER = re.compile(rf"(?:\s+(?:{_alternatives(AGO_AFTER)})|\s*(?:前|전))$")
_AMOUNT = re.compile(r"[0-9]{1,4}|(?<=a )few|(?!a few)[^\W\d_]+")
_LINKS = frozenset(("назад", "and", "und", "et", "y", "i", "и"))


@dataclass(frozen=True, slots=True)
class Clock:
    """A bare clock: `minutes` of the day (0..1439) and the `rest` of the text around it."""

    minutes: int
    rest: str


def read_clock(text: str) -> Clock | None:
    """The bare clock at the start of a text, or behind a day (``Gestern, 23:27 Uhr``), or ``None``.

    Seconds are dropped. Not clocks: what no dial shows (``25:10``, ``08:60``), scores (``2:1``),
    dates (``12.05.2024``), prices and amounts (``12.50 €``), durations with one digit of hours
    and seconds (``1:02:33``). A duration like ``03:24`` looks like a clock and is read as one:
    whoever cuts the list must know. ``24:00`` is 00:00.
    """
    text = _one_width(text[:LENGTH_LIMIT])
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    for form in _FORMS:
        found = form.match(text, start)
        minutes = _minutes(found, text) if found else None
        if found and minutes is not None and not _is_day_before_clock(form, text, found.end()):
            return Clock(minutes, text[found.end() :].strip(_EDGES))
    return _clock_behind_day(text)


def _is_day_before_clock(form: re.Pattern[str], text: str, end: int) -> bool:
    """``12.05 08:54``: the dotted pair is a day where a clock with a colon follows at once."""
    return form is _DOTTED and _COLON.match(text.lstrip(), end + 1) is not None


def _clock_behind_day(text: str) -> Clock | None:
    for form in _FORMS:
        for found in form.finditer(text):
            before = text[: found.start()].strip(_EDGES)
            minutes = _minutes(found, text)
            if minutes is not None and before and read_day(_bare_day(before), _SAMPLE_DAY):
                return Clock(minutes, _bare_day(before))
    return None


def _bare_day(before: str) -> str:
    """``28. Januar um`` -> ``28. Januar``: fillers at the end belong to the clock."""
    return re.sub(
        r"[\s,]+(?:um|at|à|alle|ore|o|о|об|в|às|kl\.?|klo|om|午前|午後|오전|오후)$", "", before
    )


def _minutes(found: re.Match[str], text: str) -> int | None:
    hour, minute, second = found["hour"], int(found["minute"] or 0), found["second"]
    noon = (found["noon"] or "")[:1].lower()
    afternoon = noon == "p" if noon else _noon_word(text[: found.start()])
    in_24 = to_24(int(hour), afternoon)
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


def _noon_word(before: str) -> bool | None:
    if AFTER_NOON.search(before):
        return True
    return False if BEFORE_NOON.search(before) else None


def _one_width(text: str) -> str:
    """Digits of every script and width as ASCII; marks that cannot be seen taken out."""
    if text.isascii():
        return text.strip()
    text = "".join(
        str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char) != "Cf"
    )
    return spell_noon(text).strip()


def read_day(text: str, today: date | None) -> date | None:
    """The day that a heading or dated row names, or ``None`` if the text is anything else.

    With a year it is that date. Without one it is the latest such day not after tomorrow (lists
    look back; a zone may be ahead). ``today``, ``yesterday`` and weekdays are counted back from
    `today` in the source's zone, a weekday to the latest such day up to today, with ``last``
    before today. Without `today` only dates with a year are read. ``07/09`` and ``07-09`` take
    the reading that lies nearer behind today.
    """
    if len(text) > DAY_LENGTH_LIMIT:
        return None
    plain = _spelled_out(simplify(text))
    tokens = scan(plain)
    if not tokens or not all(map(_tells_a_day, tokens)):
        return _from_pair(plain, today) if today and tokens else None
    dated = find_date(tokens)
    if dated or today is None:
        return dated.day if dated and dated.days == 1 else None
    words = [token.text for token in tokens if token.kind == "word"]
    numbers = [token.parts[0] for token in tokens if token.kind == "number"]
    months, _ = months_and_weekday(words, numeric=not numbers)
    if len(months) == 1 and len(numbers) == 1:
        return _latest(months[0], int(numbers[0]), today)
    if numbers or any(token.kind in ("date", "week") for token in tokens):
        return _from_pair(plain, today)
    backs = {DAYS_BACK[word] for word in words if word in DAYS_BACK}
    if len(backs) == 1:
        return _days_before(today, backs.pop())
    return _weekday(words, today)


def _spelled_out(plain: str) -> str:
    """East Asian dates as numbers, and day words of two parts as one: ``i dag`` -> ``idag``."""
    for pattern, numbers in _EAST_ASIAN_DAYS:
        plain = pattern.sub(numbers, plain)
    for phrase in _PHRASES:
        plain = plain.replace(phrase, phrase.replace(" ", ""))
    return plain.strip(" \t:|,;•·-")


def _tells_a_day(token: Token) -> bool:
    """Whether the token may stand in a heading; of clocks only those with a colon."""
    if token.kind == "clock":
        return ":" in token.text
    return token.kind not in ("word", "offset") or _is_day_word(token.text)


def _is_day_word(word: str) -> bool:
    known = word in MONTHS or word in DAYS_BACK or word in LAST or word in FILLERS
    return known or is_weekday(word)


def _from_pair(plain: str, today: date) -> date | None:
    """``12.05.``, ``07/09``, ``07-09``: day and month, in the order that the mark allows."""
    found = _PAIR.search(plain)
    if not found:
        return None
    tokens = scan(plain[: found.start()] + " " + plain[found.end() :]) or ()
    if not all(token.kind in ("word", "clock") and _tells_a_day(token) for token in tokens):
        return None
    first, second = int(found[1]), int(found[3])
    by_day = _latest(second, first, today)
    if found[2] == ".":
        return by_day
    return max(filter(None, (by_day, _latest(first, second, today))), default=None)


def _latest(month: int, day: int, today: date) -> date | None:
    """The latest such day not after tomorrow: 29 February may be eight years back (1904)."""
    limit = _days_before(today, -1) or today
    days = (calendar_day(limit.year - back, month, day) for back in range(9) if limit.year > back)
    return next((found for found in days if found and found <= limit), None)


def _weekday(words: Sequence[str], today: date) -> date | None:
    named = {WEEKDAYS[word] for word in words if word in WEEKDAYS}
    if len(named) != 1:
        return None
    back = (today.weekday() - named.pop()) % 7
    return _days_before(today, 7 if back == 0 and not LAST.isdisjoint(words) else back)


def _days_before(today: date, back: int) -> date | None:
    try:
        return today - timedelta(days=back)
    except OverflowError:
        return None


def read_relative(text: str, fetched_at: datetime) -> tuple[datetime, int] | None:
    """``5 min ago``, ``vor 2 Stunden``, ``1時間前``: the instant (UTC, floored to the minute) and
    the seconds of doubt, which are one of the smallest unit named; or ``None``.

    A word for the past is required: ``5 min`` alone is how long a text takes to read. ``just now``
    is the minute of the fetch. ``a few minutes`` are three, with three units of doubt.
    """
    if len(text) > DAY_LENGTH_LIMIT:
        return None
    plain = HALF_HOUR.sub("1 halfhour", simplify(text)).strip(" .,;|•·-()")
    if plain in NOW:
        return _minute(fetched_at), 60
    amount = _without_past_words(plain)
    if amount is None:
        return None
    read = _amount(amount)
    if read is None:
        return None
    seconds, error = read
    try:
        return _minute(fetched_at - timedelta(seconds=seconds)), error
    except OverflowError:
        return None


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _without_past_words(plain: str) -> str | None:
    """The amount between the words for the past (``hace``, ``ago``); ``None`` if there are none.

    The Russian year and the Ukrainian hour share a short form: their ``назад`` is kept.
    """
    before = _AGO_BEFORE.match(plain)
    past = bool(before) and before[0].strip() in NEEDS_NO_MORE if before else False
    amount = plain[before.end() :] if before else plain
    after = _AGO_AFTER.search(amount)
    if after:
        word = after[0].strip()
        amount = amount[: after.start()] + (f" {word}" if word == "назад" else "")
    return amount.strip() if past or after else None


def _amount(amount: str) -> tuple[int, int] | None:
    """``1 hour 20 min`` -> (4800, 60): seconds, and the doubt."""
    words = [word for word in _AMOUNT.findall(amount) if word not in _LINKS]
    if not 1 <= len(words) <= 4:
        return None
    if len(words) % 2:
        words.insert(0, "1")
    total, error = 0, 0
    for number, unit in zip(words[::2], words[1::2], strict=True):
        count = (
            int(number) if number.isdigit() else 1 if number in ONE else 3 if number in FEW else 0
        )
        seconds = YEAR_AGO.get(amount[amount.rfind(unit) :]) or SECONDS.get(unit)
        if not seconds or (not count and number != "0"):
            return None
        total += count * seconds
        error = seconds * 3 if number in FEW else seconds
    return total, max(error, 60)
