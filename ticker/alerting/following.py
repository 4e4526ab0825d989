"""From the change log into the outbox: every alert with a cursor of its own.

    read     -> the lines beyond the cursor            ticker.store
    choose   -> those that the alert tells             choosing, ticker.rules
    write    -> deliveries and cursor, one transaction ticker.store

An alert that is new begins at the end of the log: it tells nothing of what was before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ticker.alerting.choosing import (
    messages,
    places,
    question,
    source_kinds,
    summary,
    tells,
    wording,
)
from ticker.model import Alert, Config, Delivery, LoggedChange
from ticker.rules import CompiledRules, compile_rules
from ticker.store import Store

PAGE = 500
"""Lines of the log that are looked at in one go."""


class Follower:
    """Reads the log for the alerts of a configuration. For the thread that writes the store."""

    def __init__(self, store: Store, alerts: Sequence[Alert]) -> None:
        self._store = store
        self._alerts = alerts
        self._rules: Mapping[str, CompiledRules] = {
            alert.name: compile_rules([alert.rule]) for alert in alerts if alert.rule is not None
        }
        self._cursors: dict[str, int] | None = None

    def step(self, now: datetime) -> bool:
        """Put what came since the last time into the outbox, a page for each alert; whether there
        may be more at once. Raises StoreError; then the same is done at the next call."""
        if not self._alerts and self._cursors is not None:
            return False
        newest = self._store.last_seq()
        cursors = self._begin(newest)
        read = {
            alert.name: self._read(alert, cursors[alert.name], newest)
            for alert in self._alerts
            if cursors[alert.name] < newest
        }
        # What was held is told first, then what came: a summary takes the first place that is free.
        self._summarise(now)
        if read:
            found = [
                one
                for alert in self._alerts
                if alert.name in read
                for one in self._messages(alert, read[alert.name][1], now)
            ]
            moved = {name: upto for name, (upto, _) in read.items()}
            self._store.outbox.follow(moved, found)
            cursors.update(moved)
            self._summarise(now)
        return any(upto < newest for upto, _ in read.values())

    def _begin(self, newest: int) -> dict[str, int]:
        """The cursors; those of new alerts are made, those of alerts that are gone are dropped."""
        if self._cursors is None:
            known = dict(self._store.outbox.cursors())
            names = [alert.name for alert in self._alerts]
            fresh = {name: newest for name in names if name not in known}
            if fresh:
                self._store.outbox.follow(fresh)
            if gone := known.keys() - set(names):
                self._store.outbox.forget_alerts(gone)
            # A log that ends before a cursor was put back from a backup.
            self._cursors = {name: min(known.get(name, newest), newest) for name in names}
        return self._cursors

    def _read(self, alert: Alert, after: int, newest: int) -> tuple[int, list[LoggedChange]]:
        """Up to which line a page reaches, and what of it the alert tells."""
        pages = []
        if alert.on:
            asked = question(alert)
            pages.append(self._store.changes(after, PAGE, kinds=sorted(alert.on), query=asked))
        if alert.on_sources:
            pages.append(self._store.changes(after, PAGE, kinds=source_kinds(alert)))
        # All of the log up to here was looked at: a page that is full may end before the others.
        upto = min([newest, *(page[-1].seq for page in pages if len(page) == PAGE)])
        found = [line for page in pages for line in page if line.seq <= upto]
        return upto, self._met(alert, sorted(found, key=lambda line: line.seq))

    def _met(self, alert: Alert, lines: Sequence[LoggedChange]) -> list[LoggedChange]:
        told = [line for line in lines if tells(alert, line)]
        rules = self._rules.get(alert.name)
        if rules is None:
            return told
        ids = list({line.item_id: None for line in told if line.item_id is not None})
        items = {item.id: item for item in self._store.items(ids)}
        return [
            line
            for line in told
            if line.item_id is None
            or (line.item_id in items and rules.met(wording(line, items[line.item_id])))
        ]

    def _messages(
        self, alert: Alert, lines: Sequence[LoggedChange], now: datetime
    ) -> tuple[Delivery, ...]:
        news = {line.source for line in lines if line.kind == "new"}
        first = self._store.outbox.first_lists(news) if news else {}
        return messages(
            alert,
            lines,
            free=self._free(alert, now),
            stock=lambda line: first.get(line.source) == line.at,
            now=now,
        )

    def _free(self, alert: Alert, now: datetime) -> int | None:
        """How many messages the limit lets out now; ``None`` where there is none."""
        if alert.limit is None:
            return None
        since = now - timedelta(seconds=alert.limit.seconds)
        return alert.limit.count - self._store.outbox.sent_since(alert.name, since, now)

    def _summarise(self, now: datetime) -> None:
        """Let summaries tell what was held, where the limit lets a message out."""
        held = self._store.outbox.held()
        for alert in self._alerts:
            spans = {
                place: held[alert.name, place]
                for place in places(alert)
                if (alert.name, place) in held
            }
            if not spans:
                continue
            free = self._free(alert, now)
            if free is None or free > 0:
                made = [summary(alert, place, *span, now) for place, span in spans.items()]
                self._store.outbox.tell_held(made)


def catch_up(store: Store, config: Config, now: datetime) -> None:
    """Have every alert look at all that is in the log, before something is written to it that is no
    news. Raises StoreError."""
    follower = Follower(store, config.alerts)
    while follower.step(now):
        pass
