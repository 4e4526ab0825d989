"""The record, as requests ask it: opened once, opened again where another file took its place."""

from __future__ import annotations

import threading
from datetime import tzinfo

from ticker.clock import Clock, utc_now
from ticker.model import Config, Query
from ticker.query import resolve
from ticker.record import Record
from ticker.store import Store


class Desk:
    """Hands out the `Record` that requests ask; safe in any thread."""

    def __init__(self, config: Config, clock: Clock = utc_now) -> None:
        self.config = config
        self.clock = clock
        self.since = clock()
        """When the configuration was taken up."""
        self._lock = threading.Lock()
        self._ticker = Record(config, clock)
        self._file: tuple[int, int] | None = None

    def ticker(self) -> Record:
        """The record as it is now. A store that was put back from a backup is another file."""
        with self._lock:
            file = Store.file(self.config.database)
            if file != self._file:
                # Whoever still asks the old one keeps it: its connections end with their answers.
                self._ticker = Record(self.config, self.clock)
                self._file = file
            return self._ticker

    def use(self, config: Config) -> None:
        """Ask the record of another configuration from now on."""
        with self._lock:
            self.config, self.since = config, self.clock()
            self._ticker = Record(config, self.clock)
            self._file = None

    def resolved(self, query: Query, zone: tzinfo | None = None) -> Query:
        """The question with its times read now, in the asker's zone. Raises UsageError."""
        return resolve(query, now=self.clock(), zone=zone or self._ticker.zone)

    @property
    def zone(self) -> tzinfo:
        """The zone of the configuration."""
        return self._ticker.zone

    def close(self) -> None:
        """Let go of the store."""
        with self._lock:
            self._ticker.close()
