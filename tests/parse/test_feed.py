"""Feeds give every entry, with its strings as the publisher wrote them."""

from __future__ import annotations

import pytest

from ticker.model import Document, ParsedItem
from ticker.parse import parse

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(items: str, channel: str = "") -> Document:
    text = f'<rss version="2.0" {SPACES}><channel><title>T</title>{channel}{items}</channel></rss>'
    return parse(text.encode())


def rss_item(inner: str) -> ParsedItem:
    (item,) = rss(f"<item>{inner}</item>").items
    return item


def atom(entry: str, head: str = "") -> ParsedItem:
    text = f'<feed xmlns="http://www.w3.org/2005/Atom" {head}><entry>{entry}</entry></feed>'
    (item,) = parse(text.encode()).items
    return item


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ('<rss version="0.91"><channel><item/></channel></rss>', "rss091u"),
        ('<rss version="0.92"><channel><item/></channel></rss>', "rss092"),
        ('<rss version="2.0"><channel><item/></channel></rss>', "rss20"),
        ("<rss><channel><item/></channel></rss>", "rss"),
        (
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://my.netscape.com/rdf/simple/0.9/"><item/></r:RDF>',
            "rss090",
        ),
        (
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns:atom="http://www.w3.org/2005/Atom" '
            'xmlns="http://purl.org/rss/1.0/"><item/></r:RDF>',
            "rss10",
        ),
        ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry/></feed>', "atom03"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "atom10"),
    ],
)
def test_the_dialect_is_named_and_an_empty_entry_is_an_entry(document: str, name: str) -> None:
    parsed = parse(document.encode())
    assert (parsed.kind, parsed.format, len(parsed.items)) == ("feed", name, 1)
    assert parsed.items[0].title == ""


def test_a_whole_entry_is_read() -> None:
    item = rss_item(
        "<title>A &amp; B</title><link>https://a.example/1?x=1&amp;y=2</link><guid>g-1</guid>"
        "<description>&lt;p&gt;text&lt;/p&gt;</description><dc:creator>Ann</dc:creator>"
        "<category> War </category><category>Kyiv</category><category>War</category>"
        "<dc:language>uk</dc:language><pubDate>Wed, 09 Jul 2025 08:54:00 EEST</pubDate>"
    )
    assert item == ParsedItem(
        position=1,
        title="A & B",
        markup="unknown",
        guid="g-1",
        link="https://a.example/1?x=1&y=2",
        summary="<p>text</p>",
        author="Ann",
        language="uk",
        categories=("War", "Kyiv"),
        published_text="Wed, 09 Jul 2025 08:54:00 EEST",
    )


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<![CDATA[<i>in</i> & out]]>", "<i>in</i> & out"),
        ("R&amp;amp;D", "R&amp;D"),
        ("a <b>bold</b> word", "a <b>bold</b> word"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("one\r\n  two", "one\n  two"),
        ("x\x00y", "x\ufffdy"),
        ("x\x1b[31my", "x\x1b[31my"),
        ("&#27;[0m", "\x1b[0m"),
        ("&#0;&#xFFFE;&#xD83D;&#99999999999999999999;", "\ufffd" * 4),
        ("&#55357;&#56832;", "😀"),
        ("&nbsp;caf&eacute;&bogus;", "café&bogus;"),
        ("Fish & chips: 5 < 6", "Fish & chips: 5 < 6"),
        ("\u202egnp.exe", "\u202egnp.exe"),
    ],
)
def test_a_title_is_kept_as_written(written: str, title: str) -> None:
    assert rss_item(f"<title>{written}</title>").title == title


@pytest.mark.parametrize(
    ("written", "title", "markup"),
    [
        ("<title>AT&amp;T &lt;b&gt;</title>", "AT&T <b>", "plain"),
        ('<title type="text">5 &lt; 6</title>', "5 < 6", "plain"),
        (
            '<title type="html">a &lt;b&gt;x&lt;/b&gt; &amp;amp; y</title>',
            "a <b>x</b> &amp; y",
            "html",
        ),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            "a <em>b</em></div></title>",
            "a <em>b</em>",
            "html",
        ),
        ("", "", "plain"),
    ],
)
def test_atom_says_whether_a_title_is_markup(written: str, title: str, markup: str) -> None:
    item = atom(written)
    assert (item.title, item.markup) == (title, markup)


