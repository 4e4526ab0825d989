"""The store as one object: what every higher floor asks and writes through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from types import TracebackType
from typing import Any

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
    Origin,
    Query,
    RuleField,
    SourceStatus,
    StoreReport,
    Table,
    TagCount,
    Witness,
    Wording,
)
from ticker.store import asking, finding, ruling, tagging, tidying
from ticker.store import history as histories
from ticker.store.checking import check
from ticker.store.deliveries import pass_over
from ticker.store.digest_runs import last_run, record_run, run_of, runs, seq_until
from ticker.store.digesting import contents
from ticker.store.exporting import csv_lines, export_lines
from ticker.store.failures import store_errors
from ticker.store.importing import import_lines
from ticker.store.opening import Engines, open_beside, open_engines, store_path
from ticker.store.outbox import Outbox
from ticker.store.source_rows import due, source_states
from ticker.store.sql import run_sql
from ticker.store.standings import host_holds
from ticker.store.witnesses import witnesses
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

    @classmethod
    def beside(cls, url: str, now: datetime) -> Store:
        """Open the store at `url` for small writes, each in its turn, beside the process that
        polls. Raises StoreError where there is none yet, as `open` does otherwise."""
        return cls(open_beside(url, now))

    @property
    def outbox(self) -> Outbox:
        """What is to be sent, and what was."""
        return Outbox(self._read, self._write)

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

    @staticmethod
    def mark(url: str) -> tuple[int, ...]:
        """Something that is another whenever the store was written to, save for two writes within
        one tick of the file system's clock: sizes and times of the file and its log."""
        path = store_path(url)
        files = (path, path.with_name(f"{path.name}-wal"))
        found: list[int] = []
        for file in files:
            with suppress(OSError):
                status = file.stat()
                found += (status.st_ino, status.st_size, status.st_mtime_ns)
        return tuple(found)

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
            before = asking.last_seq(connection)
            taken = import_lines(connection, lines)
            pass_over(connection, before + 1, asking.last_seq(connection))
            return taken

    def give_tag(self, name: str, items: Sequence[int], origin: Origin) -> int:
        """Tag items; how many of them had it not from that origin."""
        with self._write() as connection:
            return tagging.give_tag(connection, name, items, origin)

    def take_tag(self, name: str, items: Sequence[int], origin: Origin) -> int:
        """Take a tag of that origin from items; how many had it."""
        with self._write() as connection:
            return tagging.take_tag(connection, name, items, origin)

    def settle_rules(self, digests: Mapping[str, str | None]) -> None:
        """Keep with which rules of each tag the stored items agree; ``None``: it has none."""
        with self._write() as connection:
            ruling.settle_rules(connection, digests)

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

    def items(self, ids: Sequence[int]) -> tuple[FoundItem, ...]:
        """The items of these ids, in their order; those that are not there are left out."""
        with self._read() as connection:
            return finding.items(connection, ids)

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

    def witnesses(self, item_id: int) -> tuple[Witness, ...]:
        """The polls that first saw each wording of an item, in the order of its wordings."""
        with self._read() as connection:
            return witnesses(connection, item_id)

    def changes_of(
        self, ids: Sequence[int], kinds: Iterable[ChangeKind] = ()
    ) -> tuple[LoggedChange, ...]:
        """The lines of the change log about these items, oldest first."""
        with self._read() as connection:
            return asking.changes_of(connection, ids, kinds)

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

    def user_tags(self) -> tuple[dict[str, Any], ...]:
        """What users tagged, as records that find their items again in another store."""
        with self._read() as connection:
            return tuple(tagging.user_tags(connection))

    def item_of(self, record: Mapping[str, Any]) -> int | None:
        """The item that a record of `user_tags` means here, if there is one."""
        with self._read() as connection:
            return tagging.item_of(connection, record)

    def missing_items(self, items: Collection[int]) -> tuple[int, ...]:
        """Those of these ids that no item has."""
        with self._read() as connection:
            return tagging.missing_items(connection, items)

    def rule_texts(self, field: RuleField) -> Iterator[ruling.Chunk]:
        """All that a field ever said, by chunks, each read in a moment of its own."""
        with self._read() as connection:
            passages = ruling.passages(connection, field)
        whole = max(1, sum(last for _, last in passages))
        done = 0
        for passage in passages:
            for after in range(0, passage[1], ruling.CHUNK):
                done = min(done + ruling.CHUNK, whole)
                with self._read() as connection:
                    chunk = ruling.read_chunk(connection, passage, after, done / whole)
                yield chunk

    def wordings(self, items: Sequence[int]) -> tuple[tuple[int, Wording], ...]:
        """Every wording of these items, as each source said it."""
        with self._read() as connection:
            return tuple(ruling.wordings_of(connection, items))

    def times(self, items: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Each of these items with the second it was published, else first seen."""
        with self._read() as connection:
            return tuple(ruling.times_of(connection, items))

    def ruled_items(self, tag: str) -> set[int]:
        """The items that have a tag from a rule."""
        with self._read() as connection:
            return ruling.ruled_items(connection, tag)

    def ruled_tags(self) -> tuple[str, ...]:
        """Every tag that some item has from a rule."""
        with self._read() as connection:
            return ruling.ruled_tags(connection)

    def settled_rules(self) -> Mapping[str, str]:
        """Tag -> the digest of the rules that all stored items agree with."""
        with self._read() as connection:
            return ruling.settled_rules(connection)

    def gaps(self, query: Query | None = None) -> tuple[Gap, ...]:
        """Intervals in which items may be missing, in the window and the sources of `query`."""
        with self._read() as connection:
            return asking.gaps(connection, query)

    def sources(self, *, counted: bool = True) -> tuple[SourceStatus, ...]:
        """Every source that was ever configured, by name; `counted`, with its items."""
        with self._read() as connection:
            return asking.sources(connection, counted=counted)

    def digest(self, digest: Digest, window: DigestWindow) -> DigestContents:
        """What a digest tells of a window: the same, whenever it is asked."""
        with self._read() as connection:
            return contents(connection, digest, window)

    def digest_runs(self, name: str | None = None, limit: int = 20) -> tuple[DigestRun, ...]:
        """The newest runs of a digest, or of all, the newest first."""
        with self._read() as connection:
            return runs(connection, name, limit)

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

    def source_states(self, names: Collection[str] | None = None) -> dict[str, KnownSource]:
        """The state of the sources of these names, or of every one ever configured, by name."""
        with self._read() as connection:
            return source_states(connection, names)

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

    def hourly(self, since: datetime) -> dict[tuple[str, datetime], int]:
        """How many items each source was the first to have, by the hour of their first sight."""
        with self._read() as connection:
            return asking.hourly(connection, since)

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
