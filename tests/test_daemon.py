"""`ticker run`, as processes over a source on the loopback; and its dispatcher, with hands."""

from __future__ import annotations

import errno
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from tests.poll.desk import Desk
from tests.poll.wire import Asked, Hands, Reply, Wire, numbered, wire
from ticker.api import Ticker
from ticker.daemon import _Voice
from ticker.dispatching import Dispatcher, Memory
from ticker.errors import StoreBusyError, StoreError
from ticker.model import Config, Poll, PollSettings, Query, Source, Visited

ROOM_KB = 100
"""What a file may hold on a disk that is nearly full: a new store's log, no poll of 900 items."""


@pytest.fixture
def source() -> Iterator[Wire]:
    with wire() as served:
        served.answers["/rss"] = Reply(numbered(3, 2, 1))
        yield served


def toml(source: Wire, *paths: str, captures: str = "captures/", **poll: str) -> str:
    """A configuration of one source a path, named by it."""
    lines = [
        f'[ticker]\nzone = "UTC"\ncaptures = "{captures}"',
        "[poll]",
        'spacing = "0s"',
        "per_host = 8",
    ]
    lines += [f'allow_private = ["{source.place}"]', *(f'{k} = "{v}"' for k, v in poll.items())]
    for path in paths or ("/rss",):
        name = path.strip("/")
        lines += ["[[sources]]", f'name = "{name}"', f'url = "{source.url(path)}"', 'kind = "feed"']
    return "\n".join(lines) + "\n"


# --- as a process -----------------------------------------------------------------------------


def test_while_it_runs_others_may_read_and_nobody_else_may_write(
    source: Wire, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, toml(source))
    with desk.daemon() as daemon:
        daemon.out.until("Ferry 1")
        second = desk.ticker("run")
        pid = f"already running, pid {daemon.process.pid}"
        assert (second.returncode, pid in second.stderr) == (3, True)
        with Ticker.open(desk.config) as other:
            for write in (
                lambda: other.poll(all_sources=True),
                lambda: other.replay("rss", tmp_path / "index.jsonl"),
                lambda: other.import_lines([]),
            ):
                with pytest.raises(StoreBusyError, match=pid):
                    write()
            assert len(other.find(Query())) == 3
            assert other.sql("select count(*) from items").rows == ((3,),)
        assert daemon.stop() == 0
    assert source.paths() == ["/rss"]


def test_a_stop_records_the_polls_in_hand(source: Wire, tmp_path: Path) -> None:
    source.answers["/rss"] = Reply(numbered(3, 2, 1), hang_s=1.5)
    desk = Desk(tmp_path, toml(source))
    with desk.daemon("--format", "jsonl") as daemon:
        while not source.asked:
            time.sleep(0.01)
        assert daemon.stop(signal.SIGINT) == 0
        assert len(daemon.out.rest()) == 3


def test_a_restart_polls_nothing_extra(source: Wire, tmp_path: Path) -> None:
    desk = Desk(tmp_path, toml(source))
    with desk.daemon() as daemon:
        daemon.out.until("Ferry 1")
        daemon.stop()
    with desk.daemon() as daemon:
        daemon.err.until("polling 1 sources")
        time.sleep(1.2)  # more than one tick: what is due would be polled by then
        daemon.stop()
    assert source.paths() == ["/rss"]


def test_a_reload_follows_the_file_and_a_bad_file_changes_nothing(
    source: Wire, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, toml(source))
    with desk.daemon() as daemon:
        daemon.out.until("Ferry 1")
        desk.config.write_text(toml(source) + 'intervall = "5m"\n')
        daemon.reload()
        told = daemon.err.until("not reloaded, the old one stays")
        assert 'config.toml:12: unknown key "intervall"' in told
        desk.config.write_text(toml(source).replace("[poll]", '[poll]\ncontact = "a\\u0007b"'))
        daemon.reload()
        assert "contact" in daemon.err.until("not reloaded, the old one stays")
        desk.config.write_text(toml(source).replace("[ticker]", '[ticker]\ndatabase = "/dev/x.db"'))
        daemon.reload()
        daemon.err.until("not reloaded, the old one stays")
        source.answers["/more"] = Reply(numbered(5))
        desk.config.write_text(toml(source, "/rss", "/more"))
        daemon.reload()
        daemon.err.until("configuration reloaded")
        daemon.err.until("polling 2 sources")
        daemon.out.until("Ferry 5")
        assert daemon.stop() == 0
    assert source.paths() == ["/rss", "/more"]