@pytest.mark.parametrize(
    ("inner", "title"),
    [
        ("<media:title>M</media:title><title>T</title>", "T"),
        ("<media:group><media:title>M</media:title></media:group><title>T</title>", "T"),
        ("<title>T</title><image><title>I</title></image>", "T"),
        ("<source url='http://s.example/'>S</source><title>T</title>", "T"),
    ],
)
def test_the_title_of_something_inside_an_entry_is_not_its_own(inner: str, title: str) -> None:
    assert rss_item(inner).title == title


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        ("<link>/rel/path</link>", "/rel/path"),
        ("<link> //a.example/x </link>", "//a.example/x"),
        ("<link>HTTP://A.example:80/%7Ex</link>", "HTTP://A.example:80/%7Ex"),
        ("<link>javascript:alert(1)</link>", "javascript:alert(1)"),
        ("<link>http://[::1</link>", "http://[::1"),
        ("<link>http://a.example/?a=1&b=2&copy=3</link>", "http://a.example/?a=1&b=2&copy=3"),
        ("<guid>http://a.example/1</guid>", "http://a.example/1"),
        ("<guid isPermaLink='false'>http://a.example/1</guid>", None),
        ("<guid>not-an-address</guid>", None),
        ("<guid>http://a.example/g</guid><link>http://a.example/l</link>", "http://a.example/l"),
        ("<link></link>", None),
        (
            "<link>http://proxy.example/1</link>"
            "<feedburner:origLink>http://a.example/1</feedburner:origLink>",
            "http://a.example/1",
        ),
        (
            "<link>http://a.example/1</link><atom:link href='http://a.example/2'/>",
            "http://a.example/1",
        ),
        ("<enclosure url='http://a.example/1.mp3' type='audio/mpeg' length='1'/>", None),
        (
            "<image><link>http://a.example/img</link></image><link>http://a.example/1</link>",
            "http://a.example/1",
        ),
    ],
)
def test_rss_links_are_raw(inner: str, link: str | None) -> None:
    assert rss_item(inner).link == link


@pytest.mark.parametrize(
    ("links", "link"),
    [
        ('<link rel="self" href="s"/><link href="one"/><link rel="alternate" href="two"/>', "one"),
        ('<link rel="alternate" type="image/png" href="p"/><link type="text/html" href="h"/>', "h"),
        ('<link rel="alternate" type="application/pdf" href="p"/>', "p"),
        ('<link rel="enclosure" href="e"/>', None),
        ("<id>http://a.example/id</id>", None),
    ],
)
def test_the_link_of_an_atom_entry_is_its_first_page(links: str, link: str | None) -> None:
    assert atom(links).link == link


def test_xml_base_is_the_base_of_links() -> None:
    item = atom('<link href="one"/><id>urn:x:1</id>', head='xml:base="http://b.example/dir/"')
    assert (item.link, item.guid) == ("http://b.example/dir/one", "urn:x:1")


@pytest.mark.parametrize(
    ("inner", "published", "updated"),
    [
        ("<pubDate>P</pubDate>", "P", None),
        ("<dc:date>D</dc:date>", "D", None),
        ("<pubDate>P</pubDate><dc:date>D</dc:date>", "P", "D"),
        ("<pubDate>P</pubDate><atom:updated>U</atom:updated>", "P", "U"),
        ("<pubDate> </pubDate>", None, None),
        ("<pubDate>2025-07-09 08:54</pubDate>", "2025-07-09 08:54", None),
        ("<pubDate>0000-00-00</pubDate>", "0000-00-00", None),
    ],
)
def test_an_rss_date_is_published_unless_there_is_a_better_one(
    inner: str, published: str | None, updated: str | None
) -> None:
    item = rss_item(inner)
    assert (item.published_text, item.updated_text) == (published, updated)


