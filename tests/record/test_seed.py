"""The page text that the product began with, and a page in its shape: exactly their ten items."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ticker.api import try_document
from ticker.model import Item, Source
from ticker.render import instant


@pytest.fixture(scope="module")
def seed(shared_inputs: Path) -> Path:
    return shared_inputs / "seed"


@pytest.fixture(scope="module")
def expected(seed: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads((seed / "seed-expected.json").read_text())["items"]
    return items


def tried(path: Path, at: str | None, zone: str | None = "Europe/Kyiv") -> tuple[Item, ...]:
    source = Source("seed", str(path), zone=zone)
    return try_document(source, at=datetime.fromisoformat(at) if at else None).items


def test_the_text_gives_exactly_its_ten_items(seed: Path, expected: list[dict[str, Any]]) -> None:
    items = tried(seed / "seed.txt", "2025-07-10T06:00:00Z")
    said = [(i.title, i.headline, list(i.labels), instant(i.claim.at)) for i in items]
    assert said == [
        (e["raw_title"], e["title_key"], e["badges"] + e["media"], e["utc"]) for e in expected
    ]
    assert [item.position for item in items] == [e["position"] for e in expected]


def test_without_a_fetch_instant_the_text_has_wall_times_only(
    seed: Path, expected: list[dict[str, Any]]
) -> None:
    items = tried(seed / "seed.txt", None)
    assert [i.claim.text for i in items] == [e["time_text"] for e in expected]
    assert {(i.claim.at, i.claim.error_s) for i in items} == {(None, None)}


def test_the_text_is_dated_right_at_every_fetch_instant(seed: Path, tmp_path: Path) -> None:
    cases = json.loads((seed / "seed-variants.json").read_text())["cases"]
    for case in cases:
        if case["capture"] is None:
            continue
        path = seed / "seed.txt"
        if "times" in case:
            path = tmp_path / "variant.txt"
            rows = (f"{time}\nHeadline number {n}" for n, time in enumerate(case["times"]))
            path.write_text("RECENT NEWS\n" + "\n".join(rows) + "\nAll News\n")
        items = tried(path, case["capture"], case.get("zone", "Europe/Kyiv"))
        assert [instant(i.claim.at) for i in items] == case["expected_utc"], case["name"]


@pytest.mark.parametrize("at", [None, "2025-07-10T06:00:00Z", "2025-12-01T00:00:00Z"])
def test_the_page_is_dated_by_its_links_whenever_it_was_fetched(
    seed: Path, expected: list[dict[str, Any]], at: str | None
) -> None:
    source = Source("seed", str(seed / "seed-reconstructed-G2.html"), zone="Europe/Kyiv")
    when = datetime.fromisoformat(at) if at else None
    items = try_document(source, at=when, base_url="https://www.pravda.com.ua/eng/").items
    said = [(i.headline, list(i.labels), instant(i.claim.at), i.claim.basis) for i in items]
    assert said == [
        (e["title_key"], e["badges"] + e["media"], e["utc"], "url-date") for e in expected
    ]
    assert all((i.url or "").startswith("https://www.pravda.com.ua/eng/news/") for i in items)
