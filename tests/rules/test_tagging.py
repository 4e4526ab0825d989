"""Tags that users give: at once, beside a daemon, and carried to another store."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.newsroom import Newsroom, at, busy, row
from ticker.errors import StoreBusyError, UsageError
from ticker.model import Query
from ticker.store import Store, back_up, restore
from ticker.store.turn import Turn
from ticker.tagging import load_tags, saved_tags, tag_item, tag_name, untag_item

NOW = at("12:00")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """A newsroom whose store is open to write, as a daemon's is."""
    with busy(tmp_path / "ticker.db") as room:
        yield room


def url_of(room: Newsroom) -> str:
    return f"sqlite:///{room.path}"


def by_user(room: Newsroom) -> list[tuple[int, str]]:
    return room.ask("SELECT item_id, tag FROM item_tags WHERE origin = 'user' ORDER BY 1, 2")


def test_a_user_tags_while_the_daemon_runs(room: Newsroom) -> None:
    with pytest.raises(StoreBusyError):
        Store.open(url_of(room), write=True, now=NOW)
    assert tag_item(url_of(room), 1, ["#Follow-Up", "Air  Raid"], NOW) == {
        "follow-up": True,
        "air raid": True,
    }
    room.poll("gamma", at("12:01"), row("Bridge reopens", "n1"))
    assert tag_item(url_of(room), 1, ["follow-up"], NOW) == {"follow-up": False}
    assert by_user(room) == [(1, "air raid"), (1, "follow-up")]
    assert room.store.check().problems == ()


def test_what_is_taken_away_is_what_a_user_gave(room: Newsroom) -> None:
    tag_item(url_of(room), 1, ["kyiv"], NOW)
    (item,) = room.store.items([1])
    assert ("kyiv", ("feed", "user")) in item.tag_origins
    assert untag_item(url_of(room), 1, ["kyiv", "never"], NOW) == {"kyiv": True, "never": False}
    assert untag_item(url_of(room), 1, ["kyiv"], NOW) == {"kyiv": False}
    (item,) = room.store.items([1])
    assert ("kyiv", ("feed",)) in item.tag_origins


def test_a_tag_changes_nothing_of_the_record_itself(room: Newsroom) -> None:
    before = room.store.changes(0, None), room.ask("SELECT * FROM items"), room.store.last_seq()
    tag_item(url_of(room), 2, ["desk"], NOW)
    assert before == (
        room.store.changes(0, None),
        room.ask("SELECT * FROM items"),
        room.store.last_seq(),
    )
    ((since,),) = room.ask("SELECT since_seq FROM item_tag WHERE origin = 'user'")
    assert since == room.store.last_seq() + 1


@pytest.mark.parametrize("name", ["", "  ", "#", "---", "a" * 81, "a\x07b", "\u202e"])
def test_what_cannot_be_a_tag_is_refused(room: Newsroom, name: str) -> None:
    with pytest.raises(UsageError, match="is no tag"):
        tag_item(url_of(room), 1, ["good", name], NOW)
    assert by_user(room) == []


def test_an_item_that_is_not_there_is_refused(room: Newsroom) -> None:
    for item in (0, 99, 2**63 - 1):
        with pytest.raises(UsageError, match=f"no item {item}"):
            tag_item(url_of(room), item, ["desk"], NOW)
    assert by_user(room) == []


def test_tag_names_are_those_that_queries_ask_for(room: Newsroom) -> None:
    assert tag_name("  #Повітряна\tТривога ") == "повітряна тривога"
    assert tag_name("ＡＢ") == "ab"
    tag_item(url_of(room), 2, ["Повітряна  Тривога"], NOW)
    asked = Query(tags=frozenset({"повітряна тривога"}))
    assert [item.id for item in room.store.find(asked)] == [2]


def test_all_any_and_none_of_tags_are_asked(room: Newsroom) -> None:
    tag_item(url_of(room), 2, ["desk"], NOW)
    tag_item(url_of(room), 3, ["desk", "kyiv"], NOW)

    def found(**asked: frozenset[str]) -> set[int]:
        return {item.id for item in room.store.find(Query(**asked))}  # type: ignore[arg-type]  # sets

    def some(*names: str) -> frozenset[str]:
        return frozenset(names)

    assert found(tags=some("desk", "kyiv")) == {2, 3}
    assert found(any_tags=some("desk", "politics")) == {1, 2, 3}
    assert found(any_tags=some("nobody", "weather")) == {3}
    assert found(any_tags=some("nobody")) == set()
    assert found(any_tags=some("desk", "politics"), not_tags=some("weather")) == {1, 2}
    assert found(tags=some("kyiv"), any_tags=some("desk"), not_tags=some("weather")) == {2}


