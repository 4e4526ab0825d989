"""The contents of a window: from the change log, in the wordings of its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.store.newsroom import Newsroom, at, row
from ticker.digesting.contents import contents_of
from ticker.model import (
    Claim,
    Digest,
    DigestContents,
    DigestItem,
    DigestWindow,
    GapClosed,
    GapFound,
    Rekeyed,
    Retimed,
    SourceEvent,
)

ALL = Digest()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Two sources that nobody polled yet."""
    with Newsroom(tmp_path / "ticker.db") as made:
        made.sources("alpha", "beta")
        yield made


def by_time(since: str, until: str) -> DigestWindow:
    return DigestWindow(at(since), at(until))


def by_lines(room: Newsroom, since: str, until: str, after: int = 0) -> DigestWindow:
    """The window of a run that is decided now."""
    newest = room.store.last_seq()
    return DigestWindow(at(since), at(until), (after, newest), newest)


def told(room: Newsroom, window: DigestWindow, digest: Digest = ALL) -> dict[str, DigestItem]:
    """The items by headline."""
    return {item.headline: item for item in room.store.digest(digest, window).items}


def news(contents: DigestContents) -> set[str]:
    return {item.headline for item in contents.items if item.is_new}


STORM = row("Storm", "s", at("07:50"), tags=("coast",), labels=("live",))
FERRY = row("Ferry", "f", at("07:40"))
WORSE = row("Storm: 2 hurt", "s", at("07:50"))


def test_a_window_by_time_is_half_open(room: Newsroom) -> None:
    room.poll("alpha", at("08:00"), STORM)
    room.poll("alpha", at("09:00"), STORM, FERRY)
    assert set(told(room, by_time("08:00", "09:00"))) == {"Storm"}
    assert set(told(room, by_time("08:01", "09:00"))) == set()
    assert set(told(room, by_time("08:01", "09:01"))) == {"Ferry"}


def test_a_window_by_lines_holds_what_was_recorded(room: Newsroom) -> None:
    """Whatever its instant: a poll of before eight that is recorded a moment after belongs to the
    next window, and to no other."""
    room.poll("alpha", at("08:00"), STORM)
    first = by_lines(room, "07:00", "08:30")
    room.poll("beta", at("08:20"), row("Late", "l", at("08:10")))
    second = by_lines(room, "08:30", "09:00", first.lines[1] if first.lines else 0)
    assert set(told(room, first)) == {"Storm"}
    assert set(told(room, second)) == {"Late"}


@pytest.mark.parametrize("lines", [False, True])
def test_a_window_stays_what_it_was(room: Newsroom, lines: bool) -> None:
    """Edits, another time, another link, tags, a further source, a delisting: later."""
    room.poll("alpha", at("08:00"), STORM, FERRY)
    room.poll("alpha", at("08:20"), WORSE, FERRY)
    if lines:
        window = by_lines(room, "07:00", "08:30")
    else:
        window = replace(by_time("07:00", "08:30"), known_seq=room.store.last_seq())
    before = {tags: room.store.digest(Digest(tags=frozenset(tags)), window) for tags in TAGS}
    develop(room)
    assert {t: room.store.digest(Digest(tags=frozenset(t)), window) for t in TAGS} == before
    storm = told(room, window)["Storm: 2 hurt"]
    assert (storm.labels, storm.tags, storm.url) == ((), ("coast",), "https://news.example/s")
    assert (storm.published_at, storm.time_basis, storm.time_error_s) == (at("07:50"), "stated", 60)
    assert [(change.kind, change.was) for change in storm.changes] == [
        ("new", None),
        ("revised", "Storm"),
    ]


TAGS: tuple[tuple[str, ...], ...] = ((), ("coast",), ("late",), ("coast", "late"))


def develop(room: Newsroom) -> None:
    """What may happen to two items in the hours after."""
    moved = row("Storm: 3 hurt", "s", at("07:50"), url="https://news.example/s2", labels=("video",))
    room.poll("alpha", at("08:40"), moved, FERRY)
    rekeyed = Rekeyed(2, "g:f", "f", "https://news.example/f?utm=1", "https://news.example/f",
                      None, None)  # fmt: skip
    room.poll("alpha", at("08:50"), moved, FERRY, also=[rekeyed])
    twin = row("Storm, says beta", "b", at("07:45"), url="https://news.example/s2", tags=("late",))
    exact = Retimed(1, Claim(at("07:45"), "stated", "exactly", 0), at("07:50"))
    room.poll("beta", at("08:55"), twin, also=[exact])
    room.poll("alpha", at("09:00"), FERRY)
    room.poll("alpha", at("09:10"), FERRY)
    kinds = [kind for (kind,) in room.ask("SELECT kind FROM change WHERE item_id = 1")]
    assert kinds[-3:] == ["revised", "retimed", "delisted"]


