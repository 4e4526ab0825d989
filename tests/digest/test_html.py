"""A digest as HTML: what mail clients leave of it, and what a stranger's headline can do to it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.digest.made import KYIV, item, line, told
from tests.digest.test_forms import busy, shown
from tests.digest.test_hostile import HOSTILE, LINKS, page
from ticker.digest import render
from ticker.model import Digest
from ticker.plain import plain

ELEMENTS = {
    *("html", "head", "meta", "title", "body", "div", "h1", "h2", "h3", "p", "ul", "li", "table"),
    *("tr", "td", "time", "a", "bdi", "span", "ins", "del", "code"),
}
EMPTY = {"meta"}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "http-equiv", "style", "role", "cellpadding"),
    *("cellspacing", "border", "datetime", "href", "rel"),
}


class Reader(HTMLParser):
    """The elements of a page with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def test_a_whole_page_reads_in_order_without_any_style() -> None:
    read = Reader(shown(busy(), "html"))
    assert read.text == (
        "Digest Digest 1 new, 2 changed (1 of them new), 1 delisted, 1 returned. 2 gaps; trouble "
        "at 2 sources. Wednesday 2025-07-09 08:00 to Thursday 2025-07-10 08:00, Europe/Kyiv "
        "(UTC+03:00). "
        "What may be missing beta: 05:00 to 06:00, no poll succeeded "
        "gamma: since 07:00, still open, the list had scrolled past what was known "
        "beta could not be polled: 05:00 to 06:00, 3 polls in a row: timeout "
        "gamma was silent: since Tue 05:00 "
        "Changed (2) 07:55 Storm: 3 hurt 2 edits · 2 was: Storm "
        "07:50 Ferry resumes video · new · #coast · #air-raid · 1 was: Ferry stops "
        "Delisted (1) 07:30 Vote 3 Returned (1) 07:59 Vote away since 07:30 · 3 "
        "Not listed are smaller edits: 1 of labels. Better evidence gave 1 item another time. "
        "The number at the end is the item's; ticker history NUMBER tells all of it."
    )


def test_it_is_a_document_that_mail_clients_take() -> None:
    """Nothing is loaded, no style sheet is needed, and it says that it is fit for the dark."""
    text = shown(busy(), "html")
    read = Reader(text)
    assert text.startswith("<!doctype html>\n")
    assert {tag for tag, _ in read.elements} <= ELEMENTS
    assert {name for _, attributes in read.elements for name in attributes} <= ATTRIBUTES
    assert {"name": "color-scheme", "content": "light dark"} in read.named("meta")
    assert "url(" not in text
    assert "src" not in text.replace("default-src", "").replace("style-src", "")
    assert len(text.encode()) < 100_000, "beyond 102 kB Gmail cuts a message"


def test_no_colour_of_words_is_set_and_no_ground_covers_the_readers_own() -> None:
    """Black on white stays so, and white on black; marks are see-through."""
    for style in re.findall(r'style="([^"]*)"', shown(busy(), "html")):
        for one in style.split(";"):
            name, _, value = one.partition(":")
            if name == "color":
                assert value == "inherit"
            if name == "background":
                assert value.startswith("rgba(")
                assert float(value.rstrip(")").rpartition(",")[2]) < 0.3


def test_the_words_that_differ_are_marked() -> None:
    edit = line(1, "07:10", "revised", "Three hurt in the storm", was="Two hurt in the storm",
                detail="number")  # fmt: skip
    text = shown(told(item("Three hurt in the storm", edit, is_new=False)), "html")
    assert re.search(r"<ins [^>]*>Three</ins> hurt in the storm", text)
    assert re.search(r"was: <bdi><del [^>]*>Two</del> hurt in the storm</bdi>", text)


def test_a_headline_that_was_written_anew_is_not_all_marks() -> None:
    edit = line(1, "07:10", "revised", "Calm sea", was="Storm hits the coast", detail="wording")
    text = shown(told(item("Calm sea", edit, is_new=False)), "html")
    assert "<ins" not in text
    assert "was: <bdi>Storm hits the coast</bdi>" in text


def test_times_can_be_read_by_programs() -> None:
    read = Reader(shown(busy(), "html"))
    assert [one["datetime"] for one in read.named("time")] == [
        "2025-07-10T04:55:00Z",
        "2025-07-10T04:50:00Z",
        "2025-07-10T04:30:00Z",
        "2025-07-10T04:59:00Z",
    ]


def test_a_long_day_fits_into_a_mail_that_is_not_cut() -> None:
    items = [
        item(f"Headline {n} " + "of middling length " * 4, line(n, "07:10", "new"), id=n)
        for n in range(500)
    ]
    assert len(shown(told(*items), "html").encode()) < 100_000


# --- strangers' headlines ----------------------------------------------------------------------


def assert_is_text(headline: str, url: str | None) -> None:
    text = page(headline, url, "html")
    read = Reader(text)
    assert {tag for tag, _ in read.elements} <= ELEMENTS
    assert {name for _, attributes in read.elements for name in attributes} <= ATTRIBUTES
    assert [tag for tag, _ in read.elements].count("h1") == 1
    links = {one["href"] for one in read.named("a")}
    assert links <= ({url} if url else set())
    said = " ".join(plain(headline).split())
    assert said in read.text


@pytest.mark.parametrize("headline", [*HOSTILE, "'\"><img src=x>", "</td></tr></table>", "<!--"])
def test_a_hostile_headline_is_text(headline: str) -> None:
    assert_is_text(headline, "https://alpha.example/1")
    assert_is_text(headline * 40, None)


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
@example("<")
@example("&lt;")
@example("]]>")
def test_any_headline_is_text(headline: str) -> None:
    assert_is_text(headline, "https://alpha.example/1")


@pytest.mark.parametrize("url", [*LINKS, "https://x.example/\"onmouseover='alert(1)"])
def test_every_link_is_one_of_the_web(url: str) -> None:
    read = Reader(page("Storm", url, "html"))
    for one in read.named("a"):
        assert re.match(r"https?://", one["href"] or "")
        assert one["rel"] == "noreferrer"
    assert all("onmouseover" not in attributes for _, attributes in read.elements)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_edit_shows_both_wordings(was: str, now: str) -> None:
    edit = line(1, "07:10", "revised", now, was=was, detail="wording")
    contents: Any = told(item(now, edit, is_new=False), digest=Digest(format="html"))
    read = Reader(render(contents, KYIV)).text
    if was != now:
        assert f"was: {' '.join(plain(was).split()) or '(no headline)'}" in read
    assert (" ".join(plain(now).split()) or "(no headline)") in read


def test_writing_from_right_to_left_stays_in_its_place() -> None:
    """Each headline is set apart (bdi), so that it turns nothing around beside it."""
    contents = replace(told(item("שירות המעבורות", line(1, "07:10", "new"))))
    assert "<bdi>שירות המעבורות</bdi>" in shown(contents, "html")
