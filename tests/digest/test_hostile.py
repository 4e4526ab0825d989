"""Headlines are strangers' text: in no form may they become markup, links or commands."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.digest.made import KYIV, item, line, told
from ticker.digest import render
from ticker.model import Digest, DigestFormat, Gap, Trouble
from ticker.plain import plain

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

HOSTILE = [
    "[click](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</li></ul><h1>Breaking</h1>",
    "**bold** _and_ `code` ~~gone~~",
    "](https://evil.example) [",
    "a\n\n# Heading\n- item\n\n---\n> quote",
    "`````` ``` `",
    "\\[not\\](escaped) \\",
    "&lt;b&gt; &copy; &#106;avascript &#x41;",
    "<https://evil.example>",
    "https://evil.example/ and www.evil.example",
    "$x^2$ costs $40bn",
    "| a | b |\n|---|---|",
    "[ref]: https://evil.example",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "\x9b31mC1\x9c \x00 \x07 \x7f \r carriage",
    "\u202edesrever\u202c \u2066isolated\u2069 \ufeff\u200b\u061c",
    "half a pair: \ud800",
    "\u2028line\u2029paragraph\x85next",
    "",
    " \t ",
    "1. 2) - + * #",
    "Київ 東京 🇺🇦 e\u0301",
]
LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "mailto:a@evil.example",
    "http:",
    "https://",
    "not an address",
    "\ud800",
]


def page(headline: str, url: str | None, shape: DigestFormat) -> str:
    """A digest in which the headline stands wherever one can."""
    edit = line(2, "07:20", "revised", headline, was=headline + "?", detail="wording")
    again = replace(edit, seq=3, was=headline, headline=headline + "!")
    gone = line(4, "07:30", "delisted", headline, detail="2025-07-10T04:30:00Z")
    new = item(headline, line(1, "07:10", "new", headline), edit, gone, url=url)
    known = item(headline, edit, again, id=2, is_new=False, url=url, tags=(headline,))
    trouble = Trouble("alpha", "failed", edit.at, None, headline)
    gap = Gap("alpha", edit.at, None, "failing")
    edition = dict.fromkeys(("edition",), "e")
    one = item(headline, line(7, "07:10", "new"), id=3, url=url, language="en", **edition)
    other = item(headline, line(8, "07:10", "new"), id=4, url=url, language="uk", **edition)
    bulk = line(9, "07:40", "bulk_change", detail=headline)
    contents = told(
        *(new, known, one, other),
        troubles=(trouble,),
        gaps=(gap,),
        bulk=(bulk,),
        digest=Digest(name=plain(headline) or "x", format=shape, group="tag"),
    )
    return render(contents, KYIV)


def tokens(markdown: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(markdown):
        yield token
        yield from token.children or ()


def text_of(markdown: str) -> str:
    """What a reader sees, white space folded."""
    inline = [token for token in MARKDOWN.parse(markdown) if token.type == "inline"]
    words = [
        part.content if part.type == "text" else " "
        for token in inline
        for part in token.children or ()
    ]
    return " ".join(unicodedata.normalize("NFC", "".join(words)).split())


ALLOWED = {
    *("heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close", "hr"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("strong_open", "strong_close", "link_open", "link_close", "text", "text_special"),
}


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
@example("www.x")
@pytest.mark.parametrize("url", ["https://alpha.example/1", None])
def test_any_headline_is_text_in_markdown(url: str | None, headline: str) -> None:
    assert_is_text(headline, url)


@pytest.mark.parametrize("headline", HOSTILE)
def test_a_hostile_headline_is_text_in_markdown(headline: str) -> None:
    assert_is_text(headline, "https://alpha.example/1")
    assert_is_text(headline * 40, "https://alpha.example/1")


def assert_is_text(headline: str, url: str | None) -> None:
    """Nothing but what a digest is made of, no link but the item's own, and every word is read."""
    markdown = page(headline, url, "md")
    found = list(tokens(markdown))
    assert {token.type for token in found} <= ALLOWED
    assert {token.attrs["href"] for token in found if token.type == "link_open"} <= {url}
    headings = [token.tag for token in found if token.type == "heading_open"]
    assert sorted(set(headings)) == ["h1", "h2", "h3"]
    assert headings.count("h1") == 1
    read = " ".join(plain(unicodedata.normalize("NFC", headline)).split())
    assert unicodedata.normalize("NFC", read) in text_of(markdown)


