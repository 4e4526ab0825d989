"""The window of a run: decided here, from what the runs before it covered."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from ticker.digest import Begin
from ticker.model import SINCE_LAST, Digest, DigestRun, DigestWindow, Query
from ticker.query import resolve
from ticker.store import Store

FIRST = timedelta(hours=24)
"""What a window covers that has no run before it."""


def planned(store: Store, digest: Digest, begin: Begin, now: datetime, zone: tzinfo) -> DigestRun:
    """The run that `begin` asks for, its window decided: it follows the run before it without a
    hole and without an overlap."""
    since_at, until_at = _span(digest, begin, zone)
    if begin.after.outcome == "configured":
        since_seq = store.seq_before(begin.at - FIRST)
    else:
        since_seq = begin.after.until_seq
    until_seq = store.seq_until(since_seq, begin.at, now)
    return DigestRun(
        name=digest.name,
        at=begin.at,
        ran_at=now,
        since_at=since_at,
        until_at=until_at,
        since_seq=since_seq,
        until_seq=until_seq,
        known_seq=max(store.last_seq(), until_seq),
        window=digest.window,
        destination=digest.to,
        outcome="begun",
    )


def _span(digest: Digest, begin: Begin, zone: tzinfo) -> tuple[datetime, datetime]:
    """The bounds of the window in time; of an interval those of every run that was missed."""
    if digest.window != SINCE_LAST:
        since_at, until_at = interval(digest.window, begin.at, zone)
        first_since, _ = interval(digest.window, begin.first_at, zone)
        return min(since_at, first_since), until_at
    if begin.after.outcome == "configured":
        return begin.at - FIRST, begin.at
    return begin.after.until_at, begin.at


def interval(window: str, at: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """A day (``today``, ``yesterday``) or an interval (``12h``, ``P1W/``) as it is meant at `at`,
    which it never reaches beyond."""
    if window in {"today", "yesterday"}:
        query = Query(day=window)
    else:
        query = Query(within=window if window.endswith("/") else f"{window}/")
    span = resolve(query, now=at, zone=zone)
    assert isinstance(span.since, datetime)
    assert isinstance(span.until, datetime)
    return span.since, min(span.until, at)


def window_now(store: Store, digest: Digest, now: datetime, zone: tzinfo) -> DigestWindow:
    """What the digest would cover if it were due now; nothing is recorded."""
    if digest.window != SINCE_LAST:
        return DigestWindow(*interval(digest.window, now, zone))
    last = store.digest_run(digest.name)
    if last is None or last.outcome == "configured":
        return DigestWindow(now - FIRST, now, (store.seq_before(now - FIRST), store.last_seq()))
    if last.outcome == "done":
        since_at, since_seq = last.until_at, last.until_seq
    else:
        since_at, since_seq = last.since_at, last.since_seq
    return DigestWindow(since_at, max(now, since_at), (since_seq, store.last_seq()))


def met(digest: Digest, after: DigestRun | None, seq: int, now: datetime) -> DigestRun:
    """A row that tells nothing: cron times count from it on, lines from where `after` ended."""
    seq = seq if after is None else after.until_seq
    return DigestRun(
        name=digest.name,
        at=now,
        ran_at=now,
        since_at=now,
        until_at=now,
        since_seq=seq,
        until_seq=seq,
        known_seq=seq,
        window=digest.window,
        destination=digest.to,
        outcome="configured" if after is None else "done",
    )
