"""One poll, spelled out: the only place where the stages meet.

    fetch      -> Response                  ticker.fetch      fails as stage ``fetch``
    parse      -> Document (as said)        ticker.parse      fails as stage ``parse``
    normalise  -> Items (as meant)          ticker.items      fails as stage ``parse``
    compare    -> Changes                   ticker.items      fails as stage ``record``
    capture    -> reference to the bytes    ticker.capture    before the record that cites them
    record     -> rows and change log       ticker.store      fails as stage ``record``

Parse and normalise are one step (`ticker.poll.reading`): for the daemon, and for a cycle over
several sources, workers take it while fetches go on, and can be killed over it; a lone document is
read here, on the settling thread, before the transaction begins.

A `Visit` is what came back from a source. `Recorder.settle` turns a batch of visits into records,
whole polls in one transaction. A failure is a value in the record, never a lost poll; but where the
store or the captures cannot be written nothing of the batch is recorded, because a record without
its evidence would say more than it can prove. The same visits may be settled again later.

What changes the record is captured (outcome ``new``), and nothing else: a poll that changes nothing
(``same``, ``not_modified``, ``failed``) is told by the next capture. So captures replayed into an
empty store make the same record.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from ticker.capture import CaptureFolder, QuietPoll
from ticker.errors import (
    FetchError,
    ParseError,
    ReplayError,
    StoreError,
    TickerError,
)
from ticker.items import confirm, failing, fold, template
from ticker.items.compare import Earned
from ticker.model import (
    Change,
    Config,
    Item,
    Known,
    KnownSource,
    Origin,
    Outcome,
    Poll,
    ReadDocument,
    Source,
    Stage,
    Visited,
    Wording,
)
from ticker.poll.arrival import (
    Visit,
    felt_at,
    read_ahead,
    received,
    recorded_at,
)
from ticker.poll.comparing import Compared, compared, taken_back
from ticker.poll.headers import Headers
from ticker.poll.reading import answer
from ticker.poll.standing import Found, assess, unassessed
from ticker.rules import compile_rules
from ticker.store import PollRow, Store, Writer

log = logging.getLogger("ticker")

_Assess = Callable[[Writer, Found], tuple[Poll, tuple[Change, ...]]]
"""What becomes of a poll, and of what it changes, by the standing of its source."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A visit read as far as it goes without the store: its items, or why there are none."""

    visit: Visit
    outcome: Outcome
    said: ReadDocument | None = None
    error: TickerError | None = None
    stage: Stage | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return self.said.items if self.said is not None else ()


