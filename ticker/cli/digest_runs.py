"""Runs of digests as a sheet: what each covered, what it counted, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from ticker.cli.cells import Cell, Column, Sheet
from ticker.model import STDOUT, DigestRun
from ticker.render import instant
from ticker.times import minute

_COLUMNS = (
    Column("due", dated=True),
    Column("digest", "blue"),
    Column("outcome"),
    Column("from"),
    Column("new", right=True),
    Column("changed", right=True),
    Column("delisted", right=True),
    Column("gaps", right=True),
    Column("to", wraps=True),
    Column("error", "red", note=True),
)
_STYLES = {"done": "green", "failed": "red", "begun": "yellow"}


def runs_sheet(runs: Sequence[DigestRun], zone: tzinfo) -> Sheet:
    """The runs in the order given, their times in `zone`."""
    return Sheet(_COLUMNS, [_row(run, zone) for run in runs], [run_json(run) for run in runs])


def _row(run: DigestRun, zone: tzinfo) -> tuple[Cell, ...]:
    counts = run.counts
    outcome = f"failed {run.tries}x" if run.outcome == "failed" and run.tries > 1 else run.outcome
    return (
        minute(run.at, zone),
        run.name,
        ((outcome, _STYLES.get(run.outcome, "")),),
        minute(run.since_at, zone),
        str(counts.new),
        str(counts.revised),
        str(counts.delisted),
        str(counts.gaps),
        "standard output" if run.destination == STDOUT else run.destination,
        run.error or "",
    )


def run_json(run: DigestRun) -> dict[str, Any]:
    """A run for programs; instants are RFC 3339 in UTC."""
    return {
        "digest": run.name,
        "at": instant(run.at),
        "ran_at": instant(run.ran_at),
        "since_at": instant(run.since_at),
        "until_at": instant(run.until_at),
        "after_seq": run.since_seq,
        "until_seq": run.until_seq,
        "outcome": run.outcome,
        "tries": run.tries,
        "error": run.error,
        "to": run.destination,
        "new": run.counts.new,
        "changed": run.counts.revised,
        "delisted": run.counts.delisted,
        "gaps": run.counts.gaps,
    }
