"""Full timestamps: every spelling that feeds use, and nothing that the calendar does not have."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.items.stamps import LENGTH_LIMIT, read_stamp

KYIV = ZoneInfo("Europe/Kyiv")
NEW_YORK = ZoneInfo("America/New_York")


def told(text: str, zone: ZoneInfo = KYIV) -> tuple[str, int, bool, int] | None:
    stamp = read_stamp(text, zone)
    if stamp is None:
        return None
    at = stamp.at.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    return at, stamp.error_s, stamp.zoned, stamp.offset_s // 60


MORNING = "2025-07-09T05:54:00Z"
AFTERNOON = "2025-07-09T12:42:00Z"

ZONED = {
    # RFC 822, 2822, 5322 and the slips of real feeds
    "Wed, 09 Jul 2025 08:54:00 +0300": (MORNING, 0, 180),
    "Wed, 9 Jul 2025 8:54:00 +0300": (MORNING, 0, 180),
    "wed, 09 jul 2025 08:54:00 +0300": (MORNING, 0, 180),
    "09 Jul 2025 08:54 +0300": (MORNING, 60, 180),
    "Mon, 01 \u017fep 2025 08:54:00 +0300": ("2025-09-01T05:54:00Z", 0, 180),
    "Wed, 09 Jul 25 08:54:00 +0300": (MORNING, 0, 180),
    "Wed, 09 July 2025 08:54:00 +0300": (MORNING, 0, 180),
    "Mon, 09 Jul 2025 08:54:00 +0300": (MORNING, 0, 180),
    "Wensday, 09 Jul 2025 08:54:00 +0300": (MORNING, 0, 180),
    "Wed , \t09  Jul\n 2025  08:54:00\t +0300": (MORNING, 0, 180),
    "Wed, 09 Jul, 2025, 08:54:00 +0300": (MORNING, 0, 180),
    "Wed, 09 Jul 2025 08:54:00 + 0300": (MORNING, 0, 180),
    "Wed, 09 Jul 2025 08:54:00 +03": (MORNING, 0, 180),
    "Wed, 09 Jul 2025 08:54:00 GMT+3": (MORNING, 0, 180),
    "Wed, 09 Jul 2025 08:54:00 UTC+03:00": (MORNING, 0, 180),
    "Wed, 09 Jul 2025 05:54:00 GMT+00:00": (MORNING, 0, 0),
    "Wed, 09 Jul 2025 05:54:00 GMT": (MORNING, 0, 0),
    "Wed, 09 Jul 2025 05:54:00 -0000": (MORNING, 0, 0),
    "Wed(midweek (at last)), 9(th) Jul(y) 2025()08:54:00 +0300 (EEST)": (MORNING, 0, 180),
    "9 Jul 2025 08:54:00 (EEST)": (MORNING, 0, 180),
    "9 Jul 2025 08:54:00 (GMT+3)": (MORNING, 0, 180),
    "Wed, 09 Jul 97 08:54:00 GMT": ("1997-07-09T08:54:00Z", 0, 0),
    "Wed, 09 Jul 102 08:54:00 GMT": ("2002-07-09T08:54:00Z", 0, 0),
    "9 July 2025 Wednesday 05:54:00 GMT": (MORNING, 0, 0),
    "Wed, Jul 9, 2025 05:54 UTC": (MORNING, 60, 0),
    "Wed, 09 Jul 2025 GMT": ("2025-07-09T00:00:00Z", 86_400, 0),
    # ends of days and minutes
    "Wed, 09 Jul 2025 24:00:00 +0300": ("2025-07-09T21:00:00Z", 0, 180),
    "2025-07-09T24:00:00Z": ("2025-07-10T00:00:00Z", 0, 0),
    "Sat, 31 Dec 2016 23:59:60 GMT": ("2017-01-01T00:00:00Z", 0, 0),
    "2016-12-31T23:59:60Z": ("2017-01-01T00:00:00Z", 0, 0),
    # RFC 3339, ISO 8601, W3CDTF, RFC 9557
    "2025-07-09T08:54:00+03:00": (MORNING, 0, 180),
    "2025-07-09t05:54:00z": (MORNING, 0, 0),
    "2025-07-09 08:54:00 +0300": (MORNING, 0, 180),
    "2025-07-09T08:54+03": (MORNING, 60, 180),
    "2025-07-09T05:54:00.123456789Z": (MORNING, 0, 0),
    "2025-07-09T05:54:00,5Z": (MORNING, 0, 0),
    "20250709T055400Z": (MORNING, 0, 0),
    "20250709T0854+0300": (MORNING, 60, 180),
    "2025-W28-3T05:54:00Z": (MORNING, 0, 0),
    "2025-190T05:54:00Z": (MORNING, 0, 0),
    "2025-07-09T08:54:00[Europe/Kyiv]": (MORNING, 0, 180),
    "2025-07-09T08:54:00+03:00[Europe/Kyiv]": (MORNING, 0, 180),
    "2025-07-09T08:54:00+03:00[America/New_York]": (MORNING, 0, 180),
    "2025-07-09+03:00": ("2025-07-08T21:00:00Z", 86_400, 180),
    "0001-01-01T00:00:00Z": ("0001-01-01T00:00:00Z", 0, 0),
    "9999-12-31T23:59:59Z": ("9999-12-31T23:59:59Z", 0, 0),
    # programs
    "Wed Jul 09 2025 08:54:00 GMT+0300 (Eastern European Summer Time)": (MORNING, 0, 180),
    "Wed Jul  9 08:54:00 EEST 2025": (MORNING, 0, 180),
    "2025-07-09 08:54:00 +0300 EEST": (MORNING, 0, 180),
    "1752040440": (MORNING, 0, 0),
    "1752040440123": (MORNING, 0, 0),
    "1752040440.75": (MORNING, 0, 0),
    "/Date(1752040440000+0300)/": (MORNING, 0, 0),
    # zones by name
    "Wed, 09 Jul 2025 08:54:00 EEST": (MORNING, 0, 180),
    "Wed, 09 Jul 2025 08:54:00 MSK": (MORNING, 0, 180),
    "Mon, 09 Jul 2012 08:54:00 MSK": ("2012-07-09T04:54:00Z", 0, 240),
    "Wed, 09 Jul 2025 08:54:00 Europe/Kyiv": (MORNING, 0, 180),
    "Wed, 09 Jul 2025 08:54:00 europe/kiev": (MORNING, 0, 180),
    "2025-01-09 08:54:00 America/New_York": ("2025-01-09T13:54:00Z", 0, -300),
    "Sun, 30 Mar 2025 03:30:00 EET": ("2025-03-30T01:30:00Z", 0, 120),
    "Wed, 09 Jul 2025 08:54:00 EDT": ("2025-07-09T12:54:00Z", 0, -240),
    "Wed, 09 Jul 2025 08:54:00 ET": ("2025-07-09T12:54:00Z", 0, -240),
    "Thu, 09 Jan 2025 08:54:00 ET": ("2025-01-09T13:54:00Z", 0, -300),
    "Wed, 09 Jul 2025 08:54:00 CST": ("2025-07-09T14:54:00Z", 0, -360),
    "Wed, 09 Jul 2025 08:54:00 MESZ": ("2025-07-09T06:54:00Z", 0, 120),
    "Wed, 09 Jul 2025 08:54:00 JST": ("2025-07-08T23:54:00Z", 0, 540),
    "Wed, 09 Jul 2025 08:54:00 BRT": ("2025-07-09T11:54:00Z", 0, -180),
    "Wed, 09 Jul 2025 08:54:00 PT": ("2025-07-09T15:54:00Z", 0, -420),
    "Seg, 24 Set 2018 19:42:40 -0300": ("2018-09-24T22:42:40Z", 0, -180),
    "Pn, 03 paź 2011 18:09:00 GMT": ("2011-10-03T18:09:00Z", 0, 0),
    "mar, 08 jul 2025 08:54:00 +0200": ("2025-07-08T06:54:00Z", 0, 120),
}

NAIVE_IN_KYIV = {
    "Wed, 09 Jul 2025 08:54:00": (MORNING, 0),
    "Wed Jul  9 08:54:00 2025": (MORNING, 0),
    "2025-07-09 08:54": (MORNING, 60),
    "2025-07-09T08:54:00": (MORNING, 0),
    "20250709085400": (MORNING, 0),
    "2025/07/09 08:54": (MORNING, 60),
    "2025-7-9 8:54:0": (MORNING, 0),
    "09.07.2025 08:54": (MORNING, 60),
    "9. 7. 2025 08:54": (MORNING, 60),
    "08:54 - 09.07.2025": (MORNING, 60),
    "08:54 - 2025-07-09": (MORNING, 60),
    "Jul-09-25 08:54AM": (MORNING, 60),
    "９ July ２０２５ ０８：５４": (MORNING, 60),
    "2025年7月9日 08時54分": (MORNING, 60),
    "2025年07月09日(水) 午前8:54": (MORNING, 60),
    "2025년 7월 9일 오전 8:54": (MORNING, 60),
    "9 липня 2025, 08:54": (MORNING, 60),
    "середа, 9 липня 2025 року, 08:54": (MORNING, 60),
    "9 июля 2025 г., 08:54": (MORNING, 60),
    "Wednesday, 9 July 2025, 15:42": (AFTERNOON, 60),
    "July 9, 2025 3:42 pm": (AFTERNOON, 60),
    "Wednesday, July 9th, 2025 at 3:42 p.m.": (AFTERNOON, 60),
    "2. heinäkuuta 2025 15.42.00": ("2025-07-02T12:42:00Z", 0),
    "9.7.2025 15.42.00": (AFTERNOON, 0),
    "pt., 21 lut 2025, 15:42": ("2025-02-21T13:42:00Z", 60),
    "čt, 27 bře 2025, 15:42": ("2025-03-27T13:42:00Z", 60),
    "mar, 25 mar 2025, 15:42": ("2025-03-25T13:42:00Z", 60),
    "2025. 7. 9. PM 3:42": (AFTERNOON, 60),
    "2025년 7월 9일 AM 12시 42분": ("2025-07-08T21:42:00Z", 60),
    "9 أغسطس 2025، 3:42 م": ("2025-08-09T12:42:00Z", 60),
    "9 Ιουλίου 2025, 3:42 μ.μ.": (AFTERNOON, 60),
    "9 يوليو 2025 03:42 م": (AFTERNOON, 60),
    "٩ يوليو ٢٠٢٥ ١٥:٤٢": (AFTERNOON, 60),
    "9 July 2025 3 PM": ("2025-07-09T12:00:00Z", 3_600),
    "9 July 2025 12:30 am": ("2025-07-08T21:30:00Z", 60),
    "9 July 2025 12:30 pm": ("2025-07-09T09:30:00Z", 60),
    "am 9. Juli 2025 um 15.42 Uhr": (AFTERNOON, 60),
    "15:42 am 9. Juli 2025": (AFTERNOON, 60),
    "mercredi 9 juillet 2025 à 15h42": (AFTERNOON, 60),
    "1er juillet 2025 à 15h42": ("2025-07-01T12:42:00Z", 60),
    "miércoles, 9 de julio de 2025, 15:42": (AFTERNOON, 60),
    "mercoledì 9 luglio 2025, ore 15:42": (AFTERNOON, 60),
    "środa, 9 lipca 2025 r., godz. 15:42": (AFTERNOON, 60),
    "quarta-feira, 9 de julho de 2025 às 15:42": (AFTERNOON, 60),
    "woensdag 9 juli 2025 om 15:42": (AFTERNOON, 60),
    "středa 9. července 2025 15:42": (AFTERNOON, 60),
    "onsdag 9 juli 2025 kl. 15.42": (AFTERNOON, 60),
    "miercuri, 9 iulie 2025, ora 15:42": (AFTERNOON, 60),
    "9 Temmuz 2025 Çarşamba 15:42": (AFTERNOON, 60),
    "Τετάρτη 9 Ιουλίου 2025, 15:42": (AFTERNOON, 60),
    "9 July 2025": ("2025-07-08T21:00:00Z", 86_400),
    "28-05-2010": ("2010-05-27T21:00:00Z", 86_400),
    "Sept 9, 2025": ("2025-09-08T21:00:00Z", 86_400),
    "2025-W28-3": ("2025-07-08T21:00:00Z", 86_400),
    "2025-02": ("2025-01-31T22:00:00Z", 28 * 86_400),
}

UNREADABLE = [
    "",
    " ",
    "08:54",
    "today",
    "yesterday at 08:54",
    "9 July",
    "Feb-20",
    "28. Januar, 21.54 Uhr",
    "2025",
    "July 2025",
    "Sat, 30 Jua 2010 00:38:00 GMT",
    "Wed, 31 Feb 2025 08:54:00 GMT",
    "2025-02-31T08:54:00Z",
    "2025-02-29",
    "2025-13-01",
    "2025-07-32T00:00:00Z",
    "2025-W54-1",
    "2025-366",
    "0000-00-00 00:00:00",
    "0000-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "-2025-07-09T00:00:00Z",
    "+002025-07-09T00:00:00Z",
    "0001-01-01T00:00:00+03:00",
    "9999-12-31T23:59:60Z",
    "9999-12-31T23:59:59-01:00",
    "Wed, 09 Jul 2025 25:61:61 GMT",
    "25:61 09.07.2025",
    "09.07.2025 24:01",
    "08:54 09.07.2025 10:20",
    "9 July 2025 10 July 2025",
    "9 July 2025 by the desk",
    "on 9 July 2025 the council met",
    "99999999999999999999",
    "1752040440 s",
    "9 July 2025 " + " " * LENGTH_LIMIT,
]


@pytest.mark.parametrize("text", ZONED)
def test_a_stated_zone_is_taken_at_its_word(text: str) -> None:
    at, error_s, offset = ZONED[text]
    assert told(text) == (at, error_s, True, offset)


@pytest.mark.parametrize("text", NAIVE_IN_KYIV)
def test_a_time_without_a_zone_is_read_in_the_zone_of_its_source(text: str) -> None:
    at, error_s = NAIVE_IN_KYIV[text]
    stamp = told(text)
    assert stamp is not None
    assert stamp[:3] == (at, error_s, False)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_full_date_of_the_calendar_is_not_read(text: str) -> None:
    assert read_stamp(text, KYIV) is None


@pytest.mark.parametrize(
    ("text", "zone", "at", "doubt_days"),
    [
        ("07/09/2025 08:54", KYIV, "2025-09-07T05:54:00Z", 60),
        ("07/09/2025 08:54", NEW_YORK, "2025-07-09T12:54:00Z", 60),
        ("07/09/2025 08:54", ZoneInfo("America/Sao_Paulo"), "2025-09-07T11:54:00Z", 60),
        ("07-09-2025 08:54", KYIV, "2025-09-07T05:54:00Z", 60),
        ("9/6/2011 4:48:00 PM", UTC, "2011-09-06T16:48:00Z", 89),
        ("9/6/2011 4:48:00 PM", ZoneInfo("Europe/London"), "2011-06-09T15:48:00Z", 89),
        ("Mon, 10/03/2011 10:37 PM", UTC, "2011-10-03T22:37:00Z", 0),
        ("Mon, 10/03/2011 22:37", KYIV, "2011-10-03T19:37:00Z", 0),
        ("31/12/2025 08:54", NEW_YORK, "2025-12-31T13:54:00Z", 0),
        ("12/31/2025 08:54", KYIV, "2025-12-31T06:54:00Z", 0),
        ("25.07.09 08:54", ZoneInfo("Asia/Seoul"), "2025-07-08T23:54:00Z", 0),
        ("25.07.09 08:54", KYIV, "2009-07-25T05:54:00Z", 0),
        ("07/07/2025 08:54", KYIV, "2025-07-07T05:54:00Z", 0),
        ("09.07.2025 08:54", NEW_YORK, "2025-07-09T12:54:00Z", 0),
    ],
)
def test_day_and_month_in_doubt_are_read_by_weekday_then_country_and_say_so(
    text: str, zone: ZoneInfo, at: str, doubt_days: int
) -> None:
    stamp = told(text, zone)
    assert stamp is not None
    assert stamp[0] == at
    assert stamp[1] == (doubt_days * 86_400 or stamp[1])
    assert stamp[1] <= max(60, doubt_days * 86_400)


@pytest.mark.parametrize(
    ("text", "zone", "at", "error_s"),
    [
        ("9 Jul 2025 08:54:00 IST", "Asia/Kolkata", "2025-07-09T03:24:00Z", 0),
        ("9 Jul 2025 08:54:00 IST", "Europe/Dublin", "2025-07-09T07:54:00Z", 0),
        ("9 Jan 2025 08:54:00 IST", "Asia/Jerusalem", "2025-01-09T06:54:00Z", 0),
        ("9 Jul 2025 08:54:00 IST", "UTC", "2025-07-09T03:24:00Z", 16_200),
        ("9 Jul 2025 08:54:00 CST", "Asia/Shanghai", "2025-07-09T00:54:00Z", 0),
        ("9 Jul 2025 08:54:00 CST", "UTC", "2025-07-09T14:54:00Z", 0),
        ("9 Jul 2025 08:54:00 BST", "Asia/Dhaka", "2025-07-09T02:54:00Z", 0),
        ("9 Jul 2025 08:54:00 AST", "Asia/Riyadh", "2025-07-09T05:54:00Z", 0),
    ],
)
def test_an_ambiguous_zone_name_means_the_source_s_own_zone_where_it_can(
    text: str, zone: str, at: str, error_s: int
) -> None:
    stamp = told(text, ZoneInfo(zone))
    assert stamp is not None
    assert (stamp[0], stamp[1], stamp[2]) == (at, error_s, True)


@pytest.mark.parametrize(
    "text", ["9 Jul 2025 08:54:00 G", "9 Jul 2025 08:54:00 XYZT", "9 Jul 2025 08:54:00 +9999"]
)
def test_an_unknown_zone_leaves_the_digits_in_the_source_s_zone_with_14_hours_of_doubt(
    text: str,
) -> None:
    assert told(text) == (MORNING, 50_400, False, 180)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2025-10-26 03:30:00", "2025-10-26T00:30:00Z"),  # shown twice: the earlier
        ("2025-03-30 03:30:00", "2025-03-30T01:30:00Z"),  # skipped: forward
    ],
)
def test_a_lone_time_in_the_hour_of_a_clock_change_has_an_hour_of_doubt(text: str, at: str) -> None:
    stamp = told(text)
    assert stamp is not None
    assert (stamp[0], stamp[1]) == (at, 3_600)


walls = st.integers(-(2**31), 2**33).map(  # seconds: the years 1901 to 2242
    lambda s: (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=s)).replace(tzinfo=None)
)
offsets = st.integers(-23 * 60, 23 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(walls, offsets)
def test_standard_renderings_come_back_to_the_second(wall: datetime, offset: timezone) -> None:
    at = wall.replace(tzinfo=offset)
    long_form = at.strftime("%A, %d %B %Y %H:%M:%S %z")
    javascript = at.strftime("%a %b %d %Y %H:%M:%S GMT%z")
    for text in (format_datetime(at), at.isoformat(), at.isoformat(" "), long_form, javascript):
        stamp = read_stamp(text, KYIV)
        assert stamp is not None, text
        assert stamp.at == at
        assert stamp.at.utcoffset() == timedelta(0)
        assert (stamp.error_s, stamp.zoned) == (0, True)
        assert timedelta(seconds=stamp.offset_s) == offset.utcoffset(None)


@given(st.text(max_size=LENGTH_LIMIT + 10))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    read_stamp(text, KYIV)


@given(st.sampled_from([*ZONED, *NAIVE_IN_KYIV]), st.data())
def test_no_damaged_stamp_makes_the_reader_fail(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 3))
        text = (
            text[:at]
            + data.draw(st.text("0159:+-/.,( )[]Zapm年日時٣é\x00\u200f", max_size=3))
            + text[at + cut :]
        )
    stamp = read_stamp(text, KYIV)
    assert stamp is None or stamp.at.microsecond == 0


@pytest.fixture(scope="module")
def entries(shared_inputs: Path) -> list[dict[str, Any]]:
    """The entries of the real feeds as plain dicts: feedparser's own warns where ``updated`` is
    asked for and only ``published`` is there."""
    return [
        dict(entry)
        for path in sorted((shared_inputs / "feeds").glob("*.xml"))
        for entry in feedparser.parse(io.BytesIO(path.read_bytes())).entries
    ]


def test_every_date_of_the_real_feeds_is_read_but_misspelled_months(
    entries: list[dict[str, Any]],
) -> None:
    texts = [entry[key] for entry in entries for key in ("published", "updated") if entry.get(key)]
    unread = [text for text in texts if read_stamp(text, UTC) is None]
    assert len(texts) > 1_000
    assert unread
    assert all(" Jua 2010 " in text for text in unread)


def test_zoned_dates_of_the_real_feeds_are_read_as_feedparser_reads_them(
    entries: list[dict[str, Any]],
) -> None:
    """feedparser is right where a text has a numeric zone, GMT or Z."""
    compared = 0
    for entry in entries:
        text, parsed = entry.get("published"), entry.get("published_parsed")
        stamp = read_stamp(text, UTC) if text else None
        if stamp is None or parsed is None or not stamp.zoned or stamp.error_s > 60:
            continue
        compared += 1
        assert stamp.at == datetime(*parsed[:6], tzinfo=UTC), text
    assert compared > 500
