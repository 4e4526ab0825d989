"""Timed lists in HTML: selectors where given, the plain shape elsewhere, never a wrong row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.errors import ParseError
from ticker.model import Document, ParsedItem, Selectors
from ticker.parse import parse

HEADLINES = (
    "Harbour reopens after the storm",
    "Council votes on the new bridge",
    "Night trains return to the coast",
    "Museum finds a forgotten map",
)
CLOCKS = ("08:54", "08:27", "02:08", "23:50")


def page(body: str, head: str = "") -> Document:
    return parse(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())


def rows(pattern: str) -> str:
    """`pattern` once for each clock and headline; {t} {h} {n} are filled in."""
    return "".join(
        pattern.format(t=clock, h=headline, n=number)
        for number, (clock, headline) in enumerate(zip(CLOCKS, HEADLINES, strict=True), start=1)
    )


def said(document: Document) -> list[tuple[str | None, str, str | None]]:
    return [(item.published_text, item.title, item.link) for item in document.items]


EXPECTED = [
    (clock, headline, f"/news/{number}")
    for number, (clock, headline) in enumerate(zip(CLOCKS, HEADLINES, strict=True), start=1)
]


@pytest.mark.parametrize(
    "pattern",
    [
        '<div class=row><div class=time>{t}</div><div><a href="/news/{n}">{h}</a></div></div>',
        '<li><span>{t}</span> <h3><a href="/news/{n}">{h}</a></h3></li>',
        '<a href="/news/{n}"><time>{t}</time> <span class=title>{h}</span></a>',
        '<li>{t} <a href="/news/{n}">{h}</a></li>',
        '<tr><td>{t}</td><td><img src=i></td><td><a href="/news/{n}">{h}</a></td></tr>',
        '<dt>{t}</dt><dd><a href="/news/{n}">{h}</a></dd>',
        '<b>{t}</b> <a href="/news/{n}">{h}</a><br>',
        '<a href="/news/{n}">{h}</a> <b>{t}</b><br>',
        '<article><h2><a href="/news/{n}">{h}</a></h2><footer><time>{t}</time></footer></article>',
        '<article><h2><a href="/news/{n}">{h}</a></h2>'
        '<footer><a href="/s/">Transport news</a> <time>{t}</time></footer></article>',
        '<article><a href="/news/{n}"><h4><span>{t}</span><i>Ticker</i><b class=headline>{h}</b>'
        "</h4></a></article>",
        '<li class="n{n}"><p><em class="time new{n}">{t}</em></p><a href="/news/{n}">{h}</a></li>',
        '<li><time>{t}</time><a href="/news/{n}">{h}</a><span class="meta">4 comments</span></li>',
    ],
)
def test_rows_of_one_time_and_one_link_are_found(pattern: str) -> None:
    tag = "table" if pattern.startswith("<tr") else "div"
    surroundings = (
        "<nav><a href='/'>Everything else here</a></nav><h1>Some article of the day</h1>"
        "<p>Wednesday, 9 July 2025, 15:42</p><{0}>{1}</{0}><a href='/all'>All the news</a>"
    )
    assert said(page(surroundings.format(tag, rows(pattern)))) == EXPECTED


@pytest.mark.parametrize(
    "body",
    [
        "<p>Updated 15:42</p><h1><a href='/1'>A single article, no list</a></h1>",
        rows('<li><span class="video-duration">{t}</span><a href="/{n}">{h}</a></li>'),
        rows('<li><div class=thumb><img src=i><span>{t}</span></div><a href="/{n}">{h}</a></li>'),
        rows('<li class=x><span class=match-time>{t}</span><a href="/{n}">{h}</a></li>'),
        # a headline above and a headline below each time, in one element: whose is it?
        "<a href='/0'>Tram lines closed all week</a>" + rows('<b>{t}</b> <a href="/{n}">{h}</a> '),
        rows("<li><span>{t}</span> {h}</li>"),
        rows('<li><span>12.05.2024</span> <a href="/{n}">{h}</a></li>'),
        rows('<li><script>var t = "{t}"</script><a href="/{n}">{h}</a></li>'),
        rows('<li><span>{t}</span><a href="/same">The same thing</a></li>'),
        "",
    ],
)
def test_a_page_without_a_plain_list_yields_nothing(body: str) -> None:
    assert page(f"<div>{body}</div>").items == ()


@pytest.mark.parametrize(
    "clocks",
    [
        ("00:35", "03:24", "00:15", "00:29", "00:12", "00:34", "04:03", "05:40"),  # lengths
        ("10:00", "12:30", "14:00", "16:15", "18:00", "19:30", "20:45", "21:00"),  # a schedule
    ],
)
def test_lengths_and_schedules_are_told_by_their_order(clocks: tuple[str, ...]) -> None:
    rows_of = "".join(
        f"<li><b>{clock}</b><a href='/{n}'>Headline number {n}</a></li>"
        for n, clock in enumerate(clocks)
    )
    assert page(f"<ul>{rows_of}</ul>").items == ()


def test_a_list_over_midnight_and_out_of_order_is_a_list() -> None:
    clocks = ("00:20", "00:35", "00:10", "23:50", "23:55", "22:40", "18:05")
    rows_of = "".join(
        f"<li><b>{clock}</b><a href='/{n}'>Headline number {n}</a></li>"
        for n, clock in enumerate(clocks)
    )
    assert [item.published_text for item in page(f"<ul>{rows_of}</ul>").items] == list(clocks)


def test_untimed_rows_between_are_no_items() -> None:
    body = rows(
        '<li><i>{t}</i><a href="/news/{n}">{h}</a></li><li><a href="/p">A promotion</a></li>'
    )
    assert said(page(f"<ul>{body}</ul>")) == EXPECTED


@pytest.mark.parametrize(
    "pattern",
    [
        "<li><i>{t}</i><a href='/news/{n}'>{h}</a></li>",
        "<b>{t}</b> <a href='/news/{n}'>{h}</a><br>",
    ],
)
def test_a_short_headline_does_not_drop_out_of_a_list(pattern: str) -> None:
    """It would look delisted."""
    body = rows(pattern).replace(HEADLINES[3], "Goal!")
    document = page(f"<a href='/s'>Sport</a><div>{body}</div><i>07:00</i> <a href='/x'>Sport</a>")
    assert said(document) == [*EXPECTED[:3], ("23:50", "Goal!", "/news/4")]


def test_a_badge_is_taken_off_the_title() -> None:
    body = rows(
        '<li><i>{t}</i><a href="/news/{n}"><span class="article_label">Updated</span>'
        "<span>{h}</span></a></li>"
    )
    document = page(f"<ul>{body}</ul>")
    assert said(document) == EXPECTED
    assert {item.badges for item in document.items} == {("Updated",)}


def test_a_title_is_folded_as_a_browser_folds_it() -> None:
    body = rows(
        '<li><i>{t}</i><a href="/news/{n}">\n  «{h}»,\n\t<em>now</em>\xa0or&nbsp;never </a></li>'
    )
    assert page(body).items[0].title == f"«{HEADLINES[0]}», now\xa0or\xa0never"


def test_the_link_and_the_base_are_raw() -> None:
    body = rows('<li><i>{t}</i><a href="../news/{n}?a=1&amp;b=%20x">{h}</a></li>')
    document = page(body, "<base href='https://a.example/dir/'><title> The\n page </title>")
    item = document.items[0]
    assert (item.link, item.base) == ("../news/1?a=1&b=%20x", "https://a.example/dir/")
    assert (document.base, document.title) == ("https://a.example/dir/", "The page")


@pytest.mark.parametrize(
    ("row", "machine"),
    [
        ("<time datetime='2025-07-10T08:54:00+03:00'>{t}</time>", "2025-07-10T08:54:00+03:00"),
        ("<div><time datetime='2025-07-10 08:54'>{t}</time></div>", "2025-07-10 08:54"),
        ("<span title='2025-07-10T05:54Z'>{t}</span>", "2025-07-10T05:54Z"),
        ("<span data-timestamp='1752126840'>{t}</span>", "1752126840"),
        (
            "<span data-updated-time='1752129999000' data-time='1752126840000'>{t}</span>",
            "1752126840000",
        ),
        ("<span title='more' data-id='1752126840'>{t}</span>", None),
        (
            "<span>{t}</span><meta itemprop=datePublished content='2025-07-10T08:54'>",
            "2025-07-10T08:54",
        ),
        ("<time datetime=''>{t}</time>", None),
    ],
)
def test_a_machine_time_beside_the_clock_is_kept_as_said(row: str, machine: str | None) -> None:
    document = page(rows("<li>" + row + "<a href='/news/{n}'>{h}</a></li>"))
    assert said(document) == EXPECTED
    assert document.items[0].machine_text == machine


def test_a_machine_time_may_stand_on_the_row() -> None:
    body = rows("<div data-post-time='1722888018921'><b>{t}</b><h3>{h}</h3><p>text</p></div>")
    item = page(body).items[0]
    assert (item.machine_text, item.title, item.link) == ("1722888018921", HEADLINES[0], None)


def test_an_entry_of_a_live_blog_leads_nowhere_however_many_links_its_text_has() -> None:
    body = rows(
        "<div><b>{t}</b><h3>{h}</h3><p><a href='/x'>first</a> <a href='/y'>second</a></div>"
    )
    assert [item.link for item in page(body).items] == [None] * 4


@pytest.mark.parametrize("day", ["21 сентября 2021", "Samstag, 29.01.2022", "Hier"])
def test_a_row_stands_under_the_day_above_it(day: str) -> None:
    pattern = "<li><i>{t}</i><a href='/news/{n}'>{h}</a></li>"
    today, before = rows(pattern), rows(pattern).replace("/news/", "/old/")
    body = f"<ul>{today}<li class=date>{day}</li>{before}</ul>"
    assert [item.heading_text for item in page(body).items] == [None] * 4 + [day] * 4


def test_a_day_right_above_the_list_heads_it() -> None:
    pattern = "<li><i>{t}</i><a href='/news/{n}'>{h}</a></li>"
    body = f"<div>3 грудня 2020</div><div><h4>Останні новини</h4><ul>{rows(pattern)}</ul></div>"
    assert page(body).items[0].heading_text == "3 грудня 2020"


def test_the_date_of_the_page_heads_nothing() -> None:
    pattern = "<li><i>{t}</i><a href='/news/{n}'>{h}</a></li>"
    body = (
        f"<div>9 July 2025</div><p>{'An article of many words. ' * 9}</p><ul>{rows(pattern)}</ul>"
    )
    assert page(body).items[0].heading_text is None


def test_a_day_inside_the_row_is_part_of_its_time() -> None:
    body = rows("<li><p><i>10.07.2025</i> <b>{t}</b></p><a href='/news/{n}'>{h}</a></li>")
    assert page(body).items[0].published_text == "10.07.2025 08:54"


BY_HAND = (
    "<div class=wrap>"
    + rows(
        "<section data-x='{n}'><h5 class=when>am {t} Uhr (dpa)</h5><i class=b1>Eil</i>"
        "<p class=head>{h} <a href='/c'>Category</a></p>"
        "<a class=go href='/news/{n}'>more</a></section>"
    )
    + "<section><p class=head>A promotion without a time</p></section></div>"
)


def test_selectors_name_what_shape_cannot_tell() -> None:
    selectors = Selectors(
        item="section", time=".when", title=".head", link="a.go", badge=".b1, .head a"
    )
    document = parse(BY_HAND.encode(), kind="list", selectors=selectors)
    assert document.items[0] == ParsedItem(
        position=1,
        title=HEADLINES[0],
        link="/news/1",
        badges=("Eil", "Category"),
        published_text="am 08:54 Uhr (dpa)",
    )
    assert len(document.items) == 4


def test_a_selected_heading_is_the_day_of_the_rows_below() -> None:
    body = (
        "<div><h6>ruhig am Dienstag</h6>"
        + rows("<p><b>{t}</b><a href='/{n}'>{h}</a></p>")
        + "</div>"
    )
    document = parse(body.encode(), selectors=Selectors(item="p", heading="h6"))
    assert {item.heading_text for item in document.items} == {"ruhig am Dienstag"}


def test_selected_rows_need_no_time_if_none_has_one() -> None:
    body = rows("<p><a href='/{n}'>{h}</a></p>")
    document = parse(body.encode(), kind="list", selectors=Selectors(item="p"))
    assert [item.title for item in document.items] == list(HEADLINES)


def test_a_row_may_be_a_link_itself_and_rows_in_rows_are_one() -> None:
    body = rows("<a class=r href='/{n}'><i>{t}</i> <span class=r>{h}</span></a>")
    document = parse(body.encode(), selectors=Selectors(item=".r"))
    assert (document.items[0].link, document.items[0].title) == ("/1", HEADLINES[0])
    assert len(document.items) == 4


def test_a_selector_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ParseError, match=r"'a\[\['"):
        parse(b"<p>x</p>", selectors=Selectors(item="a[["))


def test_a_selector_that_names_nothing_gives_no_items() -> None:
    assert parse(BY_HAND.encode(), selectors=Selectors(item="article")).items == ()


def test_thousands_of_rows_in_one_element_are_found() -> None:
    many = "".join(
        f"<b>{23 - n % 24:02}:00</b><a href='/{n}'>Headline number {n}</a>" for n in range(4000)
    )
    assert len(page(f"<div>{many}</div>").items) == 4000


@given(
    st.lists(
        st.sampled_from(
            [
                "<li>",
                "</li>",
                "<ul>",
                "</ul>",
                "<b>08:54</b>",
                "<a href=/x>A headline",
                "</a>",
                "<h3>Some words",
                "</h3>",
                "12.05.2024",
                "<table>",
                "<tr>",
                "<td>",
            ]
        ),
        max_size=40,
    )
)
def test_any_tag_soup_is_read(soup: list[str]) -> None:
    for item in parse(("<div>" + "".join(soup)).encode(), kind="list").items:
        assert item.title or item.link


def test_a_doubled_space_in_a_headline_is_kept_and_a_line_break_is_one_space() -> None:
    """A source that takes the second space out has edited its headline."""
    rows = "".join(
        f"<li><time>{clock}</time>\n  <a href='/{clock}'>{title}</a>\n</li>"
        for clock, title in (
            ("10:03", "Mayor  opens the rebuilt bridge"),
            ("10:02", "Harbour closed\n      after the storm"),
            ("10:01", "<b>Storm </b> <i> nears the coast</i>"),
        )
    )
    page = f"<html><body><ul>{rows}</ul></body></html>"
    assert [item.title for item in parse(page.encode()).items] == [
        "Mayor  opens the rebuilt bridge",
        "Harbour closed after the storm",
        "Storm nears the coast",
    ]
