"""Questions about the record as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.store.newsroom import Newsroom, at, busy, row
from ticker.errors import UsageError
from ticker.model import ChangeKind, Gap, GapFound, Query, TagCount
from ticker.store.views import view_columns


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with busy(tmp_path / "ticker.db") as room:
        yield room


def test_the_log_is_followed_without_a_line_missed_or_doubled(room: Newsroom) -> None:
    whole = room.store.changes(0, None)
    assert [line.seq for line in whole] == sorted({line.seq for line in whole})
    followed: list[Any] = []
    while page := room.store.changes(followed[-1].seq if followed else 0, 2):
        assert len(page) <= 2
        followed += page
    assert tuple(followed) == whole
    assert room.store.last_seq() == whole[-1].seq


def among(*names: str) -> frozenset[str]:
    return frozenset(names)


EVERY_KIND = ["new", "new", "revised", "new", "new", "delisted", "returned", "gap"]
OF_THE_MINISTER = ["new", "revised", "delisted", "returned"]


@pytest.mark.parametrize(
    ("query", "kinds", "answer"),
    [
        (None, [], EVERY_KIND),
        (Query(), [], EVERY_KIND),
        (None, ["revised", "gap"], ["revised", "gap"]),
        (Query(tags=among("weather")), [], ["new"]),
        (Query(tags=among("politics"), limit=1, order="oldest"), [], OF_THE_MINISTER),
        (Query(sources=among("gamma")), [], []),
        (Query(sources=among("alpha")), ["gap", "returned"], ["returned", "gap"]),
        (Query(sources=among("beta")), ["gap", "returned"], ["returned"]),
        (Query(text="weather"), [], []),
        (Query(text="rain"), [], ["new"]),
    ],
)
def test_the_log_is_filtered_by_kind_and_by_items(
    room: Newsroom, query: Query | None, kinds: list[ChangeKind], answer: list[str]
) -> None:
    """A query keeps changes of items that meet it, and events of the sources it names."""
    lines = room.store.changes(0, None, kinds=kinds, query=query)
    assert [line.kind for line in lines] == answer


def test_an_empty_store_answers_too(tmp_path: Path) -> None:
    with Newsroom(tmp_path / "ticker.db") as room:
        assert room.store.changes() == room.store.tags() == room.store.gaps() == ()
        assert room.store.sources() == room.store.find(Query()) == ()
        assert room.store.last_seq() == 0
        assert room.store.stats().rows == ((0, 0, 0, 0, 0, 0),)


def test_tags_are_counted_by_item_with_their_origins(room: Newsroom) -> None:
    room.change(
        "INSERT INTO item_tag(tag_id, item_id, origin, sort_at)"
        " SELECT tag_id, item_id, 'user', sort_at FROM item_tag WHERE item_id = 1"
    )
    assert room.store.tags() == (
        TagCount("kyiv", 2, ("feed", "user")),
        TagCount("politics", 1, ("feed", "user")),
        TagCount("weather", 1, ("rule",)),
    )


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        (Query(until=at("07:50")), {"kyiv": 1}),
        (Query(since=at("07:00"), until=at("08:00"), limit=1), {"kyiv": 2, "politics": 1}),
        (Query(tags=frozenset({"kyiv"}), order="oldest", limit=1), {"kyiv": 2, "politics": 1}),
        (Query(sources=frozenset({"beta"})), {"kyiv": 1, "politics": 1, "weather": 1}),
        (Query(text="rain"), {"weather": 1}),
        (Query(as_of=at("08:05")), {"kyiv": 2, "politics": 1}),
        (Query(until=at("01:00")), {}),
    ],
)
def test_tags_among_what_a_query_finds(
    room: Newsroom, query: Query, counted: dict[str, int]
) -> None:
    """The whole answer counts, whatever the limit of the query."""
    assert {tag.tag: tag.items for tag in room.store.tags(query)} == counted


def test_gaps_touch_the_window_half_open(room: Newsroom) -> None:
    gap = Gap("alpha", at("08:30"), at("08:40"), "no-overlap")
    still = Gap("beta", at("08:12"), None, "failing")
    room.poll("beta", at("09:00"), also=[GapFound(at("08:12"), None, "failing")])
    cases = [
        (Query(), (still, gap)),
        (Query(since=at("08:40")), (still,)),
        (Query(since=at("08:39")), (still, gap)),
        (Query(until=at("08:30")), (still,)),
        (Query(until=at("08:12")), ()),
        (Query(since=at("08:31"), until=at("08:32")), (still, gap)),
        (Query(sources=frozenset({"alpha"})), (gap,)),
        (Query(sources=frozenset({"gamma"})), ()),
    ]
    for query, answer in cases:
        assert room.store.gaps(query) == answer, query


def test_an_unknown_source_is_named(room: Newsroom) -> None:
    for asked in (room.store.gaps, room.store.tags, room.store.find):
        with pytest.raises(UsageError, match="'alhpa'"):
            asked(Query(sources=frozenset({"alhpa"})))
    with pytest.raises(UsageError, match="'alhpa'"):
        room.store.polls("alhpa")


def test_each_source_tells_how_it_stands(room: Newsroom) -> None:
    alpha, beta, gamma = room.store.sources()
    assert (alpha.name, alpha.state, alpha.items, alpha.overlap) == ("alpha", "ok", 2, 1)
    assert (beta.state, beta.failures, beta.error, beta.items) == ("failing", 1, "timeout", 3)
    assert (beta.last_success_at, beta.last_poll_at) == (at("08:12"), at("08:50"))
    assert (gamma.state, gamma.items, gamma.last_poll_at) == ("never polled", 0, None)
    assert alpha.next_poll_at == at("08:45")
    assert (alpha.interval_s, alpha.zone, alpha.kind) == (300, "Europe/Kyiv", "feed")


def test_polls_come_newest_first_with_the_columns_of_the_view(room: Newsroom) -> None:
    polls = room.store.polls("beta", 5)
    assert polls.columns == view_columns("polls")
    told = [dict(zip(polls.columns, line, strict=True)) for line in polls.rows]
    assert [(one["outcome"], one["at"]) for one in told] == [
        ("failed", "2025-07-10T08:50:00Z"),
        ("new", "2025-07-10T08:12:00Z"),
    ]
    assert len(room.store.polls(limit=3).rows) == 3
    assert len(room.store.polls().rows) == 7


def test_equal_polls_are_counted_not_repeated(room: Newsroom) -> None:
    for minutes in (10, 20, 30):
        room.poll("beta", at("09:00") + timedelta(minutes=minutes), row("Calm", "c", at("09:00")))
    polls = room.store.polls("beta", 1)
    last = dict(zip(polls.columns, polls.rows[0], strict=True))
    assert last["until_at"] == "2025-07-10T09:30:00Z"


def test_the_store_counts_what_it_holds(room: Newsroom) -> None:
    stats = room.store.stats()
    told = dict(zip(stats.columns, stats.rows[0], strict=True))
    assert told == {
        "sources": 3,
        "items": 4,
        "revisions": 6,
        "sightings": 5,
        "changes": 8,
        "polls": 7,
    }


def test_numbers_beyond_64_bits_are_beyond_everything(room: Newsroom) -> None:
    assert room.store.changes(2**70) == ()
    assert len(room.store.changes(-(2**70), 2**70)) == 8
    assert len(room.store.find(Query(limit=2**70))) == 4
    assert room.store.history(2**70) is None
    with pytest.raises(UsageError, match="no item"):
        room.store.find(Query(after_id=2**70))


def test_a_negative_limit_is_a_mistake(room: Newsroom) -> None:
    for ask in (
        lambda: room.store.find(Query(limit=-1)),
        lambda: room.store.changes(0, -1),
        lambda: room.store.polls(limit=-1),
    ):
        with pytest.raises(UsageError, match="limit is -1"):
            ask()


def test_readers_see_the_last_commit_while_a_writer_writes(room: Newsroom) -> None:
    with room.store.writing() as writer:
        writer.sync_sources([], at("10:00"))
        assert room.store.sources()[0].state == "ok"
    assert room.store.sources()[0].state == "removed"


def test_a_failed_transaction_leaves_nothing(room: Newsroom) -> None:
    with pytest.raises(RuntimeError), room.store.writing() as writer:
        writer.sync_sources([], at("10:00"))
        raise RuntimeError
    assert room.store.sources()[0].state == "ok"
