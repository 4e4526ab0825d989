"""When a cron expression is due, held against a walk over every minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.digest.crons import cron
from ticker.digest import last_run, next_run
from ticker.model import Cron

MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def walked(expression: Cron, start: datetime, minutes: int, zone: ZoneInfo) -> list[datetime]:
    """The due instants from `start` on, found minute by minute: at the first showing of a clock
    time, or at the jump over it."""
    due = []
    for number in range(minutes):
        now = start + number * MINUTE
        before, here = (now - MINUTE).astimezone(zone), now.astimezone(zone)
        shown = before.replace(tzinfo=None) + MINUTE
        skipped = []
        while shown < here.replace(tzinfo=None):
            skipped.append(shown)
            shown += MINUTE
        first = [] if here.fold else [here.replace(tzinfo=None)]
        if any(meets(expression, wall) for wall in (*skipped, *first)):
            due.append(now)
    return due


def meets(expression: Cron, wall: datetime) -> bool:
    days = [wall.day in expression.days, wall.isoweekday() % 7 in expression.weekdays]
    return (
        wall.minute in expression.minutes
        and wall.hour in expression.hours
        and wall.month in expression.months
        and (any(days) if expression.either else all(days))
    )


def listed(expression: Cron, start: datetime, until: datetime, zone: ZoneInfo) -> list[datetime]:
    """The due instants as `next_run` gives them, one after the other."""
    due, now = [], start - MINUTE
    while (found := next_run(expression, now, zone)) is not None and found < until:
        due.append(found)
        now = found
    return due


TURNS = (
    ("Europe/Berlin", "2025-03-30T00:00Z"),
    ("Europe/Berlin", "2025-10-26T00:00Z"),
    ("America/New_York", "2025-03-09T06:00Z"),
    ("America/New_York", "2025-11-02T05:00Z"),
    ("Australia/Lord_Howe", "2025-04-05T14:00Z"),  # half an hour back
    ("Australia/Lord_Howe", "2025-10-04T14:00Z"),  # and forth
    ("America/Havana", "2025-03-09T04:00Z"),  # from 00:00 to 01:00
    ("America/Havana", "2025-11-02T04:00Z"),  # from 01:00 to 00:00: midnight comes twice
    ("America/Asuncion", "2023-03-26T02:00Z"),  # from 00:00 to 23:00 of the day before
    ("Pacific/Apia", "2011-12-30T09:00Z"),  # a whole day is skipped
    ("Asia/Kathmandu", "2025-07-10T00:00Z"),  # nothing happens
)

numbers = st.integers(0, 59)
fields = st.one_of(st.just("*"), numbers.map(str), st.sampled_from(["*/15", "*/7", "0-30/10"]))
hours = st.one_of(st.just("*"), st.integers(0, 23).map(str), st.sampled_from(["0-3", "*/5", "2,3"]))
days = st.one_of(st.just("*"), st.integers(1, 31).map(str), st.sampled_from(["1-15", "*/2"]))
weekdays = st.one_of(st.just("*"), st.integers(0, 7).map(str), st.sampled_from(["mon-fri", "*/2"]))
expressions = st.tuples(fields, hours, days, st.just("*"), weekdays).map(" ".join).map(cron)


@settings(max_examples=40, deadline=None)
@given(expressions, st.sampled_from(TURNS), st.integers(-600, 200))
def test_every_run_is_found_once_and_in_order(
    expression: Cron, turn: tuple[str, str], shift: int
) -> None:
    """Round the nights when clocks change, the next run after each is the one that a walk over
    every minute finds; and the last run before any minute is the one before it."""
    zone, start = ZoneInfo(turn[0]), at(turn[1]) + shift * MINUTE
    minutes = 900
    due = walked(expression, start, minutes, zone)
    assert listed(expression, start, start + minutes * MINUTE, zone) == due
    for first, second in pairwise(due):
        assert last_run(expression, second - MINUTE, zone) == first
        assert last_run(expression, second, zone) == second
        assert next_run(expression, second - timedelta(seconds=1), zone) == second


@pytest.mark.parametrize(
    ("expression", "zone", "after", "due"),
    [
        # The clock jumps from 02:00 to 03:00: once, at the first instant after.
        ("30 2 * * *", "Europe/Berlin", "2025-03-29T12:00Z", "2025-03-30T01:00Z"),
        ("30 2 * * *", "Europe/Berlin", "2025-03-30T01:00Z", "2025-03-31T00:30Z"),
        # It goes from 03:00 back to 02:00: the first time only.
        ("30 2 * * *", "Europe/Berlin", "2025-10-25T12:00Z", "2025-10-26T00:30Z"),
        ("30 2 * * *", "Europe/Berlin", "2025-10-26T00:30Z", "2025-10-27T01:30Z"),
        # Midnight is jumped over, and comes twice.
        ("0 0 * * *", "America/Havana", "2025-03-08T12:00Z", "2025-03-09T05:00Z"),
        ("0 0 * * *", "America/Havana", "2025-11-02T04:00Z", "2025-11-03T05:00Z"),
        # Friday 30 December 2011 did not exist in Samoa.
        ("0 8 30 12 *", "Pacific/Apia", "2011-12-29T00:00Z", "2011-12-30T10:00Z"),
        # By its date or by its weekday, where neither is a star; else by both.
        ("0 8 13 * fri", "UTC", "2025-06-09T00:00Z", "2025-06-13T08:00Z"),
        ("0 8 13 * fri", "UTC", "2025-06-13T08:00Z", "2025-06-20T08:00Z"),
        ("0 8 */2 * fri", "UTC", "2025-06-13T08:00Z", "2025-06-27T08:00Z"),
        ("0 8 * * 0", "UTC", "2025-07-10T00:00Z", "2025-07-13T08:00Z"),
        ("0 8 * * 7", "UTC", "2025-07-10T00:00Z", "2025-07-13T08:00Z"),
        ("0 8 * * 5-7", "UTC", "2025-07-12T09:00Z", "2025-07-13T08:00Z"),
        ("0 8 29 2 *", "UTC", "2025-07-10T00:00Z", "2028-02-29T08:00Z"),
        ("0 8 29 2 */7", "UTC", "2088-03-01T00:00Z", "2128-02-29T08:00Z"),  # on a Sunday
        ("@monthly", "UTC", "2025-07-10T00:00Z", "2025-08-01T00:00Z"),
        ("5,35 6-18/6 * jul,dec mon", "UTC", "2025-07-10T00:00Z", "2025-07-14T06:05Z"),
    ],
)
def test_the_next_run(expression: str, zone: str, after: str, due: str) -> None:
    assert next_run(cron(expression), at(after), ZoneInfo(zone)) == at(due)


def test_seconds_count() -> None:
    """A run that is due at eight is not due again in the minute of eight."""
    eight = cron("0 8 * * *")
    assert next_run(eight, at("2025-07-10T05:59:59Z"), BERLIN) == at("2025-07-10T06:00Z")
    assert next_run(eight, at("2025-07-10T06:00:00Z"), BERLIN) == at("2025-07-11T06:00Z")
    assert last_run(eight, at("2025-07-10T06:00:59Z"), BERLIN) == at("2025-07-10T06:00Z")


def test_the_calendar_ends() -> None:
    assert next_run(cron("0 8 1 1 *"), datetime(9999, 6, 1, tzinfo=UTC), ZoneInfo("UTC")) is None
    assert last_run(cron("0 8 1 12 *"), datetime(1, 6, 1, tzinfo=UTC), ZoneInfo("UTC")) is None
