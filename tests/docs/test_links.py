"""Links lead somewhere, and every page can be reached from the first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import PROJECT, pages

_FENCED = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.*?) *$", re.MULTILINE)


def prose(page: Path) -> str:
    """A page without its blocks."""
    return _FENCED.sub("", page.read_text())


def links(page: Path) -> list[str]:
    """The addresses that a page links to, inside the project."""
    found = _LINK.findall(_CODE.sub("", prose(page)).replace("\n", " "))
    linked = _LINK.findall(prose(page).replace("\n", " "))
    return [link for link in {*found, *linked} if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them: lower case, punctuation left out,
    spaces to hyphens."""
    titles = (re.sub(r"[`*\[\]]|\(.*?\)", "", title) for title in _HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def target(page: Path, link: str) -> tuple[Path, str]:
    path, _, anchor = link.partition("#")
    return (page.parent / path).resolve() if path else page, anchor


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        found, anchor = target(page, link)
        assert found.exists(), link
        assert found.is_relative_to(PROJECT), link
        if anchor:
            assert anchor in anchors(found), link


def test_every_page_can_be_reached_from_the_first() -> None:
    reached, ahead = set(), [PROJECT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached and page.suffix == ".md" and page.exists():
            reached.add(page)
            ahead += [target(page, link)[0] for link in links(page)]
    assert set(pages()) <= reached


def test_the_map_names_every_page_of_the_folder() -> None:
    index = PROJECT / "docs" / "index.md"
    named = {target(index, link)[0] for link in links(index)}
    assert {page for page in pages() if page.parent != PROJECT} - {index} <= named


def test_anchors_are_made_as_the_pages_are_rendered(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A `[backup]` section, for 2 nights\n## What's new?\n")
    assert anchors(page) == {"a-backup-section-for-2-nights", "whats-new"}
