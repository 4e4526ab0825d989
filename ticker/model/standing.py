"""How a source does, as it is kept from poll to poll, and what its rhythm is learned from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

GONE_HITS, GONE_S = 3, 72 * 3_600
"""410 Gone this many times in a row, over this many seconds, is believed; one may be a slip."""
MOVED_HITS, MOVED_S = 10, 7 * 86_400
"""A permanent redirect is suggested once it led to the same list this often, over this long:
addresses were lost to login portals by those who took the first 301 (Vienna #380)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a source after a poll. Instants are UTC, `_s` are seconds.

    `interval_why` says why it is polled as often as it is, `asked_s` what its last document asks
    for at least, `expected_s` the longest silence after its last new item that its rhythm
    explains (``None``: too little is known). `silent_since` and `failed_since` are the polls at
    which the log said so, ``None`` once it said that the source recovered. `moved_to` is where a
    permanent redirect leads, met `moved_hits` times in a row since `moved_since`; `gone_hits` and
    `gone_since` are the same for 410 Gone. `lying`: its 304 hid new items, so it is asked
    without validators. `reason` is what is wrong, or to be done, in words. `skip_hours` (GMT, 0 to
    23) and `skip_days` (Monday 0) are those at which its last document does not want it to be
    asked, a bit each. `odd` is what its last document showed to be odd about its edits, in words.
    """

    interval_why: str | None = None
    asked_s: int | None = None
    expected_s: int | None = None
    silent_since: datetime | None = None
    failed_since: datetime | None = None
    moved_to: str | None = None
    moved_hits: int = 0
    moved_since: datetime | None = None
    gone_hits: int = 0
    gone_since: datetime | None = None
    lying: bool = False
    reason: str | None = None
    skip_hours: int = 0
    skip_days: int = 0
    odd: str | None = None

    def but(self, **values: Any) -> Self:
        """This standing with other values; itself where it has them, as after most polls."""
        same = all(getattr(self, name) == value for name, value in values.items())
        return self if same else replace(self, **values)

    def is_gone(self, at: datetime) -> bool:
        """Whether the site has said at `at` often and long enough that it is gone for good."""
        return self.gone_hits >= GONE_HITS and _lasts(self.gone_since, at, GONE_S)

    def has_moved(self, at: datetime) -> bool:
        """Whether the permanent redirect is to be suggested at `at`."""
        return self.moved_hits >= MOVED_HITS and _lasts(self.moved_since, at, MOVED_S)


@dataclass(frozen=True, slots=True)
class Heard:
    """A poll that changed something: `items` rows were listed, `appeared` of them for the first
    time, `overlap` of them listed by the poll before, too."""

    at: datetime
    appeared: int
    items: int
    overlap: int


def _lasts(since: datetime | None, at: datetime, least_s: int) -> bool:
    return since is not None and (at - since).total_seconds() >= least_s
