"""The change log, read on and on while others write it: the store may come late, be put back from a
backup or be upgraded meanwhile. One cursor (`after`, the last line read) is all that is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType

from ticker.errors import StoreError
from ticker.model import ChangeKind, LoggedChange, Query
from ticker.store import Store

PAGE = 1_000
"""Lines of the log that are read at a time."""
LOOK_S = 0.25
"""How long a store is not looked into while its files say that nothing was written."""
PATIENCE_S = 5.0
"""How long a store may refuse to be read before it is an error: it may be about to be replaced."""


class StoreWatch:
    """Whether a store may have grown, for those who look often: two `stat` calls are 10 µs, a look
    into the store is 1 ms (measured). Every quarter of a second the answer is yes in any case,
    because a file's time does not tell two writes within one tick (4 ms on Linux) apart."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._mark: tuple[int, ...] | None = None
        self._looked_s = 0.0

    def stirred(self, database: str) -> bool:
        """Whether to look into the store now."""
        mark, now = Store.mark(database), self._steady()
        if mark == self._mark and now - self._looked_s < LOOK_S:
            return False
        self._mark, self._looked_s = mark, now
        return True


@dataclass(frozen=True, slots=True)
class Followed:
    """What came: lines of the log, whether there are `more` at once, and what else there is to
    say, if anything."""

    changes: tuple[LoggedChange, ...] = ()
    more: bool = False
    note: str | None = None


class Follower:
    """Reads the change log from a cursor on. Use it as a context manager, or call `close`.

    `after` is the last line of the log that has been read; ``None`` until there is a store. It may
    be kept, and given to another follower later: nothing is missed between them and nothing comes
    twice.
    """

    def __init__(
        self,
        database: str,
        *,
        clock: Callable[[], datetime],
        query: Query = Query(),
        kinds: Iterable[ChangeKind] = (),
        after: int | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`query` is resolved; of it, `since` says where to begin if `after` does not (neither:
        now), and its other times, order and limit are not looked at."""
        self.after = after
        self._database = database
        self._clock = clock
        self._since = query.since if isinstance(query.since, datetime) else None
        self._began = clock()
        self._query = replace(query, since=None, until=None)
        self._kinds = tuple(kinds)
        self._store: Store | None = None
        self._file: tuple[int, int] | None = None
        self._patience_s = patience_s
        self._waited = False
        self._refused_since: float | None = None

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def __enter__(self) -> Follower:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self) -> Followed:
        """What came since the last time, at most `PAGE` lines. Raises StoreError where the store
        cannot be read for `patience_s`."""
        try:
            followed = self._ask()
        except StoreError:
            self.close()
            now = time.monotonic()
            self._refused_since = self._refused_since or now
            if now - self._refused_since > self._patience_s:
                raise
            return Followed()
        self._refused_since = None
        return followed

    def _ask(self) -> Followed:
        file = Store.file(self._database)
        if file is None:
            return self._wait()
        note = None
        if self._store is None or file != self._file:
            self.close()
            self._store = Store.open(self._database, now=self._clock())
            self._file = file
            note = self._begin(self._store)
        return replace(self._read(self._store), note=note)

    def _wait(self) -> Followed:
        self.close()
        told, self._waited = self._waited, True
        path = self._database.removeprefix("sqlite:///")
        return Followed(note=None if told else f"no store at {path} yet: waiting for it")

    def _begin(self, store: Store) -> str | None:
        """Find the place in a store that was just opened; what there is to say about it."""
        waited, self._waited = self._waited, False
        newest = store.last_seq()
        if self.after is None:
            # What a store that came after us says of the time since we began is news, too.
            since = self._since or (self._began if waited else None)
            self.after = newest if since is None else store.seq_before(since)
        if self.after <= newest:
            return None
        gone, self.after = self.after, newest
        return f"the log ends at line {newest}, and {gone} is asked for: going on from its end"

    def _read(self, store: Store) -> Followed:
        assert self.after is not None
        newest = store.last_seq()
        if newest <= self.after:
            return Followed()
        found = self._changes(store, self.after)
        full = len(found) == PAGE
        last = found[-1].seq if found else 0
        # With a filter, what was passed over has been read as well.
        self.after = last if full else max(newest, last)
        return Followed(found, more=full)

    def _changes(self, store: Store, after: int) -> tuple[LoggedChange, ...]:
        query = self._query
        if query.sources:
            # One that is configured and was never polled is no mistake, and has no lines yet.
            query = replace(query, sources=query.sources & store.source_states().keys())
            if not query.sources:
                return ()
        return store.changes(after, PAGE, kinds=self._kinds, query=query)
