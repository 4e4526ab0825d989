"""OPML: what readers export is read, what is hostile is refused, what is written is read back."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import exports
from ticker.errors import UsageError
from ticker.opml import MOST_BYTES, MOST_DEPTH, Outline, read_opml, tags_of, write_opml

HARBOUR = "https://harbour.example/rss"


def read(data: bytes) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.title, one.url, tags_of(one)) for one in read_opml(data, "feeds.opml")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            exports.FEEDLY,
            [
                ("Harbour news", HARBOUR, ("Sea",)),
                ("Tides & Winds", "https://tides.example/feed/", ("Sea",)),
                ("Harbour news", HARBOUR, ("Morning",)),
                ("Hill", "http://hill.example/atom.xml", ()),
            ],
        ),
        (exports.MINIFLUX, [("Harbour news", HARBOUR, ("Sea",))]),
        (
            exports.FRESHRSS,
            [("Harbour news", HARBOUR, ()), ("Pier", "https://pier.example/latest", ())],
        ),
        (exports.NETNEWSWIRE, [("Harbour news", HARBOUR, ("Sea",))]),
        (exports.THUNDERBIRD, [("Harbour news", HARBOUR, ("Sea",))]),
        (
            exports.NEWSBOAT,
            [
                ("Harbour news", HARBOUR, ("Sea", "Morning")),
                ("Mail", "exec:~/bin/mail-to-rss", ()),
                ("Hill", "filter:~/bin/cut:https://hill.example/rss", ()),
            ],
        ),
        (
            exports.BY_HAND,
            [("Fish & Chips café", "feed://harbour.example/rss?a=1&b=2", ())],
        ),
    ],
    ids=["feedly", "miniflux", "freshrss", "netnewswire", "thunderbird", "newsboat", "by hand"],
)
def test_what_readers_export_is_read(
    data: bytes, said: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    assert read(data) == said


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1251", "iso-8859-1"])
def test_a_file_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    title = "Café" if encoding == "iso-8859-1" else "Гавань"
    declared = encoding.removesuffix("-sig")
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><opml><body>'
        f'<outline text="{title}" xmlUrl="{HARBOUR}"/></body></opml>'
    )
    assert read(text.encode(encoding)) == [(title, HARBOUR, ())]


def outlines(inside: str) -> bytes:
    return f"<?xml version='1.0'?>\n<opml><body>\n{inside}\n</body></opml>".encode()


HOSTILE = [
    (
        b'<?xml version="1.0"?>\n<!DOCTYPE opml [<!ENTITY a "aaaaaaa"><!ENTITY b "&a;&a;">]>\n'
        b'<opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>',
        ":2: the document has a DOCTYPE",
    ),
    (
        b'<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml><body/></opml>',
        ":1: the document has a DOCTYPE",
    ),
    (b"x" * (MOST_BYTES + 1), ": more than 10 MB"),
    (outlines("<outline text='a'>" * 1_000 + "</outline>" * 1_000), ":3: folders are nested more"),
    (outlines("<outline text='\xff\xfe'"), "well-formed"),
    (outlines("").replace(b"<body>", b"<body>\xff\xfe\x80"), ":2: this is not well-formed XML"),
    (b" \n", "feeds.opml: it is empty"),
    (b"<!-- -->", "not well-formed XML: no element found"),
    (b"<html><body>Log in</body></html>", ":1: this is no OPML: its root element is <html>"),
    (b"<rss version='2.0'><channel/></rss>", "its root element is <rss>"),
    (b"<?xml version='1.0' encoding='klingon'?><opml/>", "encoding"),
    (b"<?xml version='1.0' encoding='shift_jis'?><opml/>", "encoding"),
    (b"<opml><body><outline text='cut", "not well-formed"),
]


@pytest.mark.parametrize(("data", "says"), HOSTILE, ids=[says for _, says in HOSTILE])
def test_what_is_hostile_or_broken_is_refused_with_its_line(data: bytes, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_opml(data, "feeds.opml")
    assert re.search(re.escape(says), str(caught.value)), str(caught.value)
    assert str(caught.value).startswith("feeds.opml")
    assert caught.value.hint


def test_folders_may_be_deep_but_not_bottomless() -> None:
    depth = MOST_DEPTH - 3  # opml and body are elements, and so is the feed
    feed = f"<outline text='Harbour' xmlUrl='{HARBOUR}'/>"
    data = outlines("<outline text='a'>" * depth + feed + "</outline>" * depth)
    assert read(data) == [("Harbour", HARBOUR, ("a",))]


def test_an_entity_that_nobody_declared_is_text() -> None:
    assert read(outlines(f"<outline text='&xxe;' xmlUrl='{HARBOUR}'/>"))[0][0] == "&xxe;"


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    for whole in (data, outlines("").replace(b"<body>", b"<body>" + data)):
        try:
            read_opml(whole, "feeds.opml")
        except UsageError as error:
            assert error.hint


WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), max_codepoint=0xFFFD),
    min_size=1,
    max_size=12,
)
TAGS = st.lists(WORDS.filter(lambda tag: "|" not in tag), max_size=3, unique=True).map(tuple)


@given(name=WORDS, tags=TAGS, zone=st.sampled_from(["", "Europe/Kyiv"]), listed=st.booleans())
def test_what_is_written_is_read_back(
    name: str, tags: tuple[str, ...], zone: str, listed: bool
) -> None:
    """Tags with commas and slashes, names with quotes and angle brackets included."""
    own = {"name": name, "kind": "list", "item": "li > a[href^='/x']"} if listed else {"name": name}
    own |= {"zone": zone} if zone else {}
    outline = Outline(
        "https://a.example/?a=1&b=2", name, folders=tags[:1], categories=tags, own=own
    )
    text = write_opml([outline], "desk", "Thu, 10 Jul 2025 06:00:00 GMT")
    (again,) = read_opml(text.encode(), "out.opml")
    assert (again.url, again.title, again.own) == (outline.url, name, own)
    assert set(tags_of(again)) == set(tags)


def test_other_readers_see_feeds_in_folders_and_no_lists() -> None:
    feed = Outline(HARBOUR, "harbour", folders=("sea",), categories=("sea", "air raid"))
    listed = Outline("https://hill.example/", "hill", own={"name": "hill", "kind": "list"})
    root = ElementTree.fromstring(write_opml([feed, listed, feed], "desk", "now"))
    assert root.get("version") == "2.0"
    seen = [
        (folder.get("text"), [one.get("xmlUrl") for one in folder])
        for folder in root.findall("body/outline")
    ]
    assert seen == [("sea", [HARBOUR, HARBOUR]), ("hill", [])]
    (link,) = root.findall("body/outline[@type='link']")
    assert (link.get("url"), link.get("xmlUrl")) == ("https://hill.example/", None)
    assert root.find("body/outline/outline").get("category") == "sea,air raid"  # type: ignore[union-attr]  # it is there
