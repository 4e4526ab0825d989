"""The section [web]: where the page is served, and who may ask."""

from __future__ import annotations

import pytest

from tests.configured import complaint, read
from ticker.config import read_listen
from ticker.model import WebSettings

SECRET = "correct-horse-battery"


def test_without_the_section_nothing_is_served() -> None:
    assert read("").web is None


def test_an_empty_section_serves_this_machine_alone() -> None:
    web = read("[web]").web
    assert web == WebSettings("127.0.0.1", 8765, None, ())
    assert web.loopback
    assert web.names() == {"127.0.0.1", "::1", "localhost"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("127.0.0.1:8765", ("127.0.0.1", 8765)),
        ("localhost:80", ("127.0.0.1", 80)),
        ("[::1]:0", ("::1", 0)),
        ("0.0.0.0:65535", ("0.0.0.0", 65535)),
        (" 10.0.0.7:8080 ", ("10.0.0.7", 8080)),
        ("127.0.0.1", None),
        ("8765", None),
        (":8765", None),
        ("127.0.0.1:65536", None),
        ("desk.example:80", None),
        ("::1:80", None),
        ("http://127.0.0.1:80", None),
        ("127.0.0.1:８７６５", None),
        ("", None),
    ],
)
def test_where_to_listen_is_an_address_and_a_port(text: str, place: tuple[str, int] | None) -> None:
    assert read_listen(text) == place


def test_beyond_this_machine_a_token_is_needed() -> None:
    error = complaint('[web]\nlisten = "0.0.0.0:8765"')
    assert error.where is not None
    assert error.where.endswith(":2")
    assert "no token is set" in error.message
    assert "${TICKER_TOKEN}" in (error.hint or "")
    web = read('[web]\nlisten = "0.0.0.0:8765"\ntoken = "${T}"', {"T": SECRET}).web
    assert web is not None
    assert web.token == SECRET
    assert web.names() == frozenset()


def test_the_token_is_never_shown() -> None:
    web = read('[web]\ntoken = "${T}"', {"T": SECRET}).web
    assert SECRET not in repr(web)
    for bad in ("short", SECRET + "\x7f", "пароль-длинный-очень"):
        error = complaint('[web]\ntoken = "${T}"', {"T": bad})
        assert bad not in f"{error} {error.hint}"


@pytest.mark.parametrize("origin", ["*", "desk.example", "https://desk.example/", "ftp://a"])
def test_an_origin_that_is_none_is_refused(origin: str) -> None:
    assert "no origin" in complaint(f'[web]\ncors = ["{origin}"]').message
    web = read('[web]\ncors = ["https://desk.example:444"]').web
    assert web is not None
    assert web.cors == ("https://desk.example:444",)
