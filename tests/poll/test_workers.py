"""Documents are read in processes that can be killed, and none of them costs another its turn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.poll import hostile
from tests.poll.wire import DAWN, Story, numbered, rss
from ticker.errors import ParseError
from ticker.model import ReadDocument, Received, SourceKind
from ticker.model import Source as Configured
from ticker.poll.reading import Answer, answer, read
from ticker.poll.workers import PROCESSES, Limits, Parsers, Worker

HARBOUR = Configured("harbour", "https://harbour.example/rss", tags=("coast",))
PAGE = (
    b"<!doctype html><html><head><title>Latest</title></head><body><ul>"
    + b"".join(
        b"<li><span class='time'>08:%02d</span> <a href='/s/%d'>Ferry %d leaves port</a></li>"
        % (59 - i, i, i)
        for i in range(9)
    )
    + b"</ul></body></html>"
)
TEXT = "08:54 Ferry resumes after the storm\n08:27 Two hurt at the old pier\n" * 3
BRIEF = Limits(cpu_s=1, cpu_s_per_mb=0, patience=20)


def received(body: bytes, kind: SourceKind | None = None) -> Received:
    return Received(body, HARBOUR, HARBOUR.url, ZoneInfo("Europe/Kyiv"), DAWN, "text/xml", kind)


def headlines(said: Answer) -> list[str]:
    assert isinstance(said, ReadDocument), said
    return [item.headline for item in said.items]


def refused(said: Answer) -> ParseError:
    assert isinstance(said, ParseError), said
    return said


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    one = Worker()
    yield one
    one.close()


@pytest.fixture(scope="module")
def brief() -> Iterator[Worker]:
    """A worker that grants a second."""
    one = Worker(BRIEF)
    yield one
    one.close()


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for what another process does; it fails where that never comes."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def lives(pid: int) -> bool:
    """Whether there is such a process, dead ones that nobody waited for apart."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def worked_s(pid: int) -> float:
    """The processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy(worker: Parsers | Worker) -> int:
    """The process of a worker that has been at its document for a while."""
    pids = worker.pids() if isinstance(worker, Parsers) else (worker.pid or 0,)
    (pid,) = pids
    before = worked_s(pid)
    until(lambda: worked_s(pid) > before + 0.2)
    return pid


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (numbered(3, 2, 1, extra="<ttl>15</ttl>"), None),
        (rss(Story(1, "Ціни на пальне &amp; зерно")), "feed"),
        (PAGE, "list"),
        (TEXT.encode(), "text"),
    ],
)
def test_a_worker_says_what_reading_here_says(
    worker: Worker, body: bytes, kind: SourceKind | None
) -> None:
    asked = received(body, kind)
    said = worker.read(asked)
    assert isinstance(said, ReadDocument)
    assert said.items
    assert said == read(asked)


def test_a_refusal_keeps_its_words(worker: Worker) -> None:
    asked = received(b"<html><body>Log in</body></html>", "feed")
    here, there = refused(answer(asked)), refused(worker.read(asked))
    assert (there.message, there.where, there.hint) == (here.message, here.where, here.hint)
    assert there.where == HARBOUR.url


@pytest.mark.parametrize("trap", hostile.TRAPS.values(), ids=hostile.TRAPS)
def test_a_document_that_takes_too_long_loses_its_process_and_no_other_document(
    brief: Worker, trap: Callable[[], bytes]
) -> None:
    brief.read(received(numbered(1)))
    first = brief.pid
    assert first is not None
    assert refused(brief.read(received(trap()))).message == "took longer than 1 s to parse"
    assert not lives(first)
    assert headlines(brief.read(received(numbered(2)))) == ["Ferry 2 leaves the harbour"]
    assert brief.pid not in {None, first}


def test_a_large_document_gets_time_for_its_size() -> None:
    limits = Limits()
    assert [limits.seconds(size) for size in (0, 400_000, 2_000_000)] == [5, 5, 9]


@pytest.mark.parametrize("body", [hostile.many(40_000), hostile.crumbs()], ids=["items", "crumbs"])
def test_a_document_that_needs_too_much_memory_is_told_so(body: bytes) -> None:
    worker = Worker(Limits(cpu_s=60, memory=80 << 20))
    try:
        told = refused(worker.read(received(body)))
        assert told.message == "needed more than 0.078 GB of memory to be parsed"
        assert headlines(worker.read(received(numbered(2)))) == ["Ferry 2 leaves the harbour"]
    finally:
        worker.close()


def test_a_worker_that_grew_is_replaced_after_its_answer() -> None:
    """Memory that a large document took is not given back whole; the next one starts afresh."""
    worker = Worker(Limits(memory=180 << 20))
    try:
        worker.read(received(numbered(1)))
        first = worker.pid
        worker.read(received(numbered(2)))
        assert worker.pid == first
        assert headlines(worker.read(received(hostile.crumbs(60_000), "list"))) == []
        assert worker.pid != first
    finally:
        worker.close()


def test_a_worker_that_is_killed_over_a_document_costs_that_document() -> None:
    with Parsers(1) as parsers:
        parsers.submit(received(numbered(1))).result()
        held = parsers.submit(received(hostile.boxes()))
        others = [parsers.submit(received(numbered(number))) for number in (2, 3)]
        os.kill(busy(parsers), signal.SIGKILL)
        assert refused(held.result()).message == "crashed the parser (SIGKILL)"
        assert [len(headlines(other.result())) for other in others] == [1, 1]


def test_a_worker_that_stands_still_is_killed_by_the_clock() -> None:
    """No processor time passes in it: stopped, or swapped out."""
    with Parsers(1, Limits(cpu_s=2, cpu_s_per_mb=0, patience=0.5)) as parsers:
        parsers.submit(received(numbered(1))).result()
        held = parsers.submit(received(hostile.boxes()))
        os.kill(busy(parsers), signal.SIGSTOP)
        assert refused(held.result()).message == "took longer than 1 s to parse"
        assert headlines(parsers.submit(received(numbered(2))).result())


def test_a_worker_that_died_in_its_sleep_is_not_the_next_documents_fault(worker: Worker) -> None:
    worker.read(received(numbered(1)))
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    assert headlines(worker.read(received(numbered(2)))) == ["Ferry 2 leaves the harbour"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_for_the_daemon_do_not_end_a_worker(worker: Worker, number: int) -> None:
    """A service manager tells all of a service to stop; the documents in hand are still read."""
    worker.read(received(numbered(1)))
    assert worker.pid is not None
    first = worker.pid
    os.kill(first, number)
    assert headlines(worker.read(received(numbered(2)))) == ["Ferry 2 leaves the harbour"]
    assert worker.pid == first


def test_one_held_up_worker_does_not_hold_up_the_other() -> None:
    with Parsers(2, BRIEF) as parsers:
        for one in [parsers.submit(received(numbered(1))) for _ in range(4)]:
            one.result()
        trapped = parsers.submit(received(hostile.boxes()))
        free = [parsers.submit(received(numbered(number))) for number in range(6)]
        wait((trapped, *free), return_when=FIRST_COMPLETED)
        assert [len(headlines(one.result())) for one in free] == [1] * 6
        assert not trapped.done()
        assert "took longer than 1 s" in refused(trapped.result()).message


def test_closing_drops_what_is_in_hand_and_leaves_no_process() -> None:
    parsers = Parsers(2)
    for one in [parsers.submit(received(numbered(1))) for _ in range(4)]:
        one.result()
    held = [parsers.submit(received(hostile.boxes())) for _ in range(4)]
    pids = parsers.pids()
    assert pids
    parsers.close()
    assert all(one.cancelled() or isinstance(one.result(), ParseError) for one in held)
    assert not any(lives(pid) for pid in pids)
    with pytest.raises(RuntimeError):
        parsers.submit(received(numbered(1)))


def test_parsers_that_were_never_needed_start_nothing() -> None:
    with Parsers() as parsers:
        assert parsers.pids() == ()


def test_a_worker_inherits_neither_descriptors_nor_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer's lock among them: a worker must not keep the next daemon out."""
    worker = Worker()
    monkeypatch.setenv("HARBOUR_TOKEN", "open sesame")
    with (tmp_path / "ticker.db.lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        worker.read(received(numbered(1)))
        open_files = [str(one.readlink()) for one in Path(f"/proc/{worker.pid}/fd").iterdir()]
    assert {one.partition(":")[0] for one in open_files} == {"pipe", "/dev/null"}
    assert b"sesame" not in Path(f"/proc/{worker.pid}/environ").read_bytes()
    worker.close()


_PARENT = """
import sys
from tests.poll.test_workers import hostile, numbered, received
from ticker.poll.workers import Parsers
parsers = Parsers(2)
for one in [parsers.submit(received(numbered(1))) for _ in range(4)]:
    one.result()
if sys.argv[1] == "busy":
    held = [parsers.submit(received(hostile.boxes())) for _ in range(2)]
print(*parsers.pids(), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_killed_parent_leaves_no_worker_behind(state: str) -> None:
    """Neither an idle one nor one in the middle of a document."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, state],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    with parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert pids
    until(lambda: not any(lives(pid) for pid in pids), seconds=20.0)


def test_a_broken_start_is_told_and_is_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        told = refused(worker.read(received(numbered(1))))
        assert told.message.startswith("no parser process could be started: ")
        assert told.hint
    assert headlines(worker.read(received(numbered(2)))) == ["Ferry 2 leaves the harbour"]
    worker.close()


def test_warm_workers_wait_for_the_first_document() -> None:
    with Parsers() as parsers:
        assert parsers.pids() == ()
        parsers.warm()
        until(lambda: len(parsers.pids()) == PROCESSES)
        pids = parsers.pids()
        assert headlines(parsers.submit(received(numbered(2, 1))).result())
        assert parsers.pids() == pids


def test_closed_parsers_are_not_warmed() -> None:
    worker = Worker()
    worker.close()
    worker.warm()
    assert worker.pid is None
