"""Captures: what was received is what is read back, whatever happens in between."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ticker.capture import Captured, CaptureFolder, QuietPoll, read_captures
from ticker.errors import ReplayError, StoreError, StoreFullError
from ticker.model import Outcome, Response, Stage

AT = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)
BODY = "<rss><title>Міст відкрито</title></rss>".encode()
HEADERS = (
    ("Content-Type", "text/xml"),
    ("Content-Encoding", "gzip"),
    ("content-length", "31"),
    ("Transfer-Encoding", "chunked"),
    ("ETag", 'W/"caf\xe9"'),
    ("X-Ticker-Own", "1"),
    ("Set-Cookie", "a=1"),
    ("Set-Cookie", "b=2"),
)
RESPONSE = Response(200, BODY, HEADERS, "https://news.example/rss?a=1&b=%20")
BEFORE = (
    QuietPoll("same", AT - timedelta(hours=3), AT - timedelta(hours=2), 12, 200),
    QuietPoll(
        "failed", AT - timedelta(hours=1), AT - timedelta(hours=1), 1, 503, "fetch", "HTTP 503"
    ),
    QuietPoll("not_modified", AT - timedelta(minutes=5), AT, 2, 304),
)


def filled(folder: Path, count: int = 3) -> tuple[Path, list[str]]:
    """A folder with one file of `count` captures; the file and the references."""
    captures = CaptureFolder(folder)
    refs = [
        captures.write("wire", Response(200, BODY * n, HEADERS, RESPONSE.url), AT)
        for n in range(count)
    ]
    return folder / "ticker-20250710.warc.gz", refs


def offset(ref: str) -> int:
    return int(ref.partition(":")[2])


# --- round trip ------------------------------------------------------------------------------


def test_a_capture_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    captures = CaptureFolder(tmp_path / "new" / "folder")
    ref = captures.write("pravda-укр", RESPONSE, AT, BEFORE)
    captured = Captured("pravda-укр", AT, RESPONSE, BEFORE, ref)
    assert captures.read_one(ref) == captured
    assert list(read_captures(tmp_path / "new" / "folder" / ref.partition(":")[0])) == [captured]


def test_each_day_in_utc_has_its_own_file(tmp_path: Path) -> None:
    captures = CaptureFolder(tmp_path)
    kyiv = timezone(timedelta(hours=3))
    at = datetime(2025, 7, 10, 2, 8, tzinfo=kyiv)
    assert captures.write("a", RESPONSE, at).startswith("ticker-20250709.warc.gz:")
    assert captures.write("a", RESPONSE, AT).startswith("ticker-20250710.warc.gz:")
    assert captures.write("a", RESPONSE, at).startswith("ticker-20250709.warc.gz:")
    first, last = read_captures(tmp_path / "ticker-20250709.warc.gz")
    assert first.at == last.at == datetime(2025, 7, 9, 23, 8, tzinfo=UTC)


def test_a_year_of_few_digits_is_still_a_date(tmp_path: Path) -> None:
    ref = CaptureFolder(tmp_path).write("a", RESPONSE, datetime(814, 1, 2, tzinfo=UTC))
    assert ref.startswith("ticker-08140102.warc.gz:")
    assert CaptureFolder(tmp_path).read_one(ref).at == datetime(814, 1, 2, tzinfo=UTC)


def test_an_instant_without_a_zone_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        CaptureFolder(tmp_path).write("a", RESPONSE, AT.replace(tzinfo=None))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "response",
    [
        Response(200, b""),
        Response(200, b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", (), "file:///srv/list.txt"),
        Response(799, bytes(range(256)) * 300, (("A", ""),), "http://news.example/"),
        Response(200, gzip.compress(BODY, mtime=0), HEADERS[:2], "http://news.example/"),
    ],
)
def test_any_answer_can_be_captured(tmp_path: Path, response: Response) -> None:
    captures = CaptureFolder(tmp_path)
    assert captures.read_one(captures.write("wire", response, AT)).response == response


words = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)
tokens = st.text(st.sampled_from("Aa-zZ09!#$%&'*+.^_`|~"), min_size=1, max_size=12)
values = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0")).map(
    lambda text: text.strip(" \t")
)
instants = st.integers(-30_000_000_000, 200_000_000_000).map(
    lambda second: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)
quiet = st.builds(
    QuietPoll,
    st.sampled_from(get_args(Outcome)),
    instants,
    instants,
    st.integers(1, 10**6),
    st.none() | st.integers(100, 599),
    st.none() | st.sampled_from(get_args(Stage)),
    st.none() | st.text(),
)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200),
    st.lists(st.tuples(tokens | st.sampled_from(["CONTENT-LENGTH", "x-ticker-"]), values)),
    st.lists(quiet, max_size=4),
    instants,
)
def test_everything_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory,
    body: bytes,
    headers: list[tuple[str, str]],
    before: list[QuietPoll],
    at: datetime,
) -> None:
    captures = CaptureFolder(tmp_path_factory.mktemp("captures"))
    response = Response(200, body, tuple(headers), "https://news.example/")
    ref = captures.append("wire", response, at, before)
    assert captures.read_one(ref) == Captured("wire", at, response, tuple(before), ref)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(), st.text(), st.text())
def test_text_that_fits_no_header_damages_no_file(
    tmp_path_factory: pytest.TempPathFactory, source: str, url: str, name: str, value: str
) -> None:
    folder = tmp_path_factory.mktemp("captures")
    captures = CaptureFolder(folder)
    refs = [
        captures.append(f"s{source}", Response(200, BODY, ((name, value),), url), AT) for _ in "ab"
    ]
    read = list(read_captures(folder / "ticker-20250710.warc.gz"))
    assert [one.ref for one in read] == refs
    assert [one.response.body for one in read] == [BODY, BODY]


# --- other tools -----------------------------------------------------------------------------


def test_other_tools_read_the_file(tmp_path: Path) -> None:
    captures = CaptureFolder(tmp_path)
    captures.write("wire", RESPONSE, AT, BEFORE)
    path = tmp_path / "ticker-20250710.warc.gz"
    with path.open("rb") as file:
        about, answer = ((r, r.content_stream().read()) for r in ArchiveIterator(file))
    record, text = about
    assert record.rec_type == "warcinfo"
    assert b"software: ticker 0." in text
    assert b"format: WARC File Format 1.1" in text
    record, body = answer
    head = record.rec_headers
    assert (record.rec_type, head.protocol) == ("response", "WARC/1.1")
    assert head.get_header("WARC-Date") == "2025-07-10T06:00:00Z"
    assert head.get_header("WARC-Target-URI") == RESPONSE.url
    assert head.get_header("WARC-Ticker-Source") == "wire"
    digest = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    assert head.get_header("WARC-Payload-Digest") == digest
    assert len(json.loads(head.get_header("WARC-Ticker-Before"))) == len(BEFORE)
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.get_header("Content-Length") == str(len(BODY))
    assert record.http_headers.get_header("X-Ticker-Content-Encoding") == "gzip"
    assert body == BODY, "the stored body is decoded, and its headers say so"


def test_the_digests_are_right_in_the_eyes_of_warcio(tmp_path: Path) -> None:
    path, _ = filled(tmp_path)
    passed = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests=True):
            while record.raw_stream.read(65_536):
                pass
            passed.append(record.digest_checker.passed)
    assert passed == [True] * 4


def test_the_file_is_plain_gzip_too(tmp_path: Path) -> None:
    path, _ = filled(tmp_path)
    assert gzip.decompress(path.read_bytes()).count(b"WARC/1.1\r\n") == 4


def foreign(
    body: bytes = BODY,
    *headers: tuple[str, str],
    kind: str = "response",
    url: str = "http://news.example/a",
    date: str = "2025-07-10T06:00:00.123456Z",
    packed: bool = True,
) -> bytes:
    """A record as another tool writes it."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=packed)
    http = StatusAndHeaders("200 OK", list(headers), protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=http if kind == "response" else None,
            warc_headers_dict={"WARC-Date": date},
        )
    )
    return out.getvalue()


