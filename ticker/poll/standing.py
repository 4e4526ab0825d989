"""What a poll says of its source as a whole: how it does, how often it is polled, when next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ticker.cadence import DEFAULT_S, HARD_FLOOR_S, REFUSED_CAP_S, Pace, next_poll, pace
from ticker.errors import TickerError
from ticker.health import judge, left_alone
from ticker.model import (
    Appeared,
    Change,
    Config,
    GapFound,
    Heard,
    KnownSource,
    Poll,
    PollSettings,
    ReadDocument,
    Response,
    Source,
    Standing,
)
from ticker.poll.headers import Headers
from ticker.store import Store, Writer

UNCONDITIONAL = timedelta(hours=24)
"""Validators are left out once a day: a server whose 304 lies is found out."""
TOO_MANY_REQUESTS = 429
RESHAPED_SHOWN = timedelta(days=7)
"""How long a source tells that its list was detected again."""


def validators(state: KnownSource | None, at: datetime) -> tuple[bytes | None, bytes | None]:
    """ETag and Last-Modified to send back at `at`; neither once a day, nor to a server that lied
    to them."""
    if state is None or state.standing.lying or _unconditional(state, at):
        return None, None
    return state.etag, state.last_modified


def put_to_the_test(state: KnownSource | None, at: datetime) -> bool:
    """Whether a fetch at `at` leaves out validators that are known, to see if they are honest."""
    return (
        state is not None
        and bool(state.etag or state.last_modified)
        and not state.standing.lying
        and _unconditional(state, at)
    )


def held(state: KnownSource | None, now: datetime) -> bool:
    """Whether a source is not to be polled at `now`, whoever asks: it was a moment ago, or it waits
    out a failure. A clock that went back holds nobody."""
    if state is None or state.last_poll_at is None:
        return False
    since = (now - state.last_poll_at).total_seconds()
    waits = state.failures > 0 and state.next_poll_at is not None and now < state.next_poll_at
    return 0 <= since < HARD_FLOOR_S or waits


def _unconditional(state: KnownSource, at: datetime) -> bool:
    """Whether it is time for the test: not while polls fail, for each of them would be one."""
    if state.validated_at is None:
        return True
    return not state.failures and at - state.validated_at >= UNCONDITIONAL


def note_absence(store: Store, sources: Iterable[Source], now: datetime) -> None:
    """Open a gap for each source that nobody polled for so long that its list may have scrolled
    past unseen: the daemon was down. The next good poll closes it."""
    states = store.source_states()
    missed = [
        state
        for source in sources
        if (state := states.get(source.name)) is not None and left_alone(state, now)
    ]
    if not missed:
        return
    with store.writing() as writer:
        for state in missed:
            if state.last_list_at is not None:
                gap = GapFound(state.last_list_at, None, "down")
                writer.note(state.name, (gap,), now)


@dataclass(frozen=True, slots=True)
class Found:
    """A poll beside what it came from: `state` is its source's before it, `at` what the clock said
    (the record may be ahead of one that was set back), `changes` what it adds to the record,
    `said` what the document says, where it was read, `odd` what is odd about its edits, `tested`
    whether validators were left out."""

    source: Source
    state: KnownSource
    poll: Poll
    at: datetime
    changes: tuple[Change, ...]
    response: Response | None = None
    error: TickerError | None = None
    said: ReadDocument | None = None
    odd: str | None = None
    tested: bool = False

    @property
    def appeared(self) -> int:
        """Rows that the source lists for the first time."""
        return sum(isinstance(change, Appeared) for change in self.changes)


def assess(writer: Writer, config: Config, found: Found) -> tuple[Poll, tuple[Change, ...]]:
    """The poll with its source's standing, interval and next poll; its changes with what the log is
    to say of the source. Holds the host of a source that was answered 429."""
    # Waits and silences are reckoned by the clock, whatever instant the poll is recorded at.
    poll, source = found.poll, found.source
    if poll.at != found.at:
        poll = replace(poll, at=found.at)
    heard = _heard(writer, found)
    verdict = judge(
        found.state,
        poll,
        found.changes,
        zone=_zone(source, config),
        heard=heard,
        moved_to=found.response.moved_to if found.response is not None else None,
        unconditional=found.tested,
    )
    state = _after(found, _told(_wishes(verdict.standing, found.said), found))
    paced = _paced(found, state, config.poll, heard)
    due = _due(found, state, config.poll, paced)
    if poll.status == TOO_MANY_REQUESTS:
        writer.hold_host(source.url, due, poll.at)
    done = replace(
        found.poll,
        clock_at=found.at,
        interval_s=paced.interval_s,
        next_poll_at=max(due, writer.held_until(source.url, poll.at) or due),
        standing=state.standing.but(interval_why=paced.why),
    )
    return done, (*found.changes, *verdict.events)


def _wishes(standing: Standing, said: ReadDocument | None) -> Standing:
    """The standing with what the document wants; as before where none was read."""
    if said is None:
        return standing
    return standing.but(asked_s=said.ttl_s, skip_hours=said.skip_hours, skip_days=said.skip_days)


def _told(standing: Standing, found: Found) -> Standing:
    """The standing with all that is to be told of the source's edits."""
    odd = found.odd if found.poll.listing is not None else standing.odd
    held = found.poll.error if found.poll.held else None
    parts = [standing.reason, odd, held, _reshaped(found)]
    told = [part for part in parts if part]
    if odd and standing.reason and odd in standing.reason:
        told.remove(odd)
    return standing.but(odd=odd, reason="; ".join(told) or None)


