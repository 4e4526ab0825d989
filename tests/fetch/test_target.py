"""Addresses: one reading for checking and connecting, and no secrets in messages."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticker.errors import FetchError
from ticker.fetch.target import join_target, read_place, read_target, shown


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("http://127.0.0.1:80\\@evil.example/", "127.0.0.1:80"),
        ("http://2130706433/", "127.0.0.1:80"),
        ("http://0177.0.0.1/", "127.0.0.1:80"),
        ("http://127.1./", "127.0.0.1:80"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1:80"),
        ("http://0x7f.1:8080/", "127.0.0.1:8080"),
        ("http://[::FFFF:127.0.0.1]/", "[::ffff:7f00:1]:80"),
        ("https://News.EXAMPLE/x", "news.example:443"),
        ("https://новини.example/", "xn--b1amarcd.example:443"),
        ("http://good.example@127.0.0.1/", "127.0.0.1:80"),
        ("  http:/news.example", "news.example:80"),
    ],
)
def test_an_address_is_where_a_browser_would_go(text: str, place: str) -> None:
    assert read_target(text).place == place


@pytest.mark.parametrize(
    "text", ["", "news.example/feed", "http://", "http://[::1", "http://a b/", "//x/y", "\udc80"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(FetchError, match="not a web address"):
        read_target(text)


@pytest.mark.parametrize("text", ["file:///etc/passwd", "gopher://x/", "data:,x", "ftp://x/feed"])
def test_only_the_web_is_fetched(text: str) -> None:
    with pytest.raises(FetchError, match="addresses are not fetched"):
        read_target(text)


def test_credentials_are_taken_off_the_address() -> None:
    target = read_target("https://reader:p%40ss@news.example/feed?x=1#top")
    assert target.href == "https://news.example/feed?x=1"
    assert target.authorization == "Basic " + base64.b64encode(b"reader:p@ss").decode()


def test_a_path_is_asked_for_as_it_is_written() -> None:
    """Signed addresses break when `~` or `%7E` is rewritten."""
    target = read_target("http://news.example/%7euser/~me/a%2Fb|c?sig=a+b%2B&x=[1]")
    assert target.href == "http://news.example/%7euser/~me/a%2Fb|c?sig=a+b%2B&x=[1]"


@pytest.mark.parametrize(
    ("location", "href"),
    [
        (b"/feed", "https://news.example/feed"),
        (b"next?p=2", "https://news.example/en/next?p=2"),
        (b"//cdn.example/x", "https://cdn.example/x"),
        (b"\\\\cdn.example\\x", "https://cdn.example/x"),
        (b"http:/ok", "http://ok/"),
        ("/новини".encode(), "https://news.example/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8"),
        (b"/caf\xe9", "https://news.example/caf%C3%A9"),
        (b"https://thief:pw@other.example/#x", "https://other.example/"),
    ],
)
def test_a_redirect_leads_where_a_browser_would_go(location: bytes, href: str) -> None:
    target = join_target(read_target("https://news.example/en/list"), location)
    assert target.href == href
    assert target.authorization is None


@settings(deadline=None)
@given(st.binary())
def test_no_redirect_breaks_it(location: bytes) -> None:
    try:
        target = join_target(read_target("https://news.example/en/list"), location)
    except FetchError as error:
        assert error.message and error.hint
    else:
        assert target.scheme in ("http", "https")


def test_messages_show_neither_passwords_nor_control_characters() -> None:
    text = shown("htp://reader:secret@news.example/\x1b[31m\u202e?x=" + "y" * 900)
    assert "secret" not in text
    assert "\x1b" not in text
    assert len(text) <= 300


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ("127.0.0.1:8800", "127.0.0.1:8800"),
        ("Localhost:80", "localhost:80"),
        ("localhost", "localhost:80"),
        ("[::1]:8800", "[::1]:8800"),
        ("not a place", "not a place"),
    ],
)
def test_allowed_places_are_read_as_addresses_are(entry: str, place: str) -> None:
    assert read_place(entry) == place
