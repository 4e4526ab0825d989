"""Which of two claims of a time is the stronger, and whether a source moved its claim."""

from __future__ import annotations

from datetime import datetime, timedelta

from ticker.model import BASES, DAY_S, Claim

_GUESSED_ZONE = len(BASES)
_DAY_ONLY = _GUESSED_ZONE + 1
_FIRST_SEEN = _DAY_ONLY + 1
_NO_INSTANT = _FIRST_SEEN + 1


def weakness(claim: Claim) -> int:
    """The rank of a claim, 0 the strongest: its basis, but for a day of doubt or a guessed zone.

    A date without a time says less than any clock, whoever states it; a clock in a guessed zone
    may be half a day off, which even "5 minutes ago" is not.
    """
    if claim.at is None:
        return _NO_INSTANT
    if claim.basis == "first-seen":
        return _FIRST_SEEN
    if claim.zone_guessed and claim.basis != "stated":
        return _GUESSED_ZONE
    if claim.error_s is not None and claim.error_s >= DAY_S:
        return _DAY_ONLY
    return BASES.index(claim.basis)


def outranks(new: Claim, old: Claim) -> bool:
    """Whether `new` gives an item its time in place of `old`.

    A bare clock never moves another bare clock: it was placed once, at first sight.
    """
    if new.basis == "clock" and old.basis == "clock" and old.at is not None:
        return old.zone_guessed and not new.zone_guessed
    return weakness(new) < weakness(old)


def moved(was_at: datetime | None, was: Claim, now: Claim) -> bool:
    """Whether the source now claims another time than `was_at`, beyond showing it differently.

    Relative words and first sights claim no time of their own. A bare clock moved when its wall
    time did, whatever day it is placed on; of other claims the coarser one sets the tolerance.
    `was` is the sighting's claim, which tells how exact `was_at` is.
    """
    vague = ("relative", "first-seen")
    if was_at is None or now.at is None or was.basis in vague or now.basis in vague:
        return False
    if now.basis == "clock":
        # Placed on another day it may lie on the other side of a change of the clocks.
        shown = {_wall(was_at, now.offset_s), _wall(was_at, was.offset_s)}
        return now.wall is not None and now.wall not in shown
    return abs((now.at - was_at).total_seconds()) >= _tolerance(was, now)


def _wall(at: datetime, offset_s: int) -> int:
    """Minutes of the day that a clock shows."""
    local = at + timedelta(seconds=offset_s)
    return local.hour * 60 + local.minute


def _tolerance(was: Claim, now: Claim) -> int:
    """Seconds below which two instants are the same time: a day, an hour, a minute, a second."""
    coarser = max(was.error_s or 0, now.error_s or 0)
    if was.basis != now.basis or was.zone_guessed or now.zone_guessed:
        return max(coarser, 60)
    return DAY_S if coarser >= DAY_S else 60 if coarser >= 60 else 1
