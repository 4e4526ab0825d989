"""The record of one item, told in plain words.

The four instants of a wording become sentences: it came between the last visit without it and the
first with it, and was last seen before the first visit that no longer had it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from operator import itemgetter

from ticker.cli.cells import Line
from ticker.cli.wording import diff_line
from ticker.model import Absence, Basis, Claim, FoundItem, History, Revision, Sighting
from ticker.times import between, claimed, minute, span, stamp

KINDS = {
    "badge": "the badge changed",
    "cosmetic": "spelling or punctuation changed",
    "number": "a number changed",
    "wording": "the wording changed",
    "link": "the link changed",
    "date": "the claimed time changed",
}
GROUNDS: Mapping[Basis, str] = {
    "stated": "as the source states",
    "stated-naive": "as the source states, without a zone",
    "url-date": "by the date in its link",
    "heading": "by the day it stands under",
    "clock": "by the clock beside it",
    "relative": "by words of time beside it",
    "first-seen": "undated; when it was first seen",
}
_GONE = {
    "delisted": "taken off the list while older items stayed on it",
    "scrolled_off": "scrolled off the end of the list",
    None: "not listed",
}


def tell(history: History, zone: tzinfo) -> Iterator[Line]:
    """The lines of the story: the item, each source's wordings in order, absences, editions."""
    yield from _head(history.item, zone)
    for source in dict.fromkeys(revision.source for revision in history.revisions):
        yield ()
        yield from _source(source, history, zone)
    if history.editions:
        yield ()
        yield (("In other languages", "bold"),)
        for edition in history.editions:
            yield _edition(edition)


def _head(item: FoundItem, zone: tzinfo) -> Iterator[Line]:
    yield ((f"Item {item.id}", "cyan"), ("  ", ""), (item.headline, "bold"))
    if item.url:
        yield (("  ", ""), (item.url, "dim"))
    yield ((f"  published {claimed(item.claim, zone)} ({_grounds(item.claim)})", ""),)
    facts = [item.state.replace("_", " "), _count(item.revisions, "revision")]
    facts += [f"in {_count(len(item.sightings), 'source')}"] if item.sightings else []
    facts += [f"[{', '.join(item.labels)}]"] if item.labels else []
    facts += [" ".join(f"#{tag}" for tag in item.tags)] if item.tags else []
    yield ((f"  {', '.join(facts)}", ""),)
    if item.tag_origins:
        yield ((f"  tagged by {_tagged(item)}", "dim"),)
    yield ((f"  times are those of {zone}", "dim"),)


def _tagged(item: FoundItem) -> str:
    """Where the tags came from: ``source: ukraine; rule: kyiv``."""
    by_origin: dict[str, list[str]] = {}
    for tag, origins in item.tag_origins:
        for origin in origins:
            by_origin.setdefault(origin, []).append(tag)
    return "; ".join(f"{origin}: {', '.join(tags)}" for origin, tags in sorted(by_origin.items()))


def _grounds(claim: Claim) -> str:
    """How the time is known, what the source wrote, and the doubt that is left."""
    said = f': "{claim.text}"' if claim.text else ""
    doubt = f", give or take {span(claim.error_s)}" if claim.error_s else ""
    guess = ", in a guessed zone" if claim.zone_guessed else ""
    return f"{GROUNDS[claim.basis]}{said}{doubt}{guess}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _source(source: str, history: History, zone: tzinfo) -> Iterator[Line]:
    yield ((source, "bold blue"),)
    wordings = [revision for revision in history.revisions if revision.source == source]
    for _, lines in sorted(_events(source, wordings, history, zone), key=itemgetter(0)):
        yield from lines
    yield _end(wordings[-1], zone)
    for sighting in history.item.sightings:
        if sighting.source == source:
            yield _sighting(sighting)


def _events(
    source: str, wordings: Sequence[Revision], history: History, zone: tzinfo
) -> Iterator[tuple[datetime, tuple[Line, ...]]]:
    """What happened in one source, with its instant."""
    for before, now in zip((None, *wordings), wordings, strict=False):
        yield now.seen_from_at, tuple(_wording(before, now, zone))
    for absence in history.absences:
        if absence.source == source:
            yield absence.gone_at, (_absence(absence, zone),)


def _wording(before: Revision | None, now: Revision, zone: tzinfo) -> Iterator[Line]:
    number = (f"{now.seq:>4}  ", "cyan")
    if before is None:
        yield (number, (_first(now, zone), ""))
        yield (("      ", ""), (now.title, ""))
        return
    when = between(now.not_before_at, now.seen_from_at, zone)
    yield (number, (f"{when} {KINDS.get(now.kind, now.kind)}", ""))
    yield from (((("      ", ""), *line)) for line in _difference(before, now, zone))


def _first(now: Revision, zone: tzinfo) -> str:
    if now.not_before_at is None:
        return f"there at the first visit, {minute(now.seen_from_at, zone)}"
    return f"came {between(now.not_before_at, now.seen_from_at, zone)}"


def _difference(before: Revision, now: Revision, zone: tzinfo) -> Iterator[Line]:
    if before.title != now.title:
        yield diff_line(before.title, now.title)
    elif before.labels != now.labels:
        yield diff_line(", ".join(before.labels), ", ".join(now.labels))
    if now.kind == "link" and before.url != now.url:
        yield diff_line(before.url or "no link", now.url or "no link")
    if before.claimed_published_at != now.claimed_published_at:
        was = minute(before.claimed_published_at, zone)
        yield ((f"claimed time {was} -> {minute(now.claimed_published_at, zone)}", ""),)


def _end(last: Revision, zone: tzinfo) -> Line:
    day = last.confirmed_at.astimezone(zone).date()
    if last.gone_by_at is None:
        return ((f"      so at the last visit, {minute(last.confirmed_at, zone)}", "dim"),)
    gone = stamp(last.gone_by_at, zone, day)
    return ((f"      last seen {minute(last.confirmed_at, zone)}, gone by {gone}", "dim"),)


def _absence(absence: Absence, zone: tzinfo) -> Line:
    day = absence.last_seen_at.astimezone(zone).date()
    gone = between(absence.last_seen_at, absence.gone_at, zone)
    back = f"; back by {stamp(absence.back_at, zone, day)}" if absence.back_at else ""
    style = "red" if absence.gone == "delisted" else "yellow"
    return ((f"      {gone} {_GONE[absence.gone]}{back}", style),)


def _sighting(sighting: Sighting) -> Line:
    keys = [f"guid {sighting.guid}"] if sighting.guid else []
    keys += [sighting.url] if sighting.url and sighting.url != sighting.guid else []
    how = "first seen here" if sighting.matched_by == "new" else f"matched by {sighting.matched_by}"
    return ((f"      {', '.join([how, f'place {sighting.position}', *keys])}", "dim"),)


def _edition(edition: FoundItem) -> Line:
    language = f" ({edition.language})" if edition.language else ""
    return (
        (f"{edition.id:>4}  ", "cyan"),
        (f"{edition.source}{language}: ", "blue"),
        (edition.headline, ""),
    )
