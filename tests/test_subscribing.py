"""Subscriptions beside a configuration: what is new, what is there, what is not taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import exports
from ticker.config import load_text
from ticker.config.editing import add_sources
from ticker.model import Selectors, Source
from ticker.opml import Outline, read_opml, write_opml
from ticker.subscribing import adopt, outlined, twin

HARBOUR = "https://harbour.example/rss"


def one(url: str = HARBOUR, title: str = "Harbour news", **more: object) -> Outline:
    return Outline(url, title, **more)  # type: ignore[arg-type]  # by name


def test_a_feed_in_two_folders_is_one_source_with_two_tags() -> None:
    adoption = adopt(read_opml(exports.FEEDLY, "x"), [])
    assert [(source.name, source.tags) for source in adoption.added] == [
        ("harbour-news", ("Sea", "Morning")),
        ("tides-winds", ("Sea",)),
        ("hill", ()),
    ]
    assert not adoption.passed_over


@pytest.mark.parametrize(
    "spelt",
    [
        "http://www.harbour.example/rss/",
        "https://HARBOUR.example:443/rss?utm_source=x#top",
        "feed://harbour.example/rss",
        "feed:https://harbour.example/rss",
    ],
)
def test_what_is_polled_already_is_left_out_however_it_is_spelt(spelt: str) -> None:
    adoption = adopt([one(spelt)], [Source("port", HARBOUR)])
    assert not adoption.added
    assert [passed.why for passed in adoption.passed_over] == ["there already, as port"]


def test_a_source_is_known_by_any_spelling_of_its_address() -> None:
    port = Source("port", HARBOUR)
    assert twin("http://www.harbour.example/rss/", [port]) == port
    assert twin("https://harbour.example/other", [port]) is None


def test_names_are_clean_and_each_is_free() -> None:
    titles = ["Harbour: News!", "harbour news", "", "???", "Гавань", "../../etc/passwd", "x" * 500]
    outlines = [one(f"https://a.example/{n}", title) for n, title in enumerate(titles)]
    adoption = adopt(outlines, [Source("harbour-news", "https://b.example/")])
    assert [source.name for source in adoption.added] == [
        "harbour-news-2",
        "harbour-news-3",
        "a-2",
        "a-3",
        "гавань",
        "etc-passwd",
        "x" * 60,
    ]
    config = load_text(add_sources("", adoption.added), Path("/desk/config.toml"))
    assert len(config.sources) == len(titles)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "no web address"),
        ("exec:rm -rf /", "no web address"),
        ("filter:cut:https://a.example/", "no web address"),
        ("javascript:alert(1)", "no web address"),
        ("ftp://a.example/rss", "no web address"),
        ("/etc/passwd", "no web address"),
        ("https://", "no web address"),
        ("https://a.example/?k=${HOME}", "environment variable"),
        ("feed://${HOME}.example/", "environment variable"),
        ("https://a.example/a b", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://a.example:999999/", "cannot be read"),
    ],
)
def test_what_a_stranger_may_not_ask_for_is_passed_over(url: str, why: str) -> None:
    adoption = adopt([one(url)], [])
    assert not adoption.added
    assert why in adoption.passed_over[0].why


def test_a_page_read_by_another_reader_s_rules_is_no_feed() -> None:
    adoption = adopt(read_opml(exports.FRESHRSS, "x"), [])
    assert [source.name for source in adoption.added] == ["harbour-news"]
    assert "ticker add" in adoption.passed_over[0].why


def test_what_cannot_be_a_zone_a_language_or_a_kind_is_left_out() -> None:
    own = {"name": "a/b", "kind": "video", "zone": "Mars/Olympus"}
    (source,) = adopt([one(language="unknown to me!", own=own)], []).added
    assert source == Source("harbour-news", HARBOUR, kind="feed")


SOURCES = (
    Source("harbour", HARBOUR, kind="feed", tags=("sea", "air raid"), language="en"),
    Source("either", "https://either.example/"),
    Source(
        "hill-list",
        "https://hill.example/news?a=1&b=2",
        kind="list",
        zone="Europe/Kyiv",
        tags=("up, down", "and/or"),
        selectors=Selectors("li", 'a[href^="/x"]', "b", "c", "d", "e"),
    ),
    Source("notes", "https://hill.example/notes.txt", kind="text", zone="Europe/Kyiv"),
    Source("secret", "https://pier.example/rss", kind="feed", tags=("sea",)),
)


def test_sources_come_back_as_they_went() -> None:
    outlines = [outline for source in SOURCES if (outline := outlined(source))]
    text = write_opml(outlines, "ticker", "now")
    again = adopt(read_opml(text.encode(), "x"), [])
    assert sorted(again.added, key=lambda source: source.name) == sorted(
        SOURCES, key=lambda source: source.name
    )


def test_files_of_this_machine_are_not_given_away() -> None:
    assert outlined(Source("notes", "file:///home/ada/notes.txt")) is None


def test_further_tags_go_to_all_that_is_added() -> None:
    (source,) = adopt([one(folders=("Sea",))], [], ["reading"]).added
    assert source.tags == ("reading", "Sea")
