"""Questions for items: filters, order, paging, and what was listed at an instant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from tests.store.newsroom import Newsroom, at, busy, row
from ticker.errors import UsageError
from ticker.model import Claim, FoundItem, Order, Query, Retimed
from ticker.store.effort import USUAL, Effort
from ticker.store.engines import reader_engine
from ticker.store.finding import find, found

EFFORTS = (USUAL, Effort(100, 100, 0), Effort(2, 4, 1), Effort(1, 1, 500), Effort(0, 0, 0))
"""Sets are taken, paths are walked, words are looked up together or one by one: every way."""


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A newsroom for tests that only ask."""
    with busy(tmp_path_factory.mktemp("quiet") / "ticker.db") as room:
        yield room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with busy(tmp_path / "ticker.db") as room:
        yield room


def ids(room: Newsroom, **asked: Any) -> list[int]:
    return [item.id for item in room.store.find(Query(**asked))]


def words(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({}, [4, 3, 1, 2]),
        ({"order": "oldest"}, [2, 1, 3, 4]),
        ({"order": "seen"}, [4, 3, 2, 1]),
        ({"limit": 2}, [4, 3]),
        ({"limit": None}, [4, 3, 1, 2]),
        ({"limit": 0}, []),
        ({"since": at("07:50")}, [4, 1]),
        ({"until": at("07:50")}, [2]),
        ({"since": at("07:40"), "until": at("07:50")}, [2]),
        ({"since": at("07:50"), "order": "seen"}, [4, 1]),
        ({"since": at("00:00", 17), "until": at("00:00", 18)}, [4]),
        ({"until": at("00:00", 17)}, [1, 2]),
        ({"tags": words("kyiv")}, [1, 2]),
        ({"tags": words("kyiv"), "order": "oldest"}, [2, 1]),
        ({"tags": words("kyiv"), "since": at("07:45")}, [1]),
        ({"tags": words("kyiv", "politics")}, [1]),
        ({"tags": words("kyiv", "weather")}, []),
        ({"tags": words("no such tag")}, []),
        ({"tags": words("kyiv"), "order": "seen"}, [2, 1]),
        ({"not_tags": words("politics")}, [4, 3, 2]),
        ({"tags": words("kyiv"), "not_tags": words("politics")}, [2]),
        ({"sources": words("alpha")}, [1, 2]),
        ({"sources": words("beta")}, [4, 3, 1]),
        ({"sources": words("alpha", "beta")}, [4, 3, 1, 2]),
        ({"sources": words("gamma")}, []),
        ({"sources": words("beta"), "tags": words("kyiv")}, [1]),
        ({"languages": words("uk")}, [2]),
        ({"languages": words("en")}, [1]),
        ({"languages": words("EN_gb", "uk")}, [1, 2]),
        ({"languages": words("e")}, []),
        ({"labels": words("video", "photo")}, [2]),
        ({"labels": words("vide_")}, []),
        ({"state": "listed"}, [4, 3, 1, 2]),
        ({"state": "delisted"}, []),
        ({"basis": "clock"}, [3]),
        ({"changed_since": at("08:12")}, [4, 3, 1]),
        ({"changed_since": at("08:13")}, [1]),
        ({"text": "minister"}, [1]),
        ({"text": "RESIGNS"}, [1]),
        ({"text": "aides"}, [1]),
        ({"text": "evening"}, [3]),
        ({"text": "київ"}, [2]),
        ({"text": "resigns quits"}, []),
        ({"text": "minister", "tags": words("kyiv"), "sources": words("beta")}, [1]),
        ({"text": "minister", "until": at("07:50")}, []),
        ({"text": "minister", "order": "seen", "tags": words("kyiv"), "since": at("07:00")}, [1]),
    ],
)
@pytest.mark.parametrize("effort", EFFORTS)
def test_a_query_finds(
    quiet: Newsroom, asked: dict[str, Any], answer: list[int], effort: Effort
) -> None:
    """Whether small sets are taken whole or an order is walked: the answer is the same."""
    with reading(quiet) as connection:
        assert [item.id for item in find(connection, Query(**asked), effort=effort)] == answer


