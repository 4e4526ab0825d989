"""Sources that change all at once, or one thing all the time: all is kept, little is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import rows, told
from tests.poll.wire import DAWN, Asked, Hands, Reply, Story, Wire, rss
from ticker.api import Ticker
from ticker.model import Config, Source, SourceStatus
from ticker.poll import Poller

STORIES = tuple(Story(number) for number in range(20, 0, -1))
Changed = Callable[[Story], Story]

BULK: dict[str, Changed] = {
    "re-dated": lambda story: replace(story, minutes=story.number + 600),
    "re-titled": lambda story: replace(story, headline=f"BREAKING Ferry {story.number} sinks"),
    "garbled": lambda story: replace(story, headline=f"ÃÂ Ferry {story.number} lÃªaves"),
    "moved": lambda story: replace(story, link=f"https://port.example/{story.number}"),
}


class Desk:
    def __init__(self, poller: Poller, config: Config, source: Wire, clock: Hands) -> None:
        self.poller, self.config, self.source, self.clock = poller, config, source, clock

    def poll(self, *stories: Story, minutes: float = 15) -> None:
        """A poll of a feed of these stories."""
        self.clock.on(minutes=minutes)
        self.source.answers["/rss"] = Reply(rss(*stories))
        assert self.poller.cycle(("harbour",), force=True).failed == 0

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return rows(self.config, sql)

    def log(self) -> list[tuple[Any, ...]]:
        return self.ask("SELECT kind, detail FROM changes WHERE kind <> 'new'")

    def status(self) -> SourceStatus:
        return self.poller.store.sources()[0]


@contextmanager
def desk_at(config: Config, source: Wire, clock: Hands) -> Iterator[Desk]:
    with Ticker(config, clock) as ticker, ticker.polling() as poller:
        yield Desk(poller, config, source, clock)


@pytest.fixture
def desk(configured: Configured, source: Wire) -> Iterator[Desk]:
    """A feed of twenty stories, polled once."""
    config = configured(Source("harbour", source.url("/rss"), kind="feed"))
    with desk_at(config, source, Hands(DAWN + timedelta(hours=12))) as opened:
        opened.poll(*STORIES)
        yield opened


# --- everything at once ------------------------------------------------------------------------


@pytest.mark.parametrize("change", BULK.values(), ids=BULK)
def test_a_change_of_the_whole_list_waits_for_a_second_document(
    desk: Desk, change: Changed
) -> None:
    before = told(desk.config)
    desk.poll(*map(change, STORIES))
    after = told(desk.config)
    same = ("items", "revisions", "sightings", "changes", "gaps", "absences")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    ((outcome, error, capture),) = desk.ask(
        "SELECT outcome, error, capture FROM polls ORDER BY id DESC LIMIT 1"
    )
    assert (outcome, capture is not None) == ("new", True)
    assert error.startswith("held: 20 of 20 items changed at once")
    assert error in (desk.status().reason or "")
    assert desk.status().error is None
    next_poll_at = desk.status().next_poll_at
    assert next_poll_at is not None
    assert next_poll_at - desk.clock.now <= timedelta(minutes=6)
    desk.poll(*map(change, STORIES))
    log = desk.log()
    assert [kind for kind, _ in log].count("bulk_change") == 1
    edits = [detail for kind, detail in log if kind == "revised"]
    assert len(edits) == 20
    assert all(detail.endswith(" bulk") for detail in edits)
    assert desk.ask("SELECT count(*) FROM revisions WHERE kind <> 'first'") == [(20,)]
    assert desk.ask("SELECT DISTINCT not_before_at, seen_from_at FROM revisions WHERE seq = 2") == [
        ("2025-07-10T18:15:00Z", "2025-07-10T18:45:00Z")
    ]
    assert desk.status().reason is None
    assert desk.poller.store.check().problems == ()


@pytest.mark.parametrize("change", BULK.values(), ids=BULK)
def test_a_change_that_is_taken_back_did_not_happen(desk: Desk, change: Changed) -> None:
    desk.poll(*map(change, STORIES))
    desk.poll(*STORIES)
    assert desk.log() == []
    assert desk.ask("SELECT count(*) FROM revisions") == [(20,)]
    ((error,),) = desk.ask("SELECT error FROM polls ORDER BY id DESC LIMIT 1")
    assert error == "the change of the whole list at 2025-07-10T18:30:00Z was taken back"
    desk.poll(*map(change, STORIES))
    assert desk.log() == []
    desk.poll(*map(change, STORIES))
    assert desk.log()[-1][0] == "bulk_change"


def test_what_came_with_a_change_of_the_whole_list_comes_with_its_confirmation(desk: Desk) -> None:
    garbled = [*map(BULK["garbled"], STORIES)]
    desk.poll(Story(21), *garbled)
    assert desk.ask("SELECT count(*) FROM items") == [(20,)]
    desk.poll(Story(21), *STORIES)
    assert desk.ask("SELECT count(*) FROM items") == [(21,)]
    assert desk.ask("SELECT count(*) FROM revisions WHERE kind <> 'first'") == [(0,)]


@pytest.mark.parametrize(("listed", "edited"), [(20, 10), (20, 9), (9, 9)])
def test_edits_of_half_a_list_or_of_few_items_are_no_change_of_the_whole(
    desk: Desk, listed: int, edited: int
) -> None:
    shown = STORIES[:listed]
    desk.poll(*shown)
    desk.poll(*map(BULK["re-titled"], shown[:edited]), *shown[edited:])
    assert desk.log() == [("revised", "wording")] * edited


def test_a_failed_poll_between_decides_nothing(desk: Desk) -> None:
    changed = [*map(BULK["re-titled"], STORIES)]
    desk.poll(*changed)
    desk.source.answers["/rss"] = Reply(b"", 503, {})
    desk.clock.on(minutes=15)
    assert desk.poller.cycle(("harbour",), force=True).failed == 1
    desk.poll(*changed)
    assert desk.log()[-1][0] == "bulk_change"


def test_a_new_order_changes_nothing(desk: Desk) -> None:
    desk.poll(*reversed(STORIES))
    assert desk.log() == []
    assert desk.ask("SELECT count(*) FROM polls WHERE error IS NOT NULL") == [(0,)]


def test_a_server_is_asked_for_the_document_again_and_not_whether_it_changed(
    desk: Desk, source: Wire
) -> None:
    """The validators of the document that is held would bring a 304, which confirms nothing."""
    changed = rss(*map(BULK["re-titled"], STORIES))
    documents = {'"a"': rss(*STORIES), '"b"': changed}
    served = '"a"'

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == served:
            return Reply(status=304, headers={"ETag": served})
        return Reply(documents[served], headers={"ETag": served})

    source.answers["/rss"] = answer
    for tag in ('"a"', '"b"', '"b"', '"b"'):
        served = tag
        desk.clock.on(minutes=15)
        desk.poller.cycle(("harbour",), force=True)
    assert [kind for kind, _ in desk.log()].count("bulk_change") == 1
    outcomes = desk.ask("SELECT outcome FROM polls ORDER BY id")
    assert [outcome for (outcome,) in outcomes][-3:] == ["new", "new", "not_modified"]


# --- one thing all the time --------------------------------------------------------------------


def counted(number: int) -> tuple[Story, ...]:
    """The newest story carries a counter in its title."""
    return (Story(20, headline=f"Live: {number} ferries have left the harbour"), *STORIES[1:])


def test_an_item_that_never_rests_is_told_of_24_times_a_day_and_kept_every_time(
    desk: Desk,
) -> None:
    for number in range(200):
        desk.poll(*counted(number))
    hours = 200 * 15 / 60
    assert 24 <= len(desk.log()) <= 24 * (hours / 24 + 1)
    assert desk.ask("SELECT revisions FROM items WHERE headline LIKE '%199 ferries%'") == [(201,)]
    assert desk.ask("SELECT count(DISTINCT headline) FROM revisions WHERE item_id = 1") == [(201,)]
    assert "over 24 times a day: kept, not told" in (desk.status().reason or "")
    assert desk.poller.store.check().problems == ()
    for _ in range(97):
        desk.poll(Story(21), *counted(199))
    before = len(desk.log())
    desk.poll(*counted(200))
    assert len(desk.log()) == before + 1
    assert desk.status().reason is None


def test_others_are_told_of_while_one_never_rests(desk: Desk) -> None:
    for number in range(30):
        desk.poll(*counted(number))
    before = len(desk.log())
    desk.poll(counted(31)[0], replace(STORIES[1], headline="Ferry 19 turns back"), *STORIES[2:])
    assert len(desk.log()) == before + 1


# --- dates that follow the clock ---------------------------------------------------------------


def built(clock: Hands, *numbers: int) -> tuple[Story, ...]:
    """Stories that all carry the time of the build, which is now."""
    minutes = int((clock.now - DAWN).total_seconds() // 60) + 15
    return tuple(Story(number, minutes=minutes) for number in numbers)


def test_rows_that_carry_the_time_of_the_build_are_not_edited_by_it(
    configured: Configured, source: Wire
) -> None:
    config = configured(Source("harbour", source.url("/rss"), kind="feed"))
    with desk_at(config, source, Hands()) as desk:
        for poll in range(40):
            desk.poll(*built(desk.clock, *range(20 + poll, poll, -1)))
        assert desk.log() == []
        first = "SELECT count(*) FROM items WHERE published_at <> first_seen_at"
        assert desk.ask(first) == [(0,)]
        assert desk.ask("SELECT min(time_error_s) FROM items") == [(86_400,)]
        assert "all rows carry the time of a build" in (desk.status().reason or "")
        for _ in range(100):
            desk.poll(*built(desk.clock, *range(59, 39, -1)))
        assert len([kind for kind, _ in desk.log() if kind == "revised"]) <= 20
        assert desk.poller.store.check().problems == ()


def test_one_row_that_carries_the_time_of_the_build_is_no_edit_after_three(desk: Desk) -> None:
    for _ in range(12):
        desk.poll(built(desk.clock, 20)[0], *STORIES[1:])
    assert desk.log() == [("revised", "date")] * 3
    ((published, error_s, revisions),) = desk.ask(
        "SELECT published_at, time_error_s, revisions FROM items WHERE headline LIKE 'Ferry 20 %'"
    )
    assert (published, error_s, revisions) == ("2025-07-10T06:20:00Z", 86_400, 4)
    claimed = desk.ask("SELECT claimed_published_at FROM revisions WHERE seq = 4")
    assert claimed == [(f"{desk.clock.now:%Y-%m-%dT%H:%M:%SZ}",)]
    desk.poll(replace(STORIES[0], headline="Ferry 20 is back"), *STORIES[1:])
    assert desk.log()[-1] == ("revised", "wording")
    assert desk.status().reason is None


def test_an_article_that_is_dated_anew_now_and_then_is_told_of(desk: Desk) -> None:
    for _ in range(6):
        desk.clock.on(hours=30)
        desk.poll(built(desk.clock, 20)[0], *STORIES[1:])
    assert desk.log() == [("revised", "date")] * 6


# --- the evidence ------------------------------------------------------------------------------


def test_captures_make_the_same_record_of_what_was_held_and_what_was_not_told(
    desk: Desk, configured: Configured
) -> None:
    for number in range(40):
        desk.poll(*counted(number))
    for change in (BULK["garbled"], BULK["re-titled"]):
        desk.poll(*map(change, STORIES))
        desk.poll(*STORIES)
        desk.poll(*map(change, STORIES))
        desk.poll(*map(change, STORIES))
    for _ in range(8):
        desk.poll(*built(desk.clock, *range(20, 0, -1)))
    desk.poll(Story(30), *STORIES)  # a capture tells of the quiet polls before it
    again = configured(*desk.config.sources, at="again")
    with Ticker(replace(again, captures=desk.config.captures)) as ticker:
        for file in sorted(Path(desk.config.captures or "").glob("*.warc.gz")):
            ticker.replay("harbour", file)
        rebuilt, live = told(ticker.config), told(desk.config)
    assert {name for name in live if live[name] != rebuilt[name]} == set()
