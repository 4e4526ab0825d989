"""How each source does, as the store knows it; asked now, where that is wanted."""

from __future__ import annotations

from datetime import datetime
from shlex import quote

from ticker.doctor.asking import Answered
from ticker.doctor.record import overdue
from ticker.doctor.spans import span
from ticker.model import Finding, Health, Source, SourceStatus

SLIPS = 3
"""Fewer failures in a row are slips, as every server makes them."""

_RANK: tuple[Health, ...] = ("ok", "warning", "failing")


def source(
    configured: Source,
    status: SourceStatus | None,
    now: datetime,
    *,
    polling: bool,
    answered: Answered | None,
) -> Finding:
    """One source. `polling` says that a daemon runs: then what is overdue is its fault."""
    kept = _as_kept(configured, status, now, polling=polling)
    if answered is None:
        return kept
    asked = Finding(kept.piece, answered.health, answered.said, answered.mend)
    worse = max(kept, asked, key=lambda finding: _RANK.index(finding.health))
    return Finding(kept.piece, worse.health, f"{kept.said}; now: {asked.said}", worse.mend)


def _as_kept(
    configured: Source, status: SourceStatus | None, now: datetime, *, polling: bool
) -> Finding:
    piece = f"source {configured.name}"
    again = f"ticker poll {configured.name}"
    if status is None or status.last_poll_at is None:
        return Finding(piece, "warning", "never polled", again)
    if status.state != "ok" or status.failures:
        health, mend = _trouble(configured, status)
        said = f"{status.state}: {status.reason or status.error or _last(status, now)}"
        return Finding(piece, health, said, mend)
    late = overdue(status, now)
    if late is not None and polling:
        said = f"overdue for {span(late)}, although the daemon runs"
        return Finding(piece, "warning", said, f"look at what the daemon says; {again}")
    return Finding(piece, "ok", _last(status, now))


def _trouble(configured: Source, status: SourceStatus) -> tuple[Health, str]:
    """How bad it is, and what to do."""
    look = f"ticker try {in_shell(configured.url)}"
    if status.state == "gone?":
        return "failing", f"ticker remove {configured.name}, or give it another url"
    if status.state == "moved" and status.moved_to:
        return "warning", f'write url = "{status.moved_to}" for it in config.toml'
    if status.state == "held":
        return "warning", "its host asks for rest and gets it; a longer interval would help"
    if status.failed_since is not None or status.failures >= SLIPS:
        return "failing", look
    return "warning", look


def in_shell(url: str) -> str:
    """An address as a shell takes it; a ``${NAME}`` in it stays one."""
    return f'"{url}"' if "${" in url else quote(url)


def _last(status: SourceStatus, now: datetime) -> str:
    return f"polled {_ago(status.last_poll_at, now)}, new {_ago(status.last_new_at, now)}"


def _ago(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else f"{span(now - at)} ago"