def read(tmp_path: Path, data: bytes) -> list[Captured]:
    path = tmp_path / "other.warc"
    path.write_bytes(data)
    return list(read_captures(path))


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_of_another_tool_is_read(tmp_path: Path, packed: bool) -> None:
    one = foreign(BODY, ("Content-Type", "text/xml"), packed=packed)
    about = foreign(b"software: other", kind="warcinfo", url="", packed=packed)
    dns = foreign(b"...", kind="response", url="dns:news.example", packed=packed)
    first, second = read(tmp_path, about + one + dns + one)
    assert first.source is None
    assert first.at == AT
    assert first.before == ()
    assert first.response == Response(
        200, BODY, (("Content-Type", "text/xml"),), "http://news.example/a"
    )
    assert first.ref == f"other.warc:{len(about)}"
    assert second.ref == f"other.warc:{len(about + one + dns)}"


def test_a_file_compressed_in_one_piece_is_read(tmp_path: Path) -> None:
    data = gzip.compress(foreign(packed=False) * 3)
    assert [one.ref for one in read(tmp_path, data)] == ["other.warc:0"] * 3


CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (CHUNKED % (len(BODY), BODY), [("Transfer-Encoding", "chunked")]),
        (BODY, [("Transfer-Encoding", "chunked")]),
        (gzip.compress(BODY, mtime=0), [("Content-Encoding", "gzip")]),
        (BODY, [("Content-Encoding", "gzip")]),
        (
            CHUNKED % (len(gzip.compress(BODY, mtime=0)), gzip.compress(BODY, mtime=0)),
            [("Transfer-Encoding", "Chunked"), ("Content-Encoding", "GZIP")],
        ),
    ],
)
def test_bodies_stored_as_sent_or_decoded_are_read(
    tmp_path: Path, body: bytes, headers: list[tuple[str, str]]
) -> None:
    (captured,) = read(tmp_path, foreign(body, *headers))
    assert captured.response.body == BODY


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, b"") == []


