"""The numbers of politeness, each over sources on the loopback, with a clock in the test's hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import rows
from tests.poll.wire import DAWN, RSS, Asked, Hands, Reply, Wire, numbered, rss
from ticker.api import Ticker
from ticker.model import Config, KnownSource, PollReport, Source, SourceStatus
from ticker.poll import Poller

HOUR, DAY = 3_600, 86_400
NEWS = numbered(3, 2, 1)


class Desk:
    """A poller that is kept, and what its store says."""

    def __init__(self, poller: Poller, config: Config, clock: Hands) -> None:
        self.poller = poller
        self.config = config
        self.clock = clock

    def poll(self, *names: str, **asked: bool) -> PollReport:
        return self.poller.cycle(names, **asked)

    def state(self, name: str = "harbour") -> KnownSource:
        return self.poller.store.source_states()[name]

    def wait_s(self, name: str = "harbour") -> float:
        """Seconds from now to its next poll."""
        due = self.state(name).next_poll_at
        assert due is not None
        return (due - self.clock.now).total_seconds()

    def until_due(self, name: str = "harbour") -> float:
        """Poll when it is due; how long that was."""
        waited = max(self.wait_s(name), 0)
        self.clock.on(seconds=waited)
        assert self.poll().polled >= 1
        return waited


@contextmanager
def open_desk(config: Config, clock: Hands) -> Iterator[Desk]:
    with Ticker(config, clock) as ticker, ticker.polling() as poller:
        yield Desk(poller, config, clock)


@pytest.fixture
def desk(configured: Configured, source: Wire, clock: Hands) -> Iterator[Desk]:
    """A source of three stories, not polled yet."""
    source.answers["/rss"] = Reply(NEWS)
    with open_desk(configured(), clock) as opened:
        yield opened


def status(desk: Desk) -> SourceStatus:
    return next(one for one in desk.poller.store.sources() if one.name == "harbour")


def events(desk: Desk) -> list[tuple[object, ...]]:
    return rows(desk.config, "SELECT kind, detail FROM changes WHERE kind LIKE 'source_%'")


def growing(every_s: float, clock: Hands, listed: int = 20) -> Callable[[Asked], Reply]:
    """A feed with a story more each `every_s`, and the newest `listed` of them."""

    def answer(asked: Asked) -> Reply:
        newest = 100 + int((clock.now - DAWN).total_seconds() // every_s)
        return Reply(numbered(*range(newest, newest - listed, -1)))

    return answer


# --- default, floor and hard stop --------------------------------------------------------------


def test_a_source_of_unknown_rhythm_is_polled_every_quarter_of_an_hour(
    desk: Desk, source: Wire
) -> None:
    source.answers["/rss"] = Reply(numbered(1))
    desk.poll()
    assert 0.9 * 900 <= desk.wait_s() <= 1.1 * 900 + 1
    assert status(desk).interval_why == "no rhythm known yet"


def test_auto_never_polls_more_often_than_every_five_minutes(desk: Desk, source: Wire) -> None:
    source.answers["/rss"] = growing(20, desk.clock)
    desk.poll()
    for _ in range(8):
        assert desk.until_due() >= 300


@pytest.mark.parametrize(("interval_s", "least_s"), [(90, 81), (60, 60), (5, 60)])
def test_a_feed_may_be_polled_more_often_but_never_under_a_minute(
    interval_s: int, least_s: int, configured: Configured, source: Wire, clock: Hands
) -> None:
    source.answers["/rss"] = Reply(NEWS)
    url = source.url("/rss")
    with open_desk(configured(Source("harbour", url, interval_s=interval_s)), clock) as desk:
        desk.poll()
        assert least_s <= desk.wait_s() <= max(interval_s, 60) * 1.1 + 1


# --- the rhythm --------------------------------------------------------------------------------


def test_auto_finds_half_the_gap_between_items(desk: Desk, source: Wire) -> None:
    """A story every 40 minutes: polled every 20, give or take what a poll can see of it."""
    source.answers["/rss"] = growing(2_400, desk.clock)
    desk.poll()
    waits = [desk.until_due() for _ in range(60)]
    assert 900 < sum(waits[30:]) / 30 < 1_700
    assert "the usual gap between new items" in (status(desk).interval_why or "")


def test_a_list_that_shares_nothing_with_the_one_before_halves_it_and_is_a_gap(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    """A window overrun: items were missed, and the next poll comes sooner."""
    source.answers["/rss"] = growing(2_400, clock)
    with open_desk(configured(min_s=60), clock) as desk:
        desk.poll()
        while clock.now < DAWN + timedelta(hours=8):
            desk.until_due()
        before = desk.state().interval_s or 0
        source.answers["/rss"] = Reply(numbered(*range(900, 880, -1)))
        desk.until_due()
        assert before > 600
        assert (desk.state().interval_s or 0) <= before / 2 + 1
        ((reason, _, until),) = gaps(desk.config)
        assert (reason, until is None) == ("no-overlap", False)


def test_a_source_that_falls_silent_is_polled_less_and_less(desk: Desk, source: Wire) -> None:
    """Half as often again after three polls without anything new; an hour at most within a week of
    the last item, six hours after, a day after ninety days."""

    def intervals(polls: int, day: float = 0) -> list[int]:
        desk.clock.now = max(desk.clock.now, DAWN + timedelta(days=day))
        found = []
        for _ in range(polls):
            desk.until_due()
            found.append(desk.state().interval_s or 0)
        return found

    desk.poll()
    first = desk.state().interval_s
    early = intervals(10)
    assert early[:2] == [first] * 2
    assert early[-1] == HOUR
    assert all(later <= earlier * 1.5 + 1 for earlier, later in itertools.pairwise(early))
    assert set(intervals(2, day=6.8)) == {HOUR}
    assert intervals(6, day=7.1)[-1] == 6 * HOUR
    assert intervals(2, day=89)[-1] == 6 * HOUR
    assert intervals(6, day=91)[-1] == DAY
    source.answers["/rss"] = Reply(numbered(4, 3, 2, 1))
    assert intervals(1)[0] <= HOUR


# --- what the source asks for ------------------------------------------------------------------

FRESH: dict[str, tuple[Mapping[str, str], str, int]] = {
    "max-age": ({"Cache-Control": "public, max-age=2700"}, "", 2_700),
    "longest": ({"Cache-Control": "max-age=60, s-maxage=2700"}, "", 2_700),
    "age": ({"Cache-Control": "max-age=3000", "Age": "300"}, "", 2_700),
    "month": ({"Cache-Control": "max-age=2592000"}, "", HOUR),  # measured: an hour at most
    "huge": ({"Cache-Control": "max-age=99999999999999"}, "", HOUR),
    "quoted": ({"Cache-Control": 'private="x", max-age="2700"'}, "", 2_700),
    "negative": ({"Cache-Control": "max-age=-5"}, "", 0),
    "expires": ({"Expires": "+2700"}, "", 2_700),
    "expired": ({"Expires": "0"}, "", 0),
    "long-expired": ({"Expires": "-2700"}, "", 0),
    "overruled": ({"Expires": "+2700", "Cache-Control": "max-age=0"}, "", 0),
    "no-cache": ({"Expires": "+2700", "Cache-Control": "no-cache"}, "", 0),
    "ttl": ({}, "<ttl>45</ttl>", 2_700),
    "long-ttl": ({}, "<ttl>720</ttl>", HOUR),
    "sy": (
        {},
        '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly'
        '</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/'
        'syndication/">2</sy:updateFrequency>',
        1_800,
    ),
}
"""What a source says (headers, elements of its channel), and what it is taken for, in seconds."""


def test_freshness_and_ttl_are_lower_bounds_on_200_and_304(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    for name, (headers, extra, _) in FRESH.items():
        said = {"ETag": '"a"', "Date": dated("+0", clock.now)}
        said |= {key: dated(value, clock.now) for key, value in headers.items()}
        body = numbered(3, 2, 1, extra=extra)
        source.answers[f"/{name}"] = Reply(body, headers={**RSS, **said})
    with open_desk(configured(*hosts(source, *FRESH)), clock) as desk:
        desk.poll()
        first = {name: desk.wait_s(name) for name in FRESH}
        for name in FRESH:
            answer = source.answers[f"/{name}"]
            assert isinstance(answer, Reply)
            source.answers[f"/{name}"] = replace(answer, status=304)
        clock.on(hours=1.2)
        assert desk.poll().polled == len(FRESH)
        assert {one.headers.get("if-none-match") for one in source.asked[-len(FRESH) :]} == {'"a"'}
        second = {name: desk.wait_s(name) for name in FRESH}
    least = {name: least_s for name, (_, _, least_s) in FRESH.items()}
    assert {name: waited for name, waited in first.items() if waited < least[name]} == {}
    assert {name: waited for name, waited in second.items() if waited < least[name]} == {}
    assert {name: waited for name, waited in first.items() if waited > 1.1 * HOUR} == {}
    free = [name for name in FRESH if not least[name]]
    assert max(first[name] for name in free) <= 331  # five minutes, and the tenth


def dated(value: str, now: datetime) -> str:
    """``+2700`` as the HTTP date of so many seconds from now."""
    if not value.startswith(("+", "-")):
        return value
    return format_datetime(now + timedelta(seconds=int(value)), usegmt=True)


def test_a_ttl_that_a_304_does_not_repeat_still_holds(desk: Desk, source: Wire) -> None:
    body = numbered(3, 2, 1, extra="<ttl>45</ttl>")
    source.answers["/rss"] = Reply(body, headers={**RSS, "ETag": '"a"'})
    desk.poll()
    source.answers["/rss"] = Reply(status=304, headers={})
    for _ in range(3):
        assert desk.until_due() >= 2_700
    source.answers["/rss"] = Reply(numbered(4, 3, 2, 1))
    desk.until_due()
    assert desk.wait_s() < 2_700


# --- back-off ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "cap_s"), [(500, 6 * HOUR), (404, DAY), (403, DAY), (401, DAY), (200, 6 * HOUR)]
)
def test_back_off_doubles_to_its_cap_and_never_gives_up(
    status: int, cap_s: int, desk: Desk, source: Wire
) -> None:
    """Nothing is disabled, and the items stay; the first success resets it."""
    desk.poll()
    interval = desk.state().interval_s or 0
    source.answers["/rss"] = Reply(b"<html><p>nothing here</p></html>", status, {})
    waits = [desk.until_due() for _ in range(13)][1:]
    for number, waited in enumerate(waits, start=1):
        doubled = interval * 2 ** min(number, 6)
        assert min(doubled * 0.8, cap_s * 0.8) <= waited <= min(doubled * 1.2, cap_s) + 1
    assert waits[-1] > 0.79 * min(cap_s, interval * 64)
    assert status_of(desk) == ("failing", 13)
    assert rows(desk.config, "SELECT count(*) FROM items WHERE state = 'listed'") == [(3,)]
    source.answers["/rss"] = Reply(NEWS)
    desk.until_due()
    assert status_of(desk) == ("ok", 0)
    assert desk.wait_s() < 2 * HOUR
    assert [kind for kind, _ in events(desk)] == ["source_failed", "source_recovered"]


def status_of(desk: Desk) -> tuple[str, int]:
    found = status(desk)
    return found.state, found.failures


def test_a_source_that_is_gone_is_asked_weekly(desk: Desk, source: Wire) -> None:
    """410 three times over 72 hours; it is asked again for ever, and may come back."""
    desk.poll()
    source.answers["/rss"] = Reply(b"", 410, {})
    states, waits = [], []
    for _ in range(22):
        desk.until_due()
        states.append(status(desk).state)
        waits.append(desk.wait_s())
        if states[-1] == "gone?":
            assert desk.clock.now - DAWN >= timedelta(hours=72)
            assert waits[-1] >= 0.9 * 7 * DAY
        else:
            assert waits[-1] <= DAY
    assert states[-1] == "gone?"
    assert states.count("gone?") >= 2
    assert "asked weekly" in (status(desk).reason or "")
    source.answers["/rss"] = Reply(numbered(4, 3, 2))
    desk.until_due()
    assert status_of(desk) == ("ok", 0)
    assert status(desk).reason is None


# --- Retry-After -------------------------------------------------------------------------------


RETRY_AFTER: dict[str, tuple[str | None, int | None]] = {
    "seconds": ("7200", 7_200),
    "date": ("+7200", 7_200),  # the HTTP date of two hours from now, by the poller's clock
    "gone-by": ("-7200", None),
    "zero": ("0", None),
    "day": ("86400", DAY),
    "year": ("31536000", DAY),  # a day at most
    "huge": ("9" * 5_000, DAY),
    "far-date": ("+31536000", DAY),
    "word": ("soon", None),
    "negative": ("-5", None),
    "broken": ("1.5", None),
    "empty": ("", None),
    "missing": (None, None),
}
"""The field as it is sent, and the wait that it is taken for."""


def retry_after(said: str | None, now: datetime) -> dict[str, str]:
    if said is None:
        return {}
    date = format_datetime(now, usegmt=True)  # dates are read against the server's own
    return {"Retry-After": said if said == "-5" else dated(said, now), "Date": date}


def test_retry_after_is_obeyed_in_every_form(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    """What cannot be read is as good as nothing: then the source backs off as after any failure."""
    for name, (said, _) in RETRY_AFTER.items():
        source.answers[f"/{name}"] = Reply(b"", 503, retry_after(said, clock.now))
    with open_desk(configured(*hosts(source, *RETRY_AFTER)), clock) as desk:
        assert desk.poll().failed == len(RETRY_AFTER)
        for name, (_, asked_s) in RETRY_AFTER.items():
            low = 1_440 if asked_s is None else asked_s
            high = 2_161 if asked_s is None else min(1.1 * asked_s + 1, DAY)
            assert low <= desk.wait_s(name) <= high, name


@pytest.mark.parametrize("form", ["seconds", "date", "gone-by", "huge", "word", "missing"])
def test_retry_after_goes_with_429_as_with_503(form: str, desk: Desk, source: Wire) -> None:
    """Where it says nothing, half an hour at least."""
    said, asked_s = RETRY_AFTER[form]
    source.answers["/rss"] = Reply(b"", 429, retry_after(said, desk.clock.now))
    desk.poll()
    low = 1_800 if asked_s is None else asked_s
    assert low <= desk.wait_s() <= (3_601 if asked_s is None else min(1.1 * asked_s + 1, DAY))


def test_a_hold_survives_a_restart(configured: Configured, source: Wire, clock: Hands) -> None:
    config = configured()
    source.answers["/rss"] = Reply(b"", 429, {"Retry-After": "7200"})
    for minutes in (0, 1, 59, 119):
        clock.now = DAWN + timedelta(minutes=minutes)
        with open_desk(config, clock) as desk:
            desk.poll()
            desk.poll(all_sources=True)
            assert desk.poll("harbour").held == 1
    assert len(source.asked) == 1
    with open_desk(config, clock) as desk:
        desk.poll("harbour", force=True)
    assert len(source.asked) == 2


# --- 429 for the host, 503 for the source ------------------------------------------------------


def hosts(source: Wire, *paths: str) -> tuple[Source, ...]:
    return tuple(Source(path, source.url(f"/{path}")) for path in paths)


def test_429_holds_every_source_of_the_host(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    """Whoever waits for a turn is not let through, whoever is new waits."""
    for path in "abcd":
        source.answers[f"/{path}"] = Reply(b"", 429, {"Retry-After": "7200"})
    config = configured(*hosts(source, "a", "b", "c"), per_host=1)
    with open_desk(config, clock) as desk:
        report = desk.poll()
        assert (report.polled, report.failed) == (3, 3)
        assert len(source.asked) == 1
        states = [desk.state(name) for name in "abc"]
        assert all(desk.wait_s(name) >= 7_200 for name in "abc")
    assert sum("not asked" in (state.error or "") for state in states) == 2
    statuses = Ticker(config, clock).sources()
    assert [one.state for one in statuses] == ["held"] * 3
    clock.on(minutes=5)
    with open_desk(configured(*hosts(source, "a", "b", "c", "d"), per_host=1), clock) as desk:
        assert desk.poll().polled == 0
        assert desk.poll("d").held == 1
        assert desk.wait_s("d") >= 6_900
    assert len(source.asked) == 1


def test_429_puts_off_what_was_due_sooner_and_nobody_elsewhere(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    for path in "ab":
        source.answers[f"/{path}"] = Reply(NEWS)
    elsewhere = Source("c", f"http://localhost:{source.place.partition(':')[2]}/a")
    elsewhere = replace(elsewhere, allow_private=(elsewhere.url.split("/")[2],))
    config = configured(*hosts(source, "a", "b"), elsewhere)
    with open_desk(config, clock) as desk:
        desk.poll()
        before = desk.wait_s("c")
        source.answers["/a"] = Reply(b"", 429, {"Retry-After": "30000"})
        clock.on(seconds=desk.wait_s("a"))
        gone = desk.wait_s("a")
        desk.poll("a")
        assert gone == 0
        assert desk.wait_s("a") >= 30_000
        assert desk.wait_s("b") >= 30_000
        assert desk.wait_s("c") <= before
        assert desk.state("b").failures == 0


def test_503_holds_its_own_source_only(configured: Configured, source: Wire, clock: Hands) -> None:
    source.answers["/a"] = Reply(b"", 503, {"Retry-After": "7200"})
    source.answers["/b"] = Reply(NEWS)
    with open_desk(configured(*hosts(source, "a", "b")), clock) as desk:
        assert desk.poll().failed == 1
        assert desk.wait_s("a") >= 7_200
        assert desk.wait_s("b") <= 1_000
        clock.on(seconds=1_000)
        assert desk.poll().polled == 1
    assert source.paths().count("/a") == 1


def test_429_without_a_time_holds_half_an_hour_to_an_hour(desk: Desk, source: Wire) -> None:
    source.answers["/rss"] = Reply(b"", 429, {})
    desk.poll()
    assert 1_800 <= desk.wait_s() <= 3_601
    assert desk.poller.store.host_holds(desk.clock.now) == {source.place: desk.state().next_poll_at}
    source.answers["/rss"] = Reply(NEWS)
    desk.until_due()
    assert desk.poller.store.host_holds(desk.clock.now) == {}
    assert status(desk).state == "ok"


# --- by hand -----------------------------------------------------------------------------------


def test_by_hand_a_source_is_polled_once_a_minute_at_most(desk: Desk, source: Wire) -> None:
    desk.poll()
    for seconds in (0, 30, 59):
        desk.clock.now = DAWN + timedelta(seconds=seconds)
        assert (desk.poll("harbour").held, desk.poll(all_sources=True).held) == (1, 1)
    assert len(source.asked) == 1
    desk.clock.now = DAWN + timedelta(seconds=61)
    assert desk.poll("harbour").polled == 1
    assert desk.poll("harbour", force=True).polled == 1
    assert len(source.asked) == 3


def test_by_hand_a_back_off_is_waited_out(desk: Desk, source: Wire) -> None:
    desk.poll()
    source.answers["/rss"] = Reply(b"", 500, {})
    desk.until_due()
    source.answers["/rss"] = Reply(NEWS)
    desk.clock.on(minutes=2)
    assert desk.poll("harbour").held == 1
    assert desk.poll("harbour", force=True).failed == 0


# --- validators --------------------------------------------------------------------------------


def test_no_more_than_one_unconditional_request_a_day(desk: Desk, source: Wire) -> None:
    """Validators go back byte for byte, both of them, quotes and weak marks included."""
    said = {"ETag": 'W/"a-1,2"', "Last-Modified": "Thu, 10 Jul 2025 05:59:59 GMT"}

    def answer(asked: Asked) -> Reply:
        if "if-none-match" in asked.headers:
            assert asked.headers["if-none-match"] == said["ETag"]
            assert asked.headers["if-modified-since"] == said["Last-Modified"]
            return Reply(status=304, headers=said)
        return Reply(NEWS, headers={**RSS, **said})

    source.answers["/rss"] = answer
    desk.poll()
    while desk.clock.now < DAWN + timedelta(hours=71):
        desk.until_due()
    bare = [number for number, one in enumerate(source.asked) if "if-none-match" not in one.headers]
    assert len(bare) == 3
    assert len(source.asked) > 30
    assert not status(desk).lying


def test_a_source_that_fails_for_days_is_not_asked_without_validators_at_each_try(
    desk: Desk, source: Wire
) -> None:
    said = {**RSS, "ETag": '"a"'}
    source.answers["/rss"] = Reply(NEWS, headers=said)
    desk.poll()
    source.answers["/rss"] = Reply(b"", 500)
    while desk.clock.now < DAWN + timedelta(hours=71):
        desk.until_due()
    assert len(source.asked) > 10
    assert all("if-none-match" in asked.headers for asked in source.asked[1:])
    source.answers["/rss"] = lambda asked: (
        Reply(status=304, headers=said)
        if "if-none-match" in asked.headers
        else Reply(NEWS, headers=said)
    )
    desk.until_due()
    desk.until_due()
    assert "if-none-match" not in source.asked[-1].headers


def test_a_304_that_lies_is_found_out_within_a_day(desk: Desk, source: Wire) -> None:
    """A server with one ETag for all times: its 304 hides what is new, and is asked for no more."""

    def answer(asked: Asked) -> Reply:
        if "if-none-match" in asked.headers:
            return Reply(status=304, headers={"ETag": '"for ever"'})
        newest = 3 + int((desk.clock.now - DAWN).total_seconds() // 1_800)
        listed = range(newest, max(newest - 60, 0), -1)
        return Reply(numbered(*listed), headers={**RSS, "ETag": '"for ever"'})

    source.answers["/rss"] = answer
    desk.poll()
    while desk.clock.now < DAWN + timedelta(hours=30):
        desk.until_due()
    assert status(desk).lying
    assert "304" in (status(desk).reason or "")
    late = source.asked[-5:]
    assert not any("if-none-match" in asked.headers for asked in late)
    newest = 3 + int((desk.clock.now - DAWN).total_seconds() // 1_800)
    assert rows(desk.config, f"SELECT 1 FROM sightings WHERE guid = 'f{newest}'") == [(1,)]


# --- redirects ---------------------------------------------------------------------------------


def moving(source: Wire, code: int) -> None:
    source.answers["/rss"] = Reply(b"", code, {"Location": "/new/rss"})
    source.answers["/new/rss"] = Reply(NEWS)


@pytest.mark.parametrize(
    ("code", "suggested"), [(301, True), (308, True), (302, False), (307, False)]
)
def test_a_permanent_redirect_is_suggested_and_never_taken(
    code: int, suggested: bool, configured: Configured, source: Wire, clock: Hands
) -> None:
    """After ten hits over a week. The configured address is asked every time."""
    daily = Source("harbour", source.url("/rss"), interval_s=20 * HOUR)
    source.answers["/rss"] = Reply(NEWS)
    with open_desk(configured(daily), clock) as desk:
        desk.poll()
        moving(source, code)
        for _ in range(9):
            desk.until_due()
            assert status(desk).state == "ok"
        desk.until_due()
        found = status(desk)
    assert clock.now - DAWN > timedelta(days=8)
    assert found.url == source.url("/rss")
    assert source.paths() == ["/rss", *["/rss", "/new/rss"] * 10]
    there = source.url("/new/rss")
    if suggested:
        assert (found.state, found.moved_to) == ("moved", there)
        assert found.reason == f"moved to {there}: change config.toml"
    else:
        assert (found.state, found.moved_to, found.reason) == ("ok", None, None)


def test_a_redirect_to_a_portal_is_not_suggested(desk: Desk, source: Wire) -> None:
    """Addresses were lost to login pages by readers that took the first 301."""
    desk.poll()
    source.answers["/rss"] = Reply(b"", 301, {"Location": "/login"})
    source.answers["/login"] = Reply(b"<!doctype html><html><p>Log in</p></html>")
    for _ in range(12):
        desk.until_due()
    assert desk.clock.now > DAWN + timedelta(hours=24)
    assert (status(desk).state, status(desk).moved_to) == ("failing", None)
    assert source.asked[-2].path == "/rss"


def test_a_redirect_that_ends_is_forgotten(desk: Desk, source: Wire) -> None:
    moving(source, 301)
    desk.poll()
    assert desk.state().standing.moved_hits == 0  # the list was not known before
    desk.until_due()
    desk.until_due()
    assert desk.state().standing.moved_hits == 2
    source.answers["/rss"] = Reply(NEWS)
    desk.until_due()
    assert (desk.state().standing.moved_to, desk.state().standing.moved_hits) == (None, 0)


# --- silence -----------------------------------------------------------------------------------


def test_a_source_that_stops_is_told_within_twice_its_rhythm(desk: Desk, source: Wire) -> None:
    """A story an hour for two days, then none: said once, and once when it is back."""
    source.answers["/rss"] = growing(HOUR, desk.clock)
    desk.poll()
    while desk.clock.now < DAWN + timedelta(days=2):
        desk.until_due()
    assert events(desk) == []
    source.answers["/rss"] = growing(HOUR, desk.clock)(Asked("/rss", {}, 0.0))
    desk.until_due()
    stopped, expected_s = desk.state().last_new_at, desk.state().standing.expected_s
    assert stopped is not None
    assert expected_s is not None
    assert 2 * HOUR <= expected_s <= 8 * HOUR
    while not events(desk):
        desk.until_due()
        assert desk.clock.now - stopped <= timedelta(seconds=2 * expected_s)
    assert desk.clock.now - stopped > timedelta(seconds=expected_s)
    assert status(desk).state == "silent"
    assert "nothing new since" in (status(desk).reason or "")
    for _ in range(5):
        desk.until_due()
    source.answers["/rss"] = growing(HOUR, desk.clock)
    desk.until_due()
    assert [kind for kind, _ in events(desk)] == ["source_silent", "source_recovered"]
    assert status(desk).state == "ok"


def test_a_feed_that_goes_empty_keeps_its_items_and_says_so(desk: Desk, source: Wire) -> None:
    desk.poll()
    source.answers["/rss"] = Reply(rss())
    at = desk.until_due() and desk.clock.now
    said = f"empty since {at:%Y-%m-%dT%H:%M:%SZ}"
    assert events(desk) == [("source_silent", said)]
    assert (status(desk).state, status(desk).failures, status(desk).reason) == ("empty", 0, said)
    assert rows(desk.config, "SELECT count(*) FROM items WHERE state = 'listed'") == [(3,)]
    desk.until_due()
    assert (len(events(desk)), status(desk).reason) == (1, said)
    source.answers["/rss"] = Reply(NEWS)
    desk.until_due()
    assert events(desk)[1:] == [("source_recovered", "its rows are back")]
    assert rows(desk.config, "SELECT count(*) FROM gaps") == [(0,)]


def test_a_list_that_parses_to_a_tenth_is_told_and_no_failure(desk: Desk, source: Wire) -> None:
    source.answers["/rss"] = Reply(numbered(*range(30, 0, -1)))
    desk.poll()
    source.answers["/rss"] = Reply(numbered(30, 29, 28))
    desk.until_due()
    assert events(desk) == [("source_silent", "3 rows where 30 are usual")]
    assert status_of(desk) == ("silent", 0)
    source.answers["/rss"] = Reply(numbered(*range(31, 1, -1)))
    desk.until_due()
    assert [kind for kind, _ in events(desk)] == ["source_silent", "source_recovered"]


# --- restarts and down times -------------------------------------------------------------------


def test_twenty_restarts_poll_nothing_extra(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    for path in "abc":
        source.answers[f"/{path}"] = Reply(NEWS)
    config = configured(*hosts(source, "a", "b", "c"))
    for _ in range(20):
        with open_desk(config, clock) as desk:
            desk.poll()
        clock.on(seconds=10)
    assert sorted(source.paths()) == ["/a", "/b", "/c"]


@pytest.mark.parametrize("overlap", [True, False])
def test_the_time_in_which_nobody_polled_is_one_gap(
    overlap: bool, configured: Configured, source: Wire, clock: Hands
) -> None:
    config = configured()
    source.answers["/rss"] = Reply(NEWS)  # its list lasts two minutes
    with open_desk(config, clock) as desk:
        desk.poll()
    clock.on(hours=12)
    with open_desk(config, clock) as desk:
        assert gaps(config) == [("down", "2025-07-10T06:00:00Z", None)]
        source.answers["/rss"] = Reply(numbered(4, 3, 2) if overlap else numbered(99, 98, 97))
        desk.poll()
    assert gaps(config) == [("down", "2025-07-10T06:00:00Z", "2025-07-10T18:00:00Z")]
    with open_desk(config, clock):
        pass
    assert len(gaps(config)) == 1
    told = rows(config, "SELECT detail FROM changes WHERE kind = 'gap'")
    assert told == [("down 2025-07-10T06:00:00Z/..",)]


def test_a_short_absence_is_no_gap(configured: Configured, source: Wire, clock: Hands) -> None:
    config = configured()
    source.answers["/rss"] = Reply(numbered(*range(1_000, 0, -50)))  # it lasts sixteen hours
    with open_desk(config, clock) as desk:
        desk.poll()
    clock.on(hours=12)
    with open_desk(config, clock) as desk:
        desk.poll()
    assert gaps(config) == []


def gaps(config: Config) -> list[tuple[Any, ...]]:
    return rows(config, "SELECT reason, since_at, until_at FROM gaps")
