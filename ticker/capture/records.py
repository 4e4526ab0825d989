"""One capture as a WARC record, written and read back (ISO 28500; the format is WARC/1.1)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO, get_args

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ticker.capture.members import DAMAGED, GZIP_MAGIC, LARGEST, too_large, unpacked
from ticker.errors import ReplayError
from ticker.model import Outcome, Response, Stage
from ticker.version import __version__

SOFTWARE = "software: ticker"
"""What the first record of a file of ours says."""

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_SPACE = " \t\r"
_KEPT = "X-Ticker-"
_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_NO_URL = "urn:ticker:no-address"


@dataclass(frozen=True, slots=True)
class QuietPoll:
    """A run of `repeats` equal polls, from `at` to `until_at`, of which no bytes are kept."""

    outcome: Outcome
    at: datetime
    until_at: datetime
    repeats: int
    status: int | None = None
    stage: Stage | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """A capture, read back. `source` is ``None`` where another tool wrote it; `ref` is
    ``file:offset``, the offset being that of the gzip member where the file is compressed."""

    source: str | None
    at: datetime
    response: Response
    before: tuple[QuietPoll, ...]
    ref: str


class _HttpHead(StatusAndHeaders):  # type: ignore[misc] # warcio has no types
    """A status line and headers as the bytes they came as; warcio's own would percent-encode."""

    def to_ascii_bytes(self, filter_func: object = None) -> bytes:
        """The head with its closing blank line."""
        lines = [f"{self.protocol} {self.statusline}".encode("latin-1")]
        lines += [name.encode("ascii") + b": " + _latin(value) for name, value in self.headers]
        return b"\r\n".join((*lines, b"", b""))


def response_record(
    source: str, response: Response, at: datetime, before: Sequence[QuietPoll]
) -> bytes:
    """An answer as a record."""
    headers = [(_stored_name(name), value) for name, value in response.headers]
    headers.append(("Content-Length", str(len(response.body))))
    fields = {
        "WARC-Date": instant(at),
        "WARC-Ticker-Source": _one_line(source),
        "WARC-Payload-Digest": f"sha256:{hashlib.sha256(response.body).hexdigest()}",
    }
    if before:
        fields["WARC-Ticker-Before"] = json.dumps(
            [_written(poll) for poll in before], separators=(",", ":")
        )
    record = WARCWriter(None, warc_version="1.1").create_warc_record(
        _one_line(response.url).replace(" ", "%20") or _NO_URL,
        "response",
        payload=BytesIO(response.body),
        length=len(response.body),
        http_headers=_HttpHead(_status(response.status), headers, protocol="HTTP/1.1"),
        warc_headers_dict=fields,
    )
    return _bytes_of(record)


def file_record(name: str, at: datetime) -> bytes:
    """The ``warcinfo`` record at the beginning of a file."""
    text = (
        f"{SOFTWARE} {__version__}\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/"
        "warc-1.1/\r\n"
        "description: polls of news sources; bodies are stored decoded, the headers of the "
        "transfer under X-Ticker- names\r\n"
    ).encode()
    record = WARCWriter(None, warc_version="1.1").create_warc_record(
        "",
        "warcinfo",
        payload=BytesIO(text),
        length=len(text),
        warc_headers_dict={"WARC-Date": instant(at), "WARC-Filename": name},
    )
    return _bytes_of(record)


def _status(status: int) -> str:
    return "200 OK" if status == 200 else f"{status} "  # RFC 9112 section 4: the phrase is optional


def _bytes_of(record: ArcWarcRecord) -> bytes:
    plain = BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    return plain.getvalue()


def _written(poll: QuietPoll) -> list[object]:
    instants = instant(poll.at), instant(poll.until_at)
    return [poll.outcome, *instants, poll.repeats, poll.status, poll.stage, poll.error]


def _stored_name(name: str) -> str:
    token = re.sub(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]", "-", name) or "-"
    lower = token.lower()
    return _KEPT + token if lower in _TRANSFER or lower.startswith(_KEPT.lower()) else token


def _latin(value: str) -> bytes:
    """A header value in the bytes it came in; invented ones may hold any text."""
    line = re.sub(r"[\r\n\0]+", " ", value)
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace")


