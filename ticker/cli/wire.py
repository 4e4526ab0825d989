"""Lines of the change log as they come, for people: the time, the source, what happened.

An edit is shown word by word where most of it stayed, else as ``old -> new``. Instants in a line's
detail are written by the record, and shown in the reader's zone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from zlib import crc32

from ticker.cli.cells import Line, Span
from ticker.cli.printing import write_entries, write_jsonl, write_lines
from ticker.cli.sheets import KIND_STYLES
from ticker.cli.telling import KINDS
from ticker.cli.wording import diff_line
from ticker.model import ChangeKind, LoggedChange
from ticker.render import change_json
from ticker.times import clock, local, stamp
from ticker.times import told as told_locally
from ticker.wording import word_diff

MOST_WIDTH = 14
"""Columns that sources' names are given at most, so that headlines stand below each other."""

COLOURS = ("blue", "cyan", "magenta", "yellow", "bright_blue", "bright_cyan", "bright_magenta")
"""Of sources. Red and green are kept for edits and what went wrong."""

_WORDS: Mapping[ChangeKind, str] = {
    "revised": "edited: ",
    "retimed": "retimed: ",
    "delisted": "delisted: ",
    "returned": "returned: ",
    "source_failed": "failing: ",
    "source_silent": "silent: ",
    "source_recovered": "recovered: ",
    "gap": "gap: ",
    "bulk_change": "bulk change: ",
}
_REASONS = {
    "no-overlap": "two visits in a row shared no item",
    "failing": "the source could not be read",
    "down": "nothing was polled",
}


class Wire:
    """Prints lines of the change log to standard output, at once. `shape` is ``text`` or
    ``jsonl``."""

    def __init__(self, zone: tzinfo, shape: str, names: Iterable[str] = ()) -> None:
        self._zone = zone
        self.shape = shape
        self._width = min(MOST_WIDTH, max((len(name) for name in names), default=0))
        self._day = ""

    def tell(self, changes: Iterable[LoggedChange]) -> None:
        """Print the changes, in their order."""
        if self.shape == "jsonl":
            write_jsonl(change_json(change) for change in changes)
        else:
            for change in changes:
                if not change.in_bulk:  # its source's line tells of all of them
                    self._print(change)
        sys.stdout.flush()

    def _print(self, change: LoggedChange) -> None:
        day = local(change.at, self._zone).strftime("%A %Y-%m-%d")
        if day != self._day:
            write_lines([((day, "bold"),)])
            self._day = day
        name = change.source.ljust(self._width)
        head: Line = (
            (f"{clock(change.at, self._zone)}  ", ""),
            (f"{name}  ", colour(change.source)),
        )
        write_entries([(head, told(change, self._zone))])


def colour(source: str) -> str:
    """The colour that a source's lines are known by: the same today and tomorrow."""
    return COLOURS[crc32(source.encode("utf-8", "replace")) % len(COLOURS)]


def told(change: LoggedChange, zone: tzinfo) -> Line:
    """What happened, in words."""
    kind = _WORDS.get(change.kind, "")
    what: Line = ((change.headline or "", ""),)
    if change.headline is None:
        what = ((_event(change, zone), ""),)
    elif change.kind == "revised":
        what = _edit(change.was, change.headline, change.detail)
    elif change.kind == "retimed":
        what = (*what, (f"  ({_retimed(change, zone)})", "dim"))
    elif change.kind == "delisted":
        what = (*what, (f"  (gone by {_shown(change.detail, change.at, zone)})", "dim"))
    return ((kind, KIND_STYLES.get(change.kind, "")), *what) if kind else what


def _edit(was: str | None, now: str, kind: str | None) -> Line:
    if was is None or was == now:
        return ((now, ""), (f"  ({KINDS.get(kind or '', 'changed')})", "dim"))
    note: Line = ((f"  ({kind})", "dim"),) if kind and kind != "wording" else ()
    kept = sum(len(text) for sort, text in word_diff(was, now) if sort == "=")
    if kept * 2 >= min(len(was), len(now)):
        return (*diff_line(was, now), *note)
    arrow: Span = (" -> ", "dim")
    return ((was, "red"), arrow, (now, "green"), *note)


def _retimed(change: LoggedChange, zone: tzinfo) -> str:
    """``was 08:54, now 09:10: stated``."""
    now, _, basis = (change.detail or "").rpartition(" ")
    was = _shown(change.was, change.at, zone) if change.was else "undated"
    return f"was {was}, now {_shown(now, change.at, zone) if now else 'undated'}: {basis}"


def _event(change: LoggedChange, zone: tzinfo) -> str:
    """Something that happened to a source as a whole."""
    detail = change.detail or ""
    if change.kind != "gap":
        return told_locally(detail, zone, local(change.at, zone).date())
    reason, _, interval = detail.partition(" ")
    since, slash, until = interval.partition("/")
    if not slash:
        return detail
    begin = _shown(since, change.at, zone)
    when = f"since {begin}" if until == ".." else f"{begin} to {_shown(until, change.at, zone)}"
    return f"items may be missing {when}: {_REASONS.get(reason, reason)}"


def _shown(instant: str | None, at: datetime, zone: tzinfo) -> str:
    """An instant of the record in the reader's zone, without its day where that is the line's."""
    try:
        return stamp(datetime.fromisoformat(instant or ""), zone, local(at, zone).date())
    except ValueError:
        return instant or "?"
