"""The inflater: whole or nothing, and never more than the cap."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticker.errors import FetchError
from ticker.fetch.inflate import Coding, Inflater, coding_of, megabytes

TEXT = b"<rss>" + b"Bridge reopens after the flood. " * 40 + b"</rss>"
RAW = zlib.compressobj(wbits=-15)
PACKED: dict[str, tuple[Coding, bytes]] = {
    "gzip": ("gzip", gzip.compress(TEXT, mtime=0)),
    "zlib": ("deflate", zlib.compress(TEXT)),
    "raw deflate": ("deflate", RAW.compress(TEXT) + RAW.flush()),
    "identity": ("identity", TEXT),
}


def inflate(coding: Coding, data: bytes, *, limit: int = 1_000_000, step: int = 0) -> bytes:
    inflater = Inflater(coding, limit)
    for start in range(0, len(data), step or len(data) or 1):
        inflater.feed(data[start : start + (step or len(data))])
    return inflater.finish()


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("step", [0, 1, 2, 7])
def test_a_body_comes_out_whole_however_it_arrives(name: str, step: int) -> None:
    assert inflate(*PACKED[name], step=step) == TEXT


@pytest.mark.parametrize("name", ["gzip", "zlib"])
def test_a_body_cut_anywhere_is_refused(name: str) -> None:
    coding, packed = PACKED[name]
    for end in range(len(packed)):
        with pytest.raises(FetchError, match="breaks off"):
            inflate(coding, packed[:end])


def test_a_damaged_body_is_refused() -> None:
    """All but the few bits that no decompressor looks at: those give the same text."""
    _, packed = PACKED["gzip"]
    refused = 0
    for place in range(10, len(packed)):
        flipped = bytes((packed[place] ^ 0x40,))
        try:
            assert inflate("gzip", packed[:place] + flipped + packed[place + 1 :]) == TEXT
        except FetchError:
            refused += 1
    assert refused >= len(packed) - 12


@pytest.mark.parametrize("step", [0, 1])
def test_members_in_a_row_are_one_body_and_padding_is_none(step: int) -> None:
    members = gzip.compress(TEXT[:100]) + gzip.compress(b"") + gzip.compress(TEXT[100:])
    for padding in (b"", b"\0" * 32, b"\x1f", b"\n<!-- cached -->"):
        assert inflate("gzip", members + padding, step=step) == TEXT


def test_a_second_member_that_breaks_off_is_refused() -> None:
    members = gzip.compress(TEXT) + gzip.compress(TEXT)[:-3]
    with pytest.raises(FetchError, match="breaks off"):
        inflate("gzip", members)


def test_an_empty_document_may_be_compressed_but_nothing_is_no_gzip() -> None:
    assert inflate("gzip", gzip.compress(b"")) == b""
    with pytest.raises(FetchError, match="breaks off after 0 bytes"):
        inflate("gzip", b"")


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_is_not_compressed_is_not_what_its_label_says(coding: Coding) -> None:
    inflater = Inflater(coding, 1_000_000)
    with pytest.raises(FetchError, match=f"labelled {coding}, but it is not"):
        inflater.feed(TEXT)
    assert not inflater.began


@pytest.mark.parametrize("name", PACKED)
def test_the_cap_is_on_what_comes_out(name: str) -> None:
    assert inflate(*PACKED[name], limit=len(TEXT)) == TEXT
    with pytest.raises(FetchError, match="too large: more than"):
        inflate(*PACKED[name], limit=len(TEXT) - 1)


def test_data_that_inflates_to_nothing_is_no_way_round_the_cap() -> None:
    inflater = Inflater("gzip", 1_000)
    with pytest.raises(FetchError, match="too large"):
        for _ in range(1_000):
            inflater.feed(gzip.compress(b""))


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_no_bytes_break_it_otherwise_than_by_a_clear_error(data: bytes, coding: Coding) -> None:
    try:
        assert len(inflate(coding, data, limit=5_000)) <= 5_000
    except FetchError as error:
        assert error.message and error.hint


@pytest.mark.parametrize(
    ("values", "coding"),
    [
        ([], "identity"),
        ([""], "identity"),
        (["identity"], "identity"),
        (["none"], "identity"),
        (["UTF-8"], "identity"),
        (["GZip"], "gzip"),
        (["x-gzip"], "gzip"),
        (["deflate"], "deflate"),
        (["identity, gzip"], "gzip"),
    ],
)
def test_the_label_names_one_coding(values: list[str], coding: str) -> None:
    assert coding_of(values) == coding


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["gzip, gzip"], "compressed 2 times"),
        (["gzip", "deflate"], "compressed 2 times"),
        (["br"], "coding 'br'"),
        (["zstd"], "coding 'zstd'"),
        (["\x1b[31mred"], "coding '??31mred'"),
    ],
)
def test_other_labels_are_refused(values: list[str], message: str) -> None:
    with pytest.raises(FetchError) as told:
        coding_of(values)
    assert message in told.value.message
    assert "\x1b" not in told.value.message


@pytest.mark.parametrize(
    ("count", "text"), [(999, "999 bytes"), (64_000, "64 kB"), (10_000_000, "10 MB")]
)
def test_sizes_are_for_people(count: int, text: str) -> None:
    assert megabytes(count) == text
