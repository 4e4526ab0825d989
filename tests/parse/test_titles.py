"""A headline is what a reader sees of it, and nothing that is glued to it in the markup."""

from __future__ import annotations

import pytest

from ticker.parse import parse

STORIES = (
    "Harbour reopens after the storm",
    "Council votes on the new bridge",
    "Night trains return to the coast",
)


def first(inner: str) -> tuple[str, tuple[str, ...]]:
    """The title and the badges of the first of three rows whose link holds `inner`."""
    rows = "".join(
        f"<li><time>08:5{9 - n}</time> <a href='/{n}'>{inner.format(h=story)}</a></li>"
        for n, story in enumerate(STORIES)
    )
    item = parse(f"<!doctype html><html><body><ul>{rows}</ul></body></html>".encode()).items[0]
    return item.title, item.badges


@pytest.mark.parametrize(
    ("inner", "badges"),
    [
        ("{h}", ()),
        ("<span class=kicker>Weather</span> <span class=headline>{h}</span>", ("Weather",)),
        ("<span class=badge>Updated</span>{h}", ("Updated",)),
        ("<mark>Live</mark> {h}", ("Live",)),
        ("{h} <span class=comment-count>17</span>", ()),
        ("{h} <span class='author'>by Ann Example</span>", ()),
        ("<i class='icon' aria-hidden=true>▶</i> {h}", ()),
        ("<span class=visually-hidden>Video: </span>{h}", ()),
        ("<span class=sr-only>Premium</span>{h}", ()),
        ("<span hidden>Premium </span>{h}", ()),
        ("<span style='display: none'>Premium </span>{h}", ()),
        ("<svg><title>Play</title></svg>{h}", ()),
        ("<script>x()</script>{h}<noscript>No script</noscript>", ()),
    ],
)
def test_what_is_glued_to_a_headline_is_a_label_or_nothing(
    inner: str, badges: tuple[str, ...]
) -> None:
    assert first(inner) == (STORIES[0], badges)


def test_a_headline_that_is_hidden_whole_is_still_the_headline() -> None:
    assert first("<span class=sr-only>{h}</span>")[0] == STORIES[0]


def test_the_longer_text_of_a_hidden_time_does_not_count() -> None:
    rows = "".join(
        f"<li><time><span aria-hidden=true>{n}h ago</span><span class=sr-only>{n} hours ago</span>"
        f"</time><a href='/{n}'>{story}</a></li>"
        for n, story in enumerate(STORIES, start=1)
    )
    items = parse(f"<ul>{rows}</ul>".encode(), kind="list").items
    assert [item.published_text for item in items] == ["1h ago", "2h ago", "3h ago"]
