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
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ticker import config as configuration
from ticker.alerting import catch_up
from ticker.cadence import DEFAULT_S, chance
from ticker.clock import utc_now
from ticker.digesting import digest_asked, rendered, rendered_again
from ticker.errors import UsageError
from ticker.model import (
    Candidate,
    DigestFormat,
    DigestGroup,
    PollReport,
    PollSettings,
    Preview,
    Query,
    ReplayReport,
    Response,
    Source,
    Visited,
)
from ticker.poll import (
    Poller,
    Recorder,
    discover,
    fetch_once,
    note_absence,
    preview,
    rearm,
    replay,
)
from ticker.query import read_instant
from ticker.record import Record
from ticker.store import Store
from ticker.version import __version__


class Ticker(Record):
    """The record, and what writes it: `poll`, `replay` and `import_lines` take the writer's lock
    while they run, and raise StoreBusyError if another process has it."""

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

    def digest(
        self,
        name: str | None = None,
        query: Query = Query(),
        *,
        format: DigestFormat | None = None,
        run: datetime | str | None = None,
        group: DigestGroup | None = None,
        lines: int | None = None,
    ) -> str:
        """A digest as text: the configured one called `name`, else one of `query`'s time, tags and
        sources alone. The same window gives the same text.

        Without times, a configured digest covers what it would if it were due now, another the
        last 24 hours; `run` gives again what was due at that time. It has at most `lines` lines
        (0: as many as it takes). Nothing is recorded. Raises UsageError for a digest, a source or
        a run that is not there.
        """
        asked = self._resolved(query)
        self._named(asked.sources)
        digest = digest_asked(self.config, name, asked, format, group=group, lines=lines)
        if run is None:
            return rendered(self._store, digest, asked, self.clock(), self.zone)
        due_at = run if isinstance(run, datetime) else read_instant(run, self.clock(), self.zone)
        return rendered_again(self._store, digest, due_at, self.zone)

    def replay(
        self, name: str, index: Path, watch: Callable[[Visited], None] | None = None
    ) -> ReplayReport:
        """Recorded polls of one source, as if polled at their instants. Raises ReplayError before
        anything is written where they contradict the record."""
        (source,) = self._configured([name])
        with self.writing() as store:
            self.sync(store)
            catch_up(store, self.config, self.clock())
            return replay(Recorder(store, self.config), source, index, watch=watch)

    def import_lines(self, lines: Iterable[str]) -> dict[str, int]:
        """What `export_lines` gave, into this store. Returns how many of each were new."""
        with self.writing() as store:
            self.sync(store)
            catch_up(store, self.config, self.clock())
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
        list; poll soon what was to wait for an instant of a clock that was wrong. Called once,
        before the first poll."""
        rearm(store, self.config.sources, self.clock())
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
                    hint=configuration.which_names(name, known),
                )
        return tuple(known[name] for name in names)


def try_document(
    source: Source,
    *,
    at: datetime | None = None,
    base_url: str | None = None,
    zone: str = "UTC",
    body: bytes | None = None,
    settings: PollSettings = PollSettings(),
    explained: bool = False,
) -> Preview:
    """What a document would give, without a store; `explained`: with why a page gives that.

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
    return preview(
        source, response, at=at, zone=ZoneInfo(zone), base_url=base_url, explained=explained
    )


def discover_sources(
    source: Source, *, zone: str = "UTC", settings: PollSettings = PollSettings()
) -> tuple[Candidate, ...]:
    """The feeds and timed lists behind `source.url`, the best first, each with what it would
    yield. Its other fields (tags, zone, allow_private, a name) are kept. Raises SourceError."""
    return discover(source, settings, at=utc_now(), zone=ZoneInfo(zone), version=__version__)
