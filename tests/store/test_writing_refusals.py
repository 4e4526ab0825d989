"""Hostile text, contradictions and full disks: what is refused, and what stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests.store.desk import (
    Desk,
    at,
    edit,
    new,
    story,
)
from ticker.errors import StoreError, StoreFullError
from ticker.model import (
    Claim,
    Listing,
    Missed,
    Poll,
)
from ticker.store.failures import store_errors

DAM, PORT, VOTE = "Dam opens its gates", "Port closes for the night", "Vote is put off"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "ticker.db")
    yield desk
    assert desk.unsound() == {}
    desk.close()


# --- hostile text, bad bytes, failures ---------------------------------------------------------


def test_text_that_no_database_holds_becomes_the_replacement_character(desk: Desk) -> None:
    bad = "a\0b\ud800c"
    item = story(
        bad,
        bad,
        title=f"{bad}!",
        url=f"https://x.example/{bad}",
        canonical_url=f"https://x.example/{bad}",
        article_key=bad,
        summary=bad,
        author=bad,
        claim=Claim(at(0), "stated", bad),
    )
    logged = desk.poll(1, new(item, tags=[(bad, "feed")]), error=bad)
    good = "a\ufffdb\ufffdc"
    assert logged[0].headline == good
    assert desk.one("SELECT title, headline, summary FROM wording") == (f"{good}!", good, good)
    assert desk.one("SELECT guid, article_key, claim_text FROM sighting") == (good, good, good)
    assert desk.one("SELECT name FROM tag") == (good,)
    (known,) = desk.known(item).sightings
    assert known.canonical_url == f"https://x.example/{good}"


def test_astral_text_and_very_long_text_stay_as_they_are(desk: Desk) -> None:
    title = "Пожежа 🔥 " + "й" * 200_000
    desk.poll(1, new(story(title, "g1")))
    assert desk.one("SELECT title FROM wording") == (title,)


def test_words_of_a_statement_are_only_words(desk: Desk) -> None:
    title = "'); DROP TABLE item; -- \" ? :id %(id)s"
    desk.poll(1, new(story(title, title)))
    desk.poll(2, edit(1, story(title + title, title), title))
    assert desk.one("SELECT title FROM wording WHERE id = 2") == (title + title,)


def test_a_change_of_a_row_that_is_not_there_writes_nothing(desk: Desk) -> None:
    with pytest.raises(StoreError, match="sighting 99"):
        desk.poll(1, new(story(DAM, "g1")), Missed(99, ()))
    assert desk.one("SELECT count(*) FROM item") == (0,)
    assert desk.known().source.last_poll_at is None


def test_what_was_said_once_cannot_be_overwritten(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    for statement in (
        "UPDATE wording SET title = 'x'",
        "UPDATE item SET first_seen_at = 0",
        "UPDATE sighting SET first_seen_at = 0",
        "UPDATE revision SET seen_from_at = 0",
        "UPDATE poll SET body_sha256 = 'x'",
        "UPDATE change SET headline = 'x'",
    ):
        with pytest.raises(IntegrityError, match="never overwritten"), desk.transaction() as c:
            c.exec_driver_sql(statement)


def test_a_savepoint_undoes_one_poll_and_keeps_the_others(desk: Desk) -> None:
    listing = Listing(1, 0, None, in_order=True)
    with desk.writing() as writer:
        writer.record(Poll("wire", at(1), "new", listing=listing), [new(story(DAM, "g1"))])
        tagged = new(story(PORT, "g2"), tags=[("port", "feed")])
        with pytest.raises(StoreError), writer.savepoint():
            writer.record(Poll("wire", at(2), "new", listing=listing), [tagged, Missed(99, ())])
        with pytest.raises(RuntimeError), writer.savepoint():
            writer.record(Poll("wire", at(2), "new", listing=listing), [tagged])
            raise RuntimeError
        writer.record(Poll("wire", at(2), "failed", error="x", stage="record"), [])
        writer.record(Poll("local", at(2), "new", listing=listing), [tagged])
    assert desk.ask("SELECT source_id, outcome FROM poll ORDER BY id") == [
        (1, "new"),
        (1, "failed"),
        (2, "new"),
    ]
    assert desk.one("SELECT count(*), count(DISTINCT item_id) FROM item_tag") == (1, 1)
    assert desk.ask("PRAGMA foreign_key_check") == []


def test_change_numbers_are_never_given_twice(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")), new(story(PORT, "g2")))
    with desk.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM change")
    logged = desk.poll(2, new(story(VOTE, "g3")), edit(1, story(VOTE, "g1"), DAM))
    assert [c.seq for c in logged] == [3, 4]


# --- a full disk ------------------------------------------------------------------------------


def _cap(desk: Desk, pages: int | None) -> None:
    """Let the file grow by so many pages and no more (``None``: as it likes)."""
    with desk.transaction() as connection:
        count = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        limit = 2**30 if pages is None else count + pages
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")


def test_a_full_disk_loses_nothing_acknowledged_and_heals_by_itself(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    _cap(desk, 2)
    many = [new(story(f"Story {n} " + "x" * 500, f"g{n}")) for n in range(200, 600)]
    with pytest.raises(StoreFullError, match="full") as refused, store_errors("ticker.db"):
        desk.poll(2, *many)
    assert refused.value.exit_status == 3
    assert refused.value.hint
    with desk.engines.reader.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM items").scalar() == 1
    assert desk.known().source.last_poll_at == at(1)
    _cap(desk, None)
    assert len(desk.poll(2, *many)) == 400
    assert desk.ask("PRAGMA integrity_check") == [("ok",)]


def test_a_full_disk_inside_a_savepoint_ends_the_whole_batch(desk: Desk) -> None:
    """SQLite may have ended the transaction: what is written after that must not count."""
    listing = Listing(1, 0, None, in_order=True)
    many = [new(story(f"Story {n} " + "x" * 500, f"g{n}")) for n in range(400)]
    _cap(desk, 2)
    with pytest.raises(StoreFullError), store_errors("ticker.db"), desk.writing() as writer:
        writer.record(Poll("local", at(1), "new", listing=listing), [new(story(DAM, "g1"))])
        with writer.savepoint():
            writer.record(Poll("wire", at(1), "new", listing=listing), many)
    _cap(desk, None)
    assert desk.one("SELECT count(*) FROM item") == (0,)


def test_a_transaction_that_sqlite_ended_cannot_be_committed(desk: Desk) -> None:
    with pytest.raises(StoreError, match="lost"), desk.writing() as writer:
        writer.record(Poll("wire", at(1), "same"), [])
        writer._connection.exec_driver_sql("ROLLBACK")
    assert desk.known().source.last_poll_at is None
    desk.poll(1)
    assert desk.known().source.last_poll_at == at(1)
