"""What a digest says, in which order: what may be missing, what changed, what went, what is new.

Noise is counted at the end: smaller edits, items that got another time. What merely scrolled off
the end of a list is no news at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from ticker.digest.counts import edits, of_kind
from ticker.digest.entries import Dated, Desk
from ticker.digest.grouping import flat, grouped
from ticker.digest.kin import Kin, kin
from ticker.digest.page import Group, Page, Section
from ticker.digest.summary import everything, foot, head, summary, title
from ticker.model import DigestContents


def lay_out(contents: DigestContents, zone: tzinfo) -> Page:
    """The page of a digest with everything in it, its times in `zone`."""
    return Page(
        title=title(contents, zone),
        summary=summary(contents),
        head=tuple(head(contents, zone)),
        sections=tuple(section for section in _sections(contents, zone) if section.groups),
        foot=tuple(foot(contents)),
        everything=everything(contents, zone),
    )


def _sections(contents: DigestContents, zone: tzinfo) -> Iterator[Section]:
    desk, window = Desk(contents, zone), contents.window
    all_kin = kin(contents.items)
    changed = [one for one in all_kin if any(map(edits, one.all))]
    told = {id(one) for one in changed}
    new = [one for one in all_kin if id(one) not in told and any(i.is_new for i in one.all)]
    yield _missing(contents, desk)
    edited = [entry for one in changed for entry in desk.changed(one)]
    edited += map(desk.bulk, contents.bulk)
    yield Section("Changed", flat(edited), weight=4)
    for heading, kind in (("Delisted", "delisted"), ("Returned", "returned")):
        yield Section(heading, flat(_presence(contents, desk, kind)))
    groups = grouped(list(map(desk.new, new)), contents.digest.group, window, zone)
    yield Section("New", groups, _above(changed), weight=5)


def _missing(contents: DigestContents, desk: Desk) -> Section:
    """Where nothing was seen. It has its share of the room before all others."""
    entries = [*desk.gaps(contents.gaps), *map(desk.trouble, contents.troubles)]
    groups = (Group(None, tuple(entries)),) if entries else ()
    return Section("What may be missing", groups, weight=3, is_warning=True)


def _presence(contents: DigestContents, desk: Desk, kind: str) -> Iterable[Dated]:
    return (
        desk.presence(item, change) for item in contents.items for change in of_kind(item, kind)
    )


def _above(changed: Iterable[Kin]) -> str | None:
    """A word on new items that stand under `Changed`."""
    number = sum(1 for one in changed for item in one.all if item.is_new)
    if not number:
        return None
    return (
        "1 more stands above: it was edited since."
        if number == 1
        else (f"{number:,} more stand above: they were edited since.")
    )
