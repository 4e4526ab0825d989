"""What makes rows a ticker, and what tells that they are something else.

Lengths of videos, schedules, comments, most-read boxes and what is dated by nothing but days are
told by their names, their order and their company.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ticker.parse import machine
from ticker.parse.page import Page
from ticker.parse.rows import Row
from ticker.parse.times import Time
from ticker.parse.when import Shape, minutes

FEWEST = 3
"""Rows: fewer alike are a byline or a teaser, unless all speaks for a list."""
_PICTURES = frozenset({"img", "picture", "video", "figure"})
_LENGTH = re.compile(
    r"duration|dauer|runtime|length|laenge|timecode|preview[-_]*time|(?:video|play)[-_]*time|"
    r"durata|duree|duracion|czas-trwania|delka|podcast|episode|read(?:ing)?-?time|min-?read",
    re.IGNORECASE,
)
_SCHEDULE = re.compile(
    r"schedul|fixture|(?:^|[-_\s])match(?:es)?(?:$|[-_\s])|match-?(?:time|date|day)|score|countdown|"
    r"kick-?off|(?:^|[-_])epg|tv-?(?:guide|program|list)|program(?:me|m)?(?:$|[-_\s])|spielplan|"
    r"calendar|kalender|agenda|(?:^|\s)events?(?:$|[-_\s])|timetable|horoscop|weather|wetter|"
    r"forecast|(?:^|[-_\s])(?:stocks?|quotes?|kurse|currency)(?:$|[-_\s])",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"(?:^|[-_\s])(?:comments?|kommentar\w*|disqus|repl(?:y|ies)|discussion|forum|reviews?|commentlist|comment-list|"
    r"user-?comments?|respond)(?:$|[-_\s])",
    re.IGNORECASE,
)
_POPULAR = re.compile(
    r"most-?_?(?:read|view|popular|watch|comment|shared)|mostread|mostviewed|mostpopular|popular|"
    r"meist-?(?:gelesen|gesehen)|beliebt|trending|top-?read|plus-?lus|les-plus|mas-?leid|"
    r"piu-?lett|najcit|najczesc|popularne|populyar|nejcten|mest-?l[aä]s|mest-?lest|best-?read",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"related|recommend|read-?more|see-?also|similar|verwandt|passend|auch-interessant|outbrain|"
    r"taboola|you-?may|more-from|mehr-zum|sponsor|promoted|(?:^|[-_])promo(?:$|[-_])|advert|(?:^|[-_])ads?(?:$|[-_])|archive-nav",
    re.IGNORECASE,
)
_TICKER = re.compile(
    r"ticker|latest|newest|breaking|live-?(?:blog|event|update|feed)?(?:$|[-_])|timeline|"
    r"news-?(?:feed|list|line|roll|wire|stream|bar|flash)|lenta|chrono|ultim|derni|neueste|novo|"
    r"najnow|posledn|senaste|siste|seneste|recent|minute|ostann|feed|stream|flash",
    re.IGNORECASE,
)
_WEIGHT: dict[Shape, float] = {"day": 0.3, "dated": 2, "relative": 2.5, "clock": 3}
"""A bare clock is what a ticker shows; full dates stand under teasers and in archives, too."""
_FORWARD = 8 * 60
"""Minutes: a later clock up to here is a step up the list, more is a step back over midnight."""
_NAVIGATION = re.compile(
    r"(?:^|[-_\s])(?:super|mega|main|top|side|sub)?-?(?:nav|navbar|navigation|menu)(?:$|[-_\s])|"
    r"supernav|breadcrumb|cookie|consent|pagination|footer",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(\d{1,3})\s?([^\W\d_]+)\.?")
_ARTICLE = 1_200
"""Letters of paragraphs: a page that says so much is an article."""
_ARCHIVE = 5
"""Rows of a list that shows days only."""
_FARTHEST = 40
"""Elements around a row that are asked what they are."""
_NEAR = 3
"""Elements around a container whose names speak of it, too."""


def is_length(page: Page, time: Time) -> bool:
    """Whether a time is the length of a video, by what it stands in and nothing else does: an
    element that says so, or a picture."""
    letters = page.lettered(page.span(time.node))
    pictured = False
    for node in (time.node, *page.above(time.node)):
        span = page.span(node)
        if page.lettered(span) > letters or page.tags[node] == "body":
            break
        if page.attrs[node] and _any_name(page, [node], _LENGTH):
            return True
        if not pictured and not _PICTURES.isdisjoint(page.tags[span.start : span.end]):
            pictured = True
            if machine.near(page, span, (time.node,)) is None:
                return True
    return False


def decoy(page: Page, time: Time, row: Row) -> str | None:
    """Why a time is not that of a headline: by its own names, or by standing on a picture with no
    machine time to prove it."""
    span = row.span
    inner = [time.node, *(above for above in page.above(time.node) if above in span)]
    own = [each for each in inner if each != span.start or len(inner) == 1]
    if _any_name(page, own, _LENGTH):
        return "lengths of videos"
    if _any_name(page, inner, _SCHEDULE):
        return "a schedule"
    if _any_name(page, own, _COMMENT):
        return "comments"
    tags = page.tags[time.node : page.last[time.node] + 1]
    if not _PICTURES.isdisjoint(tags) and machine.near(page, span, (time.node,)) is None:
        return "lengths of videos"
    return None


def _any_name(page: Page, nodes: Iterable[int], pattern: re.Pattern[str]) -> bool:
    return any(
        (said := page.attrs[node].get(name)) and _says(pattern, said)
        for node in nodes
        for name in ("class", "id")
        if page.attrs[node]
    )


@lru_cache(maxsize=8_192)
def _says(pattern: re.Pattern[str], names: str) -> bool:
    return pattern.search(names) is not None


def weigh(page: Page, rows: Sequence[Row]) -> tuple[float, str | None]:
    """What a group of rows scores as a ticker; 0 and the reason where it is none."""
    proved = sum(machine.near(page, row.span, nodes_of(row)) is not None for row in rows)
    names = _names(page, rows)
    reason = _refused(page, rows, proved, names)
    if reason:
        return 0, reason
    score = sum(_WEIGHT[row.time.shape] if row.time.is_sure else 0.3 for row in rows)
    score *= 1.5 if _TICKER.search(names) else 1.0
    score *= 1.25 if proved * 2 > len(rows) else 1.0
    score *= 0.5 if _POPULAR.search(names) or _RELATED.search(names) else 1.0
    score *= 0.3 if _in_navigation(page, rows) else 1.0
    return score, None


def nodes_of(row: Row) -> tuple[int, ...]:
    return tuple(time.node for time in row.times)


def _names(page: Page, rows: Sequence[Row], most: int = _NEAR) -> str:
    """The class names and ids of the first row and of what stands around it."""
    first = rows[0].span.start
    nodes = [first]
    for count, above in enumerate(page.above(first)):
        if count > most or page.tags[above] in ("body", "html"):
            break
        nodes.append(above)
    said = (page.attrs[node].get(name) for node in nodes for name in ("class", "id"))
    return " ".join(each for each in said if each)


def _refused(page: Page, rows: Sequence[Row], proved: int, names: str) -> str | None:
    """Why rows are no ticker, if they are none."""
    texts = {page.text(page.span(row.head.node)) for row in rows[:50] if row.head}
    if len(texts) < 2 or (len(rows) < FEWEST and not _is_strong(rows, names)):
        return "fewer than three rows"
    near = _names(page, rows, 1)
    if _LENGTH.search(near) or _SCHEDULE.search(near):
        return "a schedule" if _SCHEDULE.search(near) else "lengths of videos"
    for pattern, reason in ((_COMMENT, "comments"), (_POPULAR, "the most read")):
        if pattern.search(names) and not _TICKER.search(names):
            return reason
    sure = sum(row.time.is_sure for row in rows)
    if sure < 2 or sure * 5 < len(rows):
        return None if _is_archive(page, rows, names) else "days without clocks"
    if len(rows) < _ARCHIVE and _are_dated(rows, names) and _is_article(page, rows):
        return "a few dated stories beside an article"
    if proved:
        return None
    if _are_amounts(rows):
        return "lengths, not times"
    clocks = [minutes(row.time.text) for row in rows if row.time.shape == "clock"]
    return _disorder([clock for clock in clocks if clock is not None])


def _is_archive(page: Page, rows: Sequence[Row], names: str) -> bool:
    """Whether rows that show a day each, with the clock in their machine times, are a list of news
    and not what is read next: there are many, newest first."""
    said = [machine.near(page, row.span, nodes_of(row)) for row in rows]
    stated = [each for each in said if each]
    falls = all(above >= below for above, below in pairwise(stated))
    complete = len(stated) == len(rows) >= _ARCHIVE
    return complete and falls and not _RELATED.search(names) and not _is_article(page, rows)


def _are_dated(rows: Sequence[Row], names: str) -> bool:
    """Whether all rows show their date in full, and nothing calls them a ticker."""
    return all(row.time.shape == "dated" for row in rows) and not _TICKER.search(names)


def _is_article(page: Page, rows: Sequence[Row]) -> bool:
    """Whether the page is an article: more is said in paragraphs outside the rows than in them."""
    inside = sum(page.lettered(row.span) for row in rows)
    taken = {node for row in rows for node in range(row.span.start, row.span.end)}
    paragraphs = (node for node, tag in enumerate(page.tags) if tag == "p" and node not in taken)
    return sum(page.lettered(page.span(node)) for node in paragraphs) > max(inside, _ARTICLE)


def _are_amounts(rows: Sequence[Row]) -> bool:
    """Whether `40 min` is how long something takes: such amounts fall as often as they rise, while
    the time since a headline grows down the list."""
    told = [
        _AMOUNT.fullmatch(row.time.text.strip()) for row in rows if row.time.shape == "relative"
    ]
    bare = [(int(found[1]), found[2]) for found in told if found]
    steps = [below[0] - above[0] for above, below in pairwise(bare) if above[1] == below[1]]
    return len(bare) == len(rows) and sum(step < 0 for step in steps) * 3 > len(steps)


def _in_navigation(page: Page, rows: Sequence[Row]) -> bool:
    """Whether all rows stand in menus or in the foot of the page."""
    return all(is_in_navigation(page, row) for row in rows)


def quarter(page: Page, row: Row) -> str | None:
    """The part of the page that a row stands in, where that is not for news as they come: rows
    there are no part of a list elsewhere, however alike they are."""
    if is_in_navigation(page, row):
        return "navigation"
    return "popular" if _any_name(page, _around(page, row), _POPULAR) else None


def is_in_navigation(page: Page, row: Row) -> bool:
    return any(
        page.tags[above] == "nav" or _any_name(page, (above,), _NAVIGATION)
        for above in _around(page, row)
    )


def _around(page: Page, row: Row) -> Iterator[int]:
    """The elements around a row, within the body of the page."""
    for above, _ in zip(page.above(row.span.start), range(_FARTHEST), strict=False):
        if page.tags[above] not in ("body", "html", "main"):
            yield above


def _is_strong(rows: Sequence[Row], names: str) -> bool:
    """Whether two rows are enough: what stands around them calls itself a ticker."""
    return len(rows) == 2 and bool(_TICKER.search(names)) and all(r.time.rank > 1 for r in rows)


def _disorder(clocks: Sequence[int]) -> str | None:
    """Why bare clocks are not times of news, newest first. Real lists rise at up to a third of
    their steps (measured: 511 of 1,599); schedules rise at all, and lengths of videos, which lie
    under six "hours", at half of them."""
    steps = [(after - before) % 1_440 for before, after in pairwise(clocks)]
    rises = sum(0 < step <= _FORWARD for step in steps)
    short = max(clocks, default=0) < 6 * 60
    allowed = 0.4 if short else 0.67
    if rises <= allowed * max(len(steps), 4):
        return None
    return "lengths of videos" if short else "a schedule: its clocks rise"
