"""Feed categories made into tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.items.tags import clean_tags


@pytest.mark.parametrize(
    ("categories", "tags"),
    [
        ([], ()),
        (["Ukraine", "WORLD", "ukraine "], ("ukraine", "world")),
        (["  World \n News "], ("world", "news")),
        (["Health &amp; Science"], ("health & science",)),
        (["<b>Harbour</b>", "&lt;i&gt;Port&lt;/i&gt;"], ("harbour", "port")),
        (["&nbsp;", "&#8230;", "", "---", "…"], ()),
        (["2025", "10", "https://news.example/tag", "www.news.example"], ()),
        (["G7", "9/11 attacks"], ("g7", "9/11 attacks")),
        (["x" * 80, "y" * 81], ("x" * 80,)),
        (["Harbour D.C.", "Ports.", "..."], ("harbour d.c.", "ports")),
        (["#harbour", "«Порт»", "Section/"], ("harbour", "порт", "section")),
        (["ＰＯＲＴ"], ("port",)),
        # Several categories: a comma is part of a name.
        (["Harbour, Anna V", "Trinidad, Tobago"], ("harbour, anna v", "trinidad, tobago")),
        # One category: a list, where it can be nothing else.
        (["Ships, Harbour, Fire, "], ("ships", "harbour", "fire")),
        (["حريق ،ميناء، سفن،"], ("حريق", "ميناء", "سفن")),
        (["Trinidad, Tobago"], ("trinidad, tobago", "trinidad", "tobago")),
        (["Ships; Harbour | Fire"], ("ships", "harbour", "fire")),
        (["Ships, 1,000 tonnes, Fire"], ("ships", "1,000 tonnes", "fire")),
        (["HIV/AIDS", "News/Europe"], ("hiv/aids", "news/europe")),
    ],
)
def test_categories_become_clean_tags(categories: list[str], tags: tuple[str, ...]) -> None:
    assert clean_tags(categories) == tags


def test_mixed_separators_lose_no_tag() -> None:
    assert {"ships", "harbour", "fire"} <= set(clean_tags(["Ships, Harbour; Fire"]))


@given(st.lists(st.text(max_size=80), max_size=6))
def test_tags_are_clean_unique_and_stay_so(categories: list[str]) -> None:
    tags = clean_tags(categories)
    assert len(set(tags)) == len(tags)
    assert all(0 < len(tag) <= 80 and tag == " ".join(tag.split()) for tag in tags)
