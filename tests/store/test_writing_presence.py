"""Going, coming back, moving, and the tags of items, as rows in a real file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.store.desk import (
    Desk,
    at,
    edit,
    further,
    linked,
    new,
    sec,
    story,
)
from ticker.model import (
    Change,
    Dropped,
    Listing,
    Missed,
    Moved,
    Origin,
    Poll,
    Returned,
)

DAM, PORT, VOTE = "Dam opens its gates", "Port closes for the night", "Vote is put off"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "ticker.db")
    yield desk
    assert desk.unsound() == {}
    desk.close()


# --- going and coming back --------------------------------------------------------------------


def test_a_first_miss_is_written_down_but_not_decided(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")), new(story(PORT, "g2")))
    desk.poll(4)
    assert desk.poll(9, Missed(1, (2,))) == ()
    assert desk.one("SELECT last_seen_at, gone_at, gone, below FROM sighting WHERE id = 1") == (
        (sec(4), sec(9), None, "[2]")
    )
    assert desk.one("SELECT confirmed_at, gone_by_at FROM revision WHERE id = 1") == (
        (sec(4), sec(9))
    )
    assert desk.one("SELECT state, listed_in, changed_at FROM item WHERE id = 1") == (
        ("listed", 1, sec(1))
    )
    assert desk.one("SELECT last_seen_at FROM sighting WHERE id = 2") == (None,)


def test_a_delisting_is_dated_by_the_first_miss_and_logged_when_decided(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(9, Missed(1, ()))
    logged = desk.poll(12, Dropped(1, 1, "delisted", at(9)), outcome="not_modified", listed=None)
    assert [(c.kind, c.at, c.headline, c.detail) for c in logged] == [
        ("delisted", at(12), DAM, "2031-03-04T05:09:00Z")
    ]
    assert desk.one("SELECT last_seen_at, gone_at, gone, below FROM sighting") == (
        (sec(1), sec(9), "delisted", None)
    )
    assert desk.one("SELECT state, listed_in, changed_at FROM item") == ("delisted", 0, sec(12))


def test_scrolling_off_is_silent(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    assert desk.poll(2, Missed(1, ()), Dropped(1, 1, "scrolled_off", at(2))) == ()
    assert desk.one("SELECT state, changed_at FROM item") == ("scrolled_off", sec(1))
    assert desk.one("SELECT last_seen_at, gone_at, gone FROM sighting") == (
        (sec(1), sec(2), "scrolled_off")
    )


def test_an_item_goes_with_its_last_sighting(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7)))
    desk.poll(2, further(linked(DAM, 7), 1), source="local")
    desk.poll(3, Missed(1, ()), Dropped(1, 1, "scrolled_off", at(3)))
    assert desk.one("SELECT state, listed_in FROM item") == ("listed", 1)
    desk.poll(4, Missed(2, ()), source="local")
    desk.poll(5, Dropped(2, 1, "delisted", at(4)), source="local")
    assert desk.one("SELECT state, listed_in FROM item") == ("delisted", 0)


def test_a_return_keeps_the_absence_and_goes_on_with_the_wording(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, Missed(1, ()))
    desk.poll(3, Dropped(1, 1, "delisted", at(2)))
    logged = desk.poll(8, Returned(1, 1, "delisted"))
    assert [(c.kind, c.headline, c.detail) for c in logged] == [
        ("returned", DAM, "2031-03-04T05:02:00Z")
    ]
    assert desk.one("SELECT last_seen_at, gone_at, gone, back_at FROM absence") == (
        (sec(1), sec(2), "delisted", sec(8))
    )
    assert desk.one("SELECT last_seen_at, gone_at, gone, below FROM sighting") == (
        (None, None, None, None)
    )
    assert desk.one("SELECT confirmed_at, gone_by_at FROM revision") == (None, None)
    assert desk.one("SELECT state, listed_in, changed_at FROM item") == ("listed", 1, sec(8))


@pytest.mark.parametrize("was", [None, "scrolled_off"])
def test_other_returns_are_silent(desk: Desk, was: Any) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    gone: list[Change] = [Dropped(1, 1, was, at(2))] if was else []
    desk.poll(2, Missed(1, ()), *gone)
    assert desk.poll(3, Returned(1, 1, was)) == ()
    assert desk.one("SELECT gone, back_at FROM absence") == (was, sec(3))
    assert desk.one("SELECT state, listed_in, changed_at FROM item") == ("listed", 1, sec(1))


def test_an_item_that_comes_back_edited_ended_its_old_wording_before_the_absence(
    desk: Desk,
) -> None:
    desk.poll(1, new(story(DAM, "g1")), new(story(PORT, "g2")))
    desk.poll(4)
    desk.poll(6, Missed(1, ()), Dropped(1, 1, "scrolled_off", at(6)))
    desk.poll(8)
    desk.poll(9, Returned(1, 1, "scrolled_off"), edit(1, story(VOTE, "g1"), DAM))
    assert desk.ask(
        "SELECT not_before_at, seen_from_at, confirmed_at, gone_by_at FROM revision"
        " WHERE item_id = 1 ORDER BY seq"
    ) == [(None, sec(1), sec(4), sec(6)), (sec(8), sec(9), None, None)]


def test_an_item_may_go_and_come_back_many_times(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    for start in (10, 20, 30):
        desk.poll(start, Missed(1, ()), Dropped(1, 1, "scrolled_off", at(start)))
        desk.poll(start + 5, Returned(1, 1, "scrolled_off"))
    assert desk.ask("SELECT last_seen_at, gone_at, back_at FROM absence ORDER BY id") == [
        (sec(1), sec(10), sec(15)),
        (sec(15), sec(20), sec(25)),
        (sec(25), sec(30), sec(35)),
    ]
    assert desk.one("SELECT listed_in, state FROM item") == (1, "listed")


def test_a_row_that_moves_changes_its_place_only(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    assert desk.poll(2, Moved(1, 17), outcome="same") == ()
    assert desk.one("SELECT position, last_seen_at FROM sighting") == (17, None)


# --- tags -------------------------------------------------------------------------------------


def test_a_tag_is_linked_once_for_each_origin(desk: Desk) -> None:
    tags: list[tuple[str, Origin]] = [
        ("floods", "source"),
        ("floods", "rule"),
        ("floods", "source"),
    ]
    desk.poll(1, new(story(DAM, "g1"), tags=tags))
    desk.poll(
        2, replace(edit(1, story(PORT, "g1"), DAM), tags=(("floods", "rule"), ("port", "rule")))
    )
    assert desk.ask(
        "SELECT name, origin, sort_at FROM item_tag JOIN tag ON tag.id = tag_id ORDER BY 1, 2"
    ) == [
        ("floods", "rule", sec(-10)),
        ("floods", "source", sec(-10)),
        ("port", "rule", sec(-10)),
    ]


def test_items_of_one_transaction_share_their_tags(desk: Desk) -> None:
    with desk.writing() as writer:
        for number, source in enumerate(("wire", "local")):
            item = new(story(f"Story {number}", f"g{number}"), tags=[("floods", "feed")])
            writer.record(Poll(source, at(1), "new", listing=Listing(1, 0, None, True)), [item])
    assert desk.one("SELECT count(*) FROM tag") == (1,)
    assert desk.one("SELECT count(*) FROM item_tag") == (2,)
