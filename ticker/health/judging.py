"""What a poll says of its source's health: silent, failed, recovered, moved, gone, lying.

Decided here as values; the record of the poll carries them. A silence is told once, and so is a
failure; the line after it is the recovery, however long that takes.

==================  ===========================================================================
told as             when
==================  ===========================================================================
``source_failed``   three polls failed in a row, or two and an hour is gone since the last good
                    one (or there never was one)
``source_silent``   nothing new for longer than its rhythm explains (`ticker.health.rhythm`);
                    or no rows where there were some; or a tenth of its usual rows
``source_recovered``  a good poll after the first; something new, or its rows, after the second
==================  ===========================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from statistics import median

from ticker.health.rhythm import longest_silence_s
from ticker.health.words import moment, span
from ticker.model import (
    Appeared,
    Change,
    Heard,
    KnownSource,
    Listing,
    Poll,
    SourceEvent,
    Standing,
)

FAILURES, FEWER_FAILURES = 3, 2
FAILING_S = 3_600
LEAST_SILENCE_S = 3_600
"""No silence shorter than an hour, or than three intervals, is told."""
INTERVALS = 3
REMEMBERED = 20
"""How many of the newest changed lists tell how long a list usually is."""
LEAST_USUAL = 10
"""A list this long or longer is missed when nine rows in ten are; a shorter one may be so by
itself."""
EMPTY_SHARE = 4
"""A list that was empty in one of four of its changed polls may be empty."""
LATE = timedelta(minutes=10)
LEAST_LATE = 3
"""Items that claim to be older than the last 304, by ten minutes: three of them make it a lie."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The standing of a source after a poll, and what the log is to say of it."""

    standing: Standing
    events: tuple[SourceEvent, ...] = ()


def judge(
    state: KnownSource,
    poll: Poll,
    changes: Sequence[Change],
    *,
    zone: tzinfo,
    heard: Sequence[Heard] = (),
    moved_to: str | None = None,
    unconditional: bool = False,
) -> Verdict:
    """What `poll` says of its source, whose state before it was `state`.

    `changes` are what the poll adds to the record, `zone` the zone whose hours and weekdays the
    source keeps. `heard` are the polls that changed something, oldest first, this one the last;
    they are looked at where `poll.listing` is there. `moved_to` is where permanent redirects led
    the fetch, `unconditional` says that validators were known and not sent.
    """
    before = state.standing
    if poll.outcome == "failed":
        return _failed(state, poll, before)
    now = _Good(state, poll, changes, zone, heard)
    after = before.but(gone_hits=0, gone_since=None, failed_since=None)
    after = _moved(after, poll, moved_to)
    if unconditional and not before.lying:
        after = after.but(lying=_lied(state, poll, now.appeared))
    if now.appeared or before.expected_s is None:
        after = after.but(expected_s=now.expected_s())
    strange = now.strange(after)
    events = []
    if before.failed_since is not None:
        polls = f"{state.failures} failed polls" if state.failures > 1 else "a failed poll"
        events.append(SourceEvent("source_recovered", f"answers again after {polls}"))
    if strange is not None and before.silent_since is None:
        events.append(SourceEvent("source_silent", strange))
        after = after.but(silent_since=poll.at)
    elif strange is None and before.silent_since is not None:
        events.append(SourceEvent("source_recovered", now.back()))
        after = after.but(silent_since=None)
    return Verdict(after.but(reason=_reason(after, poll.at, strange)), tuple(events))


def left_alone(state: KnownSource, now: datetime) -> bool:
    """Whether nobody polled the source for longer than its last list lasts: it was due long ago,
    and what came meanwhile may have scrolled past unseen."""
    since, due = state.last_list_at, state.next_poll_at
    if since is None or due is None or state.span_s is None or state.open_gap_since is not None:
        return False
    waited_s = max(INTERVALS * (state.interval_s or 0), LEAST_SILENCE_S)
    overdue = (now - due).total_seconds() > waited_s
    return overdue and (now - since).total_seconds() > state.span_s


# --- failures ---------------------------------------------------------------------------------


def _failed(state: KnownSource, poll: Poll, before: Standing) -> Verdict:
    after = _gone(before, poll)
    events: tuple[SourceEvent, ...] = ()
    failures = state.failures + 1
    since = state.last_good_at
    long = since is None or (poll.at - since).total_seconds() >= FAILING_S
    if before.failed_since is None and failures >= (FEWER_FAILURES if long else FAILURES):
        last = f"last good poll {moment(since)}" if since else "never answered"
        events = (SourceEvent("source_failed", f"{failures} polls in a row: {poll.error}; {last}"),)
        after = after.but(failed_since=poll.at)
    return Verdict(after.but(reason=_reason(after, poll.at, None)), events)