class Recorder:
    """Settles visits in one store. Not safe for two threads at once: there is one writer."""

    def __init__(self, store: Store, config: Config) -> None:
        self.store = store
        self.config = config
        self.zone = ZoneInfo(config.zone)
        self.rules = compile_rules(config.rules)
        self.captures = CaptureFolder(config.captures) if config.captures else None
        # Captures of a batch that was not recorded: settled again, it cites them.
        self._kept: dict[tuple[str, datetime, str | None], str] = {}

    def settle(self, visits: Sequence[Visit]) -> tuple[Visited, ...]:
        """Record the visits in their order, all or none. Raises StoreError where the store or the
        captures cannot be written, ReplayError for a poll older than its source's newest."""
        # A document that takes long to read holds up nobody who wants to write meanwhile.
        read = read_ahead(visits, self._states(visits), self.zone)
        with self.store.writing() as writer:
            writer.foresee({visit.source.name for visit in read})
            visited = self._settled_together(writer, read) or tuple(
                self._settled_alone(writer, visit) for visit in read
            )
            self._sync()  # the bytes are on the disk before the record that cites them
        self._kept.clear()
        return visited

    def _states(self, visits: Sequence[Visit]) -> dict[str, KnownSource]:
        """The sources of which a document is still to be read by what is known of them."""
        unread = {visit.source.name for visit in visits if visit.is_unread}
        return self.store.source_states(unread) if unread else {}

    def _sync(self) -> None:
        try:
            if self.captures is not None:
                self.captures.sync()
        except StoreError:
            self._kept.clear()  # what the disk refused is not to be cited
            raise

    def _settled_together(self, writer: Writer, visits: Sequence[Visit]) -> tuple[Visited, ...]:
        """The visits recorded, and written in one go; none where one of them cannot be."""
        try:
            with writer.together():
                visited: list[Visited] = []
                for visit in visits:
                    self._settle_quiets(writer, visit)
                    visited.append(self._settle(writer, visit, self._assess))
            return tuple(visited)
        except (StoreError, ReplayError):
            raise
        except Exception:
            log.debug("not to be recorded in one go, so one by one", exc_info=True)
            return ()

    def _settled_alone(self, writer: Writer, visit: Visit) -> Visited:
        """A visit recorded by itself, as a failed one if need be: whatever one document does, the
        other polls are recorded."""
        self._settle_quiets(writer, visit)
        try:
            with writer.savepoint():
                return self._settle(writer, visit, self._assess_if_possible)
        except (StoreError, ReplayError):
            raise
        except Exception as error:
            log.debug("%s: could not be recorded", visit.source.name, exc_info=True)
            told = TickerError(f"could not be recorded: {type(error).__name__}: {error}")
            failed = _Reading(visit, "failed", error=told, stage="record")
            return self._recorded(writer, failed, self._assess_if_possible)

    def _settle(self, writer: Writer, visit: Visit, assess: _Assess) -> Visited:
        # As the visits before it in this batch left it: the same source may be among them.
        state = writer.source_state(visit.source.name)
        return self._recorded(writer, self._read(visit, state), assess)

    # --- within the transaction --------------------------------------------------------------

    def _read(self, visit: Visit, state: KnownSource | None) -> _Reading:
        response = visit.response
        if response is None:
            return _Reading(visit, "failed", error=visit.error, stage="fetch")
        if response.status == 304:
            return _unmodified(visit, state)
        if visit.is_known(state):
            return _Reading(visit, "same")
        said = visit.answer
        if said is None:
            said = answer(received(visit.source, response, state, at=visit.at, zone=self.zone))
        if isinstance(said, ParseError):
            return _Reading(visit, "failed", error=said, stage="parse")
        return _Reading(visit, "new", said)

    def _recorded(self, writer: Writer, reading: _Reading, assess: _Assess) -> Visited:
        visit, name = reading.visit, reading.visit.source.name
        if reading.outcome == "new":
            known = writer.known(name, reading.items, fold=fold, template=template)
        else:
            known = writer.known_unread(name, fold=fold, template=template)
        at = recorded_at(visit, known.source)
        found = self._compared(writer, reading, known, at)
        outcome = _outcome(reading, found, known.source)
        poll, changes = self._poll(reading, found, at, outcome), found.changes
        if outcome == "new":
            capture = self._capture(writer, visit, at)
            poll = replace(poll, listing=found.listing, capture=capture)
        if visit.live:
            assessed = Found(
                source=visit.source,
                state=known.source,
                poll=poll,
                at=visit.at,
                changes=changes,
                response=visit.response,
                error=reading.error,
                said=reading.said,
                odd=found.odd,
                tested=visit.tested,
            )
            poll, changes = assess(writer, assessed)
        return Visited(poll, writer.record(poll, changes))

    def _assess(self, writer: Writer, found: Found) -> tuple[Poll, tuple[Change, ...]]:
        return assess(writer, self.config, found)

    def _assess_if_possible(self, writer: Writer, found: Found) -> tuple[Poll, tuple[Change, ...]]:
        """The poll as its source's standing makes it; a fault in that costs the source its next
        interval, and neither its items nor the rest of the batch."""
        try:
            with writer.savepoint():
                return assess(writer, self.config, found)
        except StoreError:
            raise
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            log.warning("%s: its standing cannot be judged: %s", found.source.name, told)
            return unassessed(found), found.changes

    def _capture(self, writer: Writer, visit: Visit, at: datetime) -> str | None:
        """Keep the bytes of a poll that changed something; the reference that its record cites."""
        if not visit.live or self.captures is None or visit.response is None:
            return visit.capture
        name = visit.source.name
        key = (name, at, visit.sha256)
        if key not in self._kept:
            before = tuple(_quiet(row) for row in writer.quiet_polls(name))
            self._kept[key] = self.captures.append(name, visit.response, at, before)
        return self._kept[key]

    def _compared(self, writer: Writer, reading: _Reading, known: Known, at: datetime) -> Compared:
        """What the poll changes; with a listing where there was a document to compare."""
        if reading.outcome == "failed":
            return Compared(failing(known, at=felt_at(reading.visit, known.source, at)))
        if reading.outcome in ("same", "not_modified"):
            return Compared(confirm(known, at=at), back=taken_back(known))
        source = reading.visit.source
        return compared(
            writer,
            known,
            reading.items,
            at=at,
            earned=self._earned(source),
            doubt_s=int(abs((at - reading.visit.at).total_seconds())),
        )

    def _earned(self, source: Source) -> Earned:
        """What tags the items of a source earn from it and from the rules."""
        own: tuple[tuple[str, Origin], ...] = tuple((tag, "source") for tag in source.tags)
        if not self.rules.read:
            return lambda item: own

        def earned(item: Item) -> Iterable[tuple[str, Origin]]:
            said = Wording(
                item.headline, item.url, item.summary, source.name, item.language, item.labels
            )
            return (*own, *((tag, "rule") for tag in self.rules.tags(said)))

        return earned

    def _poll(self, reading: _Reading, found: Compared, at: datetime, outcome: Outcome) -> Poll:
        visit, response = reading.visit, reading.visit.response
        headers = Headers(response) if response is not None and outcome != "failed" else None
        return Poll(
            source=visit.source.name,
            at=at,
            outcome=outcome,
            status=response.status if response else getattr(reading.error, "status", None),
            size=len(response.body) if response else 0,
            duration_ms=visit.duration_ms,
            stage=reading.stage,
            error=reading.error.message if reading.error else found.said,
            body_sha256=visit.sha256 if reading.stage != "record" else None,
            etag=headers.etag if headers else None,
            last_modified=headers.last_modified if headers else None,
            schedule=visit.live,
            held=found.held is not None,
            kind=reading.said.kind if reading.said is not None else None,
            shape=reading.said.shape if reading.said is not None else None,
        )

    def _settle_quiets(self, writer: Writer, visit: Visit) -> None:
        for quiet in visit.before:
            self._settle_quiet(writer, visit, quiet)

    def _settle_quiet(self, writer: Writer, visit: Visit, quiet: QuietPoll) -> None:
        """Polls that changed nothing, as a capture remembers them: the first, then the rest, as
        far as the record does not hold them yet."""
        name = visit.source.name
        first = writer.recorded(name, quiet.at)
        if first is None:
            self._record_quiet(writer, _quiet_poll(name, quiet, quiet.at, 1))
        left = quiet.repeats - (first.repeats if first is not None and first.exact else 1)
        if left > 0 and writer.recorded(name, quiet.until_at) is None:
            # Nothing within the run is a hole that would begin another.
            width = int((quiet.until_at - quiet.at).total_seconds())
            rest = _quiet_poll(name, quiet, quiet.until_at, left)
            self._record_quiet(writer, replace(rest, interval_s=width))

    def _record_quiet(self, writer: Writer, poll: Poll) -> None:
        known = writer.known_unread(poll.source, fold=fold, template=template)
        newest = known.source.last_poll_at
        if newest is not None and poll.at <= newest:
            return  # the clock had gone back: the record has passed it by, and it says nothing new
        decide = failing if poll.outcome == "failed" else confirm
        writer.record(poll, decide(known, at=poll.at))


