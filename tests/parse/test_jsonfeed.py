"""JSON Feed: a slip in one field costs that field, not the entry."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.model import ParsedItem
from ticker.parse import parse


def feed(*items: Any, version: str = "https://jsonfeed.org/version/1.1", **more: Any) -> bytes:
    return json.dumps({"version": version, "title": "T", "items": list(items), **more}).encode()


def test_a_whole_item_is_read() -> None:
    document = parse(
        feed(
            {
                "id": 17,
                "url": "https://a.example/17",
                "external_url": "https://b.example/",
                "title": "A & <b>",
                "summary": "S",
                "content_html": "<p>C</p>",
                "date_published": "2025-07-09T08:54:00+03:00",
                "date_modified": "2025-07-09T09:00:00+03:00",
                "authors": [{"name": "Ann"}, {"name": "Bo"}],
                "tags": ["war", " Kyiv ", "war"],
                "language": "en",
            },
            language="uk",
        )
    )
    assert (document.kind, document.format, document.language) == ("feed", "jsonfeed11", "uk")
    assert document.items == (
        ParsedItem(
            position=1,
            title="A & <b>",
            markup="plain",
            guid="17",
            link="https://a.example/17",
            summary="S",
            author="Ann, Bo",
            language="en",
            categories=("war", "Kyiv"),
            published_text="2025-07-09T08:54:00+03:00",
            updated_text="2025-07-09T09:00:00+03:00",
        ),
    )


def test_version_1_has_one_author_and_an_item_may_have_no_title() -> None:
    document = parse(
        feed(
            {"id": "a", "external_url": "https://b.example/", "content_text": "words"},
            {"id": "b", "author": {"name": "Ann"}},
            version="https://jsonfeed.org/version/1",
        )
    )
    first, second = document.items
    assert document.format == "jsonfeed10"
    assert (first.title, first.link, first.summary) == ("", "https://b.example/", "words")
    assert second.author == "Ann"


@pytest.mark.parametrize(
    ("identifier", "guid"),
    [(1, "1"), (1.5, "1.5"), (True, None), ("", None), (None, None), ([], None)],
)
def test_an_id_may_be_a_number(identifier: Any, guid: str | None) -> None:
    assert parse(feed({"id": identifier})).items[0].guid == guid


def test_surrogates_and_nul_never_reach_the_store() -> None:
    body = feed({"title": "X"}).replace(b'"X"', rb'"\ud83d\ude00 \ud83d \u0000 \u001b"')
    assert parse(body).items[0].title == "😀 \ufffd \ufffd \x1b"


def test_what_is_no_object_is_no_item() -> None:
    assert [item.title for item in parse(feed(None, 1, {"title": "x"}, [], "y")).items] == ["x"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
FIELDS = (
    "id url external_url title summary content_text content_html date_published date_modified "
    "authors author tags language"
)


@given(st.dictionaries(st.sampled_from(FIELDS.split()), VALUES))
def test_a_field_of_a_wrong_type_never_costs_the_item(item: dict[str, Any]) -> None:
    (parsed,) = parse(feed(item)).items
    assert isinstance(parsed.title, str)
    assert all(isinstance(category, str) for category in parsed.categories)