@contextmanager
def reading(room: Newsroom) -> Iterator[Connection]:
    engine = reader_engine(room.path)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_an_item_comes_with_its_sightings_and_tags(quiet: Newsroom) -> None:
    minister = quiet.store.find(Query(tags=words("politics")))[0]
    assert minister.tags == ("kyiv", "politics")
    assert [(s.source, s.guid, s.first_seen_at) for s in minister.sightings] == [
        ("alpha", "a", at("08:00")),
        ("beta", "x", at("08:12")),
    ]
    assert (minister.guid, minister.matched_by) == ("a", "new")
    assert minister.sightings[1].matched_by == "url"
    assert minister.sightings[1].claim == Claim(at("07:55"), "stated", "as said", 60, 10_800)
    assert minister.claim == Claim(at("07:50"), "stated", "as said", 60, 10_800)


def test_a_page_takes_the_same_number_of_questions_however_long_it_is(tmp_path: Path) -> None:
    """No question for each item: 300 items cost as many as one."""
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        rows = [row(f"Story {n}", f"g{n}", at("07:00"), tags=("t",)) for n in range(300)]
        room.poll("alpha", at("08:00"), *rows)
        with reading(room) as connection:
            asked: list[str] = []
            event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
            assert len(find(connection, Query(limit=1))) == 1
            for_one = len(asked)
            assert len(find(connection, Query(limit=300))) == 300
        assert len(asked) == 2 * for_one <= 10


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"order": "oldest"},
        {"after_id": 1},
        {"not_tags": words("weather")},
        {"tags": words("kyiv")},
        {"tags": words("kyiv"), "after_id": 1},
        {"until": at("08:00"), "tags": words("kyiv")},
        {"since": at("07:00"), "until": at("08:00")},
        {"since": at("07:00"), "text": "minister"},
        {"text": "minister", "sources": words("beta")},
        {"changed_since": at("08:12")},
    ],
)
def test_no_common_question_reads_all_items(quiet: Newsroom, asked: dict[str, Any]) -> None:
    """Walking an index in its order is no reading of all: it ends at the limit."""
    with reading(quiet) as connection:
        statement = found(connection, Query(**asked)).compile(connection)
        parameters = statement.construct_expanded_state()
        told = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {parameters.statement}", parameters.positional_parameters
        )
        steps = [row.detail for row in told]
    whole = [step for step in steps if re.match(r"SCAN (item|item_tag|sighting|wording)\b", step)]
    assert all("USING" in step for step in whole), steps
    if not {"text", "changed_since", "since", "until"} & asked.keys():
        assert not [step for step in steps if "TEMP B-TREE" in step], steps


@pytest.mark.parametrize("order", ["newest", "oldest", "seen"])
@pytest.mark.parametrize("asked", [{}, {"tags": words("t")}, {"since": at("05:00")}])
def test_pages_by_key_hold_every_item_once(
    tmp_path: Path, order: Any, asked: dict[str, Any]
) -> None:
    """Equal instants too: the id decides."""
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        rows = [row(f"Story {n}", f"g{n}", at(f"0{6 + n % 2}:00"), tags=("t",)) for n in range(7)]
        room.poll("alpha", at("08:00"), *rows)
        whole = ids(room, order=order, limit=None, **asked)
        paged: list[int] = []
        while page := ids(
            room, order=order, limit=3, after_id=paged[-1] if paged else None, **asked
        ):
            paged += page
        assert paged == whole
        assert sorted(paged) == [1, 2, 3, 4, 5, 6, 7]


def test_a_tag_from_two_origins_finds_its_item_once(room: Newsroom) -> None:
    again = "INSERT INTO item_tag SELECT tag_id, item_id, 'user', sort_at, 0 FROM item_tag"
    room.change(again)
    assert ids(room, tags=words("kyiv")) == [1, 2]
    assert ids(room, tags=words("kyiv"), limit=1) == [1]
    assert room.store.find(Query(tags=words("politics")))[0].tags == ("kyiv", "politics")


