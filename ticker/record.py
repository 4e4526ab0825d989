"""What the record answers: the questions, without what polls and writes.

Every surface asks through it. It stands apart from `api` because what polls (the network, the
parsers) takes most of a command's start, and a question needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from ticker import config as configuration
from ticker.clock import Clock, utc_now
from ticker.errors import UsageError
from ticker.following import Follower
from ticker.model import (
    ChangeKind,
    Config,
    DigestRun,
    FoundItem,
    Gap,
    History,
    LoggedChange,
    Query,
    Source,
    SourceStatus,
    StoreReport,
    Table,
    TagCount,
    Witness,
)
from ticker.query import resolve
from ticker.store import Store


class Record:
    """A configuration and its store, to ask. Questions never wait for a writer. Use it as a
    context manager, or call `close`."""

    def __init__(self, config: Config, clock: Clock = utc_now) -> None:
        self.config = config
        self.clock = clock
        self.zone = ZoneInfo(config.zone)
        self._reader: Store | None = None

    @classmethod
    def open(
        cls,
        config: str | Path | Config,
        *,
        database: str | None = None,
        zone: str | None = None,
        clock: Clock = utc_now,
    ) -> Self:
        """Read a configuration (a path, or one already read). `database` and `zone` override it.

        Raises ConfigError. The store is opened when it is first asked or written.
        """
        read = config if isinstance(config, Config) else configuration.load(Path(config))
        read = replace(read, database=database or read.database, zone=zone or read.zone)
        return cls(read, clock)

    def close(self) -> None:
        """Let go of the store."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _store(self) -> Store:
        if self._reader is None:
            self._reader = Store.open(self.config.database, now=self.clock())
        return self._reader

    def find(self, query: Query = Query()) -> tuple[FoundItem, ...]:
        """Items, as `query` asks. Raises UsageError for a question that cannot be read."""
        return self._store.find(self._resolved(query))

    def history(self, item_id: int) -> History:
        """Everything known of one item. Raises UsageError where there is none of that id."""
        found = self._store.history(item_id)
        if found is None:
            raise UsageError(f"no item {item_id}", hint="`ticker items` lists items with their ids")
        return found

    def items(self, ids: Sequence[int]) -> tuple[FoundItem, ...]:
        """The items of these ids, in their order; those that are not there are left out."""
        return self._store.items(ids)

    def changes(
        self,
        after: int = 0,
        limit: int = 1_000,
        *,
        kinds: Iterable[ChangeKind] = (),
        query: Query | None = None,
    ) -> tuple[LoggedChange, ...]:
        """The change log beyond `after`, oldest first; of those `kinds`, and of items that meet
        `query`, where they are given. Raises UsageError for a question that cannot be read."""
        asked = None if query is None else self._resolved(query)
        return self._store.changes(after, limit, kinds=kinds, query=asked)

    def changes_of(
        self, ids: Sequence[int], kinds: Iterable[ChangeKind] = ()
    ) -> tuple[LoggedChange, ...]:
        """The lines of the change log about these items, oldest first."""
        return self._store.changes_of(ids, kinds)

    def witnesses(self, item_id: int) -> tuple[Witness, ...]:
        """The polls that first saw each wording of an item, in the order of its wordings."""
        return self._store.witnesses(item_id)

    def last_seq(self) -> int:
        """The newest line of the change log; 0 before the first."""
        return self._store.last_seq()

    def hourly(self, since: datetime) -> dict[tuple[str, datetime], int]:
        """How many items each source was the first to have, by the hour of their first sight."""
        return self._store.hourly(since)

    def stats(self) -> Table:
        """One row of counts: what the store holds."""
        return self._store.stats()

    def follow(
        self,
        query: Query = Query(),
        *,
        kinds: Iterable[ChangeKind] = (),
        after: int | None = None,
    ) -> Follower:
        """The change log as it grows, of those `kinds` and of items that meet `query`: beyond the
        line `after`, else from the query's `since` on, else from now on. The store may come later.
        Raises UsageError for a question that cannot be read."""
        asked = self._resolved(query)
        self._named(asked.sources)
        return Follower(
            self.config.database, clock=self.clock, query=asked, kinds=kinds, after=after
        )

    def tags(self) -> tuple[TagCount, ...]:
        """Every tag with the number of its items, the most used first."""
        return self._store.tags()

    def gaps(self, query: Query = Query()) -> tuple[Gap, ...]:
        """Intervals in which items may be missing, within the query's time and sources."""
        asked = self._resolved(query)
        return self._store.gaps(asked)

    def sources(self, *, counted: bool = True) -> tuple[SourceStatus, ...]:
        """One status a source, in the order of the configuration, then those it no longer names;
        unless `counted`, without counting their items, which takes a while in a large store.

        A source that the store has not met yet, or a store that is not there yet, is no error.
        """
        there = Store.exists(self.config.database)
        known = self._store.sources(counted=counted) if there else ()
        statuses = {status.name: status for status in known}
        configured = [
            statuses.pop(source.name) if source.name in statuses else _never_polled(source)
            for source in self.config.sources
        ]
        return (*configured, *statuses.values())

    def digest_runs(self, name: str | None = None, limit: int = 20) -> tuple[DigestRun, ...]:
        """The newest runs of the digest called `name`, or of all, the newest first."""
        return self._store.digest_runs(name, limit)

    def sql(self, statement: str, *, limit: int | None = None, seconds: float = 30.0) -> Table:
        """A read-only SQL question over the public views. Raises SqlError."""
        return self._store.sql(statement, limit=limit, seconds=seconds)

    def export_lines(self) -> Iterator[str]:
        """The whole record as JSON Lines, without line ends."""
        return self._store.export_lines()

    def check(self) -> StoreReport:
        """Integrity of the store's file, its rows and its search index."""
        return self._store.check()

    def _named(self, names: Iterable[str]) -> None:
        """Raise UsageError for a source that neither the configuration nor the store knows."""
        known = {status.name for status in self.sources()} if names else set()
        for name in sorted(set(names) - known):
            raise UsageError(
                f"no source is called {name!r}", where="sources", hint="`ticker sources` lists them"
            )

    def _resolved(self, query: Query) -> Query:
        return resolve(query, now=self.clock(), zone=self.zone)


def _never_polled(source: Source) -> SourceStatus:
    return SourceStatus(
        name=source.name,
        url=source.url,
        kind=source.kind,
        zone=source.zone,
        state="never polled",
        items=0,
        interval_s=source.interval_s,
        next_poll_at=None,
        last_poll_at=None,
        last_success_at=None,
        last_new_at=None,
        failures=0,
        error=None,
        overlap=None,
    )
