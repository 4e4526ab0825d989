"""Which rows of a page are a list, and which of several lists is its ticker."""

from __future__ import annotations

import pytest

from ticker.model import Document, Explanation
from ticker.parse import explain, parse

STORIES = (
    "Harbour reopens after the storm",
    "Council votes on the new bridge",
    "Night trains return to the coast",
    "Museum finds a forgotten map",
    "Hospital looks for volunteers",
)
CLOCKS = ("08:54", "08:27", "07:31", "02:08", "23:50")


def html(body: str) -> bytes:
    return f"<!doctype html><html><body><main>{body}</main></body></html>".encode()


def page(body: str) -> Document:
    return parse(html(body), kind="list")


def why(body: str) -> Explanation:
    told = explain(html(body))
    assert told is not None
    return told


def rows(pattern: str, count: int = 5) -> str:
    """`pattern` for each story; {t} {h} {n} are its clock, headline and number."""
    return "".join(
        pattern.format(t=clock, h=story, n=number)
        for number, (clock, story) in enumerate(zip(CLOCKS[:count], STORIES, strict=False))
    )


def titles(document: Document) -> list[str]:
    return [item.title for item in document.items]


def reasons(told: Explanation) -> set[str | None]:
    return {each.reason for each in told.lists}


LI = '<li><span class="t">{t}</span> <a href="/news/{n}">{h}</a></li>'


def test_halves_of_a_list_in_containers_of_their_own_are_one_list() -> None:
    halves = f"<ul class=a>{rows(LI, 3)}</ul><p>An advertisement</p><ul class=b>{rows(LI)}</ul>"
    assert titles(page(f"<section>{halves}</section>")) == list(STORIES)


def test_a_copy_of_the_list_for_phones_adds_nothing() -> None:
    copy = f"<div class=desk><ul>{rows(LI)}</ul></div><div class=phone><ul>{rows(LI)}</ul></div>"
    assert titles(page(copy)) == list(STORIES)


def test_the_lists_of_two_tabs_are_one_unless_one_is_what_is_read_most() -> None:
    other = LI.replace("/news/", "/old/").replace("{h}", "Yesterday: {h}")
    both = f"<div><ul>{rows(LI)}</ul></div><div class='{{}}'><ul>{rows(other)}</ul></div>"
    assert len(page(both.format("region")).items) == 10
    assert titles(page(both.format("most-read"))) == list(STORIES)


def test_two_rows_are_a_list_only_where_something_calls_them_one() -> None:
    assert page(f"<ul>{rows(LI, 2)}</ul>").items == ()
    assert titles(page(f"<ul class=breaking-news>{rows(LI, 2)}</ul>")) == list(STORIES[:2])


def test_of_two_lists_the_one_with_clocks_is_taken() -> None:
    dated = (
        "<article class=card><h3><a href='/a/{n}'>Analysis: {h}</a></h3>"
        "<p>12 May 2024, {t}</p></article>"
    )
    told = why(f"<div>{rows(dated)}</div><ul>{rows(LI)}</ul>")
    assert [each.text for each in told.rows] == list(CLOCKS)
    assert [each.taken for each in told.lists] == [True, False]


def test_a_list_that_is_known_is_kept_to_while_it_is_there() -> None:
    """Else a source would be another list from day to day, and all of the other delisted."""
    dated = "<article><h3><a href='/a/{n}'>Analysis: {h}</a></h3><p>12 May 2024, {t}</p></article>"
    body = html(f"<div>{rows(dated)}</div><ul>{rows(LI)}</ul>")
    known = parse(html(f"<div>{rows(dated)}</div>")).shape
    assert parse(body, shape=known).shape == known
    assert parse(body).shape == parse(body, shape="div.gone time").shape == "li span.t"


def test_the_shape_of_a_list_outlives_class_names_that_a_build_tool_makes() -> None:
    def shape(name: str) -> str | None:
        row = f'<div class="css-{name} row"><time class="{name}7">{{t}}</time>'
        return page(rows(row + "<a href='/{n}'>{h}</a></div>")).shape

    assert shape("x1y2") == shape("q8r9") == "div.row time"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<ul class=tv-guide>" + rows(LI) + "</ul>", "a schedule"),
        ("<div class=comments>" + rows(LI) + "</div>", "comments"),
        ("<ol class=most-read>" + rows(LI) + "</ol>", "the most read"),
        (rows("<li><i class=duration>{t}</i><a href='/{n}'>{h}</a></li>"), "lengths of videos"),
        (
            rows("<li><a href='/{n}'><img src=x>{t}</a><h3><a href='/{n}'>{h}</a></h3></li>"),
            "lengths of videos",
        ),
        (rows("<li><i>12.05.2024</i> <a href='/{n}'>{h}</a></li>"), "days without clocks"),
        (rows(LI, 2), "fewer than three rows"),
        (
            "".join(
                f"<li><a href='/{n}'>A talk of harbours {n}</a> <i>{45 - n * 9} min</i></li>"
                for n in range(4)
            ),
            "lengths, not times",
        ),
    ],
)
def test_what_is_no_ticker_gives_no_rows_and_says_why(body: str, reason: str) -> None:
    assert page(body).items == ()
    assert reason in reasons(why(body))


def test_entries_that_all_lead_to_one_live_blog_are_a_list() -> None:
    body = rows("<li><i>{t}</i> <a href='/live'>{h}</a></li>")
    assert titles(page(body)) == list(STORIES)


def test_a_length_beside_the_time_is_not_the_time() -> None:
    row = (
        "<li><a href='/{n}'><img src=x><b>0{n}:41</b></a>"
        "<a href='/{n}'>{h}</a> <span>{t}</span></li>"
    )
    assert [item.published_text for item in page(rows(row)).items] == list(CLOCKS)


