"""Recorded polls: played once, in order, checked whole before anything is written."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import rows, told
from tests.poll.wire import DAWN, RSS, Hands, Reply, Story, Wire, numbered, rss
from ticker.api import Ticker
from ticker.capture import CaptureFolder, QuietPoll
from ticker.errors import ReplayError
from ticker.model import Config, ReplayReport, Response


def index(folder: Path, *lines: dict[str, Any] | str, name: str = "index.jsonl") -> Path:
    """An index with its bodies: ``body`` in a line becomes the file that it names."""
    written = []
    for number, line in enumerate(lines):
        if isinstance(line, str):
            written.append(line)
            continue
        said = {key: value for key, value in line.items() if key != "body"}
        if "body" in line:
            said["file"] = f"{name}-{number}"
            (folder / said["file"]).write_bytes(line["body"])
        written.append(json.dumps(said, ensure_ascii=False))
    path = folder / name
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


def line(minutes: int, body: bytes | None = None, **more: Any) -> dict[str, Any]:
    said = {"ts": f"{DAWN + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}", **more}
    return said if body is None else {**said, "body": body}


def replay(config: Config, path: Path) -> ReplayReport:
    with Ticker(config, Hands()) as ticker:
        return ticker.replay("harbour", path)


def outcomes(config: Config) -> list[tuple[object, ...]]:
    return rows(config, "SELECT outcome, status, stage, error FROM polls ORDER BY at")


def test_every_line_is_one_poll_as_if_live(configured: Configured, tmp_path: Path) -> None:
    config = configured()
    path = index(
        tmp_path,
        line(0, status=304),
        line(5, gzip.compress(numbered(2, 1)), headers={"ETag": '"1"', "X": "\u2028"}),
        line(10, status=304),
        line(15, b"not here", status=404),
        line(20, b"half", status=206),
        line(25, numbered(2, 1)),
        "",
        line(30, b"<!doctype html><p>Log in</p>"),
        line(35, rss(Story(3), Story(2, "Ferry 2 waits"), Story(1)), headers=[["ETAG", '"2"']]),
    )
    report = replay(config, path)
    assert (report.played, report.failed, report.new, report.revised) == (8, 4, 3, 1)
    assert [row[:3] for row in outcomes(config)] == [
        ("failed", 304, "fetch"),
        ("new", 200, None),
        ("not_modified", 304, None),
        ("failed", 404, "fetch"),
        ("failed", 206, "fetch"),
        ("same", 200, None),
        ("failed", 200, "parse"),
        ("new", 200, None),
    ]
    assert outcomes(config)[3][3] == "HTTP 404 Not Found"
    assert rows(config, "SELECT etag, failures, next_poll_at FROM source") == [
        (b'"2"', 0, int(DAWN.timestamp()))
    ]
    first = told(config)
    again = replay(config, path)
    assert (again.played, again.skipped) == (0, 8)
    assert told(config) == first


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (line(60), "no file, and no status 304"),
        (line(60, file="nowhere.xml"), "a recorded body cannot be read: no such file"),
        (line(60, file="."), "a recorded body cannot be read: a folder"),
        (line(60, gzip.compress(numbered(1))[:-9]), "a recorded body cannot be read"),
        (line(60, b"\x1f\x8b" + b"0" * 99), "a recorded body cannot be read"),
        (line(-1, numbered(1)), "is older than the poll before it"),
        (line(45, numbered(9)), "other bytes stand before"),
        ("{", "not a line of a recording"),
        ("[1]", "not a line of a recording"),
        ('{"file": "x"}', "no 'ts'"),
        ('{"ts": 5, "file": "x"}', "not a line of a recording"),
        ('{"ts": "2025-07-10T06:00:00", "file": "x"}', "an instant without a zone"),
        ('{"ts": "0001-01-01T00:00:00+14:00", "file": "x"}', "not a line of a recording"),
        ('{"ts": "2025-07-10T09:00:00Z", "status": Infinity}', "not a line of a recording"),
        ('{"ts": "2025-07-10T09:00:00Z", "headers": 7, "status": 304}', "not a line"),
        ("[" * 100_000, "not a line of a recording"),
        (line(-600, numbered(1)), "is older than the poll before it"),
    ],
)
def test_what_cannot_be_played_whole_is_not_played_at_all(
    bad: dict[str, Any] | str, message: str, configured: Configured, tmp_path: Path
) -> None:
    """The bad line is the last of many: by then batches would have been written."""
    config = configured()
    good = [line(minutes, numbered(minutes + 1)) for minutes in range(46)]
    path = index(tmp_path, *good, bad)
    with pytest.raises(ReplayError, match=message) as told_of:
        replay(config, path)
    assert told_of.value.hint
    assert rows(config, "SELECT count(*) FROM poll") == [(0,)]


def test_a_recording_that_is_none_is_said_to_be_none(
    configured: Configured, tmp_path: Path
) -> None:
    for path in (tmp_path / "nowhere.jsonl", tmp_path, tmp_path / "nowhere.warc.gz"):
        with pytest.raises(ReplayError):
            replay(configured(), path)
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReplayError, match="not text in UTF-8"):
        replay(configured(), binary)


def test_what_contradicts_the_record_is_refused(configured: Configured, tmp_path: Path) -> None:
    config = configured()
    replay(config, index(tmp_path, line(0, numbered(1)), line(30, numbered(2, 1))))
    before = told(config)
    for bad, message in (
        (line(0, numbered(7)), "other bytes are stored"),
        (line(10, numbered(1)), "older than the newest poll of harbour"),
    ):
        with pytest.raises(ReplayError, match=message):
            replay(config, index(tmp_path, bad, line(60, numbered(3, 2, 1)), name="more.jsonl"))
    assert told(config) == before
    more = index(tmp_path, line(30, numbered(2, 1)), line(60, numbered(3, 2, 1)))
    report = replay(config, more)
    assert (report.played, report.skipped, report.new) == (1, 1, 1)


def captured(folder: Path, *polls: tuple[int, bytes, tuple[QuietPoll, ...]]) -> Path:
    """A file of ticker's own captures."""
    captures = CaptureFolder(folder)
    for minutes, body, before in polls:
        at = DAWN + timedelta(minutes=minutes)
        answer = Response(200, body, tuple(RSS.items()), "https://harbour.example/rss")
        captures.write("harbour", answer, at, before)
    (path,) = folder.iterdir()
    return path


