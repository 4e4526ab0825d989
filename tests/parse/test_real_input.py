"""The room on real documents: nothing raises, no entry is lost, lists are what people saw."""

from __future__ import annotations

import gzip
import io
import json
import warnings
from pathlib import Path
from typing import Any

import feedparser
import pytest

from ticker.model import Document, Selectors
from ticker.parse import parse

# CSS for what the stored facts say in XPath: (item, time, title)
SELECTED = {
    "zaxid-uk": ("#news-list-wrapper-elem ul.list > li", "div.time", "div.news-title"),
    "news-am-hy": (".news-list > a.news-item", "time", "span.title"),
    "unn-ru": (".b-news-feed li", "span.date", "h3"),
    "ansa-it": ("#ultimaOra > li", "em", "h3"),
    "parisluttes-fr": ("li.chrono-item", "time", "a"),
    "stern-de": ("ul.m-news-list > li", "time", "a"),
    "mirror-live-en": (".live-event-entry", "time", "h3"),
    "expressen-sv": (".page-list--timeline li", "time", None),
    "neg-mkru-ru": ("aside.main__left-column li", ".news_time", "a"),
    "finviz-news-time": ("tr.nn", "td.nn-date", "a.nn-tab-link"),
    "welt-ticker-de": ("article.c-teaser-newsticker", ".c-teaser-newsticker__date", ".o-headline"),
    "heise-ticker-de": ("section.archive__day article", "time", None),
    "zeit-news-de": ("article.newsteaser", "time", "span.newsteaser__title"),
    "fr-ticker-de": (".id-Teaser-el--ticker", "time", "h3"),
}
# Found by shape where people counted otherwise: a marked row, several lists.
BY_SHAPE = {"football-ua": 23, "news10-en": 30}


def folded(text: str | None) -> str:
    return "".join((text or "").split())


def pages(inputs: Path) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = json.loads((inputs / "pages/facts.json").read_text())
    return facts


def read(inputs: Path, name: str, selectors: Selectors = Selectors()) -> Document:
    body = gzip.decompress((inputs / f"pages/{name}.html.gz").read_bytes())
    return parse(body, kind="list", selectors=selectors)


def agree(document: Document, inputs: Path, name: str) -> list[str]:
    """What differs from the rows that people saw: matched by link, else by title."""
    truth = inputs / f"pages/{name}.json"
    wanted = json.loads(truth.read_text())["items"] if truth.is_file() else []
    wrong = []
    for row in wanted:
        alike = [
            item
            for item in document.items
            if folded(item.title) == folded(row["title"])
            or (item.link and item.link == row["href"])
        ]
        if not any(
            folded(item.published_text) == folded(row["time_text"])
            and (not row.get("attr") or item.machine_text == row["attr"])
            for item in alike
        ):
            wrong.append(f"{row['time_text']} {row['title']}")
    return wrong


def test_every_entry_of_every_feed_is_kept(shared_inputs: Path) -> None:
    feeds = sorted((shared_inputs / "feeds").glob("*.xml"))
    assert len(feeds) >= 48
    for path in feeds:
        body = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            judged = feedparser.parse(io.BytesIO(body))
        document = parse(body, kind="feed")
        assert len(document.items) == len(judged.entries), path.name
        assert document.format == judged.version, path.name
        dated = sum(1 for entry in judged.entries if "published" in dict(entry))
        assert sum(1 for item in document.items if item.published_text) >= dated, path.name


def test_one_bad_character_changes_nothing_else_in_any_feed(shared_inputs: Path) -> None:
    """The entries of each feed stay the same when something ill-formed is added behind them."""
    feeds = [path.read_bytes() for path in sorted((shared_inputs / "feeds").glob("*.xml"))]
    for body in (body for body in feeds if len(body) < 40_000):
        end = body.rindex(b"</")
        damaged = body[:end] + b"<x>& &nbsp; \x1b</x>" + body[end:]
        assert parse(damaged).items == parse(body).items, body[:200]


def test_the_page_that_it_began_with_has_ten_rows(shared_inputs: Path) -> None:
    expected = json.loads((shared_inputs / "seed/seed-expected.json").read_text())["items"]
    text = parse((shared_inputs / "seed/seed.txt").read_bytes())
    assert [(item.published_text, item.title) for item in text.items] == [
        (row["time_text"], row["raw_title"]) for row in expected
    ]
    page = parse((shared_inputs / "seed/seed-reconstructed-G2.html").read_bytes())
    assert [item.published_text for item in page.items] == [row["time_text"] for row in expected]
    assert [item.title for item in page.items] == [row["title"] for row in expected]
    badges = [[badge.lower() for badge in item.badges] for item in page.items]
    assert badges == [row["badges"] for row in expected]
    assert all(item.link and "/2025/07/10/" in item.link for item in page.items)


def test_texts_give_the_rows_that_people_saw(shared_inputs: Path) -> None:
    for sample in json.loads((shared_inputs / "text/samples.json").read_text()):
        document = parse(sample["text"].encode())
        assert [(item.published_text, item.title) for item in document.items] == [
            (time, title) for time, _, title in sample["items"]
        ], sample["id"]


def test_pages_give_their_rows_by_shape(shared_inputs: Path) -> None:
    for page in pages(shared_inputs):
        name = page["id"]
        document = read(shared_inputs, name)
        assert len(document.items) == BY_SHAPE.get(name, page["n_items"]), name
        missing = 1 if name == "news10-en" else 0
        assert len(agree(document, shared_inputs, name)) == missing, name


@pytest.mark.parametrize("name", sorted(SELECTED))
def test_pages_give_their_rows_by_selectors(shared_inputs: Path, name: str) -> None:
    expected = {page["id"]: page["n_items"] for page in pages(shared_inputs)}
    item, time, title = SELECTED[name]
    document = read(shared_inputs, name, Selectors(item=item, time=time, title=title))
    assert len(document.items) == expected[name]
    assert agree(document, shared_inputs, name) == []


def test_every_poll_of_a_recorded_page_gives_its_eight_rows(shared_inputs: Path) -> None:
    folder = shared_inputs / "series/html-zeit-de-index"
    selectors = Selectors(
        item="article.newsteaser", time="time", title=".newsteaser__title", link="a"
    )
    for line in (folder / "index.jsonl").read_text().splitlines():
        path = folder / json.loads(line)["file"]
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        document = parse(body, kind="list", selectors=selectors)
        assert len(document.items) == 8, path.name
        assert all(item.machine_text and item.title and item.link for item in document.items)
