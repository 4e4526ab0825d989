"""The short form of the streams' soak; `tests.soak.streams` has the long one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.soak.streams import streamed


@pytest.mark.slow
def test_who_listens_misses_and_repeats_nothing_over_restarts(tmp_path: Path) -> None:
    """A stop and a kill, twenty listeners, one of them slow."""
    outcome = asyncio.run(streamed(tmp_path, listeners=20, seconds=2.0, restarts=2))
    assert outcome.faults == ()
    assert outcome.restarts == 2
    assert outcome.lines > 50
    assert outcome.connections >= 3 * 20
