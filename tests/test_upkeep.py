"""The nightly work: when a night begins, backups made, missed, failed, stopped."""

from __future__ import annotations

import time as clocks
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.model import BackupSettings, Config, Source
from ticker.store import Store, backups
from ticker.upkeep import Upkeep, last_night, newest_backup, size_in_words

NOON = datetime(2025, 7, 10, 12, tzinfo=UTC)
PATIENCE_S = 30.0


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "at", "zone", "night"),
    [
        ("2025-07-10T12:00", "03:30", "UTC", "2025-07-10T03:30"),
        ("2025-07-10T03:30", "03:30", "UTC", "2025-07-10T03:30"),
        ("2025-07-10T03:29:59", "03:30", "UTC", "2025-07-09T03:30"),
        ("2025-07-10T00:00", "00:00", "UTC", "2025-07-10T00:00"),
        ("2025-07-10T20:30", "23:30", "Europe/Kyiv", "2025-07-10T20:30"),
        ("2025-07-10T20:29", "23:30", "Europe/Kyiv", "2025-07-09T20:30"),
        ("2025-07-10T12:00", "03:30", "Pacific/Kiritimati", "2025-07-09T13:30"),
        # Kyiv, 30 March 2025: 03:00 is 04:00 at once (01:00Z), and 03:30 is never shown.
        ("2025-03-30T01:00", "03:30", "Europe/Kyiv", "2025-03-29T01:30"),
        ("2025-03-30T01:29", "03:30", "Europe/Kyiv", "2025-03-29T01:30"),
        ("2025-03-30T01:30", "03:30", "Europe/Kyiv", "2025-03-30T01:30"),
        ("2025-03-30T12:00", "03:30", "Europe/Kyiv", "2025-03-30T01:30"),
        # 26 October 2025: 03:30 is shown at 00:30Z and again at 01:30Z.
        ("2025-10-26T00:29", "03:30", "Europe/Kyiv", "2025-10-25T00:30"),
        ("2025-10-26T00:30", "03:30", "Europe/Kyiv", "2025-10-26T00:30"),
        ("2025-10-26T01:30", "03:30", "Europe/Kyiv", "2025-10-26T00:30"),
        ("2025-10-26T12:00", "03:30", "Europe/Kyiv", "2025-10-26T00:30"),
    ],
)
def test_a_night_begins_once_a_day(now: str, at: str, zone: str, night: str) -> None:
    assert last_night(utc(now), time.fromisoformat(at), ZoneInfo(zone)) == utc(night)


ZONES = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Gaza")


