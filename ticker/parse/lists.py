"""From rows to lists: which rows belong together, which lists are tickers, and why others are not.

Rows are one list where they stand in one container with the same kind of time, or have one markup
wherever they stand: so halves of a list come together, and two lists of one markup are one. Of
several lists the one that says most of its times is the page's ticker.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ticker.parse.decoys import decoy, is_length, nodes_of, quarter, weigh
from ticker.parse.heads import heads_of
from ticker.parse.page import Page, Span
from ticker.parse.paths import path
from ticker.parse.rows import Row, Scene, holder, row_of, scene_of
from ticker.parse.times import Time, times_in
from ticker.parse.when import LONGEST


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows that belong together; their score (0 where `reason` says why they are no ticker); their
    shape: the elements that most of them are and have their time in."""

    rows: tuple[Row, ...]
    score: float
    shape: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The rows of a page's timed list in document order, the list that they are (``None`` where
    nothing stands out), every list that was weighed, the best first, and all times of the page."""

    rows: tuple[Row, ...] = ()
    chosen: Listed | None = None
    lists: tuple[Listed, ...] = ()
    times: tuple[Time, ...] = ()


def find_lists(page: Page, known: str | None = None) -> Finding:
    """The timed list of a page. `known` is the shape that it had so far: while there is a list of
    that shape, it is not left for a better one, so that a source is one list from day to day."""
    times = times_in(page, Span(0, len(page.tags)))
    if not times:
        return Finding()
    lengths = [time for time in times if is_length(page, time)]
    left = set(times).difference(lengths)
    scene = scene_of(page, [time for time in times if time in left], heads_of(page, times))
    rows, decoys = _rows(scene)
    if lengths:
        alone = scene_of(page, lengths, scene.heads)
        decoys["lengths of videos"] += [row for each in lengths if (row := row_of(alone, each))]
    weighed = [(group, *weigh(page, group)) for group in _groups(scene, rows)]
    weighed.extend((group, 0, reason) for reason, group in decoys.items() if group)
    weighed.sort(key=lambda each: -each[1])
    lists = tuple(
        Listed(tuple(group), score, shape_of(page, group), reason)
        for group, score, reason in weighed
    )
    chosen = _chosen(lists, known)
    if chosen is None:
        return Finding(lists=lists, times=times)
    found = _once(page, (*chosen.rows, *_more(scene, chosen.rows)))
    return Finding(found, chosen, lists, times)


def _chosen(lists: Sequence[Listed], known: str | None) -> Listed | None:
    good = [each for each in lists if each.score]
    return next((each for each in good if each.shape == known), good[0] if good else None)


def shape_of(page: Page, rows: Sequence[Row]) -> str:
    """What most rows are and have their time in, as one would write it in a stylesheet."""
    row = Counter(
        path(page, page.parent[row.span.start] if row.ranged else row.span.start) for row in rows
    )
    time = Counter(path(page, holder(page, row.time)) for row in rows)
    return f"{row.most_common(1)[0][0]} {time.most_common(1)[0][0]}"


def _rows(scene: Scene) -> tuple[list[Row], dict[str, list[Row]]]:
    """The rows of all times, and those that are something else, by what they are."""
    rows: list[Row] = []
    decoys: dict[str, list[Row]] = defaultdict(list)
    for time in scene.times:
        row = row_of(scene, time)
        if row is None:
            continue
        reason = decoy(scene.page, time, row)
        if reason:
            decoys[reason].append(row)
        else:
            rows.append(row)
    return rows, decoys


def _groups(scene: Scene, rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that belong together: joined by one container, or by one markup."""
    joined: dict[object, object] = {}
    keys: list[object] = []
    for row in rows:
        page, container = scene.page, _container(scene, row)
        key = _root(joined, ("in", container, *_kind(page, row), quarter(page, row)))
        joined[key] = _root(joined, ("like", *_markup(page, row)))
        joined[_root(joined, key)] = _root(joined, ("near", *_neighbours(page, row, container)))
        keys.append(key)
    groups: dict[object, list[Row]] = defaultdict(list)
    for row, key in zip(rows, keys, strict=True):
        groups[_root(joined, key)].append(row)
    return list(groups.values())


def _root(joined: dict[object, object], key: object) -> object:
    """The key that stands for all that were joined with this one (union-find)."""
    while (above := joined.setdefault(key, key)) != key:
        joined[key] = joined[above]
        key = above
    return key


