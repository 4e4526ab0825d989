"""``Retry-After`` (RFC 9110 section 10.2.3), read and capped."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

CAP_S = 86_400
"""No answer holds a source off for more than a day."""


def utc_now() -> datetime:
    """The machine's clock, for those who are given no other."""
    return datetime.now(UTC)


def retry_after(value: str, now: datetime, sent: str | None = None) -> int | None:
    """Seconds to wait from `now`: 0 for a date gone by, at most `CAP_S`, ``None`` if unreadable.

    Both forms count: whole seconds, and the three HTTP dates (all of them GMT). A date is the
    server's, so it is read against the server's own ``Date`` (`sent`) where that can be read: a
    machine whose clock is an hour ahead would come back an hour early.
    """
    text = value.strip()
    if re.fullmatch(r"[0-9]+", text):
        digits = text.lstrip("0") or "0"  # `int` refuses more than 4,300 of them
        return CAP_S if len(digits) > 5 else min(int(digits), CAP_S)
    at = _date(text)
    if at is None:
        return None
    since = _date(sent or "") or now
    return min(max(math.ceil((at - since).total_seconds()), 0), CAP_S)


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
        return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError, IndexError):
        return None