def _unmodified(visit: Visit, state: KnownSource | None) -> _Reading:
    """A 304 confirms what is known; where nothing is, it says nothing."""
    if state is not None and state.last_good_at is not None:
        return _Reading(visit, "not_modified")
    error = FetchError("HTTP 304 Not Modified, though nothing was known before", status=304)
    return _Reading(visit, "failed", error=error, stage="fetch")


def _outcome(reading: _Reading, found: Compared, state: KnownSource) -> Outcome:
    """``new`` where the document changes anything of what is known, be it the order of its list,
    or would do so.

    The first good one does, and one whose list became empty: what comes after is read by it.
    """
    if found.held is not None:
        return "new"
    if found.listing is None:
        return reading.outcome
    first = state.last_good_at is None
    emptied = (found.listing.items == 0) != (state.listed == 0)
    return "new" if first or found.changes or emptied else "same"


def _quiet(row: PollRow) -> QuietPoll:
    return QuietPoll(
        row.outcome, row.at, row.until_at, row.repeats, row.status, row.stage, row.error
    )


def _quiet_poll(name: str, quiet: QuietPoll, at: datetime, repeats: int) -> Poll:
    return Poll(
        source=name,
        at=at,
        outcome=quiet.outcome,
        status=quiet.status,
        stage=quiet.stage,
        error=quiet.error,
        schedule=False,
        repeats=repeats,
    )
