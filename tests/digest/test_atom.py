"""A digest as an Atom feed: what RFC 4287 requires, and what feed readers make of it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.digest.made import item, line, told
from tests.digest.test_forms import busy, shown
from tests.digest.test_hostile import HOSTILE, page
from ticker.digest.atom import ATOM, item_id
from ticker.model import Claim, FoundItem, LoggedChange
from ticker.web.feeds import entry_id

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


def words(element: etree._Element, name: str) -> list[str]:
    return [found.text or "" for found in element.findall(f"{{{ATOM}}}{name}")]


def assert_valid(feed: etree._Element) -> None:
    """The elements that RFC 4287 requires, sections 4.1.1 and 4.1.2, and that ids differ."""
    assert feed.tag == f"{{{ATOM}}}feed"
    entries = feed.findall(f"{{{ATOM}}}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            (said,) = words(element, name)
            assert said
        (updated,) = words(element, "updated")
        assert _INSTANT.fullmatch(updated)
        assert re.fullmatch(r"tag:[\w.]+,\d{4}:[!-~]+", words(element, "id")[0])
    assert feed.find(f"{{{ATOM}}}author/{{{ATOM}}}name") is not None
    for entry in entries:
        links = entry.findall(f"{{{ATOM}}}link[@rel='alternate']")
        assert len(links) <= 1
        assert all(re.match(r"https?://", link.get("href") or "") for link in links)
        assert len(entry.findall(f"{{{ATOM}}}content")) == 1, "so that no link is needed"
    ids = [words(entry, "id")[0] for entry in entries]
    assert len(set(ids)) == len(ids)


def test_a_whole_digest_is_a_valid_feed() -> None:
    feed = parsed(shown(busy(), "atom"))
    assert_valid(feed)
    assert words(feed, "title") == ["Digest"]
    assert words(feed, "subtitle")[0].startswith("1 new, 2 changed (1 of them new), 1 delisted")
    assert words(feed, "updated") == ["2025-07-10T05:00:00Z"]
    missing, *items = feed.findall(f"{{{ATOM}}}entry")
    assert words(missing, "title") == ["What may be missing: 4 notes"]
    assert "beta: 05:00 to 06:00, no poll succeeded" in words(missing, "content")[0]
    told_of = {words(one, "title")[0]: words(one, "content")[0].splitlines() for one in items}
    assert told_of == {
        "Vote": [
            "07:30, alpha: delisted.",
            "07:59, alpha: returned.",
            "alpha, item 3.",
        ],
        "Storm: 3 hurt": [
            "2025-07-10 07:20, alpha: was: Storm; now: Storm: 2 hurt",
            "2025-07-10 07:55, alpha: was: Storm: 2 hurt; now: Storm: 3 hurt",
            "alpha, item 2.",
        ],
        "Ferry resumes": [
            "New, from alpha.",
            "07:50, alpha: was: Ferry stops; now: Ferry resumes",
            "alpha, item 1.",
        ],
    }


def test_a_feed_reader_reads_it() -> None:
    read: Any = feedparser.parse(shown(busy(), "atom").encode())
    assert not read.bozo
    assert [one.title for one in read.entries][1:] == ["Vote", "Storm: 3 hurt", "Ferry resumes"]
    assert read.entries[-1].link == "https://alpha.example/1"
    assert {one.term for one in read.entries[-1].tags} == {"coast", "air raid", "video"}


def test_an_item_has_one_name_in_all_feeds_of_ticker() -> None:
    """A reader that has the live feed and a digest shows it once."""
    digested = item("Storm", id=7)
    seen_at: datetime = digested.first_seen_at
    found = FoundItem(
        7, "alpha", "Storm", "Storm", (), Claim(None, "first-seen"), seen_at, seen_at,
        "listed", "new", 1,
    )  # fmt: skip
    assert item_id(digested) == entry_id(found)


def test_a_list_that_changed_as_a_whole_is_an_entry() -> None:
    said = "31 of 40 items changed at once: 31 wording; first seen 2025-07-10T04:00:00Z"
    bulk = LoggedChange(9, line(1, "07:10", "new").at, "bulk_change", "alpha", detail=said)
    feed = parsed(shown(told(bulk=(bulk,)), "atom"))
    assert_valid(feed)
    (entry,) = feed.findall(f"{{{ATOM}}}entry")
    assert words(entry, "title") == ["alpha: 31 of 40 items changed at once: 31 wording"]


def test_an_empty_window_is_a_feed_too() -> None:
    assert_valid(parsed(shown(told(), "atom")))


@pytest.mark.parametrize("headline", HOSTILE)
def test_a_hostile_headline_is_text(headline: str) -> None:
    for url in ("https://alpha.example/1", "javascript:alert(1)", None):
        assert_valid(parsed(page(headline, url, "atom")))


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
def test_any_headline_gives_a_valid_feed(headline: str) -> None:
    assert_valid(parsed(page(headline, None, "atom")))
