"""A digest as a page of HTML that mail clients show as browsers do.

What they leave of a document decides its form (https://www.caniemail.com): every style stands at
its element, nothing is loaded, columns are a table, and without any style it still reads in order.
Words have the colour of the reader's client and marks are see-through, so that it reads on white
and on black; a client that turns colours round finds none to turn. It is as wide as its window,
700 px at most.

Headlines are strangers' text: every character is escaped, every link is one of http or https.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from html import escape

from ticker.digest.fitting import fitted
from ticker.digest.page import Below, Entry, Group, Page, Section
from ticker.digest.text import counted, hashed, headed
from ticker.plain import plain
from ticker.weblink import web_link
from ticker.wording import word_diff

KEPT = 0.4
"""Of a headline of which less stayed, the marks would be all that is seen."""

_FACE = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_BODY = f"margin:0;padding:16px 12px;font:15px/1.4 {_FACE};color-scheme:light dark"
_SHEET = "max-width:676px;margin:0 auto;overflow-wrap:anywhere"
_TITLE = "font-size:21px;line-height:1.25;margin:0 0 8px"
_SUMMARY = "font-size:17px;line-height:1.35;font-weight:600;margin:0 0 6px"
_SMALL = "font-size:13px;opacity:.75"
_SECTION = "font-size:17px;margin:24px 0 6px;padding:0 0 4px;border-bottom:1px solid #8886"
_GROUP = "font-size:14px;margin:14px 0 4px"
_WARNING = (
    "margin:16px 0 0;padding:8px 12px;border-left:4px solid #d08700;background:rgba(208,135,0,.14)"
)
_WARNED = "font-size:15px;margin:0 0 4px"
_WHEN = (
    "padding:3px 10px 3px 0;white-space:nowrap;vertical-align:top;text-align:left;"
    "font-variant-numeric:tabular-nums;opacity:.75"
)
_WHAT = "padding:3px 0;vertical-align:top;text-align:left;width:100%"
_LINK = "color:inherit;text-decoration-line:underline;text-decoration-color:#8888"
_WAS = "font-size:14px;margin:2px 0 0;opacity:.85"
_OUT = "background:rgba(220,60,50,.20);text-decoration:line-through"
_PUT = "background:rgba(40,160,80,.22);text-decoration:none"
_FOOT = f"margin:24px 0 0;padding:8px 0 0;border-top:1px solid #8886;{_SMALL}"


def html(page: Page, lines: int = 0) -> str:
    """The page as a whole document of HTML. `lines` counts a heading, an entry and each line under
    it as one."""
    return "\n".join(_document(fitted(page, lines, _length, _cost))) + "\n"


def _cost(entry: Entry) -> int:
    return 1 + (entry.was is not None) + len(entry.below)


def _length(page: Page) -> int:
    lines = 3 + len(page.head) + len(page.foot)
    for section in page.sections:
        lines += 1 + bool(section.note) + bool(section.left_out)
        for group in section.groups:
            lines += (group.heading is not None) + sum(map(_cost, group.entries))
    return lines


def _document(page: Page) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<meta name="supported-color-schemes" content="light dark">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    yield f"<title>{_text(page.title)}</title></head>"
    yield f'<body style="{_BODY}"><div style="{_SHEET}">'
    yield f'<h1 style="{_TITLE}">{_text(page.title)}</h1>'
    yield f'<p style="{_SUMMARY}">{_text(page.summary)}</p>'
    yield from (f'<p style="margin:0;{_SMALL}">{_text(line)}</p>' for line in page.head)
    for section in page.sections:
        yield from _warning(section) if section.is_warning else _section(section)
    yield from _foot(page)
    yield "</div></body></html>"


def _warning(section: Section) -> Iterator[str]:
    yield f'<div style="{_WARNING}"><h2 style="{_WARNED}">{_text(headed(section))}</h2>'
    yield '<ul style="margin:0;padding:0 0 0 18px">'
    for group in section.groups:
        for entry in group.entries:
            facts = "".join(f", {_text(fact)}" for fact in entry.facts)
            yield f'<li style="margin:2px 0">{_text(entry.headline)}{facts}</li>'
    if section.left_out:
        yield f'<li style="margin:2px 0">… and {section.left_out:,} more</li>'
    yield "</ul></div>"


def _section(section: Section) -> Iterator[str]:
    yield f'<h2 style="{_SECTION}">{_text(headed(section))}</h2>'
    if section.note:
        yield f'<p style="margin:0 0 6px;{_SMALL}">{_text(section.note)}</p>'
    for group in section.groups:
        yield from _group(group)
    if section.left_out:
        yield f'<p style="margin:4px 0 0;{_SMALL}">… and {section.left_out:,} more</p>'


def _group(group: Group) -> Iterator[str]:
    if group.heading is not None:
        heading = counted(group.heading, len(group.entries), group.hidden)
        yield f'<h3 style="{_GROUP}">{_text(heading)}</h3>'
    yield (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" '
        'style="border-collapse:collapse;width:100%">'
    )
    for entry in group.entries:
        yield f'<tr><td style="{_WHEN}">{_time(entry)}</td><td style="{_WHAT}">'
        yield from _what(entry)
        yield "</td></tr>"
    yield "</table>"


def _time(entry: Entry) -> str:
    if entry.at is None:
        return _text(entry.when)
    at = f"{entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f'<time datetime="{at}">{_text(entry.when)}</time>'


def _what(entry: Entry) -> Iterator[str]:
    facts = [*entry.facts, *hashed(entry.tags)]
    if entry.item_id is not None:
        facts.append(str(entry.item_id))
    aside = f' <span style="{_SMALL}">{_text(" · ".join(facts))}</span>' if facts else ""
    if entry.was is None:
        yield f"{_linked(_words(entry.headline), entry.url)}{aside}"
    else:
        out, put = _compared(entry.was, entry.headline)
        yield f"{_linked(put, entry.url)}{aside}"
        yield f'<div style="{_WAS}">was: <bdi>{out}</bdi></div>'
    for below in entry.below:
        yield f'<div style="{_WAS}">{_below(below)}</div>'


def _below(below: Below) -> str:
    number = "" if below.item_id is None else f' <span style="{_SMALL}">{below.item_id}</span>'
    label = _text(below.label)
    if below.was is None:
        return f"{label}: {_linked(_words(below.headline), below.url)}{number}"
    out, put = _compared(below.was, below.headline)
    return f"{label}: {_linked(put, below.url)}{number} (was: <bdi>{out}</bdi>)"


def _compared(was: str, now: str) -> tuple[str, str]:
    """Two wordings, the words marked in which they differ; where little stayed, none are."""
    parts = word_diff(plain(was), plain(now))
    kept = sum(len(text) for kind, text in parts if kind == "=")
    if kept < KEPT * max(len(was), len(now)):
        return _words(was), _words(now)
    out = _marked((text, kind == "-", "del", _OUT) for kind, text in parts if kind != "+")
    put = _marked((text, kind == "+", "ins", _PUT) for kind, text in parts if kind != "-")
    return out, put


def _marked(parts: Iterable[tuple[str, bool, str, str]]) -> str:
    told = "".join(
        f'<{tag} style="{style}">{_text(text)}</{tag}>' if differs else _text(text)
        for text, differs, tag, style in parts
    )
    return told if told.strip() else "(no headline)"


def _linked(words: str, url: str | None) -> str:
    link = web_link(url)
    if link is None:
        return f"<bdi>{words}</bdi>"
    return f'<a href="{escape(link)}" rel="noreferrer" style="{_LINK}"><bdi>{words}</bdi></a>'


def _foot(page: Page) -> Iterator[str]:
    yield f'<div style="{_FOOT}">'
    if page.left_out:
        yield (
            f'<p style="margin:0 0 4px">{page.left_out:,} left out for length: '
            f"<code>{_text(page.everything or '')}</code></p>"
        )
    yield from (f'<p style="margin:0 0 4px">{_text(line)}</p>' for line in page.foot)
    yield "</div>"


def _words(headline: str) -> str:
    return _text(headline).strip() or "(no headline)"


def _text(words: str) -> str:
    """Strangers' words on one line, none of their characters markup."""
    return escape(plain(words))
