"""Addresses: joined as browsers join them, recognised in any spelling, read for what they say."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ticker.items.urls import (
    absolute,
    canonical_url,
    is_web,
    read_address,
    url_date,
)


def article_key(url: str) -> str | None:
    return read_address(url).article_key


def edition_key(url: str) -> str | None:
    return read_address(url).edition_key


def language_of(url: str) -> str | None:
    return read_address(url).language


# --- joining ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "base", "joined"),
    [
        (None, "https://news.example/", None),
        ("", "https://news.example/", None),
        (" \n ", "https://news.example/", None),
        ("https://news.example/a", None, "https://news.example/a"),
        (" https://News.Example/Ünï ", "https://b.example/", "https://News.Example/Ünï"),
        ("/a/b", "https://news.example/x/y", "https://news.example/a/b"),
        ("a/b", "https://news.example/x/y", "https://news.example/x/a/b"),
        ("../b", "https://news.example/x/y/z", "https://news.example/x/b"),
        ("?page=2", "https://news.example/x", "https://news.example/x?page=2"),
        ("#part", "https://news.example/x", "https://news.example/x#part"),
        ("//cdn.example/a", "http://news.example/", "http://cdn.example/a"),
        ("/a\n/b c", "https://news.example/", "https://news.example/a/b%20c"),
        ("http:\\\\news.example\\a", None, "http://news.example/a"),
        ("a/b", None, "a/b"),
        ("a/b", "not an address", "a/b"),
        ("javascript:alert(1)", "https://news.example/", "javascript:alert(1)"),
        ("data:text/html,x", "https://news.example/", "data:text/html,x"),
        ("mailto:desk@news.example", "https://news.example/", "mailto:desk@news.example"),
        ("https://[broken/", "https://news.example/", "https://[broken/"),
    ],
)
def test_a_link_is_joined_as_a_browser_would(
    link: str | None, base: str | None, joined: str | None
) -> None:
    assert absolute(link, base) == joined


@pytest.mark.parametrize(
    ("url", "web"),
    [
        ("https://news.example/", True),
        ("HTTP://news.example", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("ftp://news.example/", False),
        ("/a", False),
        ("https://", False),
        ("", False),
        (None, False),
    ],
)
def test_only_http_addresses_are_of_the_web(url: str | None, web: bool) -> None:
    assert is_web(url) is web


# --- the key ---------------------------------------------------------------------------------

ONE_ARTICLE = "https://news.example/world/story?a=1&b=2"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://news.example/world/story?a=1&b=2",
        "http://news.example/world/story?b=2&a=1",
        "https://www.news.example/world/story/?a=1&b=2",
        "https://www3.news.example/world/story?a=1&b=2",
        "https://m.news.example/world/story?a=1&b=2",
        "https://www.mobile.news.example/world/story?a=1&b=2",
        "https://news.example:443/world/story?a=1&b=2",
        "http://news.example:80/world/story?a=1&b=2",
        "https://NEWS.Example./world/story?a=1&b=2",
        "https://reader@news.example/world/story?a=1&b=2",
        "https://news.example//world///story?a=1&b=2",
        "https://news.example/world/./x/../story?a=1&b=2",
        "https://news.example/world/story/amp?a=1&b=2",
        "https://news.example/world/story/amp/?a=1&b=2",
        "https://news.example/world/story.amp?a=1&b=2",
        "https://news.example/amp/world/story?a=1&b=2",
        "https://news.example/world/story/index.html?a=1&b=2",
        "https://news.example/world/story/index.php?a=1&b=2",
        "https://news.example/world/story?a=1&b=2#comments",
        "https://news.example/world/story?a=1&amp;b=2",
        "https://news.example/world/story?a=1&amp;amp;b=2",
        "https://news.example/world/story?a=1&#38;b=2",
        "https://news.example/wor%6Cd/%73tory?a=1&b=2",
        "https://news.example/world/story?a=1&b=2&utm_source=feed&utm_medium=rss",
        "https://news.example/world/story?fbclid=x&a=1&gclid=y&b=2&at_campaign=z",
        "https://news.example/world/story?a=1&b=2&from=rss&source=front&ref=top",
        "https://news.example/world/story?&a=1&&b=2",
        " https://news.example/world/story?a=1&b=2\n",
        "https://www.google.com/amp/s/news.example/world/story/amp/?a=1&b=2",
        "https://www.google.co.uk/amp/news.example/world/story?a=1&b=2",
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fnews.example%2Fworld%2Fstory%3Fa%3D1%26b%3D2",
        "https://news-example.cdn.ampproject.org/c/s/news.example/world/story?a=1&b=2",
        "https://news-example.cdn.ampproject.org/v/s/news.example/world/story/amp?a=1&b=2",
    ],
)
def test_every_spelling_of_an_address_has_one_key(spelling: str) -> None:
    assert canonical_url(spelling) == ONE_ARTICLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/Story", "https://news.example/story"),
        ("https://news.example/eng/story", "https://news.example/rus/story"),
        ("https://news.example/story?id=1", "https://news.example/story?id=2"),
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://news.example/story?page=1", "https://news.example/story"),
        ("https://news.example/story?unknown=1", "https://news.example/story"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/?q=a%26b", "https://news.example/?q=a&b"),
        ("https://news.example/?q=a%2Bb", "https://news.example/?q=a+b"),
        ("https://news.example/#!/a", "https://news.example/#!/b"),
        ("https://news.example/#/a", "https://news.example/#/b"),
        ("https://news.example:8080/a", "https://news.example/a"),
        ("https://m.com.ua/a", "https://mobile.com.ua/a"),
        ("https://m.me/a", "https://amp.me/a"),
        ("https://live.news.example/a", "https://news.example/a"),
        ("https://forum.news.example/a", "https://forunews.example/a"),
        (
            "https://archive.example/newest/https://news.example/a",
            "https://news.example/a",
        ),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_a_source_may_keep_a_parameter_that_tracks_elsewhere() -> None:
    url = "https://news.example/story?source=wire&from=home"
    assert canonical_url(url) == "https://news.example/story"
    kept = canonical_url(url, keep=frozenset({"source"}))
    assert kept == "https://news.example/story?source=wire"


def test_a_name_in_another_script_has_one_key() -> None:
    assert (
        canonical_url("https://новини.example/a")
        == canonical_url("https://xn--b1amarcd.example/a")
        == "https://xn--b1amarcd.example/a"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a headline",
        "/news/1",
        "news.example/a",
        "mailto:desk@news.example",
        "javascript:alert(1)",
        "urn:uuid:00000000-0000-0000-0000-000000000000",
        "tag:news.example,2025:1",
        "https://",
        "https://exa mple/",
        "http://[::1/",
        "https://google.com/amp/" + "google.com/amp/" * 20 + "news.example/a",
    ],
)
def test_what_is_no_web_address_has_no_key(text: str) -> None:
    assert canonical_url(text) is None
    assert article_key(text) is None
    assert edition_key(text) is None
    assert language_of(text) is None


_PIECES = r"""
    http:// https:// www. m. news.example google.com /url?url= /amp/s/ /amp .amp cdn.ampproject.org
    /c/s/ / // /index.html ? & &amp; &#38; amp; ; = # #! #/ % %2 %25 %41 %2f %C3%BC %2e%2e + a=1 b=2
    utm_source=1 id=12345 -7520945 /2025/07/9 \ ü 。 ＠ @ : :80 :443 [::1] .. ' " < > | ^ {
