"""Configuration, read: sources, politeness, rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Literal

from ticker.model.digests import Digest
from ticker.model.words import SourceKind


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of a timed list; `time`, `title` and `link` are looked up inside `item`.

    ``None`` means: found by shape. `heading` selects day headings that stand between the rows.
    """

    item: str | None = None
    time: str | None = None
    title: str | None = None
    link: str | None = None
    badge: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One configured source. `interval_s` is ``None`` for ``auto``.

    A `url` that holds ``${NAME}`` is kept and shown as written; `secret_url` is the same with the
    secret in it, and goes nowhere but into the request.
    """

    name: str
    url: str
    kind: SourceKind | None = None
    zone: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    interval_s: int | None = None
    selectors: Selectors = Selectors()
    allow_private: tuple[str, ...] = ()
    secret_url: str | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """Where the document is fetched."""
        return self.secret_url or self.url


@dataclass(frozen=True, slots=True)
class PollSettings:
    """The ``[poll]`` section; seconds and bytes."""

    interval_s: int | None = None
    min_s: int = 300
    max_s: int = 3_600
    concurrency: int = 64
    per_host: int = 1
    spacing_s: float = 2.0
    timeout_s: float = 20.0
    max_body: int = 10_000_000
    allow_private: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Items whose `field` matches the regular expression `match` earn `tag`."""

    tag: str
    match: str
    field: Literal["headline", "url"] = "headline"


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """The ``[backup]`` section: the folder of the nightly backups (absolute; ``None``: none are
    made), the local time of the nightly work, and how many backups are kept."""

    folder: str | None = None
    at: time = time(3, 30)
    keep: int = 7


@dataclass(frozen=True, slots=True)
class Config:
    """A whole ``config.toml``, read. `zone` is an IANA name (``local`` already resolved).

    `database` is a SQLAlchemy URL with an absolute path; `captures` an absolute folder or ``None``.
    `inactive` names sections whose feature does not exist yet.
    """

    path: str | None
    database: str
    zone: str
    captures: str | None
    poll: PollSettings = PollSettings()
    sources: tuple[Source, ...] = ()
    rules: tuple[Rule, ...] = ()
    digests: tuple[Digest, ...] = ()
    backup: BackupSettings = BackupSettings()
    inactive: tuple[str, ...] = ()
