"""Which run is due, given the newest one's record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.digest.crons import cron
from tests.digest.made import at, run
from ticker.digest import RETRY, Begin, Finish, Meet, due, missed, named
from ticker.model import DigestRun

KYIV = ZoneInfo("Europe/Kyiv")
EIGHT = cron("0 8 * * *")
SECOND = timedelta(seconds=1)


def test_a_digest_that_was_never_met_is_met() -> None:
    """It does not run at once for a time of day that was over before anybody asked for it."""
    assert due(EIGHT, None, at("2025-07-10 09:00"), KYIV) == Meet()


def test_the_first_cron_time_after_that_is_due() -> None:
    met = run("2025-07-10 09:00", outcome="configured")
    assert due(EIGHT, met, at("2025-07-11 07:59"), KYIV) is None
    eight = at("2025-07-11 08:00")
    assert due(EIGHT, met, eight, KYIV) == Begin(eight, eight, met)


def test_cron_times_that_were_missed_make_one_run_for_the_latest() -> None:
    last = run("2025-07-10 08:00")
    begin = due(EIGHT, last, at("2025-07-13 13:20"), KYIV)
    assert begin == Begin(at("2025-07-13 08:00"), at("2025-07-11 08:00"), last)
    assert isinstance(begin, Begin)
    assert missed(EIGHT, begin, KYIV, most=100) == 2
    assert missed(cron("* * * * *"), begin, KYIV, most=100) == 100


def test_a_run_that_a_crash_cut_short_is_finished_before_another_begins() -> None:
    cut = run("2025-07-10 08:00", outcome="begun")
    assert due(EIGHT, cut, at("2025-07-10 08:00"), KYIV) == Finish(cut)
    assert due(EIGHT, cut, at("2025-07-14 09:00"), KYIV) == Finish(cut)


def test_a_run_that_failed_is_tried_again_after_a_while() -> None:
    failed = run("2025-07-10 08:00", outcome="failed")
    assert due(EIGHT, failed, failed.ran_at + RETRY - SECOND, KYIV) is None
    assert due(EIGHT, failed, failed.ran_at + RETRY, KYIV) == Finish(failed)
    assert due(EIGHT, failed, at("2025-07-14 09:00"), KYIV) == Finish(failed)


def test_a_clock_that_goes_back_makes_no_run_twice() -> None:
    done = run("2025-07-10 08:00")
    assert due(EIGHT, done, at("2025-07-10 07:10"), KYIV) is None
    assert due(EIGHT, done, at("2025-07-10 08:00"), KYIV) is None
    failed = run("2025-07-10 08:00", outcome="failed")
    assert due(EIGHT, failed, at("2025-07-10 07:10"), KYIV) == Finish(failed)


def test_a_run_of_a_day_far_ahead_does_not_silence_the_digest() -> None:
    """A machine that woke up with a clock of 2030 would else be waited for until then."""
    astray = run("2030-01-01 08:00")
    assert due(EIGHT, astray, at("2025-07-10 09:00"), KYIV) == Meet(astray)


def test_another_cron_expression_holds_at_once() -> None:
    done = run("2025-07-10 08:00")
    seven = cron("0 7 * * *")
    assert due(seven, done, at("2025-07-10 08:01"), KYIV) is None
    assert isinstance(due(seven, done, at("2025-07-11 07:00"), KYIV), Begin)


@pytest.mark.parametrize(
    ("night", "due_at"),
    [
        # 02:30 does not exist in Berlin: right after the gap.
        ("2025-03-29T20:00Z", "2025-03-30T01:00Z"),
        # It comes twice: the first time.
        ("2025-10-25T20:00Z", "2025-10-26T00:30Z"),
    ],
)
def test_half_past_two_is_due_once_in_the_nights_when_clocks_change(
    night: str, due_at: str
) -> None:
    berlin, half_past_two = ZoneInfo("Europe/Berlin"), cron("30 2 * * *")
    now = datetime.fromisoformat(night)
    last, begun = run_at(now, "configured"), []
    for _ in range(12 * 60):
        begin = due(half_past_two, last, now, berlin)
        if isinstance(begin, Begin):
            begun.append(begin.at)
            last = run_at(begin.at, "done")
        now += timedelta(minutes=1)
    assert begun == [datetime.fromisoformat(due_at)]


@given(st.lists(st.integers(1, 200), max_size=40), st.sampled_from(["30 2 * * *", "*/20 * * * *"]))
def test_whenever_one_looks_each_run_begins_where_the_last_one_ended(
    pauses: list[int], text: str
) -> None:
    """However long the pauses between two looks, through a night when the clock goes back."""
    berlin, expression = ZoneInfo("Europe/Berlin"), cron(text)
    now = datetime(2025, 10, 25, 22, tzinfo=UTC)
    last = run_at(now, "configured")
    for minutes in pauses:
        now += timedelta(minutes=minutes)
        begin = due(expression, last, now, berlin)
        if isinstance(begin, Begin):
            assert last.at < begin.first_at <= begin.at <= now
            last = run_at(begin.at, "done")
            assert due(expression, last, now, berlin) is None


def run_at(moment: datetime, outcome: str) -> DigestRun:
    return run(f"{moment.astimezone(KYIV):%Y-%m-%d %H:%M}", outcome=outcome)


def test_a_file_is_named_by_its_run() -> None:
    """In the digest's zone, without a sign that a file system minds."""
    one = run("2025-07-10 08:00", since="2025-07-09 08:00")
    template = "/desk/{name}/{date}-{time}, {from}--{to}.md"
    told = "/desk/morning/2025-07-10-0800, 2025-07-09T0800--2025-07-10T0800.md"
    assert named(template, one, KYIV) == told
    assert named("-", one, KYIV) == "-"
