"""Days of the calendars that newsrooms write: Gregorian, Buddhist (Thailand) and Persian (Iran).

Years of other calendars (Hijri 1447, Nepali 2082, Ethiopian 2017) are no years here: a text that
shows one has no date.
"""

from __future__ import annotations

from datetime import date

PERSIAN = 100
"""Added to the number of a Persian month: 101 is Farvardin."""
_BUDDHIST_ERA = 543
_BUDDHIST_YEARS = range(2_500, 2_700)
_PERSIAN_YEARS = range(1_370, 1_440)
"""1991 to 2061; the Hijri year has passed 1440."""
_PERSIAN_EPOCH = 1_948_320 - 1_721_425
"""The day before 1 Farvardin 1, as a proleptic Gregorian ordinal."""


def stated_day(year: int, month: int, day: int) -> date | None:
    """The day of a year that was written: one of 1370 to 1439 is Persian and one of 2500 to 2699
    Buddhist, since no list is as old or as new as that in the common calendar."""
    if year in _PERSIAN_YEARS:
        return _persian(year, month % PERSIAN, day)
    return calendar_day(year - _BUDDHIST_ERA if year in _BUDDHIST_YEARS else year, month, day)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The date, or ``None`` if the calendar has none such: nothing is rolled over. A month above
    100 is a Persian one, of a Persian year."""
    if month > PERSIAN:
        return _persian(year, month - PERSIAN, day)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def latest_year(month: int, limit: date) -> int:
    """The year, in the month's calendar, of the last days up to `limit`."""
    return limit.year - 621 if month > PERSIAN else limit.year


def full_year(digits: str, *, century: int | None = None) -> int:
    """RFC 5322 section 4.3: 00-49 is 2000-2049, 50-999 is added to 1900. `century` is that of a
    year of two digits in another calendar."""
    year = int(digits)
    if len(digits) == 4:
        return year
    if len(digits) == 2 and (century is not None or year < 50):
        return year + (2_000 if century is None else century)
    return year + 1_900


def _persian(year: int, month: int, day: int) -> date | None:
    """By the rule of 33 years, which holds from 1800 to 2256 (R. T. Arnott; so ICU)."""
    if year not in _PERSIAN_YEARS or not 1 <= month <= 12 or not 1 <= day <= _length(year, month):
        return None
    days = 365 * (year - 1) + (8 * year + 21) // 33 + 30 * (month - 1) + min(month - 1, 6)
    return date.fromordinal(_PERSIAN_EPOCH - 1 + days + day)


def _length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or (25 * year + 11) % 33 < 8 else 29
