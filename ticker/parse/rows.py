"""Finding the rows of a timed list by their shape, where no selector names them.

The plain shape: an element, or a range of siblings, that holds one time and one headline (a link
or a heading with words in it), and stands there at least three times alike. It would rather find
nothing than a wrong row: a time whose headline cannot be told from its neighbour's is left out,
and so are the lengths of videos, schedules, and what says by its class that it is something else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ticker.parse import machine
from ticker.parse.page import HEADINGS, TEXT, Page, Span
from ticker.parse.when import LONGEST, Shape, minutes, shape

FEWEST = 3
"""Rows: fewer alike are a byline or a teaser, not a list."""
_WORDY = 8
"""Letters of what may be a headline; `All News` has seven. CJK letters count double."""
_PICTURES = frozenset({"img", "picture", "video", "figure"})
_DECOY = re.compile(
    r"duration|runtime|length|timecode|preview[-_]*time|(?:video|play)[-_]*time|schedul|fixture|"
    r"match|score|countdown|kick-?off|epg|tv-?guide|program|comment",
    re.IGNORECASE,
)
_RANK: dict[Shape, int] = {"day": 1, "relative": 2, "clock": 3, "dated": 3}
_FORWARD = 8 * 60
"""Minutes: a later clock up to here is a step up the list, more is a step back over midnight."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: where it stands, the nodes that hold its time, and its headline: a link or
    a heading."""

    span: Span
    times: tuple[int, ...] = ()
    anchor: int | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A node that holds nothing but a time."""

    node: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class _Found:
    row: Row
    time: Time


@dataclass(frozen=True, slots=True)
class _Scene:
    """A page with its times and what may be its headlines. `ranked` remembers the times that an
    element holds, by rank: asked once for each row, they would cost the square of the rows."""

    page: Page
    times: tuple[Time, ...]
    anchors: tuple[int, ...]
    ranked: dict[int, dict[int, list[int]]] = field(default_factory=dict)

    def held(self, element: int) -> dict[int, list[int]]:
        """The times in an element: nodes by rank."""
        if element not in self.ranked:
            by_rank: dict[int, list[int]] = defaultdict(list)
            for time in self._within(self.page.span(element)):
                by_rank[_RANK[time.shape]].append(time.node)
            self.ranked[element] = by_rank
        return self.ranked[element]

    def holds_other(self, span: Span, row: Row) -> bool:
        """Whether a span holds a time that is not the row's."""
        return any(time.node not in row.span for time in self._within(span))

    def _within(self, span: Span) -> Sequence[Time]:
        first = bisect_left(self.times, span.start, key=_node)
        return self.times[first : bisect_left(self.times, span.end, key=_node)]


def _node(time: Time) -> int:
    return time.node


def find_rows(page: Page) -> tuple[Row, ...]:
    """The rows of the page's main timed list; none where nothing stands out."""
    times = times_in(page, Span(0, len(page.nodes)))
    scene = _Scene(page, times, _anchors(page, times, _WORDY))
    groups = _groups(scene, times)
    alike = (found for group in groups.values() for found in _lists_of(scene, group))
    lists = [found for found in alike if _is_list(page, found)]
    best = max(lists, key=lambda found: sum(_RANK[each.time.shape] for each in found), default=[])
    rows = [each.row for each in (*best, *_terse(scene, best))]
    return tuple(sorted(rows, key=lambda row: row.span.start))


def _groups(scene: _Scene, times: Iterable[Time]) -> dict[tuple[object, ...], list[_Found]]:
    """The rows of some times, by what they have in common."""
    groups: dict[tuple[object, ...], list[_Found]] = defaultdict(list)
    for time in times:
        row = _row_of(scene, time)
        if row and not _is_decoy(scene.page, time.node, row):
            groups[_signature(scene.page, time.node, row)].append(_Found(row, time))
    return groups


def _terse(scene: _Scene, found: Sequence[_Found]) -> list[_Found]:
    """Rows like those found whose headline is too short to be known for one: a single `Goal!` must
    not drop out of a list that is known."""
    if not found:
        return []
    page = scene.page
    taken = {each.time.node for each in found}
    kin = {_classes(page, each) for each in found}
    left = [time for time in scene.times if time.node not in taken]
    left = [time for time in left if page.classes(_holder(page, time.node)) in kin]
    if not left:
        return []
    terse = _Scene(page, scene.times, _anchors(page, scene.times, 1))
    alike = _groups(terse, left).get(_signature(page, found[0].time.node, found[0].row), [])
    span = Span(found[0].row.span.start, found[-1].row.span.end)
    near = {_container(scene, each.row) for each in found}
    return [
        each for each in alike if _container(terse, each.row) in near or each.row.span.start in span
    ]