def _gone(before: Standing, poll: Poll) -> Standing:
    """Count 410 in a row; no answer at all says nothing about it."""
    if poll.status == 410:
        since = before.gone_since or poll.at
        return before.but(gone_hits=before.gone_hits + 1, gone_since=since)
    if poll.status is None:
        return before
    return before.but(gone_hits=0, gone_since=None)


# --- good polls -------------------------------------------------------------------------------


class _Good:
    """A good poll beside what is known of its source."""

    def __init__(
        self,
        state: KnownSource,
        poll: Poll,
        changes: Sequence[Change],
        zone: tzinfo,
        heard: Sequence[Heard],
    ) -> None:
        self.state = state
        self.at = poll.at
        self.listing: Listing | None = poll.listing
        self.appeared = [change for change in changes if isinstance(change, Appeared)]
        self._zone = zone
        self._heard = heard

    def expected_s(self) -> int | None:
        """The longest silence from the last new item on that its rhythm explains."""
        if self.listing is None:
            return self.state.standing.expected_s
        longest = longest_silence_s(self._heard, self._zone)
        if longest is None:
            return None
        return max(longest, INTERVALS * (self.state.interval_s or 0), LEAST_SILENCE_S)

    def strange(self, standing: Standing) -> str | None:
        """Why the source counts as silent; ``None`` where it does not."""
        listed = self.state.listed if self.listing is None else self.listing.items
        since, expected_s = self.state.last_new_at, standing.expected_s
        if listed == 0:
            return self._emptied()
        if not self.appeared and since is not None and expected_s is not None:
            quiet_s = (self.at - since).total_seconds()
            if quiet_s > expected_s:
                return f"nothing new since {moment(since)}; its rhythm explains {span(expected_s)}"
        return self._shrunk(listed)

    def back(self) -> str:
        """What ended a silence."""
        if not self.appeared:
            return "its rows are back"
        since = self.state.last_new_at
        if since is None:
            return "something new"
        return f"something new after {span((self.at - since).total_seconds())}"

    def _emptied(self) -> str | None:
        silent_since = self.state.standing.silent_since
        if self.listing is None or self.state.listed == 0:
            # Empty as it was: silent if that was told, else it may be.
            return None if silent_since is None else f"empty since {moment(silent_since)}"
        usual = sorted(self._usual())
        may_be_empty = len(usual) == 0 or usual[(len(usual) - 1) // EMPTY_SHARE] == 0
        return None if may_be_empty else f"empty since {moment(self.at)}"

    def _shrunk(self, listed: int) -> str | None:
        if self.listing is None:
            return self.state.standing.reason if self._told_before() else None
        usual = median(self._usual() or [0])
        if usual < LEAST_USUAL or listed * 10 > usual:
            return None
        return f"{listed} rows where {usual:.0f} are usual"

    def _told_before(self) -> bool:
        return self.state.standing.silent_since is not None

    def _usual(self) -> list[int]:
        before = self._heard[:-1]
        return [poll.items for poll in before[-REMEMBERED:]]


def _moved(before: Standing, poll: Poll, moved_to: str | None) -> Standing:
    """Count a permanent redirect while it leads to one place, and to the list that was known."""
    if moved_to is None:
        return before.but(moved_to=None, moved_hits=0, moved_since=None)
    if poll.listing is not None and not poll.listing.overlap:
        return before
    if moved_to != before.moved_to:
        return before.but(moved_to=moved_to, moved_hits=1, moved_since=poll.at)
    return before.but(moved_hits=before.moved_hits + 1)


def _lied(state: KnownSource, poll: Poll, appeared: Sequence[Appeared]) -> bool:
    """Whether 304s hid what an unconditional answer shows: it carries the very validators that
    would have brought another 304, or items older than the last one."""
    if not appeared:
        return False
    if state.etag is not None:
        unchanged = poll.etag == state.etag
    else:
        unchanged = poll.last_modified is not None and poll.last_modified == state.last_modified
    if unchanged:
        return True
    confirmed, read = state.last_good_at, state.validated_at
    if confirmed is None or read is None or confirmed <= read:
        return False  # no 304 since the last answer with a body
    claims = [change.item.claim for change in appeared]
    stated = [claim.at for claim in claims if claim.at is not None and claim.basis == "stated"]
    return sum(read < at < confirmed - LATE for at in stated) >= LEAST_LATE


def _reason(standing: Standing, at: datetime, strange: str | None) -> str | None:
    """All that is wrong or to be done, but for the error of a failed poll."""
    parts = [strange] if strange else []
    if standing.is_gone(at) and standing.gone_since is not None:
        since = moment(standing.gone_since)
        parts.append(f"says it is gone since {since}, asked weekly: `ticker remove` takes it out")
    if standing.has_moved(at):
        parts.append(f"moved to {standing.moved_to}: change config.toml")
    if standing.lying:
        parts.append("its 304 hid new items: asked without validators")
    return "; ".join(parts) or None