def test_a_time_in_words_that_are_not_known_is_kept_in_a_list_that_is() -> None:
    """A row that drops out would look delisted."""
    body = rows("<li><em class=when>{t}</em><a href='/{n}'>{h}</a></li>").replace(
        "07:31", "glumph snorfel"
    )
    assert [item.published_text for item in page(body).items][2] == "glumph snorfel"


@pytest.mark.parametrize(
    ("said", "time", "title"),
    [
        ("{t} {h}", "08:54", STORIES[0]),
        ("{t}{h}", "08:54", STORIES[0]),
        ("{t} — {h}", "08:54", STORIES[0]),
        ("{t} Uhr | {h}", "08:54 Uhr", STORIES[0]),
        ("{h} ({t})", "08:54", STORIES[0]),
    ],
)
def test_a_time_in_the_text_of_the_headline_is_taken_out(said: str, time: str, title: str) -> None:
    first = page(rows(f"<li><a href='/{{n}}'>{said}</a></li>")).items[0]
    assert (first.published_text, first.title) == (time, title)


def test_a_section_beside_the_time_is_neither() -> None:
    row = "<div><p>{t} Uhr | Politik</p><h3><a href='/{n}'>{h}</a></h3></div>"
    first = page(rows(row)).items[0]
    assert (first.published_text, first.title) == ("08:54 Uhr", STORIES[0])


@pytest.mark.parametrize(
    "row",
    [
        # a section link beside the time, the headline further out and no heading
        "<li><p><a class=category href='/s'>World and politics</a> <i>{t}</i></p>"
        "<a href='/news/{n}'>{h}</a></li>",
        # three links to the story: picture, time, headline
        "<div><a href='/news/{n}'><img src=x></a><a href='/news/{n}'>Published <i>{t}</i></a>"
        "<h3><a href='/news/{n}'>{h}</a></h3></div>",
        # author and comments
        "<li><h4><a href='/news/{n}'>{h}</a></h4><a rel=author href='/a'>Ann Example Writer</a>"
        "<i>{t}</i><a href='/news/{n}#comments'>17 comments to read</a></li>",
        # the link in the summary is no headline
        "<li><i>{t}</i> <a href='/news/{n}'>{h}</a><p>Some words before it, then <a href='/x{n}'>"
        "a much longer link that tells of many other things</a>.</p></li>",
        # a table row with a section cell
        "<div><table><tr><td>{t}</td><td><a href='/tag/x'>Transport and roads</a></td>"
        "<td><a href='/news/{n}'>{h}</a></td></tr></table></div>",
        # a link over all of the row, without text
        "<article><a href='/news/{n}'></a><div><i>{t}</i><h2>{h}</h2></div></article>",
    ],
)
def test_the_headline_is_told_from_other_links(row: str) -> None:
    items = page(f"<section>{rows(row)}</section>").items
    assert [(item.title, item.link) for item in items] == [
        (story, f"/news/{number}") for number, story in enumerate(STORIES)
    ]


def test_published_comes_before_updated() -> None:
    row = (
        "<article><h2><a href='/{n}'>{h}</a></h2><time>{t}</time> updated <time>09:59</time>"
        "</article>"
    )
    assert [item.published_text for item in page(rows(row)).items] == list(CLOCKS)


def test_machine_times_alone_make_a_list_only_where_they_fall() -> None:
    row = (
        "<li><bsp-stamp data-timestamp='{s}'></bsp-stamp><h3><a href='/{n}'>Story of the sea {n}"
        "</a></h3></li>"
    )
    falling = "".join(row.format(n=n, s=1_763_293_260 - n * 600) for n in range(6))
    mixed = "".join(row.format(n=n, s=1_763_293_260 + n * 7 % 4) for n in range(6))
    assert len(page(falling).items) == 6
    assert page(mixed).items == ()


def test_an_explanation_names_the_elements_of_a_row() -> None:
    row = (
        "<li class=item><div class=meta><time datetime='2025-07-10T{t}:00+03:00'>{t}</time>"
        "<b class=badge>Live</b></div><h3><a href='/{n}'>{h}</a></h3></li>"
    )
    told = why(
        f"<ul>{rows(row)}<li class=item><a href='/p'>An untimed promotion</a></li>"
        f"{rows(row).replace('href=' + chr(39) + '/', 'href=' + chr(39) + '/x')}</ul>"
    )
    first = told.rows[0]
    assert (first.row, first.time, first.headline) == ("li.item", "div.meta > time", "h3")
    assert (first.link, first.badges) == ("h3 > a", ("div.meta > b.badge",))
    assert (first.text, first.machine) == ("08:54", "2025-07-10T08:54:00+03:00")
    assert told.untimed == 1


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("<div data-ajax-url='/last-news/'></div>", ("/last-news/",)),
        ("<div hx-get='/fragments/ticker?n=30'></div>", ("/fragments/ticker?n=30",)),
        ("<div class=latest data-src='/block/17'></div>", ("/block/17",)),
        ("<esi:include src='/esi/news'></esi:include>", ("/esi/news",)),
        ("<iframe src='//w.example/live-feed'></iframe>", ("//w.example/live-feed",)),
        ("<img data-src='/news/photo.jpg'><a href='/news/'>News</a>", ()),
        ("<div data-url='/share?x=1'></div><div data-src='latest'></div>", ()),
    ],
)
def test_addresses_that_fill_a_list_are_told(body: str, links: tuple[str, ...]) -> None:
    assert why(body).fragments == links


def test_only_a_page_is_explained() -> None:
    assert explain(b"08:54\nHarbour reopens\n") is None
    assert explain(b"<rss version='2.0'><channel></channel></rss>") is None
