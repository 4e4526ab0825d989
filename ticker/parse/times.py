"""The times that stand on a page: elements and texts that are a time, and times at the edge of a
text (``22:25 Uhr | Politik``, ``20:14Headline``, ``Reuters, 5 min ago``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ticker.parse import machine
from ticker.parse.page import TEXT, Page, Span
from ticker.parse.when import LONGEST, Shape, leading, shape, trailing

RANK: dict[Shape, int] = {"day": 1, "relative": 2, "clock": 3, "dated": 3}
"""How much a time says; of the times of a row the first that says most is its own."""
_EDGE = 160
"""Characters of a text at whose end a time is looked for; before a headline it may stand always."""
_MOST_WORDS = 8
_WORDS_ALONE = 24
"""Characters of a time without a number: `Dimanche dernier`."""
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d\s?[:.hH時시]\s?\d\d|\d\s?[ap]\.?m|\d\s?[時시]", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|•·●∙\n\r\u2003]\s*|\s[–—/-]\s|\s{3,}")
_AMOUNT = re.compile(r"(?<![\d.,-])\d{1,3}(?![\d.,-]\d)")
_GLUED = re.compile(r"((?:[01]?\d|2[0-4])[:.][0-5]\d)([^\W\d_])")
_MARKS = frozenset("|•·●∙/–—-:,")
_JOINTS = " \t\r\n\f\xa0,:;|•·●∙/()[]{}–—-"
_TIMELY = re.compile(
    r"(?:^|[-_])(?:time|date|datetime|timestamp|ago|hour|clock|published|pubdate|zeit|datum|uhrzeit|"
    r"heure|hora|ora|fecha|data|godzina|czas|saat|tarih|cas|klo|tid|tidspunkt|vreme|vrijeme)(?:$|[-_])"
    r"|[a-z](?:Time|Date|Ago|Stamp)$",
    re.IGNORECASE,
)
_CARRIERS = frozenset(
    [
        "time",
        "meta",
        "abbr",
        "span",
        "div",
        "p",
        "small",
        "em",
        "i",
        "b",
        "strong",
        "td",
        "a",
        "li",
        "article",
        "section",
    ]
)


@dataclass(frozen=True, slots=True)
class Time:
    """A time on a page: the node that holds it, its shape, its text as written. `part` says that
    the node holds other text, too; `shown` that a reader sees it; `by_machine` that he sees a day,
    and only the machine time has a clock."""

    node: int
    shape: Shape
    text: str
    part: bool = False
    shown: bool = True
    by_machine: bool = False

    @property
    def rank(self) -> int:
        return RANK[self.shape]

    @property
    def is_sure(self) -> bool:
        """Whether a reader sees more than a day or a word such as `now`."""
        told = self.shown and not self.by_machine and self.shape != "day"
        return told and _DIGIT.search(self.text) is not None


def times_in(page: Page, span: Span) -> tuple[Time, ...]:
    """The times of a span in document order: the outermost elements whose whole text is one; texts
    with one at their edge; elements that only carry a machine time."""
    short = _short_texts(page, span)
    found: list[Time] = []
    at = span.start
    while at < span.end:
        text = short[at - span.start]
        seen = None
        if text:
            seen = _shape(text)
        time = _whole(page, at, seen, text or "") if seen else _other(page, at, text)
        if time is not None:
            found.append(time)
        at = page.last[at] + 1 if time is not None else at + 1
    return tuple(found)


def best_times(page: Page, times: Sequence[Time]) -> tuple[Time, ...]:
    """The time of a row among those in it: the first that says most, one that is seen before one
    that is not; a clock together with the day that stands beside it."""
    own = max(times, key=lambda time: (time.shown, time.rank, not time.part), default=None)
    if own is None:
        return ()
    if own.shape != "clock":
        return (own,)
    beside = [day for day in times if day.shape == "day" and _is_beside(page, day, own)]
    return tuple(sorted({own, *beside[:1]}, key=lambda time: time.node))


def _is_beside(page: Page, day: Time, clock: Time) -> bool:
    """Whether a day and a clock are one time: nothing is said between them."""
    first, second = sorted((day.node, clock.node))
    if page.parent[first] == page.parent[second]:
        return True
    return page.last[first] < second and not page.lettered(Span(page.last[first] + 1, second))


def _whole(page: Page, node: int, seen: Shape, text: str) -> Time:
    """An element that is a time; a day whose machine time has a clock is a full date. Of a `time`
    element and words around it that say no more (`Published`) the element is the time."""
    for inner in range(node + 1, page.last[node] + 1):
        if page.tags[inner] == "time" and shape(said := page.shown_text(inner)) == seen:
            node, text = inner, said
            break
    by_machine = False
    if seen == "day" and (stated := _machine_within(page, node)) and _CLOCK.search(stated):
        seen, by_machine = "dated", True
    return Time(node, seen, text, shown=not page.veiled[node], by_machine=by_machine)


def _machine_within(page: Page, node: int) -> str | None:
    for each in range(node, page.last[node] + 1):
        if page.attrs[each] and (said := machine.of_node(page, each)):
            return said
    return None


def _other(page: Page, node: int, text: str | None) -> Time | None:
    """A time at the edge of a text, or one that only a machine reads."""
    if page.tags[node] == TEXT:
        return None if page.hidden[node] else _edge(page, node)
    tag = page.tags[node]
    if not page.attrs[node] or text is None or not (tag in _CARRIERS or "-" in tag):
        return None
    bare = not page.lettered(page.span(node)) and not _DIGIT.search(text)
    if (bare or page.tags[node] == "time") and machine.of_node(page, node):
        return Time(node, "dated", text, shown=bool(text))
    return _named(page, node, text)


def _named(page: Page, node: int, text: str) -> Time | None:
    """An element that is called a time and says a number and a few words, which may be a time in
    a language that is not known here."""
    names = page.attrs[node].get("class") or ""
    if not _DIGIT.search(text) or not (page.tags[node] == "time" or _says_time(names)):
        return None
    inner = [each for each in range(node, page.last[node] + 1) if page.said[each].strip()]
    if len(inner) > 2 or len(text.split()) > _MOST_WORDS:
        return None
    if len(inner) > 1 and any(_shape(" ".join(page.said[each].split())) for each in inner):
        return None  # a part of it is a time by itself
    if len(_PARTS.split(text)) > 1 and any(_cut(page.said[n]) for n in inner):
        return None
    if _CLOCK.search(text):
        return Time(node, "dated", text)
    amounts = _AMOUNT.findall(text)
    worded = any(map(str.isalpha, text)) and not text.endswith("%")
    alone = len(amounts) == 1 and len(_DIGIT.findall(text)) == len(amounts[0])
    return Time(node, "relative", text) if worded and alone else None


@lru_cache(maxsize=4_096)
def _says_time(names: str) -> bool:
    return any(map(_TIMELY.search, names.split()))


def _edge(page: Page, node: int) -> Time | None:
    text = page.said[node]
    if not _DIGIT.search(text, 0, _EDGE + LONGEST):
        return None
    found = _cut(text[: 2 * _EDGE])
    return found and Time(node, found[1], found[0], part=True, shown=not page.veiled[node])


@lru_cache(maxsize=16_384)
def _cut(text: str) -> tuple[str, Shape] | None:
    return cut(text)


def cut(text: str) -> tuple[str, Shape] | None:
    """The time at the edge of a text, or between its parts, with its shape."""
    said = text.strip(_JOINTS)
    glued = _GLUED.match(said)
    if glued and glued[2].isupper():
        return glued[1], "clock"
    if _CLOCK.search(said[:LONGEST]):
        first = leading(said[:_EDGE])
        if first is not None and _begins(said, first.time, first.rest):
            return first.time, first.shape
    return _of_parts(said) if len(said) <= _EDGE else None


def _begins(said: str, time: str, rest: str) -> bool:
    """Whether a headline or a section begins behind a time: a sentence goes on in lower case,
    unless a mark parts them."""
    mark = said[len(time) :].lstrip()[:1]
    return mark in _MARKS or not (rest[0].islower() or rest[0].isdigit())


def _of_parts(said: str) -> tuple[str, Shape] | None:
    """A part between marks, or what follows the last comma, that is a time."""
    parts = [part for part in _PARTS.split(said) if part]
    tails = [part.rsplit(",", 1)[1] for part in parts if "," in part]
    for part in (*parts, *tails) if len(parts) > 1 or tails else ():
        seen = shape(part) if _DIGIT.search(part) and len(part) <= LONGEST else None
        if seen in ("clock", "dated", "relative"):
            return part.strip(_JOINTS), seen
    last = trailing(said)
    return (last.time, last.shape) if last and last.shape != "day" else None


@lru_cache(maxsize=16_384)
def _shape(text: str) -> Shape | None:
    """The shape of a text; the labels of a page's menus are asked for at every poll of it. A time
    has a digit, or it is short as `gestern` is."""
    return shape(text) if len(text) <= _WORDS_ALONE or _DIGIT.search(text) else None


def _short_texts(page: Page, span: Span) -> list[str | None]:
    """The text of each node, ``None`` where it is longer than any time. From the last node to the
    first, each hands its own text on to its parent."""
    start, parent = span.start, page.parent
    texts: list[str | None] = [""] * (span.end - start)
    for index in range(span.end - 1, start - 1, -1):
        said = page.said[index]
        if said and not page.hidden[index]:
            own = _short(said)
            texts[index - start] = own
        else:
            own = "" if page.hidden[index] else texts[index - start]
            texts[index - start] = own
        above = parent[index] - start
        if own == "" or above < 0:
            continue
        if page.veiled[index] and not page.veiled[parent[index]]:
            continue
        rest = texts[above]
        if own is None or rest is None:
            texts[above] = None
        else:
            both = f"{own} {rest}" if rest else own
            texts[above] = both if len(both) <= LONGEST else None
    return texts


def _short(text: str) -> str | None:
    if len(text) > LONGEST * 8:
        return None
    folded = " ".join(text.split())
    return folded if len(folded) <= LONGEST else None
