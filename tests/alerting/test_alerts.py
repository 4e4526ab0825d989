"""Alerts over a real store, to a webhook that takes, fails, hangs and comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.alerting.desk import Desk
from tests.delivery.receiving import receiver, until
from tests.store.newsroom import at, row
from ticker.alerting import GIVE_UP, Alerting, catch_up
from ticker.errors import StoreError
from ticker.model import (
    Alert,
    Config,
    Destination,
    GapFound,
    Limit,
    Poll,
    Revised,
    RevisionKind,
    Rule,
    SourceEvent,
)

MINUTE = timedelta(minutes=1)
OLD = row("Old ferry news", "old")
FERRY = row("Ferry is late", "f", tags=("coast",), labels=("breaking",))
TRAM = row("Трамвай зійшов з рейок", "t", tags=("kyiv", "city"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose two sources have been polled before."""
    with receiver() as hook:
        made = Desk(tmp_path, hook)
        with made.room:
            made.opened(at("07:00"), OLD)
            yield made


def test_a_new_item_arrives_once_in_the_shape_of_miniflux(desk: Desk) -> None:
    desk.alert(to=(desk.webhook(secret="s3cret"),))
    assert desk.step(at("07:59")) == []
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    assert desk.step(at("08:00")) == ["desk:2"]
    assert desk.step(at("08:01")) == []
    (got,) = desk.bodies()
    assert (got["event_type"], got["delivery_id"], got["rule"]) == ("new_entries", "desk:2", "desk")
    assert got["feed"]["title"] == "alpha"
    assert got["feed"]["feed_url"] == "https://alpha.example/rss"
    assert got["feed"]["site_url"] == "https://alpha.example/"
    (entry,) = got["entries"]
    assert (entry["title"], entry["url"]) == ("Ferry is late", "https://news.example/f")
    assert (entry["status"], entry["tags"], entry["labels"]) == ("unread", ["coast"], ["breaking"])
    assert entry["revision"]["kind"] == "new"
    assert entry["revision"]["seq"] == 1
    assert entry["revision"]["change_seq"] == 2
    assert got["source_events"] == []
    assert len(desk.hook.posted[0].headers["x-ticker-signature"]) == 64
    (sent,) = desk.deliveries().values()
    assert (sent.state, sent.tries, sent.answer) == ("sent", 1, "HTTP 204")
    assert sent.sent_at == at("08:00")


def test_an_alert_begins_with_what_comes_after_it(desk: Desk) -> None:
    """Neither its first start nor its return, after it was taken out, tells of history."""
    desk.room.poll("alpha", at("07:30"), OLD, FERRY)
    desk.alert()
    assert desk.step(at("08:00")) == []
    desk.configure()
    desk.step(at("08:05"))
    desk.room.poll("alpha", at("08:10"), OLD, FERRY, TRAM)
    desk.step(at("08:10"))
    desk.alert()
    assert desk.step(at("08:20")) == []
    desk.room.poll("beta", at("08:30"), row("Gale", "g"))
    assert desk.step(at("08:30")) == ["desk:4"]


def test_the_first_list_of_a_source_is_one_message(desk: Desk) -> None:
    desk.alert()
    desk.room.sources("alpha", "beta", "gamma")
    desk.step(at("07:59"))
    desk.room.poll("gamma", at("08:00"), FERRY, TRAM, row("Gale", "g"))
    assert desk.step(at("08:00")) == ["desk:2-4"]
    (got,) = desk.bodies()
    assert got["event_type"] == "new_entries"
    assert got["held"] == {"count": 3, "delivery_ids": ["desk:2", "desk:3", "desk:4"]}
    assert [entry["title"] for entry in got["entries"]] == [FERRY.headline, TRAM.headline, "Gale"]
    desk.room.poll("gamma", at("08:10"), FERRY, TRAM, row("Gale", "g"), row("Storm", "s"))
    assert desk.step(at("08:10")) == ["desk:5"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({}, {"desk:2", "desk:3", "desk:4"}),
        ({"tags": frozenset({"kyiv", "city"})}, {"desk:3"}),
        ({"tags": frozenset({"kyiv", "coast"})}, set()),
        ({"any_tags": frozenset({"kyiv", "coast"})}, {"desk:2", "desk:3"}),
        ({"not_tags": frozenset({"kyiv"})}, {"desk:2", "desk:4"}),
        ({"labels": frozenset({"breaking", "video"})}, {"desk:2"}),
        ({"sources": frozenset({"beta"})}, {"desk:4"}),
        ({"rule": Rule("desk", "трамвай|gale")}, {"desk:3", "desk:4"}),
        ({"rule": Rule("desk", any=("ferry",), none=("late",))}, set()),
        ({"on": frozenset({"revised"})}, set()),
    ],
)
def test_what_is_asked_of_an_item_must_be_met(
    desk: Desk, keys: dict[str, object], told: set[str]
) -> None:
    desk.alert(**keys)
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY, TRAM)
    desk.room.poll("beta", at("08:01"), row("Gale", "g"))
    assert set(desk.step(at("08:01"))) == told


