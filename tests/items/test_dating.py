"""When an item was published: feeds, and timed lists across midnights and clock changes."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.items.dating import Evidence, date_entry, date_rows
from ticker.items.placing import wall_of
from ticker.items.stamps import read_stamp
from ticker.model import DAY_S, GUESSED_ZONE_S, UNKNOWN_AGE_S, Claim

KYIV = ZoneInfo("Europe/Kyiv")
ROME = ZoneInfo("Europe/Rome")
NEW_YORK = ZoneInfo("America/New_York")
NINE = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)  # 09:00 in Kyiv, Thursday 10 July


def dated(
    rows: Sequence[Evidence | str],
    *,
    at: datetime | None = NINE,
    zone: ZoneInfo = KYIV,
    guessed: bool = False,
) -> list[Claim]:
    evidence = [Evidence(row) if isinstance(row, str) else row for row in rows]
    return list(date_rows(evidence, zone=zone, zone_guessed=guessed, fetched_at=at))


def local(claims: Sequence[Claim], zone: ZoneInfo = KYIV) -> list[str | None]:
    """Each claim as day and clock in the zone: ``10 08:54``."""
    return [
        claim.at.astimezone(zone).strftime("%d %H:%M") if claim.at else None for claim in claims
    ]


# --- feeds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "zone", "at", "basis", "error_s", "offset_s"),
    [
        (("Wed, 09 Jul 2025 08:54:00 +0300", None), None, "05:54", "stated", 0, 10_800),
        (("Wed, 09 Jul 2025 08:54:00 +0300", None), NEW_YORK, "05:54", "stated", 0, -14_400),
        ((None, "2025-07-09T05:54:00Z"), None, "05:54", "stated", 0, 0),
        (("soon", "2025-07-09T05:54:00Z"), None, "05:54", "stated", 0, 0),
        (("2025-07-09T05:54:00Z", "2025-07-09T09:00:00Z"), None, "05:54", "stated", 0, 0),
        (("2025-07-09 08:54", None), KYIV, "05:54", "stated-naive", 60, 10_800),
        (("2025-07-09 08:54", None), None, "08:54", "stated-naive", GUESSED_ZONE_S, 0),
    ],
)
def test_an_entry_is_as_old_as_it_says(
    *,
    texts: tuple[str | None, str | None],
    zone: ZoneInfo | None,
    at: str,
    basis: str,
    error_s: int,
    offset_s: int,
) -> None:
    claim = date_entry(*texts, zone=zone, fetched_at=NINE)
    assert claim.at == datetime.fromisoformat(f"2025-07-09T{at}:00Z")
    assert (claim.basis, claim.error_s, claim.offset_s) == (basis, error_s, offset_s)
    assert claim.zone_guessed == (error_s == GUESSED_ZONE_S)


def test_a_feed_s_date_alone_is_the_first_minute_of_that_day_in_its_zone() -> None:
    claim = date_entry("09.07.2025", None, zone=KYIV, fetched_at=NINE)
    assert claim.at == datetime(2025, 7, 8, 21, tzinfo=UTC)
    assert (claim.basis, claim.error_s) == ("stated-naive", DAY_S)


def test_a_feed_s_bare_clock_is_not_today_but_the_last_time_that_clock_stood_there() -> None:
    claim = date_entry("23:50", None, zone=KYIV, fetched_at=NINE)
    assert local([claim]) == ["09 23:50"]
    assert (claim.basis, claim.wall, claim.text) == ("clock", 1_430, "23:50")


@pytest.mark.parametrize("text", [None, "", "soon", "Wed, 31 Feb 2025 08:54:00 GMT", "99:99"])
def test_an_entry_without_a_readable_date_is_as_old_as_its_first_sight(text: str | None) -> None:
    fetched = NINE + timedelta(microseconds=5)
    claim = date_entry(text, None, zone=None, fetched_at=fetched)
    assert (claim.at, claim.basis, claim.error_s) == (NINE, "first-seen", None)
    assert claim.text == (text or None)


def test_a_feed_s_future_date_is_kept_as_claimed() -> None:
    claim = date_entry("Fri, 01 Jan 2099 00:00:00 GMT", None, zone=KYIV, fetched_at=NINE)
    assert claim.at == datetime(2099, 1, 1, tzinfo=UTC)


def test_a_feed_without_a_fetch_instant_still_reads_what_is_stated() -> None:
    stated = date_entry("2025-07-09T05:54:00Z", None, zone=None, fetched_at=None)
    clock = date_entry("23:50", None, zone=None, fetched_at=None)
    absent = date_entry(None, None, zone=None, fetched_at=None)
    assert stated.at is not None
    assert (clock.at, clock.basis, clock.wall) == (None, "clock", 1_430)
    assert (absent.at, absent.basis) == (None, "first-seen")


# --- the running rule -------------------------------------------------------------------------


def test_midnight_is_crossed_in_both_directions() -> None:
    claims = dated(["08:54", "00:02", "23:58", "00:01", "23:10", "23:30"])
    assert local(claims) == ["10 08:54", "10 00:02", "09 23:58", "10 00:01", "09 23:10", "09 23:30"]
    assert [claim.error_s for claim in claims] == [60] * 6
    assert claims[0].offset_s == 10_800
    assert claims[0].wall == 534


def test_a_site_s_clock_may_be_five_minutes_ahead_and_no_more() -> None:
    assert local(dated(["09:05"])) == ["10 09:05"]
    (claim,) = dated(["09:06"])
    assert local([claim]) == ["09 09:06"]
    assert claim.error_s == DAY_S


def test_without_a_fetch_instant_a_bare_clock_has_no_date() -> None:
    claims = dated(["08:54", "vor 2 Stunden", "yesterday", ""], at=None)
    assert [claim.at for claim in claims] == [None] * 4
    assert [claim.error_s for claim in claims] == [None] * 4
    assert [claim.wall for claim in claims] == [534, None, None, None]
    assert [claim.basis for claim in claims] == ["clock", "first-seen", "first-seen", "first-seen"]
    assert claims[0].text == "08:54"


FILLER = [f"08:{minute}" for minute in range(50, 30, -2)]


@pytest.mark.parametrize(
    ("odd", "at"),
    [
        ("20:30", "09 20:30"),  # a fall of 12 h 2 min, or a rise of 11 h 58 min
        ("16:30", "09 16:30"),  # a rise of 7 h 58 min would lie in the future
    ],
)
def test_a_row_half_a_day_from_the_one_above_puts_the_day_in_doubt_until_a_dated_row(
    odd: str, at: str
) -> None:
    claims = dated([*FILLER, odd, odd, Evidence("14:00", url_date=date(2025, 7, 9)), "13:50"])
    assert local(claims)[-4:] == [at, at, "09 14:00", "09 13:50"]
    assert [claim.error_s for claim in claims] == [60] * 10 + [DAY_S] * 2 + [60] * 2


def test_a_rise_of_more_than_three_hours_puts_the_day_in_doubt() -> None:
    claims = dated([*FILLER, "01:00", "00:40", "03:45", "03:30"])
    assert local(claims)[-2:] == ["10 03:45", "10 03:30"]
    assert [claim.error_s for claim in claims] == [60] * 12 + [DAY_S] * 2


def test_a_list_of_few_items_a_day_marks_its_days_as_doubtful() -> None:
    claims = dated(["08:00", "15:00", "22:00", "05:00"])
    assert local(claims) == ["10 08:00", "09 15:00", "08 22:00", "08 05:00"]
    assert [claim.error_s for claim in claims] == [DAY_S, DAY_S, 2 * DAY_S, 3 * DAY_S]


def test_every_pause_of_half_a_day_in_a_list_of_clocks_adds_a_day_of_doubt() -> None:
    """A weekend: 10:28 stood on Monday, 15:35 on Sunday and 17:22 on Friday. The clocks alone allow
    one day between them; what is said of the last row reaches to the truth."""
    claims = dated(
        [*FILLER, *FILLER, "10:28", "15:35", "08:18", "18:30", "10:46", "17:22", "15:57"]
    )
    days = [(claim.error_s or 0) // DAY_S for claim in claims[-7:]]
    assert days == sorted(days)
    assert days[-1] >= 2


def test_an_hour_shown_twice_is_told_apart_by_the_order_of_the_list() -> None:
    """26 October 2025, 04:00 EEST -> 03:00 EET."""
    fetched = datetime(2025, 10, 26, 3, 0, tzinfo=UTC)
    claims = dated(["04:20", "03:40", "03:42", "03:10", "03:50", "03:05", "02:40"], at=fetched)
    assert [claim.at and claim.at.strftime("%H:%M") for claim in claims] == [
        "02:20", "01:40", "01:42", "01:10", "00:50", "00:05", "23:40",
    ]  # fmt: skip
    assert [claim.error_s for claim in claims] == [60] + [3_600] * 5 + [60]
    assert [claim.offset_s for claim in claims[3:5]] == [7_200, 10_800]


def test_in_the_first_of_two_equal_hours_nothing_is_of_the_second() -> None:
    fetched = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)  # 03:30 EEST
    claims = dated(["03:25", "03:02"], at=fetched)
    assert [claim.at and claim.at.strftime("%H:%M") for claim in claims] == ["00:25", "00:02"]


def test_a_clock_that_was_skipped_is_placed_within_an_hour_of_the_gap() -> None:
    """30 March 2025, 03:00 EET -> 04:00 EEST at 01:00Z: no clock showed 03:30."""
    fetched = datetime(2025, 3, 30, 2, 0, tzinfo=UTC)
    claims = dated(["04:20", "03:30", "02:59", "02:10"], at=fetched)
    gap = datetime(2025, 3, 30, 1, 0, tzinfo=UTC)
    assert claims[1].at is not None
    assert abs(claims[1].at - gap) <= timedelta(hours=1)
    assert [claim.error_s for claim in claims] == [60, 3_600, 60, 60]
    assert claims[2].at == datetime(2025, 3, 30, 0, 59, tzinfo=UTC)


ZONES = ["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]


def wire(
    seed: int, zone: ZoneInfo, *, longest: int, rises: bool
) -> tuple[datetime, list[datetime]]:
    """A fetch instant and 30 minutes of publication: falling by up to `longest` minutes."""
    chance = random.Random(f"{zone.key} {seed}")
    fetched = datetime(2024, 9, 1, tzinfo=UTC) + timedelta(
        days=seed, seconds=chance.randrange(DAY_S)
    )
    at = fetched.replace(second=0)
    truth = []
    for _ in range(30):
        rise = rises and truth and chance.random() < 0.3
        step = -chance.randint(0, 12) if rise else chance.randint(0, longest)
        at -= timedelta(minutes=step)
        at = min(at, fetched.replace(second=0))
        truth.append(at)
    return fetched, truth


@pytest.mark.parametrize("zone", ZONES)
def test_four_hundred_days_of_lists_come_back_to_the_minute(zone: str) -> None:
    """Only a clock that the zone shows twice may be wrong, and then it says so."""
    home = ZoneInfo(zone)
    marked = 0
    for day in range(400):
        fetched, truth = wire(day, home, longest=60, rises=day % 2 == 0)
        clocks = [f"{wall_of(at, home):%H:%M}" for at in truth]
        for claim, at in zip(dated(clocks, at=fetched, zone=home), truth, strict=True):
            assert claim.at is not None
            assert claim.error_s in (60, 3_600)
            if claim.error_s == 60:
                assert claim.at == at
            else:
                marked += 1
                assert abs(claim.at - at) <= timedelta(hours=1)
    assert marked < 60


@pytest.mark.parametrize("zone", ZONES)
def test_holes_of_up_to_17_hours_are_right_or_said_to_be_doubtful(zone: str) -> None:
    home = ZoneInfo(zone)
    for day in range(0, 400, 4):
        fetched, truth = wire(day, home, longest=30, rises=False)
        hole = timedelta(minutes=random.Random(day).randint(60, 1_019))
        truth = truth[:15] + [at - hole for at in truth[15:]]
        clocks = [f"{wall_of(at, home):%H:%M}" for at in truth]
        for claim, at in zip(dated(clocks, at=fetched, zone=home), truth, strict=True):
            assert claim.at is not None
            assert claim.error_s is not None
            assert abs((claim.at - at).total_seconds()) <= max(claim.error_s, 60) - 60 * (
                claim.error_s == 60
            )


# --- stronger evidence ------------------------------------------------------------------------


def test_the_date_in_a_link_gives_the_day_at_any_fetch_instant_and_without_one() -> None:
    rows = [
        Evidence("08:54", url_date=date(2025, 7, 10)),
        Evidence("23:10", url_date=date(2025, 7, 9)),
        Evidence(None, url_date=date(2025, 7, 9)),
    ]
    for fetched in (NINE, None, NINE + timedelta(days=40), NINE - timedelta(days=2)):
        claims = dated(rows, at=fetched)
        assert local(claims) == ["10 08:54", "09 23:10", "09 00:00"]
        assert [claim.basis for claim in claims] == ["url-date"] * 3
        assert claims[2].error_s == DAY_S


def test_a_day_heading_dates_the_clocks_below_it() -> None:
    rows = [
        Evidence("13:29", heading_text="21 сентября 2021"),
        Evidence("22:28", heading_text="20 сентября 2021"),
        Evidence("00:40", heading_text="20 сентября 2021"),
        Evidence("22:32", heading_text="19 сентября 2021"),
    ]
    for fetched in (None, NINE):
        claims = dated(rows, at=fetched)
        assert local(claims) == ["21 13:29", "20 22:28", "20 00:40", "19 22:32"]
        assert {claim.basis for claim in claims} == {"heading"}


def test_headings_in_words_count_back_from_the_fetch() -> None:
    """Today, yesterday, last Sunday: 10 July 2025 is a Thursday."""
    rows = [
        Evidence("08h14", heading_text="Aujourd'hui"),
        Evidence("21h00", heading_text="Hier"),
        Evidence("19h02", heading_text="Dimanche dernier"),
    ]
    assert local(dated(rows)) == ["10 08:14", "09 21:00", "06 19:02"]
    assert [claim.at for claim in dated(rows, at=None)] == [None] * 3


def test_a_page_rendered_before_midnight_still_says_today_after_it() -> None:
    fetched = datetime(2025, 7, 9, 21, 2, tzinfo=UTC)  # 00:02 on the 10th in Kyiv
    assert local(dated(["Today, 23:58", "Yesterday, 22:00"], at=fetched)) == [
        "09 23:58",
        "08 22:00",
    ]
    assert local(dated(["Today, 00:01", "Yesterday, 22:00"], at=fetched)) == [
        "10 00:01",
        "09 22:00",
    ]


@pytest.mark.parametrize(
    ("text", "at", "basis"),
    [
        ("08:54 - 13.12.2024", "2024-12-13T06:54:00Z", "stated-naive"),
        ("13.12.2024, 08:54", "2024-12-13T06:54:00Z", "stated-naive"),
        ("2024-12-13 08:54 GMT", "2024-12-13T08:54:00Z", "stated"),
        ("28. Januar, 08.54 Uhr", "2025-01-28T06:54:00Z", "heading"),
        ("Gestern, 08:54 Uhr", "2025-07-09T05:54:00Z", "heading"),
        ("Montag 08:54", "2025-07-07T05:54:00Z", "heading"),
        ("08:54 MSK", "2025-07-10T05:54:00Z", "clock"),
        ("08:54 ART", "2025-07-10T05:54:00Z", "clock"),
        ("08:54 - 1404/04/19", "2025-07-10T05:54:00Z", "stated-naive"),
        ("08:54 - 1447/01/14", "2025-07-10T05:54:00Z", "clock"),
        ("08:54 CEST", "2025-07-09T06:54:00Z", "clock"),
    ],
)
def test_a_row_s_own_text_says_day_or_zone(text: str, at: str, basis: str) -> None:
    (claim,) = dated([text])
    assert claim.at == datetime.fromisoformat(at)
    assert (claim.basis, claim.wall, claim.text) == (basis, 534, text)


def test_a_display_that_changes_at_midnight_keeps_its_wall_clock() -> None:
    before = dated(["21.54 Uhr"], at=datetime(2025, 1, 28, 21, 0, tzinfo=UTC), zone=ROME)
    after = dated(["28. Januar, 21.54 Uhr"], at=datetime(2025, 1, 28, 23, 9, tzinfo=UTC), zone=ROME)
    assert (before[0].at, before[0].wall) == (after[0].at, after[0].wall)


def test_bare_clocks_below_a_dated_row_run_on_from_it() -> None:
    rows = ["Dec-27-21 03:20PM", "02:36PM", "11:50PM", "Dec-24-21 09:00AM", "08:00AM"]
    fetched = datetime(2022, 1, 3, 15, 0, tzinfo=UTC)
    expected = ["27 15:20", "27 14:36", "26 23:50", "24 09:00", "24 08:00"]
    assert local(dated(rows, at=fetched, zone=NEW_YORK), NEW_YORK) == expected
    assert local(dated(rows, at=None, zone=NEW_YORK), NEW_YORK) == expected


def test_a_pinned_old_row_does_not_pull_the_rows_below_it_back() -> None:
    rows = [
        Evidence("08:40", url_date=date(2025, 7, 7)),
        "08:30",
        Evidence("08:10", url_date=date(2025, 7, 10)),
        "07:50",
    ]
    claims = dated(rows)
    assert local(claims) == ["07 08:40", "10 08:30", "10 08:10", "10 07:50"]
    assert claims[0].error_s == DAY_S


def test_a_slug_of_the_evening_before_is_kept_but_doubted_and_corrected_by_a_stated_time() -> None:
    days = [date(2025, 7, 10), date(2025, 7, 9), date(2025, 7, 10)]
    rows = [
        Evidence(text, url_date=day)
        for text, day in zip(("08:40", "08:28", "08:10"), days, strict=True)
    ]
    claims = dated(rows)
    assert local(claims) == ["10 08:40", "09 08:28", "10 08:10"]
    assert [(claim.basis, claim.error_s) for claim in claims] == [
        ("url-date", 60),
        ("url-date", DAY_S),
        ("url-date", 60),
    ]
    stated = Evidence("08:28", "2025-07-10T08:28:31+03:00", url_date=date(2025, 7, 9))
    claim = dated([rows[0], stated, rows[2]])[1]
    assert (claim.basis, claim.at) == ("stated", datetime(2025, 7, 10, 5, 28, 31, tzinfo=UTC))


def test_rows_above_a_row_that_shows_its_day_are_of_a_later_day() -> None:
    """Two lists on one page: the second begins at 18:55, and would show yesterday as its date."""
    rows = ["18:57", "14:00", "09:30", "04:49", "18:55", "13:00", "07:38", "Jul-09", "Jul-08"]
    claims = dated(rows, at=datetime(2025, 7, 10, 16, 0, tzinfo=UTC))
    assert local(claims) == [
        "10 18:57", "10 14:00", "10 09:30", "10 04:49", "10 18:55", "10 13:00", "10 07:38",
        "09 00:00", "08 00:00",
    ]  # fmt: skip
    assert [claim.error_s for claim in claims] == [60] * 7 + [DAY_S] * 2


def test_relative_words_are_placed_by_the_fetch_and_outdone_by_a_machine_time() -> None:
    words, exact = dated(["5 min ago", Evidence("5 min ago", "2025-07-10T05:54:31Z")])
    assert (words.at, words.basis, words.error_s) == (NINE - timedelta(minutes=5), "relative", 60)
    assert (exact.at, exact.basis) == (datetime(2025, 7, 10, 5, 54, 31, tzinfo=UTC), "stated")


def test_relative_hours_refine_a_day_that_agrees_and_yield_to_one_that_does_not() -> None:
    agree = Evidence("2 hours ago", url_date=date(2025, 7, 10))
    differ = Evidence("2 hours ago", url_date=date(2025, 7, 1))
    coarse = Evidence("3 days ago", "9 July 2025")
    claims = dated([agree, differ, coarse])
    assert local(claims) == ["10 07:00", "01 00:00", "09 00:00"]
    assert [claim.basis for claim in claims] == ["relative", "url-date", "stated-naive"]


MACHINE = [
    # visible, machine, zone -> instant, basis, doubt
    ("08:54", "2025-07-10T08:54:31+03:00", KYIV, "2025-07-10T05:54:31Z", "stated", 0),
    ("08:54", "1752126871000", KYIV, "2025-07-10T05:54:31Z", "stated", 0),
    ("08:55", "2025-07-10T08:54:31+03:00", KYIV, "2025-07-10T05:54:31Z", "stated", 0),
    ("", "2025-07-10T05:54:00Z", KYIV, "2025-07-10T05:54:00Z", "stated", 0),
    # digits are the clock: the Z is a lie
    ("07:56", "2025-07-10T07:56:00Z", ROME, "2025-07-10T05:56:00Z", "stated-naive", 0),
    ("16:56", "2025-07-09T16:56:00Z", ROME, "2025-07-09T14:56:00Z", "stated-naive", 0),
    # hours off beside an exact time: the page shows another zone, the machine is right
    ("06:54", "2025-07-10T08:54:31+03:00", KYIV, "2025-07-10T05:54:31Z", "stated", 0),
    # 37 minutes off: the machine time may be an update, and says so
    ("08:17", "2025-07-10T08:54:00+03:00", KYIV, "2025-07-10T05:54:00Z", "stated", 37 * 60),
    # without a zone
    ("08:54", "2025-07-10T08:54", KYIV, "2025-07-10T05:54:00Z", "stated-naive", 60),
    ("", "2025-07-10T08:54:00", KYIV, "2025-07-10T05:54:00Z", "stated-naive", 0),
    ("08:54", "2025-07-10 05:54:00", KYIV, "2025-07-10T05:54:00Z", "stated-naive", 0),
    ("08:54", "2025-07-10 07:54:00", KYIV, "2025-07-10T05:54:00Z", "stated-naive", 60),
    ("23:50", "2025-07-10 00:20:00", KYIV, "2025-07-09T20:50:00Z", "stated-naive", 60),
    # only a day beside the clock
    ("08:54", "2025-07-09", KYIV, "2025-07-09T05:54:00Z", "stated-naive", 60),
    ("08:54", "2025-07-09T00:00:00+03:00", KYIV, "2025-07-09T05:54:00Z", "stated-naive", 60),
    # unreadable: as if it were not there
    ("08:54", "PT5M", KYIV, "2025-07-10T05:54:00Z", "clock", 60),
]


@pytest.mark.parametrize(("text", "machine", "zone", "at", "basis", "error_s"), MACHINE)
def test_machine_times_are_held_against_the_visible_clock(
    *, text: str, machine: str, zone: ZoneInfo, at: str, basis: str, error_s: int
) -> None:
    (claim,) = dated([Evidence(text, machine)], zone=zone)
    assert claim.at == datetime.fromisoformat(at)
    assert (claim.basis, claim.error_s) == (basis, error_s)


def test_digits_that_would_lie_in_the_future_leave_the_machine_s_zone_alone() -> None:
    """Fetched at 08:00Z, 11:00 in Kyiv: digits 13:50 as Kyiv time would be 10:50Z."""
    fetched = datetime(2025, 7, 10, 8, 0, tzinfo=UTC)
    (claim,) = dated([Evidence("13:50", "2025-07-10T13:50:00+06:00")], at=fetched)
    assert (claim.at, claim.basis) == (datetime(2025, 7, 10, 7, 50, tzinfo=UTC), "stated")


def test_a_guessed_zone_is_never_taken_for_a_proof_against_the_page() -> None:
    rows = [Evidence("05:54", "2025-07-10T05:54:00Z"), "08:40", "today 08:30", "5 min ago"]
    stated, clock, heading, relative = dated(rows, guessed=True)
    assert (stated.basis, stated.error_s, stated.zone_guessed) == ("stated", 0, False)
    assert (clock.error_s, clock.zone_guessed) == (GUESSED_ZONE_S, True)
    assert (heading.error_s, heading.zone_guessed) == (GUESSED_ZONE_S, True)
    assert (relative.error_s, relative.zone_guessed) == (60, False)


def test_a_row_without_any_time_is_as_old_as_its_first_sight() -> None:
    claims = dated(["08:54", Evidence(None), "08:27"])
    assert (claims[1].at, claims[1].basis, claims[1].error_s) == (NINE, "first-seen", None)
    assert local([claims[2]]) == ["10 08:27"]


TEXTS = """08:54|23:59|5 min ago|Gestern|28. Januar|13.12.2025 08:54|0001-01-01|9999-12-31 23:59
2025-07-10T05:54:00Z|01.01.|Montag|07/09/2025|x|08:54 ET|0001-01-01T00:00:00Z|just now|29 Feb
9999-12-31T23:59:59Z|26.10.2025 03:30|30.03.2025 03:30"""
texts = st.none() | st.sampled_from(TEXTS.replace("\n", "|").split("|"))
rows_of_all_kinds = st.lists(
    st.builds(Evidence, texts, texts, texts, st.none() | st.dates()), max_size=8
)
fetches = st.none() | st.sampled_from(
    [NINE, *(datetime(y, 1, 1, 12, tzinfo=UTC) for y in (1970, 2400))]
)


@given(rows_of_all_kinds, st.sampled_from(ZONES), st.booleans(), fetches)
def test_no_mixture_of_evidence_makes_the_reader_fail(
    rows: list[Evidence], zone: str, guessed: bool, fetched: datetime | None
) -> None:
    claims = dated(rows, at=fetched, zone=ZoneInfo(zone), guessed=guessed)
    assert len(claims) == len(rows)
    for row, claim in zip(rows, claims, strict=True):
        assert claim.text == (row.published_text or row.machine_text)
        if claim.at is None:
            assert claim.error_s is None
        elif claim.basis == "clock" and fetched:
            assert claim.at <= fetched + timedelta(minutes=5)
        if claim.basis not in ("first-seen",) and claim.at is not None:
            assert claim.error_s is not None
            assert claim.error_s < 10_000 * UNKNOWN_AGE_S


# --- real lists -------------------------------------------------------------------------------


STATED_PAGES = (
    "mirror-live-en",
    "heise-ticker-de",
    "zeit-news-de",
    "fr-ticker-de",
    "news10-en",
    "news-am-hy",
    "stern-de",
)


def rows_of(inputs: Path, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    page = json.loads((inputs / "pages" / f"{name}.json").read_text("utf-8"))
    return page, page["items"]


def test_every_variant_of_the_seed_is_dated_exactly(shared_inputs: Path) -> None:
    seed = json.loads((shared_inputs / "seed" / "seed-expected.json").read_text("utf-8"))
    variants = json.loads((shared_inputs / "seed" / "seed-variants.json").read_text("utf-8"))
    clocks = [item["time_text"] for item in seed["items"]]
    for case in variants["cases"]:
        times = case.get("times", clocks)
        fetched = datetime.fromisoformat(case["capture"]) if case["capture"] else None
        expected = [datetime.fromisoformat(at) for at in case.get("expected_utc", ())] or [
            None
        ] * len(times)
        zone = ZoneInfo(case.get("zone", "Europe/Kyiv"))
        assert [c.at for c in dated(times, at=fetched, zone=zone)] == expected, case["name"]


def test_a_month_of_polls_of_a_real_list_is_right_to_the_minute(shared_inputs: Path) -> None:
    """Only the poll of 29 March, 12:04Z, is a copy two weeks old, which no clock can tell."""
    home = ZoneInfo("Europe/Amsterdam")
    series = shared_inputs / "series" / "nunl-2023-03"
    wrong = []
    for line in (series / "index.jsonl").read_text("utf-8").splitlines():
        poll = json.loads(line)
        body = json.loads(gzip.decompress((series / poll["file"]).read_bytes()))
        truth = [datetime.fromisoformat(item["published_at"]).replace(second=0) for item in body]
        clocks = [f"{at.astimezone(home):%H:%M}" for at in truth]
        claims = dated(clocks, at=datetime.fromisoformat(poll["ts"]), zone=home)
        if [claim.at for claim in claims] != truth:
            wrong.append(poll["ts"])
    assert wrong == ["2023-03-29T12:04:21Z"]


@pytest.mark.parametrize("name", STATED_PAGES)
def test_real_pages_are_dated_by_their_visible_times_alone(shared_inputs: Path, name: str) -> None:
    """Against the machine times that the pages carry as well, without using them."""
    page, items = rows_of(shared_inputs, name)
    home = ZoneInfo(page["tz"])
    stamps = [read_stamp(item["attr"], home) for item in items]
    truth = [stamp.at for stamp in stamps if stamp]
    assert len(truth) == len(items)
    capture = page["capture_utc"]
    fetched = datetime.fromisoformat(capture) if capture else max(truth) + timedelta(minutes=9)
    visible = dated([item["time_text"] for item in items], at=fetched, zone=home)
    for claim, at in zip(visible, truth, strict=True):
        assert claim.at is not None
        assert claim.error_s is not None
        assert claim.basis in ("clock", "relative")
        assert abs((claim.at - at).total_seconds()) <= claim.error_s + 60 * (claim.error_s > 60)
    exact = dated([Evidence(i["time_text"], i["attr"]) for i in items], at=fetched, zone=home)
    assert [claim.at for claim in exact] == truth


def test_a_ranked_list_is_dated_by_its_machine_times_and_doubted_without_them(
    shared_inputs: Path,
) -> None:
    page, items = rows_of(shared_inputs, "asahi-ja")
    home, fetched = ZoneInfo(page["tz"]), datetime.fromisoformat(page["capture_utc"])
    exact = dated([Evidence(i["time_text"], i["attr"]) for i in items], at=fetched, zone=home)
    assert [claim.at for claim in exact] == [datetime.fromisoformat(i["attr"]) for i in items]
    bare = dated([item["time_text"] for item in items], at=fetched, zone=home)
    for claim, true in zip(bare, exact, strict=True):
        assert claim.at == true.at or claim.error_s == DAY_S


def test_a_page_of_two_lists_with_dated_tails_is_dated_as_its_links_say(
    shared_inputs: Path,
) -> None:
    page, items = rows_of(shared_inputs, "finviz-news-time")
    home, fetched = ZoneInfo(page["tz"]), datetime.fromisoformat(page["capture_utc"])
    claims = dated([item["time_text"] for item in items], at=fetched, zone=home)
    checked = 0
    for item, claim in zip(items, claims, strict=True):
        assert claim.at is not None
        day = claim.at.astimezone(home).date()
        if claim.basis == "clock":
            assert day == date(2022, 2, 21)
            assert claim.error_s == 60
        in_link = re.search(r"/(20\d\d)/([01]\d)/", item["href"])
        if claim.basis == "heading" and in_link:
            checked += 1
            assert (day.year, day.month) == (int(in_link[1]), int(in_link[2]))
    assert checked > 30


@pytest.mark.parametrize(
    ("index", "rows"), [(0, 0), (1, 0), (2, 3), (3, 1)], ids=["bare", "bare", "headed", "dated"]
)
def test_timed_text_is_dated_where_it_says_its_day(
    shared_inputs: Path, index: int, rows: int
) -> None:
    sample = json.loads((shared_inputs / "text" / "samples.json").read_text("utf-8"))[index]
    heading = "25 апреля 2018" if index == 2 else None
    evidence = [Evidence(text, heading_text=heading) for text, _, _ in sample["items"]]
    claims = dated(evidence, at=None, zone=ZoneInfo(sample["tz"]))
    expected = [datetime.fromisoformat(at) if at else None for _, at, _ in sample["items"]]
    assert [claim.at for claim in claims] == expected
    assert sum(claim.at is not None for claim in claims) == rows
