"""Of rows that tell no time: since when may they have stood there unseen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.items.known import HOUR, NOON, known, row, sighting
from ticker.items import compare
from ticker.model import UNKNOWN_AGE_S, Appeared, Item, Known

LATER = NOON + HOUR
INTERVAL_S = 3_600


def undated(*numbers: int) -> list[Item]:
    """Rows that tell no time; the larger number is the newer story."""
    return [
        row(f"Story number {number} of the day", guid=f"g{number}", at=None, basis="first-seen")
        for number in numbers
    ]


def listed(*numbers: int, gone: Sequence[int] = ()) -> Known:
    """What is known after a poll at noon that listed these, and not those of `gone`, which an
    hour earlier it had."""
    sightings = [sighting(item, n) for n, item in zip(numbers, undated(*numbers), strict=True)]
    return known(
        *(
            replace(s, gone_at=NOON, gone="scrolled_off", last_seen_at=NOON - HOUR)
            if s.id in gone
            else s
            for s in sightings
        )
    )


def doubts(before: Known, *numbers: int) -> dict[int, int | None]:
    """The new stories of a list an hour after noon, and the doubt of their times in seconds."""
    found = compare(before, undated(*numbers), at=LATER, earned=lambda item: ())
    appeared = [change.item for change in found.changes if isinstance(change, Appeared)]
    return {int(str(item.guid)[1:]): item.claim.error_s for item in appeared}


def test_what_comes_up_on_top_is_as_old_as_the_last_visit_at_most() -> None:
    assert doubts(listed(6, 5, 4, 3), 7, 6, 5, 4) == {7: INTERVAL_S}


def test_what_comes_up_at_the_end_may_be_of_any_age() -> None:
    """A story was taken down, and one that had been pushed off long ago is listed again."""
    assert doubts(listed(6, 5, 4, 3), 7, 6, 4, 3, 2) == {7: INTERVAL_S, 2: UNKNOWN_AGE_S}


def test_what_comes_up_between_two_rows_that_stayed_is_new() -> None:
    """It was not there when both were."""
    assert doubts(listed(6, 4, 3), 6, 5, 4, 3) == {5: INTERVAL_S}


def test_what_a_list_cut_short_hid_is_as_old_as_the_row_below_it_at_most() -> None:
    """Half a list at noon: what it shows again was there an hour earlier, and the new row between
    was not."""
    before = listed(9, 8, 7, 5, 4, gone=(5, 4))
    assert doubts(before, 10, 9, 8, 7, 6, 5, 4) == {10: INTERVAL_S, 6: 2 * INTERVAL_S}


def test_a_list_that_shows_more_rows_than_before_shows_older_ones() -> None:
    assert doubts(listed(3), 4, 3, 2, 1) == {4: INTERVAL_S, 2: UNKNOWN_AGE_S, 1: UNKNOWN_AGE_S}


def test_under_a_pinned_row_the_others_are_as_new_as_ever() -> None:
    assert doubts(listed(99, 3, 2, 1), 99, 6, 5, 4) == dict.fromkeys((6, 5, 4), INTERVAL_S)


@pytest.mark.parametrize(
    ("minutes", "error_s"),
    [
        ((1, 2, 3, 4), INTERVAL_S),  # each was first seen after the one above it
        ((1, 1, 1, 1), UNKNOWN_AGE_S),  # all with the first visit: nobody knows yet
        ((4, 3, 2, 1), UNKNOWN_AGE_S),  # the newest stand on top
        ((3, 3, 2, 4), UNKNOWN_AGE_S),  # so they do, and an older one came up before
    ],
)
def test_a_list_that_grows_at_its_end_has_its_newest_row_there(
    minutes: tuple[int, ...], error_s: int
) -> None:
    before = listed(1, 2, 3, 4)
    seen = tuple(
        replace(one, first_seen_at=NOON - HOUR + timedelta(minutes=minute))
        for one, minute in zip(before.sightings, minutes, strict=True)
    )
    assert doubts(replace(before, sightings=seen), 1, 2, 3, 4, 5) == {5: error_s}
