"""Feeds made by chance of all that feeds are made of: known elements and unknown ones at any place,
doubled, nested, with every attribute that means something to anyone, and texts of every make."""

from __future__ import annotations

from random import Random


def _words(names: str) -> list[str]:
    return names.split()


SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "pheedo": "http://www.pheedo.com/namespace/pheedo",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "x": "http://made.example/x#",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cc": "http://web.resource.org/cc/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
}
TEXTS = (
    "",
    " ",
    "Storm over the coast",
    "  spaces\n and lines  ",
    "A &amp; B &lt;b&gt;bold&lt;/b&gt;",
    "R&amp;amp;D &amp;#8217; &amp;nbsp;",
    "<![CDATA[<p>in & out</p>]]>",
    "half <![CDATA[ <i>and</i> ]]> half",
    "Київ &#1110; Одеса",
    "caf\u00c3\u00a9",
    "\u0093quoted\u0094 \u20ac",
    "a\u00a0b\u2028c\u3000",
    "one<!-- a comment -->two<?pi x?>three",
    "&#13;&#10;lines&#9;",
    "http://news.example/1?a=1&amp;b=2",
    "http:////news.example//2?copy=3&amp;amp;c=4&amp;lt;",
    "/relative/3",
    "//host.example/4",
    "../up/5#x",
    "urn:uuid:1-2-3",
    "tag:news.example,2026:6",
    "Ann Lee",
    "<![CDATA[<o:p atom:x='1'>a <dc:b> b</o:p>]]>",
    "lines\r\nof\rall kinds",
    "Fish & chips &nbsp; &bogus; 5 < 6",
    "\x1b[31m&#27;",
    "ann@news.example (Ann Lee)",
    "Wed, 09 Jul 2025 08:54:00 +0300",
    "2025-07-09T08:54:00Z",
    "2025-07-09 23:50",
    "en-us",
    "uk",
    "War, Kyiv,  , War",
    "hourly",
    "45",
)
MARKUP = (
    "<b>bold</b> text",
    "text <i>and</i> <a href='/x?a=1&amp;b=2' Rel='NoFollow'>link</a> &lt; end",
    "<div>one div</div>",
    " <xhtml:div>of <xhtml:b class='k'>its</xhtml:b> space</xhtml:div> ",
    "<div><p>two</p></div><div>divs</div>",
    "<p>a<br/>b &amp;amp; c</p>",
    '<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="de"> d <p>p</p> </div>',
    "<svg>x</svg>",
    "<title>inner</title>",
)
ATTRIBUTES = (
    'type="text"',
    'type="html"',
    'type="xhtml"',
    'type="text/html"',
    'type="TEXT/Plain"',
    'mode="escaped"',
    'xml:lang="de"',
    'xml:lang=""',
    'lang="pt_BR"',
    'rel="alternate"',
    'rel="self"',
    'rel="enclosure"',
    'rel="Via"',
    'href="http://news.example/a?b=1&amp;c=2"',
    'href="/rel"',
    'href=""',
    'url="http://pictures.example/p.jpg"',
    'isPermaLink="false"',
    'isPermaLink="True"',
    'isPermaLink="true"',
    'term="War"',
    'scheme="http://tags.example/"',
    'domain="d"',
    'label="The War"',
    'text="News"',
    'x:unknown="1"',
    'rdf:about="http://news.example/about"',
    'rdf:resource="http://news.example/resource"',
    'xml:base="http://base.example/dir/"',
    'src="http://news.example/src"',
    'length="12"',
    'title="t"',
)
ODD_ATTRIBUTES = (
    'type="application/xml"',
    'HREF="up"',
    'x:href="http://other.example/"',
    'base="http://plain.example/"',
    'xml:base="sub/"',
    'version="2.0"',
    'mode="base64"',
    'xmlns="http://unknown.example/"',
    'xmlns="http://www.w3.org/2005/Atom"',
    'xmlns=""',
    'xmlns:dc="http://other.example/dc/"',
    'xmlns:media="http://search.yahoo.com/mrss"',
    'xmlns:DC="http://purl.org/dc/elements/1.1/"',
    'xmlns:title="http://purl.org/rss/1.0/"',
    'xmlns:y="http://made.example/x#"',
    'lastmod="2025-07-09"',
)
MARKED = ("title", "description", "summary", "content", "subtitle", "info", "rights", "body")
NAMES = _words(
    "title link guid id description summary content author category pubDate published updated "
    "issued modified created date language source image comments enclosure contributor rights "
    "name uri email url keywords body fullitem icon generator subtitle info ttl copyright "
    "dc:title dc:creator dc:date dc:subject dc:description dc:language dc:publisher dc:identifier "
    "dc:rights dc:contributor dcterms:issued dcterms:modified dcterms:created content:encoded "
    "media:content media:group media:title media:description media:thumbnail media:credit "
    "media:keywords media:category media:rating media:text itunes:author itunes:summary "
    "itunes:subtitle itunes:keywords itunes:category itunes:duration itunes:image itunes:explicit "
    "slash:comments feedburner:origLink pheedo:origLink atom:link atom:title atom:id atom:author "
    "atom:updated atom:summary atom:content georss:point x:made x:title creativeCommons:license "
    "cc:license xhtml:body unknown links tags"
)
COMMON = _words("title link guid id description summary author category pubDate updated")
HEAD = _words(
    "title link description language ttl sy:updatePeriod sy:updateFrequency image textInput author "
    "managingEditor webMaster lastBuildDate pubDate category copyright generator docs cloud "
    "atom:link atom:id dc:language dc:title dc:date itunes:summary itunes:owner itunes:image "
    "itunes:category itunes:subtitle x:made skipHours items subtitle summary icon logo rights info "
    "updated id tagline"
)
ODD_SPACES = (
    "http://purl.org/dc/elements/1.1/",
    "HTTP://PURL.ORG/DC/ELEMENTS/1.1/",
    "http://purl.org/rss/1.0/",
    "http://backend.userland.com/rss2",
    "http://unknown.example/ with spaces",
    "http://made.example/x#",
    "urn:\u00fc",
)
NETSCAPE = "http://my.netscape.com/rdf/simple/0.9/"
INNER = {
    "author": ("name", "email", "uri", "url", "x:made", "title"),
    "atom:author": ("name", "email", "uri"),
    "contributor": ("name", "email"),
    "source": ("title", "link", "id", "updated", "author", "x:made", "summary"),
    "image": ("title", "url", "link", "width", "description"),
    "textInput": ("title", "description", "name", "link"),
    "media:content": ("media:title", "media:description", "media:thumbnail", "media:credit"),
    "media:group": ("media:title", "media:content", "media:description", "title", "x:made"),
    "itunes:owner": ("itunes:name", "itunes:email"),
    "x:made": ("x:title", "title", "description", "link", "x:made", "category"),
    "unknown": ("title", "dc:date", "unknown", "guid"),
    "itunes:category": ("itunes:category",),
    "items": ("rdf:Seq",),
}


