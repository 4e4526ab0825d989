"""From a time on a page to the row that it dates.

A row is the element that holds one headline with its time, or, where a page has no element for
it, the range of siblings from one time to the next. A time whose headline cannot be told from its
neighbour's makes no row: rather nothing than a wrong one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ticker.parse.heads import Head, address, best_head
from ticker.parse.page import HEADINGS, TEXT, Page, Span
from ticker.parse.times import Time, best_times

_MOST_TIMES = 6
"""Times of a row: published, updated, how long ago, each for phones, too."""
_OUTER = 3
"""Elements around an unlinked headline in which its link is looked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: where it stands, its time (a clock perhaps with the day beside it), and
    its headline. `ranged` says that it is a range of siblings, not an element."""

    span: Span
    times: tuple[Time, ...] = ()
    head: Head | None = None
    ranged: bool = False

    @property
    def time(self) -> Time:
        """The time that says most."""
        return max(self.times, key=lambda time: time.rank)


@dataclass(frozen=True, slots=True)
class _Held:
    """What an element holds: how many times that say more than a day, how many at all, and whether
    all its headlines are the same one."""

    clocks: int
    times: int
    is_one: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """A page with its times and what may be its headlines, both in document order. `flat`
    remembers the rows of containers that hold them side by side, `held` what elements hold: asked
    once for each row, they would cost the square of the rows."""

    page: Page
    times: Sequence[Time]
    heads: Sequence[Head]
    time_nodes: Sequence[int]
    head_nodes: Sequence[int]
    flat: dict[int, dict[int, Row]] = field(default_factory=dict)
    held: dict[int, _Held] = field(default_factory=dict)

    def times_of(self, span: Span) -> Sequence[Time]:
        nodes = self.time_nodes
        return self.times[bisect_left(nodes, span.start) : bisect_left(nodes, span.end)]

    def count_times(self, span: Span) -> int:
        nodes = self.time_nodes
        return bisect_left(nodes, span.end) - bisect_left(nodes, span.start)

    def has_heads(self, span: Span) -> bool:
        first = bisect_left(self.head_nodes, span.start)
        return first < len(self.head_nodes) and self.head_nodes[first] in span

    def heads_of(self, span: Span) -> Sequence[Head]:
        nodes = self.head_nodes
        return self.heads[bisect_left(nodes, span.start) : bisect_left(nodes, span.end)]


def scene_of(page: Page, times: Sequence[Time], heads: Sequence[Head]) -> Scene:
    return Scene(page, times, heads, [time.node for time in times], [head.node for head in heads])


def row_of(scene: Scene, time: Time) -> Row | None:
    """The row that a time dates, ``None`` where it dates none or another time of its row says
    more."""
    page = scene.page
    for above in (time.node, *page.above(time.node)):
        if page.tags[above] in ("body", "html"):
            return None
        if not scene.has_heads(page.span(above)):
            continue
        held = _held(scene, above)
        if time.shape == "day" and (held.clocks or held.times > 1):
            return None
        if held.clocks <= 1 or (held.is_one and held.clocks <= _MOST_TIMES):
            return _element(scene, above, time)
        return _flat(scene, above).get(time.node)
    return None


def _held(scene: Scene, element: int) -> _Held:
    if element not in scene.held:
        span = scene.page.span(element)
        times = scene.times_of(span)
        clocks = sum(each.shape != "day" for each in times)
        scene.held[element] = _Held(clocks, len(times), _is_one(scene.heads_of(span)))
    return scene.held[element]


def _is_one(heads: Sequence[Head]) -> bool:
    """Whether all headlines are the same one; section links beside it do not count."""
    strong = max(head.strength for head in heads)
    keys = {head.key for head in heads if head.strength == strong or head.strength > 1}
    return len(keys) == 1


def _element(scene: Scene, element: int, time: Time) -> Row | None:
    """The row that is an element, grown to where its headline is."""
    best = best_times(scene.page, scene.times_of(scene.page.span(element)))
    if time not in best or time.rank < max(each.rank for each in best):
        return None
    grown = _grown(scene, element)
    span = scene.page.span(grown)
    times = scene.times_of(span)
    head = best_head(scene.page, scene.heads_of(span))
    if head.key.startswith("#"):
        span = _with_link(scene, grown)
    return Row(span, best_times(scene.page, times), head)


def _with_link(scene: Scene, element: int) -> Span:
    """The row of an unlinked headline, as far out as nothing else is in it: its link may lie over
    all of it, without a text."""
    page, span = scene.page, scene.page.span(element)
    times, heads = scene.count_times(span), len(scene.heads_of(span))
    for above, _ in zip(page.above(element), range(_OUTER), strict=False):
        around = page.span(above)
        same = scene.count_times(around) == times and len(scene.heads_of(around)) == heads
        if not same or page.tags[above] in ("body", "html", "main"):
            break
        if any(page.tags[node] == "a" and address(page, node) for node in _added(around, span)):
            return around
    return span


def _added(around: Span, span: Span) -> Iterator[int]:
    yield from range(around.start, span.start)
    yield from range(span.end, around.end)


def _grown(scene: Scene, element: int) -> int:
    """The element of the row whose time and first link stand in `element`. A time often shares a
    line with the link of a section: then the headline is in an element around that holds no
    other time, the one thing in it that looks more like a headline."""
    page, grown = scene.page, element
    own = best_head(page, scene.heads_of(page.span(element)))
    count = scene.count_times(page.span(element))
    for above in page.above(element):
        span = page.span(above)
        if page.tags[above] in ("body", "html", "main") or scene.count_times(span) > count:
            break
        heads = scene.heads_of(span)
        stronger = [head for head in heads if head.strength > own.strength]
        same = [head for head in stronger if head.key == own.key]
        if same:
            grown, own = above, same[0]
        if own.strength == 3 or len({head.key for head in stronger}) > 1:
            break
        if stronger and (own.strength == 1 or _is_longer(page, stronger[0], own)):
            grown, own = above, stronger[0]
    return grown


def _is_longer(page: Page, head: Head, than: Head) -> bool:
    linked = not head.key.startswith("#")
    return linked and page.lettered(page.span(head.node)) > page.lettered(page.span(than.node))


def _flat(scene: Scene, container: int) -> dict[int, Row]:
    if container not in scene.flat:
        scene.flat[container] = {
            time.node: row for row in _flat_rows(scene, container) for time in row.times
        }
    return scene.flat[container]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A time or a headline among the children of a container."""

    child: int
    is_time: bool