def _reshaped(found: Found) -> str | None:
    """That the list of a page is found by other elements than before: the site was rebuilt."""
    state, now = found.state, found.poll.shape
    if now is not None and state.shape is not None and now != state.shape:
        return f"re-detected: the rows were `{state.shape}`, and are now `{now}`"
    since = state.reshaped_since
    if state.shape is None or since is None or found.at - since > RESHAPED_SHOWN:
        return None
    return f"re-detected: the rows were `{state.reshaped}`, and are now `{state.shape}`"


def unassessed(found: Found) -> Poll:
    """The poll where its source's standing cannot be told: polled again after its interval, and
    not before its host allows it."""
    state, asked = found.state, getattr(found.error, "retry_after_s", None)
    wait_s = max(state.interval_s or found.source.interval_s or DEFAULT_S, HARD_FLOOR_S)
    held_s = min(max(asked or 0, 0), REFUSED_CAP_S)
    due = found.at + timedelta(seconds=max(wait_s, held_s))
    return replace(found.poll, clock_at=found.at, next_poll_at=due)


def _zone(source: Source, config: Config) -> ZoneInfo:
    """The zone whose hours the source keeps; where it is none, its poll is not to blame."""
    try:
        return ZoneInfo(source.zone or config.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(config.zone)


def _heard(writer: Writer, found: Found) -> tuple[Heard, ...]:
    """The polls that changed something, up to this one; none where it has no list to learn from."""
    poll = found.poll
    if poll.listing is None:
        return ()
    now = Heard(poll.at, found.appeared, poll.listing.items, poll.listing.overlap)
    return (*writer.heard(poll.source, poll.at), now)


def _after(found: Found, standing: Standing) -> KnownSource:
    """The source's state with what the poll says of its rhythm. What is known of its list stays as
    it was: the new one is compared with it."""
    poll, state = found.poll, found.state
    return replace(
        state,
        last_new_at=found.at if found.appeared else state.last_new_at,
        failures=state.failures + 1 if poll.outcome == "failed" else 0,
        standing=standing,
    )


def _paced(
    found: Found, state: KnownSource, settings: PollSettings, heard: Sequence[Heard]
) -> Pace:
    fresh_s = Headers(found.response).fresh_s if found.response is not None else 0
    return pace(
        state=state,
        settings=settings,
        now=found.at,
        interval_s=found.source.interval_s,
        ttl_s=max(fresh_s, state.standing.asked_s or 0),
        listing=found.poll.listing,
        heard=heard,
        failed=found.poll.outcome == "failed",
    )


def _due(found: Found, state: KnownSource, settings: PollSettings, paced: Pace) -> datetime:
    poll = found.poll
    if poll.held and paced.why != "configured":  # nobody waits long for the second opinion
        soon = max(settings.min_s, paced.asked_s, HARD_FLOOR_S)
        paced = replace(paced, interval_s=min(paced.interval_s, soon))
    return next_poll(
        poll.source,
        paced,
        outcome=poll.outcome,
        settings=settings,
        now=found.at,
        failures=state.failures,
        status=poll.status,
        retry_after_s=getattr(found.error, "retry_after_s", None),
        gone=state.standing.is_gone(found.at),
        watch_at=_watch_at(state),
        skips=(state.standing.skip_hours, state.standing.skip_days),
    )


def _watch_at(state: KnownSource) -> datetime | None:
    """When nothing new will have come for too long."""
    expected_s = state.standing.expected_s
    if state.last_new_at is None or expected_s is None:
        return None
    return state.last_new_at + timedelta(seconds=expected_s)