def test_each_change_is_told_in_its_window(room: Newsroom) -> None:
    room.poll("alpha", at("08:00"), STORM, FERRY)
    first = by_lines(room, "07:00", "08:30")
    assert first.lines is not None
    develop(room)
    second = by_lines(room, "08:30", "09:30", first.lines[1])
    storm = told(room, second)["Storm: 3 hurt"]
    assert not storm.is_new
    assert [change.kind for change in storm.changes] == ["revised", "retimed", "delisted"]
    assert (storm.published_at, storm.time_error_s) == (at("07:45"), 0)
    assert storm.tags == ("coast", "late")
    assert news(room.store.digest(ALL, second)) == set()


# --- tags and sources ------------------------------------------------------------------------


def test_all_tags_must_be_there(room: Newsroom) -> None:
    room.poll("alpha", at("08:00"), STORM, row("Gale", "g", at("07:45"), tags=("coast", "sea")))
    window = by_time("07:00", "08:30")
    assert set(told(room, window, Digest(tags=frozenset({"coast"})))) == {"Storm", "Gale"}
    assert set(told(room, window, Digest(tags=frozenset({"coast", "sea"})))) == {"Gale"}
    assert set(told(room, window, Digest(tags=frozenset({"nowhere"})))) == set()


@pytest.mark.parametrize(
    "digest", [Digest(tags=frozenset({"late"})), Digest(sources=frozenset({"beta"}))]
)
def test_an_item_that_a_further_source_brings_into_a_digest_is_told_once(
    room: Newsroom, digest: Digest
) -> None:
    """Listing a known item writes no line of the log; to this digest it is news all the same."""
    room.poll("alpha", at("08:00"), STORM, FERRY)
    first = by_lines(room, "07:00", "08:10")
    twin = row("Storm, says beta", "b", at("07:45"), url="https://news.example/s", tags=("late",))
    room.poll("beta", at("08:20"), twin)
    room.poll("alpha", at("08:30"), WORSE, FERRY)
    assert first.lines is not None
    second = by_lines(room, "08:10", "08:40", first.lines[1])
    assert second.lines is not None
    room.poll("alpha", at("08:50"), row("Storm: 3 hurt", "s", at("07:50")), FERRY)
    third = by_lines(room, "08:40", "09:00", second.lines[1])
    assert news(room.store.digest(digest, first)) == set()
    assert len(news(room.store.digest(digest, second))) == 1
    assert news(room.store.digest(digest, third)) == set()
    assert len(news(room.store.digest(ALL, first))) == 2


def test_a_digest_of_one_source_speaks_in_its_words(room: Newsroom) -> None:
    """And tells the edits of that source alone."""
    room.poll("alpha", at("08:00"), STORM)
    twin = row("Storm, says beta", "b", at("07:45"), url="https://news.example/s")
    room.poll("beta", at("08:05"), twin)
    room.poll("alpha", at("08:10"), WORSE)
    window = by_time("07:00", "08:30")
    of_beta = told(room, window, Digest(sources=frozenset({"beta"})))
    assert list(of_beta) == ["Storm, says beta"]
    assert [c.kind for c in of_beta["Storm, says beta"].changes] == ["new"]
    of_alpha = told(room, window, Digest(sources=frozenset({"alpha"})))
    assert [c.kind for c in of_alpha["Storm: 2 hurt"].changes] == ["new", "revised"]


def test_a_source_that_was_never_polled_has_nothing_to_tell(room: Newsroom) -> None:
    room.poll("alpha", at("08:00"), STORM)
    contents = room.store.digest(Digest(sources=frozenset({"unknown"})), by_time("07:00", "09:00"))
    assert (contents.items, contents.gaps, contents.troubles) == ((), (), ())


