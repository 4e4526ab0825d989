"""The shape of a time is told by the whole text: anything else in it, and it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.parse.when import minutes, shape

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
