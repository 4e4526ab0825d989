"""Politeness, as the servers see it: every request is held against what a good guest does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tests.soak.answers import Answer
from tests.soak.newsroom import DAY, HOUR, MINUTE
from tests.soak.outlets import LISTS, Outlet

HARD_FLOOR_S, BARE_429_S = 60, 30 * MINUTE
BACKOFF_S, BACKOFF_CAP_S = 0.8, 6 * HOUR
"""The least share of a back-off that its spread leaves, and the longest for faults that pass."""
ASKED_MOST_S = HOUR
"""Up to this a source that lives is obeyed."""


@dataclass(slots=True)
class _Guest:
    """What the guest did at one outlet so far."""

    asked_at: int | None = None
    excused: bool = False
    read: bool = False
    failures: int = 0
    waits_until: int = 0
    known: dict[str, str] = field(default_factory=dict)
    unconditional_at: int | None = None
    asks_s: int = 0


class Manners:
    """Hears every request; `breaches` are what was wrong, by rule and outlet. Constant in memory
    but for them. `floor_s` is the least interval of ``auto``; `clocks` says that the guest's clock
    is set now and then, so that it cannot know the hour."""

    def __init__(self, floor_s: int, *, clocks: bool = False) -> None:
        self._floor_s = floor_s
        self._clocks = clocks
        self._guests: dict[str, _Guest] = {}
        self._held: dict[str, int] = {}
        self.breaches: list[str] = []
        self.requests = 0
        self.least_gap_s: int | None = None
        self.unconditional = 0

    def excuse(self, names: Iterable[str]) -> None:
        """The guest cannot know what was answered here: it was killed over these, or heard nothing
        in time."""
        for name in names:
            self._guests.setdefault(name, _Guest()).excused = True

    def hear(
        self, now: int, outlet: Outlet | None, asked: Mapping[str, str], hop: bool, said: Answer
    ) -> None:
        for name in ("cookie", "referer", "authorization"):
            if name in asked:
                self._breach(now, name, outlet)
        if not asked.get("user-agent", "").startswith("ticker/"):
            self._breach(now, "user-agent", outlet)
        if outlet is None:
            return
        guest = self._guests.setdefault(outlet.name, _Guest())
        if not hop:
            self.requests += 1
            self._waits(now, outlet, guest)
            guest.asked_at = now
        if said.status != 301:
            self._conditions(now, outlet, guest, asked)
            self._remember(now, outlet, guest, said)
            guest.excused = False

    def _breach(self, now: int, rule: str, outlet: Outlet | None, why: str = "") -> None:
        at = datetime.fromtimestamp(now, UTC)
        where = outlet.name if outlet is not None else "robots.txt"
        self.breaches.append(f"{rule}: {where} at {at:%a %d %H:%M:%S} {why}".rstrip())

    def _waits(self, now: int, outlet: Outlet, guest: _Guest) -> None:
        if now < (held := self._held.get(outlet.newsroom.name, 0)):
            self._breach(now, "429 of its host", outlet, f"{held - now} s early")
        if now < guest.waits_until:
            self._breach(now, "Retry-After", outlet, f"{guest.waits_until - now} s early")
        if guest.asked_at is None or guest.excused:
            return
        gap = now - guest.asked_at
        self.least_gap_s = min(gap, self.least_gap_s or gap)
        if gap < (least := self._least_gap_s(outlet, guest)):
            self._breach(now, "too soon", outlet, f"{gap} s after the last, at least {least:.0f}")
        # What is due on the minute before is asked for at the next tick.
        hours = {datetime.fromtimestamp(at, UTC).hour for at in (now - MINUTE, now)}
        learned = guest.read and outlet.interval_s is None and not guest.failures
        if learned and not self._clocks and hours <= set(outlet.skip_hours):
            self._breach(now, "skipHours", outlet)

    def _least_gap_s(self, outlet: Outlet, guest: _Guest) -> float:
        if outlet.interval_s is not None:
            least = max(0.9 * outlet.interval_s, HARD_FLOOR_S)
        else:
            least = max(self._floor_s, min(guest.asks_s, ASKED_MOST_S))
        if guest.failures:
            base = outlet.interval_s or self._floor_s
            doubled = base * 2 ** min(guest.failures, 6)
            least = max(least, BACKOFF_S * min(doubled, BACKOFF_CAP_S))
        return least

    def _conditions(
        self, now: int, outlet: Outlet, guest: _Guest, asked: Mapping[str, str]
    ) -> None:
        """Validators come back byte for byte, and are left out once a day at most."""
        sent = {
            "ETag": asked.get("if-none-match"),
            "Last-Modified": asked.get("if-modified-since"),
        }
        known = {name: guest.known.get(name) for name in sent}
        if not any(sent.values()):
            if any(known.values()):
                self.unconditional += 1
                last, guest.unconditional_at = guest.unconditional_at, now
                if last is not None and now - last < DAY and not self._may_lie(outlet, now):
                    self._breach(now, "unconditional", outlet, f"{(now - last) / HOUR:.1f} h after")
        elif sent != known and not guest.excused:
            self._breach(now, "validators", outlet, f"{sent} for {known}")

    def _may_lie(self, outlet: Outlet, now: int) -> bool:
        """Whether there was reason to think that its 304s hide something."""
        kept = (t for t in outlet.troubles if t.kind == "silent" and t.until <= now)
        return outlet.validators == "lying" or any(kept)

    def _remember(self, now: int, outlet: Outlet, guest: _Guest, said: Answer) -> None:
        trouble = outlet.trouble(now)
        failed = said.status not in (200, 304) or said.how != "whole"
        captive = trouble is not None and trouble.kind == "captive"
        failed = failed or (captive and outlet.form not in LISTS)  # a page without rows is a page
        if failed:
            guest.failures += 1
            self._told_to_wait(now, outlet, guest, said)
            return
        guest.failures = 0
        told = {name: said.header(name) or "" for name in ("ETag", "Last-Modified")}
        if said.status == 200:
            guest.known = {name: value for name, value in told.items() if value}
            guest.read = True
            if guest.unconditional_at is None:
                guest.unconditional_at = now
        else:  # RFC 9110, 15.4.5: a 304 may bring new ones
            guest.known |= {name: value for name, value in told.items() if value}
        if outlet.asks_by == "max-age":
            guest.asks_s = outlet.asks_s if said.header("Cache-Control") else 0
        elif said.status == 200:
            guest.asks_s = outlet.asks_s

    def _told_to_wait(self, now: int, outlet: Outlet, guest: _Guest, said: Answer) -> None:
        wait_s = 0
        told = said.header("Retry-After")
        if told is not None and told.isdecimal():
            wait_s = int(told)
        elif told is not None:
            wait_s = int(parsedate_to_datetime(told).timestamp()) - now
        guest.waits_until = now + min(wait_s, DAY)
        if said.status == 429:
            wait_s = wait_s if told is not None else BARE_429_S
            room = outlet.newsroom.name
            self._held[room] = max(self._held.get(room, 0), now + min(wait_s, DAY))
