"""A digest in plain text, for terminals and mail: lines of at most 78 columns, links apart."""

from __future__ import annotations

from collections.abc import Iterator

from ticker.digest.fitting import fitted
from ticker.digest.page import Below, Entry, Page, Section
from ticker.plain import plain, width
from ticker.weblink import web_link

COLUMNS = 78
"""RFC 5322, section 2.1.1: what a line of mail should not exceed."""
MARGIN = " " * 7
"""As wide as a time of day with its mark, and a space."""


def text(page: Page, lines: int = 0) -> str:
    """The page as plain text, in at most `lines` lines. Links are written out where there is room
    for all of them; each takes a line of its own."""
    fit = fitted(page, lines, _length, lambda entry: len(list(_entry(entry, links=False))))
    told = list(_lines(fit, links=not fit.left_out))
    if lines and len(told) > lines and not fit.left_out:
        told = list(_lines(fit, links=False))
    return "\n".join(told) + "\n"


def _length(page: Page) -> int:
    return len(list(_lines(page, links=False)))


def _lines(page: Page, *, links: bool) -> Iterator[str]:
    yield from _heading(page.title, "=")
    yield from wrapped("", page.summary)
    for line in page.head:
        yield from wrapped("", line)
    for section in page.sections:
        yield ""
        yield from _section(section, links=links)
    yield ""
    yield "-" * COLUMNS
    if page.left_out:
        yield from wrapped("", f"{page.left_out:,} left out for length: {page.everything}")
    for line in page.foot:
        yield from wrapped("", line)


def _section(section: Section, *, links: bool) -> Iterator[str]:
    yield from _heading(headed(section), "-")
    if section.note:
        yield from wrapped("", section.note)
    for group in section.groups:
        if group.heading is not None:
            yield ""
            yield from wrapped("", counted(group.heading, len(group.entries), group.hidden))
        for entry in group.entries:
            yield from _entry(entry, links=links)
    if section.left_out:
        yield f"{MARGIN}... and {section.left_out:,} more"


def headed(section: Section) -> str:
    """``New (95)``, or ``New (60 of 95)``; warnings are lines, and counted only where some are not
    shown."""
    if section.is_warning and not section.left_out:
        return section.heading
    return counted(section.heading, section.shown, section.left_out)


def counted(heading: str, shown: int, hidden: int) -> str:
    """A heading with the number of its entries."""
    told = f"{shown:,} of {shown + hidden:,}" if hidden else f"{shown:,}"
    return f"{heading} ({told})"


def _heading(words: str, rule: str) -> Iterator[str]:
    lines = list(wrapped("", words))
    yield from lines
    yield rule * min(COLUMNS, max(map(width, lines)))


def _entry(entry: Entry, *, links: bool) -> Iterator[str]:
    when = plain(entry.when)
    margin = MARGIN if 0 < len(when) < len(MARGIN) else "    "
    lead = f"{when:<{len(margin)}}" if len(when) < len(margin) else f"{when}  "
    lead = lead if when else "  - "
    facts = [*entry.facts, *hashed(entry.tags)]
    number = "" if entry.item_id is None else f" [{entry.item_id}]"
    aside = f"  ({', '.join(facts)})" if facts else ""
    yield from wrapped(lead, _headline(entry.headline) + aside + number, margin)
    if entry.was is not None:
        yield from wrapped(f"{margin}was: ", _headline(entry.was), f"{margin}  ")
    for below in entry.below:
        yield from _below(below, margin)
    link = web_link(entry.url)
    if links and link is not None:
        yield margin + link


def _below(below: Below, margin: str) -> Iterator[str]:
    number = "" if below.item_id is None else f" [{below.item_id}]"
    was = "" if below.was is None else f" (was: {_headline(below.was)})"
    words = _headline(below.headline) + was + number
    yield from wrapped(f"{margin}{plain(below.label)}: ", words, f"{margin}  ")


def hashed(tags: tuple[str, ...]) -> list[str]:
    """Tags as they are written: ``#air-raid``."""
    return [f"#{tag.replace(' ', '-')}" for tag in tags]


def _headline(headline: str) -> str:
    return plain(headline).strip() or "(no headline)"


def wrapped(lead: str, words: str, margin: str = "") -> Iterator[str]:
    """`words` behind `lead`, in lines of at most `COLUMNS`, the further ones behind `margin`. A
    word that is longer stands on a line of its own."""
    line = lead
    empty = True
    for word in plain(words).split():
        if not empty and width(f"{line} {word}") > COLUMNS:
            yield line
            line, empty = margin, True
        line += word if empty else f" {word}"
        empty = False
    yield line
