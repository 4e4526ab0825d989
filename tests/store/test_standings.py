"""How sources do, kept from poll to poll; and hosts that are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.desk import DAWN, at
from ticker.errors import StoreError
from ticker.model import (
    Appeared,
    Claim,
    GapClosed,
    GapFound,
    Item,
    Listing,
    Poll,
    Source,
    SourceEvent,
    Standing,
)
from ticker.store import Store, host_of

HARBOUR = Source("harbour", "https://news.example/rss")
HILL = Source("hill", "http://news.example/hill")
COAST = Source("coast", "https://coast.example/rss")
WHOLE = Standing(
    interval_why="half of 30 min",
    asked_s=900,
    expected_s=7_200,
    silent_since=at(1),
    failed_since=at(2),
    moved_to="https://there.example/",
    moved_hits=3,
    moved_since=at(3),
    gone_hits=2,
    gone_since=at(4),
    lying=True,
    reason="all at once",
    skip_hours=0b101,
    skip_days=0b1000000,
    odd="1 item never rests",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/ticker.db", write=True, now=DAWN) as opened:
        configure(opened, HARBOUR, HILL, COAST)
        yield opened


def configure(store: Store, *sources: Source, minutes: int = 0) -> None:
    with store.writing() as writer:
        writer.sync_sources(sources, at(minutes))


def poll(
    store: Store, minutes: int, new: int = 0, *, source: str = "harbour", **said: object
) -> None:
    """A good poll that showed so many new rows."""
    changes = [Appeared(_item(f"{minutes}-{n}"), f"{minutes}-{n}", "new") for n in range(new)]
    listing = Listing(20, 20 - new, 3_600, True)
    made = Poll(source, at(minutes), "new", 200, listing=listing, interval_s=900)
    with store.writing() as writer:
        writer.record(replace(made, **said), changes)  # type: ignore[arg-type]  # fields of Poll


def _item(name: str) -> Item:
    return Item(1, name, name, name, name, Claim(DAWN, "stated", error_s=0), guid=name)


def standing(store: Store, source: str = "harbour") -> Standing:
    return store.source_states()[source].standing


# --- standing ----------------------------------------------------------------------------------


def test_every_part_of_a_standing_is_kept(store: Store) -> None:
    assert all(getattr(WHOLE, field.name) != field.default for field in fields(Standing))
    poll(store, 1, standing=WHOLE)
    assert standing(store) == WHOLE
    poll(store, 2)
    assert standing(store) == WHOLE  # a replay, say, leaves it
    poll(store, 3, standing=Standing())
    assert standing(store) == Standing()


def test_what_servers_say_is_kept_storable(store: Store) -> None:
    poll(store, 1, standing=Standing(moved_to="https://there.example/\0\ud800", reason="\0"))
    assert standing(store).moved_to == "https://there.example/\ufffd\ufffd"


def test_another_address_is_another_standing(store: Store) -> None:
    poll(store, 1, standing=WHOLE)
    configure(store, replace(HARBOUR, zone="Europe/Kyiv"), HILL, COAST, minutes=2)
    assert standing(store) == WHOLE
    configure(store, replace(HARBOUR, url="https://else.example/rss"), HILL, COAST, minutes=3)
    assert standing(store) == Standing()


def test_a_source_shows_how_it_does(store: Store) -> None:
    poll(store, 1, standing=WHOLE)
    (shown,) = (one for one in store.sources() if one.name == "harbour")
    for field in fields(Standing):
        if hasattr(shown, field.name):
            assert getattr(shown, field.name) == getattr(WHOLE, field.name)
    columns = "interval_why, expected_s, silent_since, failed_since, moved_to, lying, reason"
    found = store.sql(f"SELECT {columns} FROM sources WHERE name = 'harbour'")
    assert found.rows == (
        (
            "half of 30 min",
            7_200,
            "2031-03-04T05:01:00Z",
            "2031-03-04T05:02:00Z",
            "https://there.example/",
            1,
            "all at once",
        ),
    )


# --- rhythm ------------------------------------------------------------------------------------


def test_polls_that_changed_something_are_heard(store: Store) -> None:
    poll(store, 1, 3)
    poll(store, 2, outcome="not_modified", listing=None)
    poll(store, 3, 0)
    poll(store, 4, 2)
    poll(store, 4, 5, source="hill")
    with store.writing() as writer:
        heard = writer.heard("harbour", at(5))
    assert [(one.at, one.appeared, one.items, one.overlap) for one in heard] == [
        (at(1), 3, 20, 17),
        (at(3), 0, 20, 20),
        (at(4), 2, 20, 18),
    ]


def test_what_another_source_had_first_counts_too(store: Store) -> None:
    """A feed and a list of one newsroom each have their own rhythm."""
    poll(store, 1, 1)
    with store.writing() as writer:
        shared = Appeared(_item("1-0"), "1-0", "guid", item_id=1)
        made = Poll("hill", at(2), "new", 200, listing=Listing(1, 0, None, True))
        writer.record(made, [shared])
        (heard,) = writer.heard("hill", at(3))
    assert heard.appeared == 1


def test_half_a_year_is_heard_and_no_more(store: Store) -> None:
    poll(store, 1, 1)
    with store.writing() as writer:
        assert len(writer.heard("harbour", at(1) + timedelta(days=180))) == 1
        assert len(writer.heard("harbour", at(1) + timedelta(days=181))) == 0


# --- holds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example/rss", "news.example"),
        ("http://news.example./a?b", "news.example"),
        ("https://news.example:443/", "news.example"),
        ("http://news.example:8080/", "news.example:8080"),
        ("https://user:pass@news.example/", "news.example"),
        ("http://[::1]:8080/", "::1:8080"),
        ("pages/list.html", None),
        ("file:///pages/list.html", None),
        ("http://news.example:99999/", None),
        ("http://[broken/", None),
    ],
)
def test_a_hold_is_kept_by_host(url: str, host: str | None) -> None:
    assert host_of(url) == host


def test_a_hold_puts_off_all_of_a_host_and_nobody_else(store: Store) -> None:
    with store.writing() as writer:
        writer.hold_host(HARBOUR.url, at(60), at(0))
    assert store.due(at(59)) == ("coast",)
    assert set(store.due(at(60))) == {"harbour", "hill", "coast"}
    assert store.host_holds(at(59)) == {"news.example": at(60)}
    assert store.host_holds(at(60)) == {}


def test_a_longer_hold_stays_and_a_later_poll_is_not_brought_forward(store: Store) -> None:
    poll(store, 1, source="hill", next_poll_at=at(300))
    with store.writing() as writer:
        writer.hold_host(HARBOUR.url, at(120), at(0))
        writer.hold_host(HILL.url, at(60), at(0))
        assert writer.held_until(HILL.url, at(119)) == at(120)
        assert writer.held_until(HILL.url, at(120)) is None
        assert writer.held_until(COAST.url, at(1)) is None
        assert writer.held_until("pages/list.html", at(1)) is None
    states = store.source_states()
    assert (states["harbour"].next_poll_at, states["hill"].next_poll_at) == (at(120), at(300))


def test_what_is_new_at_a_held_host_waits(store: Store) -> None:
    with store.writing() as writer:
        writer.hold_host(HARBOUR.url, at(60), at(0))
    port = Source("port", "https://news.example/port")
    configure(store, HARBOUR, HILL, COAST, port, minutes=1)
    assert store.source_states()["port"].next_poll_at == at(60)
    configure(store, HARBOUR, replace(HILL, url="https://news.example/2"), COAST, port, minutes=2)
    assert store.source_states()["hill"].next_poll_at == at(60)


def test_holds_that_are_over_are_swept_away(store: Store) -> None:
    with store.writing() as writer:
        writer.hold_host(HARBOUR.url, at(60), at(0))
        writer.hold_host(COAST.url, at(200), at(100))
    assert store.host_holds(at(-999)) == {"coast.example": at(200)}


# --- between polls -----------------------------------------------------------------------------


def test_events_between_polls_are_logged_and_gaps_closed_by_the_next(store: Store) -> None:
    poll(store, 1, 1)
    with store.writing() as writer:
        writer.note("harbour", [GapFound(at(1), None, "down")], at(600))
    assert store.source_states()["harbour"].open_gap_since == at(1)
    poll(store, 601, 1)
    with store.writing() as writer:
        made = Poll("harbour", at(602), "new", 200, listing=Listing(1, 0, None, True))
        writer.record(made, [GapClosed(at(602)), SourceEvent("source_recovered", "back")])
    (gap,) = store.gaps()
    assert (gap.reason, gap.since_at, gap.until_at) == ("down", at(1), at(602))
    logged = [(change.kind, change.at) for change in store.changes() if change.kind != "new"]
    assert logged == [("gap", at(600)), ("source_recovered", at(602))]


def test_a_note_of_a_stranger_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no source named"), store.writing() as writer:
        writer.note("nobody", [GapFound(at(1), None, "down")], at(2))