def _one_line(text: str) -> str:
    """Text that can stand in a WARC header."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]+", " ", text)


def instant(at: datetime) -> str:
    """`at` as WARC writes it: UTC, whole seconds."""
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def captures_in(stream: BinaryIO, name: str, at_offset: int | None = None) -> Iterator[Captured]:
    """The HTTP answers among the records in `stream`, the file `name` or its member `at_offset`."""
    for offset, record, block in _records(stream, name):
        ref = f"{name}:{offset if at_offset is None else at_offset}"
        captured = _captured(record, block, ref)
        if captured is not None:
            yield captured


def _records(stream: BinaryIO, name: str) -> Iterator[tuple[int, ArcWarcRecord, bytes]]:
    """The WARC records in a stream: offset, head, and block, which is whole."""
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    while True:
        offset = stream.tell()
        line = stream.readline()
        if not line:
            return
        if not line.strip():
            continue
        try:
            record = loader.parse_record_stream(stream, line, "warc", no_record_parse=True)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            raise ReplayError(
                "not a WARC record", where=f"{name}:{offset}", hint="is this a WARC file at all?"
            ) from error
        told = record.rec_headers.get_header("Content-Length") or ""
        if not re.fullmatch(r"[0-9]{1,18}", told):
            raise ReplayError("a record without a length", where=f"{name}:{offset}", hint=DAMAGED)
        if int(told) > LARGEST:
            raise too_large(f"{name}:{offset}")
        block: bytes = record.raw_stream.read()
        if len(block) != int(told):
            raise ReplayError("the record breaks off", where=f"{name}:{offset}", hint=DAMAGED)
        yield offset, record, block


def _captured(record: ArcWarcRecord, block: bytes, ref: str) -> Captured | None:
    """What a record holds; ``None`` where it is no HTTP answer."""
    fields = record.rec_headers
    source = fields.get_header("WARC-Ticker-Source")
    url = fields.get_header("WARC-Target-URI") or ""
    if record.rec_type != "response" or not (source or url.startswith(("http:", "https:"))):
        return None
    status, headers, body = _split(block, ref)
    try:
        at = _read_instant(fields.get_header("WARC-Date") or "")
        before = _read_before(fields.get_header("WARC-Ticker-Before") or "[]")
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ReplayError("a record with a bad head", where=ref, hint=DAMAGED) from error
    if source is None:
        body = _decoded(headers, body, ref)
    else:
        headers = _as_received(headers)
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        if fields.get_header("WARC-Payload-Digest") != digest:
            raise ReplayError("the bytes do not match their digest", where=ref, hint=DAMAGED)
    response = Response(status, body, headers, "" if url == _NO_URL else url)
    return Captured(source, at, response, before, ref)


def _split(block: bytes, where: str) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Status, headers and body of a stored answer."""
    end = _BLANK_LINE.search(block)
    head = block[: end.start()] if end else block
    first, *lines = head.decode("latin-1").split("\n")
    status = re.match(r"HTTP/[0-9.]+ ([0-9]{3})\b", first)
    if not status:
        raise ReplayError("a record that holds no HTTP answer", where=where, hint=DAMAGED)
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if line.startswith((" ", "\t")) and headers:  # folded, as old servers did
            name, value = headers.pop()
            headers.append((name, f"{value} {line.strip(_SPACE)}"))
        elif colon:
            headers.append((name.strip(_SPACE), value.strip(_SPACE)))
    return int(status[1]), tuple(headers), block[end.end() :] if end else b""


def _as_received(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The headers as they were before `_stored_name`, without the length added at the end."""
    return tuple(
        (name[len(_KEPT) :] if name.lower().startswith(_KEPT.lower()) else name, value)
        for name, value in headers[:-1]
    )


def _decoded(headers: tuple[tuple[str, str], ...], body: bytes, where: str) -> bytes:
    """A body that another tool stored as it was sent. Some store it decoded, under the same
    headers: what is not chunked or compressed is left as it is."""
    told = {name.lower(): value.strip().lower() for name, value in headers}
    if told.get("transfer-encoding") == "chunked":
        body = _read_all(ChunkedDataReader(BytesIO(body)), where)
    coding = told.get("content-encoding", "identity")
    if coding in ("gzip", "x-gzip") and body.startswith(GZIP_MAGIC):
        return unpacked(BytesIO(body), 0, where)[0]
    if coding in ("br", "zstd", "deflate"):
        raise ReplayError(
            f"an answer stored in the coding {coding}",
            where=where,
            hint="ticker reads gzip; convert the file with the tool that wrote it",
        )
    return body


def _read_all(stream: ChunkedDataReader, where: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := stream.read(65_536):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise too_large(where)
    return b"".join(parts)


def _read_instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=at.tzinfo or UTC, microsecond=0).astimezone(UTC)


def _read_before(text: str) -> tuple[QuietPoll, ...]:
    """What `_written` wrote. Raises `ValueError` or `TypeError` for anything else."""
    polls = []
    for outcome, at, until, repeats, status, stage, error in json.loads(text):
        if outcome not in get_args(Outcome) or stage not in (None, *get_args(Stage)):
            raise ValueError(f"unknown words {outcome!r}, {stage!r}")
        instants = _read_instant(at), _read_instant(until)
        polls.append(QuietPoll(outcome, *instants, int(repeats), status, stage, error))
    return tuple(polls)
