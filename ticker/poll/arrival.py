"""What comes back from a source, and what its document says before the record is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from ticker.capture import QuietPoll
from ticker.errors import ParseError, SourceError
from ticker.model import KnownSource, Received, Response, Source
from ticker.poll.headers import Headers
from ticker.poll.reading import Answer, answer


@dataclass(frozen=True, slots=True)
class Visit:
    """What came back from a source: a response or the error that stood in its place.

    `at` is the fetch instant. `live` is false for replays: they move no due time, count no
    failure and are not captured again; `capture` names the capture that they come from. `before`
    are quiet polls that a capture says came between this one and the captured one before it.
    `tested`: validators were left out, to see whether they are honest. `answer` is what a worker
    made of the response; without one it is read when the visit is settled. `blind_s` are the
    seconds since the source's last good poll by a clock that nobody sets, where they are known.
    `sha256` is that of the body, reckoned once.
    """

    source: Source
    at: datetime
    response: Response | None = None
    error: SourceError | None = None
    duration_ms: int = 0
    live: bool = True
    capture: str | None = None
    before: tuple[QuietPoll, ...] = ()
    tested: bool = False
    answer: Answer | None = None
    blind_s: float | None = None
    sha256: str | None = None

    def __post_init__(self) -> None:
        if self.sha256 is None and self.has_document:
            assert self.response is not None
            sha256 = hashlib.sha256(self.response.body).hexdigest()
            object.__setattr__(self, "sha256", sha256)

    @property
    def has_document(self) -> bool:
        """Whether a document came: a 304 brings none."""
        return self.response is not None and self.response.status != 304

    @property
    def is_unread(self) -> bool:
        """Whether there is a document that no worker has read."""
        return self.answer is None and self.has_document

    def is_known(self, state: KnownSource | None) -> bool:
        """Whether the document is, byte for byte, the one that was recorded last: it is not read
        again."""
        return state is not None and self.has_document and state.body_sha256 == self.sha256


def received(
    source: Source, response: Response, state: KnownSource | None, *, at: datetime, zone: tzinfo
) -> Received:
    """A response as the parsers are given it: with the instant of its fetch and the asker's zone,
    without the secret of its address."""
    return Received(
        body=response.body,
        source=replace(source, secret_url=None),
        address=response.url or source.url,
        zone=zone,
        fetched_at=at,
        content_type=Headers(response).content_type,
        # What was a feed once is not read as a page when a login form stands in its place.
        kind=source.kind or (state.kind if state else None),
        shape=state.shape if state else None,
    )


def read_ahead(
    visits: Sequence[Visit], known: Mapping[str, KnownSource], zone: tzinfo
) -> tuple[Visit, ...]:
    """The visits with what their documents say, in their order. `known` are the sources as they
    stand before the first of them."""
    states = dict(known)
    read: list[Visit] = []
    for visit in visits:
        state, response = states.get(visit.source.name), visit.response
        if response is not None and visit.is_unread and not visit.is_known(state):
            asked = received(visit.source, response, state, at=visit.at, zone=zone)
            said = answer(asked)
            states[visit.source.name] = _expected(
                visit, state or KnownSource(visit.source.name), said
            )
            read.append(replace(visit, answer=said))
        else:
            read.append(visit)
    return tuple(read)


def _expected(visit: Visit, state: KnownSource, said: Answer) -> KnownSource:
    """The state of a source as a document will leave it, as far as it tells how the next one of
    the same batch is read."""
    if isinstance(said, ParseError):
        return state
    return replace(
        state,
        body_sha256=visit.sha256,
        kind=state.kind or said.kind,
        shape=said.shape or state.shape,
    )


def recorded_at(visit: Visit, state: KnownSource) -> datetime:
    """When the poll is recorded: its fetch instant, and never before or at the poll before it,
    whatever the clock does."""
    if visit.live and state.last_poll_at is not None:
        return max(visit.at, state.last_poll_at + timedelta(seconds=1))
    return visit.at


def felt_at(visit: Visit, state: KnownSource, at: datetime) -> datetime:
    """The instant of a poll as its source's last good one and the time since then make it: a clock
    that was set makes no gap, and hides none."""
    if visit.blind_s is None or state.last_good_at is None:
        return at
    return state.last_good_at + timedelta(seconds=visit.blind_s)
