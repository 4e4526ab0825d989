"""What a digest says of itself: its title, what happened in one line, its window, its foot."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import datetime, tzinfo

from ticker.digest.counts import count, edits, minor_words, of_kind
from ticker.digest.times import DOUBTFUL, doubtful, local, moment, offset
from ticker.model import DigestContents
from ticker.plain import plain


def title(contents: DigestContents, zone: tzinfo) -> str:
    """The name of a digest, and when it was due, if it has a schedule."""
    digest, until_at = contents.digest, contents.window.until_at
    return digest.name if digest.at is None else f"{digest.name}, {moment(until_at, zone)}"


def subject(contents: DigestContents, zone: tzinfo) -> str:
    """What a mail is called: its title and what happened, on one line."""
    return plain(f"{title(contents, zone)}: {summary(contents).rstrip('.')}")


def summary(contents: DigestContents) -> str:
    """``113 new, 20 changed (18 of them new). 2 gaps; trouble at 1 source.``"""
    return f"{_news(contents)}. {_missing(contents)}."


def _news(contents: DigestContents) -> str:
    items, counts = contents.items, count(contents)
    both = sum(1 for item in items if item.is_new and edits(item))
    aside = f" ({both:,} of them new)" if both and both < counts.revised else ""
    told = [
        f"{number:,} {what}"
        for number, what in (
            (counts.new, "new"),
            (counts.revised, f"changed{aside or (' since' if both else '')}"),
            (counts.delisted, "delisted"),
            (sum(1 for item in items if of_kind(item, "returned")), "returned"),
        )
        if number
    ]
    if contents.bulk:
        told.append(f"{_several(len(contents.bulk), 'list')} changed as a whole")
    return ", ".join(told) or "Nothing new, nothing changed"


def _missing(contents: DigestContents) -> str:
    gaps, ill = len(contents.gaps), len({trouble.source for trouble in contents.troubles})
    blind = _several(gaps, "gap") if gaps else "No gap is known"
    return f"{blind}; trouble at {_several(ill, 'source')}" if ill else blind


def _several(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def head(contents: DigestContents, zone: tzinfo) -> Iterator[str]:
    """The window, and what the digest is confined to."""
    window, digest = contents.window, contents.digest
    since, until = moment(window.since_at, zone), moment(window.until_at, zone)
    offsets = dict.fromkeys([offset(window.since_at, zone), offset(window.until_at, zone)])
    yield f"{since} to {until}, {zone} ({', then '.join(offsets)})."
    if digest.tags:
        yield f"Only items tagged {' and '.join(sorted(digest.tags))}."
    if digest.sources:
        yield f"Only {', '.join(sorted(digest.sources))}."


def foot(contents: DigestContents) -> Iterator[str]:
    """What is counted only, and what the marks mean."""
    window = contents.window
    minor = minor_words(contents.items)
    if minor:
        yield f"Not listed are smaller edits: {minor}."
    retimed = sum(1 for item in contents.items if of_kind(item, "retimed"))
    if retimed:
        yield f"Better evidence gave {_several(retimed, 'item')} another time."
    if any(doubtful(item) for item in contents.items):
        yield f"{DOUBTFUL} marks a time in doubt by an hour or more, or that of the first sight."
    if contents.items:
        yield "The number at the end is the item's; ticker history NUMBER tells all of it."
    if window.lines is not None and window.lines[1] > window.lines[0]:
        yield f"Told are lines {window.lines[0] + 1} to {window.lines[1]} of the change log."


def everything(contents: DigestContents, zone: tzinfo) -> str:
    """The command that tells the same without leaving anything out."""
    digest, window = contents.digest, contents.window
    if digest.at is not None and window.lines is not None and window.known_seq is not None:
        due = f" --run {_written(window.until_at, zone)}"
        return f"ticker digest {shlex.quote(digest.name)}{due} --all"
    filters = [f"--tag {shlex.quote(tag)}" for tag in sorted(digest.tags)]
    filters += [f"--source {shlex.quote(name)}" for name in sorted(digest.sources)]
    bounds = f"--since {_written(window.since_at, zone)} --until {_written(window.until_at, zone)}"
    return " ".join(["ticker digest", bounds, *filters, "--all"])


def _written(at: datetime, zone: tzinfo) -> str:
    """An instant as the command line reads it, in the same zone."""
    here = local(at, zone)
    return here.isoformat(timespec="seconds" if here.second else "minutes")
