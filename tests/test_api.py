"""The Python API over a real store and a source on the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.poll.wire import Hands, Reply, Wire, numbered, wire
from ticker import Query, Ticker
from ticker.clock import utc_now
from ticker.errors import StoreError, UsageError


@pytest.fixture
def source() -> Iterator[Wire]:
    with wire() as served:
        served.answers["/rss"] = Reply(numbered(3, 2, 1))
        yield served


@pytest.fixture
def config(source: Wire, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[poll]\nspacing = "0s"\nallow_private = ["{source.place}"]\n'
        f'[[sources]]\nname = "harbour"\nurl = "{source.url("/rss")}"\ntags = ["coast"]\n'
        f'[[sources]]\nname = "hill"\nurl = "{source.url("/no")}"\ninterval = "1h"\n'
    )
    return path


def test_the_example_of_the_docs_works(config: Path) -> None:
    with Ticker.open(config) as ticker:
        report = ticker.poll()
        assert (report.polled, report.failed, report.new) == (2, 1, 3)
        items = list(ticker.find(Query(tags=frozenset({"coast"}))))
        assert [item.headline[:7] for item in items] == ["Ferry 3", "Ferry 2", "Ferry 1"]
        assert ticker.history(items[0].id).item == items[0]
        assert [change.kind for change in ticker.changes(after=0) if change.item_id] == ["new"] * 3
        assert ticker.tags()[0].items == 3
        assert ticker.gaps() == ()
        assert ticker.sql("select count(*) from items").rows == ((3,),)
        assert [status.name for status in ticker.sources()] == ["harbour", "hill"]
        assert ticker.check().problems == ()


def test_every_visit_is_told_as_it_is_recorded(config: Path) -> None:
    told = []
    with Ticker.open(config) as ticker:
        ticker.poll(watch=lambda visited: told.append(visited.poll.source))
    assert sorted(told) == ["harbour", "hill"]


def test_what_is_not_there_is_said(config: Path) -> None:
    with Ticker.open(config) as ticker:
        with pytest.raises(StoreError, match="no store at"):
            ticker.find()
        with pytest.raises(UsageError, match="no source named 'hil'") as told:
            ticker.poll("hil")
        assert "did you mean hill?" in str(told.value.hint)
        ticker.poll()
        with pytest.raises(UsageError, match="no item 99"):
            ticker.history(99)


def test_an_export_goes_into_another_store(config: Path, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    with Ticker.open(config) as ticker, Ticker.open(config, database=other) as copy:
        ticker.poll()
        copy.import_lines(ticker.export_lines())
        assert copy.find() == ticker.find()


def test_new_sources_start_spread_and_soon_and_stay_due(config: Path) -> None:
    """Within two seconds a source: nobody waits a minute for the first headline."""
    clock = Hands()
    with Ticker.open(config, clock=clock) as ticker, ticker.writing() as store:
        ticker.sync(store, spread=True)
        due = [state.next_poll_at for state in store.source_states().values()]
        assert all(at is not None and at - clock.now <= timedelta(seconds=4) for at in due)
        clock.on(hours=1)
        ticker.sync(store, spread=True)
        assert [state.next_poll_at for state in store.source_states().values()] == due


def test_the_machines_clock_is_utc_in_whole_seconds() -> None:
    now = utc_now()
    assert (now.tzinfo, now.microsecond) == (UTC, 0)
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)