def test_a_reload_moves_to_another_store(source: Wire, tmp_path: Path) -> None:
    desk = Desk(tmp_path, toml(source))
    with desk.daemon() as daemon:
        daemon.out.until("Ferry 1")
        desk.config.write_text(
            toml(source).replace("[ticker]", '[ticker]\ndatabase = "sqlite:///other.db"')
        )
        daemon.reload()
        daemon.out.until("Ferry 1")
        assert daemon.stop() == 0
    assert {path.name for path in tmp_path.glob("*.db")} == {"ticker.db", "other.db"}


def test_where_nothing_answers_the_network_is_suspected_once(tmp_path: Path) -> None:
    with wire() as served:
        config = toml(served, "/a", "/b", "/c", "/d")
    desk = Desk(tmp_path, config)  # nobody listens there any more
    with desk.daemon() as daemon:
        told = daemon.err.until("no network?")
        assert "connection refused" in told
        daemon.stop()
        daemon.err.rest()
        assert sum("no network?" in line for line in daemon.err.said) == 1
        assert not [line for line in daemon.err.said if "fetch failed" in line]
        assert daemon.out.rest() == []


def test_captures_that_cannot_be_written_pause_it_until_they_can(
    source: Wire, tmp_path: Path
) -> None:
    """A poll without its evidence is not acknowledged: nothing is printed, nothing stored."""
    (tmp_path / "captures").write_text("a file where the folder should be")
    desk = Desk(tmp_path, toml(source))
    with desk.daemon("--format", "jsonl") as daemon:
        told = daemon.err.until("paused: ")
        assert "captures" in told
        assert told.endswith("polls wait, reads go on")
        with Ticker.open(desk.config) as reader:
            assert reader.find(Query()) == ()
        (tmp_path / "captures").unlink()
        daemon.err.until("polls go on")
        assert "Ferry" in daemon.out.until("Ferry")
        assert daemon.stop() == 0
    assert source.paths() == ["/rss"]
    assert len(list((tmp_path / "captures").iterdir())) == 1


def test_a_full_disk_pauses_it_and_room_lets_it_go_on(source: Wire, tmp_path: Path) -> None:
    """The limit on the size of files stands for the disk: what grows beyond it is refused."""
    source.answers["/rss"] = Reply(numbered(*range(900, 0, -1)))
    desk = Desk(tmp_path, toml(source, captures=""))
    with Ticker.open(desk.config, clock=Hands()) as ticker, ticker.writing() as store:
        ticker.sync(store)  # made before there is no room for it
    limit = f"ulimit -S -f {ROOM_KB * 2}"  # POSIX counts blocks of 512 bytes, bash of 1,024
    with desk.daemon("--format", "jsonl", before=limit) as daemon:
        told = daemon.err.until("paused: ")
        assert "ticker.db" in told
        assert "polls wait, reads go on" in told
        with Ticker.open(desk.config) as reader:
            assert reader.find(Query()) == ()
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (-1, -1))
        daemon.err.until("polls go on")
        assert "Ferry" in daemon.out.until("Ferry 900 ")
        assert daemon.stop() == 0
    assert source.paths() == ["/rss"]
    with Ticker.open(desk.config) as reader:
        assert len(reader.find(Query(limit=None))) == 900
        assert reader.check().problems == ()


