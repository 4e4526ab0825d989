"""Alerts: what is configured, the lines of the log that they pick, and what becomes of these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ticker.model.answers import FoundItem, LoggedChange, Revision
from ticker.model.delivery import Destination
from ticker.model.ruling import Rule

AlertOn: TypeAlias = Literal["new", "revised", "delisted", "returned"]
AlertOnSource: TypeAlias = Literal["silent", "failed", "recovered", "gap", "bulk"]
AlertEdit: TypeAlias = Literal["wording", "number", "badge", "cosmetic", "link", "date"]
DeliveryKind: TypeAlias = Literal["change", "summary"]
DeliveryState: TypeAlias = Literal["waiting", "sent", "failed", "held", "told"]
"""``held`` lines wait for a summary, ``told`` ones had theirs; ``failed`` ones were given up, and
can be sent again."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as configured.

    It tells changes of the kinds `on` (of edits those in `edits`) of items that carry all of
    `tags`, one of `any_tags`, none of `not_tags` and one of `labels`, and whose wording meets
    `rule`, said by one of `sources`; and the events `on_sources` of these `sources`. What is empty
    asks nothing. A `limit` of ``None`` is none.
    """

    name: str
    to: tuple[Destination, ...]
    on: frozenset[AlertOn] = frozenset({"new"})
    on_sources: frozenset[AlertOnSource] = frozenset()
    edits: frozenset[AlertEdit] = frozenset({"wording", "number"})
    tags: frozenset[str] = frozenset()
    any_tags: frozenset[str] = frozenset()
    not_tags: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    rule: Rule | None = None
    limit: Limit | None = Limit(60, 3_600)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one destination, as recorded.

    `id` is made of the alert's name and the line of the log, so that it is the same however often
    it is sent; `place` counts the destinations of the alert from 1, `destination` names it
    without a secret. A summary tells the lines from `first_seq` to `seq` that were held.
    `next_try_at` is when it is sent (again), `until_at` when it is given up. `told_by` is the
    summary that told a held line, `answer` what the taker said, or why it was not taken.
    """

    id: str
    alert: str
    place: int
    kind: DeliveryKind
    first_seq: int
    seq: int
    destination: str
    state: DeliveryState
    at: datetime
    tries: int = 0
    next_try_at: datetime | None = None
    until_at: datetime | None = None
    sent_at: datetime | None = None
    answer: str | None = None
    told_by: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the log with all that a message says of it. `source_id` and `source_url` are its
    source's number and its address as configured; `revision` is the wording that came with it."""

    change: LoggedChange
    source_id: int = 0
    source_url: str = ""
    item: FoundItem | None = None
    revision: Revision | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message, before it has a form. `held` is how many lines a summary stands for, of which
    `lines` are the first; `ids` are the deliveries of these lines that were held."""

    id: str
    alert: str
    kind: Literal["change", "summary", "test"]
    at: datetime
    lines: tuple[Told, ...] = ()
    ids: tuple[str, ...] = ()
    held: int = 0