@pytest.mark.parametrize(
    ("inner", "published", "updated"),
    [
        ("<published>P</published><updated>U</updated>", "P", "U"),
        ("<updated>U</updated>", None, "U"),
        ("<source><updated>S</updated><title>S</title></source>", None, None),
    ],
)
def test_an_atom_entry_tells_published_from_updated(
    inner: str, published: str | None, updated: str | None
) -> None:
    item = atom(inner)
    assert (item.published_text, item.updated_text) == (published, updated)


def test_atom_03_has_issued_and_modified() -> None:
    feed = (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><issued>I</issued>'
        "<created>C</created><modified>M</modified></entry></feed>"
    )
    (item,) = parse(feed.encode()).items
    assert (item.published_text, item.updated_text) == ("I", "M")


@pytest.mark.parametrize("guid", ["", "<guid></guid>", "<guid>  </guid>"])
def test_an_empty_guid_is_none(guid: str) -> None:
    assert rss_item(f"<title>x</title>{guid}").guid is None


def test_the_label_of_an_atom_category_is_for_people() -> None:
    item = atom('<category term="t1" label="Politics"/><category term="war"/><category/>')
    assert item.categories == ("Politics", "war")


def test_an_entry_says_its_language_only_where_it_differs() -> None:
    head = 'xml:lang="uk"'
    assert atom("<title>t</title>", head).language is None
    assert atom('<title xml:lang="en">t</title>', head).language == "en"


@pytest.mark.parametrize(
    ("channel", "ttl_s"),
    [
        ("<ttl>15</ttl>", 900),
        ("<ttl> 60 </ttl><sy:updatePeriod>daily</sy:updatePeriod>", 3_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
        (
            "<sy:updatePeriod>\n daily </sy:updatePeriod>"
            "<sy:updateFrequency>4</sy:updateFrequency>",
            21_600,
        ),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>٣</ttl>", None),
        ("<sy:updatePeriod>never</sy:updatePeriod>", None),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            3_600,
        ),
        ("", None),
    ],
)
def test_a_feed_may_ask_for_a_pause(channel: str, ttl_s: int | None) -> None:
    assert rss("", channel).ttl_s == ttl_s


ILL_FORMED = (
    "<item><title>One &amp; only</title><link>http://a.example/?a=1&amp;b=1</link>"
    "<guid isPermaLink='false'>http://a.example/?a=1&amp;b=1</guid><category>R&amp;D</category>"
    "<author>A &amp; B</author><pubDate>Wed, 09 Jul 2025 08:54:00 +0300</pubDate></item>"
)


@pytest.mark.parametrize(
    "flaw",
    [
        "<item><title>Bare & ampersand</title></item>",
        "<item><title>Less < more, &nbsp; and &hellip;</title></item>",
        "<item><title>Escape \x1b and bell \x07</title></item>",
        "<item><title>Bad &#1; reference</title></item>",
        "<item><title>Prefix</title><nowhere:x y:z='1'>declared</nowhere:x></item>",
        "<item><title>Never closed<b></title></item>",
        "<item><title>Closed twice</title></title></item>",
    ],
)
def test_a_flaw_in_one_entry_changes_no_other(flaw: str) -> None:
    """Else one stray character would give every entry of the feed another guid."""
    good, damaged = rss(ILL_FORMED).items, rss(ILL_FORMED + flaw).items
    assert len(damaged) == 2
    assert damaged[0] == good[0]


def test_an_undeclared_dublin_core_still_gives_the_date() -> None:
    feed = "<rss version='2.0'><channel><item><dc:date>D</dc:date></item></channel></rss>"
    assert parse(feed.encode()).items[0].published_text == "D"


def test_two_documents_in_a_row_lose_no_entry() -> None:
    one = "<rss version='2.0'><channel><item><title>a</title></item></channel></rss>"
    assert [item.title for item in parse((one + one).encode()).items] == ["a", "a"]


def test_an_external_dtd_is_not_fetched_or_needed() -> None:
    feed = (
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss version="2.0"><channel><item>'
        "<title>Caf&eacute;</title></item></channel></rss>"
    )
    assert parse(feed.encode()).items[0].title == "Café"
