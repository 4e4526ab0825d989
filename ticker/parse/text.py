"""A timed list in plain text, such as a page copied from a browser, to items.

A row is a time on a line of its own with the headline below (``08:54``, ``19:21 - 13.12.2025``,
``5 min ago``), or a clock before the headline (``13:03 Headline``) or before a section
(``19:00 World``, ``20:50 /``), whose headline follows on the next line. Days stand on lines of
their own. Times within sentences are no rows, and neither is a lone clock somewhere in a text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ticker.model import Document, ParsedItem
from ticker.parse import when
from ticker.parse.decode import Decoded
from ticker.parse.heads import is_wordy

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_BLANK = " \t\f\v\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
_EDGES = _BLANK + "\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SEPARATORS = " \xa0\t|/•·∙●–—-,:"
_NUMERIC_DATE = r"(?:\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)?|\d{4}-\d\d-\d\d)"
_BARE = (
    r"(?:[01]?\d|2[0-4])[:.h][0-5]\d(?::[0-5]\d)?(?![:.]?\d)"
    r"(?:[ \xa0]?(?:[ap]m|[AP]M|[ap]\.m\.|[AP]\.M\.)(?!\w))?(?:[ \xa0](?:Uhr|uhr)\b)?"
)
# Capital `Am` is a German word, not the half of a day: here letters count.
_INLINE = re.compile(
    rf"(?P<time>(?:{_NUMERIC_DATE}[ ,]+)?{_BARE}(?:[ ,–-]+{_NUMERIC_DATE})?)"
    rf"(?P<gap>[{re.escape(_SEPARATORS)}]*)(?P<rest>.+)"
)
_NUMBER = re.compile(r"\d")
_CLOCK_FIRST = re.compile(r"\d{1,2}[:.h]\d\d(?!\.\d)")
_SECTION_LENGTH = 24
_SECTION_WORDS = 3
_HEADLINE_LETTERS = 20


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank. `below` is set where it follows another without a blank line.
    `time` is the time it consists of or begins with, `rest` what follows it."""

    text: str
    below: bool
    time: str | None = None
    rest: str = ""
    is_day: bool = False


def read_text(document: Decoded) -> Document:
    """Read a timed list in plain text. A text without one is a document without items."""
    lines = _lines(document.text)
    items = _items(lines)
    return Document(
        kind="text",
        format="text",
        items=tuple(
            replace(item, position=position) for position, item in enumerate(items, start=1)
        ),
        encoding=document.encoding,
    )


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    below = False
    for raw in _BREAK.split(text):
        said = raw.strip(_EDGES)
        if said:
            lines.append(_line(said, below))
        below = bool(said)
    return lines


def _line(said: str, below: bool) -> _Line:
    """A line with its time. Invisible characters count for its title only."""
    seen = said.translate(when.INVISIBLE)
    shape = when.shape(seen)
    if shape in ("clock", "dated") or (shape == "relative" and _NUMBER.search(seen)):
        rest = "/" if seen.endswith("/") else ""
        return _Line(said, below, time=seen.strip(_SEPARATORS), rest=rest)
    if shape == "day":
        return _Line(said, below, is_day=True)
    inline = _INLINE.fullmatch(seen)
    if inline and _begins(inline["rest"], apart=bool(inline["gap"])):
        return _Line(said, below, time=inline["time"].strip(_SEPARATORS), rest=inline["rest"])
    return _Line(said, below)


def _begins(rest: str, *, apart: bool) -> bool:
    """Whether a headline begins here. After a clock a sentence goes on in lower case; a headline
    glued to its clock begins with a capital."""
    first = rest[0]
    return first.isupper() or (apart and not first.islower() and any(map(str.isalpha, rest)))


def _items(lines: Sequence[_Line]) -> list[ParsedItem]:
    sections, days = _has_sections(lines), _headings(lines)
    rows = [index for index, line in enumerate(lines) if line.time is not None]
    items: list[ParsedItem] = []
    for index in rows[1:] if _is_dateline(lines, rows) else rows:
        found = _headline(lines, index, sections)
        if found is not None:
            section, title = found
            items.append(
                ParsedItem(
                    position=0,
                    title=title,
                    categories=(section,) if section else (),
                    published_text=lines[index].time,
                    heading_text=days[index],
                )
            )
    return items if items and _is_list(lines, items) else []


