"""What polls come to, in words: failures, summaries, headlines as they come."""

from __future__ import annotations

from collections.abc import Callable

from ticker.cli.wire import Wire
from ticker.model import PollReport, ReplayReport, Visited
from ticker.plain import plain


def failure(visited: Visited) -> str | None:
    """One calm line for a poll that failed."""
    poll = visited.poll
    if poll.outcome != "failed":
        return None
    return f"{poll.source}: {poll.stage or 'poll'} failed: {plain(poll.error or '')}"


def poll_summary(report: PollReport) -> str:
    """``12 sources: 340 new, 3 revised, 1 failed (1.2 s)``."""
    held = f"; {report.held:,} held: too soon, or after a failure (`--force` polls anyway)"
    if not report.polled and report.held:
        return f"nothing was polled{held}"
    if not report.polled:
        return f"nothing is due: {_sources(report.not_due)} wait; `ticker poll --all` polls anyway"
    failed = f", {report.failed:,} failed" if report.failed else ""
    waiting = f"; {report.not_due:,} not due" if report.not_due else ""
    return (
        f"{_sources(report.polled)}: {report.new:,} new, {report.revised:,} revised{failed} "
        f"({report.duration_ms / 1_000:.1f} s){waiting}{held if report.held else ''}"
    )


def _sources(number: int) -> str:
    return f"{number:,} source{'' if number == 1 else 's'}"


def replay_summary(report: ReplayReport) -> str:
    """``272 polls: 1,162 new, 293 revised; 0 skipped``."""
    failed = f", {report.failed:,} failed" if report.failed else ""
    return (
        f"{report.played:,} poll{'' if report.played == 1 else 's'}: {report.new:,} new, "
        f"{report.revised:,} revised; {report.skipped:,} skipped{failed}"
    )


class Live:
    """Prints what the daemon records: headlines, edits word by word, what befalls the sources."""

    def __init__(self, wire: Wire | None, failed: Callable[[Visited], None]) -> None:
        """`wire` prints changes, if anything does; `failed` is told of each visit, and says so
        where it failed."""
        self._wire = wire
        self._failed = failed

    def tell(self, visited: Visited) -> None:
        """Print one visit; nothing where nothing changed."""
        self._failed(visited)
        if self._wire is not None:
            # People have just been told on standard error.
            told = () if self._wire.shape == "jsonl" else ("source_failed",)
            self._wire.tell(change for change in visited.changes if change.kind not in told)
