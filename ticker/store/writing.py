"""The writer: whole polls, in one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from ticker.model import Change, Edit, Heard, Item, Known, KnownSource, LoggedChange, Poll, Source
from ticker.store import clock_steps
from ticker.store.deliveries import pass_over
from ticker.store.draft import Draft, Ids, load_draft
from ticker.store.edits import edits
from ticker.store.failures import store_error
from ticker.store.gathering import Gathered
from ticker.store.instants import seconds
from ticker.store.known import load_known, undecided_sources
from ticker.store.source_rows import SourceRow, load_sources, source_value, unknown_source
from ticker.store.standings import heard_polls, hold_host, host_holds, host_of
from ticker.store.text import clean
from ticker.store.write_items import apply, touched_rows
from ticker.store.write_polls import (
    PollEntry,
    PollRow,
    apply_to_source,
    enter_poll,
    is_recorded,
    log_lines,
    logged_values,
    quiet_polls,
    recorded_poll,
)
from ticker.store.write_sources import write_sources
from ticker.store.write_tags import earned_links

_NOBODY: Mapping[str, datetime] = MappingProxyType({})


class Writer:
    """Writes polls on a connection that is inside its transaction; whoever opened that commits.

    What one poll wrote, the next one of the same writer knows. A writer is good for one
    transaction: row ids, the rows of sources and holds are kept in memory from first use.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sources: dict[str, SourceRow] = {}
        self._states: dict[str, KnownSource] = {}
        self._ids = Ids(connection)
        self._tag_ids: dict[str, int] = {}
        self._holds: Mapping[str, datetime] | None = None
        self._undecided: frozenset[int] | None = None
        self._gathered = Gathered()
        self._gathering = False

    # --- sources -----------------------------------------------------------------------------

    def sync_sources(
        self,
        sources: Sequence[Source],
        now: datetime,
        first_due: Mapping[str, datetime] = _NOBODY,
    ) -> None:
        """Bring the configured sources into the store. New ones, and those that came back or
        moved to another URL, are due at `first_due`, else `now`. A source that is no longer named
        is not polled; its history stays. Another URL drops validators and the body's hash."""
        self._write_through()
        write_sources(self._connection, sources, now, first_due)

    def foresee(self, names: Collection[str]) -> None:
        """Look up sources that will be polled in one question."""
        unseen = {clean(name): name for name in names if name not in self._sources}
        if unseen:
            found = load_sources(self._connection, unseen)
            self._sources |= {unseen[stored]: row for stored, row in found.items()}

    def source_state(self, name: str) -> KnownSource | None:
        """A source's state; ``None`` for a name never configured."""
        if name not in self._states:
            self.foresee([name])
            if name not in self._sources:
                return None
            self._states[name] = source_value(self._sources[name])
        return self._states[name]

    def heard(self, source: str, now: datetime) -> tuple[Heard, ...]:
        """The polls of `source` that changed something, oldest first: its rhythm."""
        row = self._written_source(source)
        return heard_polls(self._connection, row["id"], now) if row["poll_id"] else ()

    def held_until(self, url: str, now: datetime) -> datetime | None:
        """Until when the host of `url` asked to be left alone; ``None`` where it did not."""
        if self._holds is None:
            self._holds = host_holds(self._connection)
        until = self._holds.get(host_of(url) or "") if self._holds else None
        return until if until is not None and until > now else None

    def hold_host(self, url: str, until: datetime, now: datetime) -> None:
        """Let nobody ask the host of `url` before `until`. A hold that lasts longer stays."""
        self._write_through()
        hold_host(self._connection, url, until, now)

    def follow_clock(self, step_s: int, seen: Collection[str]) -> None:
        """The clock was set by `step_s` seconds: move what is waited for along with it, and for the
        sources `seen` since this process began what their silence is reckoned from."""
        self._write_through()
        clock_steps.follow_clock(self._connection, step_s, seen)

    def rearm(self, due: Mapping[str, datetime], most_held: datetime | None = None) -> None:
        """Have sources polled at other instants than they were to be, and let no host be held for
        longer than until `most_held`."""
        self._write_through()
        clock_steps.rearm(self._connection, due)
        if most_held is not None:
            clock_steps.shorten_holds(self._connection, most_held)

    # --- what is known -----------------------------------------------------------------------

    def known(
        self,
        source: str,
        seen: Sequence[Item] = (),
        *,
        fold: Callable[[str], str],
        template: Callable[[str], str],
    ) -> Known:
        """All that is needed to compare `seen` with the record. `fold` and `template` give a
        stored headline the keys that rows seen carry. Raises StoreError for an unknown source."""
        if self._gathered.touches(source, seen):
            self._flush()
        row, state = self._source(source), self._state(source)
        known = load_known(self._connection, row, state, seen, fold=fold, template=template)
        if self._gathered.items.isdisjoint(known.items):
            return known
        self._flush()
        return load_known(self._connection, row, state, seen, fold=fold, template=template)

    def known_unread(
        self, source: str, *, fold: Callable[[str], str], template: Callable[[str], str]
    ) -> Known:
        """What is needed where there is no document to compare: the source's state and, where
        an absence is still to be decided, its sightings. Raises StoreError for an unknown
        source."""
        row = self._written_source(source)
        if self._undecided is None:
            self._undecided = undecided_sources(self._connection)
        if row["id"] in self._undecided:
            return self.known(source, fold=fold, template=template)
        return Known(self._state(source))

    def recorded(self, source: str, at: datetime) -> PollRow | None:
        """The stored poll of `source` at that instant, or the run of equal polls covering it."""
        self._written_source(source)
        return recorded_poll(self._connection, source, at)

    def quiet_polls(self, source: str) -> tuple[PollRow, ...]:
        """The polls of `source` since the last one that changed anything, oldest first."""
        quiet = self._written_source(source)["last_outcome"] not in (None, "new")
        return quiet_polls(self._connection, source) if quiet else ()

    def edits(self, sightings: Collection[int], since: datetime) -> Mapping[int, Sequence[Edit]]:
        """The edits of sightings that were seen after `since`, oldest first."""
        return edits(self._connection, sightings, since)

    # --- writing -----------------------------------------------------------------------------

    def record(self, poll: Poll, changes: Sequence[Change] = ()) -> tuple[LoggedChange, ...]:
        """Write one poll with what it changes, and return the lines it adds to the change log.

        A poll that is recorded already changes nothing. An unchanged one writes two rows: its
        own, or the count on the one before, and its source's. Raises ReplayError for a poll
        older than the newest of its source, StoreError for an unknown source.
        """
        source = self._written_source(poll.source)
        if is_recorded(self._connection, source, poll):
            return ()
        draft = self._drafted(source, seconds(poll.at), changes)
        for change in changes:
            apply(draft, change)
            apply_to_source(self._connection, draft, change)
        links = earned_links(self._connection, draft, self._tag_ids)
        lines = log_lines(draft)
        self._gathered.add(poll.source, draft, enter_poll(draft, poll), links, lines)
        self._states.pop(poll.source, None)
        if not self._gathering:
            self._flush()
        if lines and not poll.schedule:  # of the past: no alert is to tell it
            pass_over(self._connection, lines[0]["seq"], lines[-1]["seq"])
        return logged_values(draft, lines)

    def note(self, source: str, changes: Sequence[Change], at: datetime) -> None:
        """Record what befell a source between its polls: gaps and events. Raises StoreError for
        an unknown source."""
        draft = self._drafted(self._written_source(source), seconds(at), changes)
        for change in changes:
            apply_to_source(self._connection, draft, change)
        self._gathered.add(source, draft, PollEntry(None, None), [], log_lines(draft))
        self._write_through()

    def _drafted(self, source: SourceRow, at: int, changes: Sequence[Change]) -> Draft:
        touched, gathered = touched_rows(changes), self._gathered
        if touched["items"] & gathered.items or touched["sightings"] & gathered.sightings:
            self._flush()
        return load_draft(self._connection, source, at, self._ids, **touched)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write the polls recorded inside as one, at the end: with one statement for each table.
        Where it raises nothing of them is written, whichever of them was to blame."""
        with self.savepoint():
            self._gathering = True
            try:
                yield
            finally:
                self._gathering = False

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is written inside, and only that, where it raises.

        Where the database itself gives up (disk full, damaged, locked) the whole transaction may
        be lost with it: that is raised as StoreError, and nothing more must be written.
        """
        self._flush()
        nested = self._connection.begin_nested()
        try:
            yield
            self._flush()
        except BaseException as error:
            self._forget()
            if isinstance(error, DBAPIError) and not isinstance(error, (IntegrityError, DataError)):
                # No rollback to a savepoint that may be gone: whoever opened the transaction
                # rolls back all of it.
                raise store_error(error, self._where()) from error
            nested.rollback()
            raise
        nested.commit()

    def _where(self) -> str:
        (_, _, path) = self._connection.exec_driver_sql("PRAGMA database_list").one()
        return str(path)

    # --- what is kept in memory --------------------------------------------------------------

    def _source(self, name: str) -> SourceRow:
        """A source's row as the polls before left it. Raises StoreError for an unknown one."""
        self.foresee([name])
        if name not in self._sources:
            raise unknown_source(name)
        return self._sources[name]

    def _state(self, name: str) -> KnownSource:
        return self.source_state(name) or KnownSource(name)

    def _written_source(self, name: str) -> SourceRow:
        """A source's row; what was gathered of it is written, and can be read."""
        if name in self._gathered.sources:
            self._flush()
        return self._source(name)

    def _flush(self) -> None:
        """Write what was gathered."""
        if self._gathered.drafts:
            gathered, self._gathered, self._undecided = self._gathered, Gathered(), None
            gathered.write(self._connection)

    def _write_through(self) -> None:
        """Write what was gathered, and read anew what others change beside it."""
        self._flush()
        self._sources.clear()
        self._states.clear()
        self._holds = None

    def _forget(self) -> None:
        """Read anew what was rolled back."""
        self._gathered = Gathered()
        self._sources.clear()
        self._states.clear()
        self._tag_ids.clear()
        self._holds = self._undecided = None
        self._ids = Ids(self._connection)
