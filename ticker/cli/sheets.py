"""Values of the record -> sheets: what people see of them, beside what programs get."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo

from ticker.cli.cells import Cell, Column, Sheet, Span
from ticker.model import (
    Delivery,
    FoundItem,
    Gap,
    Item,
    LoggedChange,
    Preview,
    SourceStatus,
    Table,
    TagCount,
    Verified,
)
from ticker.render import (
    change_json,
    delivery_json,
    gap_json,
    item_json,
    source_json,
    tag_json,
    tried_json,
    verified_json,
)
from ticker.times import age, claimed, minute, span, told

_ID = Column("id", "cyan", right=True)
_TIME = Column("time", dated=True)
_SOURCE = Column("source", "blue", wraps=True)
_HEADLINE = Column("headline", wraps=True)

_BY_USER = "*"
"""Behind a tag that somebody gave by hand."""

KIND_STYLES = {
    "new": "green",
    "revised": "yellow",
    "retimed": "yellow",
    "delisted": "red",
    "returned": "green",
    "source_failed": "red",
    "source_silent": "red",
    "source_recovered": "green",
    "gap": "red",
    "bulk_change": "yellow",
}
DELIVERY_STYLES = {
    "waiting": "yellow",
    "sent": "green",
    "failed": "red",
    "held": "yellow",
    "told": "green",
}
STATE_STYLES = {
    "ok": "green",
    "failed": "red",
    "failing": "red",
    "silent": "red",
    "empty": "yellow",
    "held": "yellow",
    "gone?": "yellow",
    "moved": "yellow",
    "removed": "dim",
}


def items_sheet(items: Sequence[FoundItem], zone: tzinfo) -> Sheet:
    """Found items: when, where, what."""
    return Sheet(
        columns=(_ID, _TIME, _SOURCE, _HEADLINE),
        rows=[
            (
                str(item.id),
                claimed(item.claim, zone, item.first_seen_at),
                item.source,
                found_cell(item),
            )
            for item in items
        ],
        values=[item_json(item) for item in items],
        links=[item.url for item in items],
    )


def found_cell(item: FoundItem) -> Cell:
    """A headline, what it is marked with, how often it was edited, whether it was taken down."""
    edits = item.revisions - max(1, len(item.sightings))
    marks: list[Span] = []
    if item.state == "delisted":
        marks.append(("  delisted", "bold red"))
    if edits > 0:
        marks.append((f"  edited {edits}x", "yellow"))
    tags = [tag + _BY_USER * ("user" in origins) for tag, origins in item.tag_origins]
    return (
        *_headline(item.headline, item.or_headline),
        *_marks(item.labels, tags or item.tags),
        *marks,
    )


def _headline(headline: str, or_headline: str | None) -> tuple[Span, ...]:
    if or_headline is None:
        return ((headline, ""),)
    return (("either ", "dim"), (f'"{headline}"', ""), (" or ", "dim"), (f'"{or_headline}"', ""))


def _marks(labels: Iterable[str], tags: Iterable[str]) -> tuple[Span, ...]:
    shown: list[Span] = []
    if labels := ", ".join(labels):
        shown.append((f"  [{labels}]", "magenta"))
    shown += [(f"  #{tag.replace(' ', '-')}", "dim") for tag in tags]
    return tuple(shown)


def tried_sheet(preview: Preview, source: str, zone: tzinfo) -> Sheet:
    """Items as parsed, with how their time is known."""
    return Sheet(
        columns=(
            Column("#", "cyan", right=True),
            _TIME,
            Column("known by", "dim"),
            _HEADLINE,
        ),
        rows=[
            (
                str(item.position),
                claimed(item.claim, zone),
                _ground(item),
                (
                    (item.headline or "(no headline)", "" if item.headline else "dim"),
                    *_marks(item.labels, item.tags),
                ),
            )
            for item in preview.items
        ],
        values=[tried_json(item, source) for item in preview.items],
        links=[item.url for item in preview.items],
    )


def _ground(item: Item) -> str:
    claim = item.claim
    doubt = f" ±{span(claim.error_s)}" if claim.error_s else ""
    return f"{claim.basis}{doubt}{', zone guessed' if claim.zone_guessed else ''}"


def changes_sheet(changes: Sequence[LoggedChange], zone: tzinfo) -> Sheet:
    """Lines of the change log, in its order."""
    return Sheet(
        columns=(
            Column("seq", "cyan", right=True),
            Column("at", dated=True),
            Column("kind"),
            _SOURCE,
            Column("item", "cyan", right=True),
            Column("what", wraps=True),
        ),
        rows=[
            (
                str(change.seq),
                minute(change.at, zone),
                ((change.kind, KIND_STYLES.get(change.kind, "")),),
                change.source,
                "" if change.item_id is None else str(change.item_id),
                change_cell(change, zone),
            )
            for change in changes
        ],
        values=[change_json(change) for change in changes],
    )


def change_cell(change: LoggedChange, zone: tzinfo) -> Cell:
    """What changed: ``old -> new`` where there was something before."""
    said = told(change.detail or "", zone)
    detail: tuple[Span, ...] = ((f"  ({said})", "dim"),) if said else ()
    if change.headline is None:
        return ((said, ""),)
    if change.kind == "retimed":
        was = told(change.was, zone) if change.was else "undated"
        return ((change.headline, ""), (f"  (was {was})", "dim"))
    if change.was is not None and change.was != change.headline:
        return ((change.was, "dim"), (" -> ", "dim"), (change.headline, ""), *detail)
    return ((change.headline, ""), *detail)


def tags_sheet(tags: Sequence[TagCount]) -> Sheet:
    """Tags and how many items carry them."""
    return Sheet(
        columns=(
            Column("tag", "blue", wraps=True),
            Column("items", right=True),
            Column("from", "dim"),
        ),
        rows=[(tag.tag, f"{tag.items:,}", ", ".join(tag.origins)) for tag in tags],
        values=[tag_json(tag) for tag in tags],
    )


def gaps_sheet(gaps: Sequence[Gap], zone: tzinfo, now: datetime) -> Sheet:
    """Intervals in which items may be missing."""
    return Sheet(
        columns=(
            _SOURCE,
            Column("since"),
            Column("until"),
            Column("length", right=True),
            Column("reason", "yellow"),
        ),
        rows=[
            (
                gap.source,
                minute(gap.since_at, zone),
                minute(gap.until_at, zone) if gap.until_at else "(open)",
                span(((gap.until_at or now) - gap.since_at) / timedelta(seconds=1)),
                gap.reason,
            )
            for gap in gaps
        ],
        values=[gap_json(gap) for gap in gaps],
    )


def sources_sheet(sources: Sequence[SourceStatus], now: datetime) -> Sheet:
    """One line a source: how it does, and when it is polled next."""
    return Sheet(
        columns=(
            _SOURCE,
            Column("state"),
            Column("items", right=True),
            Column("success"),
            Column("new item"),
            Column("silence"),
            Column("every"),
            Column("because", "dim", wraps=True, least=30),
            Column("next"),
            Column("trouble", "red", note=True),
        ),
        rows=[
            (
                source.name,
                ((source.state, STATE_STYLES.get(source.state, "")),),
                f"{source.items:,}",
                age(source.last_success_at, now),
                age(source.last_new_at, now),
                "-" if source.expected_s is None else f"< {span(source.expected_s)}",
                "auto" if source.interval_s is None else span(source.interval_s),
                source.interval_why or "-",
                _next(source.next_poll_at, now),
                _trouble(source),
            )
            for source in sources
        ],
        values=[source_json(source) for source in sources],
    )


def _next(at: datetime | None, now: datetime) -> str:
    return "due" if at is not None and at <= now else age(at, now)


def _trouble(source: SourceStatus) -> str:
    error = source.error
    if source.failures:
        error = f"{source.failures}x: {error or 'failed'}"
    return "; ".join(part for part in (error, source.reason) if part)


def deliveries_sheet(found: Sequence[Delivery], zone: tzinfo, now: datetime) -> Sheet:
    """Messages: when, to whom, what became of them."""
    return Sheet(
        columns=(
            Column("id", "cyan"),
            Column("made", dated=True),
            Column("to", "blue", wraps=True),
            Column("state"),
            Column("tries", right=True),
            Column("said", wraps=True),
        ),
        rows=[
            (
                one.id,
                minute(one.at, zone),
                one.destination,
                ((one.state, DELIVERY_STYLES[one.state]),),
                str(one.tries or ""),
                _said(one, now),
            )
            for one in found
        ],
        values=[delivery_json(one) for one in found],
    )


def _said(one: Delivery, now: datetime) -> str:
    """What its taker said, or why nobody took it; and what comes next."""
    if one.state == "told":
        return f"by {one.told_by}"
    if one.state == "waiting" and one.tries:
        return f"{one.answer}; next try {age(one.next_try_at, now)}"
    return one.answer or ""


def table_sheet(table: Table) -> Sheet:
    """The answer to a SQL question."""
    names = _distinct(table.columns)
    return Sheet(
        columns=tuple(
            Column(name, right=_numeric(table, index), wraps=True)
            for index, name in enumerate(names)
        ),
        rows=[tuple(_sql_cell(value) for value in row) for row in table.rows],
        values=[dict(zip(names, row, strict=True)) for row in table.rows],
    )


def _distinct(names: Sequence[str]) -> list[str]:
    """Column names as keys: ``select 1 as n, 2 as n`` gives ``n`` and ``n_2``."""
    keys: list[str] = []
    for name in names:
        key, count = name, 1
        while key in keys:
            count += 1
            key = f"{name}_{count}"
        keys.append(key)
    return keys


def _numeric(table: Table, index: int) -> bool:
    cells = [row[index] for row in table.rows if row[index] is not None]
    return bool(cells) and all(isinstance(cell, int | float) for cell in cells)


def _sql_cell(value: object) -> str:
    if value is None:
        return ""
    return f"<{len(value)} bytes>" if isinstance(value, bytes) else str(value)


def verified_sheet(found: Sequence[Verified], zone: tzinfo) -> Sheet:
    """The wordings of an item, and what their captured bytes say of them."""
    styles = {"proved": "green", "changed": "red", "missing": "red"}
    return Sheet(
        columns=(
            Column("seq", "cyan", right=True),
            _SOURCE,
            Column("seen", dated=True),
            Column("verdict"),
            Column("capture", "dim", wraps=True),
            Column("wording", wraps=True),
        ),
        rows=[
            (
                str(one.witness.seq),
                one.witness.source,
                minute(one.witness.at, zone),
                ((one.verdict, styles.get(one.verdict, "yellow")),),
                one.witness.capture or "-",
                (
                    (one.witness.title, ""),
                    (f"  ({one.detail})" if one.detail else "", "dim"),
                ),
            )
            for one in found
        ],
        values=[verified_json(one) for one in found],
    )
