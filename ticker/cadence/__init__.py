"""When to poll next: the arithmetic of politeness. Pure: now is an argument, chance is a hash."""

from ticker.cadence.chance import chance
from ticker.cadence.pace import DEFAULT_S, HARD_FLOOR_S, Pace, pace, usual_gap_s
from ticker.cadence.waits import (
    GONE_EVERY_S,
    REFUSED_CAP_S,
    backoff_s,
    longest_wait_s,
    next_poll,
    put_off,
)

__all__ = [
    "DEFAULT_S",
    "GONE_EVERY_S",
    "HARD_FLOOR_S",
    "REFUSED_CAP_S",
    "Pace",
    "backoff_s",
    "chance",
    "longest_wait_s",
    "next_poll",
    "pace",
    "put_off",
    "usual_gap_s",
]
