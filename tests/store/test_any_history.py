"""Any sequence of changes, held against the simplest model of it, and against itself."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.desk import Desk, at, edit, new, sec, stated, story
from ticker.model import Change, Dropped, Gone, Missed, Moved, Reclaimed, Retimed, Returned

HEADLINES = ("Dam opens", "Dam shuts", "Dam holds")
GONE: dict[str, Gone] = {"scrolled_off": "scrolled_off", "delisted": "delisted"}
STEPS = ("stay", "edit", "move", "miss", "scroll off", "drop", "return", "return edited", "retime")


@dataclass
class Told:
    """One item of the model: all that the record should say of it."""

    wordings: list[str]
    where: str = "listed"
    missed_at: int = 0
    absences: int = 0
    published: int = -10
    changed: int = 0


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, list[tuple[str, str]]]]:
    """Polls: how many items appear, and a step and a headline for each item there may be."""
    step = st.tuples(st.sampled_from(STEPS), st.sampled_from(HEADLINES))
    poll = st.tuples(st.integers(0, 3), st.lists(step, min_size=0, max_size=8))
    return draw(st.lists(poll, min_size=1, max_size=12))


def _step(number: int, told: Told, step: str, headline: str, now: int) -> list[Change]:
    """The changes of one item in one poll; what is impossible in its state is nothing."""
    changes: list[Change] = []
    if step.startswith("return") and told.where != "listed":
        was = GONE.get(told.where)
        changes.append(Returned(number, number, was))
        told.absences += 1
        if was == "delisted":
            told.changed = now
        told.where = "listed"
        step = "edit" if step == "return edited" else "stay"
    elif step == "drop" and told.where == "missed":
        changes.append(Dropped(number, number, "delisted", at(told.missed_at)))
        told.where, told.changed = "delisted", now
    if told.where != "listed":
        return changes
    if step == "edit" and headline != told.wordings[-1]:
        changes.append(edit(number, story(headline, f"g{number}"), told.wordings[-1]))
        told.wordings.append(headline)
        told.changed = now
    elif step == "move":
        changes.append(Moved(number, now))
    elif step == "retime":
        before, told.published, told.changed = told.published, -now - 20, now
        claim = stated(told.published)
        changes += [Reclaimed(number, claim), Retimed(number, claim, at(before))]
    elif step in ("miss", "scroll off"):
        changes.append(Missed(number, ()))
        told.where, told.missed_at = "missed", now
        if step == "scroll off":
            changes.append(Dropped(number, number, "scrolled_off", at(now)))
            told.where = "scrolled_off"
    return changes


def _play(desk: Desk, polls: list[tuple[int, list[tuple[str, str]]]]) -> list[Told]:
    record: list[Told] = []
    for now, (appearing, steps) in enumerate(polls, start=1):
        changes: list[Change] = []
        for number, (step, headline) in enumerate(steps, start=1):
            if number <= len(record):
                changes += _step(number, record[number - 1], step, headline, now)
        for _ in range(appearing):
            item = story(HEADLINES[0], f"g{len(record) + 1}")
            changes.append(new(item, tags=[("dams", "feed")]))
            record.append(Told([HEADLINES[0]], changed=now))
        logged = desk.poll(now, *changes)
        assert [line.at for line in logged] == [at(now)] * len(logged)
        assert desk.poll(now, *changes) == (), "a recorded poll changes nothing"
    return record


@settings(max_examples=25, deadline=None)
@given(histories())
def test_the_record_is_what_was_told_and_never_contradicts_itself(
    polls: list[tuple[int, list[tuple[str, str]]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "ticker.db")
        record = _play(desk, polls)
        assert desk.unsound() == {}
        kept = Counter(i for (i,) in desk.ask("SELECT sighting_id FROM absence"))
        for number, told in enumerate(record, start=1):
            said = desk.ask(
                "SELECT title FROM revision AS r JOIN wording AS w ON w.id = r.wording_id"
                " WHERE r.item_id = ? ORDER BY seq",
                number,
            )
            assert [title for (title,) in said] == told.wordings
            state = "listed" if told.where == "missed" else told.where
            assert desk.one(
                "SELECT state, published_at, changed_at FROM item WHERE id = ?", number
            ) == (state, sec(told.published), sec(told.changed))
            assert kept[number] == told.absences
        known = {s.id: s.headline for s in desk.known().sightings}
        assert known == {
            number: told.wordings[-1]
            for number, told in enumerate(record, start=1)
            if told.where in ("listed", "missed")
        }
        desk.close()
