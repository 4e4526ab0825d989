"""Killed between the store and the receiver: every message arrives, under one id, and none is made
up."""

from __future__ import annotations

from pathlib import Path

from tests.alerting.killing import kill_rounds


def test_a_killed_daemon_loses_no_message_and_makes_none_up(tmp_path: Path) -> None:
    """Four rounds here; `make soak` kills it fifty times."""
    assert kill_rounds(4, "gate", tmp_path) > 0
