"""Recorded polls through the same pipeline, as if polled at their instants.

A recording is a JSON Lines index or a WARC file (`ticker.poll.recording`). It is read twice: first
every poll and every body in it is checked against the record, then it is played, a batch at a
time. So nothing is written of a recording that cannot be played whole, and a large one takes no
more memory than a small one.

A poll that is stored, or covered by a repeat, is skipped; other bytes at a stored instant, or an
instant older than the newest poll, contradict the record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path

from ticker.errors import FetchError, ReplayError
from ticker.fetch.failures import status_failure
from ticker.model import ReplayReport, Source, Visited
from ticker.poll.arrival import Visit
from ticker.poll.recording import Recorded, read_recording
from ticker.poll.visit import Recorder
from ticker.store import Store

BATCH = 20
"""Polls in one transaction: at 20 the cost of a commit with synchronous FULL is spread thin
(measured: 9,000 rows a second one by one, 19,000-24,000 in batches of twenty)."""


def replay(
    recorder: Recorder,
    source: Source,
    path: Path,
    *,
    watch: Callable[[Visited], None] | None = None,
) -> ReplayReport:
    """Feed the recording at `path` through the pipeline as polls of `source`.

    Raises ReplayError, before anything is written, where it contradicts the record.
    """
    fresh = _fresh(recorder.store, source.name, read_recording(path, source.name))
    # The file may have grown since it was checked: no further than that.
    lines = islice(read_recording(path, source.name), len(fresh))
    visits = (_visit(recorder, source, line) for line, new in zip(lines, fresh, strict=True) if new)
    failed = new = revised = 0
    while batch := list(islice(visits, BATCH)):
        for visited in recorder.settle(batch):
            failed += visited.poll.outcome == "failed"
            new += sum(change.kind == "new" for change in visited.changes)
            revised += sum(change.kind == "revised" for change in visited.changes)
            if watch is not None:
                watch(visited)
    return ReplayReport(sum(fresh), len(fresh) - sum(fresh), failed, new, revised)


def _visit(recorder: Recorder, source: Source, line: Recorded) -> Visit:
    """One recorded poll as it would come back from the source: anything but a 200 and a 304 is a
    failure."""
    status = line.response.status
    if status in (200, 304):
        capture = _cited(line.capture, recorder.config.captures)
        return Visit(
            source, line.at, line.response, live=False, capture=capture, before=line.before
        )
    message, hint = status_failure(status)
    error = FetchError(message, where=line.where, hint=hint, status=status)
    return Visit(source, line.at, error=error, live=False, before=line.before)


def _cited(capture: Path | None, folder: str | None) -> str | None:
    """How the record cites a capture: only one that lies where its captures do."""
    if capture is None or folder is None or capture.parent.resolve() != Path(folder).resolve():
        return None
    return capture.name


def _fresh(store: Store, name: str, recording: Iterable[Recorded]) -> bytearray:
    """One flag a poll of the recording: whether it is to be played, or stored already. Raises
    ReplayError."""
    state = store.source_states().get(name)
    stored_until = state.last_poll_at if state else None
    fresh = bytearray()
    at: datetime | None = None
    digest: str | None = None
    for line in recording:
        stored = store.recorded(name, line.at)
        if stored is not None:
            _compare(stored.body_sha256 if stored.exact else None, line, "are stored")
        elif line.at == at:
            _compare(digest, line, "stand before")
        else:
            _in_order(name, line, at, stored_until)
            at, digest = line.at, _digest(line)
            fresh.append(True)
            continue
        fresh.append(False)
    return fresh


def _compare(sha256: str | None, line: Recorded, where: str) -> None:
    """Raise where a poll has other bytes than the one of its instant; without bytes it says
    nothing."""
    digest = _digest(line)
    if digest is not None and sha256 is not None and digest != sha256:
        raise ReplayError(
            f"other bytes {where} for {_told(line.at)}",
            where=line.where,
            hint="replay into another store, or under another source's name",
        )


def _in_order(
    name: str, line: Recorded, before: datetime | None, stored_until: datetime | None
) -> None:
    if before is not None and line.at < before:
        older = f"the poll before it, {_told(before)}"
    elif stored_until is not None and line.at < stored_until:
        older = f"the newest poll of {name}, {_told(stored_until)}"
    else:
        return
    raise ReplayError(
        f"{_told(line.at)} is older than {older}",
        where=line.where,
        hint="recordings go in in the order of their instants; start from an empty store",
    )


def _digest(line: Recorded) -> str | None:
    """The hash of a document; what came with another status is not kept."""
    if line.response.status != 200:
        return None
    return hashlib.sha256(line.response.body).hexdigest()


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