@pytest.mark.parametrize(
    ("kind", "asked", "told"),
    [
        ("wording", None, True),
        ("number", None, True),
        ("badge", None, False),
        ("cosmetic", None, False),
        ("badge", {"badge"}, True),
        ("wording", {"number"}, False),
        ("number", {"number"}, True),
    ],
)
def test_edits_of_a_kind_that_is_not_asked_for_are_not_told(
    desk: Desk, kind: RevisionKind, asked: set[str] | None, told: bool
) -> None:
    edits = {} if asked is None else {"edits": frozenset(asked)}
    desk.alert(on=frozenset({"revised"}), **edits)
    desk.step(at("07:59"))
    later = replace(OLD, headline="Old ferry news: 5", title="Old ferry news: 5")
    desk.room.poll("alpha", at("08:00"), later, kind=kind)
    arrived = desk.step(at("08:00"))
    assert arrived == (["desk:2"] if told else [])
    if told:
        (got,) = desk.bodies()
        revision = got["entries"][0]["revision"]
        assert got["event_type"] == "revised_entries"
        assert (revision["edit"], revision["was"]) == (kind, "Old ferry news")
        assert (revision["headline"], revision["seq"]) == ("Old ferry news: 5", 2)
        assert revision["not_before_at"] == "2025-07-10T07:00:00Z"


def test_a_delisted_item_and_its_return_are_told(desk: Desk) -> None:
    desk.alert(on=frozenset({"delisted", "returned"}))
    desk.step(at("07:59"))
    for minute in range(3):
        desk.room.poll("alpha", at("08:00") + minute * MINUTE, TRAM)
    desk.room.poll("alpha", at("08:05"), TRAM, OLD)
    desk.step(at("08:05"))
    assert [got["event_type"] for got in desk.bodies()] == ["delisted_entries", "returned_entries"]


def test_events_of_sources_are_told(desk: Desk) -> None:
    """The alarm that nobody else has: a source that went silent."""
    desk.configure(
        Alert(
            "watch",
            (desk.webhook(),),
            on=frozenset(),
            on_sources=frozenset({"silent", "gap", "recovered"}),
            tags=frozenset({"kyiv"}),
            sources=frozenset({"alpha"}),
            limit=None,
        )
    )
    desk.step(at("07:59"))
    silent = SourceEvent("source_silent", "nothing new for 5 h; 40 min would be usual")
    gap = GapFound(at("08:00"), at("08:10"), "no-overlap")
    desk.room.poll("alpha", at("08:10"), OLD, FERRY, also=[silent, gap])
    desk.room.poll("beta", at("08:11"), also=[silent])
    desk.room.poll("alpha", at("08:12"), OLD, FERRY, also=[SourceEvent("source_failed", "503")])
    desk.step(at("08:12"))
    assert [got["event_type"] for got in desk.bodies()] == ["source_silent", "gap"]
    got = desk.bodies()[0]
    assert got["entries"] == []
    assert got["source_events"][0]["detail"] == silent.detail
    assert got["source_events"][0]["source"] == got["feed"]["title"] == "alpha"


