"""What stands behind an address: documents tried without a store, feeds and lists found."""

from __future__ import annotations

import pytest

from tests.poll.wire import HTML, Reply, Wire, numbered
from ticker.api import discover_sources, try_document
from ticker.errors import FetchError, ParseError
from ticker.model import Candidate, PollSettings, Source
from ticker.poll.trying import MOST_REQUESTS

ROWS = (
    "<ul><li><span class=time>08:54</span> <a href='/story/3'>Ferry resumes today</a></li>"
    "<li><span class=time>08:27</span> <a href='/story/2'>Storm: two hurt at the pier</a></li>"
    "<li><span class=time>08:10</span> <a href='/story/1'>Tide table changes soon</a></li></ul>"
)


def page(*hrefs: str, body: str = "<p>Nothing of the kind.</p>", base: str = "") -> Reply:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in hrefs
    )
    text = f"<!doctype html><html><head>{base}{links}</head><body>{body}</body></html>"
    return Reply(text.encode(), headers=HTML)


def found(source: Wire, path: str, **asked: str) -> tuple[Candidate, ...]:
    wanted = Source("", source.url(path), allow_private=(source.place,), **asked)  # type: ignore[arg-type]
    return discover_sources(wanted, settings=PollSettings(spacing_s=600.0))


def paths(source: Wire, candidates: tuple[Candidate, ...]) -> list[tuple[str, str | None]]:
    return [(c.source.url.removeprefix(source.url("")), c.source.kind) for c in candidates]


def test_a_feed_is_found_with_one_request(source: Wire) -> None:
    source.answers["/rss"] = Reply(numbered(2, 1))
    assert paths(source, found(source, "/rss")) == [("/rss", "feed")]
    assert source.paths() == ["/rss"]


@pytest.mark.parametrize(
    ("href", "base"),
    [
        ("rss", ""),
        ("/news/rss", ""),
        ("../news/rss#top", ""),
        ("rss", "<base href='/news/'>"),
        ("http://{place}/news/rss", ""),
        ("//{place}/news/rss", ""),
    ],
)
def test_a_link_to_a_feed_is_followed_from_where_the_page_is(
    href: str, base: str, source: Wire
) -> None:
    source.answers["/news/"] = page(href.format(place=source.place), base=base)
    source.answers["/news/rss"] = Reply(numbered(2, 1))
    (one,) = found(source, "/news/")
    assert one.source.kind == "feed"
    assert [item.headline for item in one.preview.items] == [
        "Ferry 2 leaves the harbour",
        "Ferry 1 leaves the harbour",
    ]


def test_where_a_page_names_none_the_usual_addresses_are_looked_at(source: Wire) -> None:
    source.answers["/"] = page(body=ROWS)
    moved = Reply(b"", 302, {"Location": "/feed.xml"})
    source.answers |= {"/feed/": moved, "/feed.xml": Reply(numbered(1)), "/rss/": page()}
    assert paths(source, found(source, "/")) == [("/feed/", "feed"), ("/", "list")]


def test_a_page_with_nothing_yields_nothing_and_few_requests(source: Wire) -> None:
    source.answers["/"] = page()
    assert found(source, "/") == ()
    assert len(source.asked) <= MOST_REQUESTS


def test_a_page_with_many_feeds_is_not_asked_for_all_of_them(source: Wire) -> None:
    source.answers["/"] = page(*(f"/feed-{number}" for number in range(30)), "javascript:alert(1)")
    source.answers |= {f"/feed-{number}": Reply(numbered(number)) for number in range(30)}
    assert len(found(source, "/")) == MOST_REQUESTS - 1
    assert len(source.asked) == MOST_REQUESTS


def moved(to: str) -> Reply:
    return Reply(b"", 302, {"Location": to})


def test_redirects_count_as_requests(source: Wire) -> None:
    """Two hops to the page, and three for each feed: the second feed's last hop is one too many."""
    source.answers |= {"/": moved("/a"), "/a": moved("/news"), "/news": page("/1", "/2", "/3")}
    for feed in "123":
        source.answers[f"/{feed}"] = moved(f"/{feed}/moved")
        source.answers[f"/{feed}/moved"] = moved(f"/{feed}/rss")
        source.answers[f"/{feed}/rss"] = Reply(numbered(int(feed)))
    assert paths(source, found(source, "/")) == [("/1", "feed")]
    assert len(source.asked) == MOST_REQUESTS


def test_the_feed_of_a_blog_s_comments_comes_last(source: Wire) -> None:
    source.answers["/"] = page("/comments/feed/", "/feed/")
    source.answers |= {"/comments/feed/": Reply(numbered(2)), "/feed/": Reply(numbered(1))}
    assert [path for path, _ in paths(source, found(source, "/"))] == ["/feed/", "/comments/feed/"]


def test_no_feeds_are_looked_for_where_a_list_is_wanted(source: Wire) -> None:
    source.answers["/"] = page("/rss", body=ROWS)
    assert paths(source, found(source, "/", kind="list")) == [("/", "list")]
    assert source.paths() == ["/"]


def test_an_address_that_fails_is_a_failure_and_one_that_it_names_is_left_out(source: Wire) -> None:
    with pytest.raises(FetchError, match="404"):
        found(source, "/")
    source.answers["/"] = page("/gone", "/rss", "http://127.0.0.1:1/rss")
    source.answers["/rss"] = Reply(numbered(1))
    assert paths(source, found(source, "/")) == [("/rss", "feed")]


def test_what_is_tried_says_what_it_is(source: Wire) -> None:
    source.answers |= {"/page": page(), "/rss": Reply(numbered(1))}
    here = (source.place,)
    seen = try_document(Source("x", source.url("/rss"), allow_private=here))
    assert (len(seen.items), seen.address, seen.at is not None) == (1, source.url("/rss"), True)
    with pytest.raises(ParseError, match="not a feed"):
        try_document(Source("x", source.url("/page"), kind="feed", allow_private=here))
    told = try_document(Source("x", "-"), body=numbered(1))
    assert (len(told.items), told.at) == (1, None)


def test_the_address_that_fills_a_list_later_is_found(source: Wire) -> None:
    """A page without rows names it; no further request is made than for feeds."""
    source.answers["/news/"] = page(body="<div data-ajax-url='/last-news/?n=30'></div>")
    source.answers["/last-news/"] = Reply(ROWS.encode(), headers=HTML)
    (one,) = found(source, "/news/", kind="list")
    assert (one.source.url, one.source.kind) == (source.url("/last-news/?n=30"), "list")
    assert len(one.preview.items) == 3
    assert source.paths() == ["/news/", "/last-news/"]


def test_a_page_with_rows_is_asked_for_no_other_list(source: Wire) -> None:
    source.answers["/news/"] = page(body=ROWS + "<div data-ajax-url='/last-news/'></div>")
    assert paths(source, found(source, "/news/", kind="list")) == [("/news/", "list")]
    assert source.paths() == ["/news/"]


def test_only_an_explained_preview_says_why(source: Wire) -> None:
    source.answers["/news/"] = page(body=ROWS)
    asked = Source("", source.url("/news/"), allow_private=(source.place,))
    assert try_document(asked).explanation is None
    why = try_document(asked, explained=True).explanation
    assert why is not None
    assert [row.row for row in why.rows] == ["li", "li", "li"]
