"""The public views: promised columns, readable instants, and what the tables leave unsaid."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.store.newsroom import Newsroom, at, busy, row
from ticker.model import Claim, Query
from ticker.store.engines import writer_engine
from ticker.store.views import VIEWS, create_views, drop_views, view_columns

PROMISED = {
    "items": "id source url canonical_url title headline labels summary author language"
    " published_at published_local published_text time_basis time_error_s first_seen_at changed_at"
    " state matched_by revisions sightings",
    "revisions": "item_id source seq kind title headline labels url claimed_published_at"
    " not_before_at seen_from_at confirmed_at gone_by_at",
    "sightings": "item_id source guid url position first_seen_at last_seen_at gone_at gone",
    "polls": "id source at until_at repeats outcome status bytes duration_ms items new revised"
    " overlap error capture",
    "gaps": "source since_at until_at reason",
    "changes": "seq at kind item_id source headline was detail",
    "sources": "name url kind zone state interval_s next_poll_at last_poll_at last_success_at"
    " last_new_at failures error",
    "item_tags": "item_id tag origin",
    "deliveries": "id alert kind seq first_seq destination state at tries next_try_at sent_at"
    " answer"
    " told_by",
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with busy(tmp_path / "ticker.db") as room:
        yield room


@pytest.mark.parametrize("view", PROMISED)
def test_a_view_begins_with_the_promised_columns(room: Newsroom, view: str) -> None:
    promised = PROMISED[view].split()
    stored = tuple(column for _, column, *_ in room.ask(f"PRAGMA table_info({view})"))
    assert list(stored[: len(promised)]) == promised
    assert view_columns(view) == stored


def test_no_view_is_there_that_is_not_promised(room: Newsroom) -> None:
    made = {name for (name,) in room.ask("SELECT name FROM sqlite_master WHERE type = 'view'")}
    assert made == set(PROMISED) == set(VIEWS)


@pytest.mark.parametrize("view", PROMISED)
def test_instants_are_iso_text_in_utc(room: Newsroom, view: str) -> None:
    instants = [name for name in view_columns(view) if name == "at" or name.endswith("_at")]
    seen = [value for name in instants for (value,) in room.ask(f"SELECT {name} FROM {view}")]
    assert all(value is None or INSTANT.fullmatch(value) for value in seen)
    assert any(seen) or view in {"item_tags", "deliveries"}


@pytest.mark.parametrize(
    ("offset_s", "local"),
    [
        (10_800, "2025-07-10T10:50:00+03:00"),
        (0, "2025-07-10T07:50:00+00:00"),
        (-12_600, "2025-07-10T04:20:00-03:30"),
        (20_700, "2025-07-10T13:35:00+05:45"),
        (-1_800, "2025-07-10T07:20:00-00:30"),
        (50_400, "2025-07-10T21:50:00+14:00"),
        (7_324, "2025-07-10T09:52:00+02:02"),
    ],
)
def test_published_local_is_the_same_instant_on_the_sources_clock(
    tmp_path: Path, offset_s: int, local: str
) -> None:
    """RFC 3339 has whole minutes: the odd seconds of local mean time are rounded away."""
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        claim = Claim(at("07:50"), "stated", None, 60, offset_s)
        room.poll("alpha", at("08:00"), row("One", "a", claim=claim))
        assert room.ask("SELECT published_local FROM items") == [(local,)]


def test_an_undated_item_has_no_instant_and_stands_where_it_was_first_seen(room: Newsroom) -> None:
    asked = room.ask(
        "SELECT published_at, published_local, published_text, time_error_s, sort_s,"
        " strftime('%s', first_seen_at) + 0 FROM items WHERE id = 3"
    )
    ((at_, local, text, error_s, sort_s, first_seen_s),) = asked
    assert (at_, local, text, error_s) == (None, None, "08:11", None)
    assert sort_s == first_seen_s


def test_a_claim_for_next_week_sorts_by_first_sight(room: Newsroom) -> None:
    assert room.ask("SELECT published_at, sort_s FROM items WHERE id = 4") == [
        ("2025-07-17T09:00:00Z", int(at("08:12").timestamp()))
    ]


def test_a_headline_is_the_title_where_nothing_was_taken_off(room: Newsroom) -> None:
    assert room.ask("SELECT title, headline, labels FROM items ORDER BY id LIMIT 2") == [
        ("Minister denies resigning", "Minister denies resigning", "[]"),
        ("Київ під атакою – відео", "Київ під атакою", '["video"]'),
    ]


def test_the_item_shows_the_latest_wording_of_the_source_that_had_it_first(room: Newsroom) -> None:
    assert room.ask("SELECT source, headline, revisions, sightings FROM items WHERE id = 1") == [
        ("alpha", "Minister denies resigning", 3, 2)
    ]


def test_an_unchanged_poll_moves_last_seen_and_confirmed(room: Newsroom) -> None:
    """Neither is written on the row: both follow the poll that confirmed the list."""
    room.poll("alpha", at("08:55"), *_listed(room))
    moved = "2025-07-10T08:55:00Z"
    assert room.ask("SELECT DISTINCT last_seen_at FROM sightings WHERE source = 'alpha'") == [
        (moved,)
    ]
    assert room.ask(
        "SELECT DISTINCT confirmed_at FROM revisions WHERE source = 'alpha' AND gone_by_at IS NULL"
    ) == [(moved,)]
    assert (
        room.ask("SELECT last_seen_at FROM sighting WHERE gone_at IS NULL AND item_id < 3")
        == [(None,)] * 3
    )


def _listed(room: Newsroom) -> list[object]:
    found = room.store.find(Query(sources=frozenset({"alpha"})))
    return [
        replace(row(item.headline, item.guid or "", None), title=item.title, labels=item.labels)
        for item in found
    ]


def test_a_wording_is_bounded_by_the_polls_around_its_edit(room: Newsroom) -> None:
    columns = "headline, not_before_at, seen_from_at, confirmed_at, gone_by_at"
    told = f"SELECT {columns} FROM revisions WHERE item_id = 1 AND source = 'alpha' ORDER BY seq"
    assert room.ask(told) == [
        (
            "Minister resigns",
            None,
            "2025-07-10T08:00:00Z",
            "2025-07-10T08:00:00Z",
            "2025-07-10T08:10:00Z",
        ),
        (
            "Minister denies resigning",
            "2025-07-10T08:00:00Z",
            "2025-07-10T08:10:00Z",
            "2025-07-10T08:40:00Z",
            None,
        ),
    ]


def test_what_is_missed_ends_with_the_poll_that_missed_it(room: Newsroom) -> None:
    room.poll("alpha", at("09:00"), row("Something else", "z", at("08:59")))
    presence = "SELECT last_seen_at, gone_at, gone FROM sightings WHERE item_id = 2"
    wording = "SELECT confirmed_at, gone_by_at FROM revisions WHERE item_id = 2"
    bounds = ("2025-07-10T08:40:00Z", "2025-07-10T09:00:00Z")
    assert room.ask(presence) == [(*bounds, None)]
    assert room.ask(wording) == [bounds]


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ("active = 0, failures = 3", "removed"),
        ("last_poll_at = NULL, last_good_at = NULL, confirmed_at = NULL", "never polled"),
        ("failures = 1", "failing"),
        (
            "failures = 3, gone_hits = 3, gone_since = last_poll_at - 3 * 86400",
            "gone?",
        ),
        ("failures = 3, gone_hits = 3, gone_since = last_poll_at - 3 * 86400 + 1", "failing"),
        ("failures = 3, gone_hits = 2, gone_since = last_poll_at - 9 * 86400", "failing"),
        ("silent_since = last_poll_at", "silent"),
        ("listed = 0, silent_since = last_poll_at", "empty"),
        ("moved_hits = 10, moved_since = last_poll_at - 7 * 86400", "moved"),
        ("moved_hits = 9, moved_since = last_poll_at - 9 * 86400", "ok"),
        ("moved_hits = 99, moved_since = last_poll_at - 7 * 86400 + 1", "ok"),
        ("last_good_at = confirmed_at + 60", "empty"),
        ("listed = 0", "empty"),
        ("failures = 0", "ok"),
    ],
)
def test_the_state_of_a_source_in_a_word(room: Newsroom, columns: str, state: str) -> None:
    room.change(f"UPDATE source SET {columns} WHERE name = 'alpha'")
    assert room.ask("SELECT state FROM sources WHERE name = 'alpha'") == [(state,)]
    (status,) = (one for one in room.store.sources() if one.name == "alpha")
    assert status.state == state


def test_views_can_be_dropped_and_made_again(room: Newsroom) -> None:
    before = {name: room.ask(f"SELECT * FROM {name}") for name in VIEWS}
    room.store.close()
    engine = writer_engine(room.path)
    with engine.begin() as connection:
        drop_views(connection)
        drop_views(connection)
    assert room.ask("SELECT count(*) FROM sqlite_master WHERE type = 'view'") == [(0,)]
    with engine.begin() as connection:
        create_views(connection)
        create_views(connection)
    engine.dispose()
    assert {name: room.ask(f"SELECT * FROM {name}") for name in VIEWS} == before


def test_the_views_open_in_datasette_while_a_writer_writes(room: Newsroom) -> None:
    async def look() -> dict[str, int]:
        datasette = Datasette([str(room.path)])
        await datasette.invoke_startup()
        answers = {}
        for view in VIEWS:
            answer = await datasette.client.get(f"/ticker/{view}.json?_shape=objects&_size=max")
            answers[view] = len(answer.json()["rows"])
            page = await datasette.client.get(f"/ticker/{view}")
            assert page.status_code == 200, page.text
        datasette.executor.shutdown()
        return answers

    counted = {name: room.ask(f"SELECT count(*) FROM {name}")[0][0] for name in VIEWS}
    with room.store.writing() as writer:
        writer.sync_sources([], at("10:00"))  # written, not yet committed
        assert asyncio.run(look()) == counted
