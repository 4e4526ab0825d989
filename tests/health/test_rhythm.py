"""How long a source may be silent: its own rhythm at this hour of this weekday."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.health.polled import MONDAY, Rate, by_chance, by_the_clock, learned, polls
from ticker.health import longest_silence_s
from ticker.model import DAY_S, Heard

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KYIV = ZoneInfo("Europe/Kyiv")
HOUR = 3_600


def silences(heard: Sequence[Heard], zone: ZoneInfo) -> list[tuple[Heard, float, int | None]]:
    """After each of the polls: the silence that really followed, and the longest one explained."""
    return [
        (
            heard[index - 1],
            (heard[index].at - heard[index - 1].at).total_seconds(),
            longest_silence_s(heard[:index], zone),
        )
        for index in range(1, len(heard))
    ]


# --- a real newsroom ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def newsroom(shared_inputs: Path) -> list[datetime]:
    """When a real newsroom published: 1,102 items of thirteen days, Monday to Saturday week."""
    folder = shared_inputs / "series" / "nunl-2023-03"
    published: dict[int, datetime] = {}
    for line in (folder / "index.jsonl").read_text().splitlines():
        for row in json.loads(gzip.decompress((folder / json.loads(line)["file"]).read_bytes())):
            published[row["id"]] = datetime.fromisoformat(row["published_at"]).astimezone(UTC)
    start = datetime(2023, 3, 20, tzinfo=UTC)
    return sorted(at for at in published.values() if at >= start)


@pytest.mark.parametrize("every_s", [900, 3_600])
def test_a_real_newsroom_raises_no_false_alarm(newsroom: list[datetime], every_s: int) -> None:
    """Learned from its first day on, over two weekends, nights of five hours, and the spring night
    of 23 hours."""
    judged = silences(polls(newsroom, every_s), AMSTERDAM)
    known = [(at, quiet_s, longest) for at, quiet_s, longest in judged if longest is not None]
    assert len(known) > len(judged) * 0.8
    assert [told for told in known if told[1] > max(told[2], HOUR, 3 * every_s)] == []


@pytest.mark.parametrize("hour", range(7, 19))
def test_a_real_newsroom_that_stops_by_day_is_missed_soon(
    newsroom: list[datetime], hour: int
) -> None:
    """Its rhythm at an hour is the silence that chance brings once in a thousand times: as long as
    seven items usually take. A stop is told within twice that."""
    stopped = datetime(2023, 3, 31, hour, tzinfo=AMSTERDAM)  # a Friday, the twelfth day
    before = [at for at in newsroom if at < stopped]
    longest = longest_silence_s(polls(before, 300), AMSTERDAM)
    weekdays = [at for at in newsroom if at.astimezone(AMSTERDAM).weekday() < 5]
    hours = [(hour + more) % 24 for more in range(3)]
    usual = sum(at.astimezone(AMSTERDAM).hour in hours for at in weekdays) / 10 / len(hours)
    rhythm_s = 7 / usual * HOUR
    assert longest is not None
    assert rhythm_s * 0.8 < longest < 2 * rhythm_s


def test_a_real_newsroom_may_sleep(newsroom: list[datetime]) -> None:
    """What is strange at noon is not at midnight."""
    heard = polls(newsroom, 300)
    longest: dict[int, list[int]] = {}
    for index in learned(heard, share=0.4):
        silence = longest_silence_s(heard[:index], AMSTERDAM)
        assert silence is not None
        longest.setdefault(heard[index - 1].at.astimezone(AMSTERDAM).hour, []).append(silence)
    by_day = [s for hour in range(9, 16) for s in longest.get(hour, [])]
    late = [s for hour in (22, 23, 0) for s in longest.get(hour, [])]
    assert max(by_day) < 4 * HOUR
    assert min(late) > 6 * HOUR


# --- newsrooms by chance -----------------------------------------------------------------------


def office(at: datetime) -> float:
    local = at.astimezone(KYIV)
    return 3.0 if 8 <= local.hour < 18 and local.weekday() < 5 else 0.02


def around_the_clock(at: datetime) -> float:
    return 2.0


def by_day(at: datetime) -> float:
    return 6.0 if 6 <= at.astimezone(KYIV).hour < 20 else 0.3


def seldom(at: datetime) -> float:
    return 0.2


@pytest.mark.parametrize("rate", [office, around_the_clock, by_day, seldom])
@pytest.mark.parametrize("seed", range(3))
def test_chance_alone_is_no_silence(rate: Rate, seed: int) -> None:
    heard = polls(by_chance(rate, days=21, seed=seed), 1_800)
    for index in learned(heard):
        longest = longest_silence_s(heard[:index], KYIV)
        quiet_s = (heard[index].at - heard[index - 1].at).total_seconds()
        assert longest is None or quiet_s <= longest


@pytest.mark.parametrize(
    ("rate", "usual_gap_s"), [(around_the_clock, 1_800), (by_day, 600), (seldom, 5 * HOUR)]
)
def test_a_stop_is_missed_after_about_a_dozen_usual_gaps(rate: Rate, usual_gap_s: int) -> None:
    """Chance alone brings a gap of ten usual ones once in 22,000."""
    noon = MONDAY + timedelta(days=25, hours=9)
    heard = polls([at for at in by_chance(rate, days=26, seed=7) if at < noon], 300)
    longest = longest_silence_s(heard, KYIV)
    assert longest is not None
    assert 7 * usual_gap_s < longest < 20 * usual_gap_s


@pytest.mark.parametrize("every_s", [1_800, 2 * HOUR, DAY_S])
def test_what_comes_by_the_clock_is_missed_at_its_third_time(every_s: int) -> None:
    heard = polls(by_the_clock(every_s, days=60), 300)
    longest = longest_silence_s(heard, KYIV)
    assert longest is not None
    assert every_s < longest < 3.1 * every_s


def test_an_office_that_closes_on_friday_is_missed_on_monday() -> None:
    heard = polls(by_chance(office, days=26, seed=3), 900)
    friday = [poll for poll in heard if poll.at < MONDAY + timedelta(days=18, hours=14, minutes=45)]
    longest = longest_silence_s(friday, KYIV)
    assert longest is not None
    told = (friday[-1].at + timedelta(seconds=longest)).astimezone(KYIV)
    assert (told.weekday(), 10 < told.hour < 18) == (0, True)


def test_before_a_weekend_was_seen_it_may_be_quieter() -> None:
    """Learned from Monday to Friday: a Saturday is expected to bring less, not the same."""
    heard = polls(by_chance(around_the_clock, days=4.9, seed=5), 900)
    longest = longest_silence_s(heard, KYIV)
    later = longest_silence_s(polls(by_chance(around_the_clock, days=11.9, seed=5), 900), KYIV)
    assert longest is not None
    assert later is not None
    assert longest > 1.5 * later


def test_the_hours_are_the_sources_own() -> None:
    """In the wrong zone the morning after a quiet night seems strange too early."""
    heard = polls(by_chance(by_day, days=14, seed=1), 900)
    evening = [poll for poll in heard if poll.at.astimezone(KYIV).hour == 19][-1]
    before = [poll for poll in heard if poll.at <= evening.at]
    kyiv = longest_silence_s(before, KYIV)
    assert kyiv is not None
    woken = (evening.at + timedelta(seconds=kyiv)).astimezone(KYIV)
    assert 5 <= woken.hour < 12


# --- what is not known -------------------------------------------------------------------------


def test_nothing_is_said_of_a_new_source() -> None:
    heard = polls(by_chance(around_the_clock, days=3, seed=1), 900)
    day = [poll for poll in heard if poll.at < heard[0].at + timedelta(hours=23)]
    assert longest_silence_s([], KYIV) is None
    assert longest_silence_s(heard[:1], KYIV) is None
    assert longest_silence_s(heard[:20], KYIV) is None
    assert len(day) > 20
    assert longest_silence_s(day, KYIV) is None
    assert longest_silence_s(heard, KYIV) is not None


def test_polls_without_anything_new_tell_nothing() -> None:
    heard = polls(by_chance(around_the_clock, days=5, seed=1), 900)
    edits = [Heard(poll.at + timedelta(minutes=5), 0, 30, 30) for poll in heard]
    both = sorted((*heard, *edits), key=lambda poll: poll.at)
    assert longest_silence_s(both, KYIV) == longest_silence_s(heard, KYIV)


def test_a_silence_of_the_past_is_not_the_rhythm() -> None:
    """A source that was down for three days last week is missed no later for it."""
    arrivals = by_chance(around_the_clock, days=26, seed=2)
    down = MONDAY + timedelta(days=20)
    heard = polls(arrivals, 900)
    gone = [p for p in heard if not down <= p.at < down + timedelta(days=3)]
    usual, after = longest_silence_s(heard, KYIV), longest_silence_s(gone, KYIV)
    assert usual is not None
    assert after is not None
    assert after < 1.5 * usual


def test_a_list_that_was_all_new_counts_as_one_arrival() -> None:
    """Nobody knows how many were missed, nor when the rest came."""
    heard = polls(by_chance(around_the_clock, days=10, seed=2), 900)
    blind = [
        Heard(poll.at, 30, 30, 0) if number % 9 == 0 else poll for number, poll in enumerate(heard)
    ]
    usual, after = longest_silence_s(heard, KYIV), longest_silence_s(blind, KYIV)
    assert usual is not None
    assert after is not None
    assert 0.8 * usual < after < 1.25 * usual


def test_a_weekly_letter_is_known_after_months() -> None:
    heard = polls(by_the_clock(7 * DAY_S, days=175), 3_600)
    longest = longest_silence_s(heard, KYIV)
    assert longest is not None
    assert 8 * DAY_S < longest < 22 * DAY_S


def test_no_rhythm_explains_more_than_four_weeks() -> None:
    heard = polls(by_the_clock(20 * DAY_S, days=600), 3_600)
    assert longest_silence_s(heard, KYIV) == 28 * DAY_S


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe"])
def test_nights_of_23_and_25_hours_change_little(zone: str) -> None:
    for start in (datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 10, 15, tzinfo=UTC)):
        arrivals = by_chance(around_the_clock, days=27, seed=4, start=start)
        longest = longest_silence_s(polls(arrivals, 900), ZoneInfo(zone))
        assert longest is not None
        assert 3 * HOUR < longest < 9 * HOUR
