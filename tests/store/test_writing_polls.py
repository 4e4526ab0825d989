"""The record of polls, gaps and sources, as rows in a real file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.store.desk import (
    DAWN,
    LOCAL,
    WIRE,
    Desk,
    at,
    edit,
    further,
    linked,
    new,
    sec,
    story,
)
from ticker.errors import ReplayError, StoreError
from ticker.model import (
    GapClosed,
    GapFound,
    SourceEvent,
)
from ticker.store.writing import Writer

DAM, PORT, VOTE = "Dam opens its gates", "Port closes for the night", "Vote is put off"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "ticker.db")
    yield desk
    assert desk.unsound() == {}
    desk.close()


# --- polls and sources ------------------------------------------------------------------------


def test_an_unchanged_poll_writes_two_rows_however_long_the_list(desk: Desk) -> None:
    desk.poll(1, *(new(story(f"Story {n}", f"g{n}")) for n in range(500)), listed=500)
    desk.poll(2, listed=500)
    statements: list[str] = []
    assert desk.engines.writer is not None

    @event.listens_for(desk.engines.writer, "before_cursor_execute")
    def _watch(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    before = desk.one("SELECT count(*) FROM poll")
    desk.poll(3, listed=500)
    writes = [s.split()[:2] for s in statements if not s.startswith(("SELECT", "BEGIN"))]
    assert writes == [["UPDATE", "poll"], ["UPDATE", "source"]]
    assert desk.one("SELECT count(*) FROM poll") == before


def test_equal_polls_are_counted_not_repeated(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    for minutes in (10, 20, 30):
        desk.poll(minutes, outcome="not_modified", status=304, listed=None)
    assert desk.ask("SELECT at, until_at, repeats, outcome FROM poll ORDER BY id") == [
        (sec(1), sec(1), 1, "new"),
        (sec(10), sec(30), 3, "not_modified"),
    ]


@pytest.mark.parametrize(
    ("hole", "interval_s", "rows"),
    [(120, None, 1), (121, None, 2), (121, 3_600, 1), (180, 3_600, 1), (181, 3_600, 2)],
)
def test_a_hole_between_equal_polls_starts_a_new_row(
    desk: Desk, hole: int, interval_s: int | None, rows: int
) -> None:
    """Longer than two hours, and than three intervals."""
    desk.poll(1)
    desk.poll(1 + hole, interval_s=interval_s)
    assert desk.one("SELECT count(*), sum(repeats) FROM poll") == (rows, 2)


@pytest.mark.parametrize(
    "other",
    [
        {"error": "HTTP 503"},
        {"status": 503},
        {"stage": "parse"},
        {"outcome": "same", "error": None, "stage": None},
    ],
)
def test_a_different_poll_starts_a_new_row(desk: Desk, other: dict[str, Any]) -> None:
    failed = {"outcome": "failed", "status": 500, "error": "HTTP 500", "stage": "fetch"}
    desk.poll(1, listed=None, **failed)
    desk.poll(2, listed=None, **{**failed, **other})
    assert desk.one("SELECT count(*) FROM poll") == (2,)


def test_a_poll_that_changed_something_stands_alone(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, new(story(PORT, "g2")))
    desk.poll(3, edit(1, story(VOTE, "g1"), DAM))
    assert desk.ask("SELECT repeats, new, revised, items, overlap FROM poll") == [
        (1, 1, 0, 3, 0),
        (1, 1, 0, 3, 0),
        (1, 0, 1, 3, 0),
    ]


def test_a_recorded_poll_changes_nothing_the_second_time(desk: Desk) -> None:
    changes = [new(story(DAM, "g1"), tags=[("floods", "feed")])]
    assert len(desk.poll(1, *changes)) == 1
    desk.poll(2)
    desk.poll(4)
    before = desk.ask("SELECT * FROM source"), desk.ask("SELECT * FROM poll")
    for minutes in (1, 2, 3, 4):
        assert desk.poll(minutes, *changes) == ()
    assert (desk.ask("SELECT * FROM source"), desk.ask("SELECT * FROM poll")) == before
    assert desk.one("SELECT count(*) FROM item") == (1,)


def test_a_poll_older_than_the_newest_is_refused(desk: Desk) -> None:
    desk.poll(5)
    with pytest.raises(ReplayError, match="older than the newest") as refused:
        desk.poll(4, new(story(DAM, "g1")))
    assert refused.value.where == "wire"
    assert desk.one("SELECT count(*) FROM item") == (0,)


def test_recorded_tells_the_poll_that_covers_an_instant(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")), body_sha256="aa")
    desk.poll(10, body_sha256="bb")
    desk.poll(20, body_sha256="cc")
    with desk.writing() as writer:
        exact = writer.recorded("wire", at(1))
        covered = writer.recorded("wire", at(15))
        assert exact is not None
        assert (exact.exact, exact.body_sha256, exact.outcome) == (True, "aa", "new")
        assert covered is not None
        assert (covered.exact, covered.at, covered.until_at, covered.repeats) == (
            (False, at(10), at(20), 2)
        )
        assert [writer.recorded("wire", at(m)) for m in (0, 5, 21)] == [None, None, None]
        assert writer.recorded("local", at(1)) is None
        assert [row.at for row in writer.quiet_polls("wire")] == [at(10)]


@pytest.mark.parametrize(
    ("poll", "confirmed"),
    [
        ({"outcome": "same"}, True),
        ({"outcome": "same", "listed": None}, True),
        ({"outcome": "not_modified", "listed": None}, True),
        ({"outcome": "same", "listed": 0}, False),
        ({"outcome": "new", "listed": 0}, False),
        ({"outcome": "failed", "listed": None}, False),
    ],
)
def test_only_a_good_poll_of_a_list_that_is_not_empty_confirms_it(
    desk: Desk, poll: dict[str, Any], confirmed: bool
) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, **poll)
    assert desk.one("SELECT confirmed_at FROM source WHERE id = 1") == (
        sec(2) if confirmed else sec(1),
    )


def test_an_unchanged_answer_after_an_empty_document_confirms_nothing(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, listed=0)
    desk.poll(3, outcome="not_modified", listed=None)
    assert desk.one("SELECT confirmed_at, last_good_at, listed FROM source WHERE id = 1") == (
        (sec(1), sec(3), 0)
    )


def test_an_empty_document_does_not_bound_an_edit(desk: Desk) -> None:
    """The headline may have changed before it: nobody saw the old one since the last list."""
    desk.poll(1, new(story(DAM, "g1")))
    desk.poll(2, listed=0)
    desk.poll(3, new(story(PORT, "g2")))
    told = "SELECT not_before_at FROM revision ORDER BY id"
    assert desk.ask(told) == [(None,), (sec(1),)]


def test_a_failed_poll_leaves_all_but_its_own_record_alone(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")), etag=b'"e1"', body_sha256="aa", next_poll_at=at(6))
    known = desk.known().source
    desk.poll(
        6,
        outcome="failed",
        status=None,
        stage="fetch",
        error="timeout after 0 bytes",
        listed=None,
        body_sha256="bb",
        next_poll_at=at(30),
    )
    now = desk.known().source
    assert (now.failures, now.error, now.last_poll_at, now.next_poll_at) == (
        (1, "timeout after 0 bytes", at(6), at(30))
    )
    undone = replace(
        now,
        failures=0,
        error=None,
        last_poll_at=known.last_poll_at,
        next_poll_at=known.next_poll_at,
    )
    assert undone == known
    desk.poll(30)
    assert (desk.known().source.failures, desk.known().source.error) == (0, None)


def test_validators_come_with_their_items_and_a_304_keeps_them(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")), etag=b'W/"\xe9"', last_modified=b"then", body_sha256="aa")
    desk.poll(2, outcome="not_modified", listed=None)
    source = desk.known().source
    assert (source.etag, source.last_modified, source.body_sha256) == (b'W/"\xe9"', b"then", "aa")
    assert source.validated_at == at(1)
    desk.poll(3, outcome="not_modified", listed=None, etag=b'"e2"')
    assert desk.known().source.etag == b'"e2"'
    desk.poll(4)
    source = desk.known().source
    assert (source.etag, source.last_modified, source.validated_at) == (None, None, at(4))


def test_a_replay_moves_no_due_time_and_counts_no_failure(desk: Desk) -> None:
    failed: dict[str, Any] = {"outcome": "failed", "error": "HTTP 500", "listed": None}
    desk.poll(1, schedule=False, next_poll_at=at(9), interval_s=60, **failed)
    source = desk.known().source
    assert (source.failures, source.next_poll_at, source.interval_s) == (0, DAWN, None)
    assert source.last_poll_at == at(1)


def test_a_poll_without_a_next_time_leaves_the_source_due(desk: Desk) -> None:
    desk.poll(1)
    assert desk.known().source.next_poll_at == DAWN


def test_the_last_news_is_the_last_poll_in_which_something_appeared(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7)))
    desk.poll(2, edit(1, linked(PORT, 7), DAM))
    desk.poll(3, further(linked(DAM, 7), 1), source="local")
    assert desk.known().source.last_new_at == at(1)
    assert desk.known(source="local").source.last_new_at == at(3)


def test_events_of_a_source_are_logged_without_an_item(desk: Desk) -> None:
    event_ = SourceEvent("source_failed", "five polls in a row: HTTP 500")
    (logged,) = desk.poll(1, event_, outcome="failed", error="HTTP 500", listed=None)
    assert (logged.kind, logged.item_id, logged.headline) == ("source_failed", None, None)
    assert logged.detail == "five polls in a row: HTTP 500"


# --- gaps -------------------------------------------------------------------------------------


def test_a_gap_is_kept_and_logged_once(desk: Desk) -> None:
    desk.poll(1)
    (logged,) = desk.poll(90, GapFound(at(1), at(90), "no-overlap"))
    assert (logged.kind, logged.detail) == (
        ("gap", "no-overlap 2031-03-04T05:01:00Z/2031-03-04T06:30:00Z")
    )
    assert desk.poll(91, GapFound(at(1), at(90), "no-overlap")) == ()
    assert desk.ask("SELECT since_at, until_at, reason FROM gap") == [
        (sec(1), sec(90), "no-overlap")
    ]
    assert desk.known().source.open_gap_since is None


def test_an_open_gap_is_closed_by_the_first_good_poll(desk: Desk) -> None:
    desk.poll(1)
    failed: dict[str, Any] = {"outcome": "failed", "error": "HTTP 500", "listed": None}
    (logged,) = desk.poll(60, GapFound(at(1), None, "failing"), **failed)
    assert logged.detail == "failing 2031-03-04T05:01:00Z/.."
    assert desk.known().source.open_gap_since == at(1)
    desk.poll(70, GapFound(at(1), None, "failing"), **failed)
    desk.poll(80, GapClosed(at(80)))
    assert desk.ask("SELECT since_at, until_at FROM gap") == [(sec(1), sec(80))]
    assert desk.known().source.open_gap_since is None


def test_an_open_gap_that_is_found_again_with_its_end_is_closed(desk: Desk) -> None:
    desk.poll(1)
    desk.poll(60, GapFound(at(1), None, "down"), outcome="failed", listed=None)
    desk.poll(80, GapFound(at(1), at(80), "down"))
    assert desk.ask("SELECT since_at, until_at FROM gap") == [(sec(1), sec(80))]


# --- the sources of the configuration ---------------------------------------------------------


def test_sources_follow_the_configuration(desk: Desk) -> None:
    desk.poll(1, etag=b'"e"', body_sha256="aa", next_poll_at=at(99))
    moved = replace(WIRE, url="https://wire.example/atom")
    zoned = replace(LOCAL, zone="Europe/Kyiv", kind="list")
    with desk.writing() as writer:
        writer.sync_sources([moved, zoned, replace(LOCAL, name="third")], at(2), {"third": at(7)})
        wire = writer.source_state("wire")
        assert wire is not None
        assert (wire.etag, wire.body_sha256, wire.next_poll_at) == (None, None, at(2))
        assert wire.last_poll_at == at(1)
        third = writer.source_state("third")
        assert third is not None
        assert third.next_poll_at == at(7)
        assert writer.source_state("nobody") is None
    assert desk.one("SELECT kind, zone, next_poll_at FROM source WHERE name = 'local'") == (
        ("list", "Europe/Kyiv", int(DAWN.timestamp()))
    )


def test_a_source_that_is_no_longer_named_rests_until_it_is_again(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    with desk.writing() as writer:
        writer.sync_sources([LOCAL], at(2))
    assert desk.ask("SELECT name, active FROM source ORDER BY id") == [("wire", 0), ("local", 1)]
    with desk.writing() as writer:
        writer.sync_sources([WIRE, LOCAL], at(3), {"wire": at(4)})
    assert desk.ask("SELECT name, active, next_poll_at FROM source ORDER BY id") == [
        ("wire", 1, sec(4)),
        ("local", 1, int(DAWN.timestamp())),
    ]
    assert desk.one("SELECT count(*) FROM item") == (1,)


def test_sources_that_stay_as_they_are_are_not_written(desk: Desk) -> None:
    with desk.transaction() as connection:
        before = connection.exec_driver_sql("SELECT total_changes()").scalar()
        Writer(connection).sync_sources([WIRE, LOCAL], at(2))
        assert connection.exec_driver_sql("SELECT total_changes()").scalar() == before


@pytest.mark.parametrize("call", ["record", "known"])
def test_an_unknown_source_is_named_in_the_error(desk: Desk, call: str) -> None:
    with pytest.raises(StoreError, match="'nobody'"):
        if call == "known":
            desk.known(source="nobody")
        else:
            desk.poll(1, source="nobody")
