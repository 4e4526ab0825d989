"""Templates: what changes from one of a series to the next, and how alike two headlines are."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ticker.items.templates import denies, has_calendar_slot, likeness, numbers, template


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Army loses 920 soldiers and 38 guns", "Army loses 1,310 soldiers and 68 guns"),
        ("Армія втратила 920 солдатів", "Армія втратила 1 310 солдатів"),
        ("Two hurt in fire", "34 hurt in fire"),
        ("Two hurt in fire", "Twenty-three hurt in fire"),
        ("Двоє поранених, п’ять будинків", "Двоє поранених, 12 будинків"),
        ("Zwei Verletzte bei Brand", "Zwölf Verletzte bei Brand"),
        ("Assessment, July 9", "Assessment, August 10"),
        ("Assessment, May 9", "Assessment, July 10"),
        ("Огляд за 9 травня", "Огляд за 10 липня"),
        ("Weather on Monday", "Weather on Tuesday"),
        ("The 18th package", "The 19th package"),
        ("Third night of fires", "Fourth night of fires"),
        ("War, day 1,234", "War, day 1,235"),
        ("Prices up 3.5%", "Prices up 12%"),
        ("Digest 09.07.2025", "Digest 10.07.2025"),
    ],
)
def test_one_of_a_series_has_the_template_of_the_next(one: str, other: str) -> None:
    assert template(one) == template(other)
    assert numbers(one) != numbers(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2 hurt in fire", "2 dead in fire"),
        ("Harbour may close", "Harbour must close"),
        ("Troops march through town", "Troops walk through town"),
        ("Sum of $5", "Sum of 5"),
        ("Monday talks", "July talks"),
    ],
)
def test_other_words_make_another_template(one: str, other: str) -> None:
    assert template(one) != template(other)


@pytest.mark.parametrize(
    ("headline", "filling"),
    [
        ("Army loses 1,310 soldiers and 38 guns", ("1310", "38")),
        ("Two hurt, 3 missing", ("2", "3")),
        ("Up 3,5% on Monday", ("3.5", "monday")),
        ("Assessment, July 9", ("july", "9")),
        ("No figures at all", ()),
    ],
)
def test_numbers_are_what_fills_the_slots(headline: str, filling: tuple[str, ...]) -> None:
    assert numbers(headline) == filling


@pytest.mark.parametrize(
    "headline",
    [
        "War, day 1,234",
        "674 день війни: головне",
        "1234-й день войны",
        "Headlines of 10 July",
        "Assessment, July 9",
        "What to know on May 9",
        "Ninth of May: the 9th of May parade",
        "Weather for Monday",
        "Прогноз на п’ятницю",
        "The 18th sanctions package",
        "Second night of fires",
        "Digest 09.07.2025",
        "Digest 2025-07-09",
        "Bilanz vom 9. Juli",
        "Podcast, episode 12",
    ],
)
def test_calendar_words_and_ordinals_are_slots_of_the_calendar(headline: str) -> None:
    assert has_calendar_slot(headline)


@pytest.mark.parametrize(
    "headline",
    [
        "Army loses 920 soldiers over past day",
        "2 hurt in fire",
        "Harbour may close for 3 days",
        "Protesters march on parliament",
        "A 3-day truce is agreed",
        "Prices up 3.5%",
        "Fire at 20:30 hurts two",
        "No figures at all",
        "",
    ],
)
def test_sums_and_clocks_are_not(headline: str) -> None:
    assert not has_calendar_slot(headline)


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        ("Harbour to close", "Harbour not to close"),
        ("Minister confirms closing harbour", "Minister denies closing harbour"),
        ("Порт закриють", "Порт не закриють"),
        ("Міністр підтвердив закриття", "Міністр спростував закриття"),
        ("Министр подтвердил закрытие", "Министр опроверг закрытие"),
        ("Minister bestätigt Schließung", "Minister dementiert Schließung"),
        ("The harbour is closing", "The harbour isn’t closing"),
    ],
)
def test_a_denial_is_told_from_what_it_denies(claim: str, denial: str) -> None:
    assert not denies(claim)
    assert denies(denial)


def test_likeness_orders_edits_before_strangers() -> None:
    first = "Large fire in harbour hurts two"
    edits = ["Large fire in harbour hurts two", "LARGE FIRE in harbour hurts two!"]
    assert [likeness(first, edit) for edit in edits] == [1.0, 1.0]
    assert 0.7 < likeness(first, "Large fires in harbour injure two") < 1.0
    assert likeness(first, "Parliament votes on budget") < 0.3
    assert likeness("", "") == 1.0
    assert likeness(first, "") == 0.0


@given(st.text(max_size=40), st.text(max_size=40))
@example("aaa aaa", "aaa")
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, other) == pytest.approx(likeness(other, one))


@given(st.text())
def test_no_text_makes_the_readers_of_headlines_raise(text: str) -> None:
    template(text)
    numbers(text)
    has_calendar_slot(text)
    denies(text)
