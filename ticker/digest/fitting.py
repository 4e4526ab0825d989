"""Too many entries for a page that is read in two minutes: which of them stay.

Room is counted in lines and shared between sections by their weight, within them equally between
groups; what one does not need goes to the others. So a long list of news never drives out an edit,
nor one busy source all others. What has no room is counted, and never silently left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ticker.digest.page import Entry, Group, Page, Section

Cost = Callable[[Entry], int]
"""The lines that an entry takes in a form."""


def fitted(page: Page, lines: int, count: Callable[[Page], int], cost: Cost) -> Page:
    """`page` in at most `lines` lines as `count` counts them, if its frame alone fits into them; 0
    is without limit."""
    if not lines:
        return page
    few = _trimmed(page, lines)
    if not few.left_out and count(few) <= lines:
        return few
    room = lines
    while True:
        cut = _cut(few, room, cost)
        over = count(cut) - lines
        if over <= 0 or room == 0:
            return cut
        room = max(0, room - over)


def _trimmed(page: Page, lines: int) -> Page:
    """The page without the entries that could not stay in any case: beyond so many in a group. On a
    day of ten thousand items the others need not be measured."""
    sections = (
        replace(
            section, groups=tuple(_group(group, lines, lambda entry: 1) for group in section.groups)
        )
        for section in page.sections
    )
    return replace(page, sections=tuple(sections))


def share(room: int, wishes: Sequence[int], weights: Sequence[int]) -> list[int]:
    """What each gets of `room`: no more than it wishes, and less only where none of the others has
    more for its weight. Line by line, so that equal shares differ by one line at most."""
    got = [0] * len(wishes)
    for _ in range(min(room, sum(wishes))):
        wanting = [i for i, wish in enumerate(wishes) if got[i] < wish]
        got[min(wanting, key=lambda i: got[i] / weights[i])] += 1
    return got


def _cut(page: Page, room: int, cost: Cost) -> Page:
    wishes = [sum(map(cost, _entries(section))) for section in page.sections]
    shares = share(room, wishes, [section.weight for section in page.sections])
    cut = (_section(*of, cost) for of in zip(page.sections, shares, strict=True))
    return replace(page, sections=tuple(cut))


def _entries(section: Section) -> list[Entry]:
    return [entry for group in section.groups for entry in group.entries]


def _section(section: Section, room: int, cost: Cost) -> Section:
    wishes = [sum(map(cost, group.entries)) for group in section.groups]
    shares = share(room, wishes, [1] * len(wishes))
    groups = [_group(*of, cost) for of in zip(section.groups, shares, strict=True)]
    empty = sum(group.hidden for group in groups if not group.entries)
    return replace(section, groups=tuple(group for group in groups if group.entries), hidden=empty)


def _group(group: Group, room: int, cost: Cost) -> Group:
    """The entries of the highest rank that fit, in their order."""
    kept: set[int] = set()
    for i, entry in sorted(enumerate(group.entries), key=lambda found: -found[1].rank):
        room -= cost(entry)
        if room < 0:
            break
        kept.add(i)
    entries = tuple(entry for i, entry in enumerate(group.entries) if i in kept)
    hidden = group.hidden + len(group.entries) - len(entries)
    return replace(group, entries=entries, hidden=hidden)
