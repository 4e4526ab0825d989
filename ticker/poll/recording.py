"""What recordings of polls hold: a JSON Lines index with bodies beside it, or a WARC file.

A line of an index is ``{"ts": instant, "file": path relative to the index}`` with optional
``status`` (200 unless said) and ``headers``; a body may be compressed with gzip, and be missing for
a 304. Polls come one by one, in the order in which they stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ticker.capture import QuietPoll, read_captures
from ticker.errors import FetchError, ReplayError
from ticker.fetch import read_local
from ticker.model import Response

_WARC_ENDINGS = (".warc", ".warc.gz")
_LARGEST = 256_000_000
"""Bytes of a body, inflated: more is refused rather than taken into memory."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_A_LINE = 'a line is {"ts": "2025-07-10T06:00:00Z", "file": "body.html"}'


@dataclass(frozen=True, slots=True)
class Recorded:
    """One poll of a recording. `where` names its line, or its place in a WARC file; `before` are
    the quiet polls that came before it, and `capture` is its place, where ticker captured it."""

    at: datetime
    where: str
    response: Response
    before: tuple[QuietPoll, ...] = ()
    capture: Path | None = None


def read_recording(path: Path, name: str) -> Iterator[Recorded]:
    """The polls of the source `name` in a recording. Raises ReplayError where it cannot be read,
    when that is come upon."""
    return _captured(path, name) if path.name.endswith(_WARC_ENDINGS) else _indexed(path)


def _captured(path: Path, name: str) -> Iterator[Recorded]:
    """The captures of one source, those of a crash left out: where ticker wrote a second one at no
    later an instant, the poll of the first was never recorded."""
    last: Recorded | None = None
    for line in _records(path, name):
        if last is not None and not (line.capture and last.capture and line.at <= last.at):
            yield last
        last = line
    if last is not None:
        yield last


def _records(path: Path, name: str) -> Iterator[Recorded]:
    for captured in read_captures(path):
        # Other tools' records carry no source: then the file is the one source's, and a redirect
        # in it is a hop on the way to a document, not a poll.
        hop = captured.source is None and captured.response.status in _REDIRECTS
        if captured.source in (name, None) and not hop:
            place = path.with_name(captured.ref)
            ours = place if captured.source else None
            yield Recorded(captured.at, str(place), captured.response, captured.before, ours)


def _indexed(path: Path) -> Iterator[Recorded]:
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _line(path, f"{path}:{number}", line)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text in UTF-8"
        raise ReplayError(
            f"the recording cannot be read: {reason}", where=str(path), hint=_A_LINE
        ) from error


def _line(path: Path, where: str, line: str) -> Recorded:
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(said["ts"])
        status = int(said.get("status", 200))
        file = path.parent / said["file"] if said.get("file") else None
        headers = _headers(said.get("headers") or {})
        zoned = at.tzinfo is not None
        at = at.astimezone(UTC).replace(microsecond=0)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise ReplayError(
            f"not a line of a recording: {_reason(error)}", where=where, hint=_A_LINE
        ) from error
    if not zoned or (file is None and status != 304):
        raise ReplayError(
            "no file, and no status 304" if zoned else "an instant without a zone",
            where=where,
            hint='"ts" ends in Z or an offset; "file" may be left out for a 304 only',
        )
    body = b"" if file is None else _body(file)
    return Recorded(at, where, Response(status, body, headers))


def _reason(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)


def _headers(said: Any) -> tuple[tuple[str, str], ...]:
    """Headers of a line: an object of name to value, or a list of pairs."""
    pairs = said.items() if isinstance(said, dict) else said
    return tuple((str(name), str(value)) for name, value in pairs)


def _body(file: Path) -> bytes:
    try:
        return read_local(str(file.absolute()), _LARGEST).body
    except FetchError as error:
        raise ReplayError(
            f"a recorded body cannot be read: {error.message}",
            where=str(file),
            hint='"file" is relative to the index; .gz is accepted, whole',
        ) from error