def _headings(lines: Sequence[_Line]) -> list[str | None]:
    """The day above each line. A day counts where a row stands right below it, perhaps with an
    empty day between: a `Today` in a menu is no heading."""
    leading: list[bool] = []
    above_row = False
    for line in reversed(lines):
        leading.append(line.is_day and above_row)
        above_row = above_row if line.is_day else line.time is not None
    day, days = None, []
    for line, leads in zip(lines, reversed(leading), strict=True):
        day = line.text if leads else day
        days.append(day)
    return days


def _has_sections(lines: Sequence[_Line]) -> bool:
    """Whether what stands behind the clocks names sections: short, the headline right below."""
    rows = [(row, after) for row, after in pairwise(lines) if row.time and len(row.rest) > 1]
    short = [row for row, after in rows if _is_section(row.rest, after)]
    return len(short) * 2 > len(rows)


def _is_section(rest: str, after: _Line) -> bool:
    brief = len(rest) <= _SECTION_LENGTH and len(rest.split()) <= _SECTION_WORDS
    return brief and after.below and _is_plain(after) and len(after.text) > len(rest)


def _is_plain(line: _Line) -> bool:
    return line.time is None and not line.is_day


def _headline(lines: Sequence[_Line], index: int, sections: bool) -> tuple[str, str] | None:
    """(section or nothing, headline) of the row that begins at a line."""
    line, following = lines[index], lines[index + 1 : index + 3]
    after = next((each for each in following[:1] if _is_plain(each)), None)
    if line.rest == "/":  # the section has a line of its own, unless it is the headline
        second = next((each for each in following[1:] if _is_plain(each)), None)
        if after and second and second.below:
            return after.text, second.text
        return ("", after.text) if after else None
    if not line.rest:
        return ("", after.text) if after and any(map(str.isalpha, after.text)) else None
    if sections and after and _is_section(line.rest, after):
        return line.rest, after.text
    return ("", _rest_as_said(line)) if is_wordy(line.rest) else None


def _rest_as_said(line: _Line) -> str:
    """The headline of an inline row with the invisible characters that the source put in it."""
    start = line.text.find(line.rest[:1], len(line.time or ""))
    said = line.text[start:]
    return said if said.translate(when.INVISIBLE) == line.rest else line.rest


def _is_list(lines: Sequence[_Line], items: Sequence[ParsedItem]) -> bool:
    """Whether rows are a list: two of them, or one that opens the text or is dated behind its
    clock (a lone line that begins with a date is an article's). A text in which headlines stand
    above their clocks is not read: each would get its neighbour's time."""
    rows = [index for index, line in enumerate(lines) if line.time is not None]
    if len(items) == 1:
        said = items[0].published_text or ""
        dated = when.shape(said) == "dated"
        opens = all(line.is_day for line in lines[: rows[0]])
        if not (_CLOCK_FIRST.match(said) if dated else opens):
            return False
    return not _stands_below(lines, rows, items)


def _is_dateline(lines: Sequence[_Line], rows: Sequence[int]) -> bool:
    """Whether the first row is the date of an article above a list of clocks: it alone is dated,
    and more stands between it and the next row than between any others."""
    shapes = [when.shape(lines[row].time or "") for row in rows]
    gaps = [after - row for row, after in pairwise(rows)]
    alone = shapes[:1] == ["dated"] and "dated" not in shapes[1:]
    return alone and len(rows) > 2 and gaps[0] > max(gaps[1:])


def _stands_below(lines: Sequence[_Line], rows: Sequence[int], items: Sequence[ParsedItem]) -> bool:
    bare = [index for index in rows if not lines[index].rest]
    if not bare or bare[0] == 0 or not _is_plain(lines[bare[0] - 1]):
        return False
    tails = [
        index
        for index in bare
        if lines[index].below and not (index + 1 < len(lines) and lines[index + 1].below)
    ]
    above = sum(map(str.isalpha, lines[bare[0] - 1].text)) >= _HEADLINE_LETTERS
    return len(tails) * 2 > len(bare) or (above and not is_wordy(items[-1].title))