@given(
    st.integers(1_100_000_000, 2_050_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
def test_the_last_night_is_never_ahead_and_never_two_days_ago(
    now: datetime, at: time, zone: str
) -> None:
    night = last_night(now, at, ZoneInfo(zone))
    # Apia had no 30 December 2011: there two nights lie two days apart.
    assert timedelta(0) <= now - night <= timedelta(hours=50)
    assert last_night(night, at, ZoneInfo(zone)) == night


def test_a_day_that_a_place_left_out_has_no_night_of_its_own() -> None:
    """Apia went from 29 December 2011 to the 31st."""
    apia, nights = ZoneInfo("Pacific/Apia"), []
    for hour in range(24 * 5):
        now = utc("2011-12-28T00:00") + timedelta(hours=hour)
        nights.append(last_night(now, time(3, 30), apia))
    assert nights == sorted(nights)
    local = [night.astimezone(apia).isoformat()[:16] for night in dict.fromkeys(nights)]
    assert local[1:4] == ["2011-12-28T03:30", "2011-12-29T03:30", "2011-12-31T03:30"]


# --- backups ----------------------------------------------------------------------------------


class Watch:
    """An upkeep with what it says, stepped until it has said something."""

    def __init__(self, store: Store, config: Config, now: datetime) -> None:
        self.said: list[str] = []
        self.upkeep = Upkeep(store, config, now, self.said.append)

    def until_said(self, now: datetime) -> str:
        deadline = clocks.monotonic() + PATIENCE_S
        self.said.clear()
        while not self.said:
            assert clocks.monotonic() < deadline, "nothing was said"
            self.upkeep.step(now)
            clocks.sleep(0.002)
        return self.said[-1]

    def is_quiet(self, now: datetime) -> bool:
        """Whether nothing is begun."""
        self.said.clear()
        for _ in range(3):
            self.upkeep.step(now)
        return not self.said and not self.upkeep.backing_up()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(
        path=None,
        database=f"sqlite:///{tmp_path}/ticker.db",
        zone="UTC",
        captures=None,
        backup=BackupSettings(str(tmp_path / "backups"), time(3, 30), 2),
    )


@pytest.fixture
def store(config: Config) -> Iterator[Store]:
    with Store.open(config.database, write=True, now=NOON) as store:
        yield store


@pytest.fixture
def folder(config: Config) -> Path:
    return Path(config.backup.folder or "")


def made(config: Config, folder: Path) -> list[datetime]:
    return [at for at, _ in backups(config.database, folder)]


def test_a_backup_that_was_missed_is_made_at_the_start_and_then_each_night(
    store: Store, config: Config, folder: Path
) -> None:
    watch = Watch(store, config, NOON)
    said = watch.until_said(NOON)
    assert said.startswith(f"backup made: {folder}/ticker-20250710T120000Z.db, 0.")
    assert made(config, folder) == [NOON]
    night = utc("2025-07-11T03:30")
    assert watch.is_quiet(NOON + timedelta(hours=1))
    assert watch.is_quiet(night - timedelta(seconds=1))
    watch.until_said(night)
    assert made(config, folder) == [NOON, night]
    assert watch.is_quiet(night + timedelta(seconds=1))
    watch.until_said(night + timedelta(days=1, hours=3))
    assert made(config, folder) == [night, night + timedelta(days=1, hours=3)]


def test_a_restart_makes_no_backup_that_there_is(
    store: Store, config: Config, folder: Path
) -> None:
    Watch(store, config, NOON).until_said(NOON)
    for hours in (0, 1, 15):
        assert Watch(store, config, NOON).is_quiet(NOON + timedelta(hours=hours))
    Watch(store, config, NOON).until_said(NOON + timedelta(hours=16))


def test_a_backup_of_a_wrong_clock_keeps_none_away(
    store: Store, config: Config, folder: Path
) -> None:
    folder.mkdir()
    (folder / "ticker-20990101T000000Z.db").write_text("of a day to come")
    assert newest_backup(config, NOON) is None
    Watch(store, config, NOON).until_said(NOON)
    assert newest_backup(config, NOON) == NOON


def test_a_clock_set_back_makes_no_second_backup(store: Store, config: Config) -> None:
    watch = Watch(store, config, NOON)
    watch.until_said(NOON)
    for back in (timedelta(hours=1), timedelta(days=1), timedelta(days=400)):
        assert watch.is_quiet(NOON - back)


def test_a_backup_that_fails_is_said_once_and_tried_again_in_an_hour(
    store: Store, config: Config, folder: Path
) -> None:
    folder.touch()
    watch = Watch(store, config, NOON)
    said = watch.until_said(NOON)
    assert said.startswith("backup failed, the next try is in an hour: ")
    assert str(folder) in said
    assert watch.is_quiet(NOON + timedelta(minutes=59))
    watch.until_said(NOON + timedelta(hours=1))
    folder.unlink()
    said = watch.until_said(NOON + timedelta(hours=2))
    assert said.startswith("backup made: ")


def test_a_stop_leaves_nothing_half_made(store: Store, config: Config, folder: Path) -> None:
    watch = Watch(store, config, NOON)
    watch.upkeep.step(NOON)
    watch.upkeep.close()
    assert not watch.upkeep.backing_up()
    left = [path.name for path in folder.iterdir()] if folder.exists() else []
    assert left in ([], ["ticker-20250710T120000Z.db"])


def test_without_a_folder_no_backup_is_made(store: Store, config: Config, tmp_path: Path) -> None:
    bare = Config(path=None, database=config.database, zone="UTC", captures=None)
    watch = Watch(store, bare, NOON)
    assert watch.is_quiet(NOON + timedelta(days=2))
    assert not (tmp_path / "backups").exists()


# --- the rest of the night --------------------------------------------------------------------


def test_at_night_the_log_is_folded_into_the_store(store: Store, config: Config) -> None:
    bare = Config(path=None, database=config.database, zone="UTC", captures=None)
    with store.writing() as writer:
        writer.sync_sources([Source("bay", "https://bay.example/rss")], NOON)
    watch = Watch(store, bare, NOON)
    watch.is_quiet(NOON)
    before = store.log_size()
    assert before > 0
    for _ in range(10):
        watch.upkeep.step(NOON + timedelta(days=1))
    assert store.log_size() == 0
    assert store.check().problems == ()


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0.0 MB"), (48_240_000, "48.2 MB"), (83_680_500_000, "83.7 GB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words
