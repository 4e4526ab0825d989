"""Nothing stops it: hostile documents among others, over the loopback."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.poll import hostile
from tests.poll.conftest import Configured
from tests.poll.desk import Desk
from tests.poll.record import rows
from tests.poll.test_workers import lives, until
from tests.poll.wire import HTML, Hands, Reply, Wire, numbered
from ticker.api import Ticker
from ticker.model import Source, Visited
from ticker.poll import Poller
from ticker.poll.workers import Limits, Parsers


@pytest.mark.slow
def test_five_hostile_among_twenty_sources_leave_the_others_on_time(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    """One hostile document costs its own source one failed poll; the others come in meanwhile."""
    traps = {
        "/trap1": Reply(hostile.towers()),
        "/trap2": Reply(hostile.boxes(), headers=HTML),
        "/trap3": Reply(hostile.towers()),
        "/trap4": Reply(hostile.boxes(), headers=HTML),
        "/trap5": Reply(hostile.boxes(), headers=HTML),
    }
    source.answers.update(traps)
    names = [f"/wire{number}" for number in range(15)]
    source.answers.update({name: Reply(numbered(number)) for number, name in enumerate(names)})
    asked = [*traps, *names]
    config = configured(*(Source(path[1:], source.url(path)) for path in asked), per_host=20)
    came: list[tuple[str, float]] = []
    started = time.monotonic()

    def watch(visited: Visited) -> None:
        came.append((visited.poll.source, time.monotonic() - started))

    with Ticker(config, clock).writing() as store:
        Ticker(config, clock).sync(store)
        parsers = Parsers(limits=Limits(cpu_s=1, cpu_s_per_mb=0, patience=60))
        with Poller(config, store, clock=clock, version="1", parsers=parsers) as poller:
            report = poller.cycle(all_sources=True, watch=watch)
    assert (report.polled, report.failed, report.new) == (20, 5, 15)
    failed = rows(config, "SELECT source, stage, error FROM polls WHERE outcome = 'failed'")
    assert {name for name, *_ in failed} == {path[1:] for path in traps}
    assert {stage for _, stage, _ in failed} == {"parse"}
    assert {error for *_, error in failed} == {"took longer than 1 s to parse"}
    # The shortest interval that there is; here five traps of a second each stand before them.
    assert max(at for name, at in came if name.startswith("wire")) < 60


def test_a_lone_document_is_read_without_a_worker(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    """It has nobody to hold up, and is read before a worker would have started."""
    source.answers["/rss"] = Reply(numbered(3, 2, 1))
    config = configured()
    before = children(os.getpid())
    with Ticker(config, clock) as ticker, ticker.polling() as poller:
        assert poller.cycle(("harbour",)).new == 3
        assert children(os.getpid()) == before
        poller.start(config.sources[0], None, lambda visit: None)
        until(lambda: children(os.getpid()) != before)
    assert children(os.getpid()) == before


def _config(source: Wire, *paths: str) -> str:
    lines = [
        '[ticker]\nzone = "UTC"',
        f'[poll]\nspacing = "0s"\nallow_private = ["{source.place}"]',
    ]
    for path in paths:
        lines += ["[[sources]]", f'name = "{path[1:]}"', f'url = "{source.url(path)}"']
    return "\n".join(lines) + "\n"


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if told[1] == str(pid) and told[0] != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_workers_end_with_the_daemon(source: Wire, tmp_path: Path, number: int) -> None:
    source.answers["/rss"] = Reply(numbered(3, 2, 1))
    source.answers["/other"] = Reply(numbered(9, 8))
    desk = Desk(tmp_path, _config(source, "/rss", "/other"))
    with desk.daemon() as daemon:
        daemon.out.until("Ferry 1")
        workers = children(daemon.process.pid)
        assert workers
        daemon.process.send_signal(number)
        daemon.process.wait()
        until(lambda: not any(lives(pid) for pid in workers))