def _lists_of(scene: _Scene, found: list[_Found]) -> list[list[_Found]]:
    """Rows of one signature, parted where the classes of their times differ and nothing else joins
    them: a marked row (``time time--new``) stands in one element with its neighbours, a teaser
    of another kind does not."""
    joined: dict[object, object] = {}
    for each in found:
        container = _root(joined, _container(scene, each.row))
        joined[container] = _root(joined, _classes(scene.page, each))
    lists: dict[object, list[_Found]] = defaultdict(list)
    for each in found:
        lists[_root(joined, _classes(scene.page, each))].append(each)
    return list(lists.values())


def _root(joined: dict[object, object], key: object) -> object:
    """The key that stands for all that were joined with this one (union-find)."""
    while (above := joined.setdefault(key, key)) != key:
        joined[key] = joined[above]
        key = above
    return key


def _classes(page: Page, found: _Found) -> tuple[str, ...]:
    return page.classes(_holder(page, found.time.node))


def _container(scene: _Scene, row: Row) -> int:
    """The smallest element around a row that also holds another time."""
    for above in scene.page.above(row.span.start):
        if scene.holds_other(scene.page.span(above), row):
            return above
    return -1


def times_in(page: Page, span: Span) -> tuple[Time, ...]:
    """The outermost nodes of a span whose whole text is a time, in document order."""
    short = _short_texts(page, span)
    shapes: dict[str, Shape | None] = {}
    found: list[Time] = []
    at = span.start
    while at < span.end:
        text = short[at - span.start]
        if text and text not in shapes:
            shapes[text] = shape(text)
        seen = shapes[text] if text else None
        if seen is None and page.tags[at] == "time" and machine.of_node(page, at):
            seen = "dated"
        if seen:
            found.append(Time(at, seen))
        at = page.last[at] + 1 if seen else at + 1
    return tuple(found)


def best_times(page: Page, times: Sequence[Time]) -> tuple[int, ...]:
    """The time of a row among those in it: the first that says most; a clock together with the
    day that stands beside it."""
    best = max(times, key=lambda time: _RANK[time.shape], default=None)
    if best is None:
        return ()
    days = (time.node for time in times if time.shape == "day" and best.shape == "clock")
    beside = (day for day in days if page.parent[day] == page.parent[best.node])
    return tuple(sorted({best.node, *beside}))


def is_wordy(text: str, least: int = _WORDY) -> bool:
    """Whether a text may be a headline, by its number of letters."""
    return sum(1 + (letter > "\u2e7f") for letter in text if letter.isalpha()) >= least


def _short_texts(page: Page, span: Span) -> list[str | None]:
    """The text of each node, ``None`` where it is longer than any time. From the last node to the
    first, each hands its own text on to its parent."""
    texts: list[str | None] = [""] * (span.end - span.start)
    for index in range(span.end - 1, span.start - 1, -1):
        own = texts[index - span.start]
        if page.hidden[index]:
            own = ""
        elif page.tags[index] == TEXT:
            own = _short(page.nodes[index].text_content or "")
        texts[index - span.start] = own
        above = page.parent[index]
        if above >= span.start and own != "":
            rest = texts[above - span.start]
            both = None if own is None or rest is None else _short(f"{own} {rest}")
            texts[above - span.start] = both
    return texts


def _short(text: str) -> str | None:
    folded = " ".join(text.split())
    return folded if len(folded) <= LONGEST else None


def _anchors(page: Page, times: Sequence[Time], least: int) -> tuple[int, ...]:
    """What may be a headline: links and headings with letters that are not part of a time."""
    nodes = frozenset(time.node for time in times)
    links = page.select("a[href], h2, h3, h4, h5, h6")
    return tuple(
        link
        for link in links
        if not page.hidden[link] and is_wordy(page.text(page.span(link), without=nodes), least)
    )


def _row_of(scene: _Scene, time: Time) -> Row | None:
    """The smallest element around a time that also holds a headline; where it holds further times
    as good as this one, the range of its children up to the next of them."""
    page, rank = scene.page, _RANK[time.shape]
    for above in (time.node, *page.above(time.node)):
        if page.tags[above] in ("body", "html"):
            return None
        span = page.span(above)
        if not _holds_any(span, scene.anchors):
            continue
        held = scene.held(above)
        if any(held.get(higher) for higher in range(rank + 1, max(_RANK.values()) + 1)):
            return None
        if len(held[rank]) == 1:
            days = [Time(day, "day") for day in held.get(_RANK["day"], ())]
            return _grown(scene, Row(span, best_times(page, [time, *days])))
        return _flat_row(scene, time, above) if time.shape != "day" else None
    return None


