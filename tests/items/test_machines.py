"""Machine times and what readers see: the ways in which pages lie, and which of the two wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.items.dating import Dated, Evidence, date_rows, explained_rows
from ticker.model import DAY_S
from ticker.timetext import lexicon

KYIV = ZoneInfo("Europe/Kyiv")
ROME = ZoneInfo("Europe/Rome")
NINE = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)  # 09:00 in Kyiv, Thursday 10 July


def dated(
    rows: Sequence[tuple[str, str]], *, at: datetime | None = NINE, zone: ZoneInfo = KYIV
) -> tuple[Dated, ...]:
    evidence = [Evidence(text, machine) for text, machine in rows]
    return explained_rows(evidence, zone=zone, zone_guessed=False, fetched_at=at)


def local(rows: Sequence[Dated], zone: ZoneInfo = KYIV) -> list[str]:
    return [
        row.claim.at.astimezone(zone).strftime("%d %H:%M") if row.claim.at else "-" for row in rows
    ]


def test_a_time_that_all_rows_share_is_the_page_s_and_dates_none_of_them() -> None:
    rendered = "2025-07-10T09:00:00+03:00"
    rows = dated([(text, rendered) for text in ("08:54", "08:20", "23:40")])
    assert local(rows) == ["10 08:54", "10 08:20", "09 23:40"]
    assert {row.claim.basis for row in rows} == {"clock"}
    assert all("same on every row" in row.why for row in rows)


def test_a_time_that_two_rows_share_is_theirs() -> None:
    rows = dated(
        [("08:54", "2025-07-10T08:54:00+03:00")] * 2 + [("08:40", "2025-07-10T08:40:00+03:00")]
    )
    assert {row.claim.basis for row in rows} == {"stated"}


def test_one_day_on_all_rows_is_their_day_unless_their_clocks_pass_midnight() -> None:
    day = "2025-07-10"
    same = dated([(text, day) for text in ("08:54", "08:20", "07:40")], at=None)
    assert local(same) == ["10 08:54", "10 08:20", "10 07:40"]
    past = dated([(text, day) for text in ("08:54", "00:20", "23:40")])
    assert local(past) == ["10 08:54", "10 00:20", "09 23:40"]


def test_clocks_outdo_machine_times_that_are_later_by_this_and_that() -> None:
    """The second row was changed after 37 minutes, the last over midnight."""
    rows = dated(
        [
            ("08:54", "2025-07-10T08:54:10+03:00"),
            ("08:17", "2025-07-10T08:54:00+03:00"),
            ("07:30", "2025-07-10T07:41:00+03:00"),
            ("23:50", "2025-07-10T00:25:00+03:00"),
        ]
    )
    assert local(rows) == ["10 08:54", "10 08:17", "10 07:30", "09 23:50"]
    assert [row.claim.basis for row in rows] == ["stated"] + ["stated-naive"] * 3
    assert "changes" in rows[1].why


def test_digits_in_utc_are_honest_where_the_list_would_else_be_stale() -> None:
    """Rendered by a server in UTC: as Rome's time the newest of a brisk list were two hours old."""
    at = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)
    clocks = ["05:56", "05:50", "05:41", "05:33"]
    rows = dated([(text, f"2025-07-10T{text}:00Z") for text in clocks], at=at, zone=ROME)
    assert rows[0].claim.at == datetime(2025, 7, 10, 5, 56, tzinfo=UTC)
    assert {row.claim.basis for row in rows} == {"stated"}
    lies = ["07:56", "07:50", "07:41", "07:33"]
    rows = dated([(text, f"2025-07-10T{text}:00Z") for text in lies], at=at, zone=ROME)
    assert rows[0].claim.at == datetime(2025, 7, 10, 5, 56, tzinfo=UTC)
    assert {row.claim.basis for row in rows} == {"stated-naive"}
    assert "its zone is a lie" in rows[0].why


