"""Questions read: times as the asker means them, words of closed lists, nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.asking import KYIV, NEW_YORK, NOW, asked, asked_for, refusal, shown, span, utc
from ticker.errors import UsageError
from ticker.model import BASES, LABELS, Query
from ticker.query import ORDERS, STATES, read_instant, resolve

# --- instants ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-07-10T06:00:00Z", "2025-07-10T06:00:00"),
        ("2025-07-10T06:00z", "2025-07-10T06:00:00"),
        ("2025-07-10T06:00+03:00", "2025-07-10T03:00:00"),
        ("2025-07-10T06:00-0330", "2025-07-10T09:30:00"),
        ("2025-07-10T06+03", "2025-07-10T03:00:00"),
        ("2025-07-10T06:00:59.999Z", "2025-07-10T06:00:59"),
        ("20250710T060000Z", "2025-07-10T06:00:00"),
        ("20250710T0600", "2025-07-10T03:00:00"),
        ("2025-07-10T06:00", "2025-07-10T03:00:00"),
        ("2025-07-10 06:00", "2025-07-10T03:00:00"),
        (" 2025-07-10 ", "2025-07-09T21:00:00"),
        ("20250710", "2025-07-09T21:00:00"),
        ("2025-07", "2025-06-30T21:00:00"),
        ("2025", "2024-12-31T22:00:00"),
        ("2025-07-10T24:00", "2025-07-10T21:00:00"),
        ("now", "2025-07-10T06:12:30"),
        ("Today", "2025-07-09T21:00:00"),
        ("yesterday", "2025-07-08T21:00:00"),
        ("08:00", "2025-07-10T05:00:00"),
        ("8:05:30", "2025-07-10T05:05:30"),
        ("yesterday 23:30", "2025-07-09T20:30:00"),
        ("Today, 00:00", "2025-07-09T21:00:00"),
        ("2h", "2025-07-10T04:12:30"),
        ("90m", "2025-07-10T04:42:30"),
        ("45s", "2025-07-10T06:11:45"),
        ("3d", "2025-07-07T06:12:30"),
        ("1w", "2025-07-03T06:12:30"),
        ("1d12h", "2025-07-08T18:12:30"),
        ("2 hours ago", "2025-07-10T04:12:30"),
        ("1 h 30 min", "2025-07-10T04:42:30"),
        ("5minago", "2025-07-10T06:07:30"),
        ("0h", "2025-07-10T06:12:30"),
        ("PT2H", "2025-07-10T04:12:30"),
        ("P1DT12H", "2025-07-08T18:12:30"),
        ("P1W", "2025-07-03T06:12:30"),
        ("P1M", "2025-06-10T06:12:30"),
        ("P1Y", "2024-07-10T06:12:30"),
        ("PT1M", "2025-07-10T06:11:30"),
    ],
)
def test_a_time_is_read(text: str, instant: str) -> None:
    assert shown(read_instant(text, NOW, KYIV)) == instant


UNREADABLE = [
    "",
    " ",
    "soon",
    "10.07.2025",
    "7/10/2025",
    "2025-7-1",
    "2025-02-30",
    "2025-13-01",
    "2025-07-10T25:00",
    "2025-07-10T24:01",
    "2025-07-10T06:60",
    "2025-07-10T06:00:60",
    "2025-07-10T06:00+24:00",
    "2025-07-10T06:00+03:60",
    "2025-07-10Z",
    "12:60",
    "tomorrow 12:30",
    "1752127200",
    "-2h",
    "2",
    "h",
    "2h2h",
    "2 fortnights",
    "2mo",
    "1.5h",
    "P",
    "PT",
    "P1DT",
    "P1H",
    "99999999999d",
    "999999999d",
    "P99999Y",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31T23:59-03:00",
    "２０２５-07-10",
    "2025-07-10T06:00\x00",
    "\x1b[31m",
    "'; drop table item; --",
]


@pytest.mark.parametrize("text", UNREADABLE)
@pytest.mark.parametrize("field", ["since", "until", "changed_since", "as_of"])
def test_what_is_no_time_is_refused_with_examples(field: str, text: str) -> None:
    error = refusal(**{field: text})
    assert error.exit_status == 2
    assert error.where == field
    assert error.message.startswith('"')
    assert "\x1b" not in error.message
    for example in (error.hint or "").removeprefix("for example ").split(", "):
        read_instant(example.strip('"'), NOW, KYIV)


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_lone_time_is_refused_likewise(text: str) -> None:
    with pytest.raises(UsageError):
        read_instant(text, NOW, KYIV)


def test_times_of_other_types_are_read_or_refused() -> None:
    assert span(since=datetime(2025, 7, 10, 9, tzinfo=timezone(timedelta(hours=3)))) == (
        "2025-07-10T06:00:00",
        None,
    )
    assert span(since=NOW.replace(tzinfo=None)) == ("2025-07-10T03:12:30", None)
    assert span(since=date(2025, 7, 10)) == ("2025-07-09T21:00:00", None)
    assert refusal(since=5).where == "since"
    assert refusal(day=5).where == "day"
    assert refusal(within=5).where == "within"


def test_parts_of_a_second_count_up_in_bounds_and_down_in_moments() -> None:
    """The record keeps whole seconds: what is later than 06:00:00.5 is 06:00:01 or later."""
    text = "2025-07-10T06:00:00.5Z"
    query = asked(since=text, until="2025-07-10T07:00:00.5Z", changed_since=text, as_of=text)
    assert shown(query.since) == shown(query.changed_since) == "2025-07-10T06:00:01"
    assert shown(query.until) == "2025-07-10T07:00:01"
    assert shown(query.as_of) == "2025-07-10T06:00:00"


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2025-10-26T03:30", KYIV, "2025-10-26T00:30:00"),  # shown twice: the first, still +03
        ("2025-10-26T03:30+02:00", KYIV, "2025-10-26T01:30:00"),
        ("2025-03-30T03:30", KYIV, "2025-03-30T01:30:00"),  # skipped: 04:30, as far past the jump
        ("2025-03-09T02:30", NEW_YORK, "2025-03-09T07:30:00"),
        ("2025-11-02T01:30", NEW_YORK, "2025-11-02T05:30:00"),
        ("2025-09-07T00:30", ZoneInfo("America/Santiago"), "2025-09-07T04:30:00"),
    ],
)
def test_a_clock_that_changes_has_a_rule(text: str, zone: ZoneInfo, instant: str) -> None:
    assert shown(read_instant(text, NOW, zone)) == instant


def test_days_of_a_duration_follow_the_calendar_and_hours_the_clock() -> None:
    morning = utc("2025-03-30T05:00:00")  # 08:00 in Kyiv, after the night of 23 hours
    assert shown(read_instant("1d", morning, KYIV)) == "2025-03-29T06:00:00"
    assert shown(read_instant("24h", morning, KYIV)) == "2025-03-29T05:00:00"
    assert shown(read_instant("P1D", morning, KYIV)) == "2025-03-29T06:00:00"


def test_the_31st_a_month_ago_is_the_last_of_a_shorter_month() -> None:
    assert shown(read_instant("P1M", utc("2025-03-31T12:00:00"), UTC)) == "2025-02-28T12:00:00"


# --- days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "zone", "since", "until"),
    [
        ("2025-07-10", KYIV, "2025-07-09T21:00:00", "2025-07-10T21:00:00"),
        (date(2025, 7, 10), NEW_YORK, "2025-07-10T04:00:00", "2025-07-11T04:00:00"),
        ("today", KYIV, "2025-07-09T21:00:00", "2025-07-10T21:00:00"),
        ("yesterday", NEW_YORK, "2025-07-09T04:00:00", "2025-07-10T04:00:00"),
        (NOW, ZoneInfo("Pacific/Honolulu"), "2025-07-09T10:00:00", "2025-07-10T10:00:00"),
        ("2025-03-30", KYIV, "2025-03-29T22:00:00", "2025-03-30T21:00:00"),  # 23 hours
        ("2025-10-26", KYIV, "2025-10-25T21:00:00", "2025-10-26T22:00:00"),  # 25 hours
        # Midnight itself is skipped, shown twice, or the whole day is left out.
        ("2025-09-07", ZoneInfo("America/Santiago"), "2025-09-07T04:00:00", "2025-09-08T03:00:00"),
        ("2025-11-02", ZoneInfo("America/Havana"), "2025-11-02T04:00:00", "2025-11-03T05:00:00"),
        ("2011-12-30", ZoneInfo("Pacific/Apia"), "2011-12-30T10:00:00", "2011-12-30T10:00:00"),
    ],
)
def test_a_day_is_the_askers_from_midnight_to_midnight(
    day: Any, zone: ZoneInfo, since: str, until: str
) -> None:
    assert span(zone=zone, day=day) == (since, until)


@pytest.mark.parametrize("day", ["2025-07", "2025-07-10T06", "2h", "now", "10 July", "9999-12-31"])
def test_what_is_no_day_is_refused(day: str) -> None:
    assert refusal(day=day).where == "day"


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.sampled_from([KYIV, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Africa/Cairo")]),
)
def test_days_tile_the_time_without_hole_or_overlap(day: date, zone: ZoneInfo) -> None:
    query = asked(zone=zone, day=day)
    after = asked(zone=zone, day=day + timedelta(days=1))
    assert isinstance(query.since, datetime)
    assert isinstance(query.until, datetime)
    assert query.until == after.since
    assert timedelta(hours=23) <= query.until - query.since <= timedelta(hours=25)
    assert query.since.astimezone(zone).date() == day
    assert (query.since - timedelta(seconds=1)).astimezone(zone).date() == day - timedelta(days=1)


# --- together ----------------------------------------------------------------------------------


def test_times_are_combined() -> None:
    assert span(day="2025-07-10", since="2025-07-10T06:00") == (
        "2025-07-10T03:00:00",
        "2025-07-10T21:00:00",
    )
    assert span(day="today", within="2025-07-10T06/", until="2025-07-10T07:00Z") == (
        "2025-07-10T03:00:00",
        "2025-07-10T07:00:00",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"since": "1h", "until": "2h"},
        {"day": "today", "within": "2025-07-09/P1D"},  # they touch, and share nothing
        {"day": "2025-07-08", "since": "1h"},
        {"within": "/2025-01-01", "since": "2025-02-01"},
    ],
)
def test_times_that_exclude_each_other_are_refused(fields: dict[str, Any]) -> None:
    assert "exclude each other" in refusal(**fields).message


def test_an_empty_stretch_that_was_asked_for_is_answered() -> None:
    """A script that asks from its last run to now may run twice in a second."""
    assert span(since="now", until="now") == ("2025-07-10T06:12:30", "2025-07-10T06:12:30")


def test_resolving_twice_changes_nothing() -> None:
    query = Query(
        since="2d",
        day="today",
        within="P1D/",
        changed_since="1h",
        as_of="now",
        tags=frozenset({" Air  Raid"}),
        labels=frozenset({"VIDEO"}),
        languages=frozenset({"pt_BR"}),
        text=" a b ",
        basis="url-date",
    )
    once = resolve(query, now=NOW, zone=KYIV)
    assert resolve(once, now=NOW + timedelta(days=9), zone=NEW_YORK) == once
    assert once.tags == {"air raid"}
    assert once.labels == {"video"}
    assert once.languages == {"pt-br"}
    assert once.text == "a b"


@given(st.text(max_size=30), st.sampled_from(["since", "as_of", "day", "within", "until"]))
def test_any_text_is_read_or_refused(text: str, field: str) -> None:
    try:
        query = asked_for(field, text)
    except UsageError as error:
        assert error.where == field
    else:
        assert resolve(query, now=NOW, zone=UTC) == query


PIECES = st.sampled_from(
    [
        "2025",
        "-07",
        "-10",
        "T06",
        ":00",
        "Z",
        "+03",
        "/",
        "P",
        "1",
        "D",
        "T",
        "2h",
        "..",
        " ",
        "9999",
    ]
)


@given(st.lists(PIECES, max_size=9).map("".join))
def test_any_heap_of_pieces_is_read_or_refused(text: str) -> None:
    for field in ("since", "within", "day"):
        try:
            query = asked_for(field, text)
        except UsageError:
            continue
        if query.since is not None and query.until is not None:
            assert query.since <= query.until  # type: ignore[operator] # resolved to instants


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001 - bounds are naive
def test_an_instant_survives_its_own_writing(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    for zone in (UTC, KYIV, timezone(timedelta(hours=-9, minutes=-30))):
        written = at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S%z")
        if len(written) == len("2025-07-10T06:00:00+0300"):  # old zones had seconds
            assert read_instant(written, NOW, KYIV) == at


# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "meant"),
    [
        ({"state": "list"}, "listed"),
        ({"state": "deleted"}, "delisted"),
        ({"basis": "stated-naiv"}, "stated-naive"),
        ({"order": "new"}, "newest"),
        ({"labels": {"videos"}}, "video"),
        ({"labels": {"photos"}}, "photo"),
    ],
)
def test_an_unknown_word_gets_the_nearest(fields: dict[str, Any], meant: str) -> None:
    error = refusal(**fields)
    assert f'"{meant}"' in error.message
    assert error.where in fields


def test_every_word_of_the_closed_lists_is_known() -> None:
    for state in STATES:
        assert asked(state=state.replace("_", "-").upper()).state == state
    for basis in BASES:
        assert asked(basis=basis.replace("-", "_")).basis == basis
    for order in ORDERS:
        assert asked(order=order).order == order
    assert asked(labels=frozenset(LABELS)).labels == set(LABELS)


@pytest.mark.parametrize(
    "fields",
    [
        {"limit": 0},
        {"limit": -1},
        {"limit": True},
        {"limit": "50"},
        {"tags": "kyiv"},
        {"tags": {"kyiv", " "}},
        {"tags": {5}},
        {"not_tags": "kyiv"},
        {"tags": {"kyiv"}, "not_tags": {"Kyiv"}},
        {"sources": "pravda"},
        {"languages": "en"},
        {"labels": "video"},
        {"labels": {"xyzzy"}},
        {"state": ""},
        {"state": 5},
        {"text": ""},
        {"text": " \n"},
    ],
)
def test_what_cannot_be_meant_is_refused(fields: dict[str, Any]) -> None:
    refusal(**fields)


def test_a_tag_is_the_same_however_its_letters_are_composed() -> None:
    """A file system or a keyboard may give й as и with a breve."""
    assert asked(tags={"Киї\u0432", "ЗАГАЛЬНИИ\u0306"}).tags == {"київ", "загальний"}


def test_names_of_sources_keep_their_case() -> None:
    assert asked(sources={" Pravda-ENG "}).sources == {"Pravda-ENG"}


def test_a_question_without_times_stays_open() -> None:
    assert asked() == Query()
    assert asked(limit=None) == replace(Query(), limit=None)
