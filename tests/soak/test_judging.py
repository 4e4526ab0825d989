"""The judge of the soak, where it was once wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.soak.living import Machine
from tests.soak.newsroom import HOUR, MINUTE
from tests.soak.worlds import instant, made_world
from ticker.model import PollSettings


def test_what_another_outlet_told_before_is_news_of_an_outlet_all_the_same(tmp_path: Path) -> None:
    """A silence is reckoned from the last story that the outlet itself showed for the first time:
    the log may have told it hours before, by another outlet of the newsroom."""
    start = instant("2025-06-10T06:00")
    world = made_world("news", since=start, until=start + 6 * HOUR, outlets=1, events=())
    quick = replace(world.outlets[0], name="quick", form="rss", interval_s=10 * MINUTE, troubles=())
    slow = replace(quick, name="slow", interval_s=HOUR)
    world = replace(world, outlets=(quick, slow))
    machine = Machine(world, tmp_path, PollSettings(spacing_s=0.0, timeout_s=60.0), 60)
    life = machine.live(lambda now, life: None)
    assert len(life.diaries["slow"].at) >= 6
    assert len(life.diaries["slow"].news) >= 4
    assert len(life.diaries["quick"].news) > len(life.diaries["slow"].news)