def test_a_bulk_change_is_told_as_one_or_not_at_all(desk: Desk) -> None:
    desk.configure(
        Alert("each", (desk.webhook(),), on=frozenset({"revised"}), limit=None),
        Alert("one", (desk.webhook(),), on=frozenset(), on_sources=frozenset({"bulk"})),
    )
    desk.step(at("07:59"))
    later = replace(OLD, headline="All was reworded", title="All was reworded")
    told = SourceEvent("bulk_change", "40 of 41 rows changed at once")
    edit = Revised(1, 1, later, "wording", OLD.headline, bulk=True)
    desk.room.poll("alpha", at("08:00"), OLD, also=[told, edit])
    assert [one.partition(":")[0] for one in desk.step(at("08:00"))] == ["one"]


def test_several_destinations_each_have_their_own_id(desk: Desk) -> None:
    desk.alert(to=(desk.webhook("/a"), desk.webhook("/b")))
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    assert sorted(desk.step(at("08:00"))) == ["desk:2", "desk:2:2"]
    assert {one.path for one in desk.hook.posted} == {"/a", "/b"}


# --- what does not go well ---------------------------------------------------------------------


def test_a_webhook_that_fails_is_tried_again_at_growing_intervals_for_a_day(desk: Desk) -> None:
    desk.alert()
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    desk.hook.status = 503
    desk.step(at("08:00"))
    tries = [at("08:00")]
    while waiting := tuple(desk.deliveries(state="waiting").values()):
        (due,) = [one.next_try_at for one in waiting]
        assert due is not None
        assert desk.step(due - MINUTE / 60) == []
        assert desk.step(due) == ["desk:2"]
        tries.append(due)
    gaps = [(b - a).total_seconds() for a, b in pairwise(tries)]
    assert gaps[:8] == [15, 30, 60, 120, 240, 480, 960, 1920]
    assert set(gaps[8:]) == {3_600}
    assert at("08:00") + GIVE_UP - timedelta(hours=1) <= tries[-1] <= at("08:00") + GIVE_UP
    assert set(desk.hook.ids()) == {"desk:2"}
    assert len({one.body for one in desk.hook.posted}) == 1
    (given_up,) = desk.deliveries().values()
    assert (given_up.state, given_up.answer) == ("failed", "HTTP 503")
    assert desk.said == [
        "alert desk -> http://hook/...: not sent: HTTP 503; tried again for a day",
        "alert desk:2: given up: HTTP 503",
    ]


def test_what_was_given_up_can_be_sent_again_under_its_id(desk: Desk) -> None:
    test_a_webhook_that_fails_is_tried_again_at_growing_intervals_for_a_day(desk)
    desk.hook.status = 204
    now = at("12:00", 12)
    assert desk.step(now) == []
    assert desk.room.store.outbox.retry(["desk:2"], now, now + GIVE_UP) == 1
    assert desk.step(now) == ["desk:2"]
    assert desk.states() == {"desk:2": "sent"}
    assert desk.room.store.outbox.retry(None, now, now + GIVE_UP) == 0


def test_a_receiver_that_comes_back_has_all_at_once(desk: Desk) -> None:
    """Waits are for those that are down: the first message that is taken ends them."""
    desk.alert()
    desk.step(at("07:59"))
    desk.hook.status = 500
    for minute in range(4):
        items = [row(f"News {number}", f"n{number}") for number in range(minute + 1)]
        desk.room.poll("alpha", at("08:00") + minute * MINUTE, OLD, *items)
        desk.step(at("08:00") + minute * MINUTE)
    assert set(desk.states().values()) == {"waiting"}
    desk.hook.status = 204
    desk.hook.posted.clear()
    due = max(one.next_try_at or at("00:00") for one in desk.deliveries().values())
    assert sorted(desk.step(due)) == ["desk:2", "desk:3", "desk:4", "desk:5"]
    assert desk.said[-1] == "alert desk -> http://hook/...: goes out again"


