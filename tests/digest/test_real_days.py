"""Days of real newsrooms as digests: short enough to be read, and nothing left out unsaid."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.digest.test_atom import assert_valid, parsed
from tests.digest.test_html import Reader
from tests.record.rendering import RecordedPoll, as_list_page, as_rss, read_series, write_recording
from ticker.api import Ticker
from ticker.model import Config, DigestFormat, Query, Selectors, Source, SourceKind

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = "2023-03-29"
"""With 113 new items, 18 edited ones and a stale copy of the page in the middle of it."""


def opened(folder: Path, source: Source) -> Ticker:
    database = f"sqlite:///{folder / 'ticker.db'}"
    return Ticker(Config(None, database, source.zone or "UTC", None, sources=(source,)))


def of_days(polls: list[RecordedPoll], *days: str) -> list[RecordedPoll]:
    return [poll for poll in polls if poll.ts[:10] in days]


def assert_fit_to_read(ticker: Ticker, day: str) -> dict[DigestFormat, str]:
    """The limits of every form, and that all of them tell of the same."""
    shapes: tuple[DigestFormat, ...] = ("md", "text", "html", "json", "atom")
    pages = {shape: ticker.digest(query=Query(day=day), format=shape) for shape in shapes}
    value = json.loads(pages["json"])
    assert max(pages["md"].count("\n"), pages["text"].count("\n")) <= 120
    assert all(len(one) <= 78 or "://" in one for one in pages["text"].splitlines())
    assert len(pages["html"].encode()) < 100_000
    read = Reader(pages["html"])
    assert all(re.match(r"https?://", one["href"] or "") for one in read.named("a"))
    assert_valid(parsed(pages["atom"]))
    news = f"{value['counts']['new']} new"
    assert all(news in page for shape, page in pages.items() if shape != "json")
    again = {shape: ticker.digest(query=Query(day=day), format=shape) for shape in shapes}
    assert again == pages
    return pages


@pytest.mark.slow
@pytest.mark.parametrize("form", ["list", "feed"])
def test_a_day_of_a_national_newsroom(
    shared_inputs: Path, tmp_path: Path, form: SourceKind
) -> None:
    polls = of_days(
        read_series(shared_inputs / "series" / "nunl-2023-03"), "2023-03-28", DAY, "2023-03-30"
    )
    render: Callable[..., str] = (
        as_rss if form == "feed" else lambda entries: as_list_page(entries, AMSTERDAM)
    )
    source = Source("nunl", "https://www.news.example/", kind=form, zone="Europe/Amsterdam")
    index = write_recording(tmp_path / "recording", polls, render)
    with opened(tmp_path, source) as ticker:
        ticker.replay("nunl", index)
        pages = assert_fit_to_read(ticker, DAY)
        whole = ticker.digest(query=Query(day=DAY), format="md", lines=0)
    value = json.loads(pages["json"])
    top = pages["text"].splitlines()[2]
    assert top == "113 new, 18 changed since. 2 gaps."
    text = pages["text"]
    order = [text.index(f"\n{word}") for word in ("What may be missing", "Changed (", "New (")]
    assert order == sorted(order)
    assert text.count("       was: ") >= 10, "both wordings, of most that changed"
    edited = [one for one in value["items"] if one["changed"]]
    assert whole.count("  - was: ") == len(edited) == 18
    told = len(re.findall(r"^- \*\*", whole, re.MULTILINE))
    assert told == value["counts"]["new"], "each item once"
    # The page that was two weeks old: what only it had is doubtful, and gives way to the rest.
    doubtful = [one for one in value["items"] if (one["time_error_s"] or 0) >= 3_600]
    listed = {int(found) for found in re.findall(r"\[(\d+)\]", text)}
    assert doubtful or form == "feed"
    assert not listed & {one["id"] for one in doubtful if not one["changed"]}


@pytest.mark.slow
def test_a_day_that_changed_as_a_whole(shared_inputs: Path, tmp_path: Path) -> None:
    """All links and 19 headlines were rewritten at once: one line of the page."""
    index = shared_inputs / "series" / "rss-ft" / "index.jsonl"
    with opened(tmp_path, Source("ft", "https://www.ft.example/rss/home")) as ticker:
        ticker.replay("ft", index)
        pages = assert_fit_to_read(ticker, "2025-04-18")
        assert_fit_to_read(ticker, "2025-04-20")
    assert "1 list changed as a whole" in " ".join(pages["text"].split())
    assert pages["text"].count("items changed at once: ") == 1


@pytest.mark.slow
def test_a_morning_of_a_front_page(shared_inputs: Path, tmp_path: Path) -> None:
    source = Source(
        "zeit",
        "https://www.zeit.de/index",
        kind="list",
        zone="Europe/Berlin",
        selectors=Selectors(
            item="article.newsteaser", time="time", title=".newsteaser__title", link="a"
        ),
    )
    with opened(tmp_path, source) as ticker:
        ticker.replay("zeit", shared_inputs / "series/html-zeit-de-index/index.jsonl")
        pages = assert_fit_to_read(ticker, "2022-01-29")
    assert "the list had scrolled past what was known" in pages["md"]