def test_user_tags_find_their_items_again_in_a_store_that_was_built_anew(
    room: Newsroom, tmp_path: Path
) -> None:
    tag_item(url_of(room), 1, ["desk", "follow-up"], NOW)
    tag_item(url_of(room), 3, ["rain"], NOW)
    saved = list(saved_tags(url_of(room), NOW))
    with Newsroom(tmp_path / "anew.db") as anew:
        anew.sources("beta", "alpha")
        anew.poll("beta", at("08:00"), row("Ferry", "z"), row("Rain, again", "w"))
        moved = row("Minister denies", "other guid", url="https://news.example/a")
        anew.poll("alpha", at("08:00"), moved)
        loaded = load_tags(url_of(anew), saved, NOW)
        assert (loaded.new, loaded.known, loaded.lost) == (3, 0, ())
        assert by_user(anew) == [(2, "rain"), (3, "desk"), (3, "follow-up")]
        again = load_tags(url_of(anew), saved, NOW)
        assert (again.new, again.known) == (0, 3)
        strange = json.dumps({"canonical_url": None, "sightings": [], "tags": ["x"]})
        assert len(load_tags(url_of(anew), [strange, ""], NOW).lost) == 1


def test_an_export_carries_user_tags_along(room: Newsroom, tmp_path: Path) -> None:
    tag_item(url_of(room), 1, ["desk"], NOW)
    with Newsroom(tmp_path / "copy.db") as copy:
        copy.store.import_lines(room.store.export_lines())
        assert by_user(copy) == [(1, "desk")]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"tags": ["x"], "sightings": [{}]}',
        '{"tags": [1], "sightings": []}',
        '{"tags": ["---"], "sightings": []}',
        '{"tags": ["x"], "sightings": [], "canonical_url": 1}',
        "[" * 100_000,
    ],
)
def test_a_file_of_something_else_is_refused_before_anything_is_written(
    room: Newsroom, line: str
) -> None:
    good = json.dumps({"canonical_url": "https://news.example/a", "sightings": [], "tags": ["x"]})
    with pytest.raises(UsageError):
        load_tags(url_of(room), [good, line], NOW)
    assert by_user(room) == []


# --- in turn ------------------------------------------------------------------------------------


def test_writers_take_turns_and_the_next_one_waits(tmp_path: Path) -> None:
    first, second = Turn(tmp_path / "ticker.db"), Turn(tmp_path / "ticker.db")
    first.take()
    with pytest.raises(StoreBusyError, match="another process"):
        second.take(patience_s=0.0)
    waiting = threading.Thread(target=second.take, args=(60.0,))
    waiting.start()
    first.give()
    waiting.join(60.0)
    assert not waiting.is_alive()
    with pytest.raises(StoreBusyError):
        first.take(patience_s=0.0)
    second.close()
    first.take(patience_s=0.0)
    first.close()
    first.close()


def test_many_writers_at_once_lose_nothing(room: Newsroom) -> None:
    """A daemon polls while eight desks tag: every tag and every poll is there."""

    def tag(number: int) -> None:
        for turn in range(5):
            tag_item(url_of(room), 1 + number % 4, [f"desk {number} {turn}"], NOW)

    desks = [threading.Thread(target=tag, args=(number,)) for number in range(8)]
    for desk in desks:
        desk.start()
    for minute in range(20):
        room.poll("gamma", at(f"13:{minute:02}"), row(f"Bridge {minute}", f"n{minute}"))
    for desk in desks:
        desk.join(60.0)
    assert len(by_user(room)) == 40
    assert room.ask("SELECT count(*) FROM polls WHERE source = 'gamma'") == [(20,)]
    assert room.store.check().problems == ()


def test_a_tag_is_not_written_into_a_store_that_was_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "ticker.db"
    with busy(path):
        pass
    back_up(f"sqlite:///{path}", tmp_path / "copy.db", NOW)
    with Store.beside(f"sqlite:///{path}", NOW) as beside:
        beside.give_tag("before", [1], "user")
        restore(f"sqlite:///{path}", tmp_path / "copy.db", NOW)
        beside.give_tag("after", [1], "user")
    with Store.open(f"sqlite:///{path}", now=NOW) as store:
        (item,) = store.items([1])
    assert "after" in item.tags
    assert "before" not in item.tags
