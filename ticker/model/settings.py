"""Configuration, read: sources, politeness, rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

from ticker.model.alerts import Alert
from ticker.model.delivery import MailSettings
from ticker.model.digests import Digest
from ticker.model.ruling import Rule
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
    secret in it, and goes nowhere but into the request. `keep_query` names parameters of its links
    that tell articles apart here, although they track readers elsewhere.
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
    keep_query: tuple[str, ...] = ()
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
class BackupSettings:
    """The ``[backup]`` section: the folder of the nightly backups (absolute; ``None``: none are
    made), the local time of the nightly work, and how many backups are kept."""

    folder: str | None = None
    at: time = time(3, 30)
    keep: int = 7


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The ``[web]`` section: where the page and the API are served (port 0: any free one), the
    token that is needed there, and the origins whose pages may ask."""

    host: str = "127.0.0.1"
    port: int = 8_765
    token: str | None = field(default=None, repr=False)
    cors: tuple[str, ...] = ()

    @property
    def loopback(self) -> bool:
        """Whether only this machine is listened to."""
        return self.host in LOOPBACK

    def names(self) -> frozenset[str]:
        """The names under which a request may know the server; none where a token guards it."""
        return frozenset({*LOOPBACK, "localhost"}) if self.loopback else frozenset()


LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """The ``[retention]`` section: for how many seconds captures are kept (``None``: for ever)."""

    captures_s: int | None = None


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
    alerts: tuple[Alert, ...] = ()
    digests: tuple[Digest, ...] = ()
    mail: MailSettings | None = None
    backup: BackupSettings = BackupSettings()
    retention: RetentionSettings = RetentionSettings()
    web: WebSettings | None = None
    inactive: tuple[str, ...] = ()
