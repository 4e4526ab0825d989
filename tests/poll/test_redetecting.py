"""A page that is rebuilt: its list is found again, the record goes on, and the source says so."""

from __future__ import annotations

from tests.poll.conftest import Configured
from tests.poll.record import rows
from tests.poll.wire import HTML, Hands, Reply, Wire
from ticker.api import Ticker
from ticker.model import Config, Query, Source

STORIES = (
    "Ferry resumes after the storm",
    "Storm: two hurt at the old pier",
    "Tide table changes from Monday",
    "Lighthouse opens to visitors",
    "Net menders win the regatta",
    "Harbour dredged in the spring",
)
BEFORE = '<li class=item><span class=time>{t}</span> <a href="/story/{n}">{h}</a></li>'
AFTER = (
    '<article class="card"><h3 class="card-title"><a href="/story/{n}">{h}</a></h3>'
    "<footer><time>{t}</time></footer></article>"
)
WERE, ARE = "li.item span.time", "article.card time"


def page(pattern: str, first: int = 0) -> Reply:
    """Five of the stories, the newest (the highest) first."""
    numbers = range(first + 4, first - 1, -1)
    listed = "".join(pattern.format(t=f"05:{10 + n * 7}", n=n, h=STORIES[n]) for n in numbers)
    body = f"<!doctype html><html><body><div>{listed}</div></body></html>"
    return Reply(body.encode(), headers=HTML)


def listing(configured: Configured, source: Wire) -> Config:
    return configured(Source("harbour", source.url("/news/"), kind="list", zone="UTC"))


def polled(config: Config, clock: Hands, **later: float) -> str | None:
    """What the source says of itself after a poll."""
    clock.on(**later)
    with Ticker(config, clock) as ticker:
        ticker.poll(all_sources=True)
        return ticker.sources()[0].reason


def test_a_rebuilt_page_goes_on_without_doubles_and_tells_both_shapes(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    config = listing(configured, source)
    source.answers["/news/"] = page(BEFORE)
    assert polled(config, clock) is None
    source.answers["/news/"] = page(AFTER, first=1)
    told = f"re-detected: the rows were `{WERE}`, and are now `{ARE}`"
    assert polled(config, clock, minutes=20) == told
    assert polled(config, clock, days=1) == told
    with Ticker(config, clock) as ticker:
        found = ticker.find(Query(limit=50))
    assert sorted(item.headline for item in found) == sorted(STORIES)
    assert {item.revisions for item in found} == {1}
    kinds = rows(config, "SELECT DISTINCT kind FROM changes ORDER BY kind")
    assert kinds == [("gap",), ("new",)]  # the gap is the day that nobody polled


def test_it_is_told_for_a_week_and_no_longer(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    config = listing(configured, source)
    for pattern in (BEFORE, AFTER):
        source.answers["/news/"] = page(pattern)
        polled(config, clock, minutes=20)
    assert "re-detected" not in (polled(config, clock, days=8) or "")


def test_a_list_that_is_found_as_before_tells_nothing(
    configured: Configured, source: Wire, clock: Hands
) -> None:
    config = listing(configured, source)
    for first in (0, 1):
        source.answers["/news/"] = page(BEFORE, first)
        assert polled(config, clock, minutes=20) is None
