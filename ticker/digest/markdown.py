"""A digest in Markdown (CommonMark, and what GitHub adds to it).

Headlines are strangers' text: nothing in them may become markup, HTML or a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ticker.digest.fitting import fitted
from ticker.digest.page import Below, Entry, Page
from ticker.digest.text import counted, hashed, headed
from ticker.plain import plain
from ticker.weblink import web_link

# What is special inside a line; what is so at its beginning only never stands there. The dollar
# sign is GitHub's mathematics, the tilde its strike-through.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>$~]|&(?=#?\w+;)|:(?=//)|(?<=www)\.|!(?=\[)", re.IGNORECASE)
_IN_LINKS = str.maketrans({"(": "%28", ")": "%29", "*": "%2A", "_": "%5F", "~": "%7E", "|": "%7C"})


def markdown(page: Page, lines: int = 0) -> str:
    """The page as Markdown, in at most `lines` lines."""
    whole = fitted(page, lines, lambda cut: len(list(_lines(cut))), _cost)
    return "\n".join(_lines(whole)) + "\n"


def _cost(entry: Entry) -> int:
    return len(list(_entry(entry)))


def _lines(page: Page) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    yield ""
    yield f"**{escaped(page.summary)}**"
    for line in page.head:
        yield ""
        yield escaped(line)
    for section in page.sections:
        yield ""
        yield f"## {escaped(headed(section))}"
        yield ""
        if section.note:
            yield escaped(section.note)
            yield ""
        for number, group in enumerate(section.groups):
            if group.heading is not None:
                yield from [""] if number else []
                yield f"### {escaped(counted(group.heading, len(group.entries), group.hidden))}"
                yield ""
            for entry in group.entries:
                yield from _entry(entry)
        if section.left_out:
            yield f"- … and {section.left_out:,} more"
    yield from _foot(page)


def _foot(page: Page) -> Iterator[str]:
    yield ""
    yield "---"
    yield ""
    if page.left_out:
        yield f"- {page.left_out:,} left out for length: {escaped(page.everything or '')}"
    for line in page.foot:
        yield f"- {escaped(line)}"


def _entry(entry: Entry) -> Iterator[str]:
    facts = [escaped(fact) for fact in entry.facts]
    if entry.tags:
        facts.append(" ".join(map(escaped, hashed(entry.tags))))
    if entry.item_id is not None:
        facts.append(str(entry.item_id))
    when = f"**{escaped(entry.when)}** " if entry.when else ""
    yield " · ".join([f"- {when}{_linked(entry.headline, entry.url)}", *facts])
    if entry.was is not None:
        yield f"  - was: {_headline(entry.was)}"
    for below in entry.below:
        yield f"  - {_below(below)}"


def _below(below: Below) -> str:
    was = "" if below.was is None else f" (was: {_headline(below.was)})"
    number = "" if below.item_id is None else f" · {below.item_id}"
    return f"{escaped(below.label)}: {_linked(below.headline, below.url)}{was}{number}"


def _linked(headline: str, url: str | None) -> str:
    words, link = _headline(headline), web_link(url)
    return words if link is None else f"[{words}]({destination(link)})"


def _headline(text: str) -> str:
    return escaped(text).strip() or "(no headline)"


def escaped(text: str) -> str:
    """`text` on one line, every character of it just that character to a reader of Markdown."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], plain(text))


def destination(link: str) -> str:
    """A normalised address as the destination of a link: nothing in it ends the link or is read
    as an entity."""
    return link.translate(_IN_LINKS).replace("&", "&amp;")
