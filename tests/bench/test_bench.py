"""The bench measures what it says: everybody's items are stored, and 304s are 304s."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.__main__ import Contestant, contestants, serving, table, timed
from tests.bench.feeds import ITEMS, feed
from tests.bench.laps import PHASES
from ticker.parse import parse


@pytest.mark.parametrize("version", [0, 1, 5])
def test_every_feed_has_its_items_however_ill_formed(version: int) -> None:
    for i in (*range(20), *range(39, 140, 20)):
        items = parse(feed(i, version), kind="feed").items
        assert len(items) == ITEMS, i
        assert len({item.link for item in items}) == ITEMS
        assert all(item.title and item.published_text for item in items)


def test_a_version_later_two_are_gone_two_are_new_and_one_is_edited() -> None:
    for i in range(20):
        before = {item.link: item.title for item in parse(feed(i, 0)).items}
        after = {item.link: item.title for item in parse(feed(i, 1)).items}
        assert len(after.keys() - before.keys()) == len(before.keys() - after.keys()) == 2
        known = after.keys() & before.keys()
        edited = [link for link in known if before[link] != after[link]]
        assert len(edited) == 1


@pytest.mark.slow
def test_ours_and_the_bare_pipe_are_timed(tmp_path: Path) -> None:
    runners: list[Contestant] = contestants("", peers=False)
    with serving(12) as base:
        taken = {each.name: timed(each, base, 12, 0, str(tmp_path)) for each in runners}
    for laps in taken.values():
        assert [lap["phase"] for lap in laps] == list(PHASES)
        assert [lap["whole"] for lap in laps] == [12, 0, 2]
        assert [lap["unmodified"] for lap in laps] == [0, 12, 10]
    assert [lap["items"] for lap in taken["ticker"]] == [12 * ITEMS, 12 * ITEMS, 12 * ITEMS + 4]
    assert "| ticker |" in table(taken, runners, 12, 0)
