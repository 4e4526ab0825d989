"""A digest in plain text, for terminals and mail: lines of at most 78 columns, links apart."""

from __future__ import annotations

from collections.abc import Iterator

from ticker.digest.links import web_link
from ticker.digest.pages import Entry, Page
from ticker.plain import plain, width

COLUMNS = 78
"""RFC 5322, section 2.1.1: what a line of mail should not exceed."""
MARGIN = " " * 7
"""As wide as a time of day with its mark, and a space."""


def text(page: Page) -> str:
    """The page as plain text."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield from _heading(page.title, "=")
    for line in page.head:
        yield ""
        yield from wrapped("", line)
    for section in page.sections:
        yield ""
        yield ""
        yield from _heading(section.heading, "-")
        for group in section.groups:
            if group.heading is not None:
                yield ""
                yield plain(group.heading)
            for entry in group.entries:
                yield ""
                yield from _entry(entry)
    if page.foot:
        yield ""
        yield "-" * COLUMNS
    for line in page.foot:
        yield from wrapped("", line)


def _heading(words: str, rule: str) -> Iterator[str]:
    lines = list(wrapped("", words))
    yield from lines
    yield rule * max(map(width, lines))


def _entry(entry: Entry) -> Iterator[str]:
    when = plain(entry.when)
    margin = MARGIN if len(when) < len(MARGIN) else "    "
    lead = f"{when:<{len(margin)}}" if len(when) < len(margin) else f"{when}  "
    if entry.was is None:
        yield from wrapped(lead, _headline(entry.headline), margin)
    else:
        yield from wrapped(lead, _headline(entry.was), margin)
        yield from wrapped(f"{margin[:-3]}-> ", _headline(entry.headline), margin)
    facts = [*entry.facts, *(f"#{tag.replace(' ', '-')}" for tag in entry.tags)]
    number = "" if entry.item_id is None else f" [{entry.item_id}]"
    if facts:
        yield from wrapped(margin, ", ".join(facts) + number, margin)
    for at, said in entry.steps:
        yield from wrapped(f"{margin}{plain(at)}: ", _headline(said), f"{margin}  ")
    link = web_link(entry.url)
    if link is not None:
        yield margin + link


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