def test_a_retry_after_is_waited_for(desk: Desk) -> None:
    desk.alert()
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    desk.hook.status, desk.hook.headers = 429, {"Retry-After": "600"}
    desk.step(at("08:00"))
    desk.hook.status = 204
    assert desk.step(at("08:09")) == []
    assert desk.step(at("08:10")) == ["desk:2"]


def test_a_clock_that_is_set_back_holds_nothing_for_a_day(desk: Desk) -> None:
    desk.alert()
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    desk.hook.status = 500
    desk.step(at("08:00"))
    desk.hook.status = 204
    assert desk.step(at("08:00", 9)) == ["desk:2"]


def test_a_hanging_webhook_delays_neither_another_nor_the_hand(desk: Desk) -> None:
    with receiver() as other:
        to = Destination("webhook", "http://other/...", (other.url(),))
        desk.configure(
            Alert("slow", (desk.webhook(),), limit=None), Alert("quick", (to,), limit=None)
        )
        desk.hand.step(at("07:59"))
        desk.hook.hang_s = 600
        for minute in range(3):
            items = [row(f"News {number}", f"n{number}") for number in range(minute + 1)]
            desk.room.poll("alpha", at("08:00") + minute * MINUTE, OLD, *items)
            desk.hand.step(at("08:00") + minute * MINUTE)

        def quick_has_all() -> bool:
            desk.hand.step(at("08:03"))
            return other.ids() == ["quick:2", "quick:3", "quick:4"]

        until(quick_has_all)
        until(lambda: desk.hook.ids() == ["slow:2"])
        desk.hand.drain(lambda: at("08:03"), time.monotonic() + 0.2)
        assert desk.states()["slow:2"] == "waiting"


def test_a_crash_between_sending_and_settling_sends_the_same_again(desk: Desk) -> None:
    desk.alert()
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    desk.hand.step(at("08:00"))
    until(desk.settled)
    # Another process, which knows nothing of what is under way here.
    other = Desk.__new__(Desk)
    other.room, other.hook, other.said = desk.room, desk.hook, []
    other.courier = type(desk.courier)()
    other.alert()
    assert other.step(at("08:01")) == ["desk:2"]
    assert desk.hook.posted[0].body == desk.hook.posted[1].body
    assert other.step(at("08:02")) == []


def test_what_the_store_refuses_is_written_at_the_next_step(desk: Desk) -> None:
    """A full disk must not make a message that was taken be sent again."""
    desk.alert()
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    desk.hand.step(at("08:00"))
    until(desk.settled)
    desk.room.change(
        "CREATE TRIGGER full BEFORE UPDATE ON delivery BEGIN SELECT raise(ABORT, 'full'); END"
    )
    with pytest.raises(StoreError):
        desk.hand.step(at("08:01"))
    desk.room.change("DROP TRIGGER full")
    assert desk.step(at("08:02")) == []
    assert desk.states() == {"desk:2": "sent"}


def test_an_alert_that_is_gone_gives_up_what_it_left_and_can_be_made_up_for(desk: Desk) -> None:
    desk.alert()
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    desk.hook.status = 500
    desk.step(at("08:00"))
    desk.hook.status = 204
    desk.configure()
    assert desk.step(at("08:10")) == []
    (lost,) = desk.deliveries().values()
    assert (lost.state, lost.answer) == ("failed", "no destination of that alert is configured")
    desk.alert()
    desk.room.store.outbox.retry(["desk:2"], at("08:20"), at("08:20") + GIVE_UP)
    assert desk.step(at("08:20")) == ["desk:2"]


def test_a_corrected_address_takes_what_waits(desk: Desk) -> None:
    wrong = Destination("webhook", "http://wrong/...", ("http://127.0.0.1:9/hook",))
    desk.alert(to=(wrong,))
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    desk.step(at("08:00"))
    assert desk.deliveries()["desk:2"].answer == "connection refused"
    desk.alert()
    assert desk.step(at("08:10")) == ["desk:2"]
    assert desk.deliveries()["desk:2"].destination == "http://hook/..."