HOSTILE = {
    "not a WARC record": b"<rss></rss>",
    "not a WARC record ": gzip.compress(b"<rss></rss>"),
    "a record without a length": b"WARC/1.0\r\nWARC-Type: response\r\n\r\nbody",
    "a record without a length ": b"WARC/1.0\r\nContent-Length: -5\r\n\r\nbody",
    "a record of more than 256 MB": b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\nbody",
    "a record of more than 256 MB ": gzip.compress(b"WARC/1.0\r\n" + bytes(257_000_000), 1),
    "the record breaks off": foreign(packed=False)[:-30],
    "the record breaks off ": foreign()[:-30],
    "damaged gzip data": foreign()[:40] + b"\0\0\0" + foreign()[43:],
    "a record with a bad head": foreign(date="yesterday"),
    "a record with a bad head ": foreign(date="0001-01-01T00:00:00+23:00"),
    "an answer stored in the coding br": foreign(b"x", ("Content-Encoding", "br")),
    "a record that holds no HTTP answer": foreign(packed=False).replace(b"HTTP/1.1", b"GOPHER/1"),
    "the record breaks off  ": foreign(
        gzip.compress(BODY, mtime=0)[:-9], ("Content-Encoding", "gzip")
    ),
}


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_file_fails_clearly(tmp_path: Path, words: str) -> None:
    with pytest.raises(ReplayError, match=words.strip()) as told:
        read(tmp_path, HOSTILE[words])
    assert told.value.hint
    assert told.value.where is not None
    assert told.value.where.startswith("other.warc:")


@pytest.mark.parametrize(
    "before",
    ["{", "7", "[[1]]", '[["odd","2025-07-10","2025-07-10",1,null,null,null]]', "[" * 90_000],
)
def test_quiet_polls_that_make_no_sense_fail_clearly(tmp_path: Path, before: str) -> None:
    record = foreign(packed=False)
    forged = record.replace(
        b"\r\n",
        b"\r\nWARC-Ticker-Source: wire\r\nWARC-Ticker-Before: " + before.encode() + b"\r\n",
        1,
    )
    with pytest.raises(ReplayError, match="bad head"):
        read(tmp_path, forged)


