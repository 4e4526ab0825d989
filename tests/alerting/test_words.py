"""What people read of an alert: subjects, plain text, HTML; none of it obeys a headline."""

from __future__ import annotations

import re
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parsing

from tests.store.newsroom import at
from ticker.alerting.payload import payload
from ticker.alerting.words import LONGEST_SUBJECT, html, subject, text
from ticker.model import Claim, FoundItem, LoggedChange, Notice, Told


def item(headline: str, url: str = "https://news.example/1") -> FoundItem:
    return FoundItem(
        id=20,
        source="alpha",
        title=headline,
        headline=headline,
        labels=(),
        claim=Claim(at("05:54"), "stated", None, 60, 0),
        first_seen_at=at("06:00"),
        changed_at=at("06:00"),
        state="listed",
        matched_by="new",
        revisions=1,
        url=url,
        tags=("tram",),
    )


def notice(change: LoggedChange, about: FoundItem | None) -> Notice:
    return Notice("desk:7", "desk", "change", at("06:01"), (Told(change, 1, "", about),))


def new(headline: str, url: str = "https://news.example/1") -> Notice:
    change = LoggedChange(7, at("06:00"), "new", "alpha", 20, headline)
    return notice(change, item(headline, url))


def test_an_edit_shows_both_wordings() -> None:
    was, now = "Tram derails: at least 3 hurt", "Tram derails: at least 5 hurt"
    change = LoggedChange(7, at("06:00"), "revised", "alpha", 20, now, was, "number")
    told = notice(change, item(now))
    assert subject(told) == f"desk: edited: {now}"
    assert text(told, UTC) == (
        "edited: Tram derails: at least 5 hurt\n"
        "  Tram derails: at least [-3-]{+5+} hurt\n"
        "  alpha, seen 2025-07-10 06:00, published 2025-07-10 05:54\n"
        "  https://news.example/1\n"
        "  #tram\n"
        "  ticker history 20\n"
        "\n-- \nalert desk, delivery desk:7\n"
    )
    assert "<del>3</del><ins>5</ins>" in html(told, UTC)


def test_a_source_that_went_silent_is_told_with_its_reason() -> None:
    why = "nothing new for 5 h; 40 min would be usual"
    told = notice(LoggedChange(7, at("06:00"), "source_silent", "alpha", detail=why), None)
    assert subject(told) == "desk: alpha is silent"
    assert why in text(told, UTC)
    assert why in html(told, UTC)


def test_a_hostile_headline_is_only_text() -> None:
    told = new('</p><script>alert(1)</script>\x1b[31m"\r\nBcc: all@example.org', "javascript:1")
    document = parsing.fromstring(html(told, UTC))
    assert document.xpath("//script") == document.xpath("//a") == []
    assert "\x1b" not in text(told, UTC) + html(told, UTC) + subject(told)
    assert not re.search(r"[\r\n]", subject(told))


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_headline_gives_a_subject_of_one_line_and_readable_json(now: str, was: str) -> None:
    change = LoggedChange(7, at("06:00"), "revised", "alpha", 20, now, was, "wording")
    told = notice(change, item(now))
    line = subject(told)
    assert len(line) <= LONGEST_SUBJECT
    assert not re.search(r"[\x00-\x1f\x7f\x85\u2028\u2029]", line)
    text(told, UTC).encode()
    html(told, UTC).encode()
    payload(told).decode()