def test_an_item_that_was_retimed_is_found_where_it_stands_now(room: Newsroom) -> None:
    claim = Claim(at("06:00"), "stated", "six", 1)
    room.poll("gamma", at("08:52"), also=[Retimed(2, claim, at("07:40"))])
    assert ids(room, until=at("06:01")) == [2]
    assert ids(room, tags=words("kyiv"), until=at("06:01")) == [2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2h"}, "since is '2h'"),
        ({"until": datetime(2025, 7, 10)}, "until is"),  # noqa: DTZ001 - naive on purpose
        ({"changed_since": "today"}, "changed_since"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"day": "today"}, "within and day"),
        ({"within": "P1D/"}, "within and day"),
        ({"sources": words("alpa")}, "no source is called 'alpa'"),
        ({"text": " — !"}, "no word"),
        ({"text": ""}, "no word"),
        ({"after_id": 99}, "no item has the id 99"),
    ],
)
def test_a_question_that_cannot_be_read_says_why(
    quiet: Newsroom, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        ids(quiet, **asked)
    assert refused.value.hint


def test_an_unknown_source_is_told_the_nearest(quiet: Newsroom) -> None:
    with pytest.raises(UsageError) as refused:
        ids(quiet, sources=words("alpa"))
    assert refused.value.hint == "did you mean alpha?"


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "'; DROP TABLE item; --", "%", "é" * 5_000])
def test_no_text_breaks_a_question(quiet: Newsroom, name: str) -> None:
    """NUL, half a surrogate pair, quotes, wildcards: words to look for, and not there."""
    for asked in ({"tags": words(name)}, {"labels": words(name)}, {"languages": words(name)}):
        assert ids(quiet, **asked) == []
    with pytest.raises(UsageError):
        ids(quiet, sources=words(name))


def test_fractions_of_a_second_bound_whole_seconds(quiet: Newsroom) -> None:
    half = timedelta(microseconds=500_000)
    assert ids(quiet, since=at("07:50") - half, until=at("07:50") + half) == [1]
    assert ids(quiet, since=at("07:50") + half, until=at("08:50")) == []


# --- as of an instant ------------------------------------------------------------------------


def as_of(room: Newsroom, clock: str, **asked: Any) -> dict[int, FoundItem]:
    return {item.id: item for item in room.store.find(Query(as_of=at(clock), **asked))}


@pytest.mark.parametrize(
    ("clock", "listed"),
    [
        ("07:59", {}),
        ("08:00", {1: ("Minister resigns", None)}),
        ("08:05", {1: ("Minister resigns", "Minister denies resigning")}),
        ("08:09", {1: ("Minister resigns", "Minister denies resigning")}),
        ("08:10", {1: ("Minister denies resigning", None)}),
        ("08:15", {1: ("Minister denies resigning", None)}),
        ("08:20", {1: ("Minister quits, beta says", None)}),
        ("08:39", {1: ("Minister quits, beta says", None)}),
        ("08:40", {1: ("Minister denies resigning", None)}),
    ],
)
def test_as_of_shows_the_wording_of_then_and_both_around_an_edit(
    quiet: Newsroom, clock: str, listed: dict[int, tuple[str, str | None]]
) -> None:
    found = as_of(quiet, clock, tags=words("politics"))
    assert {key: (item.headline, item.or_headline) for key, item in found.items()} == listed


def test_as_of_leaves_out_what_was_not_seen_yet(quiet: Newsroom) -> None:
    assert set(as_of(quiet, "08:11")) == {1, 2}
    assert set(as_of(quiet, "08:12")) == {1, 2, 3, 4}


