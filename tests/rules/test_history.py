"""Rules over what is stored already, and items tagged anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.store.newsroom import Newsroom, at, busy, row
from ticker.errors import UsageError
from ticker.model import Query, Rule, Ruling
from ticker.ruling import (
    BATCH,
    Watch,
    apply,
    changed_tags,
    done_in_words,
    in_words,
    judge,
    settled,
    tags_of,
)

KYIV = ZoneInfo("Europe/Kyiv")
ATTACK = Rule("attack", "атак|denies")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with busy(tmp_path / "ticker.db") as room:
        yield room


def judged(room: Newsroom, *rules: Rule, tags: tuple[str, ...] = ()) -> tuple[Ruling, ...]:
    return judge(room.store, rules, tags or tags_of(rules), KYIV)


def ruled(room: Newsroom) -> list[tuple[int, str]]:
    """What rules tagged, as the public view says it."""
    return room.ask("SELECT item_id, tag FROM item_tags WHERE origin = 'rule' ORDER BY 1, 2")


def url_of(room: Newsroom) -> str:
    return f"sqlite:///{room.path}"


def test_every_wording_counts_past_ones_too(room: Newsroom) -> None:
    """An edit may earn a tag and never loses one."""
    (past,) = judged(room, Rule("left", "resigns"))
    (later,) = judged(room, Rule("left", "denies"))
    (both,) = judged(room, Rule("left", "resigns.*denies"))
    assert past.items == later.items == (1,)
    assert both.items == ()


@pytest.mark.parametrize(
    ("rule", "items"),
    [
        (Rule("t", any=("атакою", "weather")), (2,)),
        (Rule("t", any=("evening",)), (3,)),
        (Rule("t", r"news\.example/a$", "url"), (1,)),
        (Rule("t", all=("summary:aides",)), (1,)),
        (Rule("t", all=("label:video",)), (2,)),
        (Rule("t", all=("language:en",)), (1,)),
        (Rule("t", all=("source:beta",), none=("conference",)), (3, 1)),
        (Rule("t", all=("source:beta", "minister")), (1,)),
        (Rule("t", all=("source:gamma",)), ()),
        (Rule("t", any=("label:video", "summary:aides")), (1, 2)),
        (Rule("t", match=r"\w"), (4, 3, 1, 2)),
    ],
)
def test_all_fields_of_the_record_can_be_looked_at(
    room: Newsroom, rule: Rule, items: tuple[int, ...]
) -> None:
    (found,) = judged(room, rule)
    assert set(found.items) == set(items)
    assert set(found.missing) == set(items)


def test_what_would_change_is_said_and_nothing_is_written(room: Newsroom) -> None:
    before = ruled(room)
    assert before == [(3, "weather")]
    attack, weather = judged(room, ATTACK, Rule("weather", "storm"))
    assert (attack.missing, attack.stale, attack.tagged) == ((1, 2), (), 0)
    assert (weather.missing, weather.stale, weather.tagged) == ((), (3,), 1)
    assert in_words(attack) == "tag 2 items"
    assert in_words(weather) == "untag 1 item"
    assert done_in_words(weather) == "untagged 1 item"
    assert attack.days == {date(2025, 7, 10): 2}
    assert [sample.headline for sample in attack.samples] == [
        "Minister denies resigning",
        "Київ під атакою",
    ]
    assert ruled(room) == before


def test_applied_rules_are_what_the_record_says_and_once_is_enough(room: Newsroom) -> None:
    rules = (ATTACK, Rule("weather", "storm"))
    for ruling in judged(room, *rules):
        apply(room.store, ruling)
    assert ruled(room) == [(1, "attack"), (2, "attack")]
    assert [item.id for item in room.store.find(Query(tags=frozenset({"attack"})))] == [1, 2]
    assert all(not one.missing and not one.stale for one in judged(room, *rules))


def test_tags_of_feeds_sources_and_users_are_left_alone(room: Newsroom) -> None:
    room.store.give_tag("weather", [3], "user")
    (weather,) = judged(room, Rule("weather", "storm"))
    apply(room.store, weather)
    (item,) = room.store.items([3])
    assert item.tag_origins == (("weather", ("user",)),)
    (kyiv,) = judged(room, Rule("kyiv", "nothing of it"))
    assert kyiv.stale == ()


def test_work_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    with Newsroom(tmp_path / "ticker.db") as room:
        room.sources("alpha")
        many = [row(f"Ferry {n}", f"g{n}", at("06:00")) for n in range(2 * BATCH + 1)]
        room.poll("alpha", at("08:00"), *many)
        rules = (Rule("ferry", "ferry"),)

        def stop(share: float) -> None:
            raise KeyboardInterrupt

        (ruling,) = judged(room, *rules)
        with pytest.raises(KeyboardInterrupt):
            apply(room.store, ruling, stop)
        (rest,) = judged(room, *rules)
        assert (rest.tagged, len(rest.missing)) == (BATCH, BATCH + 1)
        shares: list[float] = []
        apply(room.store, rest, shares.append)
        (done,) = judged(room, *rules)
        assert (done.tagged, done.missing) == (2 * BATCH + 1, ())
        assert shares == sorted(shares)
        assert shares[-1] == 1.0


def test_texts_with_line_breaks_and_none_are_read_as_one_line(room: Newsroom) -> None:
    room.poll("gamma", at("09:00"), row("Bridge\nreopens", "n1"), row("Bridge closes", "n2"))
    (found,) = judged(room, Rule("bridge", "bridge"))
    assert len(found.items) == 2
    (joined,) = judged(room, Rule("bridge", any=("bridge reopens",)))
    assert len(joined.items) == 1


def test_a_rule_that_is_gone_leaves_tags_that_are_stale(room: Newsroom) -> None:
    assert changed_tags(room.store, [ATTACK]) == ("attack", "weather")
    (weather,) = judged(room, tags=("weather",))
    assert (weather.configured, weather.stale) == (False, (3,))
    apply(room.store, weather)
    room.store.settle_rules(settled([ATTACK], ["attack", "weather"]))
    assert changed_tags(room.store, [ATTACK]) == ()


def test_changed_rules_are_told_from_those_the_record_agrees_with(room: Newsroom) -> None:
    room.store.settle_rules({"weather": "of another time"})
    rules = [ATTACK, Rule("weather", "rain")]
    room.store.settle_rules(settled(rules, ["attack", "weather"]))
    assert changed_tags(room.store, rules) == ()
    assert changed_tags(room.store, [rules[1], rules[0]]) == ()
    assert changed_tags(room.store, [ATTACK, Rule("weather", "rain", none=("ice",))]) == (
        "weather",
    )
    assert changed_tags(room.store, [*rules, Rule("attack", "raid")]) == ("attack",)


def watched(room: Newsroom, *rules: Rule) -> list[str]:
    """The lines of one look."""
    said: list[str] = []
    watch = Watch(url_of(room), rules, KYIV, at("10:00"))
    watch.wait()
    watch.step(room.store, said.append)
    watch.step(room.store, said.append)
    watch.close()
    return said


def test_a_changed_rule_is_said_in_one_line_until_it_is_applied(room: Newsroom) -> None:
    rules = (ATTACK, Rule("weather", "rain"))
    line = "rule attack changed: `ticker rules apply` would tag 2 items"
    assert watched(room, *rules) == [line]
    assert watched(room, *rules) == [line]
    for ruling in judged(room, *rules):
        apply(room.store, ruling)
    assert watched(room, *rules) == []
    assert changed_tags(room.store, rules) == ()
    assert watched(room, ATTACK) == [
        "rule weather is gone: `ticker rules apply` would untag 1 item"
    ]


def test_a_new_store_agrees_with_any_rules_and_says_nothing(tmp_path: Path) -> None:
    with Newsroom(tmp_path / "ticker.db") as room:
        assert watched(room, ATTACK) == []
        assert changed_tags(room.store, [ATTACK]) == ()


def test_a_look_that_is_stopped_says_nothing(room: Newsroom) -> None:
    watch = Watch(url_of(room), [ATTACK], KYIV, at("10:00"))
    watch.close()
    watch.close()


def test_only_rules_that_are_there_can_be_named() -> None:
    assert tags_of([ATTACK, Rule("b", "x"), ATTACK]) == ("attack", "b")
    assert tags_of([ATTACK, Rule("b", "x")], ["b"]) == ("b",)
    with pytest.raises(UsageError, match="no rule gives the tag 'c'"):
        tags_of([ATTACK], ["c"])
