"""The whole daemon over the nights in which clocks change, under a clock put on by the test."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.poll.test_nights import off_s, page
from tests.poll.wire import HTML, Asked, Reply, Wire, wire
from ticker import config as configuration
from ticker import daemon
from ticker.model import Visited
from ticker.notify import Supervisor

STEP = timedelta(seconds=60)
HOURS = 5


@dataclass
class Night(Supervisor):
    """Puts the clock forward whenever the daemon's loop goes round and no source is due: what is
    due is being asked. Ends the daemon when the night is over."""

    database: Path
    now: datetime
    until: datetime
    signals: daemon.Signals = field(default_factory=daemon.Signals)
    asked: list[datetime] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    visits: list[Visited] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__({})

    def clock(self) -> datetime:
        return self.now

    def steady(self) -> float:
        return self.now.timestamp()

    def beat(self) -> None:
        due = self._due()
        if due is not None and due > self.now:
            self.now = min(self.now + STEP, due)
            self.signals.stop = self.now >= self.until
            self.signals.knock()

    def tell(self, visited: Visited) -> None:
        self.visits.append(visited)
        self.signals.knock()  # it is recorded: the clock may go on

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(self.now)
        return Reply(page(self.now), headers=HTML)

    def _due(self) -> datetime | None:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            ((due,),) = connection.execute("SELECT min(next_poll_at) FROM source")
        return None if due is None else datetime.fromtimestamp(due, UTC)


CONFIG = """
[ticker]
zone = "Europe/Kyiv"
captures = "captures/"
[poll]
spacing = "0s"
allow_private = ["{place}"]
[[sources]]
name = "pier"
url = "{url}"
kind = "list"
interval = "10m"
[[digests]]
name = "night"
at = "30 3 * * *"
format = "text"
to = "{{name}}-{{date}}.txt"
"""


def lived(source: Wire, folder: Path, since: datetime) -> Night:
    """Five hours of `ticker run`."""
    path = folder / "config.toml"
    path.write_text(CONFIG.format(place=source.place, url=source.url("/list")))
    config = configuration.load(path)
    database = Path(config.database.removeprefix("sqlite:///"))
    night = Night(database, since, since + timedelta(hours=HOURS))
    source.answers["/list"] = night.answer
    status = daemon.run(
        lambda: config,
        tell=night.tell,
        say=night.said.append,
        clock=night.clock,
        steady=night.steady,
        manager=night,
        asked=night.signals,
    )
    assert status == 0
    return night


def told(night: Night, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(night.database)) as connection:
        return connection.execute(question).fetchall()


@pytest.mark.parametrize(
    ("since", "due"),
    [
        # At 03:00 it is 04:00: half past three does not come, and the digest is due after the gap.
        ("2025-03-29T22:30", "2025-03-30T01:00"),
        # At 04:00 it is 03:00: half past three comes twice, and the digest the first time.
        ("2025-10-25T22:00", "2025-10-26T00:30"),
    ],
    ids=["spring", "autumn"],
)
def test_a_night_in_which_clocks_change_is_a_night_like_others(
    tmp_path: Path, since: str, due: str
) -> None:
    """The source is asked every ten minutes, the digest is made once, nothing is a gap, a silence
    or a step of the clock, and every time is true."""
    with wire() as source:
        night = lived(source, tmp_path, datetime.fromisoformat(since).replace(tzinfo=UTC))
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(night.asked)]
    assert 540 <= min(waits) <= max(waits) <= 720
    assert HOURS * 5 <= len(night.asked) == len(night.visits) <= HOURS * 7
    assert told(night, "SELECT kind FROM changes WHERE item_id IS NULL") == []
    assert not [line for line in night.said if "clock_step" in line]
    runs = told(night, "SELECT at FROM digest_run WHERE outcome = 'done'")
    assert [datetime.fromtimestamp(int(str(at)), UTC) for (at,) in runs] == [
        datetime.fromisoformat(due).replace(tzinfo=UTC)
    ]
    dated = told(night, "SELECT url, published_at, time_error_s FROM items")
    assert len(dated) >= HOURS * 8
    for url, at, error_s in dated:
        assert off_s(str(url), str(at)) < max(int(str(error_s)), 60)