def _kind(page: Page, row: Row) -> tuple[object, ...]:
    """The kinds of element that hold the time and are the row."""
    row_tag = page.tags[page.parent[row.span.start] if row.ranged else row.span.start]
    return page.tags[holder(page, row.time)], row_tag, row.ranged


def _markup(page: Page, row: Row) -> tuple[object, ...]:
    """What rows of one list have in common wherever they stand."""
    first = page.classes(holder(page, row.time))[:1]
    around = page.classes(row.span.start)[:1] if not row.ranged else ()
    return *_kind(page, row), first, around or _above_classes(page, row), *_apart(page, row)


def _neighbours(page: Page, row: Row, container: int) -> tuple[object, ...]:
    """What the rows of a list have in common that is parted into several containers, all of them
    in one element."""
    above = page.parent[container] if container >= 0 else -1
    first = page.classes(holder(page, row.time))[:1]
    return above, *_kind(page, row), first, *_apart(page, row)


def _apart(page: Page, row: Row) -> tuple[object, ...]:
    """What keeps rows of one markup apart: whether they lead somewhere, and their quarter."""
    linked = row.head is not None and not row.head.key.startswith("#")
    return linked, quarter(page, row)


def _above_classes(page: Page, row: Row) -> tuple[str, ...]:
    return page.classes(page.parent[row.span.start]) if page.parent[row.span.start] >= 0 else ()


def _container(scene: Scene, row: Row) -> int:
    """The smallest element around a row that also holds another time."""
    page, own = scene.page, scene.count_times(row.span)
    for above in page.above(row.span.start):
        if scene.count_times(page.span(above)) > own:
            return above
    return -1


def _more(scene: Scene, found: Sequence[Row]) -> list[Row]:
    """Rows like those found that are not seen for rows by themselves, and must not drop out of a
    list that is known: their headline is short (`Goal!`), or their time is in words that are not
    known here."""
    page = scene.page
    taken = {node for row in found for node in nodes_of(row)}
    kin = {_time_kind(page, row.time) for row in found}
    left = [time for time in scene.times if time.node not in taken]
    left = [time for time in left if time.rank > 1 and _time_kind(page, time) in kin]
    left.extend(_slots(scene, kin))
    if not left:
        return []
    times = sorted({*scene.times, *left}, key=lambda time: time.node)
    short = scene_of(page, times, heads_of(page, times, 1))
    spans = [Span(row.span.start, row.span.end) for row in found]
    known = {_markup(page, row) for row in found}
    rows = [row for time in left if (row := row_of(short, time)) and not decoy(page, time, row)]
    return [
        row
        for row in rows
        if _markup(page, row) in known and not any(row.span.start in span for span in spans)
    ]


def _slots(scene: Scene, kin: set[tuple[object, ...]]) -> list[Time]:
    """Elements of the kind that holds the times of a list, with a short text that is none."""
    page = scene.page
    tags = {tag for tag, names in kin if names or tag == "time"}
    known = {holder(page, time) for time in scene.times}
    return [
        Time(node, "relative", said)
        for node, tag in enumerate(page.tags)
        if tag in tags
        and (tag, page.classes(node)[:1]) in kin
        and node not in known
        and not scene.count_times(page.span(node))
        and 0 < page.lettered(page.span(node)) <= LONGEST
        and (said := page.shown_text(node))
    ]


def _time_kind(page: Page, time: Time) -> tuple[object, ...]:
    node = holder(page, time)
    return page.tags[node], page.classes(node)[:1]


def _once(page: Page, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in document order, each headline once: pages carry copies of one list for phones, and
    the same story in two lists."""
    seen: set[object] = set()
    kept: list[Row] = []
    for row in rows:
        key = _sameness(page, row)
        if key is None or key not in seen:
            kept.append(row)
        seen.add(key)
    return tuple(sorted(kept, key=lambda row: row.span.start))


def _sameness(page: Page, row: Row) -> object:
    if row.head is None or row.head.key.startswith("#"):
        return None
    return row.head.key, " ".join(page.text(page.span(row.head.node)).split())


def untimed(page: Page, found: Finding, rows: Sequence[Row]) -> int:
    """How many headlines stand between the rows of a list without a time: promotions, mostly."""
    if not rows or found.chosen is None:
        return 0
    spans = [row.span for row in rows]
    heads = heads_of(page, found.times)
    between = (head for head in heads if spans[0].start <= head.node < spans[-1].end)
    return sum(not any(head.node in span for span in spans) for head in between)
