"""Visits that are settled in one go make the record that they make one by one."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random

import pytest

from tests.poll.conftest import Configured
from tests.poll.test_settling import opened, sources
from tests.poll.wire import DAWN, RSS, Hands, Reply, Story, Wire, rss
from ticker.api import Ticker
from ticker.errors import FetchError
from ticker.model import Config, PollSettings, Query, Response, Source
from ticker.poll import Recorder, Visit, batch_of
from ticker.poll.cycle import AHEAD, BATCH, QUIET

KEPT = (
    *("item", "wording", "sighting", "revision", "absence", "tag", "item_tag"),
    *("change", "poll", "gap", "source", "host_hold"),
)
WORDS = ("bridge", "harbour", "minister", "storm", "verdict", "strike")


def a_day(chance: Random, every: Sequence[Source], visits: int) -> Iterator[Visit]:
    """Visits to sources that share articles, edit, drop and bring back stories, fail, repeat
    themselves, and ask to be left alone; some come twice in a row."""
    shown = {source.name: list(range(5)) for source in every}
    titles = {number: f"Story {number}" for number in range(60)}
    bodies: dict[str, bytes] = {}
    for minute in range(visits):
        source = chance.choice(every)
        at = DAWN + timedelta(minutes=minute)
        match chance.randrange(10):
            case 0:
                yield Visit(source, at, error=FetchError("timeout"))
            case 1:
                error = FetchError("HTTP 429 Too Many Requests", status=429, retry_after_s=120)
                yield Visit(source, at, error=error)
            case 2:
                yield Visit(source, at, Response(304, b"", (), source.url))
            case 3 if source.name in bodies:
                yield _visit(source, at, bodies[source.name])
            case _:
                stories = shown[source.name]
                if chance.random() < 0.6:
                    stories.insert(0, chance.randrange(60))
                if chance.random() < 0.3 and len(stories) > 2:
                    stories.pop(chance.randrange(len(stories)))
                if chance.random() < 0.4:
                    titles[chance.choice(stories)] += f" {chance.choice(WORDS)}"
                bodies[source.name] = rss(
                    *(Story(number, titles[number]) for number in dict.fromkeys(stories[:9]))
                )
                yield _visit(source, at, bodies[source.name])


def an_odd_day(chance: Random, every: Sequence[Source], visits: int) -> Iterator[Visit]:
    """Rows known by guid, by link or by nothing but their words; numbers that stay while slugs
    change; empty documents, and pages in the place of feeds."""
    style = {source.name: chance.choice(("guid", "link", "words")) for source in every}
    shown = {source.name: list(range(12)) for source in every}
    slugs = {number: f"story-{number}" for number in range(40)}
    titles = {number: f"Story about harbour number {number}" for number in range(40)}
    at = DAWN
    for _ in range(visits):
        at += timedelta(minutes=chance.choice((1, 1, 5, 40, 300)))
        source = chance.choice(every)
        match chance.randrange(20):
            case 0:
                yield Visit(source, at, error=FetchError("timeout"))
            case 1:
                yield Visit(source, at, Response(304, b"", (), source.url))
            case 2:
                yield _visit(source, at, b"<html>login</html>")
            case 3:
                yield _visit(source, at, rss())
            case _:
                listed = shown[source.name]
                listed.insert(0, chance.randrange(40))
                if chance.random() < 0.4:
                    listed.pop(chance.randrange(len(listed)))
                number = chance.choice(listed)
                titles[number] += chance.choice(("", " now", " kills 3", " denied"))
                slugs[number] += chance.choice(("", "", "-x"))
                rows = dict.fromkeys(listed[:9])
                yield _visit(source, at, _odd_feed(style[source.name], rows, titles, slugs))


def _odd_feed(
    style: str, rows: Iterable[int], titles: Mapping[int, str], slugs: Mapping[int, str]
) -> bytes:
    def row(number: int) -> str:
        link = f"<link>https://news.example/eng/{slugs[number]}-{7_500_000 + number}</link>"
        guid = f'<guid isPermaLink="false">g{number}</guid>'
        date = DAWN - timedelta(hours=number)
        said = f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if number % 3 else ""
        known = {"guid": guid + link, "link": link, "words": ""}[style]
        return f"<item><title>{titles[number]}</title>{known}{said}</item>"

    items = "".join(map(row, rows))
    return f'<rss version="2.0"><channel><title>Harbour</title>{items}</channel></rss>'.encode()


def _visit(source: Source, at: datetime, body: bytes) -> Visit:
    headers = tuple({**RSS, "ETag": f'"{len(body)}"'}.items())
    return Visit(source, at, Response(200, body, headers, source.url))


def kept(config: Config) -> dict[str, list[tuple[object, ...]]]:
    """All that the store holds of the record."""
    path = config.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in KEPT
        }


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", [a_day, an_odd_day])
def test_visits_settled_in_one_go_make_the_record_that_they_make_one_by_one(
    kind: Callable[[Random, Sequence[Source], int], Iterator[Visit]],
    seed: int,
    configured: Configured,
) -> None:
    """Row for row, ids included: whatever the visits of a batch have to do with one another."""
    every = [replace(one, tags=(f"of {one.name}", "wire")) for one in sources("a", "b", "c", "d")]
    day = list(kind(Random(seed), every, 60))
    records = []
    for place, most in (("alone", 1), ("together", 13)):
        config = replace(configured(*every, at=f"{place}/store"), captures=None)
        with opened(config) as store:
            recorder, visits = Recorder(store, config), iter(day)
            while batch := list(islice(visits, most)):
                recorder.settle(batch)
            assert store.check().problems == ()
        records.append(kept(config))
    alone, together = records
    assert len(alone["change"]) > 10, "the day is an eventful one"
    for table in KEPT:
        assert together[table] == alone[table], table


def test_no_more_is_read_or_asked_for_than_can_be_recorded_soon(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    """What is read takes memory until it is recorded, and so does what waits to be read; the next
    document waits for that, and then the next request."""
    number, most = 5 * AHEAD, 2 * AHEAD + PollSettings().concurrency
    every = [Source(f"s{n}", source.url(f"/{n}"), kind="feed") for n in range(number)]
    source.answers |= {f"/{n}": Reply(rss(Story(n)), headers=RSS) for n in range(number)}
    with Ticker(configured(*every), clock).polling() as poller:
        arrived: queue.Queue[Visit] = queue.Queue()
        for one in every:
            poller.start(one, None, arrived.put, force=True)
        read = [arrived.get(timeout=60) for _ in range(AHEAD)]
        with pytest.raises(queue.Empty):
            arrived.get(timeout=0.5)
        assert 2 * AHEAD <= len(source.asked) <= most
        settled = 0
        while settled < number:
            read = read or [arrived.get(timeout=60)]
            visits = [read.pop(0) for _ in range(batch_of(read))]
            told = [change.kind for one in poller.settle(visits) for change in one.changes]
            assert told == ["new"] * len(visits)
            settled += len(visits)


class WatchError(Exception):
    """Whoever watches fails."""


def test_a_cycle_that_breaks_off_leaves_room_for_the_next(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    number = 3 * AHEAD
    every = [Source(f"s{n}", source.url(f"/{n}"), kind="feed") for n in range(number)]
    source.answers |= {f"/{n}": Reply(rss(Story(n)), headers=RSS) for n in range(number)}

    def fails(_: object) -> None:
        raise WatchError

    with Ticker(configured(*every), clock).polling() as poller:
        for _ in range(3):
            with pytest.raises(WatchError):
                poller.cycle(all_sources=True, force=True, watch=fails)
        report = poller.cycle(all_sources=True, force=True)
        assert report.polled == number
        assert report.failed == 0
    with Ticker(configured(*every), clock).polling() as poller:
        assert len(poller.store.find(Query(limit=None))) == number


def test_visits_that_brought_nothing_weigh_little() -> None:
    (one,) = sources("a")
    loaded = Visit(one, DAWN, Response(200, b"x"), sha256="0" * 64)
    empty = Visit(one, DAWN, Response(304, b""))
    assert batch_of([]) == 0
    assert batch_of([loaded] * 100) == BATCH
    assert batch_of([empty] * 1_000) == BATCH * QUIET
    assert batch_of([*[empty] * 8, *[loaded] * 100]) == 8 + BATCH - 1
