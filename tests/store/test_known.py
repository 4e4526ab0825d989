"""What the store hands over for a comparison: all that may be the same, and as it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

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
    stated,
    story,
)
from ticker.model import (
    Claim,
    Dropped,
    GapFound,
    Item,
    KnownItem,
    KnownSighting,
    Missed,
    Poll,
    Reclaimed,
    Retimed,
)
from ticker.store.source_rows import due, source_states
from ticker.store.writing import Writer

DAM, PORT, VOTE = "Dam opens its gates", "Port closes for the night", "Vote is put off"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "ticker.db")
    yield desk
    assert desk.unsound() == {}
    desk.close()


def _gone(minutes: int, *ids: int) -> list[Any]:
    changes: list[Any] = []
    for number in ids:
        changes += [Missed(number, ()), Dropped(number, number, "scrolled_off", at(minutes))]
    return changes


def test_a_sighting_comes_back_as_it_was_recorded(desk: Desk) -> None:
    claim = Claim(at(-5), "clock", "05:55 h", 60, 3_600, 355, zone_guessed=True)
    item = linked(DAM, 7, guid="g1", title=f"LIVE {DAM}", labels=("live",), claim=claim, position=4)
    desk.poll(1, new(item))
    desk.poll(5)
    known = desk.known()
    assert known.sightings == (
        KnownSighting(
            id=1,
            item_id=1,
            source="wire",
            key="g1",
            title=item.title,
            headline=DAM,
            headline_key=DAM.casefold(),
            template=DAM.casefold(),
            labels=("live",),
            claim=claim,
            revision_claim_at=at(-5),
            position=4,
            first_seen_at=at(1),
            last_seen_at=at(5),
            guid="g1",
            url=item.url,
            canonical_url=item.canonical_url,
            article_key=item.article_key,
        ),
    )
    assert known.items == {
        1: KnownItem(1, "wire", replace(claim, wall=None), at(1), listed_in=1),
    }


def test_the_stored_claims_of_sighting_revision_and_item_are_told_apart(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1", claim=Claim(at(-5), "clock", "04:55", 60))))
    desk.poll(2, edit(1, story(PORT, "g1", claim=stated(-3)), DAM, "date"))
    desk.poll(3, Retimed(1, stated(-9), at(-5)))
    known = desk.known()
    (sighting,) = known.sightings
    assert (sighting.claim.at, sighting.claim.basis) == (at(-5), "clock")
    assert sighting.revision_claim_at == at(-3)
    assert known.items[1].claim == stated(-9)
    desk.poll(4, Reclaimed(1, stated(-8)))
    (sighting,) = desk.known().sightings
    assert (sighting.claim, sighting.revision_claim_at) == (stated(-8), at(-8))


def test_listed_and_undecided_sightings_are_always_known(desk: Desk) -> None:
    desk.poll(1, *(new(story(f"Story {n}", f"g{n}")) for n in (1, 2, 3)))
    desk.poll(5, Missed(1, (2, 3)), *_gone(5, 3))
    first, second = desk.known().sightings
    assert (first.id, first.gone_at, first.gone, first.below) == (1, at(5), None, (2, 3))
    assert (first.last_seen_at, second.last_seen_at) == (at(1), at(5))
    assert (second.id, second.gone_at) == (2, None)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(story(VOTE, "g7"), id="its guid"),
        pytest.param(story(VOTE, "g0", canonical_url="https://wire.example/7"), id="its URL"),
        pytest.param(story(VOTE, "g0", article_key="wire.example:7"), id="its article number"),
    ],
)
def test_a_gone_sighting_is_known_again_by(desk: Desk, seen: Any) -> None:
    desk.poll(1, new(linked(DAM, 7, guid="g7")), new(story(PORT, "g8")))
    desk.poll(2, *_gone(2, 1))
    assert [s.id for s in desk.known().sightings] == [2]
    (gone,) = [s for s in desk.known(seen).sightings if s.id == 1]
    assert (gone.gone, gone.gone_at, gone.last_seen_at) == ("scrolled_off", at(2), at(1))


def test_a_guid_means_nothing_in_another_source(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")))
    known = desk.known(story(DAM, "g1"), source="local")
    assert (known.sightings, known.elsewhere, known.items) == ((), (), {})


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(story(VOTE, canonical_url="https://wire.example/7"), id="its URL"),
        pytest.param(story(VOTE, article_key="wire.example:7"), id="its article number"),
    ],
)
@pytest.mark.parametrize("gone", [False, True])
def test_another_source_s_sighting_is_known_by(desk: Desk, seen: Any, gone: bool) -> None:
    desk.poll(1, new(linked(DAM, 7)))
    desk.poll(3, *(_gone(3, 1) if gone else ()))
    known = desk.known(seen, source="local")
    assert known.sightings == ()
    (elsewhere,) = known.elsewhere
    assert (elsewhere.source, elsewhere.item_id) == ("wire", 1)
    assert elsewhere.last_seen_at == (at(1) if gone else at(3))
    assert known.items[1].source == "wire"


def test_both_sightings_of_a_shared_item_are_told_with_their_sources(desk: Desk) -> None:
    desk.poll(1, new(linked(DAM, 7)))
    desk.poll(2, further(linked(DAM, 7), 1), source="local")
    known = desk.known(linked(DAM, 7), source="local")
    assert [s.source for s in known.sightings] == ["local"]
    assert [s.source for s in known.elsewhere] == ["wire"]
    assert known.items[1].listed_in == 2


def test_rows_without_keys_are_looked_up_among_those_of_two_days(desk: Desk) -> None:
    """A row that has no key may be anything seen lately, and whatever said the same before."""
    desk.poll(1, new(story(DAM)), new(story(PORT)), new(linked(VOTE, 7)))
    desk.poll(60, *_gone(60, 1, 2, 3))
    assert [s.id for s in desk.known(story("Something else")).sightings] == [1, 2]
    later = 60 + 48 * 60 + 2
    desk.poll(later)
    assert desk.known(story("Something else")).sightings == ()
    assert [s.id for s in desk.known(story(PORT)).sightings] == [2]
    assert desk.known(linked(PORT, 9)).sightings == ()


def test_a_keyless_row_is_looked_up_by_its_latest_headline(desk: Desk) -> None:
    desk.poll(1, new(story(DAM)))
    desk.poll(2, edit(1, story(PORT), DAM))
    desk.poll(3, *_gone(3, 1))
    desk.poll(10_000)
    assert [s.id for s in desk.known(story(PORT)).sightings] == [1]
    assert desk.known(story(DAM)).sightings == ()


def test_a_row_that_gains_a_key_is_no_longer_looked_up_by_its_headline(desk: Desk) -> None:
    desk.poll(1, new(story(DAM)))
    desk.poll(2, edit(1, linked(PORT, 8), DAM))
    assert desk.one("SELECT headline_key FROM sighting") == (None,)


def test_stored_headlines_get_their_keys_from_the_functions_given(desk: Desk) -> None:
    desk.poll(1, new(story("GATES open 7", "g1")), new(story("Port", "g2")))
    seen = replace(story("Port", "g2"), headline_key="as seen", template="as seen too")
    with desk.writing() as writer:
        known = writer.known("wire", [seen], fold=str.lower, template=str.title)
    assert [(s.headline_key, s.template) for s in known.sightings] == [
        ("gates open 7", "Gates Open 7"),
        ("as seen", "as seen too"),
    ]


def asked(desk: Desk, *seen: Item) -> list[str]:
    """The questions about a document with these rows, and about none, as SQLite was asked them."""
    with desk.transaction() as connection:
        writer = Writer(connection)
        driver = connection.connection.driver_connection
        questions: list[str] = []
        driver.set_trace_callback(questions.append)  # type: ignore[union-attr]  # sqlite3's own
        writer.known("wire", seen, fold=str.casefold, template=str.casefold)
        writer.known_unread("wire", fold=str.casefold, template=str.casefold)
        driver.set_trace_callback(None)  # type: ignore[union-attr]
    return questions


def test_a_poll_asks_the_same_number_of_questions_for_a_short_list_and_a_long_one(
    desk: Desk,
) -> None:
    many = [linked(f"Story {n}", n, guid=f"g{n}") for n in range(400)]
    few, lots = asked(desk, many[0]), asked(desk, *many)
    assert 4 <= len(few) == len(lots)


def test_a_poll_without_a_document_asks_for_no_row(desk: Desk) -> None:
    """But where a row was missed once, and this poll is to decide about it."""
    desk.poll(1, *(new(linked(f"Story {n}", n, guid=f"g{n}")) for n in range(1, 4)))
    with desk.writing() as writer:
        known = writer.known_unread("wire", fold=str.casefold, template=str.casefold)
    assert (known.source.listed, known.sightings, known.items) == (3, (), {})
    desk.poll(2, Missed(2, (3,)))
    with desk.writing() as writer:
        unread = writer.known_unread("wire", fold=str.casefold, template=str.casefold)
        assert unread == writer.known("wire", fold=str.casefold, template=str.casefold)
        assert [s.id for s in unread.sightings if s.gone_at] == [2]
        other = writer.known_unread("local", fold=str.casefold, template=str.casefold)
        assert other.sightings == ()


def test_what_a_poll_decided_is_not_decided_again_in_the_same_transaction(desk: Desk) -> None:
    desk.poll(1, *(new(linked(f"Story {n}", n, guid=f"g{n}")) for n in range(1, 4)))
    with desk.writing() as writer, writer.together():
        for minutes, changes in ((2, [Missed(2, ())]), (3, [Dropped(2, 2, "delisted", at(2))])):
            writer.record(Poll("wire", at(minutes), "new", status=200), changes)
            unread = writer.known_unread("wire", fold=str.casefold, template=str.casefold)
            undecided = [s.id for s in unread.sightings if s.gone_at and s.gone is None]
            assert undecided == ([2] if minutes == 2 else [])


def test_thousands_of_rows_are_more_than_one_question_can_carry(desk: Desk) -> None:
    """SQLite takes 32,766 parameters at most, older builds 999."""
    many = [linked(f"Story {n}", n, guid=f"g{n}") for n in range(40_000)]
    desk.poll(1, *(new(item) for item in many[:3]))
    desk.poll(2, *_gone(2, 1, 2, 3))
    assert len(desk.known(*many).sightings) == 3


def test_every_question_has_its_index(desk: Desk) -> None:
    """No question about a document reads a table from end to end, and each takes the index that
    was made for it."""
    desk.poll(1, *(new(linked(f"Story {n}", n, guid=f"g{n}")) for n in range(1, 4)))
    used = ""
    for question in asked(desk, linked(DAM, 7, guid="g1"), story(PORT)):
        plan = [row[3] for row in desk.ask(f"EXPLAIN QUERY PLAN {question}")]
        scans = [step for step in plan if step.startswith("SCAN") and "VIRTUAL" not in step]
        assert all("ix_sighting_undecided" in step for step in scans), "that one holds but a few"
        used += " ".join(plan)
    for name in ("open", "guid", "url", "article", "headline", "keyless", "undecided"):
        assert f"ix_sighting_{name} " in f"{used} ", name


# --- sources ----------------------------------------------------------------------------------


def test_the_longest_due_source_comes_first(desk: Desk) -> None:
    third = replace(LOCAL, name="third")
    with desk.transaction() as connection:
        writer = Writer(connection)
        writer.sync_sources([WIRE, LOCAL, third], DAWN, {"third": at(-9)})
        assert due(connection, at(0)) == ("third", "wire", "local")
        assert due(connection, at(0), limit=1) == ("third",)
        assert due(connection, at(-5)) == ("third",)
        assert due(connection, at(-10)) == ()
        writer.record(Poll("third", at(1), "same", next_poll_at=at(30)), [])
        assert due(connection, at(29)) == ("wire", "local")
        assert due(connection, at(30)) == ("wire", "local", "third")
        writer.sync_sources([LOCAL], at(1))
        assert due(connection, at(99)) == ("local",)


def test_sources_that_are_due_are_found_by_their_index(desk: Desk) -> None:
    plan = desk.ask(
        "EXPLAIN QUERY PLAN SELECT name FROM source WHERE active = 1 AND next_poll_at <= 9"
    )
    assert any("ix_source_due" in row[3] for row in plan), plan


def test_the_state_of_every_source_is_told_by_name(desk: Desk) -> None:
    desk.poll(1, new(story(DAM, "g1")), interval_s=900, etag=b"e")
    desk.poll(9, GapFound(at(1), None, "failing"), outcome="failed", listed=None)
    with desk.transaction() as connection:
        states = source_states(connection)
    assert list(states) == ["wire", "local"]
    wire = states["wire"]
    assert wire == desk.known().source
    assert (wire.listed, wire.span_s, wire.in_order, wire.interval_s) == (3, 600, True, 900)
    assert (wire.last_good_at, wire.confirmed_at, wire.last_new_at) == (at(1), at(1), at(1))
    assert wire.open_gap_since == at(1)
    assert states["local"].last_poll_at is None
