"""The short form of `make soak`: a few days of a small world, against its truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.newsroom import DAY, HOUR, MINUTE
from tests.soak.week import Outcome, lived, rebuilt
from tests.soak.worlds import Event, World, instant, made_world
from ticker.model import PollSettings

CALM = PollSettings(min_s=25 * MINUTE, max_s=2 * HOUR, spacing_s=0.0, timeout_s=60.0)
"""Rarer polls than usual: what is held against the truth is the same, and costs less. No server
hangs here, and a busy machine has time."""
TICK_S = 60
SEED = "gate91"


def live(world: World, folder: Path) -> Outcome:
    outcome = lived(world, folder, settings=CALM, tick_s=TICK_S)
    assert outcome.faults() == {}, world.seed
    return outcome


@pytest.mark.slow
def test_days_of_trouble_are_told_as_they_were(tmp_path: Path) -> None:
    """Ten sources with every kind of trouble, a restart, a kill and hours of downtime, over the
    night in which Europe's clocks go forward: nothing is lost, doubled or misdated, every outage
    that hid something is a gap, nobody is asked too often, and the captures make the same record
    again."""
    start = instant("2025-03-29T18:00")
    events = (
        Event("restart", start + 4 * HOUR),
        Event("kill", start + 12 * HOUR),
        Event("down", start + 15 * HOUR, 9 * HOUR),
    )
    world = made_world(
        SEED, since=start, until=start + 30 * HOUR, outlets=10, hangs=False, events=events
    )
    outcome = live(world, tmp_path)
    figures = outcome.verdict.figures
    assert outcome.life.polls > 10 * 10
    assert figures["items"] > 100
    assert figures["edits seen"] > 10
    assert figures["gaps that hid something"] > 0
    names = [outlet.name for outlet in world.outlets[:3]]
    assert rebuilt(outcome.life.config, names, tmp_path) == []


@pytest.mark.slow
def test_a_clock_that_is_set_makes_nobody_impolite_and_loses_nothing(tmp_path: Path) -> None:
    """An hour back, a day forward and back, a day back and forward, around the night in which
    Europe's clocks go back: politeness is counted in true seconds, and so are outages."""
    start = instant("2025-10-25T12:00")
    events = (
        Event("clock", start + 8 * HOUR, 2 * HOUR, skew_s=-HOUR),
        Event("clock", start + 15 * HOUR, 25 * MINUTE, skew_s=DAY),
        Event("clock", start + 19 * HOUR, 3 * HOUR, skew_s=-DAY),
    )
    world = made_world(
        SEED, since=start, until=start + 24 * HOUR, outlets=7, hangs=False, events=events
    )
    outcome = live(world, tmp_path)
    assert outcome.life.starts == 1
    assert outcome.verdict.figures["items"] > 50
