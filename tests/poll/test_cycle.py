"""One cycle over sources on the loopback: what is asked for, how, and what is recorded of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import rows
from tests.poll.wire import (
    HTML,
    RSS,
    Hands,
    Reply,
    Wire,
    numbered,
)
from ticker.api import Ticker
from ticker.errors import StoreBusyError, StoreError, UsageError
from ticker.model import Config, PollReport, Query, Selectors, Source

MODIFIED = "Thu, 10 Jul 2025 05:59:59 GMT"
LIST = (
    b"<!doctype html><html><body><ul>"
    b"<li><span class=time>08:54</span> <a href='/story/3'>Ferry resumes after the storm</a></li>"
    b"<li><span class=time>08:27</span> <a href='/story/2'>Storm: two hurt at the old pier</a></li>"
    b"<li><span class=time>08:10</span> <a href='/story/1'>Tide table changes from Monday</a></li>"
    b"</ul></body></html>"
)
LOGIN = b"<!doctype html><html><body><form><h1>Log in</h1><input name=user></form></body></html>"


def poll(config: Config, clock: Hands, *names: str, **asked: bool) -> PollReport:
    with Ticker(config, clock) as ticker:
        return ticker.poll(*names, **asked)


def source_row(config: Config, columns: str) -> tuple[object, ...]:
    return rows(config, f"SELECT {columns} FROM sources")[0]


# --- conditional GET --------------------------------------------------------------------------


def test_validators_are_sent_as_they_came_and_left_out_once_a_day(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/rss"] = lambda asked: Reply(
        numbered(3, 2, 1),
        304 if "if-none-match" in asked.headers else 200,
        {**RSS, "ETag": 'W/"a-1, \\"', "Last-Modified": MODIFIED},
    )
    config = configured()
    for hours in (0, 1, 11, 11, 2, 1):
        clock.on(hours=hours)
        poll(config, clock, all_sources=True)
    sent = [
        (a.headers.get("if-none-match"), a.headers.get("if-modified-since")) for a in source.asked
    ]
    both = ('W/"a-1, \\"', MODIFIED)
    assert sent == [(None, None), both, both, both, (None, None), both]
    assert rows(config, "SELECT outcome, status, repeats FROM polls ORDER BY at") == [
        ("new", 200, 1),
        ("not_modified", 304, 1),
        ("not_modified", 304, 1),
        ("not_modified", 304, 1),
        ("same", 200, 1),
        ("not_modified", 304, 1),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "list"},
        {"zone": "Europe/Kyiv"},
        {"selectors": Selectors(item="li")},
        {"url": "/other"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_no_validators_are_sent_once_the_answer_would_be_read_otherwise(
    changed: dict[str, object], configured: Configured, source: Wire, clock: Hands
) -> None:
    answer = Reply(LIST, headers={**HTML, "ETag": '"1"'})
    source.answers |= {"/rss": answer, "/other": answer}
    before = Source("harbour", source.url("/rss"))
    if "url" in changed:
        changed = {"url": source.url("/other")}
    poll(configured(before), clock)
    poll(configured(replace(before, **changed)), clock, all_sources=True, force=True)  # type: ignore[arg-type]
    asked = [a for a in source.asked if a.path != "/robots.txt"]
    assert "if-none-match" not in asked[-1].headers
    assert len(asked) == 2


def test_a_304_where_nothing_is_known_is_a_failure(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/rss"] = Reply(status=304)
    assert poll(configured(), clock).failed == 1


# --- when ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "said"), [(429, "7200"), (503, "7200"), (404, "7200")])
def test_retry_after_is_obeyed_and_survives_a_restart(
    status: int, said: str, configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/rss"] = Reply(b"later", status, {"Retry-After": said})
    config = configured()
    poll(config, clock)
    clock.on(seconds=7_199)
    assert poll(config, clock).polled == 0
    clock.on(seconds=1_000)
    assert poll(config, clock).polled == 1
    assert len(source.asked) == 2


@pytest.mark.parametrize("quiet", ["same", "304", "failed"])
def test_an_interval_that_the_feed_asks_for_holds_after_polls_that_did_not_read_it(
    quiet: str, configured: Configured, source: Wire, clock: Hands
) -> None:
    document = numbered(*range(20, 0, -1), extra="<ttl>50</ttl>")
    source.answers["/rss"] = Reply(document, headers={**RSS, "ETag": '"1"'})
    config = configured()
    poll(config, clock)
    assert source_row(config, "interval_s") == (3_000,)
    answers = {"same": Reply(document), "304": Reply(status=304), "failed": Reply(b"", 503)}
    source.answers["/rss"] = answers[quiet]
    clock.on(hours=2)
    poll(config, clock)
    assert source_row(config, "interval_s") == (3_000,)


def test_what_is_due_is_polled_and_the_rest_is_counted(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    for path in ("/a", "/b", "/c"):
        source.answers[path] = Reply(numbered(1))
    config = configured(*(Source(path.strip("/"), source.url(path)) for path in ("/a", "/b", "/c")))
    first = poll(config, clock, "b")
    assert (first.polled, first.not_due) == (1, 0)
    second = poll(config, clock)
    assert (second.polled, second.not_due) == (2, 1)
    clock.on(minutes=2)
    assert poll(config, clock, all_sources=True).polled == 3
    with pytest.raises(UsageError, match="no source named 'd'"):
        poll(config, clock, "d")


def test_a_host_is_visited_with_room_between_unless_forced(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    for path in ("/a", "/b", "/c"):
        source.answers[path] = Reply(numbered(1))
    names = [Source(path.strip("/"), source.url(path), kind="feed") for path in ("/a", "/b", "/c")]
    config = configured(*names, spacing_s=0.4)
    poll(config, clock, all_sources=True)
    starts = [asked.at for asked in source.asked]
    assert all(later - earlier > 0.35 for earlier, later in pairwise(starts))
    source.asked.clear()
    wide = replace(config, poll=replace(config.poll, spacing_s=600.0))
    assert poll(wide, clock, all_sources=True, force=True).polled == 3


def test_a_clock_that_goes_back_never_puts_polls_out_of_order(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    config = configured()
    for number, minutes in enumerate((0, -60, 0, 120), start=1):
        clock.on(minutes=minutes)
        source.answers["/rss"] = Reply(numbered(*range(number, 0, -1)))
        poll(config, clock, all_sources=True)
    polls = rows(config, "SELECT at, new FROM polls ORDER BY id")
    assert polls == [
        ("2025-07-10T06:00:00Z", 1),
        ("2025-07-10T06:00:01Z", 1),
        ("2025-07-10T06:00:02Z", 1),
        ("2025-07-10T07:00:00Z", 1),
    ]
    assert rows(config, "SELECT count(*) FROM items")[0] == (4,)


# --- what comes back ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [None, "feed"])
def test_a_login_page_in_a_feeds_place_is_a_failed_poll_and_its_items_stay(
    kind: str | None, configured: Configured, source: Wire, clock: Hands
) -> None:
    """What was once read as a feed is remembered to be one."""
    config = configured(Source("harbour", source.url("/rss"), kind=kind))  # type: ignore[arg-type]
    source.answers["/rss"] = Reply(numbered(3, 2, 1))
    poll(config, clock)
    assert source_row(config, "kind") == ("feed",)
    source.answers["/rss"] = Reply(LOGIN, headers=HTML)
    for _ in range(3):
        clock.on(hours=1)
        assert poll(config, clock, all_sources=True).failed == 1
    outcome, stage, error = rows(
        config, "SELECT outcome, stage, error FROM polls ORDER BY at DESC LIMIT 1"
    )[0]
    assert (outcome, stage) == ("failed", "parse")
    assert "not a feed" in str(error)
    assert rows(config, "SELECT DISTINCT state FROM items") == [("listed",)]


def test_a_page_is_asked_for_by_robots_once_it_is_known_to_be_a_list(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/list"] = Reply(LIST, headers=HTML)
    source.answers["/robots.txt"] = Reply(
        b"User-agent: *\nDisallow: /list\n", headers={"Content-Type": "text/plain"}
    )
    config = configured(Source("pier", source.url("/list")))
    assert poll(config, clock).new == 3
    clock.on(minutes=2)
    assert poll(config, clock, all_sources=True).failed == 1
    assert "robots.txt" in str(source_row(config, "error")[0])
    feed = configured(Source("wire", source.url("/list"), kind="feed"), at="feed")
    source.asked.clear()
    poll(feed, clock)
    assert source.paths() == ["/list"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"", 200),
        Reply(b"\x00\xff\xfe" * 999, 200),
        Reply(numbered(3, 2, 1)[:-40], 200),
        Reply(b"gone", 410),
        Reply(b"", 200, {"Content-Length": "12abc"}),
    ],
    ids=["empty", "bytes", "cut", "gone", "length"],
)
def test_a_bad_answer_costs_its_own_source_one_poll(
    reply: Reply, configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers |= {"/bad": reply, "/rss": Reply(numbered(2, 1))}
    config = configured(
        Source("bad", source.url("/bad"), kind="feed"), Source("good", source.url("/rss"))
    )
    report = poll(config, clock)
    assert (report.polled, report.failed, report.new) == (2, 1, 2)


def test_a_local_file_is_polled_like_an_address(configured: Configured, clock: Hands) -> None:
    config = configured(Source("file", "/nowhere/feed.xml"))
    assert poll(config, clock).failed == 1
    assert "no such file" in str(source_row(config, "error")[0])


# --- the store ----------------------------------------------------------------------------------


def test_a_second_writer_is_refused_and_readers_are_not(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/rss"] = Reply(numbered(1))
    config = configured()
    with Ticker(config, clock).polling() as poller:
        poller.cycle()
        with pytest.raises(StoreBusyError, match="already running, pid"):
            poll(config, clock)
        with Ticker(config, clock) as reader:
            assert len(reader.find(Query())) == 1


def test_captures_that_cannot_be_written_stop_the_poll_before_it_is_recorded(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/rss"] = Reply(numbered(1))
    config = replace(configured(), captures="/dev/null/captures")
    with pytest.raises(StoreError, match="captures cannot be written"):
        poll(config, clock)
    assert rows(config, "SELECT count(*) FROM poll") == [(0,)]
    assert source_row(config, "last_poll_at, failures") == (None, 0)
    poll(configured(), clock)
    assert rows(config, "SELECT count(*) FROM items") == [(1,)]


def test_a_secret_in_the_address_is_kept_out_of_the_record(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/rss"] = Reply(numbered(1))
    hidden = Source("harbour", source.url("/${KEY}"), secret_url=source.url("/rss"))
    config = configured(hidden)
    poll(config, clock)
    assert source.paths() == ["/rss"]
    assert source_row(config, "url") == (source.url("/${KEY}"),)


def test_a_poller_that_is_closed_lets_go_of_visits_under_way(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/rss"] = Reply(hang_s=60)
    with Ticker(configured(), clock).polling() as poller:
        poller.start(poller.config.sources[0], None, lambda visit: None)
    assert rows(configured(), "SELECT count(*) FROM poll") == [(0,)]
