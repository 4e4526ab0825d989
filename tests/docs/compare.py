"""Whether a page shows what a terminal showed."""

from __future__ import annotations

import re

ELLIPSIS = "..."
_SHAPES = (
    (re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d\s+[+-]\d{4}"), "INSTANT"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)|\d{8}T\d{6}Z"), "INSTANT"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "DAY"),
    (re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"), "WEEKDAY"),
    (re.compile(r"UTC[+-]\d\d:\d\d"), "OFFSET"),
    (re.compile(r"(?m)^ *(?:#+ )?(?:WEEKDAY +DAY|DAY +WEEKDAY)$"), ""),
    (re.compile(r"(?:\b(?:DAY|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+)?\b\d\d:\d\d(?::\d\d)?\b"), "CLOCK"),
    (re.compile(r"\b\d+(?:\.\d+)? (?:ms|s|min|h|d|kB|MB|GB)\b"), "SPAN"),
    (re.compile(r"\bpid \d+\b"), "PID"),
    (re.compile(r"(?m)^=+$|\s+"), " "),
)
"""What is of another day where a page is read again, in the order in which it is looked for. Lists
name a day where it changes: they may or may not have a midnight in them, and break their lines
elsewhere."""


def shows(page: str, terminal: str, *, live: bool) -> bool:
    """Whether the text of the page is that of the terminal, ``...`` being any text; of `live` ones
    the shape, in which days, clocks, spans and the breaks of lines are not looked at."""
    if live:
        return re.fullmatch(_anywhere(shaped(page)), shaped(terminal)) is not None
    return re.fullmatch(_pattern(page), "".join(_lines(terminal))) is not None


def _anywhere(page: str) -> str:
    return r".*".join(re.escape(piece) for piece in page.split(ELLIPSIS))


def _pattern(page: str) -> str:
    """A pattern for whole lines: ``...`` alone in its line stands for any lines, none included."""
    parts = []
    for line in _lines(page):
        if line.strip() == ELLIPSIS:
            parts.append(r"(?:[^\n]*\n)*")
        else:
            parts.append(r"[^\n]*".join(re.escape(piece) for piece in line.split(ELLIPSIS)))
    return "".join(parts)


def _lines(text: str) -> list[str]:
    return [f"{line.rstrip()}\n" for line in text.strip("\n").splitlines()]


def shaped(text: str) -> str:
    """A text in one line, with words in the place of its times and spans."""
    for pattern, word in _SHAPES:
        text = pattern.sub(word, text)
    return text.strip()