def _holds_any(span: Span, indexes: Sequence[int]) -> bool:
    first = bisect_left(indexes, span.start)
    return first < len(indexes) and indexes[first] in span


def _grown(scene: _Scene, row: Row) -> Row:
    """A row with its headline. A time often shares a footer with the link of a section: then the
    headline is the longer linked heading of an element around that holds no other time."""
    page = scene.page
    own = _longest(page, row.span.of(scene.anchors))
    for above in page.above(row.span.start):
        span = page.span(above)
        if page.tags[above] in ("body", "html") or scene.holds_other(span, row):
            break
        headings = [each for each in span.of(scene.anchors) if page.tags[each] in HEADINGS]
        if headings:
            heading = headings[0]
            longer = len(page.text(page.span(heading))) > len(page.text(page.span(own)))
            if longer and link_around(page, heading) is not None:
                return Row(span, row.times, heading)
            break
    return Row(row.span, row.times, own)


def _flat_row(scene: _Scene, time: Time, container: int) -> Row | None:
    """The children of `container` from this time up to the next. Only where the first time stands
    before the first headline: else a time would be given to the headline that follows it."""
    page = scene.page
    rivals = scene.held(container)[_RANK[time.shape]]
    anchors = page.span(container).of(scene.anchors)
    own = _child_around(page, container, time.node)
    if len(anchors) < 2 or anchors[0] < _child_around(page, container, rivals[0]):
        return None
    number = bisect_left(rivals, time.node)
    starts = [_child_around(page, container, each) for each in rivals[max(number - 1, 0) :][:3]]
    if starts.count(own) > 1:
        return None
    end = next((start for start in starts if start > own), page.last[container] + 1)
    inside = Span(own, end).of(anchors)
    return Row(Span(own, end), (time.node,), inside[0]) if inside else None


def _child_around(page: Page, container: int, node: int) -> int:
    while page.parent[node] != container:
        node = page.parent[node]
    return node


def link_around(page: Page, node: int) -> int | None:
    """The link that an element is, stands in, or holds first."""
    for each in (node, *page.above(node)):
        if page.tags[each] == "a" and page.attribute(each, "href"):
            return each
    inside = range(node, page.last[node] + 1)
    return next((n for n in inside if page.tags[n] == "a" and page.attribute(n, "href")), None)


def _longest(page: Page, anchors: Sequence[int]) -> int:
    """The anchor with the most text; of a heading and the link around it the heading, for a link
    may hold a whole teaser."""
    headings = [each for each in anchors if page.tags[each] in HEADINGS]
    return max(headings or anchors, key=lambda each: len(page.text(page.span(each))))


def _is_decoy(page: Page, time: int, row: Row) -> bool:
    """Whether a time is the length of a video or the like: by its class, or by standing on a
    picture with no machine time to prove it."""
    span = row.span
    inner = [time, *(above for above in page.above(time) if above in span and above != span.start)]
    if any(_DECOY.search(" ".join(page.classes(node))) for node in inner):
        return True
    pictured = any(page.tags[node] in _PICTURES for node in range(time, page.last[time] + 1))
    return pictured and machine.near(page, span, row.times) is None


def _signature(page: Page, time: int, row: Row) -> tuple[object, ...]:
    """What rows of one list have in common: the kind of element that holds the time, and the kind
    that is the row."""
    whole = row.span == page.span(row.span.start)
    first_class = page.classes(_holder(page, time))[:1]
    return page.tags[time], first_class, page.tags[row.span.start], whole


def _holder(page: Page, time: int) -> int:
    return page.parent[time] if page.tags[time] == TEXT else time


def _is_list(page: Page, found: Sequence[_Found]) -> bool:
    texts = {page.text(page.span(each.row.anchor)) for each in found if each.row.anchor is not None}
    if len(texts) < FEWEST or all(each.time.shape == "day" for each in found):
        return False
    if any(machine.near(page, each.row.span, each.row.times) for each in found):
        return True
    clocks = [minutes(page.text(page.span(each.time.node))) for each in found]
    return _runs_back([clock for clock in clocks if clock is not None])


def _runs_back(clocks: Sequence[int]) -> bool:
    """Whether bare clocks may be times of news, newest first. Real lists rise at up to a third of
    their steps (measured: 511 of 1,599); schedules rise at all, and lengths of videos, which lie
    under six "hours", at half of them."""
    steps = [(after - before) % 1_440 for before, after in pairwise(clocks)]
    rises = sum(0 < step <= _FORWARD for step in steps)
    allowed = 0.4 if max(clocks, default=0) < 6 * 60 else 0.67
    return rises <= allowed * max(len(steps), 4)
