"""The error tree of ticker.

TickerError                 what is wrong, where, and what to do next
+-- UsageError              exit 2: a wrong question, option or argument
|   +-- ConfigError         exit 2: config.toml: file, line, key, the nearest valid one
|   +-- SqlError            exit 2: a statement that cannot be run, or that would write
+-- SourceError             exit 1: one source could not be polled; the others go on
|   +-- FetchError          stage ``fetch``: network, HTTP, limits, address guard
|   +-- ParseError          stage ``parse``: the bytes are not what was expected
+-- ReplayError             exit 1: a recording that contradicts the record; nothing written
+-- DeliveryError           exit 1: a message that nobody took: it is sent again, or marked
+-- StoreError              exit 3: the store cannot be used
    +-- StoreBusyError      exit 3: another process writes; names its pid
    +-- StoreFullError      exit 3: no space left; what was acknowledged is safe
    +-- StoreDamagedError   exit 3: the file is broken; a backup is to be put back
"""

from __future__ import annotations


class TickerError(Exception):
    """Something the user can act on.

    `message` says what is wrong, `where` names the file, line, source or address, and `hint`
    what to do next. `exit_status` is what the command line ends with.
    """

    exit_status = 1

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class UsageError(TickerError):
    """A wrong question, option or argument."""

    exit_status = 2


class ConfigError(UsageError):
    """A configuration that cannot be used; `where` is ``file:line``."""


class SqlError(UsageError):
    """A statement that is wrong, writes, or runs too long."""


class SourceError(TickerError):
    """One source failed; `stage` is the word that its poll record keeps."""

    stage = "fetch"


class FetchError(SourceError):
    """The document did not arrive whole. `status` is the HTTP status where there was one."""

    stage = "fetch"

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        status: int | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.status = status
        self.retry_after_s = retry_after_s


class ParseError(SourceError):
    """The bytes are no document of the expected kind; the message says what they are."""

    stage = "parse"


class ReplayError(TickerError):
    """A recording that contradicts what is stored."""


class DeliveryError(TickerError):
    """A message was not taken; `where` is the destination without its secrets. `retry_after_s` is
    how long its receiver asks to be left alone."""

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.retry_after_s = retry_after_s


class StoreError(TickerError):
    """The store cannot be used."""

    exit_status = 3


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class StoreFullError(StoreError):
    """The disk or the quota is full."""


class StoreDamagedError(StoreError):
    """The file itself is broken: trying again does not help."""
