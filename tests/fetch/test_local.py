"""Local files: whole or refused."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from ticker.errors import FetchError
from ticker.fetch import read_local

TEXT = "08:54 Ферри выходит из гавани\n".encode()


def test_a_path_and_a_file_address_give_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "список 1?.txt"
    path.write_bytes(TEXT)
    by_path = read_local(str(path), 1_000)
    by_address = read_local(path.as_uri(), 1_000)
    assert by_path == by_address
    assert (by_path.status, by_path.body, by_path.headers) == (200, TEXT, ())
    assert by_path.url == path.as_uri()


def test_a_relative_path_is_read_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.html").write_bytes(TEXT)
    monkeypatch.chdir(tmp_path)
    assert read_local("page.html", 1_000).url == (tmp_path / "page.html").as_uri()


@pytest.mark.parametrize("name", ["page.html.gz", "page.HTML.GZ", "page"])
def test_gzip_is_inflated_whatever_the_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(TEXT, mtime=0))
    assert read_local(str(path), 1_000).body == TEXT


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(TEXT, mtime=0)[:-1], "breaks off"),
        (gzip.compress(TEXT, mtime=0)[:1], "breaks off"),
        (b"", "breaks off"),
        (TEXT, "labelled gzip, but it is not"),
        (gzip.compress(bytes(2_000), mtime=0), "too large: more than 1 kB"),
    ],
)
def test_a_gz_file_that_is_not_whole_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "page.gz"
    path.write_bytes(data)
    with pytest.raises(FetchError, match=words) as told:
        read_local(str(path), 1_000)
    assert told.value.where == str(path)
    assert told.value.hint


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert read_local(str(tmp_path / "empty"), 1_000).body == b""


def test_a_file_over_the_cap_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(bytes(1_001))
    with pytest.raises(FetchError, match="too large"):
        read_local(str(path), 1_000)
    assert len(read_local(str(path), 1_001).body) == 1_001


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("", "a folder, not a file"),
        ("missing.xml", "no such file"),
        ("file.txt/inside", "no such file"),
        ("pipe", "not a regular file"),
        ("x" * 300, "File name too long"),
        ("nul\0l", "null character"),
    ],
)
def test_what_is_no_readable_file_is_named(tmp_path: Path, named: str, words: str) -> None:
    (tmp_path / "file.txt").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FetchError, match=words) as told:
        read_local(f"{tmp_path}/{named}", 1_000)
    assert told.value.hint


@pytest.mark.parametrize("url", ["file://server/share/x", "file:", "FILE://%zz@/x"])
def test_a_file_address_is_on_this_machine(url: str) -> None:
    with pytest.raises(FetchError):
        read_local(url, 1_000)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0)
    with pytest.raises(FetchError, match="not readable"):
        read_local(str(path), 1_000)
