"""What the newsroom serves is what its stories say, and ticker's own parsers agree."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from http.client import HTTPResponse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.api import try_document
from ticker.demo.documents import document
from ticker.demo.hours import Clock
from ticker.demo.newsroom import Paper
from ticker.demo.serving import served
from ticker.demo.stories import CLOSES_AT, OPENS_AT, PAPERS
from ticker.model import Source

MINUTES = int((CLOSES_AT - OPENS_AT) / timedelta(minutes=1))
moments = st.integers(0, MINUTES).map(lambda minute: OPENS_AT + timedelta(minutes=minute))
papers = st.sampled_from(PAPERS)


@given(paper=papers, at=moments)
def test_a_list_is_as_long_as_it_may_be_newest_first_and_knows_no_future(
    paper: Paper, at: datetime
) -> None:
    listed = paper.listed(at)
    times = [story.published_at for story in listed]
    assert len(listed) == min(paper.rows, sum(story.stands(at) for story in paper.stories))
    assert times == sorted(times, reverse=True)
    assert all(time <= at for time in times)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
@pytest.mark.parametrize("minute", [0, 30, 80, MINUTES])
def test_a_document_says_what_is_listed_at_true_times(paper: Paper, minute: int) -> None:
    at = OPENS_AT + timedelta(minutes=minute)
    source = Source(paper.name, f"http://127.0.0.1{paper.path}", zone=paper.zone)
    found = try_document(source, at=at, body=document(paper, at)).items
    listed = paper.listed(at)
    assert [item.title for item in found] == [story.title(at) for story in listed]
    assert [item.url for item in found] == [story.address for story in listed]
    for item, story in zip(found, listed, strict=True):
        assert not story.dated or item.claim.at == story.published_at


def test_the_morning_holds_what_the_story_needs() -> None:
    stories = [story for paper in PAPERS for story in paper.stories]
    assert {paper.language for paper in PAPERS} == {"en", "uk"}
    assert {paper.form for paper in PAPERS} == {"rss", "atom", "json", "page"}
    assert any(story.gone_at for story in stories)
    assert any(title.startswith("Updated") for story in stories for _, title in story.wordings)
    assert any(paper.down for paper in PAPERS)


def test_the_server_is_one_of_the_real_kind() -> None:
    """404 for what is not there, ETag and 304, 503 while it is down."""
    clock = Clock(OPENS_AT)
    agency = next(paper for paper in PAPERS if paper.down)
    assert agency.down is not None
    with served(PAPERS, clock) as place:
        first = ask(f"http://{place}{agency.path}")
        assert (first.status, first.headers["Content-Type"]) == (
            200,
            "application/feed+json; charset=utf-8",
        )
        etag = first.headers["ETag"]
        assert status(f"http://{place}{agency.path}", etag) == 304
        assert status(f"http://{place}/robots.txt") == 404
        clock.move(agency.down[0])
        assert status(f"http://{place}{agency.path}", etag) == 503
        clock.move(agency.down[1])
        assert status(f"http://{place}{agency.path}", etag) == 200


def test_a_clock_stands_at_whole_seconds_and_never_before_what_it_was_moved_to() -> None:
    clock = Clock(OPENS_AT)
    assert clock() == OPENS_AT
    assert clock().tzinfo is UTC
    clock.move(OPENS_AT + timedelta(seconds=1, microseconds=1))
    assert clock() == OPENS_AT + timedelta(seconds=2)


def ask(url: str, etag: str = "") -> HTTPResponse:
    request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    answer = opener.open(request, timeout=60)
    assert isinstance(answer, HTTPResponse)
    with answer:
        answer.read()
    return answer


def status(url: str, etag: str = "") -> int:
    try:
        return ask(url, etag).status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