def test_a_capture_whose_poll_a_crash_took_gives_way_to_the_one_after_it(
    configured: Configured, tmp_path: Path
) -> None:
    path = captured(
        tmp_path / "w",
        (0, numbered(1), ()),
        (10, numbered(2, 1), ()),
        (10, numbered(3, 2, 1), ()),
        (9, numbered(4, 3, 2, 1), ()),
        (20, numbered(5, 4, 3, 2, 1), ()),
    )
    config = configured()
    assert replay(config, path).played == 3
    assert rows(config, "SELECT substr(at, 15, 2), new FROM polls ORDER BY at") == [
        ("00", 1),
        ("09", 3),
        ("20", 1),
    ]


def test_captures_catch_up_a_store_that_holds_part_of_them(
    configured: Configured, tmp_path: Path
) -> None:
    """As after a backup was put back: of a run of quiet polls it holds the beginning."""

    def quiet(until: int, repeats: int) -> tuple[QuietPoll, ...]:
        start, end = (DAWN + timedelta(minutes=minutes) for minutes in (10, until))
        return (QuietPoll("not_modified", start, end, repeats, 304),)

    config, whole = configured(), configured(at="whole")
    early = captured(tmp_path / "a", (0, numbered(1), ()), (31, numbered(2, 1), quiet(30, 3)))
    replay(config, index(tmp_path, line(0, numbered(1)), *(line(m, status=304) for m in (10, 20))))
    late = captured(tmp_path / "b", (0, numbered(1), ()), (31, numbered(2, 1), quiet(30, 3)))
    replay(config, late)
    replay(whole, early)
    said = "SELECT at, until_at, repeats, outcome FROM polls ORDER BY at"
    assert rows(config, said) == rows(whole, said)
    assert [repeats for _, _, repeats, _ in rows(config, said)] == [1, 3, 1]


def test_own_captures_are_cited_where_they_lie(
    configured: Configured, source: Wire, tmp_path: Path
) -> None:
    source.answers["/rss"] = Reply(numbered(2, 1))
    config = configured()
    with Ticker(config, Hands()) as ticker:
        ticker.poll()
    assert config.captures is not None
    (path,) = Path(config.captures).iterdir()
    (tmp_path / "desk" / "ticker.db").rename(tmp_path / "lost.db")
    replay(config, path)
    elsewhere = configured(at="elsewhere")
    replay(elsewhere, path)
    ((reference,),) = rows(config, "SELECT capture FROM polls")
    assert CaptureFolder(config.captures).read_one(str(reference)).response.body == numbered(2, 1)
    assert rows(elsewhere, "SELECT capture FROM polls") == [(None,)]


def test_memory_does_not_grow_with_a_recording(configured: Configured, tmp_path: Path) -> None:
    """What is held is a batch of it: 20 bodies of 200 kB, not 80."""
    padding = "<!-- " + "x" * 200_000 + " -->"
    bodies = (numbered(2, 1, extra=padding.replace("x", chr(97 + n % 26))) for n in range(80))
    path = index(tmp_path, *(line(number, body) for number, body in enumerate(bodies)))
    config = configured()
    replay(config, index(tmp_path, line(-1, numbered(2, 1)), name="first.jsonl"))
    tracemalloc.start()
    try:
        assert replay(config, path).played == 80
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000
