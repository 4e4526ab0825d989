"""Bare clocks, day headings and relative words: what lists show in place of a full time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.timetext import read_age, read_clock, read_day

TODAY = date(2025, 7, 10)  # a Thursday

CLOCKS = {
    "08:54": ("08:54", ""),
    " 08:54 ": ("08:54", ""),
    "8:05": ("08:05", ""),
    "08.54": ("08:54", ""),
    "9.05": ("09:05", ""),
    "15h14": ("15:14", ""),
    "8 h 05": ("08:05", ""),
    "3:32 pm": ("15:32", ""),
    "3:32 PM": ("15:32", ""),
    "06:57PM": ("18:57", ""),
    "6:14 a.m.": ("06:14", ""),
    "6:14 p. m.": ("18:14", ""),
    "10 a.m.": ("10:00", ""),
    "12:30 am": ("00:30", ""),
    "12:30 pm": ("12:30", ""),
    "09:27 Uhr": ("09:27", ""),
    "um 09:27 Uhr": ("09:27", ""),
    "22:25 Uhr | Sport": ("22:25", "Sport"),
    "19:00 World": ("19:00", "World"),
    "13:03 Council meets": ("13:03", "Council meets"),
    "20:14Council meets": ("20:14", "Council meets"),
    "11:00 Am Montag": ("11:00", "Am Montag"),
    "23:00•": ("23:00", ""),
    "20:50 /": ("20:50", ""),
    "- 08:54": ("08:54", ""),
    "[08:54] Council meets": ("08:54", "Council meets"),
    "kl. 18.47": ("18:47", ""),
    "18.47 Bridge opens": ("18:47", "Bridge opens"),
    "18.47 Match ended 21:30": ("18:47", "Match ended 21:30"),
    "08:54:12": ("08:54", ""),
    "24:00": ("00:00", ""),
    "０８：５４": ("08:54", ""),
    "٠٨:٥٤": ("08:54", ""),
    "08:54 م": ("20:54", ""),
    "08:54 μ.μ.": ("20:54", ""),
    "8時54分": ("08:54", ""),
    "午後3:32": ("15:32", ""),
    "오후 3:32": ("15:32", ""),
    "8\u200e:\u200e54": ("08:54", ""),
    "08:54 MSK": ("08:54", "MSK"),
    "Gestern, 23:27 Uhr": ("23:27", "Gestern"),
    "28. Januar, 21.54 Uhr": ("21:54", "28. Januar"),
    "12.05. 08:54": ("08:54", "12.05."),
    "12.05 21:54": ("21:54", "12.05"),
    "včera 16:35": ("16:35", "včera"),
    "вчора о 08:54": ("08:54", "вчора"),
    "昨日 23:50": ("23:50", "昨日"),
    "19:21 - 13.12.2025": ("19:21", "13.12.2025"),
    "Dec-27-21 03:20PM": ("15:20", "Dec-27-21"),
}

NO_CLOCKS = [
    "",
    "25:10",
    "08:60",
    "24:01",
    "100:20",
    "2:1",
    "1:02:33",
    "08:54:75",
    "12.05.2024",
    "12.05.",
    "12.50 €",
    "10.30%",
    "10.30 Prozent",
    "1.20 млн",
    "10.000 people",
    "+08:54",
    "-08:54",
    "5 min ago",
    "1時間前",
    "45分前",
    "Council meets at 08:54",
    "Council meets",
    "2025-07-09T08:54",
]


@pytest.mark.parametrize("text", CLOCKS)
def test_every_notation_of_a_clock_is_read(text: str) -> None:
    clock = read_clock(text)
    assert clock is not None
    shown = f"{clock.minutes // 60:02}:{clock.minutes % 60:02}"
    assert (shown, clock.rest) == CLOCKS[text]


@pytest.mark.parametrize("text", NO_CLOCKS)
def test_scores_prices_dates_and_durations_are_no_clocks(text: str) -> None:
    assert read_clock(text) is None


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_clock_comes_back_from_every_notation(hour: int, minute: int) -> None:
    half = "am" if hour < 12 else "pm"
    twelve = f"{(hour - 1) % 12 + 1}:{minute:02}"
    for text in (
        f"{hour:02}:{minute:02}",
        f"{hour}:{minute:02}",
        f"{hour:02}.{minute:02}",
        f"{hour}h{minute:02}",
        f"{hour}時{minute}分",
        f"{twelve} {half}",
        f"{twelve}{half.upper()}",
        f"{twelve} {half[0]}.m.",
    ):
        clock = read_clock(text)
        assert clock is not None, text
        assert clock.minutes == hour * 60 + minute, text


DAYS = {
    # with a year
    "12.05.2024": date(2024, 5, 12),
    "2025-07-09": date(2025, 7, 9),
    "Samstag, 29.01.2022": date(2022, 1, 29),
    "21 сентября 2021": date(2021, 9, 21),
    "Wednesday, 9 July 2025": date(2025, 7, 9),
    "2025年7月9日": date(2025, 7, 9),
    "Dec-27-21": date(2021, 12, 27),
    "News vom 9. Juli 2025": date(2025, 7, 9),
    # the latest such day, tomorrow included
    "28. Januar": date(2025, 1, 28),
    "Feb-20": date(2025, 2, 20),
    "12.05.": date(2025, 5, 12),
    "9.7.": date(2025, 7, 9),
    "Sa, 29.01.": date(2025, 1, 29),
    "11 July": date(2025, 7, 11),
    "12 July": date(2024, 7, 12),
    "29. Februar": date(2024, 2, 29),
    "mar. 8 juil.": date(2025, 7, 8),
    "8 mar": date(2025, 3, 8),
    "3月5日": date(2025, 3, 5),
    "7월 9일": date(2025, 7, 9),
    "today, 10 July": date(2025, 7, 10),
    # numbers in doubt: the nearer behind today
    "07/09": date(2025, 7, 9),
    "07-09": date(2025, 7, 9),
    "09/07": date(2025, 7, 9),
    "12/31": date(2024, 12, 31),
    # weekdays
    "Donnerstag": date(2025, 7, 10),
    "last Thursday": date(2025, 7, 3),
    "Dimanche dernier": date(2025, 7, 6),
    "Montag": date(2025, 7, 7),
    "п'ятниця": date(2025, 7, 4),
    "Τετάρτη": date(2025, 7, 9),
    # not days
    "31 Feb": None,
    "31.02.2025": None,
    "World": None,
    "": None,
    "2025": None,
    "July 2025": None,
    "May": None,
    "Euro 2024": None,
    "Top 10": None,
    "10 things": None,
    "March 8: what to know": None,
    "x" * 500: None,
}
DAY_WORDS = {
    0: "today heute сьогодні сегодня aujourd'hui Aujourd’hui hoy oggi dziś hoje vandaag dnes "
    "idag astăzi bugün σήμερα 今日 今天 오늘 I_dag",
    1: "yesterday Gestern вчора Вчера hier ayer ieri Wczoraj ontem gisteren včera igår dün χθες "
    "昨日 昨天 어제 I_går",
    2: "vorgestern позавчора позавчера avant-hier anteayer przedwczoraj eergisteren 一昨日",
}


@pytest.mark.parametrize("text", DAYS)
def test_a_heading_names_a_day(text: str) -> None:
    assert read_day(text, TODAY) == DAYS[text]


@pytest.mark.parametrize(
    ("word", "back"),
    [(word.replace("_", " "), back) for back, text in DAY_WORDS.items() for word in text.split()],
)
def test_day_words_count_back_from_today(word: str, back: int) -> None:
    assert read_day(word, TODAY) == TODAY - timedelta(days=back)


@pytest.mark.parametrize("text", DAYS)
def test_without_today_only_a_date_with_its_year_is_a_day(text: str) -> None:
    found = read_day(text, None)
    assert found is None or (found == DAYS[text] and str(found.year)[2:] in text)


@given(st.dates())
def test_a_day_without_its_year_is_the_latest_one_not_after_tomorrow(today: date) -> None:
    for back in (-1, 0, 1, 200, 300):
        try:
            day = today - timedelta(days=back)
        except OverflowError:
            continue
        assert read_day(f"{day.day}.{day.month}.", today) == day
        assert read_day(f"{day:%B} {day.day}", today) == day


RELATIVE = {
    "5 min ago": (5, 1),
    "21 mins ago": (21, 1),
    "5m ago": (5, 1),
    "a minute ago": (1, 1),
    "about 5 minutes ago": (5, 1),
    "an hour ago": (60, 60),
    "2h ago": (120, 60),
    "1 hr 20 mins ago": (80, 1),
    "half an hour ago": (30, 30),
    "a few minutes ago": (3, 3),
    "2 days ago": (2_880, 1_440),
    "vor 2 Stunden": (120, 60),
    "vor einer Stunde": (60, 60),
    "vor 30 Min.": (30, 1),
    "il y a 5 minutes": (5, 1),
    "il y a une heure": (60, 60),
    "5 хвилин тому": (5, 1),
    "годину тому": (60, 60),
    "2 год тому": (120, 60),
    "2 часа назад": (120, 60),
    "час назад": (60, 60),
    "полчаса назад": (30, 30),
    "год назад": (525_600, 525_600),
    "hace 3 horas": (180, 60),
    "hace media hora": (30, 30),
    "3 ore fa": (180, 60),
    "un'ora fa": (60, 60),
    "godzinę temu": (60, 60),
    "5 minut temu": (5, 1),
    "há 2 horas": (120, 60),
    "5 minuten geleden": (5, 1),
    "před hodinou": (60, 60),
    "för 5 minuter sedan": (5, 1),
    "for 5 minutter siden": (5, 1),
    "Acum 15 minute": (15, 1),
    "acum o oră": (60, 60),
    "2 saat önce": (120, 60),
    "πριν από 2 ώρες": (120, 60),
    "1時間前": (60, 60),
    "約2時間前": (120, 60),
    "5分前": (5, 1),
    "10分钟前": (10, 1),
    "2시간 전": (120, 60),
    "just now": (0, 1),
    "Gerade eben": (0, 1),
    "щойно": (0, 1),
    "à l’instant": (0, 1),
}


@pytest.mark.parametrize("text", RELATIVE)
def test_relative_words_count_back_from_the_fetch(text: str) -> None:
    """The doubt is one of the unit that was named."""
    minutes, doubt = RELATIVE[text]
    age = read_age(text)
    assert age is not None
    assert (age.seconds, age.error_s) == (minutes * 60, doubt * 60)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5 min",
        "2 hours",
        "5 min read",
        "ago",
        "vor",
        "08:54",
        "yesterday",
        "now hiring",
        "long ago",
        "two towns ago",
        "5 minutes ago by the desk",
        "9999 years ago",
        "99999 min ago",
    ],
)
def test_without_a_word_for_the_past_an_amount_is_no_time(text: str) -> None:
    assert read_age(text) is None


pieces = st.lists(
    st.sampled_from(
        [*CLOCKS, *NO_CLOCKS, *DAYS, *RELATIVE, " ", ":", ".", "前", "\x00", "٣", "🕗", "a" * 99]
    ),
    max_size=4,
).map("".join)


@given(pieces | st.text())
def test_no_text_makes_a_reader_fail(text: str) -> None:
    clock = read_clock(text)
    assert clock is None or 0 <= clock.minutes < 1_440
    for today in (TODAY, date.min, date.max, None):
        read_day(text, today)
    read_age(text)
