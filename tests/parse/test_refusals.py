"""A document that is not what was asked for, or not whole, is refused by name."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.errors import ParseError
from ticker.model import SourceKind
from ticker.parse import parse
from ticker.parse.ending import page_is_whole, root_end

RSS = (
    '<?xml version="1.0"?><!-- </rss> --><rss version="2.0"><channel><title>T</title>'
    "<item><title><![CDATA[How to close a feed: </channel></rss>]]></title><guid>1</guid></item>"
    "<!-- </rss> --><item><title>Second</title><guid>2</guid></item></channel></rss>"
)
ATOM = (
    '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title>'
    "<a:entry><a:id>1</a:id><a:title>One</a:title></a:entry></a:feed>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"><item rdf:about="u"><title>One</title></item></rdf:RDF>'
)
JSON = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []})
PAGE = (
    "<!DOCTYPE html><html><head><title>T</title><script>var s = '</body></html>';</script></head>"
    "<body><p>text</p><!-- </html> --><iframe srcdoc='<body></body>'></iframe><p>end</p>"
)


def refusal(body: bytes | str, **options: Any) -> ParseError:
    with pytest.raises(ParseError) as caught:
        parse(body.encode() if isinstance(body, str) else body, **options)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("body", "kind", "what"),
    [
        (b"", None, "an empty document"),
        (b"\xef\xbb\xbf \r\n", "feed", "an empty document"),
        (b"%PDF-1.7 ...", None, "a PDF"),
        (gzip.compress(RSS.encode()), "feed", "gzip data"),
        (b"\x89PNG\r\n\x1a\n\x00", None, "a PNG image"),
        (bytes(range(128, 256)) * 9 + bytes(range(32)), "text", "binary data"),
        (b"<html><body>hello</body></html>", "feed", "an HTML page, not a feed"),
        (b"<!doctype html><title>x</title>", "feed", "an HTML page, not a feed"),
        (b"<div><p>hello</p></div>", "feed", "an HTML page, not a feed"),
        (b"<html><body>hello</body></html>", "text", "an HTML page, not plain text"),
        (b"just words", "feed", "plain text, not a feed"),
        (b"<opml version='2.0'><body/></opml>", None, "an XML document <opml>, not a feed"),
        (b"<?xml version='1.0'?><urlset></urlset>", "feed", "an XML document <urlset>"),
        (b"<?xml version='1.0'?><!-- nothing -->", "feed", "markup without any element"),
        (RSS.encode(), "list", "a feed <rss>, not a list"),
        (JSON.encode(), "text", "JSON, not plain text"),
        (b'{"name": "x"}', None, "JSON but no JSON Feed"),
        (b"[]", "feed", "JSON but no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "feed", "JSON but no JSON Feed"),
        (b'{"version" "x"}', "feed", "broken JSON at line 1, column 12"),
        (b"[" * 100_000 + b'"', "feed", "JSON"),
    ],
)
def test_a_refusal_says_what_the_thing_is(body: bytes, kind: SourceKind | None, what: str) -> None:
    assert what in refusal(body, kind=kind).message


@pytest.mark.parametrize(
    ("page", "who"),
    [
        ("<html><head><title>Just a moment...</title></head><body></body></html>", "Cloudflare"),
        (
            "<html><title>Attention Required! | Cloudflare</title><body></body></html>",
            "Cloudflare",
        ),
        (
            "<html><title>Log in</title><body><input type=password></body></html>",
            "password asked",
        ),
        ("<html><title>Are you a robot?</title><body></body></html>", "captcha"),
    ],
)
@pytest.mark.parametrize("kind", ["feed", "list", None])
def test_a_gate_is_called_a_gate(page: str, who: str, kind: SourceKind | None) -> None:
    assert f"a login or challenge page ({who})" in refusal(page, kind=kind).message


def test_a_page_with_a_login_form_is_not_a_login_page() -> None:
    page = "<html><title>News</title><body><form><input type=password></form></body></html>"
    assert parse(page.encode(), kind="list").items == ()


def test_a_refusal_names_the_address() -> None:
    assert str(refusal(b"", url="https://a.example/rss")).startswith("https://a.example/rss: ")


@pytest.mark.parametrize("whole", [RSS, ATOM, RDF, JSON], ids=["rss", "atom", "rdf", "json"])
def test_a_feed_that_is_cut_anywhere_is_refused(whole: str) -> None:
    """Each item that a cut takes away would look delisted."""
    assert parse(whole.encode()).kind == "feed"
    for length in range(len(whole)):
        with pytest.raises(ParseError):
            parse(whole[:length].encode(), kind="feed")


def test_the_refusal_of_a_cut_feed_names_the_missing_end() -> None:
    assert refusal(RSS[:-3]).message == "the document ends before its closing </rss>"
    assert refusal(ATOM[:-9]).message == "the document ends before its closing </a:feed>"
    assert refusal(JSON[:-1]).message == "the document ends before its closing }"


def test_a_page_that_is_cut_is_refused() -> None:
    for length in range(PAGE.index("<html>") + 6, len(PAGE) + 1):
        assert not page_is_whole(PAGE[:length]), PAGE[:length]
    assert page_is_whole(PAGE + "</body>")
    assert "closing </html>" in refusal(PAGE, kind="list").message


@pytest.mark.parametrize(
    "fragment",
    [
        "<div>08:54</div>",
        "<ul><li>one<li>two",
        "<svg><title/></svg><p>text</p>",
        "<html><!--><body>text</body>",
        "<HTML><BODY>text</BODY >",
    ],
)
def test_a_fragment_or_a_sloppy_page_is_whole(fragment: str) -> None:
    assert page_is_whole(fragment)


@pytest.mark.parametrize(
    "tail",
    ["\n", "<!-- served in 0.1 s -->", "<script>count()</script>", "\x00\x00", "Warning: & <b"],
)
@pytest.mark.parametrize("whole", [RSS, ATOM, RDF])
def test_what_stands_behind_the_end_is_ignored(whole: str, tail: str) -> None:
    assert parse((whole + tail).encode()).items == parse(whole.encode()).items


@pytest.mark.parametrize(
    "head",
    [
        "\n\n",
        "\ufeff ",
        "Warning: mysql_connect() in feed.php\n",
        "<br />\n<b>Notice</b>: x<br />\n",
    ],
)
def test_what_stands_before_the_beginning_is_ignored(head: str) -> None:
    assert parse((head + RSS).encode()).items == parse(RSS.encode()).items


@pytest.mark.parametrize(
    ("text", "name", "end"),
    [
        ("<rss/>", "rss", 6),
        ('<rss a="x>y" />', "rss", 15),
        ("<rss></rss ><x>", "rss", 12),
        ("<RSS></rss>", "RSS", 11),
        ("<rss></rss><rss></rss>", "rss", 22),
        ("<rss></rss><rss>", "rss", None),
        ("<rss><rssx></rssx>", "rss", None),
        ("<rss><![CDATA[</rss>", "rss", None),
        ("<rss><![CDATA[</rss>]]>", "rss", None),
        ("<rss><!-- </rss> -->", "rss", None),
        ("<rss><?php </rss> ?></rss>", "rss", 26),
        ("<rss>a <? b</rss>", "rss", 17),
        ("<rss></rss", "rss", None),
    ],
)
def test_the_root_ends_where_it_ends(text: str, name: str, end: int | None) -> None:
    assert root_end(text, name, 0) == end


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!-- ]> --><!ATTLIST a b CDATA "]>"><!ENTITY % p SYSTEM "http://e/">%p;]>',
        '<!doctype r [<!entity a "lol">]>',
        '<?xml version="1.0"?><!-- x --><!DOCTYPE rss [\n  <!ENTITY a "b">\n]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_declares_entities_is_refused(declaration: str, encoding: str) -> None:
    body = f"{declaration}<rss><channel><item><title>&b;</title></item></channel></rss>"
    assert "declares its own entities" in refusal(body.encode(encoding)).message


def test_talk_of_entities_is_no_declaration() -> None:
    feed = RSS.replace("Second", "<![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]>")
    feed = feed.replace("<!-- </rss> -->", "<!-- <!DOCTYPE x [<!ENTITY a 'b'>]> -->", 1)
    assert parse(feed.encode()).items[1].title == "<!DOCTYPE x [<!ENTITY a 'b'>]>"


def test_a_doctype_without_entities_is_harmless() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://d/">'
    feed = RSS.replace('<rss version="2.0">', doctype + '<rss version="0.91">')
    assert parse(feed.encode()).format == "rss091n"


@given(st.binary(max_size=400), st.sampled_from([None, "feed", "list", "text"]))
def test_any_bytes_give_a_document_or_a_refusal(body: bytes, kind: SourceKind | None) -> None:
    try:
        document = parse(body, kind=kind)
    except ParseError as error:
        assert error.hint
    else:
        assert [item.position for item in document.items] == list(range(1, len(document.items) + 1))


@given(st.data())
def test_a_damaged_feed_gives_a_document_or_a_refusal(data: st.DataObject) -> None:
    """Bytes are changed, taken out and put in: nothing but a ParseError may come of it."""
    body = bytearray(data.draw(st.sampled_from([RSS, ATOM, RDF, JSON, PAGE + "</body>"])).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        noise = data.draw(
            st.sampled_from([b"", b"<", b"&", b"]]>", b"\x00", b"\xff", b"&#", b"<!--"])
        )
        body[at : at + data.draw(st.integers(0, 3))] = noise
    try:
        parse(bytes(body))
    except ParseError as error:
        assert error.hint