@pytest.mark.parametrize("name", ["missing.warc.gz", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReplayError) as told:
        list(read_captures(tmp_path / name))
    assert told.value.where == str(tmp_path / name)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_breaks_the_reader_otherwise_than_by_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    record = bytearray(foreign(BODY, ("Transfer-Encoding", "chunked"), packed=False) * 2)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(record)))
        end = start + data.draw(st.integers(0, 12))
        record[start:end] = data.draw(st.binary(max_size=12))
    try:
        read(tmp_path_factory.mktemp("captures"), bytes(record))
    except ReplayError as error:
        assert error.hint


# --- evidence --------------------------------------------------------------------------------


def test_a_reference_opens_its_capture(tmp_path: Path) -> None:
    _, refs = filled(tmp_path, 4)
    captures = CaptureFolder(tmp_path)
    assert [captures.read_one(ref).response.body for ref in refs] == [BODY * n for n in range(4)]


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "ticker-20250710.warc.gz",
        "../ticker-20250710.warc.gz:0",
        "/etc/passwd:0",
        "ticker-20250710.warc.gz:-1",
        "ticker-20250710.warc.gz:0",
        "ticker-20250710.warc.gz:1",
        "ticker-20250710.warc.gz:999999",
        "ticker-20250711.warc.gz:0",
    ],
)
def test_a_reference_that_cites_nothing_fails_clearly(tmp_path: Path, ref: str) -> None:
    filled(tmp_path)
    with pytest.raises(ReplayError) as told:
        CaptureFolder(tmp_path).read_one(ref)
    assert told.value.hint


def test_altered_evidence_is_noticed(tmp_path: Path) -> None:
    path, _ = filled(tmp_path)
    plain = gzip.decompress(path.read_bytes())
    altered = tmp_path / "altered.warc"
    altered.write_bytes(plain.replace("Міст".encode(), "Борт".encode()))
    with pytest.raises(ReplayError, match="do not match their digest"):
        list(read_captures(altered))


# --- crashes ---------------------------------------------------------------------------------


def test_a_write_cut_at_any_byte_costs_that_write_alone(tmp_path: Path) -> None:
    path, refs = filled(tmp_path)
    whole = path.read_bytes()
    for cut in range(offset(refs[-1]), len(whole)):
        path.write_bytes(whole[:cut])
        ref = CaptureFolder(tmp_path).append("wire", RESPONSE, AT)
        *kept, new = read_captures(path)
        assert [one.ref for one in kept] == refs[:-1]
        assert (new.ref, new.response) == (ref, RESPONSE)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_torn_in_its_first_record_is_begun_anew(tmp_path: Path) -> None:
    path, refs = filled(tmp_path, 1)
    whole = path.read_bytes()
    for cut in range(0, offset(refs[0]), 3):
        path.write_bytes(whole[:cut])
        ref = CaptureFolder(tmp_path).append("wire", RESPONSE, AT)
        assert [(one.ref, one.response) for one in read_captures(path)] == [(ref, RESPONSE)]


def test_a_torn_record_is_passed_over_by_readers(tmp_path: Path) -> None:
    path, refs = filled(tmp_path)
    whole = path.read_bytes()
    for cut in range(offset(refs[-1]), len(whole)):
        path.write_bytes(whole[:cut])
        assert [one.ref for one in read_captures(path)] == refs[:-1]


def test_empty_blocks_after_a_power_cut_are_cut_off(tmp_path: Path) -> None:
    path, refs = filled(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(4_096))
    assert [one.ref for one in read_captures(path)] == refs
    ref = CaptureFolder(tmp_path).write("wire", RESPONSE, AT)
    assert ref == f"{path.name}:{len(whole)}"
    assert [one.ref for one in read_captures(path)] == [*refs, ref]


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("place", [0, 3, 18, 60])
def test_a_damaged_file_is_never_cut_and_a_second_one_begun(
    tmp_path: Path, which: int, place: int
) -> None:
    """A bit that rots is no crash: what stands behind it is evidence still."""
    path, refs = filled(tmp_path, 4)
    data = bytearray(path.read_bytes())
    data[offset(refs[which]) + place] ^= 0x10
    path.write_bytes(data)
    captures = CaptureFolder(tmp_path)
    ref = captures.write("wire", RESPONSE, AT)
    assert path.read_bytes().startswith(data)
    assert captures.read_one(refs[3]).response.body == BODY * 3
    assert captures.read_one(ref).response == RESPONSE
    again = captures.write("wire", RESPONSE, AT)
    assert again.partition(":")[0] == ref.partition(":")[0]


