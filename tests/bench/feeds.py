"""Invented feeds of forty items: `feed` says number `i` in its `version`, the same at every run.

Seventy of a hundred are RSS 2.0, twenty-five Atom, five RDF; a few have another encoding, and five
are ill-formed in one of the ways in which feeds are. A version later the two oldest items are gone,
two new ones are on top, and one headline has been edited.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from xml.sax.saxutils import escape, quoteattr

ITEMS = 40
START = datetime(2026, 11, 23, 8, 54, tzinfo=UTC)
TOPICS = ("War", "Politics", "Economy", "Kyiv", "Energy", "Sport", "Courts", "Weather", "Culture")
_ENGLISH = (
    "storm ferry council budget harbour strike minister rescue border bridge market court police "
    "grid hospital school election talks flood drone treaty farmers price vote tunnel inquiry "
    "after before over amid new second third warns confirms rejects opens closes delays halts"
)
_UKRAINIAN = (
    "шторм пором рада бюджет порт страйк міністр рятувальники кордон міст ринок суд поліція "
    "мережа лікарня школа вибори переговори повінь дрон угода фермери ціна голосування тунель "
    "після перед над новий другий третій попереджає підтверджує відкриває закриває зупиняє"
)
WORDS = {"en": _ENGLISH.split(), "uk": _UKRAINIAN.split()}
ILL = ("&amp;", "&nbsp;", "\x0b", "junk behind", "space before", "wrong encoding", "unquoted")


def feed(i: int, version: int = 0, items: int = ITEMS) -> bytes:
    """A whole document."""
    chance = Random(i)  # invented news, not secrets
    language = "uk" if i % 3 == 0 else "en"
    numbers = range(items + 2 * version - 1, 2 * version - 1, -1)
    ill = ILL[i // 20 % len(ILL)] if i % 20 == 19 else ""
    kind = "rdf" if i % 20 == 18 else "atom" if i % 20 in (13, 14, 15, 16, 17) else "rss"
    edited = numbers[3 + (version * 7 + i) % (items - 3)] if version else None
    stories = [_story(i, number, language, edited=number == edited) for number in numbers]
    cdata = chance.random() < 0.6
    body = {"rss": _rss, "atom": _atom, "rdf": _rdf}[kind](i, language, stories, cdata)
    return _encoded(body, ill, "windows-1251" if i % 30 == 3 else "utf-8")


def _encoded(body: str, ill: str, encoding: str) -> bytes:
    declared = encoding
    match ill:
        case "&amp;" | "&nbsp;" | "\x0b":
            body = body.replace("</title>\n", f" {ill.replace('amp;', '')} more</title>\n")
        case "junk behind":
            body += "<!-- cached --><script>var x = 1 && 2;</script>"
        case "wrong encoding":
            encoding = "windows-1251"
        case "unquoted":
            body = body.replace("<link>http", "<link rel=alternate>http")
    before = " \n" if ill == "space before" else ""
    head = f'{before}<?xml version="1.0" encoding="{declared}"?>\n'
    return (head + body).encode(encoding, "xmlcharrefreplace")


def _story(i: int, number: int, language: str, *, edited: bool) -> dict[str, str]:
    chance = Random(f"{i}/{number}")  # as above
    words = WORDS[language]
    title = " ".join(chance.choices(words, k=chance.randint(6, 13))).capitalize()
    at = START + timedelta(minutes=(number - ITEMS) * (7 + i % 23))
    text = " ".join(chance.choices(words, k=chance.randint(15, 60))).capitalize()
    link = (
        f"https://news{i}.example/{at:%Y/%m/%d}/{7_000_000 + number}/?utm_source=rss&utm_medium=x"
    )
    return {
        "title": f"Updated: {title}" if edited else title,
        "link": link,
        "id": f"{i}-{number}",
        "rfc": format_datetime(at),
        "iso": at.isoformat(),
        "html": f'<p>{text}. <a href="https://news{i}.example/">{chance.choice(words)}</a></p>',
        "author": chance.choice(("Ann Lee", "Ірина Бойко", "J. O'Neill")),
        "topic": chance.choice(TOPICS),
        "other": chance.choice(TOPICS),
    }


def _text(text: str, cdata: bool) -> str:
    return f"<![CDATA[{text}]]>" if cdata else escape(text)


def _rss(i: int, language: str, stories: list[dict[str, str]], cdata: bool) -> str:
    items = "".join(
        f"<item>\n<title>{_text(story['title'], cdata)}</title>\n"
        f"<link>{escape(story['link'])}</link>\n"
        f'<guid isPermaLink="false">{story["id"]}</guid>\n<pubDate>{story["rfc"]}</pubDate>\n'
        f"<dc:creator>{escape(story['author'])}</dc:creator>\n"
        f"<category>{story['topic']}</category>\n<category>{story['other']}</category>\n"
        f"<description>{_text(story['html'], cdata)}</description>\n"
        f'<media:content url="https://pictures.example/{story["id"]}.jpg" medium="image"/>\n'
        "</item>\n"
        for story in stories
    )
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel>\n<title>News {i}</title>\n<link>https://news{i}.example/</link>\n"
        f"<description>Made up</description><language>{language}</language><ttl>10</ttl>\n"
        f'<atom:link href="https://news{i}.example/rss" rel="self" type="application/rss+xml"/>\n'
        f"<image><url>https://news{i}.example/i.png</url><title>News {i}</title></image>\n"
        f"{items}</channel>\n</rss>\n"
    )


def _atom(i: int, language: str, stories: list[dict[str, str]], cdata: bool) -> str:
    entries = "".join(
        f"<entry>\n<title>{escape(story['title'])}</title>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(story["link"])}/>\n'
        f"<id>tag:news{i}.example,2026:{story['id']}</id>\n<published>{story['iso']}</published>\n"
        f"<updated>{story['iso']}</updated>\n"
        f"<author><name>{escape(story['author'])}</name></author>\n"
        f'<category term="{story["topic"]}"/>\n'
        f'<summary type="html">{_text(story["html"], cdata)}</summary>\n</entry>\n'
        for story in stories
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n<title>News {i}</title>'
        f'<id>urn:news:{i}</id>\n<link href="https://news{i}.example/"/>\n'
        f"<updated>{stories[0]['iso']}</updated>\n{entries}</feed>\n"
    )


def _rdf(i: int, language: str, stories: list[dict[str, str]], cdata: bool) -> str:
    items = "".join(
        f"<item rdf:about={quoteattr(story['link'])}>\n<title>{escape(story['title'])}</title>\n"
        f"<link>{escape(story['link'])}</link>\n<dc:date>{story['iso']}</dc:date>\n"
        f"<dc:subject>{story['topic']}</dc:subject>\n"
        f"<description>{_text(story['html'], cdata)}</description>\n</item>\n"
        for story in stories
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="https://news{i}.example/">\n<title>News {i}</title>\n'
        f"<link>https://news{i}.example/</link>\n<description>Made up</description>\n"
        f"<dc:language>{language}</dc:language>\n</channel>\n{items}</rdf:RDF>\n"
    )
