"""The whole record of one item."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.newsroom import Newsroom, at, busy, row
from ticker.model import Absence, LoggedChange


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with busy(tmp_path / "ticker.db") as room:
        yield room


def test_an_edit_keeps_both_wordings_with_their_bounds(room: Newsroom) -> None:
    history = room.store.history(1)
    assert history is not None
    told = [
        (r.source, r.seq, r.kind, r.headline, r.not_before_at, r.seen_from_at, r.confirmed_at)
        for r in history.revisions
    ]
    assert told == [
        ("alpha", 1, "first", "Minister resigns", None, at("08:00"), at("08:00")),
        ("alpha", 2, "wording", "Minister denies resigning", at("08:00"), at("08:10"), at("08:40")),
        ("beta", 3, "first", "Minister quits, beta says", None, at("08:12"), at("08:12")),
    ]
    assert [r.gone_by_at for r in history.revisions] == [at("08:10"), None, None]


def test_a_past_absence_ends_and_a_lasting_one_does_not(room: Newsroom) -> None:
    other = row("Something else", "z", at("08:59"))
    room.poll("alpha", at("09:00"), other)
    history = room.store.history(1)
    assert history is not None
    assert history.absences == (
        Absence("alpha", at("08:10"), at("08:20"), "delisted", at("08:40")),
        Absence("alpha", at("08:40"), at("09:00"), None, None),
    )
    assert history.revisions[1].gone_by_at == at("09:00")


def test_what_came_back_in_another_wording_ended_with_its_absence(tmp_path: Path) -> None:
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        rest = row("Rain", "b", at("07:00"))
        room.poll("alpha", at("08:00"), row("One", "a", at("07:30")), rest)
        room.poll("alpha", at("08:10"), rest)
        room.poll("alpha", at("08:20"), rest)
        room.poll("alpha", at("08:30"), row("Two", "a", at("07:30")), rest)
        history = room.store.history(1)
        assert history is not None
        first, second = history.revisions
        assert (first.confirmed_at, first.gone_by_at) == (at("08:00"), at("08:10"))
        assert (second.not_before_at, second.seen_from_at) == (at("08:20"), at("08:30"))


def test_editions_in_other_languages_are_linked(room: Newsroom) -> None:
    minister, attack = room.store.history(1), room.store.history(2)
    assert minister is not None
    assert attack is not None
    assert [edition.id for edition in minister.editions] == [2]
    assert [edition.language for edition in attack.editions] == ["en-GB"]


def test_an_item_without_an_edition_key_has_no_editions(room: Newsroom) -> None:
    history = room.store.history(3)
    assert history is not None
    assert history.editions == ()


def test_the_changes_of_the_item_stand_in_order(room: Newsroom) -> None:
    history = room.store.history(1)
    assert history is not None
    assert [(c.kind, c.source, c.headline, c.was) for c in history.changes] == [
        ("new", "alpha", "Minister resigns", None),
        ("revised", "alpha", "Minister denies resigning", "Minister resigns"),
        ("delisted", "alpha", "Minister denies resigning", None),
        ("returned", "alpha", "Minister denies resigning", None),
    ]
    assert all(isinstance(change, LoggedChange) for change in history.changes)


def test_the_item_itself_is_what_a_question_finds(room: Newsroom) -> None:
    history = room.store.history(2)
    assert history is not None
    assert history.item.tags == ("kyiv",)
    assert [sighting.source for sighting in history.item.sightings] == ["alpha"]


@pytest.mark.parametrize("item_id", [0, -1, 99, 2**62])
def test_there_is_no_history_of_what_is_not_there(room: Newsroom, item_id: int) -> None:
    assert room.store.history(item_id) is None
