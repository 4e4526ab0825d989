"""The pages as they are sent; tests/web/test_browser.py looks at them in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.cli.served import feed
from tests.web.serving import SOURCES, Site, site

RULED = SOURCES + '\n[[rules]]\ntag = "ferry"\nmatch = "ferry"\n'


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two polls, half an hour apart: an edit, and a source that listed the same throughout."""
    with site(tmp_path_factory.mktemp("wire"), RULED) as opened:
        opened.room.documents["/rss"] = feed("Ferry leaves", "Train leaves", hour=5)
        opened.poll()
        opened.room.documents["/rss"] = feed("Ferry is late", "Train leaves", hour=5)
        opened.poll(minutes=30)
        opened.poll()
        yield opened


def page(wire: Site, path: str) -> LexborHTMLParser:
    answer = wire.get(path, accept="text/html")
    assert answer.status == 200, answer.text
    return LexborHTMLParser(answer.text)


def texts(document: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in document.css(selector)]


def ferry(wire: Site) -> LexborHTMLParser:
    (item,) = wire.get("/v1/items?text=late").json["items"]
    return page(wire, f"/items/{item['id']}")


def test_an_items_page_tells_when_each_wording_came_and_what_changed(wire: Site) -> None:
    story = ferry(wire)
    assert texts(story, ".wordings .when") == ["by 2025-07-10 06:10", "06:10 – 06:40"]
    assert texts(story, ".wordings del") == ["leaves"]
    assert texts(story, ".wordings ins") == ["is late"]
    assert "gone by 06:40" in texts(story, ".wordings li")[0]
    assert len(story.css(".lane rect")) == 4


def test_an_items_page_says_why_it_has_its_tags(wire: Site) -> None:
    told = [text for text in texts(ferry(wire), "dd") if "rule" in text or "category" in text]
    assert told == ["ferry a rule matched", "sea a category in the feed; configured for the source"]


def test_an_items_page_names_the_bytes_that_showed_each_wording(wire: Site) -> None:
    captures = texts(ferry(wire), ".evidence")
    assert len(set(captures)) == 2
    folder = Path(wire.ticker.config.captures or "")
    assert all((folder / capture.partition(":")[0]).is_file() for capture in captures)


def test_the_sources_page_charts_new_items_and_edits(wire: Site) -> None:
    sources = page(wire, "/sources")
    assert "06:00: 2 new" in " ".join(texts(sources, ".sources title"))
    edits = dict(zip(texts(sources, ".edits th")[3:], texts(sources, ".edits .n"), strict=True))
    assert edits["3 to 12 h"] == "0"
    assert sum(map(int, edits.values())) == 1


def test_times_are_those_of_the_readers_zone_and_the_sources_own_is_beside(wire: Site) -> None:
    line = page(wire, "/?zone=Asia/Tokyo&text=train")
    (shown,) = line.css("time")
    assert shown.text() == "12:00"
    assert (shown.attributes["title"] or "").startswith("2025-07-10T06:00:00+03:00 at the source")
    assert texts(line, ".day") == ["Thursday 10 July 2025"]


def test_a_filter_can_be_taken_away_and_none_is_lost(wire: Site) -> None:
    view = page(wire, "/?tag=sea&tag=ferry&not_tag=rail&text=late")
    assert sorted(texts(view, ".chosen a")) == [
        f"{one} ×, remove" for one in ("not tag: rail", "tag: ferry", "tag: sea", "text: late")
    ]
    hidden = {(n.attributes["name"], n.attributes["value"]) for n in view.css("[type=hidden]")}
    assert hidden == {("tag", "ferry"), ("not_tag", "rail")}
    without = next(a for a in view.css(".chosen a") if "rail" in a.text())
    assert texts(page(wire, without.attributes["href"] or ""), ".headline") == [
        "Ferry leaves is late"
    ]


def test_before_the_first_poll_there_are_sources_and_the_page_says_what_is_missing(
    tmp_path: Path,
) -> None:
    with site(tmp_path) as early:
        assert "harbour" in page(early, "/sources").html
        told = early.get("/", accept="text/html")
        assert (told.status, "no store at" in told.text) == (503, True)
