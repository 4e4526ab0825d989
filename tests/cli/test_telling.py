"""The record of one item in plain words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.cli.made import absence, at, found, history, revision, sighting
from ticker.cli.printing import bare
from ticker.cli.telling import tell
from ticker.model import History

KYIV = ZoneInfo("Europe/Kyiv")


def told(record: History) -> str:
    return "\n".join(bare(line).rstrip() for line in tell(record, KYIV))


def test_an_edit_is_told_with_the_interval_it_fell_in() -> None:
    story = told(
        history(
            revision(1, "Storm: 2 hurt", "10 06:00", gone_by_at=at("10 09:19")),
            revision(2, "Storm: 6 hurt", "10 09:19", not_before_at=at("10 09:04"), kind="number"),
        )
    )
    assert "there at the first visit, 2025-07-10 09:00" in story
    assert "between 2025-07-10 12:04 and 12:19 a number changed" in story
    assert "Storm: [-2-]{+6+} hurt" in story
    assert "so at the last visit, 2025-07-10 12:19" in story


def test_a_badge_that_came_is_told_where_the_words_are_the_same() -> None:
    story = told(
        history(
            revision(1, "Storm", "10 06:00"),
            revision(2, "Storm", "10 07:00", kind="badge", labels=("video",)),
        )
    )
    assert "the badge changed" in story
    assert "{+video+}" in story


def test_a_moved_link_and_a_moved_time_are_told() -> None:
    story = told(
        history(
            revision(1, "Storm", "10 06:00"),
            revision(2, "Storm", "10 07:00", kind="link", url="https://harbour.example/2"),
            revision(3, "Storm", "10 08:00", kind="date", claimed_published_at=at("10 07:30")),
        )
    )
    assert "https://harbour.example/[-1-]{+2+}" in story
    assert "claimed time 2025-07-10 08:54 -> 2025-07-10 10:30" in story


def test_an_interval_over_midnight_names_both_days() -> None:
    story = told(history(revision(1, "Storm", "10 21:10", not_before_at=at("10 20:50"))))
    assert "came between 2025-07-10 23:50 and 2025-07-11 00:10" in story


def test_what_went_is_told_with_what_is_known_of_when() -> None:
    gone = revision(1, "Storm", "10 06:00", gone_by_at=at("10 07:15"), confirmed_at=at("10 07:00"))
    back = absence(gone="scrolled_off", back_at=at("10 09:00"))
    story = told(history(gone, absences=(absence(), back)))
    assert "last seen 2025-07-10 10:00, gone by 10:15" in story
    assert "between 2025-07-10 10:00 and 10:15 taken off the list" in story
    assert "scrolled off the end of the list; back by 12:00" in story


def test_what_happened_is_told_in_its_order() -> None:
    wordings = (revision(1, "Storm", "10 06:00"), revision(2, "Calm", "10 08:00"))
    story = told(history(*wordings, absences=(absence(back_at=at("10 08:00")),)))
    assert story.index("first visit") < story.index("taken off") < story.index("[-Storm-]{+Calm+}")


def test_each_source_tells_its_own_wordings() -> None:
    item = found(sightings=(sighting(), sighting("hill", matched_by="url", guid=None, position=4)))
    story = told(
        history(
            revision(1, "Storm over bay", "10 06:00"),
            revision(2, "Bay storm", "10 06:05", source="hill", kind="first"),
            item=item,
        )
    )
    assert story.index("\nharbour\n") < story.index("Storm over bay") < story.index("\nhill\n")
    assert "matched by url, place 4, https://harbour.example/1" in story
    assert "[-" not in story


def test_editions_in_other_languages_are_listed() -> None:
    story = told(
        history(
            revision(1, "Storm", "10 06:00"),
            editions=(found("Шторм", id=9, source="gavan", language="uk"),),
        )
    )
    assert "In other languages\n   9  gavan (uk): Шторм" in story


def test_a_hostile_headline_is_told_without_its_escapes() -> None:
    assert "\x1b" not in told(history(revision(1, "\x1b[31mStorm\x1b]0;x\x07", "10 06:00")))
