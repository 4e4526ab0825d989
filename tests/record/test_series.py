"""Recorded days of real sources, replayed: every story once, every time right, every edit kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.record.rendering import RecordedPoll, as_list_page, as_rss, read_series, write_recording
from ticker.api import Ticker
from ticker.model import Config, Query, Selectors, Source

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STALE = "2023-03-29T12:04:21Z"
"""The one poll of the series that is a copy of the page as it was two weeks before."""


def opened(tmp_path: Path, source: Source) -> Ticker:
    return Ticker(
        Config(
            path=None,
            database=f"sqlite:///{tmp_path / 'ticker.db'}",
            zone="UTC",
            captures=None,
            sources=(source,),
        )
    )


def titles_over_time(polls: list[RecordedPoll]) -> dict[int, list[str]]:
    """The truth: each story's wordings in their order, repeated ones only where they alternate."""
    truth: dict[int, list[str]] = {}
    for poll in polls:
        for entry in poll.entries:
            wordings = truth.setdefault(entry["id"], [])
            if not wordings or wordings[-1] != entry["title"]:
                wordings.append(entry["title"])
    return truth


@pytest.fixture(scope="module")
def nunl(shared_inputs: Path) -> list[RecordedPoll]:
    return read_series(shared_inputs / "series" / "nunl-2023-03")


def number_of(url: str) -> int:
    return int(url.split("/")[4])


@pytest.mark.slow
@pytest.mark.parametrize("form", ["list", "feed"])
def test_every_story_once_with_its_time_and_all_its_wordings(
    form: str, nunl: list[RecordedPoll], tmp_path: Path
) -> None:
    source = Source(
        "nunl",
        "https://www.news.example/net-binnen",
        kind="list" if form == "list" else "feed",
        zone="Europe/Amsterdam" if form == "list" else None,
    )
    index = write_recording(
        tmp_path / "recording",
        nunl,
        (lambda entries: as_list_page(entries, AMSTERDAM)) if form == "list" else as_rss,
    )
    truth = titles_over_time(nunl)
    with opened(tmp_path, source) as ticker:
        report = ticker.replay("nunl", index)
        items = ticker.find(Query(limit=None))
        histories = {number_of(i.url or ""): ticker.history(i.id) for i in items}
        gaps = ticker.gaps()
        again = ticker.replay("nunl", index)
        assert ticker.find(Query(limit=None)) == items
    assert report.failed == 0
    assert (again.played, again.skipped) == (0, len(nunl))
    assert len(items) == len(truth)
    assert histories.keys() == truth.keys()
    for number, wordings in truth.items():
        kept = [r.title for r in histories[number].revisions if r.kind != "link"]
        assert kept == wordings, number
    stale = next(poll for poll in nunl if poll.ts == STALE)
    only_there = {e["id"] for e in stale.entries}
    for poll in nunl:
        for entry in poll.entries:
            claim = histories[entry["id"]].item.claim
            truth_at = datetime.fromisoformat(entry["published_at"])
            assert claim.at is not None
            if form == "list" and entry["id"] in only_there:
                assert claim.error_s is not None
                assert claim.error_s >= 86_400
            else:
                assert abs((claim.at - truth_at).total_seconds()) < 60, entry["title"]
    assert datetime.fromisoformat(STALE) in {gap.until_at for gap in gaps}
    assert len(gaps) == 2, "into the stale copy and out of it"


@pytest.mark.slow
def test_a_feed_whose_dates_move_keeps_one_item_a_guid(shared_inputs: Path, tmp_path: Path) -> None:
    folder = shared_inputs / "series" / "rss-ft"
    with opened(tmp_path, Source("ft", "https://www.ft.example/rss/home")) as ticker:
        ticker.replay("ft", folder / "index.jsonl")
        items = ticker.find(Query(limit=None))
        guids = [item.sightings[0].guid for item in items]
        assert len(guids) == len(set(guids))
        assert ticker.replay("ft", folder / "index.jsonl").played == 0
        assert ticker.find(Query(limit=None)) == items


@pytest.mark.slow
def test_a_page_with_machine_times_gives_no_wrong_date_and_its_one_gap(
    shared_inputs: Path, tmp_path: Path
) -> None:
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
        report = ticker.replay("zeit", shared_inputs / "series/html-zeit-de-index/index.jsonl")
        items = ticker.find(Query(limit=None))
        gaps = ticker.gaps()
    assert report.failed == 0
    assert {item.claim.basis for item in items} == {"stated"}
    assert [(g.reason, f"{g.until_at:%H:%M}") for g in gaps] == [("no-overlap", "07:34")]