def test_a_last_record_that_rotted_is_kept(tmp_path: Path) -> None:
    path, _ = filled(tmp_path)
    data = bytearray(path.read_bytes())
    data[-20] ^= 0x10
    path.write_bytes(data)
    ref = CaptureFolder(tmp_path).write("wire", RESPONSE, AT)
    assert ref.startswith("ticker-20250710-2.warc.gz:")
    assert path.read_bytes() == data
    assert CaptureFolder(tmp_path).read_one(ref).response == RESPONSE


def test_a_body_that_looks_like_a_record_is_only_a_body(tmp_path: Path) -> None:
    """A stranger's feed may hold bytes of our own files, and compression may leave them as such."""
    path, _ = filled(tmp_path / "a")
    nested = Response(200, path.read_bytes() * 3, (), "http://news.example/")
    folder = tmp_path / "b"
    refs = [CaptureFolder(folder).write("wire", nested, AT) for _ in range(3)]
    file = folder / path.name
    assert [one.ref for one in read_captures(file)] == refs
    whole = file.read_bytes()
    file.write_bytes(whole[:-5])
    ref = CaptureFolder(folder).write("wire", RESPONSE, AT)
    survivors = [one.ref for other in sorted(folder.iterdir()) for one in read_captures(other)]
    assert set(survivors) == {*refs[:-1], ref}


def test_threads_may_share_a_folder(tmp_path: Path) -> None:
    captures = CaptureFolder(tmp_path)
    refs: list[str] = []

    def write(number: int) -> None:
        body = b"%d" % number * 2_000
        refs.append(captures.append(f"s{number}", Response(200, body), AT))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    captures.sync()
    read = list(read_captures(tmp_path / "ticker-20250710.warc.gz"))
    assert {one.ref for one in read} == set(refs)
    assert all(one.response.body == (one.source or "")[1:].encode() * 2_000 for one in read)


def test_a_batch_waits_for_the_disk_once(tmp_path: Path) -> None:
    captures = CaptureFolder(tmp_path)
    refs = [captures.append("wire", RESPONSE, AT + timedelta(hours=12 * n)) for n in range(6)]
    captures.sync()
    assert [captures.read_one(ref).at for ref in refs] == [
        AT + timedelta(hours=12 * n) for n in range(6)
    ]
    assert len(list(tmp_path.iterdir())) == 3


# --- trouble with the disk -------------------------------------------------------------------

FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from ticker.capture import CaptureFolder
from ticker.errors import StoreFullError
from ticker.model import Response

folder, at = Path(sys.argv[1]), datetime(2025, 7, 10, tzinfo=UTC)
captures = CaptureFolder(folder)
captures.write("wire", Response(200, b"small"), at)
path = folder / "ticker-20250710.warc.gz"
before = path.read_bytes()
resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 700, -1))
import random
big = Response(200, random.Random(1).randbytes(50_000))
for _ in range(2):
    try:
        captures.write("wire", big, at)
    except StoreFullError as error:
        print(error.hint)
    assert path.read_bytes() == before
resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
print(captures.read_one(captures.write("wire", big, at)).response == big)
"""


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """The quota here is a limit on the size of files, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    hint = "free some space; what was captured before is safe"
    assert done.stdout.splitlines() == [hint, hint, "True"]


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="captures cannot be written") as told:
        CaptureFolder(tmp_path / "file" / "folder").write("wire", RESPONSE, AT)
    assert not isinstance(told.value, StoreFullError)
    assert told.value.hint