def test_as_of_between_last_sight_and_first_miss_shows_the_doubt(quiet: Newsroom) -> None:
    """At 08:15 the minister may have been gone from alpha: last seen 08:10, missed 08:20."""
    minister = as_of(quiet, "08:15")[1]
    assert [(s.source, s.last_seen_at, s.gone_at, s.gone) for s in minister.sightings] == [
        ("alpha", at("08:10"), at("08:20"), "delisted"),
        ("beta", at("08:12"), None, None),
    ]


def test_as_of_with_a_source_means_listed_there_then(quiet: Newsroom) -> None:
    assert set(as_of(quiet, "08:25", sources=words("alpha"))) == {2}
    assert set(as_of(quiet, "08:25", sources=words("beta"))) == {1, 3, 4}


def test_as_of_knows_only_the_claims_made_by_then(tmp_path: Path) -> None:
    """A list placed it by its clock; the feed that stated its time came later."""
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha", "beta")
        clock = Claim(at("07:48"), "clock", "07:48", 60, 0, 468)
        stated = Claim(at("07:50"), "stated", "7:50 UTC", 1)
        room.poll("alpha", at("08:00"), row("One", "a", claim=clock))
        retimed = Retimed(1, stated, at("07:48"))
        feed = row("One", "x", url="https://news.example/a", claim=stated)
        room.poll("beta", at("08:10"), feed, also=[retimed])
        assert as_of(room, "08:05")[1].claim == clock
        assert as_of(room, "08:10")[1].claim == stated


def test_as_of_takes_the_labels_of_then(tmp_path: Path) -> None:
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        room.poll("alpha", at("08:00"), row("One", "a", at("07:50")))
        late = row("One", "a", at("07:50"), title="One – video", labels=("video",))
        room.poll("alpha", at("08:10"), late, kind="badge")
        assert as_of(room, "08:05", labels=words("video")) == {}
        assert as_of(room, "08:10", labels=words("video"))[1].title == "One – video"
        assert as_of(room, "08:05")[1].or_headline is None  # the headline stayed


def test_as_of_has_the_state_of_today(room: Newsroom) -> None:
    """`as_of` picks items and wordings; what has become of them is the present record."""
    room.poll("alpha", at("09:00"), row("Something else", "z", at("08:59")))
    room.poll("alpha", at("09:10"), row("Something else", "z", at("08:59")))
    assert as_of(room, "08:05")[2].state == "delisted"
    assert set(as_of(room, "08:05", state="delisted")) == {2}


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize(
    "asked", [{}, {"tags": words("kyiv")}, {"since": at("07:00")}, {"text": "minister"}]
)
def test_as_of_is_the_same_by_every_way(
    quiet: Newsroom, effort: Effort, asked: dict[str, Any]
) -> None:
    query = Query(as_of=at("08:25"), **asked)
    with reading(quiet) as connection:
        assert find(connection, query, effort=effort) == quiet.store.find(query)


def test_a_fraction_after_a_poll_is_after_it(quiet: Newsroom) -> None:
    just_after = at("08:10") + timedelta(microseconds=1)
    assert quiet.store.find(Query(as_of=just_after, text="denies"))[0].or_headline is None


# --- against a plain model -------------------------------------------------------------------

_TAGS = ("a", "b", "c")
_FACTS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 6), st.integers(40, 45)),
        st.frozensets(st.sampled_from(_TAGS)),
        st.sampled_from(("en", "uk", None)),
        st.sampled_from(("fire in town", "rain", "fire and rain")),
    ),
    min_size=1,
    max_size=12,
)
_ASKED = st.fixed_dictionaries(
    {},
    optional={
        "since": st.integers(-1, 46),
        "until": st.integers(-1, 46),
        "tags": st.frozensets(st.sampled_from(_TAGS), max_size=2),
        "not_tags": st.frozensets(st.sampled_from(_TAGS), max_size=1),
        "languages": st.frozensets(st.sampled_from(("en", "uk")), max_size=1),
        "text": st.sampled_from(("fire", "rain", "town fire")),
        "order": st.sampled_from(("newest", "oldest", "seen")),
        "limit": st.one_of(st.none(), st.integers(1, 5)),
    },
)
_NOON = datetime(2025, 7, 10, 12, tzinfo=UTC)