def test_no_secret_is_stored_or_said(desk: Desk) -> None:
    hidden = desk.webhook("/token-of-the-desk", secret="secret-of-the-desk")
    desk.alert(to=(hidden,))
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    desk.hook.status = 500
    desk.step(at("08:00"))
    stored = str(desk.room.ask("SELECT * FROM delivery")) + "".join(desk.said) + repr(hidden)
    assert "of-the-desk" not in stored


# --- limits ----------------------------------------------------------------------------------


def test_what_a_limit_holds_back_is_told_by_a_summary(desk: Desk) -> None:
    desk.alert(limit=Limit(2, 3_600))
    desk.step(at("07:59"))
    flood = [row(f"News {number}", f"n{number}") for number in range(6)]
    desk.room.poll("alpha", at("08:00"), OLD, *flood)
    assert desk.step(at("08:00")) == ["desk:2", "desk:3"]
    assert list(desk.states().values()) == ["sent"] * 2 + ["held"] * 4
    assert desk.step(at("08:59")) == []
    desk.room.poll("beta", at("09:00"), row("Gale", "g"), row("Storm", "s"))
    # The summary goes first: what was held is older.
    assert desk.step(at("09:00")) == ["desk:4-7", "desk:8"]
    summary = desk.bodies()[2]
    assert summary["held"]["count"] == 4
    assert [entry["title"] for entry in summary["entries"]] == [
        "News 2",
        "News 3",
        "News 4",
        "News 5",
    ]
    assert desk.deliveries()["desk:5"].told_by == "desk:4-7"
    assert desk.states()["desk:9"] == "held"


def test_a_flood_is_one_summary_that_names_a_hundred(desk: Desk) -> None:
    desk.alert(limit=Limit(1, 60))
    desk.step(at("07:59"))
    flood = [row(f"News {number}", f"n{number}") for number in range(1_300)]
    desk.room.poll("alpha", at("08:00"), OLD, *flood)
    desk.step(at("08:00"))
    assert desk.step(at("08:02")) == ["desk:3-1301"]
    got = desk.bodies()[-1]
    assert (got["held"]["count"], len(got["entries"])) == (1_299, 100)
    assert desk.step(at("08:10")) == []
    assert set(desk.states().values()) == {"sent", "told"}


# --- what is no news -------------------------------------------------------------------------


def test_a_replay_is_told_to_nobody_and_hides_nothing(desk: Desk) -> None:
    alert = Alert("desk", (desk.webhook(),), limit=None)
    config = Config(None, "", "UTC", None, alerts=(alert,))
    desk.alert()
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)  # and the daemon is killed before it looks
    catch_up(desk.room.store, config, at("08:05"))
    with desk.room.store.writing() as writer:
        poll = Poll("beta", at("08:10"), "new", schedule=False)
        logged = writer.record(poll, [SourceEvent("source_failed", "503")])
        assert len(logged) == 1
    assert desk.room.store.outbox.cursors() == {"desk": logged[-1].seq}
    hand = Alerting(desk.room.store, config, desk.courier, desk.said.append)
    hand.step(at("08:20"))
    until(desk.settled)
    assert desk.hook.ids() == ["desk:2"]


def test_an_alert_that_was_behind_a_replay_misses_nothing_before_it(desk: Desk) -> None:
    desk.alert(on_sources=frozenset({"failed"}))
    desk.step(at("07:59"))
    desk.room.poll("alpha", at("08:00"), OLD, FERRY)
    with desk.room.store.writing() as writer:
        writer.record(
            Poll("beta", at("08:10"), "new", schedule=False), [SourceEvent("source_failed", "5")]
        )
    assert "desk:2" in desk.step(at("08:20"))


def test_alerts_read_a_long_log_page_by_page(desk: Desk) -> None:
    desk.alert(on=frozenset({"new"}), on_sources=frozenset({"failed"}), limit=Limit(1, 60))
    desk.step(at("07:59"))
    flood = [row(f"News {number}", f"n{number}") for number in range(1_100)]
    failed = SourceEvent("source_failed", "503")
    desk.room.poll("alpha", at("08:00"), OLD, *flood, also=[failed])
    desk.step(at("08:00"))
    assert [one.seq for one in desk.deliveries().values()] == list(range(2, 1_103))
