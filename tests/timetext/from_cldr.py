"""The tables `ticker/timetext/cldr_*.py`, taken from the Unicode CLDR by way of Babel.

Run ``python -m tests.timetext.from_cldr`` to write them again after a new Babel. They are kept in
the house and not looked up at run time so that the same page is dated alike on every machine, and
because all languages together cost a millisecond this way (Babel: 40 ms for each).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel import Locale

from ticker.timetext.folding import simplify

HOUSE = Path(__file__).resolve().parents[2] / "ticker" / "timetext"

LANGUAGES = """
en uk ru be bg sr sr_Latn hr bs sl mk sk cs pl de nl af lb da nb sv is fo fi et lv lt hu ro fr it
es ca gl eu pt cy ga el sq tr az uz kk ky tg tk hy ka he ar fa ur ps hi bn ta te mr gu kn ml pa ne
si th lo my km vi id ms fil sw am mn ja ko zh zh_Hant so
"""
UNITS = {
    "second": 1,
    "minute": 60,
    "hour": 3_600,
    "day": 86_400,
    "week": 604_800,
    "month": 2_592_000,
    "year": 31_536_000,
}
"""Seconds of a unit; a month is 30 days, a year 365."""
_WIDTH = 98
_BIDI_AND_STOPS = re.compile(r"[\u200e\u200f\u061c]")


def languages() -> list[str]:
    return LANGUAGES.split()


def code(language: str) -> str:
    """``zh_Hant`` -> ``zh``: both scripts of a language share its table."""
    return {"nb": "no"}.get(language[:2], language.partition("_")[0])


def months(locale: Locale) -> list[set[str]]:
    """Twelve sets of names: wide and short, in a date and standing alone."""
    return _names(locale.months, range(1, 13))


def weekdays(locale: Locale) -> list[set[str]]:
    """Seven sets of names, Monday first."""
    return _names(locale.days, range(7))


def _names(table: Any, keys: Iterable[int]) -> list[set[str]]:
    widths = [
        table[context][width]
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
    ]
    return [{name for width in widths if (name := word(width[key]))} for key in keys]


def word(text: str) -> str:
    """A name as the tables hold it: folded, ``_`` for a space; nothing where it has a digit
    (``7月``, ``tháng 7``: patterns read those)."""
    plain = simplify(text).replace(".", "").replace(",", "").strip()
    return "" if any(map(str.isdigit, plain)) or len(plain) < 2 else plain.replace(" ", "_")


def ages(locale: Locale) -> Iterator[tuple[int, str]]:
    """(seconds, phrase) of all that the language says for a time ago; ``#`` stands for the
    number. Phrases without one say one unit, or two (Arabic, Hebrew)."""
    fields = locale._data["date_fields"]
    for unit, seconds in UNITS.items():
        for width in ("", "-short", "-narrow"):
            past = fields.get(unit + width, {}).get("past", {})
            for plural, pattern in past.items():
                phrase = age_phrase(pattern)
                count = {"two": 2, "one": 1}.get(plural, 0)
                if "#" in phrase:
                    yield seconds, phrase
                elif count and phrase:
                    yield seconds * count, phrase


def age_phrase(pattern: str) -> str:
    """``{0} хв. тому`` -> ``# хв тому``; nothing where a dash alone says that it is past."""
    plain = simplify(_BIDI_AND_STOPS.sub("", pattern).replace("{0}", "\x00"))
    plain = plain.replace(".", "").replace("\x00", "#")
    plain = re.sub(r"\s*#\s*", "#", plain)
    return plain if re.search(r"[^\W\d_]", plain) and not plain.startswith(("-", "+")) else ""


def table(name: str, doc: str, lines: Iterable[str]) -> str:
    body = "\n".join(wrapped for line in lines for wrapped in wrap(line))
    return f'{name} = """\n{body}\n"""\n"""{doc}"""\n'


def names_table(kind: Any) -> Iterator[str]:
    merged: dict[str, list[set[str]]] = {}
    for language in languages():
        found = kind(Locale.parse(language))
        known = merged.setdefault(code(language), [set() for _ in found])
        for mine, more in zip(known, found, strict=True):
            mine.update(more)
    for language, names in merged.items():
        if all(names):
            yield f"{language}: " + " | ".join(" ".join(sorted(each)) for each in names)


def ages_table() -> Iterator[str]:
    merged: dict[str, dict[int, set[str]]] = {}
    for language in languages():
        known = merged.setdefault(code(language), {})
        for seconds, phrase in ages(Locale.parse(language)):
            known.setdefault(seconds, set()).add(phrase.replace(" ", "_"))
    for language, found in merged.items():
        parts = (f"{seconds} {' '.join(sorted(found[seconds]))}" for seconds in sorted(found))
        yield f"{language}: " + " | ".join(parts)


def wrap(line: str) -> Iterator[str]:
    """A line of a table cut to the width that the linter allows, going on with two spaces."""
    out = ""
    for word in line.split(" "):
        if out and width(out) + width(word) + 1 > _WIDTH:
            yield out
            out = "  " + word
        else:
            out = f"{out} {word}" if out else word
    yield out


def width(text: str) -> int:
    """Columns on a screen: East Asian signs take two."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


HEAD = '''"""{what}, as the Unicode CLDR has them.

Written by ``python -m tests.timetext.from_cldr``; do not edit. Folded by `folding.simplify`, ``_``
stands for a space.
Data: Unicode CLDR, (c) Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from __future__ import annotations

'''


def files() -> dict[str, str]:
    """The text of each file."""
    return {
        "cldr_months.py": HEAD.format(what="The names of the months")
        + table(
            "CLDR_MONTHS",
            "Language: the names of the twelve months, parted by bars.",
            names_table(months),
        ),
        "cldr_weekdays.py": HEAD.format(what="The names of the weekdays")
        + table(
            "CLDR_WEEKDAYS",
            "Language: the names of the seven days from Monday on.",
            names_table(weekdays),
        ),
        "cldr_ages.py": HEAD.format(what="What languages say for a time ago")
        + table(
            "CLDR_AGES",
            "Language: seconds, and the phrases that say them; ``#`` stands for their number.",
            ages_table(),
        ),
    }


def main() -> None:
    for name, text in files().items():
        (HOUSE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