def _hour(hours: int) -> datetime:
    return _NOON + timedelta(hours=hours - 7)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=_FACTS, questions=st.lists(_ASKED, min_size=1, max_size=8))
def test_find_agrees_with_a_plain_filter(
    tmp_path: Path, facts: list[Any], questions: list[dict[str, Any]]
) -> None:
    """Hours 40 and more lie over a day ahead: such claims are asked by, and not sorted by."""
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        rows = [_story(number, fact) for number, fact in enumerate(facts)]
        room.poll("alpha", _NOON, *rows)
        stored = room.store.find(Query(limit=None, order="oldest"))
        assert len(stored) == len(facts)
        with reading(room) as connection:
            for asked in questions:
                bounds = {k: _hour(v) for k, v in asked.items() if k in ("since", "until")}
                query = Query(**{**asked, **bounds})
                expected = _filtered(stored, query)
                for effort in EFFORTS:
                    assert find(connection, query, effort=effort) == expected


def _story(number: int, fact: Any) -> Any:
    hour, tags, language, headline = fact
    claim = Claim(None if hour is None else _hour(hour), "stated", None, 60)
    told = row(headline, f"g{number}", claim=claim, language=language, tags=tuple(sorted(tags)))
    return replace(told, position=number + 1)


def _filtered(stored: tuple[FoundItem, ...], query: Query) -> tuple[FoundItem, ...]:
    def wanted(item: FoundItem) -> bool:
        when = item.claim.at
        return (
            (query.since is None or (when is not None and when >= query.since))
            and (query.until is None or (when is not None and when < query.until))
            and query.tags <= set(item.tags)
            and not query.not_tags & set(item.tags)
            and (not query.languages or item.language in query.languages)
            and all(word in item.headline.split() for word in (query.text or "").split())
        )

    def key(item: FoundItem) -> tuple[datetime, int]:
        when = item.claim.at
        if query.order == "seen" or when is None or when > _NOON + timedelta(days=1):
            return item.first_seen_at, item.id
        return when, item.id

    chosen = sorted(filter(wanted, stored), key=key, reverse=query.order != "oldest")
    return tuple(chosen[: query.limit])


def test_a_question_may_name_very_many_sources_and_tags(tmp_path: Path) -> None:
    """SQLite takes 500 selects in a row and a thousand conditions."""
    names = [f"s{number}" for number in range(1_200)]
    many = frozenset(names)
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources(*names)
        room.poll("s1", at("08:00"), row("Minister resigns", "g1", at("07:00"), tags=tuple(names)))
        room.poll("s2", at("08:05"), row("Port closes", "g2", at("07:30"), tags=("s1",)))
        asked: Mapping[str, Query] = {
            "sources": Query(sources=many),
            "sources, seen": Query(sources=many, order="seen"),
            "sources, a tag, a window": Query(sources=many, tags=words("s1"), since=at("06:00")),
            "sources as of": Query(sources=many, as_of=at("09:00")),
            "any tag": Query(any_tags=many),
            "any tag, seen": Query(any_tags=many, order="seen"),
        }
        for name, query in asked.items():
            assert len(room.store.find(query)) == 2, name
            if query.as_of is None:
                changes = room.store.changes(0, 10, query=replace(query, since=None))
                assert len(changes) == 2, name
        assert [found.id for found in room.store.find(Query(tags=many))] == [1]
        assert room.store.find(Query(not_tags=many)) == ()


@pytest.mark.parametrize("order", ["newest", "oldest", "seen"])
def test_a_limit_may_be_larger_than_any_store(room: Newsroom, order: Order) -> None:
    for text in (None, "minister"):
        whole = room.store.find(Query(text=text, order=order, limit=None))
        assert room.store.find(Query(text=text, order=order, limit=2**63 - 1)) == whole
