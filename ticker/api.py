"""The Python API: one door for every surface.

from ticker import Query, Ticker

with Ticker.open("config.toml") as t:
    t.poll()
    for item in t.find(Query(since="6h", tags=frozenset({"kyiv"}))):
        print(item.published_at, item.headline)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from zoneinfo import ZoneInfo

from ticker import config as configuration
from ticker.cadence import DEFAULT_S, chance
from ticker.digesting import digest_asked, rendered, rendered_again
from ticker.errors import UsageError
from ticker.following import Follower
from ticker.model import (
    Candidate,
    ChangeKind,
    Config,
    DigestFormat,
    FoundItem,
    Gap,
    History,
    LoggedChange,
    PollReport,
    PollSettings,
    Preview,
    Query,
    ReplayReport,
    Response,
    Source,
    SourceStatus,
    StoreReport,
    Table,
    TagCount,
    Visited,
)
from ticker.poll import (
    Clock,
    Poller,
    Recorder,
    discover,
    fetch_once,
    note_absence,
    preview,
    replay,
)
from ticker.query import read_instant, resolve
from ticker.store import Store
from ticker.version import __version__


def utc_now() -> datetime:
    """The machine's clock, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


class Ticker:
    """A configuration and its store. Questions never wait for a writer; `poll`, `replay` and
    `import_lines` take the writer's lock while they run, and raise StoreBusyError if another
    process has it. Use it as a context manager, or call `close`."""

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
    ) -> Ticker:
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

    def __enter__(self) -> Ticker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- asking ------------------------------------------------------------------------------

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

    def changes(self, after: int = 0, limit: int = 1_000) -> tuple[LoggedChange, ...]:
        """The change log beyond `after`, oldest first."""
        return self._store.changes(after, limit)

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

    def sources(self) -> tuple[SourceStatus, ...]:
        """One status a source, in the order of the configuration, then those it no longer names.

        A source that the store has not met yet, or a store that is not there yet, is no error.
        """
        known = self._store.sources() if Store.exists(self.config.database) else ()
        statuses = {status.name: status for status in known}
        configured = [
            statuses.pop(source.name) if source.name in statuses else _never_polled(source)
            for source in self.config.sources
        ]
        return (*configured, *statuses.values())

    def digest(
        self,
        name: str | None = None,
        query: Query = Query(),
        *,
        format: DigestFormat | None = None,
        run: datetime | str | None = None,
    ) -> str:
        """A digest as text: the configured one called `name`, else one of `query`'s time, tags and
        sources alone. The same window gives the same text.

        Without times, a configured digest covers what it would if it were due now, another the
        last 24 hours; `run` gives again what was due at that time. Nothing is recorded. Raises
        UsageError for a digest, a source or a run that is not there.
        """
        asked = self._resolved(query)
        self._named(asked.sources)
        digest = digest_asked(self.config, name, asked, format)
        if run is None:
            return rendered(self._store, digest, asked, self.clock(), self.zone)
        due_at = run if isinstance(run, datetime) else read_instant(run, self.clock(), self.zone)
        return rendered_again(self._store, digest, due_at, self.zone)

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

    # --- writing -----------------------------------------------------------------------------

    def poll(
        self,
        *names: str,
        all_sources: bool = False,
        force: bool = False,
        watch: Callable[[Visited], None] | None = None,
    ) -> PollReport:
        """One cycle now: of the sources that are due, of those named, or of all.

        `force` also holds nothing back: neither spacing, back-off nor floors. `watch` is told of
        every visit as it is recorded.
        """
        self._configured(names)
        with self.polling() as poller:
            return poller.cycle(names, all_sources=all_sources, force=force, watch=watch)

    def replay(
        self, name: str, index: Path, watch: Callable[[Visited], None] | None = None
    ) -> ReplayReport:
        """Recorded polls of one source, as if polled at their instants. Raises ReplayError before
        anything is written where they contradict the record."""
        (source,) = self._configured([name])
        with self.writing() as store:
            self.sync(store)
            return replay(Recorder(store, self.config), source, index, watch=watch)

    def import_lines(self, lines: Iterable[str]) -> dict[str, int]:
        """What `export_lines` gave, into this store. Returns how many of each were new."""
        with self.writing() as store:
            self.sync(store)
            return store.import_lines(lines)

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """The store opened to write, this process's alone to write meanwhile. Raises StoreError."""
        with Store.open(self.config.database, write=True, now=self.clock()) as store:
            yield store

    @contextmanager
    def polling(self) -> Iterator[Poller]:
        """A poller over the store, which is opened for it, with the configured sources in it."""
        with self.writing() as store:
            self.sync(store)
            self.note_absence(store)
            with self.poller(store) as poller:
                yield poller

    def poller(self, store: Store) -> Poller:
        """A poller over a store that is open to write. Raises UsageError for settings that the
        network cannot be used under; use it as a context manager."""
        return Poller(self.config, store, clock=self.clock, version=__version__)

    def sync(self, store: Store, *, spread: bool = False) -> None:
        """Bring the sources of the configuration into a store. What is new to it is due now, or
        `spread` over a while, so that a thousand sources do not start at once."""
        now = self.clock()
        due = self._first_due(now) if spread else {}
        with store.writing() as writer:
            writer.sync_sources(self.config.sources, now, first_due=due)

    def note_absence(self, store: Store) -> None:
        """Record gaps for the time in which nobody polled, as far as it was too long for a source's
        list. Called once, before the first poll."""
        note_absence(store, self.config.sources, self.clock())

    def _first_due(self, now: datetime) -> dict[str, datetime]:
        """When sources that were never polled are due: each at its own moment within two seconds a
        source and within its interval, so that a dozen answer before the person who started them
        walks away."""
        most = 2 * len(self.config.sources)
        return {
            source.name: now + chance(source.name, now) * timedelta(seconds=min(most, interval))
            for source in self.config.sources
            for interval in (source.interval_s or DEFAULT_S,)
        }

    def _configured(self, names: Sequence[str]) -> tuple[Source, ...]:
        """The configured sources of these names. Raises UsageError for a name that is none."""
        known = {source.name: source for source in self.config.sources}
        for name in names:
            if name not in known:
                raise UsageError(
                    f"no source named {name!r}",
                    where=self.config.path,
                    hint="configured are: " + (", ".join(known) or "none; try `ticker add URL`"),
                )
        return tuple(known[name] for name in names)


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


def try_document(
    source: Source,
    *,
    at: datetime | None = None,
    base_url: str | None = None,
    zone: str = "UTC",
    body: bytes | None = None,
    settings: PollSettings = PollSettings(),
) -> Preview:
    """What a document would give, without a store.

    `source.url` is an address or a file, `source.zone` the document's own zone; `body` stands for
    bytes that were read already. An address is fetched now, and now is its fetch instant unless
    `at` says otherwise; a file has none without `at`. `zone` is the asker's. Raises SourceError.
    """
    if body is not None:
        response = Response(200, body)
    else:
        response = fetch_once(source, settings, version=__version__)
    if at is None and response.url.startswith(("http://", "https://")):
        at = utc_now()
    return preview(source, response, at=at, zone=ZoneInfo(zone), base_url=base_url)


def discover_sources(
    source: Source, *, zone: str = "UTC", settings: PollSettings = PollSettings()
) -> tuple[Candidate, ...]:
    """The feeds and timed lists behind `source.url`, the best first, each with what it would
    yield. Its other fields (tags, zone, allow_private, a name) are kept. Raises SourceError."""
    return discover(source, settings, at=utc_now(), zone=ZoneInfo(zone), version=__version__)
