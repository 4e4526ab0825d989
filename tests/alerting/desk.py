"""A newsroom whose alerts go to a receiver on the loopback, and a daemon's hand that sends them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.delivery.receiving import Receiver, until
from tests.store.newsroom import Newsroom
from ticker.alerting import Alerting, Courier
from ticker.model import Alert, Config, Delivery, Destination, Item, MailSettings, Source


class Desk:
    """`room` is polled by a test, `step` does what the daemon does between polls."""

    def __init__(self, folder: Path, hook: Receiver) -> None:
        self.room = Newsroom(folder / "ticker.db")
        self.room.sources("alpha", "beta")
        self.hook = hook
        self.said: list[str] = []
        self.courier = Courier()

    def webhook(self, path: str = "/hook", secret: str | None = None) -> Destination:
        return Destination("webhook", "http://hook/...", (self.hook.url(path),), secret)

    def configure(self, *alerts: Alert, mail: MailSettings | None = None) -> None:
        """As at the start of a daemon, or when it loads its configuration anew."""
        sources = tuple(
            Source(name, f"https://{name}.example/rss", "feed") for name in ("alpha", "beta")
        )
        config = Config(None, "", "Europe/Kyiv", None, sources=sources, alerts=alerts, mail=mail)
        self.hand = Alerting(self.room.store, config, self.courier, self.said.append)

    def alert(self, **keys: Any) -> None:
        """One alert called desk, to the receiver."""
        self.configure(Alert(**{"name": "desk", "to": (self.webhook(),), "limit": None, **keys}))

    def opened(self, when: datetime, *rows: Item) -> None:
        """The first lists of both sources: what stands there is no news."""
        self.room.poll("alpha", when, *rows)
        self.room.poll("beta", when)

    def step(self, now: datetime) -> list[str]:
        """All that is due at `now`, and what is due then; the ids that arrived."""
        before = len(self.hook.posted)
        self.hand.step(now)
        while self.courier.busy():
            until(self.settled)
            self.hand.step(now)
        return self.hook.ids()[before:]

    def settled(self) -> bool:
        """Whether something has come back."""
        return not self.courier._back.empty()

    def deliveries(self, **asked: Any) -> dict[str, Delivery]:
        found = self.room.store.outbox.deliveries(limit=None, **asked)
        return {one.id: one for one in reversed(found)}

    def states(self) -> dict[str, str]:
        return {name: one.state for name, one in self.deliveries().items()}

    def bodies(self) -> list[Any]:
        return [json.loads(one.body) for one in self.hook.posted]
