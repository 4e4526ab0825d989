"""Runs of digests over a real store: on time, late, cut short, refused by the disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.digest.crons import cron
from tests.digest.made import KYIV
from tests.store.newsroom import Newsroom, at, row
from ticker.digest import RETRY
from ticker.digesting import Digesting, rendered_again
from ticker.digesting.delivery import write_whole
from ticker.errors import StoreError, UsageError
from ticker.model import Config, Digest, DigestRun, GapFound
from ticker.store import Store

MINUTE = timedelta(minutes=1)
MISSED = {9: "Ferry", 10: "Gale", 11: "Council vote", 12: "Harbour fair"}
EIGHT = cron("0 8 * * *")
"""05:00 in UTC, in July and in Kyiv."""


class Desk:
    """A newsroom with one digest, and a daemon's hand that makes it."""

    def __init__(self, folder: Path, **keys: Any) -> None:
        self.folder = folder
        self.room = Newsroom(folder / "ticker.db")
        self.room.sources("alpha")
        self.said: list[str] = []
        self.printed: list[str] = []
        self.output: Callable[[str], object] = self.printed.append
        to = str(folder / "digests" / "{name}-{date}.txt")
        defaults: dict[str, Any] = {"name": "morning", "at": EIGHT, "format": "text", "to": to}
        self.configure(Digest(**{**defaults, **keys}))

    def configure(self, digest: Digest, zone: str = "Europe/Kyiv") -> None:
        """As at the start of a daemon."""
        self.digest = digest
        config = Config(None, "", zone, None, digests=(digest,))
        self.hand = Digesting(self.room.store, config, self.said.append, self._put)

    def _put(self, text: str) -> None:
        self.output(text)

    def news(self, when: datetime, *headlines: str) -> None:
        """A poll that finds items of these headlines, and whatever was there before."""
        with_all = [row(headline, headline, when - MINUTE) for headline in headlines]
        self.room.poll("alpha", when, *with_all, gone="scrolled_off")

    def last(self) -> DigestRun:
        run = self.room.store.digest_run(self.digest.name)
        assert run is not None
        return run

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in sorted(self.folder.glob("digests/*"))}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk that met its digest on the 9th, long before eight."""
    made = Desk(tmp_path)
    made.hand.step(at("00:00", 9))
    with made.room:
        yield made


def test_a_digest_is_written_when_it_is_due_and_once(desk: Desk) -> None:
    desk.news(at("04:00", 9), "Storm")
    desk.hand.step(at("04:59", 9))
    assert desk.files() == {}
    for second in range(3):
        desk.hand.step(at("05:00", 9) + timedelta(seconds=second))
    ((name, text),) = desk.files().items()
    assert name == "morning-2025-07-09.txt"
    assert text.startswith("morning, Wednesday 2025-07-09 08:00\n")
    assert "Tuesday 2025-07-08 08:00 to Wednesday 2025-07-09 08:00" in text
    assert "Storm" in text
    assert desk.said == [f"digest morning: 1 new, 0 changed -> {desk.folder}/digests/{name}"]
    run = desk.last()
    assert (run.outcome, run.at, run.counts.new, run.error) == ("done", at("05:00", 9), 1, None)
    assert run.destination == f"{desk.folder}/digests/{name}"


def test_the_first_run_covers_24_hours(desk: Desk) -> None:
    desk.news(at("04:50", 9), "Too old")
    desk.news(at("05:10", 9), "A day ago")
    desk.configure(replace(desk.digest, name="evening", at=cron("10 8 * * *")))
    desk.hand.step(at("05:05", 10))
    desk.hand.step(at("05:10", 10))
    (text,) = [text for name, text in desk.files().items() if "evening" in name]
    assert "A day ago" in text
    assert "Too old" not in text
    assert "Wednesday 2025-07-09 08:10 to Thursday 2025-07-10 08:10" in text


def test_three_missed_cron_times_make_one_digest_of_just_what_was_missed(desk: Desk) -> None:
    desk.news(at("04:00", 9), "Told on the 9th")
    desk.hand.step(at("05:00", 9))
    # Polled by hand while no daemon runs, on three days and after the last of the missed times.
    for day in (9, 10, 11, 12):
        desk.news(at("06:00", day), f"{MISSED[day]} was missed")
    desk.hand.step(at("10:20", 12))
    desk.hand.step(at("10:21", 12))
    assert list(desk.files()) == ["morning-2025-07-09.txt", "morning-2025-07-12.txt"]
    caught_up = desk.files()["morning-2025-07-12.txt"]
    assert "Wednesday 2025-07-09 08:00 to Saturday 2025-07-12 08:00" in caught_up
    assert [day for day in (9, 10, 11, 12) if MISSED[day] in caught_up] == [9, 10, 11]
    assert "Told on the 9th" not in caught_up
    assert desk.said[-1].endswith("; makes up for 2 missed before")
    desk.hand.step(at("05:00", 13))
    next_day = desk.files()["morning-2025-07-13.txt"]
    assert "Saturday 2025-07-12 08:00 to Sunday 2025-07-13 08:00" in next_day
    assert [day for day in (9, 10, 11, 12) if MISSED[day] in next_day] == [12]


def test_a_digest_that_comes_late_says_where_nothing_was_seen(desk: Desk) -> None:
    """The gap of the downtime is found at the start, after the window that it lies in."""
    desk.news(at("04:00", 9), "Storm")
    desk.hand.step(at("05:00", 9))
    desk.room.poll("alpha", at("09:00", 11), also=[GapFound(at("04:00", 9), None, "down")])
    desk.hand.step(at("09:00", 11))
    caught_up = desk.files()["morning-2025-07-11.txt"]
    assert "alpha: since Wed 07:00, still open (ticker was not running)" in caught_up


@pytest.mark.parametrize(
    ("evening", "due_at"),
    [
        # The night when 02:30 does not exist in Berlin: after the gap.
        (datetime(2025, 3, 29, 20, tzinfo=UTC), datetime(2025, 3, 30, 1, tzinfo=UTC)),
        # The night when it comes twice: the first time.
        (datetime(2025, 10, 25, 20, tzinfo=UTC), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
    ],
)
def test_half_past_two_runs_once_in_the_nights_when_clocks_change(
    tmp_path: Path, evening: datetime, due_at: datetime
) -> None:
    desk = Desk(tmp_path, at=cron("30 2 * * *"), to="-", format="json")
    desk.configure(desk.digest, "Europe/Berlin")
    with desk.room:
        for minutes in range(0, 12 * 60, 5):
            desk.hand.step(evening + minutes * MINUTE)
            if desk.printed:
                assert desk.last().at == due_at
        (printed,) = desk.printed
    assert json.loads(printed)["until_at"] == f"{due_at:%Y-%m-%dT%H:%M:%SZ}"


def test_a_poll_that_is_recorded_a_moment_after_eight_is_told_once(desk: Desk) -> None:
    desk.news(at("04:00", 9), "Storm")
    desk.hand.step(at("05:00", 9))
    desk.news(at("04:59", 9), "Late")  # fetched before eight, recorded after the run
    desk.hand.step(at("05:00", 10))
    first, second = desk.files().values()
    assert ("Late" in first, "Late" in second) == (False, True)
    assert ("Storm" in first, "Storm" in second) == (True, False)


def test_a_recorded_run_renders_to_the_bytes_of_its_file(desk: Desk) -> None:
    desk.news(at("04:00", 9), "Storm", "Ferry")
    desk.hand.step(at("05:00", 9))
    edited = row("Storm: 2 hurt", "Storm", at("04:30", 9), tags=("new",))
    found = GapFound(at("04:00", 9), at("05:30", 9), "no-overlap")
    desk.room.poll("alpha", at("05:30", 9), edited, also=[found])
    desk.room.poll("alpha", at("05:40", 9), edited)
    again = rendered_again(desk.room.store, desk.digest, at("05:00", 9), KYIV)
    assert {again} == set(desk.files().values())
    with pytest.raises(UsageError, match="no run of the digest morning was due") as refused:
        rendered_again(desk.room.store, desk.digest, at("06:00", 9), KYIV)
    assert refused.value.hint == "its newest was due 2025-07-09T08:00"


# --- what goes wrong -------------------------------------------------------------------------


class Killed(BaseException):
    """The end of the process at this line."""


@pytest.mark.parametrize("moment", ["before the file is written", "after it"])
def test_a_crash_loses_no_window_and_tells_none_twice(
    tmp_path: Path, moment: Literal["before the file is written", "after it"]
) -> None:
    """The window stands in the record before the file does: what comes next is the same digest,
    under the same name, with the same bytes; and the run after it begins where it ended."""
    desk = Desk(tmp_path, to="-")
    seen: list[str] = []

    def die(text: str) -> None:
        if moment == "after it":
            seen.append(text)
        raise Killed

    with desk.room:
        desk.hand.step(at("00:00", 9))
        desk.news(at("04:00", 9), "Storm")
        desk.output = die
        with pytest.raises(Killed):
            desk.hand.step(at("05:00", 9))
        assert desk.last().outcome == "begun"
        desk.output = seen.append
        desk.news(at("05:10", 9), "After the crash")
        desk.configure(desk.digest)
        desk.hand.step(at("09:00", 11))
        desk.hand.step(at("09:01", 11))
    *same, after = seen
    assert len(set(same)) == 1
    assert ("Storm" in same[0], "After the crash" in same[0]) == (True, False)
    assert ("Storm" in after, "After the crash" in after) == (False, True)
    assert after.startswith("morning, Friday 2025-07-11 08:00")


def test_what_cannot_be_written_is_recorded_said_and_tried_again(desk: Desk) -> None:
    desk.news(at("04:00", 9), "Storm")
    in_the_way = desk.folder / "digests"
    in_the_way.write_text("a file, where a folder should be")
    due = at("05:00", 9)
    desk.hand.step(due)
    assert desk.last().outcome == "failed"
    assert "digests: File exists" in (desk.last().error or "")
    assert "failed" in desk.said[-1]
    assert desk.said[-1].endswith("; tried again in 5 min")
    said = len(desk.said)
    desk.hand.step(due + RETRY - timedelta(seconds=1))
    assert len(desk.said) == said
    in_the_way.unlink()
    desk.news(at("05:01", 9), "Not in this one")
    desk.hand.step(due + RETRY)
    desk.hand.step(due + 2 * RETRY)
    assert list(desk.files()) == ["morning-2025-07-09.txt"]
    assert "Not in this one" not in desk.files()["morning-2025-07-09.txt"]
    assert (desk.last().outcome, desk.last().error) == ("done", None)


def test_a_failure_that_lasts_for_days_loses_nothing(desk: Desk) -> None:
    """First the window that failed, then one run for all that came since."""
    (desk.folder / "digests").write_text("in the way")
    desk.news(at("04:00", 9), "Storm")
    desk.hand.step(at("05:00", 9))
    desk.news(at("06:00", 9), "Ferry")
    desk.hand.step(at("05:00", 10))
    desk.news(at("06:00", 10), "Gale")
    (desk.folder / "digests").unlink()
    for minutes in range(3):
        desk.hand.step(at("05:30", 11) + minutes * MINUTE)
    told = {
        name: [word for word in ("Storm", "Ferry", "Gale") if word in text]
        for name, text in desk.files().items()
    }
    assert told == {
        "morning-2025-07-09.txt": ["Storm"],
        "morning-2025-07-11.txt": ["Ferry", "Gale"],
    }


def test_another_destination_mends_a_failing_run(desk: Desk) -> None:
    (desk.folder / "digests").write_text("in the way")
    desk.hand.step(at("05:00", 9))
    desk.configure(replace(desk.digest, to=str(desk.folder / "elsewhere-{time}.md"), format="md"))
    desk.hand.step(at("05:05", 9))
    assert (desk.folder / "elsewhere-0800.md").read_text().startswith("# morning")


def test_a_fault_of_a_form_costs_the_digest_and_not_the_daemon(desk: Desk) -> None:
    desk.configure(replace(desk.digest, to="-"))
    desk.output = lambda text: text.index("no such words")
    desk.hand.step(at("05:00", 9))
    assert desk.last().error == "ValueError: substring not found"


def test_a_store_that_cannot_be_written_is_the_daemons_to_hear_of(desk: Desk) -> None:
    """It pauses then, and the digest is made when there is room again."""
    reading = Store.open(f"sqlite:///{desk.room.path}", now=at("05:00", 9))
    config = Config(None, "", "Europe/Kyiv", None, digests=(desk.digest,))
    with reading, pytest.raises(StoreError):
        Digesting(reading, config, desk.said.append).step(at("05:00", 9))
    assert desk.files() == {}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "x.md"
    write_whole(path, b"old")
    (path.parent / ".x.md.part").write_bytes(b"left by a crash")
    write_whole(path, b"new")
    assert [one.name for one in path.parent.iterdir()] == ["x.md"]
    assert path.read_bytes() == b"new"
    path.with_name("folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(path.with_name("folder"), b"x")


# --- clocks and intervals --------------------------------------------------------------------


def test_a_clock_that_was_wrong_for_a_while_does_not_silence_a_digest(desk: Desk) -> None:
    desk.news(at("04:00", 9), "Storm")
    desk.hand.step(at("05:00", 9))
    desk.news(at("06:00", 9), "Ferry")
    desk.hand.step(datetime(2030, 1, 1, 9, tzinfo=UTC))
    desk.news(at("07:00", 9), "Gale")
    desk.hand.step(at("07:30", 9))
    desk.hand.step(at("05:00", 10))
    assert list(desk.files()) == [
        "morning-2025-07-09.txt",
        "morning-2025-07-10.txt",
        "morning-2030-01-01.txt",
    ]
    told = desk.files()["morning-2025-07-10.txt"]
    assert ("Gale" in told, "Ferry" in told) == (True, False)


@pytest.mark.parametrize(
    ("window", "since", "until"),
    [
        ("yesterday", "Wednesday 2025-07-09 00:00", "Thursday 2025-07-10 00:00"),
        ("today", "Thursday 2025-07-10 00:00", "Thursday 2025-07-10 08:00"),
        ("6h", "Thursday 2025-07-10 02:00", "Thursday 2025-07-10 08:00"),
        ("P1W/", "Thursday 2025-07-03 08:00", "Thursday 2025-07-10 08:00"),
    ],
)
def test_windows_by_time(desk: Desk, window: str, since: str, until: str) -> None:
    desk.configure(replace(desk.digest, window=window))
    desk.hand.step(at("05:00", 9))
    desk.hand.step(at("05:00", 10))
    assert f"{since} to {until}" in " ".join(desk.files()["morning-2025-07-10.txt"].split())


def test_missed_days_are_in_the_window_of_the_one_that_makes_up_for_them(desk: Desk) -> None:
    desk.configure(replace(desk.digest, window="yesterday"))
    desk.hand.step(at("05:00", 9))
    desk.hand.step(at("09:00", 12))
    told = " ".join(desk.files()["morning-2025-07-12.txt"].split())
    assert "Wednesday 2025-07-09 00:00 to Saturday 2025-07-12 00:00" in told


# --- anything may happen ---------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(["poll", "late", "edit", "look", "die before", "die after", "refuse"]),
        st.integers(1, 40),
    ),
    max_size=40,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_every_item_is_told_once_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, int]]
) -> None:
    """Polls, polls recorded late, edits, long pauses, crashes before and after the delivery, and
    deliveries that fail: each item is new in one digest, and a digest that is delivered twice is
    the same to the byte."""
    desk = Desk(tmp_path_factory.mktemp("any"), at=cron("*/15 * * * *"), to="-", format="json")
    delivered: dict[str, set[str]] = {}
    headlines: list[str] = []

    def deliver(text: str) -> None:
        delivered.setdefault(json.loads(text)["until_at"], set()).add(text)

    def die(text: str) -> None:
        raise Killed

    def deliver_and_die(text: str) -> None:
        deliver(text)
        raise Killed

    def refuse(text: str) -> None:
        raise OSError("no")

    outputs = {"look": deliver, "die before": die, "die after": deliver_and_die, "refuse": refuse}
    with desk.room:
        desk.room.sources("alpha", "beta")
        now, fetched_at = at("00:00", 9), at("00:00", 8)
        desk.hand.step(now)
        for what, minutes in [*actions, ("look", 40), ("look", 40)]:
            now += minutes * MINUTE
            if what in outputs:
                desk.output = outputs[what]
                try:
                    desk.hand.step(now)
                except Killed:
                    desk.configure(desk.digest)
                continue
            if what == "late":  # fetched half an hour ago, and recorded only now
                fetched_at = max(fetched_at + MINUTE, now - 30 * MINUTE)
                headlines.append(f"Late item {len(headlines)}")
                desk.room.poll("beta", fetched_at, row(headlines[-1], headlines[-1], now))
                continue
            if what == "poll":
                headlines.append(f"Item {len(headlines)}")
            rows = [row(f"{h}, {now}", h, now) for h in headlines if h.startswith("Item")]
            desk.room.poll("alpha", now, *rows)
        told = [json.loads(text) for texts in delivered.values() for text in texts]
    assert all(len(texts) == 1 for texts in delivered.values())
    new = [
        one["headline"].partition(",")[0] for page in told for one in page["items"] if one["new"]
    ]
    assert sorted(new) == sorted(headlines)
    lines = [change["seq"] for page in told for one in page["items"] for change in one["changes"]]
    assert sorted(lines) == [seq for (seq,) in desk.room.ask("SELECT seq FROM change ORDER BY 1")]
    bounds = sorted((page["after_seq"], page["until_seq"]) for page in told)
    assert all(before[1] == after[0] for before, after in pairwise(bounds))