def test_a_damaged_store_ends_it_and_names_what_mends_it(source: Wire, tmp_path: Path) -> None:
    """No waiting mends a broken file: a pause would last until somebody looks."""
    desk = Desk(tmp_path, toml(source))
    with Ticker.open(desk.config, clock=Hands()) as ticker, ticker.writing() as store:
        ticker.sync(store)
    path = tmp_path / "ticker.db"
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'wording'")
        (size,) = connection.execute("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((page[0] - 1) * size[0])
        file.write(b"\xff" * size[0])
    with desk.daemon() as daemon:
        assert daemon.process.wait(60) == 3
        said = "\n".join(daemon.err.rest())
        assert "the store is damaged" in said
        assert "ticker restore" in said
        assert "paused" not in said


def test_a_stop_while_it_is_paused_is_prompt_and_says_what_is_not_recorded(
    source: Wire, tmp_path: Path
) -> None:
    (tmp_path / "captures").write_text("a file where the folder should be")
    desk = Desk(tmp_path, toml(source))
    with desk.daemon() as daemon:
        daemon.err.until("paused: ")
        assert daemon.stop() == 3
        daemon.err.until("polls in hand are not recorded")


def test_captures_that_moved_are_found_by_a_reload_while_it_is_paused(
    source: Wire, tmp_path: Path
) -> None:
    (tmp_path / "captures").write_text("a file where the folder should be")
    desk = Desk(tmp_path, toml(source))
    with desk.daemon() as daemon:
        daemon.err.until("paused: ")
        desk.config.write_text(toml(source, captures="elsewhere/"))
        daemon.reload()
        daemon.out.until("Ferry 1")
        assert daemon.stop() == 0


# --- with hands -------------------------------------------------------------------------------


@pytest.fixture
def config(source: Wire, tmp_path: Path) -> Config:
    return Config(
        path=None,
        database=f"sqlite:///{tmp_path / 'ticker.db'}",
        zone="UTC",
        captures=str(tmp_path / "captures"),
        poll=PollSettings(allow_private=(source.place,), spacing_s=0.0),
        sources=(Source("rss", source.url("/rss"), kind="feed"),),
    )


def settled(dispatcher: Dispatcher) -> list[Visited]:
    """What a dispatcher records once all that it started has come back."""
    visited: list[Visited] = []
    while dispatcher.busy():
        dispatcher.wait(30)
        visited += dispatcher.settle()
    return visited


def test_a_source_is_visited_once_at_a_time_and_only_when_it_is_due(
    config: Config, source: Wire
) -> None:
    clock = Hands()
    with Ticker(config, clock).polling() as poller:
        dispatcher = Dispatcher(poller, clock)
        for _ in range(3):
            dispatcher.start_due()
        assert len(settled(dispatcher)) == 1
        dispatcher.start_due()
        assert not dispatcher.busy()
        clock.on(hours=2)
        dispatcher.start_due()
        assert [one.poll.at for one in settled(dispatcher)] == [clock.now]
    assert len(source.asked) == 2


def test_visits_that_could_not_be_recorded_are_kept_and_not_fetched_again(
    config: Config, source: Wire, tmp_path: Path
) -> None:
    captures = tmp_path / "captures"
    captures.write_text("a file where the folder should be")
    clock = Hands()
    with Ticker(config, clock).polling() as poller:
        dispatcher = Dispatcher(poller, clock)
        dispatcher.start_due()
        while dispatcher.wait(30):
            pass
        for _ in range(2):
            with pytest.raises(StoreError, match="captures cannot be written"):
                list(dispatcher.settle())
        clock.on(hours=1)
        dispatcher.start_due()
        captures.unlink()
        (one,) = dispatcher.settle()
        assert one.poll.at == clock.now - timedelta(hours=1)
        assert not dispatcher.busy()
    assert len(source.asked) == 1


def test_polls_leave_no_descriptor_open(config: Config, source: Wire) -> None:
    numbers = count(1)

    def changing(_: Asked) -> Reply:
        number = next(numbers)
        return Reply(status=503) if number % 5 == 0 else Reply(numbered(number))

    source.answers["/rss"] = changing
    clock, held = Hands(), []
    with Ticker(config, clock).polling() as poller:
        dispatcher = Dispatcher(poller, clock)
        for _ in range(30):
            clock.on(hours=25)
            dispatcher.start_due()
            settled(dispatcher)
            held.append(sum(1 for _ in Path("/proc/self/fd").iterdir()))
    assert max(held[20:]) <= max(held[:10])


def test_who_was_cut_off_by_a_reload_is_not_asked_again_within_a_minute(
    config: Config, source: Wire
) -> None:
    source.answers["/rss"] = Reply(numbered(1), hang_s=600)
    clock, memory = Hands(), Memory()
    with Ticker(config, clock).writing() as store:
        Ticker(config, clock).sync(store)
        for expected in (1, 1, 2):
            with Ticker(config, clock).poller(store) as poller:
                dispatcher = Dispatcher(poller, clock, memory)
                dispatcher.start_due()
                while dispatcher.busy() and len(source.asked) < expected:
                    time.sleep(0.01)
                dispatcher.cut_off()
            assert len(source.asked) == expected
            clock.on(seconds=35)


def test_a_tick_that_never_comes_is_made_up_for(config: Config) -> None:
    """The scheduler goes by the machine's clock; when that is set back, no tick comes."""
    clock = Hands()
    with Ticker(config, clock).polling() as poller:
        dispatcher = Dispatcher(poller, clock)
        assert dispatcher.wait(0.01)
        dispatcher.knock()
        assert dispatcher.wait(30)


def failed(name: str, status: int | None = None) -> Visited:
    return Visited(Poll(name, Hands().now, "failed", status=status))


def test_output_that_cannot_be_written_does_not_end_the_polling() -> None:
    def full(line: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    voice = _Voice(full, full)
    voice.tell([failed("a")] * 3)
    voice.say("of no use")


def test_a_reader_that_has_gone_ends_it() -> None:
    def gone(visited: Visited) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        _Voice(gone, print).tell([failed("a")])
