"""The identity ladder, rung by rung, and what must never be one item."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.items.known import NOON, known, row, sighting
from ticker.items.identity import distinct, identify
from ticker.model import Item, MatchedBy

SAME: list[tuple[str, MatchedBy, Item, Item]] = [
    (
        "a guid survives a new headline",
        "guid",
        row("Two killed in strike", guid="g1", url="https://a.example/1-two-killed"),
        row("Wholly different words", guid="g1", url="https://a.example/1-two-killed"),
    ),
    (
        "a new guid on the same link and headline updates the sighting",
        "url",
        row("Two killed in strike", guid="g1", url="https://a.example/news/strike"),
        row("Two killed in strike", guid="g2", url="http://www.a.example/news/strike?utm_source=x"),
    ),
    (
        "a rewritten slug keeps its article number",
        "number",
        row("Two killed in strike", url="https://a.example/world/6255813/two-killed.html"),
        row("Cabinet resigns", url="https://a.example/world/6255813/cabinet-resigns.html"),
    ),
    (
        "a guid made anew at every poll, without a link",
        "minute",
        row("Two killed in strike", guid="6f1b"),
        row("Two killed in strike", guid="9c2d"),
    ),
    (
        "without keys, one stated minute and like wording",
        "minute",
        row("Large attack on the city: 2 killed"),
        row("Large attack on the city: 3 killed, 16 injured"),
    ),
    (
        "without keys, the same headline at a first sight",
        "headline",
        row("Air raid alert in the capital", basis="first-seen"),
        row("Air raid alert in the capital", basis="first-seen", at=NOON + timedelta(hours=3)),
    ),
    (
        "without keys, an edit within hours",
        "similar",
        row("Minister visits flooded villages in the north"),
        row("Minister visits flooded villages in north", at=NOON + timedelta(hours=1)),
    ),
]


@pytest.mark.parametrize(("why", "rung", "was", "now"), SAME, ids=[case[0] for case in SAME])
def test_rows_that_are_one_item(why: str, rung: MatchedBy, was: Item, now: Item) -> None:
    (match,) = identify([now], known(sighting(was)))
    assert match.sighting is not None
    assert match.matched_by == rung


DIFFERENT: list[tuple[str, Item, Item]] = [
    (
        "a daily series a day later",
        row("Russia loses 920 soldiers and 38 artillery systems over past day"),
        row(
            "Russia loses 1,310 soldiers and 68 artillery systems over past day",
            at=NOON + timedelta(days=1),
        ),
    ),
    (
        "the same alert next day",
        row("Air raid alert in the capital"),
        row("Air raid alert in the capital", at=NOON + timedelta(hours=20)),
    ),
    (
        "a denial",
        row("Airline to close its northern hub, minister says"),
        row(
            "Airline denies to close its northern hub, minister says", at=NOON + timedelta(hours=1)
        ),
    ),
    (
        "other guid and other link, like titles",
        row("Night attack on the capital", guid="g1", url="https://a.example/news/7521001/"),
        row("Night attack on the capital", guid="g2", url="https://a.example/news/7521002/"),
    ),
    (
        "a front page as link",
        row("Bridge closed for repairs", guid="g1", url="https://a.example/"),
        row(
            "Elections called for May",
            guid="g2",
            url="https://a.example/",
            at=NOON + timedelta(hours=1),
        ),
    ),
    (
        "a section number shared by unlike articles",
        row("Bridge closed for repairs", url="https://a.example/section/12345/bridge"),
        row(
            "Elections called for May",
            url="https://a.example/section/12345/elections",
            at=NOON + timedelta(hours=5),
        ),
    ),
    (
        "another language edition of one number",
        row("Bridge closed", url="https://a.example/eng/news/2025/07/9/7520945/"),
        row("Міст закрито", url="https://a.example/news/2025/07/9/7520945/"),
    ),
]


@pytest.mark.parametrize(("why", "was", "now"), DIFFERENT, ids=[case[0] for case in DIFFERENT])
def test_rows_that_are_different_items(why: str, was: Item, now: Item) -> None:
    (match,) = identify([now], known(sighting(was)))
    assert match.sighting is None
    assert match.item_id is None
    assert match.matched_by == "new"


def test_a_link_in_another_source_is_a_further_sighting() -> None:
    there = sighting(
        row("Two killed in strike", guid="x", url="https://a.example/n/7521001/"), source="there"
    )
    (match,) = identify(
        [row("2 killed", url="https://a.example/n/7521001")], known(elsewhere=(there,))
    )
    assert (match.sighting, match.item_id, match.matched_by) == (None, 10, "url")


def test_one_link_under_many_headlines_identifies_none_of_them() -> None:
    """Real feeds do this: twenty ids on one link; five articles sharing guid and link."""
    rows = [
        row(f"Story number {word}", guid="g", url="https://a.example/blog")
        for word in ("one", "two", "three")
    ]
    first = identify(rows, known())
    assert len({match.key for match in first}) == 3
    stored = tuple(
        sighting(match.item, number, key=match.key) for number, match in enumerate(first, start=1)
    )
    again = identify(rows, known(*stored))
    assert [match.sighting and match.sighting.id for match in again] == [1, 2, 3]


def test_a_link_that_was_shared_belongs_to_the_one_still_listed() -> None:
    url = "https://a.example/live"
    a = sighting(row("Morning summary", url=url), 1, key="row a")
    b = sighting(row("Evening summary", url=url), 2, key="row b", gone_at=NOON, decided=True)
    (match,) = identify([row("Night summary", url=url)], known(a, b))
    assert match.sighting is not None
    assert match.sighting.id == 1


def test_rows_that_repeat_a_row_are_one() -> None:
    twice = [row("Bridge closed", guid="g"), row("Bridge closed", guid="g")]
    assert len(distinct(twice)) == 1


def test_equal_headlines_with_their_own_guids_are_two() -> None:
    twice = [row("Photo of the day", guid="a"), row("Photo of the day", guid="b")]
    assert len(distinct(twice)) == 2
    assert len({match.key for match in identify(twice, known())}) == 2


def test_the_order_of_rows_does_not_decide() -> None:
    """A row without a key of its own never takes a sighting that another row names exactly."""
    a = row("Large attack on the city: 2 killed")
    b = row("Large attack on the city: 3 killed")
    stored = (sighting(a, 1, key="row a"), sighting(b, 2, key="row b"))
    for rows in ([a, b], [b, a]):
        found = {
            m.item.headline: m.sighting and m.sighting.id for m in identify(rows, known(*stored))
        }
        assert found == {a.headline: 1, b.headline: 2}