def test_a_record_from_before_tags_had_lines_is_told(room: Newsroom) -> None:
    """A store that was upgraded knows no line since when: then it is taken as known from the
    beginning, and a new item is new by its line of the log."""
    room.poll("alpha", at("08:00"), STORM)
    for table in ("sighting", "item_tag"):
        room.change(f"UPDATE {table} SET since_seq = 0")
    room.change("UPDATE change SET published_at = NULL, time_basis = NULL, time_error_s = NULL")
    (storm,) = told(
        room, by_lines(room, "07:00", "09:00"), Digest(tags=frozenset({"coast"}))
    ).values()
    assert storm.is_new
    assert storm.published_at == at("07:50")


def test_a_moved_record_tells_the_same(room: Newsroom, tmp_path: Path) -> None:
    room.poll("alpha", at("08:00"), STORM, FERRY)
    window = by_lines(room, "07:00", "08:30")
    develop(room)
    with Newsroom(tmp_path / "other.db") as other:
        other.store.import_lines(room.store.export_lines())
        for tags in TAGS:
            digest = Digest(tags=frozenset(tags))
            assert other.store.digest(digest, window) == room.store.digest(digest, window)


def test_the_sources_that_listed_an_item_by_then_are_named(room: Newsroom) -> None:
    """The one shown first; one that lists it later does not change what was so."""
    room.poll("alpha", at("08:00"), STORM)
    twin = row("Storm, says beta", "b", at("07:45"), url="https://news.example/s")
    room.poll("beta", at("08:20"), twin)
    assert told(room, by_time("07:00", "08:10"))["Storm"].sources == ("alpha",)
    assert told(room, by_time("07:00", "08:30"))["Storm"].sources == ("alpha", "beta")
    of_beta = Digest(sources=frozenset({"beta"}))
    found = told(room, by_time("07:00", "08:30"), of_beta)["Storm, says beta"]
    assert found.sources == ("beta",)


def test_a_list_that_changed_as_a_whole_is_a_line_of_its_window(room: Newsroom) -> None:
    event = SourceEvent("bulk_change", "31 of 40 items changed at once: 31 wording")
    room.poll("alpha", at("08:00"), STORM, also=[event])
    (line,) = room.store.digest(ALL, by_time("07:00", "08:30")).bulk
    assert (line.source, line.detail) == ("alpha", event.detail)
    assert room.store.digest(ALL, by_time("08:30", "09:00")).bulk == ()
    other = Digest(sources=frozenset({"beta"}))
    room.poll("beta", at("08:10"), FERRY)
    assert room.store.digest(other, by_time("07:00", "08:30")).bulk == ()


def test_editions_are_those_of_the_address_that_stood_there(room: Newsroom) -> None:
    """A link that is changed later joins nothing that stood apart, and parts nothing."""
    english = row("Ferry", "e", at("07:40"), url="https://pier.example/eng/news/7521000/")
    ours = row("Паром", "u", at("07:41"), url="https://pier.example/ukr/news/7521000/")
    room.poll("alpha", at("08:00"), english, ours)
    window = by_time("07:00", "08:30")
    before = contents_of(room.store, ALL, window)
    moved = row("Ferry", "e", at("07:40"), url="https://pier.example/eng/news/7521999/")
    room.poll("alpha", at("09:00"), moved, ours)
    assert contents_of(room.store, ALL, window) == before
    found = {item.headline: item for item in before.items}
    assert found["Ferry"].edition == found["Паром"].edition is not None
    assert (found["Ferry"].language, found["Паром"].language) == ("en", "uk")


# --- where nothing was seen ------------------------------------------------------------------


def gap(since: datetime, until: datetime | None) -> GapFound:
    return GapFound(since, until, "no-overlap" if until else "failing")


def stated(room: Newsroom, window: DigestWindow, digest: Digest = ALL) -> list[tuple[str, str]]:
    """The gaps as ``HH:MM`` pairs."""
    gaps = room.store.digest(digest, window).gaps
    return [
        (f"{one.since_at:%H:%M}", f"{one.until_at:%H:%M}" if one.until_at else "open")
        for one in gaps
    ]


