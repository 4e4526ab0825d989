"""The one JSON shape of an item: its keys, their order, and its instants."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ticker.model import Claim, FoundItem, Item
from ticker.render import instant, item_json, local, tried_json

AT = datetime(2025, 7, 10, 5, 54, tzinfo=UTC)
KYIV = Claim(AT, "clock", text="08:54", error_s=60, offset_s=10_800, wall=534)

SAID = [
    "source",
    "guid",
    "url",
    "canonical_url",
    "title",
    "headline",
    "labels",
    "summary",
    "author",
    "language",
    "tags",
    "published_at",
    "published_local",
    "published_text",
    "time_basis",
    "time_error_s",
]


def found(claim: Claim = KYIV) -> FoundItem:
    return FoundItem(7, "up", "T", "T", ("video",), claim, AT, AT, "listed", "new", 1)


def tried(claim: Claim = KYIV) -> Item:
    return Item(1, "T", "T", "t", "t", claim)


def test_a_stored_item_has_its_promised_keys_in_order() -> None:
    rest = ["first_seen_at", "changed_at", "state", "revisions", "sightings", "tag_origins"]
    assert list(item_json(found())) == ["id", *SAID, *rest]


def test_a_tried_item_leaves_out_what_only_the_store_knows() -> None:
    assert list(tried_json(tried(), "up")) == [*SAID, "position"]


def test_instants_are_utc_and_local_keeps_the_sources_offset() -> None:
    said = item_json(found())
    assert said["published_at"] == "2025-07-10T05:54:00Z"
    assert said["published_local"] == "2025-07-10T08:54:00+03:00"


def test_no_instant_is_null_not_a_guess() -> None:
    said = tried_json(tried(Claim(None, "clock", text="08:54", wall=534)), "up")
    times = (said["published_at"], said["published_local"], said["time_error_s"])
    assert times == (None, None, None)
    assert said["published_text"] == "08:54"


def test_a_guessed_zone_shows_wherever_the_time_does() -> None:
    guessed = Claim(AT, "clock", error_s=50_400, zone_guessed=True)
    assert item_json(found(guessed))["zone_guessed"] is True
    assert tried_json(tried(guessed), "up")["zone_guessed"] is True


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), "9999-12-31T23:59:59Z"),
        (None, None),
    ],
)
def test_the_edges_of_the_calendar_keep_four_digits(at: datetime | None, text: str | None) -> None:
    assert instant(at) == text


def test_a_local_time_beyond_the_calendar_is_given_in_utc() -> None:
    edge = Claim(datetime(9999, 12, 31, 23, 0, tzinfo=UTC), "stated", offset_s=7_200)
    assert local(edge) == "9999-12-31T23:00:00+00:00"


def test_an_offset_in_seconds_is_shown_in_minutes() -> None:
    """Local mean time: Kyiv stood at +02:02:04 until 1924."""
    old = Claim(datetime(1900, 1, 1, tzinfo=UTC), "stated-naive", offset_s=7_324)
    shown = local(old)
    assert shown == "1900-01-01T02:02:00+02:02"
