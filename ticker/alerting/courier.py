"""Messages under way, each on a thread of its own: none of them delays a poll or another one's
destination, and a stop waits for none that hangs."""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import TypeAlias

from ticker.errors import DeliveryError
from ticker.model import Delivery, Sent

MOST = 16
"""Messages that are under way at a time."""

Lane: TypeAlias = tuple[str, int]
"""An alert and the place of its destination: in each lane one message is under way."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A message that was tried, and what came of it."""

    delivery: Delivery
    outcome: Sent | DeliveryError


class Courier:
    """Carries messages. `start` and `back` are for one thread; `knock` is called in others, when
    one has come back."""

    def __init__(self) -> None:
        self.knock: Callable[[], None] = lambda: None
        self._under_way: set[Lane] = set()
        self._back: queue.SimpleQueue[Tried] = queue.SimpleQueue()

    def takes(self, lane: Lane) -> bool:
        """Whether a message of that lane may start."""
        return len(self._under_way) < MOST and lane not in self._under_way

    def start(self, delivery: Delivery, work: Callable[[], Sent]) -> None:
        """Begin to send one; `work` raises DeliveryError where it is not taken."""
        self._under_way.add(lane_of(delivery))
        # A daemon thread: the interpreter's end waits for none that hangs.
        Thread(target=self._carry, args=(delivery, work), name="courier", daemon=True).start()

    def back(self, wait_s: float = 0.0) -> tuple[Tried, ...]:
        """Those that have come back; `wait_s` is how long the first may be waited for."""
        found: list[Tried] = []
        with suppress(queue.Empty):
            if wait_s > 0 and self._under_way:
                found.append(self._back.get(timeout=wait_s))
            while True:
                found.append(self._back.get_nowait())
        self._under_way.difference_update(lane_of(one.delivery) for one in found)
        return tuple(found)

    def busy(self) -> bool:
        """Whether a message is under way."""
        return bool(self._under_way)

    def _carry(self, delivery: Delivery, work: Callable[[], Sent]) -> None:
        outcome: Sent | DeliveryError
        try:
            outcome = work()
        except DeliveryError as error:
            outcome = error
        except Exception as error:  # a fault of ours or a library's: it must not lose the message
            # Its words may hold an address, and that a secret: its kind alone is told.
            outcome = DeliveryError(
                f"unexpected {type(error).__name__}",
                where=delivery.destination,
                hint="it is sent again later; please report it",
            )
        self._back.put(Tried(delivery, outcome))
        self.knock()


def lane_of(delivery: Delivery) -> Lane:
    """The lane that a message goes in."""
    return delivery.alert, delivery.place
