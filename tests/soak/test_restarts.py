"""A restart polls nothing extra, however often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.soak.living import Machine, next_due
from tests.soak.newsroom import DAY, HOUR, MINUTE
from tests.soak.outlets import Trouble
from tests.soak.worlds import instant, made_world
from ticker.model import PollSettings

RESTARTS = 20


def test_twenty_restarts_make_no_extra_polls(tmp_path: Path) -> None:
    """Sources that are well, that fail, and that are held: none is asked again before it is due,
    and what is due is due as before."""
    start = instant("2025-06-10")
    world = made_world(
        "restarts", since=start, until=start + DAY, outlets=6, hangs=False, events=()
    )
    ails = (("500", 0), ("503", 5 * HOUR), ("429", 5 * HOUR), ("429-bare", 0), ("404", 0))
    troubles = [(Trouble(kind, start + HOUR, start + DAY, wait),) for kind, wait in ails]
    outlets = [
        replace(outlet, troubles=befalls)
        for outlet, befalls in zip(world.outlets, [*troubles, ()], strict=True)
    ]
    world = replace(world, outlets=tuple(outlets))
    settings = PollSettings(min_s=15 * MINUTE, spacing_s=0.0, timeout_s=20.0)
    machine = Machine(world, tmp_path, settings, 60)
    dues: list[int | None] = []
    asked: list[int] = []
    with machine.running():
        machine.poll_until(start + 3 * HOUR)
        for _ in range(RESTARTS):
            machine.poll_until(machine.now)
            dues.append(next_due(machine.life.config))
            asked.append(machine.life.manners.requests)
    assert machine.life.starts == RESTARTS + 1
    assert same(dues)
    assert same(asked)
    assert machine.life.manners.breaches == []


def same(values: Sequence[object]) -> bool:
    return len(set(values)) == 1