@pytest.mark.parametrize("headline", HOSTILE)
def test_nothing_in_markdown_is_a_link_by_itself(headline: str) -> None:
    """GitHub makes links of bare addresses: their scheme and their www. are escaped."""
    bare = re.sub(
        r"\]\(https://alpha\.example/1\)", "", page(headline, "https://alpha.example/1", "md")
    )
    assert not re.search(r"(?<!\\)://|www\.", bare)


@pytest.mark.parametrize("shape", get_args(DigestFormat))
@pytest.mark.parametrize("headline", HOSTILE)
def test_nothing_reaches_a_terminal_but_text(headline: str, shape: DigestFormat) -> None:
    """No control characters, no escapes, nothing that turns the direction of writing."""
    shown = page(headline, "https://alpha.example/1", shape)
    assert shown.encode()
    for char in set(shown) - {"\n"}:
        assert unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}, repr(char)
        assert unicodedata.category(char) != "Cf" or char in "\u200c\u200d", repr(char)


@pytest.mark.parametrize("headline", HOSTILE)
def test_json_keeps_every_character(headline: str) -> None:
    items = json.loads(page(headline, None, "json"))["items"]
    assert {one["headline"] for one in items} == {headline}


@pytest.mark.parametrize("shape", get_args(DigestFormat))
@pytest.mark.parametrize("url", LINKS)
def test_only_web_addresses_are_links(url: str, shape: DigestFormat) -> None:
    shown = page("Storm", url, shape)
    assert "script" not in shown.lower()
    assert "evil" not in shown
    if shape == "md":
        assert "](" not in shown
    if shape == "json":
        assert {one["url"] for one in json.loads(shown)["items"]} == {None}


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://x.example/a b", "https://x.example/a%20b"),
        ("https://x.example/a)](https://y.example/", "https://x.example/a%29](https://y.example/"),
        ("https://x.example/a\nb", "https://x.example/ab"),
        ("https://x.example/?a=1&copy=2", "https://x.example/?a=1&copy=2"),
        ("https://x.example/?a=1&copy;=2", "https://x.example/?a=1&copy;=2"),
        ("https://x.example/_a_*b*", "https://x.example/%5Fa%5F%2Ab%2A"),
        ("https://x.example/<b>", "https://x.example/%3Cb%3E"),
        ("https://x.example/(a)", "https://x.example/%28a%29"),
        ("HTTPS://ПРИКЛАД.example/Київ", None),
    ],
)
def test_an_address_stays_one_destination(url: str, link: str | None) -> None:
    """Whatever stands in it: the whole of it is the link's, and the headline is its text."""
    found = list(tokens(page("Storm", url, "md")))
    hrefs = {str(token.attrs["href"]) for token in found if token.type == "link_open"}
    assert len(hrefs) == 1
    assert hrefs.pop().isascii()
    if link is not None:
        shown = {str(t.attrs["href"]) for t in found if t.type == "link_open"}
        assert {href.replace("](", "%5D%28") for href in shown} == {link.replace("](", "%5D%28")}


def test_lines_of_text_fit_a_terminal() -> None:
    """Words that are longer and links apart, wide characters counted as two."""
    long = "harbour " * 60 + "x" * 100 + " 東京" * 50
    for told_line in page(long, "https://alpha.example/1", "text").splitlines():
        wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in told_line)
        assert wide <= 78 or "x" * 100 in told_line
