"""The store as one object: what every higher floor asks and writes through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from types import TracebackType

from sqlalchemy import Connection, Engine

from ticker.errors import StoreError
from ticker.model import (
    ChangeKind,
    Digest,
    DigestContents,
    DigestRun,
    DigestWindow,
    FoundItem,
    Gap,
    History,
    KnownSource,
    LoggedChange,
    Query,
    SourceStatus,
    StoreReport,
    Table,
    TagCount,
)
from ticker.store import asking, finding, tidying
from ticker.store import history as histories
from ticker.store.checking import check
from ticker.store.digest_runs import last_run, record_run, run_of, seq_until
from ticker.store.digesting import contents
from ticker.store.exporting import csv_lines, export_lines
from ticker.store.failures import store_errors
from ticker.store.importing import import_lines
from ticker.store.known import due, source_states
from ticker.store.opening import Engines, open_engines, store_path
from ticker.store.sql import run_sql
from ticker.store.standings import host_holds
from ticker.store.write_polls import PollRow, recorded_poll
from ticker.store.writing import Writer


class Store:
    """An open store. Each question is one short read transaction, which no writer holds up.

    Use it as a context manager, or call `close`. Everything may raise StoreError; questions
    raise UsageError where they cannot be read.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self.path = engines.path

    @classmethod
    def open(cls, url: str, *, write: bool = False, now: datetime) -> Store:
        """Open the store at `url`, a SQLAlchemy address with an absolute path; made or upgraded
        where it must be, and by one process at a time for writing.

        Raises StoreBusyError where another process writes, StoreError for a file that is missing
        (when only reading), foreign, damaged, or made by a newer ticker.
        """
        return cls(open_engines(url, write=write, now=now))

    @staticmethod
    def exists(url: str) -> bool:
        """Whether there is a file at `url`, of whatever kind."""
        return store_path(url).exists()

    @staticmethod
    def file(url: str) -> tuple[int, int] | None:
        """Which file stands at `url`: another one where a backup was put back; ``None`` where
        nothing was ever stored. Raises StoreError."""
        path = store_path(url)
        with store_errors(str(path)), suppress(FileNotFoundError, NotADirectoryError):
            status = path.stat()
            return (status.st_dev, status.st_ino) if status.st_size else None
        return None

    def close(self) -> None:
        """Let go of the file and of the writer's lock."""
        self._engines.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- writing -----------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction: all that is written inside, or nothing of it where it raises."""
        with self._write() as connection:
            yield Writer(connection)

    def record_digest(self, run: DigestRun) -> None:
        """Write a run of a digest, or what became of it."""
        with self._write() as connection:
            record_run(connection, run)

    def import_lines(self, lines: Iterable[str]) -> dict[str, int]:
        """What `export_lines` gave, all of it or nothing. Returns how many records of each type
        were new. Raises UsageError that names the line where it cannot be taken."""
        with self._write() as connection:
            return import_lines(connection, lines)

    def log_size(self) -> int:
        """Bytes of the write-ahead log."""
        return tidying.log_size(self.path)

    def cut_log(self) -> int:
        """Cut the write-ahead log back, as far as readers let it; its size afterwards."""
        return tidying.cut_log(self.path, self._writer())

    def tidy(self) -> Iterator[None]:
        """The nightly work on indexes and log, a moment of it each time the iterator is advanced;
        between two moments others may write."""
        return tidying.tidy(self.path, self._writer())

    def reindex(self) -> None:
        """Make every index anew out of the rows, that of the words too."""
        tidying.reindex(self.path, self._writer())

    # --- asking ------------------------------------------------------------------------------

    def find(self, query: Query) -> tuple[FoundItem, ...]:
        """The items that a resolved query asks for, in its order."""
        with self._read() as connection:
            return finding.find(connection, query)

    def history(self, item_id: int) -> History | None:
        """The whole record of one item; ``None`` where there is none of that id."""
        with self._read() as connection:
            return histories.history(connection, item_id)

    def changes(
        self,
        after: int = 0,
        limit: int | None = 1_000,
        *,
        kinds: Iterable[ChangeKind] = (),
        query: Query | None = None,
    ) -> tuple[LoggedChange, ...]:
        """The change log beyond `after`, oldest first; of those `kinds`, and of items that meet
        `query`, where they are given."""
        with self._read() as connection:
            return asking.changes(connection, after, limit, kinds=kinds, query=query)

    def last_seq(self) -> int:
        """The newest line of the change log; 0 before the first."""
        with self._read() as connection:
            return asking.last_seq(connection)

    def seq_before(self, at: datetime) -> int:
        """The line of the change log after which all is that was logged from `at` on."""
        with self._read() as connection:
            return asking.seq_before(connection, at)

    def tags(self, query: Query | None = None) -> tuple[TagCount, ...]:
        """Every tag with the number of its items (among those that `query` finds), most first."""
        with self._read() as connection:
            return asking.tags(connection, query)

    def gaps(self, query: Query | None = None) -> tuple[Gap, ...]:
        """Intervals in which items may be missing, in the window and the sources of `query`."""
        with self._read() as connection:
            return asking.gaps(connection, query)

    def sources(self) -> tuple[SourceStatus, ...]:
        """Every source that was ever configured, by name."""
        with self._read() as connection:
            return asking.sources(connection)

    def digest(self, digest: Digest, window: DigestWindow) -> DigestContents:
        """What a digest tells of a window: the same, whenever it is asked."""
        with self._read() as connection:
            return contents(connection, digest, window)

    def digest_run(self, name: str, at: datetime | None = None) -> DigestRun | None:
        """The run of a digest that was due `at`, or its newest."""
        with self._read() as connection:
            return last_run(connection, name) if at is None else run_of(connection, name, at)

    def seq_until(self, after: int, until_at: datetime, now: datetime) -> int:
        """The last line beyond `after` before those seen from `until_at` to `now`."""
        with self._read() as connection:
            return seq_until(connection, after, until_at, now)

    def host_holds(self, now: datetime) -> Mapping[str, datetime]:
        """Hosts that asked to be left alone at `now`, and until when; keys are as `host_of`."""
        with self._read() as connection:
            return host_holds(connection, now)

    def source_states(self) -> dict[str, KnownSource]:
        """The state of every source ever configured, by name."""
        with self._read() as connection:
            return source_states(connection)

    def due(self, now: datetime) -> tuple[str, ...]:
        """The configured sources that are to be polled at `now`, the longest due first."""
        with self._read() as connection:
            return due(connection, now)

    def recorded(self, source: str, at: datetime) -> PollRow | None:
        """The stored poll of `source` at that instant, or the run of equal polls covering it."""
        with self._read() as connection:
            return recorded_poll(connection, source, at)

    def check(self) -> StoreReport:
        """Whether the store is whole: the file, its references, its index, its promises."""
        with store_errors(str(self.path)):
            return check(self.path)

    def polls(self, source: str | None = None, limit: int | None = 50) -> Table:
        """The newest polls, newest first, with the columns of the view `polls`."""
        with self._read() as connection:
            return asking.polls(connection, source, limit)

    def stats(self) -> Table:
        """One row of counts: what the store holds."""
        with self._read() as connection:
            return asking.stats(connection)

    def sql(self, statement: str, *, limit: int | None = None, seconds: float = 30.0) -> Table:
        """The answer to one SELECT over the public views. Raises SqlError."""
        return run_sql(self.path, statement, limit=limit, seconds=seconds)

    def export_lines(self, query: Query | None = None) -> Iterator[str]:
        """The whole record, or that of the items `query` finds, as JSON Lines without line ends;
        one consistent state, however long it takes."""
        with self._read() as connection:
            yield from export_lines(connection, query)

    def csv_lines(self, query: Query) -> Iterator[str]:
        """The items that `query` finds as CSV, a header first, with line ends."""
        yield from csv_lines(self.find(query))

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with store_errors(str(self.path)), self._engines.reader.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with store_errors(str(self.path)), self._writer().begin() as connection:
            yield connection

    def _writer(self) -> Engine:
        if self._engines.writer is None:
            raise StoreError(
                "opened for reading", where=str(self.path), hint="open it with write=True"
            )
        return self._engines.writer
