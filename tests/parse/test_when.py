"""The shape of a time is told by the whole text: anything else in it, and it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.parse.when import leading, minutes, shape, trailing

CASES = {
    "clock": "08:54|8.05|15h14|3:32 pm|6:14 a.m.|09:27 Uhr|23:00•|02:36PM|20:50 /|13時00分|24:00"
    "|\xa008:54\u200b|08:54 EST|kl 08:54|08:54:30",
    "dated": "19:21 - 13.12.2025|Dec-27-21 03:20PM|Gestern, 23:27 Uhr|28. Januar, 21.54 Uhr"
    "|včera 16:35|Wednesday, 9 July 2025, 15:42|2025年1月13日 19時15分|Сьогодні, 10:30"
    "|19 août 2024 à 15h30|2022-01-29 13:02|Mo. 08:15",
    "relative": "5 min ago|21 mins ago|20 hours ago|2 days ago|vor 2 Stunden|1時間前|10分前"
    "|Acum 15 minute|il y a 5 min|5 хв тому|2h|just now",
    "day": "Feb-20|昨日|Ieri|Hier|Aujourd'hui|Dimanche dernier|21 сентября 2021|12.05.2024"
    "|Samstag, 29.01.2022|Четверг, 3 декабря 2020|May 5, 2024|Mo, 12.5.|2025-07-09",
}
NONE = (
    "|All News|19:00 World|13:03 Markets rise|12 Monkeys|Top 10|3-1|45:10|27:15|1,234|12.50 €|8:5"
    "|3D|Sat 1|So what|Euro 2024|2024-25"
    "|5 min read|World Cup 2022|1-2-3|100|2024|08:54 - 09:30|08:54%|+08:54|12:30 5 6 7|" + "1" * 99
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, kind) for kind, texts in CASES.items() for text in texts.split("|")]
    + [(text, None) for text in NONE.split("|")],
)
def test_a_text_has_the_shape_of_a_time_or_none(text: str, expected: str | None) -> None:
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:54", 534),
        ("8.05", 485),
        ("12:10 am", 10),
        ("12:10 PM", 730),
        ("3 pm", 900),
        ("x", None),
    ],
)
def test_clocks_are_compared_in_minutes(text: str, expected: int | None) -> None:
    assert minutes(text) == expected


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_shapes(text: str) -> None:
    assert shape(text) in {None, "clock", "dated", "relative", "day"}


@given(st.times())
def test_every_clock_is_a_clock(time: object) -> None:
    text = str(time)[:5]
    assert shape(text) == "clock"
    assert minutes(text) == int(text[:2]) * 60 + int(text[3:])


LEADING = {
    "13:03 Council meets": ("13:03", "clock", "Council meets"),
    "20:14Council meets": ("20:14", "clock", "Council meets"),
    "08:54 Sun rises over the bay": ("08:54", "clock", "Sun rises over the bay"),
    "08:54 12 hurt in fire": ("08:54", "clock", "12 hurt in fire"),
    "Gestern, 23:27 Uhr | Politik": ("Gestern, 23:27 Uhr", "dated", "Politik"),
    "9. Juli, 21.54 Uhr Neues": ("9. Juli, 21.54 Uhr", "dated", "Neues"),
    "5 min ago | Sport": ("5 min ago", "relative", "Sport"),
    "5分前 東京で火災": ("5分前", "relative", "東京で火災"),
    "2-1 win": None,
    "Council meets at 08:54": None,
    "08:54": None,
    "": None,
}
TRAILING = {
    "Council meets | 08:54": ("08:54", "clock", "Council meets"),
    "Council meets (5 min ago)": ("5 min ago", "relative", "Council meets"),
    "World - 10 July 2025": ("10 July 2025", "day", "World"),
    "Council meets": None,
    "| 08:54": None,
}


@pytest.mark.parametrize("text", LEADING)
def test_a_time_at_the_head_of_a_text_is_cut_from_it(text: str) -> None:
    expected = LEADING[text]
    assert leading(text) == expected


@pytest.mark.parametrize("text", TRAILING)
def test_a_time_at_the_end_of_a_text_is_cut_from_it(text: str) -> None:
    expected = TRAILING[text]
    assert trailing(text) == expected


@given(st.text(max_size=80))
def test_no_text_breaks_the_cutting(text: str) -> None:
    for cut in (leading(text), trailing(text)):
        assert cut is None or (cut.time and cut.rest)
