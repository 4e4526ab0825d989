"""What appears and how it develops, as rows in a real file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests.store.desk import (
    Desk,
    at,
    edit,
    further,
    linked,
    new,
    rekeyed,
    sec,
    stated,
    story,
)
from ticker.model import (
    Claim,
    Dropped,
    Missed,
    Reclaimed,
    Retimed,
)

DAM, PORT, VOTE = "Dam opens its gates", "Port closes for the night", "Vote is put off"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "ticker.db")
    yield desk
    assert desk.unsound() == {}
    desk.close()


# --- appearing --------------------------------------------------------------------------------


def test_a_new_item_is_one_row_in_each_table(desk: Desk) -> None:
    logged = desk.poll(1, new(story(DAM, "g1", summary="Slowly.", language="en")))
    assert [(c.kind, c.item_id, c.headline, c.at) for c in logged] == [("new", 1, DAM, at(1))]
    assert desk.one("SELECT state, listed_in, revisions, sightings, changed_at FROM item") == (
        ("listed", 1, 1, 1, sec(1))
    )
    assert desk.one("SELECT title, headline, labels, summary FROM wording") == (
        (DAM, None, None, "Slowly.")
    )
    assert desk.one("SELECT guid, key, last_seen_at, gone_at, revision_id FROM sighting") == (
        ("g1", "g1", None, None, 1)
    )
    assert desk.one(
        "SELECT kind, seq, not_before_at, seen_from_at, confirmed_at, gone_by_at FROM revision"
    ) == ("first", 1, None, sec(1), None, None)
    assert desk.one("SELECT seq, kind, item_id, headline FROM change") == (1, "new", 1, DAM)


def test_what_appears_later_was_not_there_in_the_last_good_poll(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(5, outcome="failed", status=500, error="HTTP 500", stage="fetch", listed=None)
    desk.poll(9, new(story(PORT, "g2")))
    assert desk.ask("SELECT not_before_at FROM revision ORDER BY id") == [(None,), (sec(1),)]


def test_a_headline_that_is_not_the_title_is_kept_with_its_labels(desk: Desk) -> None:
    item = story(DAM, "g1", title=f"UPDATED: {DAM} - video", labels=("updated", "video"))
    desk.poll(1, new(item))
    title, headline, labels = desk.one("SELECT title, headline, labels FROM wording")
    assert (title, headline, json.loads(labels)) == (item.title, DAM, ["updated", "video"])


def test_an_undated_row_claims_no_time(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1", claim=Claim(at(1), "first-seen", None, 60))))
    assert desk.one("SELECT claimed_published_at FROM revision") == (None,)
    assert desk.one("SELECT published_at, time_basis FROM item") == (sec(1), "first-seen")


def test_a_further_sighting_is_no_new_item(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7)))
    logged = desk.poll(2, further(linked("Dam gates open", 7), 1), source="local")
    assert logged == ()
    assert desk.one("SELECT listed_in, sightings, revisions, changed_at, wording_id FROM item") == (
        (2, 2, 2, sec(1), 1)
    )
    assert desk.ask("SELECT seq, kind, not_before_at FROM revision") == [
        (1, "first", None),
        (2, "first", None),
    ]
    assert desk.ask("SELECT title FROM wording ORDER BY id") == [(DAM,), ("Dam gates open",)]
    assert desk.one("SELECT outcome, new, revised FROM poll WHERE source_id = 2") == ("new", 0, 0)


def test_two_sources_with_one_wording_share_its_row(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7)))
    desk.poll(2, further(linked(DAM, 7), 1), source="local")
    assert desk.ask("SELECT DISTINCT wording_id FROM revision") == [(1,)]
    assert desk.one("SELECT count(*) FROM wording") == (1,)


def test_an_item_that_another_source_lists_again_is_listed(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7)))
    desk.poll(2, Missed(1, ()), Dropped(1, 1, "scrolled_off", at(2)))
    assert desk.one("SELECT state, listed_in FROM item") == ("scrolled_off", 0)
    desk.poll(3, further(linked(DAM, 7), 1), source="local")
    assert desk.one("SELECT state, listed_in FROM item") == ("listed", 1)


@pytest.mark.parametrize(
    ("claimed", "sorted_by"),
    [
        pytest.param(at(-90), sec(-90), id="a plain past"),
        pytest.param(at(1 + 24 * 60), sec(1 + 24 * 60), id="just a day ahead"),
        pytest.param(at(2 + 24 * 60), sec(1), id="more than a day ahead"),
        pytest.param(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), sec(1), id="the end of time"),
        pytest.param(datetime(1990, 1, 1, tzinfo=UTC), 631_152_000, id="the first of 1990"),
        pytest.param(datetime(1989, 12, 31, 23, 59, 59, tzinfo=UTC), sec(1), id="before 1990"),
        pytest.param(datetime(1, 1, 1, tzinfo=UTC), sec(1), id="the year one"),
        pytest.param(None, sec(1), id="a wall time without a day"),
    ],
)
def test_items_sort_by_their_claim_unless_it_is_missing_or_absurd(
    desk: Desk, claimed: datetime | None, sorted_by: int
) -> None:
    item = story(DAM, "g1", claim=Claim(claimed, "stated", "said"))
    desk.poll(1, new(item, tags=[("floods", "source")]))
    published = None if claimed is None else int(claimed.timestamp())
    assert desk.one("SELECT published_at, sort_at FROM item") == (published, sorted_by)
    assert desk.one("SELECT sort_at FROM item_tag") == (sorted_by,)


# --- developing -------------------------------------------------------------------------------


def test_an_edit_keeps_both_wordings_and_their_four_instants(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(4)
    logged = desk.poll(9, edit(1, story("Dam shuts its gates", "g1"), DAM))
    assert desk.ask(
        "SELECT kind, seq, not_before_at, seen_from_at, confirmed_at, gone_by_at FROM revision"
    ) == [
        ("first", 1, None, sec(1), sec(4), sec(9)),
        ("wording", 2, sec(4), sec(9), None, None),
    ]
    assert [(c.kind, c.headline, c.was, c.detail) for c in logged] == [
        ("revised", "Dam shuts its gates", DAM, "wording")
    ]
    assert desk.one("SELECT revisions, changed_at, wording_id FROM item") == (2, sec(9), 2)
    assert desk.one("SELECT revision_id FROM sighting") == (2,)


def test_a_failed_poll_between_two_wordings_confirms_neither(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(4, outcome="failed", error="timeout", stage="fetch", listed=None)
    desk.poll(9, edit(1, story(PORT, "g1"), DAM))
    assert desk.ask("SELECT confirmed_at, not_before_at FROM revision ORDER BY id") == [
        (sec(1), None),
        (None, sec(1)),
    ]


def test_an_edit_that_is_taken_back_shows_as_alternation_of_two_wordings(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, edit(1, story(PORT, "g1"), DAM))
    desk.poll(3, edit(1, story(DAM, "g1"), PORT))
    assert desk.ask("SELECT wording_id FROM revision ORDER BY seq") == [(1,), (2,), (1,)]
    assert desk.one("SELECT count(*) FROM wording") == (2,)


def test_a_badge_alone_makes_a_wording_of_its_own(desk: Desk) -> None:
    """The labels stand on the wording: the same title with and without a badge are two."""
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, edit(1, story(DAM, "g1", labels=("live",)), DAM, "badge"))
    assert desk.ask("SELECT title, labels FROM wording ORDER BY id") == [
        (DAM, None),
        (DAM, '["live"]'),
    ]


def test_an_edit_elsewhere_leaves_the_item_row_to_its_first_source(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7, author="A. Wire")))
    desk.poll(2, further(linked(DAM, 7), 1), source="local")
    changed = replace(linked("Gates open wide", 7), author="L. Ocal", url="http://local.example/x")
    desk.poll(3, replace(edit(2, changed, DAM), item_id=1), source="local")
    assert desk.one("SELECT wording_id, url, author, changed_at, revisions FROM item") == (
        (1, "https://wire.example/7", "A. Wire", sec(3), 3)
    )


def test_what_an_edit_leaves_out_is_not_forgotten(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7, author="A. Wire", language="en")))
    desk.poll(2, edit(1, story(PORT), DAM))
    assert desk.one("SELECT author, language, url FROM item") == (
        ("A. Wire", "en", "https://wire.example/7")
    )
    assert desk.one("SELECT url, canonical_url, article_key FROM sighting") == (
        ("https://wire.example/7", "https://wire.example/7", "wire.example:7")
    )


def test_an_earlier_wording_keeps_the_link_it_had(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7)))
    desk.poll(2, edit(1, linked(PORT, 8), DAM, "link"))
    desk.poll(3, edit(1, linked(VOTE, 9), PORT, "link"))
    assert desk.ask("SELECT url FROM revision ORDER BY seq") == [
        ("https://wire.example/7",),
        ("https://wire.example/8",),
        (None,),
    ]
    assert desk.one("SELECT canonical_url FROM sighting") == ("https://wire.example/9",)


def test_an_earlier_wording_without_a_link_gets_none_later(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, edit(1, linked(PORT, 8, guid="g1"), DAM))
    assert desk.ask("SELECT url FROM revision ORDER BY seq") == [("",), (None,)]


def test_rekeying_is_no_edit(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7, guid="g1")))
    secure = "https://wire.example/7?x"
    logged = desk.poll(2, rekeyed(1, "g2", guid="g2", url=secure, canonical_url=secure))
    assert logged == ()
    assert desk.one("SELECT key, guid, url, article_key FROM sighting") == (
        ("g2", "g2", secure, None)
    )
    assert desk.one("SELECT url, canonical_url, revisions, changed_at FROM item") == (
        (secure, secure, 1, sec(1))
    )
    # The wording keeps the link that it came with.
    assert desk.ask("SELECT url FROM revision") == [("https://wire.example/7",)]


def test_two_sightings_may_swap_their_keys(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")), new(story(PORT, "g2")))
    desk.poll(2, rekeyed(1, "g2", guid="g2"), rekeyed(2, "g1", guid="g1"))
    assert desk.ask("SELECT id, key, guid FROM sighting ORDER BY id") == [
        (1, "g2", "g2"),
        (2, "g1", "g1"),
    ]


def test_a_new_sighting_may_take_the_key_that_another_gives_up(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, new(story(PORT, "g1")), rekeyed(1, "g9", guid="g9"))
    assert desk.ask("SELECT item_id, key FROM sighting ORDER BY id") == [(1, "g9"), (2, "g1")]


def test_a_key_taken_twice_is_refused_and_nothing_is_written(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    with pytest.raises(IntegrityError):
        desk.poll(2, new(story(VOTE, "g0")), new(story(PORT, "g1")))
    assert desk.one("SELECT count(*), max(last_poll_at) FROM item, source") == (2, sec(1))
    assert desk.one("SELECT count(*) FROM change") == (1,)


def test_a_stronger_claim_of_a_sighting_is_no_edit_and_no_retiming(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1", claim=Claim(at(-5), "clock", "05:55", 60, 3600, 355))))
    desk.poll(2, Reclaimed(1, stated(-7)))
    assert desk.one("SELECT claim_at, claim_basis, claim_wall FROM sighting") == (
        (sec(-7), "stated", None)
    )
    assert desk.one("SELECT claimed_published_at FROM revision") == (sec(-7),)
    assert desk.one("SELECT published_at, time_basis FROM item") == (sec(-5), "clock")


def test_an_edit_and_a_stronger_claim_in_one_poll_date_the_new_wording(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1", claim=Claim(at(-5), "relative", "6 min", 60))))
    desk.poll(2, edit(1, story(PORT, "g1", claim=stated(-5)), DAM), Reclaimed(1, stated(-7)))
    assert desk.ask("SELECT claimed_published_at FROM revision ORDER BY seq") == [
        (sec(-5),),
        (sec(-7),),
    ]


def test_a_retimed_item_moves_with_its_tags_and_says_so(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1"), tags=[("floods", "rule")]))
    logged = desk.poll(2, Retimed(1, stated(-50), at(-10)))
    assert [(c.kind, c.headline, c.was, c.detail) for c in logged] == [
        ("retimed", DAM, "2031-03-04T04:50:00Z", "2031-03-04T04:10:00Z stated")
    ]
    assert desk.one("SELECT published_at, sort_at, changed_at FROM item") == (
        (sec(-50), sec(-50), sec(2))
    )
    assert desk.ask("SELECT sort_at FROM item_tag") == [(sec(-50),)]


def test_a_better_ground_for_the_same_instant_is_not_logged(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1", claim=Claim(at(-10), "clock", "04:50", 60))))
    assert desk.poll(2, Retimed(1, stated(-10), at(-10))) == ()
    assert desk.one("SELECT time_basis, time_error_s, changed_at FROM item") == (
        ("stated", 1, sec(1))
    )


def test_a_retiming_is_told_in_the_words_of_the_same_poll(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    logged = desk.poll(2, edit(1, story(PORT, "g1"), DAM), Retimed(1, stated(-50), at(-10)))
    assert [(c.kind, c.headline) for c in logged] == [("revised", PORT), ("retimed", PORT)]
