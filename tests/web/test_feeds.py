"""Any question as Atom and JSON Feed; and ticker, reading its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from tests.cli.served import feed
from tests.web.serving import SOURCES, Site, site
from ticker.api import Ticker
from ticker.config import load_text
from ticker.opml import read_opml

ATOM = "{http://www.w3.org/2005/Atom}"
HEADLINES = ("Ferry <b>late</b> & full", "Пором запізнюється", "Train leaves")


def entries(wire: Site, path: str = "/feeds/items.atom") -> list[etree._Element]:
    answer = wire.get(path)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return etree.fromstring(answer.body).findall(f"{ATOM}entry")


def said(entry: etree._Element, name: str) -> str:
    found = entry.findtext(f"{ATOM}{name}")
    assert found
    return found


def test_atom_has_what_the_specification_requires(tmp_path: Path) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: id, title, updated; an author; links with absolute addresses."""
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed(*(text.replace("&", "&amp;") for text in HEADLINES[1:]))
        wire.poll()
        root = etree.fromstring(wire.get("/feeds/items.atom?tag=sea").body)
        for one in (root, *root.findall(f"{ATOM}entry")):
            assert said(one, "id").startswith("tag:")
            said(one, "title")
            assert datetime.fromisoformat(said(one, "updated")).tzinfo is not None
            assert one.find(f"{ATOM}author/{ATOM}name") is not None
        assert root.find(f"{ATOM}link[@rel='self']").get("href", "").endswith("?tag=sea")
        ids = [said(entry, "id") for entry in root.findall(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids) == 2


def test_json_feed_has_what_the_specification_requires(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed(*HEADLINES[1:])
        wire.poll()
        answer = wire.get("/feeds/items.json")
        assert answer.headers["content-type"] == "application/feed+json"
        assert answer.json["version"] == "https://jsonfeed.org/version/1.1"
        assert answer.json["title"]
        for item in answer.json["items"]:
            assert item["id"]
            assert item["content_text"]
            assert datetime.fromisoformat(item["date_published"]).tzinfo is not None


def test_an_edit_keeps_the_id_and_moves_updated(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("Ferry leaves", "Train leaves")
        wire.poll()
        before = {said(entry, "id"): said(entry, "updated") for entry in entries(wire)}
        wire.poll()
        assert {said(entry, "id"): said(entry, "updated") for entry in entries(wire)} == before
        wire.room.documents["/rss"] = feed("Ferry leaves late", "Train leaves")
        wire.poll()
        after = {said(entry, "id"): said(entry, "updated") for entry in entries(wire)}
        assert after.keys() == before.keys()
        assert sum(after[key] > before[key] for key in after) == 1


def test_a_reader_that_has_it_gets_a_304(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("Ferry leaves")
        wire.poll()
        first = wire.get("/feeds/items.atom")
        assert first.headers["last-modified"].endswith("GMT")
        assert wire.get("/feeds/items.atom", if_none_match=first.headers["etag"]).status == 304


def test_what_is_polled_comes_out_as_opml(tmp_path: Path) -> None:
    """And goes in again; a kind that was found out by polling is named."""
    with site(tmp_path, SOURCES.replace('kind = "feed"\n', "")) as wire:
        early = read_opml(wire.get("/opml").body, "early")
        assert [one.own.get("kind") for one in early] == [None]
        wire.room.documents["/rss"] = feed("Ferry leaves")
        wire.poll()
        answer = wire.get("/opml")
        assert answer.headers["content-type"].startswith("text/x-opml")
        (outline,) = read_opml(answer.body, "own")
        assert (outline.own["name"], outline.own["kind"]) == ("harbour", "feed")
        assert (outline.url, outline.categories) == (wire.room.url("/rss"), ("sea",))
        assert wire.get("/opml", if_none_match=answer.headers["etag"]).status == 304


@pytest.mark.parametrize("form", ["atom", "json"])
def test_ticker_polls_its_own_output_without_an_edit_or_a_double(tmp_path: Path, form: str) -> None:
    with site(tmp_path / "one") as wire:
        own = SOURCES.replace("/rss", f"/feeds/items.{form}").replace("harbour", "echo")
        place = f"127.0.0.1:{wire.port}"
        config = load_text(own.replace("{place}", place), tmp_path / "two" / "config.toml", {})
        with Ticker(config, wire.clock) as reader:
            for headlines in (
                HEADLINES[2:],
                HEADLINES[1:],
                HEADLINES[1:],
                ("Late", "Train leaves"),
            ):
                wire.room.documents["/rss"] = feed(*headlines)
                wire.poll()
                for _ in range(2):
                    wire.clock.pass_time(minutes=1)
                    assert reader.poll(all_sources=True, force=True).failed == 0
            ours, theirs = wire.ticker.find(), reader.find()
            assert [item.headline for item in theirs] == [item.headline for item in ours]
            assert [item.published_at for item in theirs] == [item.published_at for item in ours]
            assert [item.revisions for item in theirs] == [item.revisions for item in ours]
