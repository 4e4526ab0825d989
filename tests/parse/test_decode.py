"""Bytes become text by one fixed order of evidence, and never by a codec off the list."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.parse.charsets import codec, codecs_of
from ticker.parse.decode import clean, decode

UKRAINIAN = "<rss><title>Рівне: у місті готуються до зими, на вулицях сніг</title></rss>" * 3
RUSSIAN = "<rss><title>В городе готовятся к зиме, на улицах снег</title></rss>" * 3
FRENCH = "<rss><title>L’hiver à Orléans : déjà la neige, et ça dure</title></rss>" * 3
POLISH = "<rss><language>pl</language><title>Zażółć gęślą jaźń, święto w Łodzi</title></rss>" * 3
JAPANESE = "<html lang=ja><title>町では冬の支度が始まった。通りには雪</title></html>" * 3


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_beats_every_claim(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + UKRAINIAN.encode(encoding), "text/xml; charset=windows-1251")
    assert (decoded.text, decoded.encoding) == (UKRAINIAN, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [UKRAINIAN, FRENCH, "08:54\nПерший рядок новин\n"])
def test_wide_text_without_a_mark_is_told_by_its_nul_bytes(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        (UKRAINIAN, "cp1251", "text/xml; charset=windows-1251"),
        (UKRAINIAN, "cp1251", 'application/rss+xml;charset="Windows-1251"; x=y'),
        (RUSSIAN, "koi8-r", "text/xml; charset=KOI8-R"),
        (FRENCH, "cp1252", "text/xml; charset=iso-8859-1"),
        (JAPANESE, "cp932", "text/html; charset=x-sjis"),
    ],
)
def test_the_charset_of_http_is_believed_where_it_fits(
    text: str, encoding: str, content_type: str
) -> None:
    decoded = decode(text.encode(encoding), content_type)
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_http_beats_the_xml_declaration() -> None:
    body = "<?xml version='1.0' encoding='koi8-u'?><rss>сніг</rss>".encode("cp1251")
    assert decode(body, "text/xml; charset=windows-1251").text.endswith("<rss>сніг</rss>")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<?xml version='1.0' encoding='windows-1251'?>", "cp1251"),
        ('\r\n<?xml version="1.0" encoding="KOI8-U" standalone="yes"?>', "koi8-u"),
        ("<!DOCTYPE html><html><head><meta charset=windows-1251>", "cp1251"),
        ('<html><head><META HTTP-EQUIV="x" content="text/html; charset=windows-1251">', "cp1251"),
    ],
)
def test_the_document_may_name_its_charset(head: str, encoding: str) -> None:
    decoded = decode((head + UKRAINIAN).encode(encoding))
    assert (decoded.text, decoded.encoding) == (head + UKRAINIAN, encoding)


def test_a_charset_in_a_comment_is_no_claim() -> None:
    head = "<html><head><!-- <meta charset=koi8-r> --><meta charset=windows-1251>"
    assert decode((head + RUSSIAN).encode("cp1251")).encoding == "cp1251"


@pytest.mark.parametrize("claimed", ["iso-8859-1", "windows-1251", "koi8-u", "us-ascii", "big5"])
def test_valid_utf8_loses_to_no_false_claim(claimed: str) -> None:
    decoded = decode(UKRAINIAN.encode(), f"text/xml; charset={claimed}")
    assert (decoded.text, decoded.encoding) == (UKRAINIAN, "utf-8")


@pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "punycode", "idna", "rot13", "zip"])
def test_a_codec_off_the_list_is_never_used(label: str) -> None:
    assert codec(label) is None
    body = f"<?xml version='1.0' encoding='{label}'?><rss>+ADw-script \\u003c</rss>".encode()
    assert decode(body, f"text/xml; charset={label}").text == body.decode()


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("ISO-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("win-1251", "cp1251"),
        (" UTF8 ", "utf-8"),
        ("utf-16", None),
        ("no-such-charset", None),
        ("../../etc", None),
        ("a\x00b", None),
        ("x" * 100, None),
    ],
)
def test_labels_are_read_as_browsers_read_them(label: str, name: str | None) -> None:
    assert codec(label) == name


def test_languages_name_their_legacy_codecs() -> None:
    assert codecs_of("pl-PL")[0] == "cp1250"
    assert codecs_of("en") == ()


@pytest.mark.parametrize("declaration", ["", "<?xml version='1.0' encoding='utf-8'?>"])
@pytest.mark.parametrize("claimed", [None, "text/xml; charset=utf-8", "text/xml; charset=latin1"])
def test_one_stray_byte_costs_one_character(declaration: str, claimed: str | None) -> None:
    """Else a feed's every headline turns to mojibake and is recorded as edited."""
    at = (declaration + UKRAINIAN).encode().index("готуються".encode())
    body = (declaration + UKRAINIAN).encode()
    decoded = decode(body[:at] + b"\xff" + body[at:], claimed)
    assert decoded.encoding == "utf-8"
    assert decoded.text.replace("\ufffd", "") == declaration + UKRAINIAN


def test_a_document_cut_inside_a_character_is_still_utf8() -> None:
    body = UKRAINIAN.encode()
    cut = body[: body.rindex("сніг".encode()) + 1]
    assert decode(cut).text == cut[:-1].decode() + "\ufffd"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(UKRAINIAN, "cp1251"), (RUSSIAN, "koi8-r"), (FRENCH, "cp1252"), (POLISH, "cp1250")],
)
def test_an_undeclared_legacy_text_is_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_a_false_claim_of_utf8_does_not_ruin_a_legacy_text() -> None:
    body = ("<?xml version='1.0' encoding='utf-8'?>" + UKRAINIAN).encode("cp1251")
    assert decode(body).encoding == "cp1251"


def test_a_stray_byte_in_a_declared_legacy_text_costs_one_character() -> None:
    text = "<?xml version='1.0' encoding='windows-1251'?>" + UKRAINIAN
    body = text.encode("cp1251") + b"\x98"  # the one byte that windows-1251 leaves undefined
    assert decode(body).text == text + "\ufffd"


def test_nul_becomes_the_replacement_character() -> None:
    assert (
        decode(b"one\x00two, and so on for a while").text == "one\ufffdtwo, and so on for a while"
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\ud83d\ude00", "😀"),
        ("a\ud83db", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("a\x00b", "a\ufffdb"),
        ("\x1b[31m", "\x1b[31m"),
    ],
)
def test_clean_text_can_be_stored(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.binary(max_size=300), st.sampled_from([None, "x; charset=utf-8", "x; charset=big5"]))
def test_any_bytes_become_text_that_can_be_stored(body: bytes, content_type: str | None) -> None:
    text = decode(body, content_type).text
    assert "\x00" not in text
    text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()).text == text
