"""A message for people: a subject, plain text, and the same as HTML for mail clients.

Headlines are strangers' text: what terminals and mail obey is taken out, in HTML it is escaped,
and only addresses of the web become links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from html import escape

from ticker.model import ChangeKind, Notice, Told
from ticker.plain import plain
from ticker.times import claimed, minute
from ticker.weblink import web_link
from ticker.wording import word_diff

LONGEST_SUBJECT = 150

_VERBS: Mapping[ChangeKind, str] = {
    "new": "new",
    "revised": "edited",
    "retimed": "its time moved",
    "delisted": "delisted",
    "returned": "listed again",
    "source_silent": "is silent",
    "source_failed": "fails",
    "source_recovered": "has recovered",
    "gap": "may have been missed in part",
    "bulk_change": "changed as a whole",
}
_GREY = "color:#767676"  # 4.5:1 on white and on black: it is read in a dark client, too


def subject(notice: Notice) -> str:
    """One line that says the most: ``desk: edited: Tram derails on Linden Street``."""
    if notice.kind == "test":
        said = "a test message"
    elif notice.kind == "summary" or not notice.lines:
        said = f"{notice.held:,} alerts in one message"
    else:
        said = _title(notice.lines[0])
    line = plain(f"{notice.alert}: {said}")
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 3]}..."


def text(notice: Notice, zone: tzinfo) -> str:
    """The message as plain text, lines as long as they are."""
    parts = ["\n".join(_block(told, zone)) for told in notice.lines]
    if notice.kind == "test":
        parts.append("This is a test message. Whoever reads it will have the alert, too.")
    if notice.held > len(notice.lines):
        parts.append(f"and {notice.held - len(notice.lines):,} more: `ticker alerts` lists them")
    parts.append(f"-- \nalert {notice.alert}, delivery {notice.id}")
    return "\n\n".join(plain(part, lines=True) for part in parts) + "\n"


def html(notice: Notice, zone: tzinfo) -> str:
    """The same as a whole HTML document: inlined styles, no picture, no script, nothing fetched."""
    blocks = "".join(_html_block(told, zone) for told in notice.lines)
    if notice.kind == "test":
        blocks += "<p>This is a test message. Whoever reads it will have the alert, too.</p>"
    if notice.held > len(notice.lines):
        blocks += f"<p>and {notice.held - len(notice.lines):,} more</p>"
    foot = escape(plain(f"alert {notice.alert}, delivery {notice.id}"))
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(subject(notice))}</title></head>"
        '<body style="font-family:sans-serif;font-size:16px;line-height:1.4;max-width:40em">'
        f'{blocks}<p style="{_GREY};font-size:13px">{foot}</p></body></html>'
    )


def _title(told: Told) -> str:
    change = told.change
    if told.item is None:
        return f"{change.source} {_VERBS[change.kind]}"
    headline = change.headline or told.item.headline
    return headline if change.kind == "new" else f"{_VERBS[change.kind]}: {headline}"


def _block(told: Told, zone: tzinfo) -> Iterator[str]:
    change, item = told.change, told.item
    yield _title(told)
    if change.kind == "revised" and change.was is not None:
        marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
        parts = word_diff(change.was, change.headline or "")
        yield "  " + "".join(marks[kind].format(words) for kind, words in parts)
    yield f"  {_when(told, zone)}"
    if item is not None:
        if item.url:
            yield f"  {item.url}"
        if item.tags:
            yield "  " + " ".join(f"#{tag}" for tag in item.tags)
        yield f"  ticker history {item.id}"
    elif change.detail:
        yield f"  {change.detail}"


def _when(told: Told, zone: tzinfo) -> str:
    seen = f"{told.change.source}, seen {minute(told.change.at, zone)}"
    if told.item is None:
        return seen
    return f"{seen}, published {claimed(told.item.claim, zone, told.item.first_seen_at)}"


def _html_block(told: Told, zone: tzinfo) -> str:
    change, item = told.change, told.item
    title = escape(plain(_title(told)))
    link = web_link(item.url) if item is not None else None
    head = f'<a href="{escape(link)}">{title}</a>' if link else title
    lines = [f"<strong>{head}</strong>"]
    if change.kind == "revised" and change.was is not None:
        lines.append(_html_diff(change.was, change.headline or ""))
    details = _when(told, zone)
    if item is not None and item.tags:
        details += "; " + " ".join(f"#{tag}" for tag in item.tags)
    if item is None and change.detail:
        details += f"; {change.detail}"
    lines.append(f'<span style="{_GREY};font-size:14px">{escape(plain(details))}</span>')
    return f'<p style="margin:0 0 1em">{"<br>".join(lines)}</p>'


def _html_diff(was: str, now: str) -> str:
    marks = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
    parts = word_diff(was, now)
    return "".join(marks[kind].format(escape(plain(words))) for kind, words in parts)
