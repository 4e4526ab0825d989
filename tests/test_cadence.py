"""When to poll next: the numbers of politeness, and the promises that hold for any of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.cadence import (
    DEFAULT_S,
    GONE_EVERY_S,
    HARD_FLOOR_S,
    Pace,
    backoff_s,
    chance,
    next_poll,
    pace,
    put_off,
    usual_gap_s,
)
from ticker.model import (
    DAY_S,
    Heard,
    KnownSource,
    Listing,
    Outcome,
    PollSettings,
    Source,
    Standing,
)

NOW = datetime(2025, 7, 10, 6, 12, tzinfo=UTC)
SETTINGS = PollSettings()
FRESH = KnownSource("s")
LIVE = KnownSource("s", last_good_at=NOW - timedelta(hours=1), last_new_at=NOW)
HOUR = 3_600


def listing(items: int, span_s: int | None, overlap: int = 1) -> Listing:
    return Listing(items=items, overlap=overlap, span_s=span_s, in_order=True)


def heard(*polls: tuple[float, int]) -> list[Heard]:
    """Polls so many minutes ago that brought so many new rows, in order of time."""
    return [Heard(NOW - timedelta(minutes=ago), new, 20, 15) for ago, new in sorted(polls)[::-1]]


def interval(**facts: Any) -> int:
    return pace(**{"state": FRESH, "settings": SETTINGS, "now": NOW, **facts}).interval_s


def delay(
    interval_s: int = DEFAULT_S,
    *,
    name: str = "s",
    outcome: Outcome = "same",
    asked_s: int = 0,
    why: str = "learned",
    **facts: Any,
) -> float:
    at = next_poll(
        name,
        Pace(interval_s, why, asked_s),
        **{"outcome": outcome, "settings": SETTINGS, "now": NOW, **facts},
    )
    return (at - NOW).total_seconds()


def delays(interval_s: int = DEFAULT_S, **facts: Any) -> list[float]:
    """The delays of many sources to which the same happened."""
    return [delay(interval_s, name=f"s{number}", **facts) for number in range(400)]


def failed(interval_s: int = DEFAULT_S, **facts: Any) -> list[float]:
    return delays(interval_s, **{"outcome": "failed", "failures": 1, **facts})


# --- the interval ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "span_s", "interval_s"),
    [
        (20, None, DEFAULT_S),  # nothing dated
        (1, 0, DEFAULT_S),  # one item has no rhythm
        (0, None, DEFAULT_S),
        (21, 20 * 1_200, 600),  # every 20 minutes: polled every 10
        (21, 20 * 60, 300),  # every minute: the floor
        (21, 20 * DAY_S, HOUR),  # every day: the ceiling
    ],
)
def test_auto_is_half_the_gap_between_items(
    items: int, span_s: int | None, interval_s: int
) -> None:
    assert interval(listing=listing(items, span_s)) == interval_s


def test_the_listing_before_tells_where_this_poll_saw_none() -> None:
    assert interval(state=replace(LIVE, listed=21, span_s=20 * 1_200)) == 600


@pytest.mark.parametrize(
    ("polls", "gap_s"),
    [
        ([], None),
        ([(5, 1), (1, 1)], None),  # one gap is none
        ([(30, 1), (20, 1), (10, 1), (0, 1)], 600),
        ([(30, 1), (20, 1), (15, 0), (10, 1), (0, 1)], 600),  # an edit is no news
        ([(1_000, 1), (30, 1), (20, 1), (10, 1), (0, 1)], 600),  # one night is not the rhythm
        ([(120, 30), (60, 6), (0, 6)], 600),  # six an hour, seen once an hour
    ],
)
def test_the_median_gap_of_new_items_goes_before_the_listing(
    polls: list[tuple[float, int]], gap_s: int | None
) -> None:
    assert usual_gap_s(heard(*polls)) == gap_s
    assert usual_gap_s(heard(*polls), listing(2, 77)) == (gap_s or 77)


def test_only_the_newest_items_tell_the_rhythm() -> None:
    old = [(day * 1_440.0, 1) for day in range(10, 400)]
    new = [(4.0 * number, 1) for number in range(21)]
    assert usual_gap_s(heard(*old, *new)) == 240


def test_a_poll_that_shared_nothing_with_the_one_before_halves_the_interval() -> None:
    state = replace(LIVE, interval_s=1_600)
    missed = listing(20, 100 * DAY_S, overlap=0)
    assert interval(state=state, listing=missed) == 800


def test_the_first_poll_shares_nothing_and_is_no_burst() -> None:
    assert interval(listing=listing(21, 20 * 1_800, overlap=0)) == 900


def test_an_interval_grows_slowly_and_shrinks_at_once() -> None:
    slow, fast = listing(20, 100 * DAY_S), listing(20, 19 * 60)
    grown = [interval(state=replace(LIVE, interval_s=was), listing=slow) for was in (400, 600)]
    assert grown == [600, 900]
    assert interval(state=replace(LIVE, interval_s=3_000), listing=slow) == HOUR
    assert interval(state=replace(LIVE, interval_s=HOUR), listing=fast) == 300


@pytest.mark.parametrize(("quiet_polls", "interval_s"), [(0, 600), (2.9, 600), (3, 900), (9, 900)])
def test_three_polls_without_anything_new_put_off_the_next(
    quiet_polls: float, interval_s: int
) -> None:
    last = NOW - timedelta(seconds=600 * quiet_polls)
    assert interval(state=replace(LIVE, interval_s=600, last_new_at=last)) == interval_s


@pytest.mark.parametrize(
    ("quiet_days", "interval_s"),
    [(1, HOUR), (7, HOUR), (7.1, 6 * HOUR), (90, 6 * HOUR), (91, DAY_S)],
)
def test_the_longest_interval_is_longer_for_what_sleeps(quiet_days: float, interval_s: int) -> None:
    """An hour while something came within a week, six hours then, a day after ninety days."""
    state = replace(LIVE, interval_s=90_000, last_new_at=NOW - timedelta(days=quiet_days))
    assert interval(state=state) == interval_s


@pytest.mark.parametrize(
    ("asked", "given_s"), [(60, 60), (90, 90), (3 * DAY_S, 3 * DAY_S), (1, 60)]
)
def test_a_configured_interval_is_kept_down_to_the_hard_floor(asked: int, given_s: int) -> None:
    state = replace(LIVE, interval_s=DEFAULT_S)
    found = pace(state=state, settings=SETTINGS, now=NOW, interval_s=asked, ttl_s=DAY_S)
    assert found == Pace(given_s, "configured")


@pytest.mark.parametrize(
    ("ttl_s", "silent_days", "interval_s"),
    [
        (None, 0, DEFAULT_S),
        (0, 0, DEFAULT_S),
        (-5, 0, DEFAULT_S),
        (1_800, 0, 1_800),
        (30 * DAY_S, 0, HOUR),  # measured: a feed with a max-age of 30 days
        (4 * HOUR, 6, HOUR),
        (4 * HOUR, 8, 4 * HOUR),
        (30 * DAY_S, 8, DAY_S),
    ],
)
def test_what_a_source_asks_for_is_honoured_up_to_a_cap(
    ttl_s: int | None, silent_days: int, interval_s: int
) -> None:
    state = replace(LIVE, last_new_at=NOW - timedelta(days=silent_days))
    found = pace(state=state, settings=SETTINGS, now=NOW, ttl_s=ttl_s)
    assert found.interval_s == interval_s
    if ttl_s and ttl_s > 0:
        assert min(delays(found.interval_s, asked_s=found.asked_s)) >= interval_s


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, "no rhythm known yet"),
        ({"interval_s": 300}, "configured"),
        (
            {"listing": listing(21, 20 * 1_200)},
            "half of 20 min, the usual gap between new items",
        ),
        (
            {"listing": listing(21, 20 * 60)},
            "half of 1 min, the usual gap between new items, but not under 5 min",
        ),
        (
            {"listing": listing(21, 20 * DAY_S)},
            "half of 1 d, the usual gap between new items, but not over 1 h",
        ),
        ({"ttl_s": 2_700}, "the source asks for 45 min"),
        (
            {"state": replace(LIVE, interval_s=600), "listing": listing(20, 90, overlap=0)},
            "half of 5 s, the usual gap between new items, but not under 5 min",
        ),
        (
            {"state": replace(LIVE, interval_s=2_000), "listing": listing(20, None, overlap=0)},
            "no rhythm known yet",
        ),
        (
            {"state": replace(LIVE, interval_s=1_600), "listing": listing(20, None, overlap=0)},
            "halved: a list that shared nothing with the one before",
        ),
        (
            {
                "state": replace(LIVE, interval_s=600, last_new_at=NOW - timedelta(hours=5)),
            },
            "nothing new for 5 h",
        ),
        (
            {
                "state": replace(
                    LIVE, interval_s=600, standing=Standing(interval_why="x, but not under 10 min")
                )
            },
            "x",
        ),
    ],
)
def test_an_interval_says_why(facts: dict[str, Any], why: str) -> None:
    assert pace(**{"state": FRESH, "settings": SETTINGS, "now": NOW, **facts}).why == why


# --- the next poll -----------------------------------------------------------------------------


def test_polls_spread_by_a_tenth() -> None:
    found = delays(1_000)
    assert 900 <= min(found) < 920
    assert 1_080 < max(found) <= 1_101


def test_the_floor_cuts_the_spread_and_gathers_nobody() -> None:
    """A floor that clipped would put half of all sources at the same second."""
    found = delays(300)
    assert min(found) >= 300
    assert len(set(found)) > 20


def test_the_same_poll_has_the_same_answer_and_the_next_another() -> None:
    assert delay(10_000) == delay(10_000)
    assert chance("s", NOW) != chance("s", NOW + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("failures", "status", "wait_s"),
    [
        (1, 503, 1_800),
        (2, None, 3_600),
        (3, 200, 7_200),
        (5, 500, 6 * HOUR),
        (60, None, 6 * HOUR),
        (5, 404, 28_800),
        (6, 404, 57_600),
        (7, 403, 57_600),
        (0, None, 900),
    ],
)
def test_back_off_doubles_to_a_cap(failures: int, status: int | None, wait_s: int) -> None:
    assert backoff_s(failures, 900, status) == wait_s


def test_back_off_is_never_shorter_than_the_interval() -> None:
    assert backoff_s(3, 2 * DAY_S, 503) == 2 * DAY_S
    assert min(failed(2 * DAY_S, status=503)) >= 2 * DAY_S


def test_a_failure_waits_for_the_doubled_interval_give_or_take_a_fifth() -> None:
    found = failed(1_000, status=503)
    assert 1_600 <= min(found) < 1_640
    assert 2_360 < max(found) <= 2_401


def test_the_spread_stays_below_the_cap() -> None:
    assert max(failed(900, failures=21, status=500)) <= 6 * HOUR
    assert max(failed(9_000, failures=21, status=404)) <= DAY_S


def test_a_429_without_a_time_waits_half_an_hour_to_an_hour() -> None:
    found = failed(300, status=429)
    assert 1_800 <= min(found) < 1_900
    assert 3_500 < max(found) <= 3_601
    assert min(failed(HOUR, status=429)) >= 2 * HOUR


@pytest.mark.parametrize("outcome", ["failed", "same", "new", "not_modified"])
@pytest.mark.parametrize("retry_after_s", [1, 120, 7_200, DAY_S - 1, DAY_S, 10**9])
def test_retry_after_is_obeyed_for_a_day_at_most(outcome: Outcome, retry_after_s: int) -> None:
    found = failed(300, outcome=outcome, status=429, retry_after_s=retry_after_s)
    assert min(found) >= min(retry_after_s, DAY_S)
    assert max(found) <= DAY_S


@pytest.mark.parametrize("retry_after_s", [0, -30])
def test_a_retry_after_that_says_nothing_is_no_licence(retry_after_s: int) -> None:
    assert min(failed(status=429, retry_after_s=retry_after_s)) >= 1_800


def test_what_is_gone_is_asked_once_a_week() -> None:
    found = failed(300, status=410, failures=9, gone=True)
    assert min(found) >= 0.9 * GONE_EVERY_S
    assert max(found) <= 1.1 * GONE_EVERY_S + 1
    assert delay(300, outcome="same", gone=True) < 400


# --- watched for its silence -------------------------------------------------------------------


def test_a_source_is_polled_when_its_silence_gets_too_long() -> None:
    watched = delays(HOUR, watch_at=NOW + timedelta(seconds=1_500))
    assert set(watched) == {1_501}
    early = delays(HOUR, watch_at=NOW + timedelta(seconds=3_500))
    assert max(early) <= 3_501
    assert min(early) < 3_400
    assert delays(HOUR, watch_at=NOW + timedelta(days=1)) == delays(HOUR)
    assert delays(HOUR, watch_at=NOW - timedelta(seconds=5)) == delays(HOUR)


def test_watching_never_breaks_a_floor_or_an_interval_that_was_decided() -> None:
    soon = NOW + timedelta(seconds=20)
    assert set(delays(HOUR, watch_at=soon)) == {SETTINGS.min_s}
    assert set(delays(HOUR, watch_at=soon, asked_s=2_000)) == {2_000}
    assert delays(HOUR, watch_at=soon, why="configured") == delays(HOUR)


# --- what holds for anything -------------------------------------------------------------------

INSTANTS = st.integers(-(10**15), 10**15).map(lambda micros: NOW + timedelta(microseconds=micros))
SECONDS = st.one_of(st.none(), st.integers(-10, 10**7))
STATES = st.builds(
    KnownSource,
    name=st.just("s"),
    last_good_at=st.none() | INSTANTS,
    last_new_at=st.none() | INSTANTS,
    listed=st.integers(0, 10_000),
    span_s=st.none() | st.integers(0, 10**9),
    interval_s=st.none() | st.integers(0, 10**7),
)
SETTING = st.builds(
    lambda least, more: PollSettings(min_s=least, max_s=least + more),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
LISTINGS = st.none() | st.builds(
    Listing,
    items=st.integers(0, 10_000),
    overlap=st.integers(0, 10_000),
    span_s=st.none() | st.integers(0, 10**9),
    in_order=st.booleans(),
)
HEARD = st.lists(INSTANTS, max_size=25, unique=True).map(
    lambda instants: [Heard(at, n % 7, 20, 10) for n, at in enumerate(sorted(instants))]
)
FACTS = st.fixed_dictionaries(
    {
        "state": STATES,
        "settings": SETTING,
        "now": INSTANTS,
        "interval_s": st.none() | st.integers(1, 10**7),
        "ttl_s": SECONDS,
        "listing": LISTINGS,
        "heard": HEARD,
    }
)


WHAT_CAME = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(["new", "same", "not_modified", "failed"]),
        "status": st.none() | st.integers(100, 599),
        "retry_after_s": SECONDS,
        "failures": st.integers(1, 10_000),
        "watch_at": st.none() | INSTANTS,
    }
)


@given(st.text(), WHAT_CAME, FACTS)
def test_the_next_poll_keeps_every_promise(
    name: str, came: dict[str, Any], facts: dict[str, Any]
) -> None:
    now, settings = facts["now"], facts["settings"]
    paced = pace(**facts)
    at = next_poll(name, paced, settings=settings, now=now, **came)
    waited = (at - now).total_seconds()
    asked = max(min(came["retry_after_s"] or 0, DAY_S), 0)
    assert at.microsecond == 0
    assert waited >= max(HARD_FLOOR_S, asked)
    assert paced.interval_s >= HARD_FLOOR_S
    assert paced.why
    if facts["interval_s"] is None:
        assert paced.interval_s <= max(settings.max_s, HARD_FLOOR_S, DAY_S)
        assert waited >= max(settings.min_s, min(facts["ttl_s"] or 0, settings.max_s, DAY_S))
    else:
        assert waited >= min(facts["interval_s"], settings.min_s)
    if came["outcome"] == "failed":
        assert waited >= paced.interval_s
        assert waited <= max(paced.interval_s * 64 * 1.2, 3_600, DAY_S) + 1
    else:
        if came["watch_at"] is None or facts["interval_s"] is not None:
            assert waited >= paced.interval_s * 0.9
        assert waited <= max(paced.interval_s * 1.1, asked * 1.1) + 1


# --- hours and days that a source names ---------------------------------------------------------

NIGHT = sum(1 << hour for hour in (22, 23, 0, 1, 2, 3))
WEEKEND = 0b1100000


@pytest.mark.parametrize(
    ("hour", "skips", "least_h", "most_h"),
    [
        (12, (NIGHT, 0), 1, 1.1),  # not in the night
        (21, (NIGHT, 0), 6.9, 7.3),  # due at ten: at four
        (2, (NIGHT, 0), 1.9, 2.3),
        (12, (0, 0b1000), 12, 12.3),  # Thursday, until it is over
        (5, (0, 0b1000), 12.9, 13.1),  # twelve hours and no more
        (12, (0, WEEKEND), 1, 1.1),
        (12, ((1 << 24) - 1, 0), 12.9, 13.1),  # every hour is none
    ],
)
def test_a_source_is_not_asked_at_hours_it_names_for_twelve_hours_at_most(
    hour: int, skips: tuple[int, int], least_h: float, most_h: float
) -> None:
    thursday = NOW.replace(hour=hour, minute=0)
    found = delays(HOUR, now=thursday, skips=skips, settings=PollSettings(min_s=HOUR))
    elapsed = [wait - (thursday - NOW).total_seconds() for wait in found]
    assert least_h * HOUR <= min(elapsed) <= max(elapsed) <= most_h * HOUR


def test_neither_a_back_off_nor_a_configured_interval_looks_at_the_hours_named() -> None:
    late = NOW.replace(hour=21, minute=59)
    for facts in ({"why": "configured"}, {"outcome": "failed", "failures": 1}):
        found = delays(HOUR, now=late, skips=(NIGHT, 0), **facts)
        assert max(found) - (late - NOW).total_seconds() <= 2.5 * HOUR


@given(st.integers(0, 2**24 - 1), st.integers(0, 127), st.integers(0, 10_000_000))
def test_hours_that_are_named_never_bring_a_poll_forward_nor_hide_half_a_day(
    hours: int, days: int, later_s: int
) -> None:
    now = NOW + timedelta(seconds=later_s)
    plain = next_poll("s", Pace(900, "learned"), outcome="same", settings=SETTINGS, now=now)
    asked = next_poll(
        "s", Pace(900, "learned"), outcome="same", settings=SETTINGS, now=now, skips=(hours, days)
    )
    assert timedelta(0) <= asked - plain <= timedelta(hours=12)


def overdue(skips: tuple[int, int], **facts: Any) -> KnownSource:
    """A source that was to be polled a quarter of an hour after its last poll, hours ago."""
    last = NOW - timedelta(hours=9)
    asked = Standing(skip_hours=skips[0], skip_days=skips[1])
    due = last + timedelta(minutes=15)
    return replace(KnownSource("s", last_poll_at=last, next_poll_at=due, standing=asked), **facts)


AUTO = Source("s", "https://harbour.example/rss")


@pytest.mark.parametrize(
    ("hour", "skips", "least_h", "most_h"),
    [
        (23, (NIGHT, 0), 5, 5.3),
        (3, (NIGHT, 0), 1, 1.3),
        (12, (0, 0b1000), 12, 12),  # Thursday is not over yet, but enough is enough
    ],
)
def test_an_overdue_poll_waits_for_an_hour_that_the_source_does_not_mind(
    hour: int, skips: tuple[int, int], least_h: float, most_h: float
) -> None:
    now = NOW.replace(hour=hour, minute=0)
    until = put_off(AUTO, overdue(skips), now)
    assert until is not None
    assert timedelta(hours=least_h) <= until - now <= timedelta(hours=most_h)
    planned = replace(overdue(skips), next_poll_at=until)
    assert put_off(AUTO, replace(planned, last_poll_at=now - timedelta(hours=1)), until) is None


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        (replace(AUTO, interval_s=900), {}),  # its user decided
        (AUTO, {"failures": 1}),  # it is to be known whether it is back
        (AUTO, {"last_poll_at": None}),
        (AUTO, {"standing": Standing()}),
        (AUTO, {"next_poll_at": NOW + timedelta(hours=3)}),  # put off before, for twelve hours
    ],
    ids=["configured", "failing", "new", "minds nothing", "put off"],
)
def test_an_overdue_poll_is_else_made_at_once(source: Source, facts: dict[str, Any]) -> None:
    now = NOW.replace(hour=23)
    assert put_off(AUTO, overdue((NIGHT, 0)), now) is not None
    assert put_off(source, overdue((NIGHT, 0), **facts), now) is None
