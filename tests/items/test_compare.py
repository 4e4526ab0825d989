"""What one poll adds to the record: edits, times, absences and gaps, each decided as a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.items.known import HOUR, NOON, known, row, sighting
from ticker.items.compare import compare, confirm, failing, keeps_time_order
from ticker.model import (
    UNKNOWN_AGE_S,
    Appeared,
    Change,
    Claim,
    Dropped,
    GapClosed,
    GapFound,
    Item,
    Known,
    KnownSighting,
    KnownSource,
    Missed,
    Moved,
    Origin,
    Reclaimed,
    Rekeyed,
    Retimed,
    Returned,
    Revised,
)

LATER = NOON + HOUR


def earned(item: Item) -> Iterable[tuple[str, Origin]]:
    return [("wire", "source")]


def changes(seen: Sequence[Item], before: Known, at: datetime = LATER) -> tuple[Change, ...]:
    found = compare(before, seen, at=at, earned=earned).changes
    return tuple(change for change in found if not isinstance(change, Moved))


def numbered(count: int) -> list[Item]:
    """A list of `count` rows, newest first, five minutes apart."""
    return [
        row(
            f"Headline about subject {chr(97 + n) * 6}",
            url=f"https://a.example/{chr(97 + n) * 6}",
            at=NOON - n * timedelta(minutes=5),
        )
        for n in range(count)
    ]


def stored(rows: Sequence[Item]) -> list[KnownSighting]:
    return [sighting(item, number) for number, item in enumerate(rows, start=1)]


# --- new rows --------------------------------------------------------------------------------


def test_a_row_nobody_knows_is_a_new_item_with_its_tags() -> None:
    (change,) = changes([row("Bridge closed", guid="g")], known(state=KnownSource("here")))
    assert isinstance(change, Appeared)
    assert (change.item_id, change.key, change.matched_by) == (None, "guid g", "new")
    assert change.tags == (("wire", "source"),)


def test_first_sight_is_as_exact_as_the_visit_before_it_is_near() -> None:
    undated = row("Bridge closed", guid="g", at=LATER, basis="first-seen")
    first = changes([undated], known(state=KnownSource("here")))
    later = changes([undated, *numbered(3)], known(*stored(numbered(3))))
    assert [c.item.claim.error_s for c in first if isinstance(c, Appeared)] == [UNKNOWN_AGE_S]
    assert [c.item.claim.error_s for c in later if isinstance(c, Appeared)] == [3_600]


def test_a_bare_clock_after_a_blind_spot_is_marked_as_doubtful() -> None:
    """A stale copy of a page looks just like this: it may be of another day."""
    fresh = row("Bridge closed", url="https://a.example/bridge", basis="clock", wall=720)
    found = changes([fresh], known(*stored(numbered(3))))
    appeared = [c for c in found if isinstance(c, Appeared)]
    assert [c.item.claim.error_s for c in appeared] == [86_400]


# --- edits -----------------------------------------------------------------------------------

EDITS: list[tuple[str, Item, Item, str]] = [
    (
        "wording",
        row("Bridge closed", guid="g"),
        row("Bridge falls, three hurt", guid="g"),
        "wording",
    ),
    ("number", row("21 killed in quake", guid="g"), row("34 killed in quake", guid="g"), "number"),
    ("cosmetic", row("Bridge closed", guid="g"), row("Bridge Closed!", guid="g"), "cosmetic"),
    (
        "badge",
        row("Bridge closed for repairs", guid="g"),
        row(
            "Bridge closed for repairs",
            guid="g",
            labels=("updated",),
            title="UpdatedBridge closed for repairs",
        ),
        "badge",
    ),
    (
        "link",
        row("Bridge closed", guid="g", url="https://a.example/one"),
        row("Bridge closed", guid="g", url="https://a.example/two"),
        "link",
    ),
    ("date", row("Bridge closed", guid="g"), row("Bridge closed", guid="g", at=LATER), "date"),
]


@pytest.mark.parametrize(("name", "was", "now", "kind"), EDITS, ids=[case[0] for case in EDITS])
def test_an_edit_is_told_by_the_first_kind_that_is_true(
    name: str, was: Item, now: Item, kind: str
) -> None:
    revised = [c for c in changes([now], known(sighting(was))) if isinstance(c, Revised)]
    assert [(r.kind, r.was) for r in revised] == [(kind, was.headline)]


def test_an_unchanged_row_changes_nothing() -> None:
    rows = numbered(5)
    assert changes(rows, known(*stored(rows))) == ()


def test_a_changed_guid_updates_the_sighting_and_is_no_edit() -> None:
    was = row("Bridge closed", guid="g1", url="https://a.example/bridge")
    now = row("Bridge closed", guid="g2", url="https://a.example/bridge")
    (change,) = changes([now], known(sighting(was)))
    assert isinstance(change, Rekeyed)
    assert (change.guid, change.key) == ("g2", "guid g2")


def test_http_to_https_is_no_edit() -> None:
    was = row("Bridge closed", guid="g", url="http://www.a.example/bridge/")
    now = row("Bridge closed", guid="g", url="https://a.example/bridge?utm_source=rss")
    assert [type(change) for change in changes([now], known(sighting(was)))] == [Rekeyed]


# --- times -----------------------------------------------------------------------------------


def clock(at: datetime, wall: int) -> Item:
    return row("Bridge closed", url="https://a.example/bridge", at=at, basis="clock", wall=wall)


def test_a_bare_clock_is_placed_once() -> None:
    """A later poll may place the same clock on another day; the first placing stays."""
    was, now = clock(NOON, 720), clock(NOON + timedelta(days=1), 720)
    assert changes([now], known(sighting(was))) == ()


def test_a_bare_clock_is_not_moved_by_a_change_of_the_clocks() -> None:
    """Three rows of one evening were placed a day later by a poll after the autumn night."""
    was = clock(datetime(2025, 10, 25, 13, 16, tzinfo=UTC), 976)
    was = replace(was, claim=replace(was.claim, offset_s=10_800))
    now = clock(datetime(2025, 10, 26, 14, 16, tzinfo=UTC), 976)
    now = replace(now, claim=replace(now.claim, offset_s=7_200))
    assert changes([now], known(sighting(was))) == ()
    moved = replace(now, claim=replace(now.claim, wall=977))
    assert [type(change) for change in changes([moved], known(sighting(was)))] == [Revised]


def test_a_clock_that_the_source_moved_is_a_date_edit_and_moves_no_item() -> None:
    was, now = clock(NOON, 720), clock(NOON + timedelta(minutes=16), 736)
    (change,) = changes([now], known(sighting(was)))
    assert isinstance(change, Revised)
    assert (change.kind, change.item.claim.at) == ("date", NOON + timedelta(minutes=16))
    after = replace(sighting(was), revision_claim_at=change.item.claim.at)
    assert changes([now], known(after)) == ()


def test_a_stronger_claim_retimes_the_item_whatever_the_order_of_polls() -> None:
    was = clock(NOON, 720)
    now = replace(was, claim=Claim(NOON + timedelta(seconds=20), "stated", error_s=0))
    reclaimed, retimed = changes([now], known(sighting(was)))
    assert isinstance(reclaimed, Reclaimed)
    assert isinstance(retimed, Retimed)
    assert (retimed.claim.at, retimed.was) == (NOON + timedelta(seconds=20), NOON)


def test_a_feed_that_comes_after_the_list_retimes_their_item() -> None:
    there = sighting(clock(NOON, 720), 7, source="list")
    stated = row("Bridge closed", guid="g", url="https://a.example/bridge", at=NOON + 3 * HOUR)
    found = changes([stated], known(elsewhere=(there,), state=KnownSource("here")))
    assert [type(change) for change in found] == [Appeared, Retimed]


def test_a_list_that_comes_after_the_feed_moves_nothing() -> None:
    there = sighting(
        row("Bridge closed", guid="g", url="https://a.example/bridge"), 7, source="feed"
    )
    (change,) = changes(
        [clock(NOON + 24 * HOUR, 720)], known(elsewhere=(there,), state=KnownSource("here"))
    )
    assert isinstance(change, Appeared)
    assert (change.item_id, change.matched_by) == (70, "url")


def test_a_feed_that_moves_its_date_keeps_the_first_and_tells_the_edit() -> None:
    was, now = row("Bridge closed", guid="g"), row("Bridge closed", guid="g", at=LATER)
    assert [type(c) for c in changes([now], known(sighting(was)))] == [Revised]


def test_five_minutes_ago_claims_nothing_new() -> None:
    was = row("Bridge closed", guid="g", basis="relative")
    now = row("Bridge closed", guid="g", basis="relative", at=NOON + timedelta(minutes=4))
    assert changes([now], known(sighting(was))) == ()


# --- absences --------------------------------------------------------------------------------


def test_a_row_that_vanishes_above_rows_still_listed_is_delisted_at_the_second_miss() -> None:
    rows = numbered(6)
    before = stored(rows)
    (missed,) = changes(rows[:2] + rows[3:], known(*before))
    assert missed == Missed(3, (4, 5, 6))
    before[2] = replace(before[2], gone_at=LATER, below=(4, 5, 6))
    dropped = changes(rows[:2] + rows[3:], known(*before), LATER + HOUR)
    assert dropped == (Dropped(3, 30, "delisted", LATER),)


def test_an_unchanged_answer_confirms_a_delisting() -> None:
    before = stored(numbered(6))
    before[2] = replace(before[2], gone_at=LATER, below=(4, 5, 6))
    assert confirm(known(*before), at=LATER + HOUR) == (Dropped(3, 30, "delisted", LATER),)


def test_the_end_of_the_list_scrolls_off() -> None:
    rows = numbered(6)
    found = changes(rows[:4], known(*stored(rows)))
    assert [c.gone for c in found if isinstance(c, Dropped)] == ["scrolled_off", "scrolled_off"]


def test_nothing_is_delisted_from_a_list_that_keeps_no_order() -> None:
    rows = numbered(6)[::-1]
    state = replace(known(*stored(rows)).source, in_order=False)
    found = changes(rows[:2] + rows[3:], known(*stored(rows), state=state))
    assert [c.gone for c in found if isinstance(c, Dropped)] == ["scrolled_off"]


def test_a_row_that_is_back_before_it_was_decided_only_returns() -> None:
    rows = numbered(6)
    before = stored(rows)
    before[2] = replace(before[2], gone_at=LATER, below=(4, 5, 6))
    assert changes(rows, known(*before), LATER + HOUR) == (Returned(3, 30, None),)


def test_an_empty_document_says_nothing_about_anything() -> None:
    found = compare(known(*stored(numbered(4))), [], at=LATER, earned=earned)
    assert found.changes == ()
    assert found.listing.items == 0


def test_an_empty_document_is_no_witness_that_a_row_was_not_there() -> None:
    """What appears after it may have come at any time since the last list."""
    before = known(*stored(numbered(3)))
    empty_since = replace(before.source, last_good_at=NOON + HOUR / 2, confirmed_at=NOON)
    undated = row("Nobody says when", guid="u", at=None, basis="first-seen")
    (appeared, *_) = (
        c
        for c in changes([undated, *numbered(3)], replace(before, source=empty_since))
        if isinstance(c, Appeared)
    )
    assert appeared.item.claim.error_s == int((LATER - NOON).total_seconds())
    (gap,) = failing(replace(before, source=empty_since), at=NOON + 2 * HOUR)
    assert gap == GapFound(NOON, None, "failing")


@pytest.mark.parametrize(("back", "error_s"), [(5, 7_200), (2, 3_600)])
def test_a_list_that_was_cut_short_is_no_witness_that_a_row_was_not_there(
    back: int, error_s: int
) -> None:
    """Of six rows so many were missing from the list before and are back; the new one may have
    come while they were away."""
    rows = numbered(6)
    before = stored(rows)
    for index in range(back):
        before[index] = replace(
            before[index], gone_at=NOON, gone="scrolled_off", last_seen_at=NOON - HOUR
        )
    undated = row("Nobody says when", guid="u", at=None, basis="first-seen")
    found = changes([undated, *rows], known(*before))
    (appeared,) = (c for c in found if isinstance(c, Appeared))
    assert appeared.item.claim.error_s == error_s


# --- gaps ------------------------------------------------------------------------------------


def test_a_poll_that_shares_nothing_with_the_last_is_a_gap() -> None:
    other = [row("Other news entirely", guid="x")]
    gap = changes(other, known(*stored(numbered(3))))[0]
    assert gap == GapFound(NOON, LATER, "no-overlap")


def test_the_first_poll_makes_no_gap() -> None:
    found = changes(numbered(3), known(state=KnownSource("here")))
    assert not [c for c in found if isinstance(c, GapFound)]


def test_failing_for_longer_than_the_list_lasts_opens_a_gap_once() -> None:
    before = known(*stored(numbered(3)))
    assert failing(before, at=NOON + HOUR) == ()
    assert failing(before, at=NOON + 2 * HOUR) == (GapFound(NOON, None, "failing"),)
    open_already = replace(before, source=replace(before.source, open_gap_since=NOON))
    assert failing(open_already, at=NOON + 3 * HOUR) == ()
    assert changes(numbered(3), open_already) == (GapClosed(LATER),)


@pytest.mark.parametrize(
    ("minutes", "ordered"),
    [
        ([50, 40, 30, 20], True),
        ([50, 50, 50, 40], True),
        ([50, 40], False),
        ([20, 30, 40, 50], False),
        ([10, *range(60, 10, -5)], True),
        ([50, 20, 40, 10, 30], False),
    ],
)
def test_time_order_allows_a_pinned_row_and_no_more(minutes: list[int], ordered: bool) -> None:
    rows = [row("x", at=NOON + timedelta(minutes=m)) for m in minutes]
    assert keeps_time_order(rows) is ordered