def _flat_rows(scene: Scene, container: int) -> list[Row]:
    """Rows whose times and headlines are children of one element, side by side."""
    page = scene.page
    span = page.span(container)
    times = [time for time in scene.times_of(span) if time.shape != "day"]
    marks = sorted(
        {
            *(_Mark(_child_around(page, container, time.node), True) for time in times),
            *(
                _Mark(_child_around(page, container, head.node), False)
                for head in scene.heads_of(span)
            ),
        },
        key=lambda mark: mark.child,
    )
    timed = [mark.child for mark in marks if mark.is_time]
    if len({mark.child for mark in marks}) < len(marks):
        return []  # a child that holds both is a row of its own, or a list
    leads = _times_lead(scene, container, marks)
    if leads is None:
        return []
    begin = page.last[marks[0].child] + 1 if _is_titled(page, marks) else span.start + 1
    starts = _first_of_runs(marks) if leads else _behind_runs(page, marks, begin)
    ends = [*starts[1:], page.last[container] + 1] if leads else _ends_of_runs(page, marks)
    rows = (_range(scene, Span(start, end)) for start, end in zip(starts, ends, strict=True))
    return [row for row in rows if row is not None] if timed else []


def _range(scene: Scene, span: Span) -> Row | None:
    heads, times = scene.heads_of(span), scene.times_of(span)
    best = best_times(scene.page, times)
    return Row(span, best, best_head(scene.page, heads), ranged=True) if heads and best else None


def _first_of_runs(marks: Sequence[_Mark]) -> list[int]:
    """Where rows begin if their times stand first: at each time that follows no other."""
    return [
        mark.child
        for before, mark in zip((None, *marks), marks, strict=False)
        if mark.is_time and not (before and before.is_time)
    ]


def _ends_of_runs(page: Page, marks: Sequence[_Mark]) -> list[int]:
    """Where rows end if their times stand last: behind each time that no other follows."""
    return [
        page.last[mark.child] + 1
        for mark, after in zip(marks, (*marks[1:], None), strict=True)
        if mark.is_time and not (after and after.is_time)
    ]


def _behind_runs(page: Page, marks: Sequence[_Mark], first: int) -> list[int]:
    return [first, *_ends_of_runs(page, marks)[:-1]]


def _times_lead(scene: Scene, container: int, marks: Sequence[_Mark]) -> bool | None:
    """Whether times stand before their headlines (else behind them); ``None`` where it cannot be
    told whose a time is."""
    page = scene.page
    first, last = marks[0].is_time, marks[-1].is_time
    if first:
        return True
    if last:
        return None if _is_titled(page, marks) and marks[1].is_time else False
    return _by_breaks(page, container, marks)


def _is_titled(page: Page, marks: Sequence[_Mark]) -> bool:
    """Whether a list begins with a heading of its own, the only one of its kind."""
    tag = page.tags[marks[0].child]
    return tag in HEADINGS and all(page.tags[mark.child] != tag for mark in marks[1:])


def _by_breaks(page: Page, container: int, marks: Sequence[_Mark]) -> bool | None:
    """A list that begins and ends with a headline: one of both stands outside the rows. Line
    breaks and rules tell, else the other kind of element."""
    breaks = [
        node
        for node in range(container + 1, page.last[container] + 1)
        if page.parent[node] == container and page.tags[node] in ("br", "hr")
    ]
    between: dict[int, list[bool]] = defaultdict(list)
    for mark in marks:
        between[bisect_left(breaks, mark.child)].append(mark.is_time)
    orders = {kinds[0] for kinds in between.values() if sorted(kinds) == [False, True]}
    if len(orders) == 1:
        return orders.pop()
    heads = [mark.child for mark in marks if not mark.is_time]
    inner = {page.tags[child] for child in heads[1:-1]}
    if page.tags[heads[0]] not in inner and inner:
        return True
    if inner and page.tags[heads[-1]] not in inner:
        return False
    return None


def _child_around(page: Page, container: int, node: int) -> int:
    while page.parent[node] != container:
        node = page.parent[node]
    return node


def holder(page: Page, time: Time) -> int:
    """The element that holds a time."""
    return page.parent[time.node] if page.tags[time.node] == TEXT else time.node
