"""robots.txt: what its rules are, and what its absence means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fetch.faultserver import (
    FEED,
    Answer,
    FaultServer,
    TornError,
    always,
    message,
    redirect,
)
from tests.fetch.running import QUICK, fetch_one
from ticker.errors import FetchError
from ticker.fetch import Fetcher
from ticker.fetch.robots import KEPT_S, KnownRules, Rules, read_rules, robots_address
from ticker.fetch.target import read_target

PAGE = "https://news.example/news/list"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (b"", True),
        (b"User-agent: *\nDisallow:", True),
        (b"User-agent: *\nDisallow: /", False),
        (b"User-agent: *\nDisallow: /news/", False),
        (b"User-agent: *\nDisallow: /*/list$", False),
        (b"User-agent: *\nDisallow: /news/\nAllow: /news/list", True),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n", False),
        (b"User-agent: otherbot\nDisallow: /", True),
        (b"User-agent: tickertape\nDisallow: /", True),
        (b"User-agent: otherbot\nUser-agent: ticker\nDisallow: /", False),
        (b"USER-AGENT : Ticker/2.0 # that one\nDisallow: /", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: ticker\nAllow: /", True),
        (b"User-agent: ticker\nDisallow: /\n\nUser-agent: otherbot\nAllow: /", False),
        (b"<!DOCTYPE html><title>Welcome</title><p>Disallow: /", True),
        (bytes(range(256)) * 9, True),
    ],
)
def test_the_rules_for_ticker_are_followed(text: bytes, allowed: bool) -> None:
    assert read_rules(text).allow(PAGE) is allowed


@pytest.mark.parametrize(
    ("line", "delay"),
    [("10", 10.0), ("0.5", 0.5), ("86400", 60.0), ("-3", None), ("inf", None), ("soon", None)],
)
def test_a_crawl_delay_is_kept_up_to_a_minute(line: str, delay: float | None) -> None:
    assert read_rules(f"User-agent: *\nCrawl-delay: {line}".encode()).delay_s == delay


def test_a_file_made_to_multiply_rules_does_not() -> None:
    """16,000 agents over 17,000 rules would be 270 million rules out of half a megabyte."""
    agents = "".join(f"User-agent: a{n}\n" for n in range(16_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(17_000))
    assert read_rules((agents + rules).encode()).allow(PAGE)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_it(text: bytes) -> None:
    rules = read_rules(text)
    rules.allow(PAGE)
    assert rules.delay_s is None or 0 <= rules.delay_s <= 60


def test_rules_are_kept_for_a_day_and_by_origin() -> None:
    known, rules = KnownRules(), Rules()
    page, other = read_target(PAGE), read_target("http://news.example/news/list")
    known.keep(page, rules, 100.0)
    assert known.fresh(page, 100.0 + KEPT_S - 1) is rules
    assert known.fresh(page, 100.0 + KEPT_S) is None
    assert known.any_age(page) is rules
    assert known.fresh(other, 100.0) is None
    assert known.any_age(other) is None


def test_it_stands_at_the_root_of_the_origin() -> None:
    target = read_target("https://news.example:8443/a/b?c")
    assert robots_address(target) == "https://news.example:8443/robots.txt"


# --- over the network ------------------------------------------------------------------------


async def _reset(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
    yield b""
    raise TornError


async def _silence(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
    await asyncio.sleep(60)
    yield b""


def robots(answer: Answer) -> Mapping[str, Answer]:
    return {"/robots.txt": answer}


def status(line: bytes) -> Answer:
    return always(message(b"", b"Retry-After: 77", status=line))


ALLOWING = {
    "rules": always(message(b"User-agent: *\nDisallow: /private\n")),
    "no such file": status(b"404 Not Found"),
    "forbidden": status(b"403 Forbidden"),
    "gone": status(b"410 Gone"),
    "endless redirects": redirect(b"/hops/9"),
    "redirect loop": redirect(b"/robots.txt"),
    "redirected rules": redirect(b"/other-robots"),
}
FORBIDDING = {
    "rules": (always(message(b"User-agent: *\nDisallow: /\n")), "asks programs not to fetch"),
    "server error": (status(b"500 Internal Server Error"), "cannot be read (HTTP 500"),
    "unavailable": (status(b"503 Service Unavailable"), "cannot be read (HTTP 503"),
    "too many": (status(b"429 Too Many Requests"), "cannot be read (HTTP 429"),
    "torn": (_reset, "cannot be read (the connection broke"),
    "silent": (_silence, "timeout after 0.3 s"),
    "to a private host": (redirect(b"http://127.0.0.2:%d/"), "127.0.0.2 is a loopback address"),
}


@pytest.mark.parametrize("case", ALLOWING)
def test_a_site_without_rules_against_it_is_fetched(case: str) -> None:
    told = fetch_one("/ok", answers=robots(ALLOWING[case]), robots=True)
    assert told.body == FEED
    assert told.server.paths()[0] == "/robots.txt"


@pytest.mark.parametrize("case", FORBIDDING)
def test_a_site_that_forbids_it_or_is_in_trouble_is_left_alone(case: str) -> None:
    answer, words = FORBIDDING[case]
    timeout_s = 0.3 if case == "silent" else 10.0
    told = fetch_one(
        "/ok", answers=robots(answer), robots=True, settings=replace(QUICK, timeout_s=timeout_s)
    )
    assert words in told.failure.message
    assert told.failure.hint
    assert told.failure.where == told.server.url("/ok")
    assert "/ok" not in told.server.paths()


def test_a_site_in_trouble_says_when_to_come_back() -> None:
    told = fetch_one("/ok", answers=robots(status(b"503 Service Unavailable")), robots=True)
    assert (told.failure.status, told.failure.retry_after_s) == (503, 77)


def test_feeds_do_not_ask() -> None:
    told = fetch_one("/ok", answers=robots(always(message(b"User-agent: *\nDisallow: /"))))
    assert told.server.paths() == ["/ok"]


def test_force_does_not_lift_it() -> None:
    answers = robots(always(message(b"User-agent: *\nDisallow: /")))
    told = fetch_one("/ok", answers=answers, robots=True, force=True)
    assert "robots.txt" in told.failure.message


def test_a_redirect_to_a_forbidden_page_is_not_followed() -> None:
    rules = always(message(b"User-agent: *\nDisallow: /ok"))
    answers = {"/robots.txt": rules, "/a": redirect(b"/ok")}
    told = fetch_one("/a", answers=answers, robots=True)
    assert "asks programs not to fetch" in told.failure.message
    assert told.server.paths() == ["/robots.txt", "/a"]


def test_the_rules_are_asked_for_once() -> None:
    async def run() -> list[str]:
        async with FaultServer() as server:
            settings = replace(QUICK, allow_private=(server.place,))
            async with Fetcher(settings, version="0.0.1") as fetcher:
                for _ in range(3):
                    await fetcher.fetch(server.url("/ok"), robots=True)
            return server.paths()

    assert asyncio.run(run()) == ["/robots.txt", "/ok", "/ok", "/ok"]


def test_a_crawl_delay_spaces_the_visits() -> None:
    async def run() -> float:
        loop = asyncio.get_running_loop()
        delay = robots(always(message(b"User-agent: *\nCrawl-delay: 0.3\n")))
        async with FaultServer(delay) as server:
            allowed = replace(QUICK, allow_private=(server.place,))
            async with Fetcher(allowed, version="0.0.1") as fetcher:
                begun = loop.time()
                for _ in range(3):
                    await fetcher.fetch(server.url("/ok"), robots=True)
                return loop.time() - begun

    assert asyncio.run(run()) >= 2 * 0.3


def test_older_rules_hold_while_the_site_is_in_trouble() -> None:
    """RFC 9309 section 2.3.1.4 lets a cached copy stand in; tried with a clock run forward."""

    async def run() -> list[str]:
        calls = 0

        async def failing_later(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
            nonlocal calls
            calls += 1
            if calls == 1:
                yield message(b"User-agent: *\nDisallow: /private\n")
            else:
                yield message(b"", status=b"500 Internal Server Error")

        loop = asyncio.get_running_loop()
        async with FaultServer(robots(failing_later)) as server:
            settings = replace(QUICK, allow_private=(server.place,))
            async with Fetcher(settings, version="0.0.1") as fetcher:
                await fetcher.fetch(server.url("/ok"), robots=True)
                ahead = loop.time() + KEPT_S
                loop.time = lambda: ahead  # type: ignore[method-assign] # a day passes
                await fetcher.fetch(server.url("/ok"), robots=True)
                with pytest.raises(FetchError, match="asks programs not to fetch"):
                    await fetcher.fetch(server.url("/private"), robots=True)
            return server.paths()

    asked = asyncio.run(run())
    assert asked == ["/robots.txt", "/ok", "/robots.txt", "/ok", "/robots.txt"]