def test_a_local_time_in_z_is_found_out_by_words_as_well() -> None:
    rows = dated([("5 min ago", "2025-07-10T08:55:00Z"), ("2 hours ago", "2025-07-10T07:01:00Z")])
    assert local(rows) == ["10 08:55", "10 07:01"]
    assert {row.claim.basis for row in rows} == {"stated-naive"}


def test_a_weekday_s_name_means_the_week_before_where_its_clock_is_yet_to_come() -> None:
    texts = ("Thursday 14:05", "Thursday 08:05", "Wed, 14:05", "четвер, 14:05")
    rows = explained_rows(
        [Evidence(text) for text in texts], zone=KYIV, zone_guessed=False, fetched_at=NINE
    )
    assert local(rows) == ["03 14:05", "10 08:05", "09 14:05", "03 14:05"]


@pytest.mark.parametrize(
    ("texts", "minutes"),
    [
        (("5m", "12m", "2h", "1d"), [5, 12, 120, 1_440]),
        (("5 min", "12 min", "1 h"), [5, 12, 60]),
        (("5 хв", "12 хв", "2 год"), [5, 12, 120]),
    ],
)
def test_amounts_that_grow_down_a_list_are_ages(texts: Sequence[str], minutes: list[int]) -> None:
    rows = [Evidence(text) for text in texts]
    claims = date_rows(rows, zone=KYIV, zone_guessed=False, fetched_at=NINE)
    assert [claim.at for claim in claims] == [NINE - timedelta(minutes=m) for m in minutes]
    assert {claim.basis for claim in claims} == {"relative"}


@pytest.mark.parametrize(
    "texts", [("5 min", "3 min", "8 min"), ("5 min", "5 min", "5 min"), ("5m",)]
)
def test_amounts_in_no_order_are_how_long_texts_take_to_read(texts: Sequence[str]) -> None:
    rows = [Evidence(text) for text in texts]
    claims = date_rows(rows, zone=KYIV, zone_guessed=False, fetched_at=NINE)
    assert {claim.basis for claim in claims} == {"first-seen"}


def test_days_that_no_list_can_be_of_are_not_believed() -> None:
    rows = [Evidence("08:54 - 2082-03-26"), Evidence("01.01.1970 08:20"), Evidence("08:10")]
    claims = date_rows(rows, zone=KYIV, zone_guessed=False, fetched_at=NINE)
    assert [claim.at and claim.at.astimezone(KYIV).date() for claim in claims] == [
        date(2025, 7, 10)
    ] * 3


def test_a_language_settles_what_a_month_s_name_means() -> None:
    row = Evidence("08:54", heading_text="10. listopada 2024.")
    for language, month in (("hr", 10), ("pl", 11)):
        (claim,) = date_rows(
            [row], zone=ROME, zone_guessed=False, fetched_at=NINE, words=lexicon(language)
        )
        assert claim.at is not None
        assert claim.at.month == month


clocks = st.times().map(lambda time: f"{time:%H:%M}")


@given(
    st.lists(
        st.tuples(
            clocks,
            st.none() | st.datetimes(NINE.replace(tzinfo=None, day=8), NINE.replace(tzinfo=None)),
        ),
        max_size=8,
    ),
    st.sampled_from(["Z", "+03:00", "", "+00:00"]),
)
def test_clocks_beside_times_of_the_past_are_never_of_the_future(
    rows: list[tuple[str, datetime | None]], suffix: str
) -> None:
    """But for a day that a machine time states without a clock, or by the digits of one."""
    evidence = [
        Evidence(text, at.isoformat(timespec="seconds") + suffix if at else None)
        for text, at in rows
    ]
    found = explained_rows(evidence, zone=KYIV, zone_guessed=False, fetched_at=NINE)
    for row, (_, at) in zip(found, rows, strict=True):
        assert row.claim.at is not None
        assert row.why
        if at is None:
            assert row.claim.at <= NINE + timedelta(minutes=5)
        else:
            assert row.claim.at <= NINE + timedelta(seconds=DAY_S)
