"""What a poll says of its source: told once when it begins, once when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.health.polled import by_the_clock, polls
from ticker.health import Verdict, judge, left_alone
from ticker.model import (
    Appeared,
    Claim,
    Heard,
    Item,
    KnownSource,
    Listing,
    Poll,
    SourceEvent,
    Standing,
)

NOW = datetime(2025, 7, 10, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL = KnownSource(
    "s",
    last_poll_at=NOW - HOUR / 4,
    last_good_at=NOW - HOUR / 4,
    confirmed_at=NOW - HOUR / 4,
    last_new_at=NOW - HOUR,
    listed=30,
    span_s=36_000,
    interval_s=900,
)
STEADY = polls(by_the_clock(1_800, days=10, start=NOW - timedelta(days=10)), 900)
"""Every half hour something new, thirty rows long, up to now."""


def new(at: datetime | None = NOW, basis: Any = "stated") -> Appeared:
    item = Item(1, "Ferry", "Ferry", "ferry", "ferry", Claim(at, basis, error_s=0))
    return Appeared(item, "k", "new")


def listed(items: int, overlap: int = 20) -> Listing:
    return Listing(items, overlap, 3_600, True)


def good(state: KnownSource = WELL, *changes: Appeared, **said: Any) -> Verdict:
    """A good poll. With `items` it brought a changed document of so many rows."""
    items, heard = said.pop("items", None), said.pop("heard", None)
    known = {name: said.pop(name) for name in ("moved_to", "unconditional") if name in said}
    listing = listed(items, said.pop("overlap", 20)) if items is not None else None
    poll = Poll("s", NOW, "new" if listing else "same", 200, listing=listing, **said)
    if heard is None and listing is not None:
        heard = [*STEADY, Heard(NOW, len(changes), listing.items, listing.overlap)]
    return judge(state, poll, changes, zone=UTC, heard=heard or (), **known)


def bad(state: KnownSource = WELL, status: int | None = 503, at: datetime = NOW) -> Verdict:
    poll = Poll("s", at, "failed", status, stage="fetch", error=f"HTTP {status}")
    return judge(state, poll, (), zone=UTC)


def kinds(verdict: Verdict) -> list[str]:
    return [event.kind for event in verdict.events]


def standing(state: KnownSource = WELL, **said: Any) -> KnownSource:
    return replace(state, standing=Standing(**said))


# --- failures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures_before", "last_good", "told"),
    [
        (0, NOW - HOUR / 4, False),
        (1, NOW - HOUR / 2, False),  # the second within the hour
        (1, NOW - HOUR, True),  # an hour without a good one
        (2, NOW - HOUR / 2, True),  # the third
        (0, NOW - timedelta(days=3), False),  # one slip is one slip
        (0, None, False),
        (1, None, True),  # it never worked
    ],
)
def test_a_source_failed_once_it_is_more_than_a_slip(
    failures_before: int, last_good: datetime | None, told: bool
) -> None:
    verdict = bad(replace(WELL, failures=failures_before, last_good_at=last_good))
    assert kinds(verdict) == (["source_failed"] if told else [])
    assert verdict.standing.failed_since == (NOW if told else None)


def test_a_failure_says_what_and_since_when() -> None:
    told = bad(replace(WELL, failures=2)).events
    assert told == (
        SourceEvent(
            "source_failed", "3 polls in a row: HTTP 503; last good poll 2025-07-10T11:45:00Z"
        ),
    )
    (never,) = bad(replace(WELL, failures=2, last_good_at=None)).events
    assert never.detail == "3 polls in a row: HTTP 503; never answered"


def test_a_failure_is_told_once_and_its_end_once() -> None:
    failing = replace(WELL, failures=2)
    state = replace(failing, failures=3, standing=bad(failing).standing)
    assert bad(state).events == ()
    assert bad(state).standing.failed_since == NOW
    after = good(replace(state, failures=9))
    assert after.events == (SourceEvent("source_recovered", "answers again after 9 failed polls"),)
    assert after.standing.failed_since is None
    assert good(replace(WELL, standing=after.standing)).events == ()


def test_a_slip_that_was_not_told_does_not_recover() -> None:
    assert good(replace(WELL, failures=1)).events == ()


def test_a_failing_source_is_not_silent_too() -> None:
    """Nobody knows whether it has anything new."""
    state = standing(replace(WELL, last_new_at=NOW - 99 * HOUR), expected_s=7_200)
    assert kinds(bad(state)) == []


# --- silence -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("quiet_s", "told"), [(7_200, False), (7_201, True)])
def test_a_source_is_silent_for_longer_than_its_rhythm_explains(quiet_s: int, told: bool) -> None:
    last = NOW - timedelta(seconds=quiet_s)
    verdict = good(standing(replace(WELL, last_new_at=last), expected_s=7_200))
    assert kinds(verdict) == (["source_silent"] if told else [])
    assert verdict.standing.silent_since == (NOW if told else None)


def test_a_silence_is_told_once_and_its_end_once() -> None:
    state = standing(replace(WELL, last_new_at=NOW - 5 * HOUR), expected_s=7_200)
    silent = good(state)
    assert silent.events == (
        SourceEvent(
            "source_silent", "nothing new since 2025-07-10T07:00:00Z; its rhythm explains 2 h"
        ),
    )
    assert silent.standing.reason == silent.events[0].detail
    state = replace(state, standing=silent.standing)
    assert good(state).events == ()
    assert good(state, items=30).events == ()  # an edit ends no silence
    after = good(state, new(), items=30)
    assert after.events == (SourceEvent("source_recovered", "something new after 5 h"),)
    assert (after.standing.silent_since, after.standing.reason) == (None, None)


def test_the_rhythm_is_learned_with_every_new_item() -> None:
    after = good(WELL, new(), items=30).standing
    assert after.expected_s is not None
    assert 3_600 <= after.expected_s < 3 * 3_600
    assert good(standing(expected_s=4_444)).standing.expected_s == 4_444
    assert good(standing(expected_s=4_444), items=30).standing.expected_s == 4_444


@pytest.mark.parametrize(("interval_s", "least_s"), [(300, 3_600), (3_600, 10_800)])
def test_no_silence_is_told_under_an_hour_or_three_intervals(interval_s: int, least_s: int) -> None:
    minutely = polls(by_the_clock(60, days=3, start=NOW - timedelta(days=3)), 300)
    state = replace(WELL, interval_s=interval_s)
    heard = [*minutely, Heard(NOW, 1, 30, 20)]
    assert good(state, new(), items=30, heard=heard).standing.expected_s == least_s


def test_a_new_source_is_not_judged() -> None:
    state = replace(WELL, last_new_at=NOW - timedelta(days=9))
    assert good(state).events == ()
    assert good(state, new(), items=30, heard=STEADY[-5:]).standing.expected_s is None


# --- lists that shrink -------------------------------------------------------------------------


def usual(*items: int) -> list[Heard]:
    return [Heard(NOW - HOUR * n, 1, rows, rows // 2) for n, rows in enumerate(items, 1)][::-1]


def shrunk(before: Sequence[int], items: int) -> Verdict:
    heard = [*usual(*before), Heard(NOW, 0, items, items)]
    return good(replace(WELL, listed=before[0]), items=items, overlap=items, heard=heard)


@pytest.mark.parametrize(
    ("before", "items", "detail"),
    [
        ((30, 30, 30), 0, "empty since 2025-07-10T12:00:00Z"),
        ((3, 3, 3), 0, "empty since 2025-07-10T12:00:00Z"),
        ((1,), 0, "empty since 2025-07-10T12:00:00Z"),
        ((2, 0, 1, 0, 3), 0, None),  # it is empty now and then
        ((2, *[3] * 18, 0), 0, "empty since 2025-07-10T12:00:00Z"),  # it was once
        ((30, 30, 30), 3, "3 rows where 30 are usual"),
        ((30, 30, 30), 4, None),
        ((30, 3, 30), 3, "3 rows where 30 are usual"),
        ((9, 9, 9), 1, None),  # a short list may be short
        ((30, *[3] * 11, *[30] * 20), 3, None),  # that is how long it is now
    ],
)
def test_a_list_that_loses_its_rows_is_silent(
    before: Sequence[int], items: int, detail: str | None
) -> None:
    verdict = shrunk(before, items)
    assert [event.detail for event in verdict.events] == ([detail] if detail else [])
    assert verdict.standing.reason == detail
    assert verdict.standing.failed_since is None


@pytest.mark.parametrize("items", [0, 2])
def test_rows_that_come_back_end_it(items: int) -> None:
    told = shrunk((30, 30, 30), items)
    state = replace(WELL, listed=items, standing=told.standing)
    quiet = good(state)
    assert quiet.events == ()
    assert quiet.standing.reason is not None
    still = good(state, items=items, heard=[*usual(items, 30, 30, 30), Heard(NOW, 0, items, items)])
    assert still.events == ()
    heard = [*usual(items, 30, 30, 30), Heard(NOW, 0, 30, items)]
    back = good(state, items=30, heard=heard)
    assert back.events == (SourceEvent("source_recovered", "its rows are back"),)
    assert back.standing.reason is None


def test_the_first_document_may_be_empty() -> None:
    fresh = KnownSource("s")
    assert good(fresh, items=0, overlap=0, heard=[Heard(NOW, 0, 0, 0)]).events == ()


# --- 410, redirects, 304s that lie -------------------------------------------------------------


def test_410_is_believed_after_three_over_three_days() -> None:
    state, told = WELL, []
    for hours in (0, 10, 40, 71, 72):
        at = NOW + hours * HOUR
        after = bad(state, 410, at).standing
        told.append(after.is_gone(at))
        state = replace(state, standing=after, failures=state.failures + 1)
    assert told == [False, False, False, False, True]
    assert state.standing.gone_hits == 5
    assert "asked weekly" in (state.standing.reason or "")


@pytest.mark.parametrize(("status", "hits"), [(None, 3), (404, 1), (410, 4)])
def test_410_counts_in_a_row(status: int | None, hits: int) -> None:
    """Another answer begins anew; no answer at all says nothing."""
    state = standing(gone_hits=2, gone_since=NOW - 9 * HOUR)
    after = bad(replace(WELL, standing=bad(state, 410).standing), status).standing
    last = bad(replace(WELL, standing=after), 410).standing.gone_hits if status == 404 else None
    assert (last or after.gone_hits) == hits
    assert good(replace(WELL, standing=after)).standing.gone_hits == 0


def test_a_permanent_redirect_is_suggested_after_ten_hits_over_a_week() -> None:
    there = "https://there.example/rss"
    state = WELL
    for day in range(10):
        poll = Poll("s", NOW + timedelta(days=day), "not_modified", 304)
        after = judge(state, poll, (), zone=UTC, moved_to=there).standing
        assert after.has_moved(poll.at) == (day == 9)
        state = replace(state, standing=after)
    assert state.standing.reason == f"moved to {there}: change config.toml"
    fast = standing(moved_to=there, moved_hits=50, moved_since=NOW - timedelta(days=6))
    assert good(fast, moved_to=there).standing.reason is None


@pytest.mark.parametrize(
    ("said", "hits"),
    [
        ({"moved_to": "https://there.example/rss"}, 6),
        ({"moved_to": "https://elsewhere.example/rss"}, 1),
        ({}, 0),
        ({"moved_to": "https://there.example/rss", "items": 30}, 6),
        ({"moved_to": "https://there.example/rss", "items": 30, "overlap": 0}, 5),
    ],
)
def test_a_redirect_counts_while_it_leads_to_the_same_list(said: dict[str, Any], hits: int) -> None:
    state = standing(moved_to="https://there.example/rss", moved_hits=5, moved_since=NOW)
    assert good(state, **said).standing.moved_hits == hits
    assert bad(state).standing.moved_hits == 5


VALIDATED = replace(
    WELL, validated_at=NOW - 24 * HOUR, last_good_at=NOW - HOUR, etag=b'"v1"', last_modified=b"Mon"
)


@pytest.mark.parametrize(
    ("state", "changes", "said", "lying"),
    [
        # the very validators that would have brought another 304
        (VALIDATED, [new()], {"etag": b'"v1"'}, True),
        (VALIDATED, [], {"etag": b'"v1"'}, False),
        (VALIDATED, [new()], {"etag": b'"v2"', "last_modified": b"Mon"}, False),
        (replace(VALIDATED, etag=None), [new()], {"last_modified": b"Mon"}, True),
        (replace(VALIDATED, etag=None), [new()], {"last_modified": b"Tue"}, False),
        # items older than the last 304
        (VALIDATED, [new(NOW - 3 * HOUR)] * 3, {"etag": b'"v2"'}, True),
        (VALIDATED, [new(NOW - 3 * HOUR)] * 2, {"etag": b'"v2"'}, False),
        (VALIDATED, [new(NOW - HOUR / 2)] * 9, {"etag": b'"v2"'}, False),
        (VALIDATED, [new(NOW - 3 * HOUR, "clock")] * 9, {"etag": b'"v2"'}, False),
        (VALIDATED, [new(NOW - 30 * HOUR)] * 9, {"etag": b'"v2"'}, False),
        # no 304 in between
        (replace(VALIDATED, last_good_at=NOW - 24 * HOUR), [new(NOW - 25 * HOUR)] * 9, {}, False),
    ],
)
def test_a_304_that_hid_new_items_is_a_lie(
    state: KnownSource, changes: list[Appeared], said: dict[str, Any], lying: bool
) -> None:
    tested = good(state, *changes, items=30, unconditional=True, **said)
    assert tested.standing.lying == lying
    assert ("304" in (tested.standing.reason or "")) == lying
    assert not good(state, *changes, items=30, **said).standing.lying


def test_a_liar_is_not_trusted_again() -> None:
    assert good(standing(lying=True), new(), items=30).standing.lying
    assert bad(standing(lying=True)).standing.lying


def test_reasons_stand_side_by_side() -> None:
    state = standing(
        replace(WELL, last_new_at=NOW - 9 * HOUR),
        lying=True,
        expected_s=3_600,
        moved_to="x",
        moved_hits=10,
        moved_since=NOW - timedelta(days=8),
    )
    reason = good(state, moved_to="x").standing.reason or ""
    assert [part.split()[0] for part in reason.split("; ")] == ["nothing", "its", "moved", "its"]


# --- nobody polled -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, True),
        ({"next_poll_at": NOW - HOUR}, False),  # due for an hour: no more than late
        ({"next_poll_at": NOW + HOUR}, False),  # it waits out a failure
        ({"next_poll_at": NOW - 3 * HOUR, "interval_s": 3_600}, False),
        ({"span_s": 13 * 3_600}, False),  # its list lasts that long
        ({"span_s": None}, False),  # nobody knows how long: the next list will tell
        ({"last_good_at": None, "confirmed_at": None}, False),
        # Empty since an hour: nobody saw its list.
        ({"last_good_at": NOW - HOUR}, True),
        ({"open_gap_since": NOW - 99 * HOUR}, False),
    ],
)
def test_a_source_was_left_alone_for_longer_than_its_list_lasts(
    said: dict[str, Any], left: bool
) -> None:
    since = NOW - 12 * HOUR
    asleep = replace(WELL, last_good_at=since, confirmed_at=since, next_poll_at=NOW - 11.75 * HOUR)
    assert left_alone(replace(asleep, **said), NOW) == left
