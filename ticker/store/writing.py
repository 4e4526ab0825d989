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
from ticker.store.bulk import Row
from ticker.store.deliveries import pass_over
from ticker.store.draft import Ids, load_draft, write_rows
from ticker.store.edits import edits
from ticker.store.failures import store_error
from ticker.store.instants import seconds
from ticker.store.known import load_known, source_state
from ticker.store.standings import heard_polls, held_until, hold_host
from ticker.store.write_items import apply, touched_rows
from ticker.store.write_polls import (
    PollRow,
    apply_to_source,
    is_recorded,
    load_source,
    quiet_polls,
    recorded_poll,
    write_events,
    write_log,
    write_poll,
)
from ticker.store.write_sources import write_sources
from ticker.store.write_tags import write_tags

_NOBODY: Mapping[str, datetime] = MappingProxyType({})


class Writer:
    """Writes polls on a connection that is inside its transaction; whoever opened that commits.

    What one poll wrote, the next one of the same writer knows. A writer is good for one
    transaction: row ids and the rows of sources are kept in memory from first use.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sources: dict[str, Row] = {}
        self._ids = Ids(connection)
        self._tag_ids: dict[str, int] = {}

    def sync_sources(
        self,
        sources: Sequence[Source],
        now: datetime,
        first_due: Mapping[str, datetime] = _NOBODY,
    ) -> None:
        """Bring the configured sources into the store. New ones, and those that came back or
        moved to another URL, are due at `first_due`, else `now`. A source that is no longer named
        is not polled; its history stays. Another URL drops validators and the body's hash."""
        self._sources.clear()
        write_sources(self._connection, sources, now, first_due)

    def source_state(self, name: str) -> KnownSource | None:
        """A source's state; ``None`` for a name never configured."""
        return source_state(self._connection, name)

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
        return load_known(self._connection, source, seen, fold=fold, template=template)

    def recorded(self, source: str, at: datetime) -> PollRow | None:
        """The stored poll of `source` at that instant, or the run of equal polls covering it."""
        return recorded_poll(self._connection, source, at)

    def quiet_polls(self, source: str) -> tuple[PollRow, ...]:
        """The polls of `source` since the last one that changed anything, oldest first."""
        return quiet_polls(self._connection, source)

    def heard(self, source: str, now: datetime) -> tuple[Heard, ...]:
        """The polls of `source` that changed something, oldest first: its rhythm."""
        return heard_polls(self._connection, source, now)

    def edits(self, sightings: Collection[int], since: datetime) -> Mapping[int, Sequence[Edit]]:
        """The edits of sightings that were seen after `since`, oldest first."""
        return edits(self._connection, sightings, since)

    def held_until(self, url: str, now: datetime) -> datetime | None:
        """Until when the host of `url` asked to be left alone; ``None`` where it did not."""
        return held_until(self._connection, url, now)

    def hold_host(self, url: str, until: datetime, now: datetime) -> None:
        """Let nobody ask the host of `url` before `until`. A hold that lasts longer stays."""
        self._sources.clear()
        hold_host(self._connection, url, until, now)

    def follow_clock(self, step_s: int, seen: Collection[str]) -> None:
        """The clock was set by `step_s` seconds: move what is waited for along with it, and for the
        sources `seen` since this process began what their silence is reckoned from."""
        self._sources.clear()
        clock_steps.follow_clock(self._connection, step_s, seen)

    def rearm(self, due: Mapping[str, datetime], most_held: datetime | None = None) -> None:
        """Have sources polled at other instants than they were to be, and let no host be held for
        longer than until `most_held`."""
        self._sources.clear()
        clock_steps.rearm(self._connection, due)
        if most_held is not None:
            clock_steps.shorten_holds(self._connection, most_held)

    def note(self, source: str, changes: Sequence[Change], at: datetime) -> None:
        """Record what befell a source between its polls: gaps and events. Raises StoreError for
        an unknown source."""
        row = load_source(self._connection, source)
        draft = load_draft(self._connection, row, seconds(at), self._ids, **touched_rows(changes))
        for change in changes:
            apply_to_source(self._connection, draft, change)
        write_log(self._connection, draft)
        write_events(self._connection, draft)
        self._sources.pop(source, None)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is written inside, and only that, where it raises.

        Where the database itself gives up (disk full, damaged, locked) the whole transaction may
        be lost with it: that is raised as StoreError, and nothing more must be written.
        """
        nested = self._connection.begin_nested()
        try:
            yield
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

    def _forget(self) -> None:
        """Read anew what was rolled back."""
        self._sources.clear()
        self._tag_ids.clear()

    def record(self, poll: Poll, changes: Sequence[Change] = ()) -> tuple[LoggedChange, ...]:
        """Write one poll with what it changes, and return the lines it added to the change log.

        A poll that is recorded already changes nothing. An unchanged one writes two rows: its
        own, or the count on the one before, and its source's. Raises ReplayError for a poll
        older than the newest of its source, StoreError for an unknown source.
        """
        source = self._sources.get(poll.source)
        if source is None:
            source = self._sources[poll.source] = load_source(self._connection, poll.source)
        if is_recorded(self._connection, source, poll):
            return ()
        at = seconds(poll.at)
        draft = load_draft(self._connection, source, at, self._ids, **touched_rows(changes))
        for change in changes:
            apply(draft, change)
            apply_to_source(self._connection, draft, change)
        write_rows(self._connection, draft)
        write_tags(self._connection, draft, self._tag_ids)
        logged = write_log(self._connection, draft)
        write_poll(self._connection, draft, poll)
        if logged and not poll.schedule:  # of the past: no alert is to tell it
            pass_over(self._connection, logged[0].seq, logged[-1].seq)
        return logged