def test_every_gap_that_touches_the_window_is_stated(room: Newsroom) -> None:
    room.poll("alpha", at("06:00"), STORM)
    room.poll("alpha", at("07:00"), STORM, also=[gap(at("06:00"), at("07:00"))])
    room.poll("alpha", at("08:00"), STORM, also=[gap(at("07:00"), at("08:00"))])
    room.poll("beta", at("08:30"), FERRY, also=[gap(at("08:15"), None)])
    room.poll("alpha", at("09:00"), STORM, also=[gap(at("08:00"), at("09:00"))])
    assert stated(room, by_time("07:00", "08:00")) == [("07:00", "open")]
    assert stated(room, by_time("07:30", "08:30")) == [
        ("07:00", "08:00"), ("08:00", "open"), ("08:15", "open"),
    ]  # fmt: skip
    assert stated(room, by_time("09:00", "10:00")) == [("08:15", "open")]
    assert stated(room, by_time("05:00", "06:00")) == []
    assert stated(room, by_time("07:30", "08:30"), Digest(sources=frozenset({"beta"}))) == [
        ("08:15", "open")
    ]


def test_a_gap_that_ends_later_was_open_at_the_end_of_the_window(room: Newsroom) -> None:
    room.poll("alpha", at("07:00"), STORM)
    room.poll("alpha", at("07:30"), STORM, also=[gap(at("07:00"), None)])
    window = by_lines(room, "06:00", "08:00")
    assert stated(room, window) == [("07:00", "open")]
    room.poll("alpha", at("08:30"), STORM, also=[GapClosed(at("08:30"))])
    assert stated(room, window) == [("07:00", "open")]
    assert stated(room, by_lines(room, "08:00", "09:00")) == [("07:00", "08:30")]


def test_a_gap_that_is_found_after_a_run_is_told_by_the_next(room: Newsroom) -> None:
    """Though it may lie before its window: none is lost between two runs, and the one before
    stays what it was."""
    room.poll("alpha", at("07:00"), STORM)
    first = by_lines(room, "06:00", "08:00")
    room.poll("alpha", at("07:50"), STORM, also=[gap(at("07:00"), at("07:50"))])
    assert first.lines is not None
    second = by_lines(room, "08:00", "09:00", first.lines[1])
    assert stated(room, first) == []
    assert stated(room, second) == [("07:00", "07:50")]
    # Whoever asks for the hours themselves is told what is known by now.
    assert stated(room, by_time("07:00", "08:00")) == [("07:00", "07:50")]


def troubles(room: Newsroom, window: DigestWindow) -> list[tuple[str, str, str, str]]:
    return [
        (t.source, t.kind, f"{t.since_at:%H:%M}", f"{t.until_at:%H:%M}" if t.until_at else "on")
        for t in room.store.digest(ALL, window).troubles
        if t.kind != "unpolled"
    ]


def test_failures_and_silences_are_told_while_they_last(room: Newsroom) -> None:
    def event(kind: Any, when: str, source: str = "alpha") -> None:
        said = SourceEvent(kind, "because")
        room.poll(source, at(when), STORM if source == "alpha" else FERRY, also=[said])

    event("source_silent", "05:00")
    event("source_failed", "06:00")
    event("source_recovered", "07:00")  # answers again; the silence lasts until there is news
    event("source_failed", "07:30", "beta")
    event("source_recovered", "08:00")
    assert troubles(room, by_time("05:30", "06:30")) == [
        ("alpha", "silent", "05:00", "on"),
        ("alpha", "failed", "06:00", "on"),
    ]
    assert troubles(room, by_time("06:30", "07:30")) == [
        ("alpha", "silent", "05:00", "on"),
        ("alpha", "failed", "06:00", "07:00"),
    ]
    assert troubles(room, by_time("07:30", "09:00")) == [
        ("alpha", "silent", "05:00", "08:00"),
        ("beta", "failed", "07:30", "on"),
    ]
    assert troubles(room, by_time("09:00", "10:00")) == [("beta", "failed", "07:30", "on")]


def test_a_source_that_nobody_polled_at_the_end_of_the_window_is_told(room: Newsroom) -> None:
    """Two hours or three intervals before it; later polls do not change what was so."""

    def unpolled(window: DigestWindow) -> list[str]:
        found = room.store.digest(ALL, window).troubles
        return [trouble.source for trouble in found if trouble.kind == "unpolled"]

    room.poll("alpha", at("05:00"), STORM)
    room.poll("beta", at("06:00"), FERRY)
    window = by_time("04:00", "08:00")
    assert unpolled(window) == ["alpha"]
    room.poll("alpha", at("08:30"), STORM)
    room.poll("beta", at("08:30"), FERRY)
    assert unpolled(window) == ["alpha"]
    assert unpolled(by_time("08:00", "09:00")) == []
    room.sources("beta")  # alpha is no longer configured
    assert unpolled(by_time("09:00", "23:00")) == ["beta"]
