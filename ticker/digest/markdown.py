"""A digest in Markdown (CommonMark, and what GitHub adds to it).

Headlines are strangers' text: nothing in them may become markup, HTML or a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ticker.digest.links import web_link
from ticker.digest.pages import Entry, Page
from ticker.plain import plain

# What is special inside a line; what is so at its beginning only never stands there. The dollar
# sign is GitHub's mathematics, the tilde its strike-through.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>$~]|&(?=#?\w+;)|:(?=//)|(?<=www)\.|!(?=\[)", re.IGNORECASE)
_IN_LINKS = str.maketrans({"(": "%28", ")": "%29", "*": "%2A", "_": "%5F", "~": "%7E", "|": "%7C"})


def markdown(page: Page) -> str:
    """The page as Markdown."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    for line in page.head:
        yield f"\n{escaped(line)}"
    for section in page.sections:
        yield f"\n## {escaped(section.heading)}"
        for group in section.groups:
            if group.heading is not None:
                yield f"\n### {escaped(group.heading)}"
            yield ""
            for entry in group.entries:
                yield from _entry(entry)
    if page.foot:
        yield "\n---"
    for line in page.foot:
        yield f"\n{escaped(line)}"


def _entry(entry: Entry) -> Iterator[str]:
    was = "" if entry.was is None else f"{_headline(entry.was)} → "
    facts = [escaped(fact) for fact in entry.facts]
    if entry.tags:
        facts.append(" ".join(escaped(f"#{tag.replace(' ', '-')}") for tag in entry.tags))
    if entry.item_id is not None:
        facts.append(str(entry.item_id))
    yield " · ".join([f"- **{escaped(entry.when)}** {was}{_linked(entry)}", *facts])
    for when, said in entry.steps:
        yield f"  - {escaped(when)}: {_headline(said)}"


def _linked(entry: Entry) -> str:
    headline, link = _headline(entry.headline), web_link(entry.url)
    return headline if link is None else f"[{headline}]({destination(link)})"


def _headline(text: str) -> str:
    return escaped(text).strip() or "(no headline)"


def escaped(text: str) -> str:
    """`text` on one line, every character of it just that character to a reader of Markdown."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], plain(text))


def destination(link: str) -> str:
    """A normalised address as the destination of a link: nothing in it ends the link or is read
    as an entity."""
    return link.translate(_IN_LINKS).replace("&", "&amp;")
