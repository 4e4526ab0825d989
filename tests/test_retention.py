"""What is removed at night, and what stays of it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.poll.desk import Desk
from ticker.capture import CaptureFolder
from ticker.config import load_text
from ticker.errors import ConfigError, ReplayError
from ticker.model import Config, Response, RetentionSettings
from ticker.store import Store
from ticker.upkeep import Upkeep

NOON = datetime(2025, 7, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.warc.gz"))


def filled(folder: Path, days: int) -> list[str]:
    """A capture at noon on each of the last days, the oldest first; their references."""
    captures = CaptureFolder(folder)
    return [
        captures.write("harbour", Response(200, b"%d" % day), NOON - day * DAY)
        for day in reversed(range(days))
    ]


def test_a_file_goes_once_all_in_it_is_older(tmp_path: Path) -> None:
    filled(tmp_path, 5)
    assert CaptureFolder(tmp_path).remove_before(NOON - 2 * DAY, NOON)[0] == 2
    assert kept(tmp_path) == [f"ticker-202507{day:02}.warc.gz" for day in (8, 9, 10)]
    assert CaptureFolder(tmp_path).remove_before(NOON - 2 * DAY, NOON) == (0, 0)


def test_what_was_removed_is_told_apart_from_what_is_lost(tmp_path: Path) -> None:
    references = filled(tmp_path, 3)
    captures = CaptureFolder(tmp_path)
    captures.remove_before(NOON - DAY, NOON)
    with pytest.raises(ReplayError, match="removed by retention at 2025-07-10T12:00:00Z"):
        captures.read_one(references[0])
    assert captures.read_one(references[1]).response.body == b"1"
    (tmp_path / "ticker-20250709.warc.gz").unlink()
    with pytest.raises(ReplayError, match="no such file"):
        captures.read_one(references[1])


def test_check_tells_calmly_what_was_removed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, '[ticker]\nzone = "UTC"\ncaptures = "captures/"\n')
    with Store.open(f"sqlite:///{tmp_path / 'ticker.db'}", write=True, now=NOON):
        pass
    filled(tmp_path / "captures", 4)
    CaptureFolder(tmp_path / "captures").remove_before(NOON - DAY, NOON)
    done = desk.ticker("check")
    assert done.returncode == 0, done.stderr
    told = "captures: 2 files removed by [retention], up to ticker-20250708.warc.gz: no damage"
    assert told in done.stdout.splitlines()


def test_nothing_but_captures_is_removed_and_a_missing_folder_is_none(tmp_path: Path) -> None:
    for name in ("ticker-20200101.warc", "notes-20200101.warc.gz", "ticker-2020.warc.gz"):
        (tmp_path / name).write_text("mine")
    assert CaptureFolder(tmp_path).remove_before(NOON, NOON) == (0, 0)
    assert CaptureFolder(tmp_path / "none").remove_before(NOON, NOON) == (0, 0)
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("keep_days", [None, 30])
def test_it_is_done_once_a_night_and_only_where_it_is_asked_for(
    tmp_path: Path, keep_days: int | None
) -> None:
    folder = tmp_path / "captures"
    filled(folder, 40)
    keep_s = None if keep_days is None else keep_days * 86_400
    config = Config(
        path=None,
        database=f"sqlite:///{tmp_path / 'ticker.db'}",
        zone="UTC",
        captures=str(folder),
        retention=RetentionSettings(keep_s),
    )
    said: list[str] = []
    with (
        Store.open(config.database, write=True, now=NOON) as store,
        closing(Upkeep(store, config, NOON, said.append)) as upkeep,
    ):
        upkeep.step(NOON)
        assert len(kept(folder)) == 40
        for hour in range(48):
            upkeep.step(NOON + timedelta(hours=hour))
    assert len(kept(folder)) == (40 if keep_days is None else 29)
    assert len(said) == (0 if keep_days is None else 2)


def test_a_night_comes_again_after_the_clock_was_ahead(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    filled(folder, 40)
    config = Config(
        path=None,
        database=f"sqlite:///{tmp_path / 'ticker.db'}",
        zone="UTC",
        captures=str(folder),
        retention=RetentionSettings(38 * 86_400),
    )
    said: list[str] = []
    with (
        Store.open(config.database, write=True, now=NOON) as store,
        closing(Upkeep(store, config, NOON + 365 * DAY, said.append)) as upkeep,
    ):
        upkeep.step(NOON + 365 * DAY)
        upkeep.step(NOON)
        upkeep.step(NOON + DAY)
    assert said == [said[0]]
    assert said[0].startswith("retention: 2 files of captures removed")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("", None), ('captures = "90d"', 7_776_000), ('captures = "2w"', 1_209_600)],
)
def test_it_is_configured_in_days(tmp_path: Path, written: str, seconds: int | None) -> None:
    config = load_text(f"[retention]\n{written}\n", tmp_path / "config.toml")
    assert config.retention.captures_s == seconds
    assert config.inactive == ()


@pytest.mark.parametrize("written", ['captures = "1h"', "captures = 90", 'polls = "1y"'])
def test_what_cannot_be_meant_is_refused_with_its_line(tmp_path: Path, written: str) -> None:
    with pytest.raises(ConfigError, match=r"config\.toml:2"):
        load_text(f"[retention]\n{written}\n", tmp_path / "config.toml")
