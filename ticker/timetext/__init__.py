"""What a text says of a time: a clock, a day, how long ago; in the words of many languages. Pure.

Nothing here knows a zone or a fetch: `items` makes instants of it, `parse` only asks whether a text
is a time at all.
"""

from ticker.timetext.ages import Age, read_age, read_short_age
from ticker.timetext.calendars import calendar_day
from ticker.timetext.clocks import Clock, is_clock_unit, read_clock, spell_noon
from ticker.timetext.days import read_day, spelled_out
from ticker.timetext.folding import one_width, simplify
from ticker.timetext.lexicon import Lexicon, lexicon
from ticker.timetext.tokens import (
    LETTERS,
    ClockReading,
    DateOrder,
    DateReading,
    Token,
    find_clock,
    find_date,
    scan,
)
from ticker.timetext.zones import is_clock_zone, stated_offset

__all__ = [
    "LETTERS",
    "Age",
    "Clock",
    "ClockReading",
    "DateOrder",
    "DateReading",
    "Lexicon",
    "Token",
    "calendar_day",
    "find_clock",
    "find_date",
    "is_clock_unit",
    "is_clock_zone",
    "lexicon",
    "one_width",
    "read_age",
    "read_clock",
    "read_day",
    "read_short_age",
    "scan",
    "simplify",
    "spell_noon",
    "spelled_out",
    "stated_offset",
]
