"""The change log, followed while it is written: nothing is missed and nothing comes twice."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.poll.wire import DAWN, Hands, Reply, Story, Wire, numbered, rss, wire
from ticker.api import Ticker
from ticker.errors import StoreError, UsageError
from ticker.following import LOOK_S, PAGE, Follower, StoreWatch
from ticker.model import Config, PollSettings, Query, Source

Following = Callable[..., Follower]


@pytest.fixture
def source() -> Iterator[Wire]:
    with wire() as served:
        served.answers["/rss"] = Reply(numbered(2, 1))
        yield served


@pytest.fixture
def config(source: Wire, tmp_path: Path) -> Config:
    return Config(
        path=None,
        database=f"sqlite:///{tmp_path / 'desk' / 'ticker.db'}",
        zone="UTC",
        captures=None,
        poll=PollSettings(allow_private=(source.place,), spacing_s=0.0),
        sources=(
            Source("harbour", source.url("/rss"), tags=("coast",)),
            Source("hill", source.url("/hill")),
        ),
    )


@pytest.fixture
def clock() -> Hands:
    return Hands(DAWN + timedelta(hours=2))


@pytest.fixture
def desk(config: Config, clock: Hands) -> Ticker:
    return Ticker(config, clock)


def poll(desk: Ticker, clock: Hands, *names: str) -> None:
    clock.on(minutes=10)
    desk.poll(*(names or ("harbour",)))


def told(follower: Follower) -> list[str]:
    """All that comes now, as ``kind headline``."""
    lines: list[str] = []
    while True:
        came = follower.ask()
        lines += [f"{change.kind} {change.headline or change.detail}" for change in came.changes]
        if not came.more:
            return lines


FERRIES = ["new Ferry 1 leaves the harbour", "new Ferry 2 leaves the harbour"]


def test_it_begins_now_and_tells_each_line_once(desk: Ticker, clock: Hands, source: Wire) -> None:
    poll(desk, clock)
    with desk.follow() as follower:
        assert told(follower) == []
        source.answers["/rss"] = Reply(rss(Story(3), Story(2), Story(1, "Ferry 1 stays in port")))
        poll(desk, clock)
        assert told(follower) == ["new Ferry 3 leaves the harbour", "revised Ferry 1 stays in port"]
        assert told(follower) == []


def test_it_begins_in_the_past_where_it_is_told_to(
    desk: Ticker, clock: Hands, source: Wire
) -> None:
    poll(desk, clock)
    source.answers["/rss"] = Reply(numbered(3, 2, 1))
    clock.on(hours=3)
    poll(desk, clock)
    for since, count in (("2h", 1), ("1d", 3), (clock.now, 1), (clock.now + timedelta(1), 0)):
        with desk.follow(Query(since=since), kinds=("new",)) as follower:
            assert len(told(follower)) == count, since
    with desk.follow(after=0) as follower:
        assert sorted(told(follower)[:2]) == FERRIES


def test_a_kept_cursor_goes_on_where_it_ended(desk: Ticker, clock: Hands, source: Wire) -> None:
    poll(desk, clock)
    with desk.follow(after=0) as first:
        told(first)
    source.answers["/rss"] = Reply(numbered(3, 2, 1))
    poll(desk, clock)
    with desk.follow(after=first.after) as second:
        assert told(second) == ["new Ferry 3 leaves the harbour"]


def test_more_lines_than_a_page_come_whole_and_once(
    desk: Ticker, clock: Hands, source: Wire
) -> None:
    source.answers["/rss"] = Reply(numbered(*range(PAGE + 50, 0, -1)))
    poll(desk, clock)
    with desk.follow(after=0) as follower:
        lines = told(follower)
    assert len(lines) == len(set(lines)) == PAGE + 50


@pytest.mark.parametrize(
    ("query", "kinds", "count"),
    [
        (Query(tags=frozenset({"coast"})), (), 2),
        (Query(tags=frozenset({"hills"})), (), 0),
        (Query(text="ferry 2"), (), 1),
        (Query(sources=frozenset({"harbour"})), (), 2),
        (Query(sources=frozenset({"hill"})), (), 0),
        (Query(), ("revised",), 0),
        (Query(), ("new",), 2),
    ],
)
def test_filters_pass_lines_over_for_good(
    desk: Ticker, clock: Hands, query: Query, kinds: tuple[str, ...], count: int
) -> None:
    """The cursor goes past what was filtered: it is not looked at again and again."""
    poll(desk, clock)
    with desk.follow(query, kinds=kinds, after=0) as follower:  # type: ignore[arg-type]
        assert len(told(follower)) == count
        with desk.follow() as other:
            other.ask()
            assert follower.after == other.after


def test_a_source_that_nobody_knows_is_refused(desk: Ticker) -> None:
    with pytest.raises(UsageError, match="no source is called 'pier'"):
        desk.follow(Query(sources=frozenset({"pier"})))


def test_a_store_that_comes_late_is_waited_for_and_told_from_its_start(
    desk: Ticker, clock: Hands
) -> None:
    with desk.follow(Query(sources=frozenset({"harbour"}))) as follower:
        notes = [follower.ask().note for _ in range(3)]
        assert notes[0] is not None
        assert "ticker.db yet: waiting" in notes[0]
        assert notes[1:] == [None, None]
        poll(desk, clock)
        assert sorted(told(follower)) == FERRIES


def copied(config: Config, to: Path) -> Path:
    """A whole copy of a store."""
    path = Path(config.database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(to)) as other:
        one.backup(other)
    return path


def put_back(path: Path, copy: Path) -> None:
    for log in path.parent.glob(f"{path.name}-*"):
        log.unlink()
    fresh = path.with_name("fresh")
    shutil.copy(copy, fresh)
    fresh.replace(path)


def test_a_store_that_was_put_back_is_opened_anew(
    desk: Ticker, config: Config, clock: Hands, source: Wire, tmp_path: Path
) -> None:
    poll(desk, clock)
    path = copied(config, tmp_path / "copy.db")
    source.answers["/rss"] = Reply(numbered(3, 2, 1))
    poll(desk, clock)
    with desk.follow(after=0) as follower:
        assert len(told(follower)) == 3
        put_back(path, tmp_path / "copy.db")
        note = follower.ask().note
        assert note is not None
        assert "the log ends at line 2, and 3 is asked for" in note
        poll(desk, clock)
        assert told(follower) == ["new Ferry 3 leaves the harbour"]


def test_a_store_that_vanishes_is_waited_for(
    desk: Ticker, config: Config, clock: Hands, tmp_path: Path
) -> None:
    poll(desk, clock)
    path = copied(config, tmp_path / "copy.db")
    with desk.follow(after=1) as follower:
        assert len(told(follower)) == 1
        shutil.rmtree(path.parent)
        assert follower.ask().note is not None
        path.parent.mkdir()
        put_back(path, tmp_path / "copy.db")
        assert told(follower) == []
        poll(desk, clock, "harbour")


def test_what_is_no_store_is_borne_for_a_while_and_then_told(config: Config, clock: Hands) -> None:
    path = Path(config.database.removeprefix("sqlite:///"))
    path.parent.mkdir()
    path.write_bytes(b"half of a copy, perhaps")
    patient = Follower(config.database, clock=clock)
    assert patient.ask().changes == ()
    hasty = Follower(config.database, clock=clock, patience_s=-1.0)
    with pytest.raises(StoreError, match="not a SQLite database"):
        hasty.ask()


def test_a_store_is_looked_into_when_it_was_written_to_and_every_quarter_second(
    desk: Ticker, clock: Hands, config: Config
) -> None:
    now = 100.0
    watch = StoreWatch(steady=lambda: now)
    assert watch.stirred(config.database), "nobody looked yet"
    assert not watch.stirred(config.database)
    poll(desk, clock)
    assert watch.stirred(config.database)
    assert not watch.stirred(config.database)
    now += LOOK_S
    assert watch.stirred(config.database)
    assert not watch.stirred(config.database)
