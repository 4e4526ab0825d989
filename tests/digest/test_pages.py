"""What stands together, under which heading, and what stays where room is short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.digest.made import KYIV, WINDOW, at, item, line, told
from ticker.digest import render
from ticker.digest.fitting import share
from ticker.model import (
    Digest,
    DigestContents,
    DigestFormat,
    DigestGroup,
    DigestItem,
    DigestWindow,
    Gap,
    LoggedChange,
    Trouble,
)

READ: tuple[DigestFormat, ...] = ("md", "text", "html")
SERIES = "army reports # drones over the coast"


def news(number: int, headline: str, when: str = "07:00", **said: Any) -> DigestItem:
    """A new item of its own number and address."""
    source = said.get("source", "alpha")
    defaults: dict[str, Any] = {
        "id": number,
        "published_at": at(when),
        "url": f"https://{source}.example/{number}",
        "sources": (source,),
    }
    found = line(number, "07:40", "new", headline, source=source, item_id=number)
    return item(headline, found, **{**defaults, **said})


def text(contents: DigestContents, **keys: Any) -> str:
    shape = {"format": "text", **keys}
    return render(replace(contents, digest=replace(contents.digest, **shape)), KYIV)


def part(page: str, heading: str) -> list[str]:
    """The lines of one section of a page in plain text, links left out."""
    lines = page.splitlines()
    start = next(n for n, one in enumerate(lines) if one.startswith(f"{heading}"))
    rest = lines[start + 2 :]
    ends = [n for n, one in enumerate(rest) if one.startswith("---")]
    body = rest[: ends[0] - 1] if ends else rest
    return [one.rstrip() for one in body if one.strip() and "://" not in one]


# --- what is told together ---------------------------------------------------------------------


def test_the_languages_of_an_article_are_one_entry() -> None:
    said: dict[str, Any] = {"edition": "harbour.example#81", "tags": ()}
    page = text(
        told(
            news(1, "Ferry resumes", "07:10", language="en", source="harbour-en", **said),
            news(2, "Паром ходить", "07:15", language="uk", source="harbour-uk", **said),
            news(3, "Other news", "07:20", source="harbour-en"),
        )
    )
    assert part(page, "New (2)") == [
        "07:20  Other news (harbour-en) [3]",
        "07:10  Ferry resumes (harbour-en) [1]",
        "       uk, harbour-uk: Паром ходить [2]",
    ]


def test_an_edit_in_one_language_takes_the_others_along() -> None:
    said: dict[str, Any] = {"edition": "harbour.example#81"}
    edit = line(9, "07:30", "revised", "Паром стоїть", was="Паром ходить", detail="wording",
                source="uk", item_id=2)  # fmt: skip
    first = news(1, "Ferry resumes", language="en", source="en", **said)
    second = news(2, "Паром стоїть", language="uk", source="uk", **said)
    third = news(3, "Паром снова ходит", language="ru", source="ru", **said)
    page = text(told(first, replace(second, changes=(*second.changes, edit)), third))
    assert part(page, "Changed (1)") == [
        "07:30  Паром стоїть (uk) [2]",
        "       was: Паром ходить",
        "       en, en: Ferry resumes [1]",
        "       ru, ru: Паром снова ходит [3]",
    ]
    both = replace(first, changes=(*first.changes, replace(edit, item_id=1, source="en",
                                   was="Ferry", headline="Ferry resumes")))  # fmt: skip
    page = text(told(both, replace(second, changes=(*second.changes, edit))))
    assert part(page, "Changed (1)") == [
        "07:30  Ferry resumes (en) [1]",
        "       was: Ferry",
        "       uk, uk: Паром стоїть (was: Паром ходить) [2]",
    ]


@pytest.mark.parametrize("languages", [("en", "en"), (None, None), ("en", "uk", "en")])
def test_a_number_that_two_items_of_one_language_share_joins_nothing(
    languages: Sequence[str | None],
) -> None:
    """It is that of a section, or of a series; history keeps to the same."""
    items = [
        news(n, f"Story {n}", language=language, edition="harbour.example#81")
        for n, language in enumerate(languages)
    ]
    page = text(told(*items))
    assert len(part(page, f"New ({len(languages)})")) == len(languages)


def test_a_series_with_changing_numbers_is_its_last_item() -> None:
    numbers = [920, 1_310, 880]
    items = [
        news(n, f"Army reports {number} drones over the coast", f"0{n}:10", template=SERIES)
        for n, number in enumerate(numbers)
    ]
    page = text(told(*items, news(9, "Other")))
    assert part(page, "New (2)") == [
        "07:00  Other [9]",
        "02:10  Army reports 880 drones over the coast (2 before it like this: 920;",
        "       1310, the first at 00:10) [2]",
    ]
    assert "4 new." in page, "each is counted as the item that it is"


def test_what_is_no_series() -> None:
    """Two headlines; those of two sources; a template that is hardly more than numbers."""
    two = [news(n, f"Army reports {n} drones over it", template=SERIES) for n in (1, 2)]
    others = [news(n, "Army", template=SERIES, source=f"s{n}") for n in (3, 4, 5)]
    short = [news(n, f"{n} hurt", template="# hurt") for n in (6, 7, 8)]
    page = text(told(*two, *others, *short))
    assert len(part(page, "New (8)")) == 8


def test_an_edited_item_of_a_series_is_told_for_itself() -> None:
    edit = line(9, "07:30", "revised", "x", was="y", detail="number")
    items = [news(n, f"Army reports {n} drones", template=SERIES) for n in (1, 2, 3)]
    edited = replace(items[0], changes=(*items[0].changes, edit))
    page = text(told(edited, *items[1:]))
    assert len(part(page, "Changed (1)")) == 2
    assert part(page, "New (2)")[0] == "1 more stands above: it was edited since."


def test_a_list_that_changed_as_a_whole_is_one_line() -> None:
    words = "31 of 40 items changed at once: 31 wording"
    bulk = LoggedChange(
        50, at("07:30"), "bulk_change", "alpha", detail=f"{words}; first seen 2025-07-10T04:00:00Z"
    )
    edited = [news(n, f"Of {n}", is_new=False) for n in range(3)]
    edited = [
        replace(one, changes=(line(40 + n, "07:30", "revised", "x", was="y",
                                   detail="wording bulk", item_id=n),))
        for n, one in enumerate(edited)
    ]  # fmt: skip
    page = text(told(*edited, bulk=(bulk,)))
    assert "1 list changed as a whole." in page
    assert part(page, "Changed (1)") == [f"07:30  alpha: {words}"]
    assert "Not listed are smaller edits" not in page or "3 of whole lists at once" in page


@pytest.mark.parametrize("detail", ["badge", "cosmetic", "link", "date"])
def test_smaller_edits_are_counted_and_not_listed(detail: str) -> None:
    edit = line(9, "07:30", "revised", "Storm!", was="Storm", detail=detail)
    page = text(told(item("Storm!", edit, is_new=False)))
    assert "Nothing new, nothing changed." in page
    assert "Changed (" not in page
    assert "Not listed are smaller edits: 1 of " in page


def test_tags_and_sources_that_all_items_share_are_not_repeated() -> None:
    items = [news(n, f"Story {n}", tags=("coast", "sea" if n else "hill")) for n in range(3)]
    page = text(told(*items))
    assert "alpha" not in part(page, "New (3)")[0]
    assert "#coast" not in page
    assert "#hill" in page


# --- headings ----------------------------------------------------------------------------------


def headings(page: str) -> list[str]:
    """What stands above the groups of the new items, in plain text."""
    return [one for one in part(page, "New") if re.fullmatch(r"\S.* \(\d+\)", one)]


def grouped(group: DigestGroup, *items: DigestItem, window: DigestWindow = WINDOW) -> list[str]:
    return headings(text(told(*items, window=window), group=group))


def test_by_tag_each_item_stands_once_under_its_commonest_tag() -> None:
    items = (
        news(1, "a", tags=("ukraine", "coast", "rare")),
        news(2, "b", tags=("ukraine", "coast")),
        news(3, "c", tags=("ukraine", "storm")),
        news(4, "d", tags=("ukraine",)),
    )
    assert grouped("tag", *items) == ["#coast (2)", "#storm (1)", "no tag of its own (1)"]


def test_by_source_the_largest_first() -> None:
    items = [news(n, f"{n}", source="beta" if n % 3 else "alpha") for n in range(6)]
    assert grouped("source", *items) == ["beta (4)", "alpha (2)"]


def test_by_hour_the_newest_first_and_what_is_older_than_the_window_last() -> None:
    items = [
        news(n, f"{n}", when)
        for n, when in enumerate(["07:59", "07:00", "2025-07-09 23:10", "2025-07-08 10:00"])
    ]
    assert grouped("hour", *items) == [
        "Thursday 2025-07-10, 07:00 to 08:00 (2)",
        "Wednesday 2025-07-09, 23:00 to 00:00 (1)",
        "Earlier (1)",
    ]


@pytest.mark.parametrize("group", ["none", "hour"])
def test_a_long_window_has_its_days_as_headings(group: DigestGroup) -> None:
    items = [news(n, f"{n}", f"2025-07-0{n} 10:00") for n in (1, 5, 9)]
    week = DigestWindow(at("2025-07-03 08:00"), at("2025-07-10 08:00"))
    assert grouped(group, *items, window=week) == [
        "Wednesday 2025-07-09 (1)",
        "Saturday 2025-07-05 (1)",
        "Earlier (1)",
    ]


def test_a_hundred_sources_have_a_dozen_headings_and_one_for_the_rest() -> None:
    items = [news(n, f"{n}", source=f"s{n:03}") for n in range(100)]
    found = headings(text(told(*items), group="source", lines=0))
    assert len(found) == 12
    assert found[-1] == "Others (89)"


# --- room --------------------------------------------------------------------------------------


def busy_day(new: int, changed: int, gaps: int, troubles: int) -> DigestContents:
    edits = [
        replace(
            news(n, f"Headline {n} of a story that goes on for a while and then some more of it"),
            is_new=False,
            changes=(line(n, "07:30", "revised", f"Now {n}", was=f"Then {n}", detail="wording"),),
        )
        for n in range(1_000, 1_000 + changed)
    ]
    fresh = [
        news(n, f"News {n} of the harbour", f"{n % 8:02}:{n % 60:02}", tags=(f"t{n % 9}",))
        for n in range(new)
    ]
    return told(
        *fresh,
        *edits,
        gaps=tuple(Gap(f"g{n}", at("05:00"), None, "failing") for n in range(gaps)),
        troubles=tuple(
            Trouble(f"t{n}", "silent", at("05:00"), None, None) for n in range(troubles)
        ),
    )


days = st.builds(
    busy_day, st.integers(0, 150), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)
)


@settings(max_examples=40, deadline=None)
@given(days, st.sampled_from(READ), st.sampled_from(get_args(DigestGroup)), st.integers(80, 140))
def test_a_page_fits_and_counts_what_it_leaves_out(
    contents: DigestContents, shape: DigestFormat, group: DigestGroup, lines: int
) -> None:
    """Whatever a day holds: nothing is left out without a number, and no kind of news is driven
    out by another."""
    digest = replace(contents.digest, group=group)
    whole = text(replace(contents, digest=digest), format=shape, lines=0)
    page = text(replace(contents, digest=digest), format=shape, lines=lines)
    if shape != "html":
        assert page.count("\n") <= lines
    assert "left out for length" not in whole
    for heading, mark in (("Changed", "was: "), ("New", "News ")):
        assert (f"{heading} (" in page) == (mark in whole)
        assert (mark in page) == (mark in whole)
    told = sum("News " in one for one in page.splitlines())
    new = sum(one.is_new for one in contents.items)
    if told < new:
        assert f"New ({told:,} of {new:,})" in page
        assert f"and {new - told:,} more" in page
        assert "--all" in page


@pytest.mark.parametrize("shape", ["json", "atom"])
def test_programs_get_everything(shape: DigestFormat) -> None:
    contents = busy_day(400, 100, 0, 0)
    assert text(contents, format=shape, lines=10) == text(contents, format=shape, lines=0)


def test_what_several_sources_tell_stays_and_what_is_doubtful_goes_first() -> None:
    items = [news(n, f"Plain {n}", f"06:{n % 60:02}") for n in range(200)]
    old = news(900, "All tell it", "00:01", sources=("alpha", "beta", "gamma"))
    doubtful = news(901, "Nobody knows when", "07:30", time_error_s=86_400)
    page = text(told(*items, old, doubtful), lines=60)
    assert "All tell it" in page
    assert "Nobody knows when" not in page
    assert "Nobody knows when" in text(told(*items, old, doubtful), lines=0)


def test_links_are_written_out_where_there_is_room() -> None:
    few, many = [news(n, f"Story {n}") for n in range(9)], [news(n, f"S {n}") for n in range(90)]
    assert text(told(*few)).count("https://") == 9
    page = text(told(*many))
    assert "https://" not in page
    assert "New (90)" in page


def test_all_of_it_is_a_command_away() -> None:
    contents = busy_day(300, 0, 0, 0)
    digest = Digest(tags=frozenset({"air raid"}), sources=frozenset({"alpha"}))
    page = " ".join(text(replace(contents, digest=digest)).split())
    assert (
        "ticker digest --since 2025-07-09T08:00+03:00 --until 2025-07-10T08:00+03:00"
        " --tag 'air raid' --source alpha --all" in page
    )


@given(
    st.integers(0, 300),
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 6)), max_size=8),
)
def test_room_is_shared_by_weight_and_none_is_wasted(
    room: int, asked: list[tuple[int, int]]
) -> None:
    wishes, weights = [wish for wish, _ in asked], [weight for _, weight in asked]
    got = share(room, wishes, weights)
    assert all(0 <= have <= wish for have, wish in zip(got, wishes, strict=True))
    assert sum(got) == min(room, sum(wishes))
    for i, have in enumerate(got):
        for j, other in enumerate(got):
            if have < wishes[i]:  # nobody has more for its weight than one who lacks
                assert (other - 1) / weights[j] <= have / weights[i] or other == 0