"""
PIECES = st.sampled_from([*_PIECES.split(), " ", "\t", "\n", "\x00", "\ud800", "\u00ad"])


@given(
    st.one_of(st.text(), st.lists(PIECES, max_size=12).map(lambda some: "http://" + "".join(some)))
)
@example("http:.")
@example("http://forum.0.a")
@example("http://a/?amp;b=1&a=1")
@example("http://a/%%34%31")
@example("http://a/&%61mp;b")
@example("http://a/%4\n1")
@example("http://a?+")
def test_the_key_of_a_key_is_the_key_whatever_the_text(text: str) -> None:
    key = canonical_url(text)
    if key is not None:
        assert canonical_url(key) == key
        assert article_key(key) == article_key(text)
        assert edition_key(key) == edition_key(text)


@given(st.text(), st.one_of(st.none(), st.text()))
@example("\ud800", "https://news.example/")
@example("http:", "http:")
def test_no_text_makes_the_readers_of_addresses_raise(text: str, base: str | None) -> None:
    joined = absolute(text, base)
    assert (joined is None) == (not text.strip())
    url_date(text)
    language_of(text)


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.news.example/eng/news/2025/07/10/7521000/", "news.example/eng#7521000"),
        ("https://news.example/news/2025/07/9/7520945/", "news.example#7520945"),
        ("https://news.example/economy/6255813/a-slug.html", "news.example#6255813"),
        ("https://news.example/news/uk-politics-62813552", "news.example#62813552"),
        ("https://news.example/a_long_slug_n1503302", "news.example#1503302"),
        ("https://news.example/ru/news/1906059-a-slug", "news.example/ru#1906059"),
        ("https://news.example/story.php?id=12345", "news.example#12345"),
        ("https://news.example/article/12345.html", "news.example#12345"),
        ("https://news.example/news/A-Long-Slug-6344205.html", "news.example#6344205"),
        ("https://news.example/sport/article236562161/Slug.html", "news.example#236562161"),
        ("https://news.example/en/slug/a-75781905?maca=en-rss", "news.example/en#75781905"),
        ("https://news.example/articles/0,7340,L-4130629,00.html", "news.example#4130629"),
        ("https://news.example/N/1,80277,10402784,Slug.html", "news.example#10402784"),
        ("https://news.example/2025/07/10/slug_6620432_3210.html", "news.example#6620432"),
        ("https://news.example/news/62813552/cases-pass-12345", "news.example#62813552"),
        (
            "https://news.example/content/7E00003A-0002-0001-0000-000123456789",
            "news.example#7e00003a-0002-0001-0000-000123456789",
        ),
        (
            "https://news.example/slug_c708a8fb-c2d2-4a9a-b0f3-05b8cc98389d.html",
            "news.example#c708a8fb-c2d2-4a9a-b0f3-05b8cc98389d",
        ),
        (
            "https://news.example/story-5f3c1d2e9a8b7c6d5e4f3a2b",
            "news.example#5f3c1d2e9a8b7c6d5e4f3a2b",
        ),
        ("https://news.example/wire/202484a8/a-slug", "news.example#202484a8"),
        ("https://news.example/rubric/12345?article=678901", "news.example#12345/678901"),
    ],
)
def test_the_number_of_an_article_is_found_in_its_address(url: str, key: str) -> None:
    assert article_key(url) == key


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/",
        "https://news.example/news",
        "https://news.example/2025/07/10/a-slug",
        "https://news.example/20250710/a-slug",
        "https://news.example/a-slug-20250710.html",
        "https://news.example/a-slug-10072025.html",
        "https://news.example/archive/202507",
        "https://news.example/a-slug-202507101230",
        "https://news.example/a-slug-20250710123045",
        "https://news.example/the-year-2025",
        "https://news.example/bitcoin-passes-100000",
        "https://news.example/1000000-march-in-protest",
        "https://news.example/fine-of-12345-dollars-for-one",
        "https://news.example/review_tag53174/",
        "https://news.example/a-slug-7591",
        "https://news.example/index.php?page=12345",
        "https://news.example/story?date=20250710",
        "https://news.example/decade",
        "https://news.example/defaced/facade",
        "https://feedproxy.google.com/~r/Wire/~3/abc/news-24876.htm",
    ],
)
def test_dates_sums_and_listings_are_no_numbers_of_articles(url: str) -> None:
    assert article_key(url) is None


def test_a_rewritten_slug_keeps_the_key() -> None:
    for slug in ("economy/6255813/two-hurt-in-fire.html", "home/6255813/three-hurt-in-fire.html"):
        assert article_key(f"https://news.example/{slug}") == "news.example#6255813"


# --- editions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://www.news.example/news/2025/07/9/7520945/",
        "https://www.news.example/eng/news/2025/07/9/7520945/",
        "https://www.news.example/rus/news/2025/07/9/7520945/",
        "https://news.example/en-us/news/7520945",
        "https://news.example/articles/english/7520945",
        "https://en.news.example/news/7520945",
        "https://eng.news.example/other-slug-7520945",
    ],
)
def test_all_languages_of_an_article_share_the_edition_key(url: str) -> None:
    assert edition_key(url) == "news.example#7520945"


def test_editions_are_different_articles() -> None:
    keys = {
        article_key(f"https://news.example{edition}/news/7520945")
        for edition in ("", "/eng", "/rus")
    }
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("url", "language"),
    [
        ("https://news.example/eng/news/1", "en"),
        ("https://news.example/rus/news/1", "ru"),
        ("https://news.example/ua/news/1", "uk"),
        ("https://news.ua/uk/news/1", "uk"),
        ("https://news.example/pt-br/news/1", "pt"),
        ("https://news.example/vietnamese/news/1", "vi"),
        ("https://english.news.example/news/1", "en"),
        ("https://ru.news.example/news/1", "ru"),
        ("https://news.example/article/english/70375", "en"),
        # A country, a trade, a number, a word of every path:
        ("https://news.example/uk/politics/1", None),
        ("https://uk.news.example/politics/1", None),
        ("https://news.example/world/uk/1", None),
        ("https://news.example/it/1", None),
        ("https://news.example/id/25110000", None),
        ("https://news.example/in/pictures", None),
        ("https://news.example/a/b/en/1", None),
        ("https://en.example/news", None),
        ("https://news.example/news/1", None),
    ],
)
def test_the_language_of_an_edition_is_read_where_the_address_names_it(
    url: str, language: str | None
) -> None:
    assert language_of(url) == language


# --- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/eng/news/2025/07/10/7521000/", date(2025, 7, 10)),
        ("/news/2025/07/9/7520945/", date(2025, 7, 9)),
        ("https://news.example/2025-07-10/a-slug", date(2025, 7, 10)),
        ("https://news.example/news/2025-07/10/a-slug", date(2025, 7, 10)),
        ("https://news.example/2020-01-06-a-slug", date(2020, 1, 6)),
        ("https://news.example/20250710/a-slug", date(2025, 7, 10)),
        ("https://news.example/world/2025/jul/10/a-slug", date(2025, 7, 10)),
        ("https://news.example/world/2025/July/1/a-slug", date(2025, 7, 1)),
        ("https://news.example/2024/02/29/leap", date(2024, 2, 29)),
        ("https://news.example/2025/07/10", date(2025, 7, 10)),
        ("https://news.example/2025/07/10/again/2025-07-10/", date(2025, 7, 10)),
        # No whole day, an impossible one, an absurd one, somebody else's, two:
        ("https://news.example/2025/07/a-slug", None),
        ("https://news.example/2025/07/10-dead-in-fire", None),
        ("https://news.example/2025/07/100/a-slug", None),
        ("https://news.example/2025/02/29/a-slug", None),
        ("https://news.example/2025/13/01/a-slug", None),
        ("https://news.example/1994/07/10/a-slug", None),
        ("https://news.example/2100/07/10/a-slug", None),
        ("https://news.example/2025/marvel/10/a-slug", None),
        ("https://news.example/programme-for-2025-07-10", None),
        ("https://news.example/a?day=/2025/07/10/", None),
        ("https://news.example/20250710.html", None),
        ("https://news.example/120250710/", None),
        ("https://news.example/2024/07/10/copy/2025/07/10/", None),
        ("", None),
    ],
)
def test_the_day_in_an_address_is_read_or_left(url: str, day: date | None) -> None:
    assert url_date(url) == day


FETCHED = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2025/0709/c1234.html", date(2025, 7, 9)),
        ("https://news.example/item?d=20250709", date(2025, 7, 9)),
        ("https://news.example/item?id=7&date=2025-07-09", date(2025, 7, 9)),
        # what a number or a subject may look like counts within the week before the fetch
        ("https://news.example/fire-in-the-harbour-09-07-2025-a", date(2025, 7, 9)),
        ("https://news.example/news/09.07.2025/fire", date(2025, 7, 9)),
        ("https://news.example/09/07/2025/fire", date(2025, 7, 9)),
        ("https://news.example/07-09-2025/fire", date(2025, 7, 9)),
        ("https://news.example/20250709-fire-in-the-harbour", date(2025, 7, 9)),
        ("https://news.example/AKR20250709012345.html", None),
        ("https://news.example/news/20250709085400.html", date(2025, 7, 9)),
        ("https://news.example/fire-20250709085400", date(2025, 7, 9)),
        ("https://news.example/fire-07-08-2025-a", date(2025, 7, 8)),
        ("https://news.example/20190312-fire", None),
        ("https://news.example/12-03-2019/fire", None),
        ("https://news.example/news/20250799-fire", None),
        ("https://news.example/item?id=20250709", None),
        ("https://news.example/item?d=20251399", None),
        # what had not come yet is no day of publication
        ("https://news.example/2025/12/24/concert", None),
        ("https://news.example/2025/07/11/fire", date(2025, 7, 11)),
    ],
)
def test_at_a_fetch_more_forms_are_read_and_no_day_to_come(url: str, day: date | None) -> None:
    assert url_date(url, FETCHED) == day


# --- real input ------------------------------------------------------------------------------


def test_real_articles_keep_their_number_through_every_edit(shared_inputs: Path) -> None:
    """The number in the address is the article's own id, in every recorded poll."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for story in _stories(shared_inputs / "series" / "nunl-2023-03"):
        key = article_key(f"https://www.nu.nl{story['url']}")
        assert key == f"nu.nl#{story['id']}"
        slugs[key].add(str(story["slug"]))
    assert len(slugs) > 1000
    assert any(len(of_one) > 1 for of_one in slugs.values())


def _stories(series: Path) -> list[dict[str, object]]:
    index = [json.loads(line) for line in (series / "index.jsonl").read_text("utf-8").splitlines()]
    return [
        story
        for poll in index[::4]
        for story in json.loads(gzip.decompress((series / poll["file"]).read_bytes()))
    ]


def test_an_id_glued_to_a_word_is_the_article_number() -> None:
    one = "https://www.paper.example/a/article69521718f6fc544dba9b60ea/storm.html"
    other = "https://www.paper.example/b/article69521718f6fc544dba9b60ea/storm-at-sea.html"
    assert article_key(one) == article_key(other) is not None


def test_an_agency_report_is_named_whole_and_not_by_its_date() -> None:
    first = (
        "https://www.paper.example/storm-agency.urn-newsml-agency-com-20090101-260101-930-486659"
    )
    second = (
        "https://www.paper.example/flood-agency.urn-newsml-agency-com-20090101-260101-930-48666"
    )
    assert article_key(first) != article_key(second)
    assert "486659" in (article_key(first) or "")
