"""Parsers that can be killed: what strangers wrote is read apart from what must not stop.

A document may be made to keep a parser busy for minutes, to fill the memory or to crash it (396 KB
of namespaces cost feedparser 4.4 s, 683 KB of ``<!--`` 32 s: measured), and a thread cannot be
killed. So documents are read by a few warm processes with limits; one that breaks a limit loses its
process, which is replaced, and its source one poll. Handing a document over costs 4 % of reading it
and a process 0.2 s to start (measured).
"""

from __future__ import annotations

import io
import pickle
import queue
import signal
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ticker.errors import ParseError
from ticker.model import Received
from ticker.poll import reading
from ticker.poll.process import Process, UnaskedError
from ticker.poll.reading import Answer

PROCESSES = 2
"""Workers: while one is held up by a hostile document, the other reads on."""
START_S = 30.0
"""How long a worker may take to start; 0.2 s is usual (measured)."""
_SPOKEN = {"ticker.errors", "datetime"}
"""Modules of the values in an answer, those of the model apart."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost: seconds of processor time, and more for each megabyte of it (ten
    thousand items are 2 MB, and cost feedparser 5.3 s: measured); bytes of memory, of the whole
    process. On the clock it may take `patience` times as long: a busy machine is no fault of the
    document's, but a worker may stand still."""

    cpu_s: int = 5
    cpu_s_per_mb: int = 2
    memory: int = 1 << 30
    patience: float = 6.0

    def seconds(self, size: int) -> int:
        """Processor time that a document of `size` bytes may take."""
        return self.cpu_s + self.cpu_s_per_mb * size // 1_000_000


class Parsers:
    """A few workers, started with the first documents and kept. Any thread may submit.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, processes: int = PROCESSES, limits: Limits = Limits()) -> None:
        self._workers = tuple(Worker(limits) for _ in range(processes))
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        # One thread a worker: it writes, waits and reads, and a document waits for its turn here.
        # They live as long as we do: on Linux a process is killed when the thread that started it
        # ends.
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="parse")

    def submit(self, received: Received) -> Future[Answer]:
        """Have a document read; what it says, or its ParseError, in the order of arrival as far as
        workers are free. Raises RuntimeError after `close`."""
        return self._threads.submit(self._read, received)

    def warm(self) -> None:
        """Have the workers started before the first document comes, and do not wait."""
        for _ in self._workers:
            # By the threads that read: with the one that started it a process ends.
            self._threads.submit(self._warm)

    def pids(self) -> tuple[int, ...]:
        """The processes that live now."""
        return tuple(pid for worker in self._workers if (pid := worker.pid) is not None)

    def close(self) -> None:
        """End the workers; documents in hand are dropped."""
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def __enter__(self) -> Parsers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _warm(self) -> None:
        worker = self._idle.get()
        try:
            worker.warm()
        finally:
            self._idle.put(worker)

    def _read(self, received: Received) -> Answer:
        worker = self._idle.get()  # there are as many as threads: nobody waits here
        try:
            return worker.read(received)
        finally:
            self._idle.put(worker)


class Worker:
    """One reader of documents, whatever becomes of its process. One thread reads and closes it;
    any may stop it."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._process: Process | None = None
        self._stopped = False
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process that lives now, if one does."""
        process = self._process
        return process.pid if process is not None and process.alive() else None

    def read(self, received: Received) -> Answer:
        """What a document says, or its ParseError: also where it takes a worker down."""
        message = pickle.dumps(received, pickle.HIGHEST_PROTOCOL)
        seconds = self.limits.seconds(len(received.body))
        for _ in range(2):
            try:
                process = self._started()
            except OSError as error:
                return _unstarted(str(error))
            try:
                spoken, spent = process.ask(message, seconds, seconds * self.limits.patience)
            except UnaskedError:
                # It ended before it had the document, which is not to blame: another one takes it.
                self._replace()
                continue
            except (EOFError, TimeoutError) as error:
                status = self._replace()
                return _blamed(error, status, seconds, seconds * self.limits.patience)
            if spent:
                self._replace()
            return _heard(spoken)
        return _unstarted("it ended twice before it was given anything")

    def warm(self) -> None:
        """Start the process if there is none; where that fails the first document tells."""
        if self._process is None:
            with suppress(OSError):
                self._start()

    def stop(self) -> None:
        """Kill the process, and start no other: whoever reads has an error for an answer."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """Stop, and let go of the pipes."""
        self.stop()
        self._end()

    def _started(self) -> Process:
        """The process, ready. Raises OSError where none can be started."""
        if self._process is None or not self._process.alive():
            self._end()
            self._start()
        try:
            assert self._process is not None
            self._process.ready(START_S)
        except (EOFError, TimeoutError) as error:
            raise OSError(f"{error}, at its start: exit status {self._end()}") from None
        return self._process

    def _start(self) -> None:
        with self._lock:
            if self._stopped:
                raise OSError("the parsers are closed")
            self._process = Process(self.limits.memory)

    def _replace(self) -> int:
        """End the process and start the next, which gets ready before it is needed. How the old
        one ended."""
        status = self._end()
        with suppress(OSError):  # told when it is needed
            self._start()
        return status

    def _end(self) -> int:
        """Kill the process if it lives; how it ended (negative: by which signal)."""
        process, self._process = self._process, None
        return process.end() if process is not None else 0


class _Answers(pickle.Unpickler):
    """Reads answers: our values and nothing else, whatever a document made of its worker."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _SPOKEN or module.startswith("ticker.model."):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"a worker spoke of {module}.{name}")


def _heard(spoken: bytes) -> Answer:
    try:
        said: Answer = _Answers(io.BytesIO(spoken)).load()
    except Exception as error:  # a parser that wrote over what it should not
        return _crashed(f"its answer is none: {error}")
    return said


def _blamed(error: Exception, status: int, cpu_s: int, wall_s: float) -> ParseError:
    """The error of a document over which its worker ended with `status`."""
    if isinstance(error, TimeoutError):
        return _too_long(wall_s)
    if status == -signal.SIGXCPU:
        return _too_long(cpu_s)
    how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return _crashed(how)


def _crashed(how: str) -> ParseError:
    return ParseError(
        f"crashed the parser ({how})", hint="keep the document and report it: none should"
    )


def _too_long(seconds: float) -> ParseError:
    return ParseError(
        f"took longer than {seconds:g} s to parse", hint="no feed should; the next poll tries again"
    )


def _unstarted(why: str) -> ParseError:
    return ParseError(
        f"no parser process could be started: {why}",
        hint=f"see why: {sys.executable} -P {reading.__file__} {1 << 30}",
    )
