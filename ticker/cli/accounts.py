"""What backups hold and what the doctor finds, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import click

from ticker.cli.cells import Cell, Column, Sheet
from ticker.model import BackupReport, Finding, Health
from ticker.times import minute

_STYLES: Mapping[Health, str] = {"ok": "green", "warning": "yellow", "failing": "bold red"}


def contents(report: BackupReport, zone: str) -> str:
    """``1,234 items, 5,678 polls up to 2025-07-10 09:00, schema 0002, 4.7 MB``."""
    newest = f" up to {minute(report.newest_at, ZoneInfo(zone))}" if report.newest_at else ""
    return (
        f"{_count(report.items, 'item')}, {_count(report.polls, 'poll')}{newest}, "
        f"schema {report.revision}, {report.size / 1_000_000:,.1f} MB"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def flaws(report: BackupReport) -> int:
    """Say what is wrong in the rows of a copy that is whole; the exit status."""
    for problem in report.problems:
        click.echo(f"problem: {problem}")
    if report.problems:
        click.echo("the copy is whole, and has these problems as the store has them", err=True)
    return 1 if report.problems else 0


def findings_sheet(findings: Sequence[Finding]) -> Sheet:
    """One line a piece: how it is, what is to be said, what mends it."""
    return Sheet(
        columns=(Column("health"), Column("piece", "blue"), Column("finding", wraps=True)),
        rows=[
            (((finding.health, _STYLES[finding.health]),), finding.piece, _said(finding))
            for finding in findings
        ],
        values=[_finding_json(finding) for finding in findings],
    )


def _said(finding: Finding) -> Cell:
    if finding.mend is None:
        return finding.said
    return ((finding.said, ""), ("  mend: ", "bold"), (finding.mend, "cyan"))


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "piece": finding.piece,
        "health": finding.health,
        "said": finding.said,
        "mend": finding.mend,
    }


def counted(findings: Sequence[Finding]) -> str:
    """``10 ok, 2 warning, 0 failing``."""
    found = [finding.health for finding in findings]
    return ", ".join(f"{found.count(health)} {health}" for health in _STYLES)