def made_feed(chance: Random) -> str:
    """A document; most are feeds that somebody could have written, some are not."""
    kind = chance.choice(("rss", "rss", "atom", "atom", "rdf", "atom03"))
    wild = chance.random() < 0.3
    entries = [_entry(chance, kind, wild) for _ in range(chance.randint(0, 4))]
    head = [_element(chance, chance.choice(HEAD), wild, 0) for _ in range(chance.randint(0, 6))]
    said = _attributes(chance, 0.1 if wild else 0.03)
    if kind == "rss":
        version = chance.choice(("2.0", "2.0", "0.91", "0.92", "", "3"))
        body = "".join(chance.sample([*head, *entries], len(head) + len(entries)))
        inner = f"<channel{_attributes(chance, 0.03)}>{body}</channel>"
        return f"<rss version='{version}'{_spaces(chance, inner)}{said}>{inner}</rss>"
    if kind == "rdf":
        default = chance.choice(("http://purl.org/rss/1.0/",) * 3 + (NETSCAPE,))
        picture = _element(chance, "image", wild, 0) if chance.random() < 0.3 else ""
        body = f"<channel rdf:about='/'>{''.join(head)}</channel>{picture}{''.join(entries)}"
        return f"<rdf:RDF xmlns='{default}'{_spaces(chance, 'rdf:' + body)}{said}>{body}</rdf:RDF>"
    uri = SPACES["atom"] if kind == "atom" else "http://purl.org/atom/ns#"
    base = chance.choice(("",) * 4 + (' xml:base="http://feed.example/dir/?q"',))
    version = "" if kind == "atom" else " version='0.3'"
    body = "".join([*head, *entries])
    return f"<feed xmlns='{uri}'{version}{base}{_spaces(chance, body)}>{body}</feed>"


def _spaces(chance: Random, body: str) -> str:
    used = [(name, uri) for name, uri in SPACES.items() if f"{name}:" in body]
    if used and chance.random() < 0.04:
        used[0] = (used[0][0], chance.choice(ODD_SPACES))
    return "".join(f" xmlns:{name}='{uri}'" for name, uri in used)


def _entry(chance: Random, kind: str, wild: bool) -> str:
    name = "entry" if kind.startswith("atom") else "item"
    names = COMMON if not wild else [*COMMON, *NAMES]
    drawn = [chance.choice(names) for _ in range(chance.randint(0, 7))]
    drawn += [chance.choice(NAMES) for _ in range(chance.randint(0, 2))]
    inner = "".join(_element(chance, each, wild, 0) for each in drawn)
    return f"<{name}{_attributes(chance, 0.05)}>{inner}</{name}>"


def _element(chance: Random, name: str, wild: bool, level: int) -> str:
    said = _attributes(chance, 0.5 if wild else 0.25)
    inner = chance.choice(TEXTS)
    if name in INNER and level < 4 and chance.random() < 0.6:
        children = (chance.choice(INNER[name]) for _ in range(chance.randint(1, 3)))
        inner = "\n ".join(_element(chance, child, wild, level + 1) for child in children)
    elif chance.random() < _likely_markup(name, said):
        inner = chance.choice(MARKUP)
    return f"<{name}{said}>{inner}</{name}>{chance.choice(('', '', chr(10)))}"


def _likely_markup(name: str, said: str) -> float:
    if name.rpartition(":")[2] not in MARKED:
        return 0.003
    return 0.9 if 'type="xhtml"' in said else 0.1


def _attributes(chance: Random, likely: float) -> str:
    """Some; those that only the odd feed has are rare."""
    drawn: dict[str, str] = {}
    while chance.random() < likely and len(drawn) < 4:
        attribute = chance.choice(ATTRIBUTES if chance.random() > 0.03 else ODD_ATTRIBUTES)
        drawn.setdefault(attribute.partition("=")[0], attribute)
    return "".join(f" {attribute}" for attribute in drawn.values())
