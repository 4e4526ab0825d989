"""The captures of a source, replayed into an empty store, make the same record again."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.poll.conftest import Configured
from tests.poll.record import Told, rows, told
from tests.poll.wire import DAWN, HTML, RSS, Asked, Hands, Reply, Story, Wire, rss
from ticker.api import Ticker
from ticker.errors import FetchError
from ticker.model import Config, Response, Source, SourceKind
from ticker.poll import Recorder, Visit
from ticker.store import Store

NOT_MODIFIED = Response(304, b"")


def rebuilt(config: Config, again: Config) -> Told:
    """What a fresh store says once the captures of `config` were replayed into it, day by day."""
    assert config.captures is not None
    with Ticker(again) as ticker:
        for path in sorted(Path(config.captures).glob("*.warc.gz")):
            for source in config.sources:
                ticker.replay(source.name, path)
    return told(again)


def settle(config: Config, visits: Iterator[Visit]) -> None:
    """Record the visits one by one, as the daemon would."""
    with Store.open(config.database, write=True, now=DAWN) as store:
        with store.writing() as writer:
            writer.sync_sources(config.sources, DAWN)
        recorder = Recorder(store, config)
        for visit in visits:
            recorder.settle([visit])


def a_day(config: Config, chance: random.Random, polls: int) -> Iterator[Visit]:
    """Visits to one source whose list grows, is edited, reordered, emptied; that fails and says
    304; the last one brings something new, because what came after the last capture is not in it.
    """
    stories = [Story(number) for number in range(8, 0, -1)]
    newest, at, body = 8, DAWN + timedelta(minutes=30), b""
    for left in range(polls, -1, -1):
        at += timedelta(minutes=chance.choice([1, 5, 15, 15, 90, 200]))
        what = chance.choices(["new", "same", "304", "fail", "page"], [6, 2, 2, 2, 1])[0]
        if left == 0 or not body:
            what = "new"
        if what == "new":
            for _ in range(chance.choice([0, 1, 1, 2, 9]) or (left == 0)):
                newest += 1
                stories.insert(0, Story(newest))
            if chance.random() < 0.4:
                place = chance.randrange(len(stories))
                stories[place] = replace(
                    stories[place], headline=f"Ferry {left} waits for the tide at quay {place}"
                )
            if chance.random() < 0.3:
                stories.pop(chance.randrange(len(stories)))
            if chance.random() < 0.15:
                chance.shuffle(stories)
            stories = stories[:10]
            body = rss(*stories, extra=f"<ttl>{left}</ttl>")
            if chance.random() < 0.1 and left:
                body = rss()
        yield _visit(config, at, what, body)


def _visit(config: Config, at: datetime, what: str, body: bytes) -> Visit:
    (source,) = config.sources
    match what:
        case "304":
            return Visit(source, at, NOT_MODIFIED)
        case "fail":
            return Visit(source, at, error=FetchError("HTTP 503 Service Unavailable", status=503))
        case "page":
            return Visit(source, at, Response(200, b"<!doctype html><html><p>Log in</p></html>"))
        case _:
            return Visit(source, at, Response(200, body, tuple(RSS.items()), source.url))


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 16))]
)
def test_captures_make_the_same_record_again(seed: int, configured: Configured) -> None:
    config, again = configured(), configured(at="again")
    settle(config, a_day(config, random.Random(seed), polls=25))
    first, second = told(config), rebuilt(config, again)
    for question, answer in first.items():
        assert second[question] == answer, question
    assert rows(config, "SELECT count(*) FROM poll")[0][0] > 5


@pytest.mark.parametrize("kind", ["feed", "list"])
def test_what_was_polled_over_the_network_is_made_again_from_its_captures(
    kind: SourceKind, configured: Configured, source: Wire, clock: Hands
) -> None:
    """A feed with validators and a page of bare clocks, polled for half a day: edits, rows that
    come and go, the same again, 304s, failures, a stretch of which everything was missed."""
    path = {"feed": "/rss", "list": "/list"}[kind]
    polled = Source("wire", source.url(path), kind, "Europe/Kyiv", tags=("coast",))
    config, again = configured(polled), configured(polled, at="again")
    source.answers["/robots.txt"] = Reply(status=404)
    with Ticker(config, clock).polling() as poller:
        for number, (rows_now, failing) in enumerate(HALF_A_DAY):
            source.answers |= {
                "/rss": Reply(status=503) if failing else unless_known(feed_of(rows_now)),
                "/list": Reply(b"", 500) if failing else Reply(page_of(rows_now), headers=HTML),
            }
            clock.on(minutes=7 * 60 if rows_now and rows_now[0] == 40 else 20)
            poller.cycle(all_sources=True, force=True)
            assert number < len(source.asked)
    first, second = told(config), rebuilt(config, again)
    kinds = {str(row[0]) for row in first["changes"]}
    assert kinds >= {"new", "revised", "delisted", "returned", "gap"}
    for question, answer in first.items():
        assert second[question] == answer, question


HALF_A_DAY: tuple[tuple[tuple[int, ...], bool], ...] = (
    ((6, 5, 4, 3, 2, 1), False),
    ((7, 6, 5, 4, 3, 2, 1), False),
    ((7, 6, 5, 4, 3, 2, 1), False),
    ((8, 7, 5, 4, 3, 2, 1), False),
    ((8, 7, 5, 4, 3, 2, 1), False),
    ((), True),
    ((9, 8, 7, 6, 5, 4, -3, 2), False),
    ((9, 8, 7, 6, 5, 4, -3, 2), False),
    ((9, 8, 7, 6, 5, 4, 3, 2), False),
    ((), True),
    ((), True),
    ((46, 45, 44, 43, 42, 41), False),
    ((40,), True),
    ((47, 46, 45, 44, 43, 42, 41), False),
)
"""What the newsroom lists, by number, the negative in other words; and whether it fails instead."""


def words(number: int) -> str:
    return f"Ferry {abs(number)} {'waits for the tide' if number < 0 else 'leaves the harbour'}"


def feed_of(numbers: tuple[int, ...]) -> bytes:
    return rss(*(Story(abs(number), words(number)) for number in numbers))


def page_of(numbers: tuple[int, ...]) -> bytes:
    listed = "".join(
        f"<li><span class=time>{DAWN + timedelta(hours=2, minutes=abs(number)):%H:%M}</span> "
        f"<a href='/story/{abs(number)}-of-the-day'>{words(number)}</a></li>"
        for number in numbers
    )
    return f"<!doctype html><html><body><ul>{listed}</ul></body></html>".encode()


def unless_known(body: bytes) -> Callable[[Asked], Reply]:
    """An answer with a validator, and a 304 to whoever sends it back."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:8]}"'
    return lambda asked: Reply(
        body, 304 if asked.headers.get("if-none-match") == tag else 200, {**RSS, "ETag": tag}
    )
