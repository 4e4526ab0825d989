"""The alerts of a daemon: what came into the log goes into the outbox, and from there out.

    follow   -> the outbox, with the cursors     following
    start    -> what is due, a message a lane    courier: threads of their own
    settle   -> what became of it                ticker.store

Only the thread that writes the store calls this; what is sent is read from the record first, so
that no other thread needs it. A crash between sending and settling sends a message again, under the
same id: whoever takes it can tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from ticker.alerting.courier import Courier, Tried, lane_of
from ticker.alerting.following import Follower
from ticker.alerting.reading import notice_of
from ticker.alerting.sending import send
from ticker.errors import DeliveryError
from ticker.model import Config, Delivery, Destination, Sent
from ticker.store import Store

FIRST_WAIT_S = 15
LONGEST_WAIT_S = 3_600
"""Waits double from the one to the other: some 30 tries in a day."""

Say = Callable[[str], object]


class Alerting:
    """Follows the log for the alerts of a configuration, and sends. `courier` outlives it, so that
    what is under way when the configuration is loaded anew is settled all the same."""

    def __init__(self, store: Store, config: Config, courier: Courier, say: Say) -> None:
        self._store = store
        self._config = config
        self._alerts = {alert.name: alert for alert in config.alerts}
        self._sources = {source.name: source for source in config.sources}
        self._zone = ZoneInfo(config.zone)
        self._follower = Follower(store, config.alerts)
        self._courier = courier
        self._say = say
        self._tried: list[Tried] = []
        self._troubled: set[tuple[str, int]] = set()

    def step(self, now: datetime) -> None:
        """Follow, settle what came back, start what is due. Raises StoreError; what could not be
        written then is written at the next call."""
        self._settle(now)
        while self._follower.step(now):
            pass
        for delivery in self._store.outbox.due(now, LONGEST_WAIT_S):
            if self._courier.takes(lane_of(delivery)):
                self._start(delivery, now)

    def drain(self, clock: Callable[[], datetime], until_s: float) -> None:
        """Settle what is under way, until `until_s` of the monotonic clock; what hangs is sent
        again at the next start. Raises StoreError."""
        while self._courier.busy() and time.monotonic() < until_s:
            self._tried += self._courier.back(wait_s=0.1)
            self._settle(clock())

    def _start(self, delivery: Delivery, now: datetime) -> None:
        destination = self._destination(delivery)
        if destination is None:
            gone = DeliveryError(
                "no destination of that alert is configured",
                hint="`ticker alerts retry` sends it, once there is one",
            )
            lost = replace(delivery, state="failed", next_try_at=None, answer=str(gone))
            self._store.outbox.settle([lost])
            self._say(f"alert {delivery.id}: given up: {gone}")
            return
        notice = notice_of(self._store, delivery, self._sources, now)
        work = partial(send, notice, destination, self._config.mail, self._zone)
        self._courier.start(replace(delivery, destination=destination.shown), work)

    def _destination(self, delivery: Delivery) -> Destination | None:
        """Where it goes, by the configuration of now: one that was corrected takes what waits."""
        alert = self._alerts.get(delivery.alert)
        if alert is None or delivery.place > len(alert.to):
            return None
        return alert.to[delivery.place - 1]

    def _settle(self, now: datetime) -> None:
        self._tried += self._courier.back()
        if not self._tried:
            return
        settled = [settled_delivery(one, now) for one in self._tried]
        self._store.outbox.settle(settled)
        self._tried.clear()
        for delivery in settled:
            self._tell(delivery)

    def _tell(self, delivery: Delivery) -> None:
        """Say that a destination takes nothing, and that it does again: once each."""
        lane, place = lane_of(delivery), f"{delivery.alert} -> {delivery.destination}"
        if delivery.state == "sent":
            if lane in self._troubled:
                self._say(f"alert {place}: goes out again")
            self._troubled.discard(lane)
        elif delivery.state == "failed":
            self._say(f"alert {delivery.id}: given up: {delivery.answer}")
        elif lane not in self._troubled:
            self._troubled.add(lane)
            self._say(f"alert {place}: not sent: {delivery.answer}; tried again for a day")


def settled_delivery(tried: Tried, now: datetime) -> Delivery:
    """What became of a delivery: it was taken, waits for its next try, or is given up."""
    delivery = replace(tried.delivery, tries=tried.delivery.tries + 1)
    if isinstance(tried.outcome, Sent):
        return replace(
            delivery, state="sent", sent_at=now, next_try_at=None, answer=tried.outcome.detail
        )
    # Without its place: the destination stands beside it.
    answer = tried.outcome.message
    wait_s = max(wait_after(delivery.tries), tried.outcome.retry_after_s or 0)
    next_try_at = now + timedelta(seconds=min(wait_s, LONGEST_WAIT_S))
    if delivery.until_at is not None and next_try_at > delivery.until_at:
        return replace(delivery, state="failed", next_try_at=None, answer=answer)
    return replace(delivery, next_try_at=next_try_at, answer=answer)


def wait_after(tries: int) -> int:
    """Seconds until the next try."""
    return min(FIRST_WAIT_S << min(tries - 1, 20), LONGEST_WAIT_S)
