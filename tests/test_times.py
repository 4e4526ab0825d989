"""Instants in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tests.cli.made import at
from ticker.times import age, between, local, minute, span, told

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3_599, "59 min"),
        (3_600, "1 h"),
        (86_400, "1 d"),
        (31_536_000, "365 d"),
    ],
)
def test_a_span_is_in_its_largest_unit(seconds: int, words: str) -> None:
    assert span(seconds) == words


def test_an_age_looks_both_ways() -> None:
    now = at("10 06:00")
    assert age(now - timedelta(minutes=4), now) == "4 min ago"
    assert age(now + timedelta(hours=2), now) == "in 2 h"
    assert age(now, now) == "now"
    assert age(None, now) == "-"


def test_an_instant_at_the_edge_of_the_calendar_is_shown_all_the_same() -> None:
    first = datetime(1, 1, 1, tzinfo=UTC)
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    assert minute(first, timezone(timedelta(hours=-5))) == "0001-01-01 00:00"
    assert minute(last, KYIV) == "9999-12-31 23:59"
    assert local(first, timezone(timedelta(hours=-5))) == first


def test_the_day_is_left_out_where_it_is_known() -> None:
    today = datetime(2025, 7, 10, tzinfo=KYIV).date()
    assert between(at("10 09:04"), at("10 09:19"), KYIV, today) == "between 12:04 and 12:19"
    assert between(None, at("10 09:19"), KYIV) == "by 2025-07-10 12:19"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("last good poll 2025-07-10T06:59:05Z", "last good poll 09:59"),
        ("since 2025-07-09T06:59:05Z, it says", "since 2025-07-09 09:59, it says"),
        ("2025-13-41T99:00:00Z is no instant", "2025-13-41T99:00:00Z is no instant"),
        ("nothing to read", "nothing to read"),
    ],
)
def test_what_the_record_says_is_told_in_the_readers_zone(said: str, shown: str) -> None:
    assert told(said, ZoneInfo("Europe/Kyiv"), date(2025, 7, 10)) == shown
