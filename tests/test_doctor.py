"""The doctor names the failing piece and what mends it, changes nothing, and asks politely."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.poll.wire import HTML, RSS, Reply, Wire, numbered, wire
from tests.store.busy import busy_writer
from tests.store.desk import fresh_store
from ticker.api import Ticker
from ticker.clock import utc_now
from ticker.config import load
from ticker.doctor import examine
from ticker.doctor.machine import ASTRAY, clock, zone, zone_data
from ticker.errors import ConfigError
from ticker.model import BackupSettings, Config, Finding, PollSettings, Source
from ticker.store.lock import take_lock
from ticker.store.migrating import migrate

SECRET = "s3cret-k3y"


@pytest.fixture
def source() -> Iterator[Wire]:
    with wire() as served:
        served.answers["/rss"] = Reply(numbered(3, 2, 1))
        yield served


@pytest.fixture
def config(tmp_path: Path, source: Wire) -> Config:
    """One source, in an empty folder; nothing that could be warned of."""
    return Config(
        path=str(tmp_path / "config.toml"),
        database=f"sqlite:///{tmp_path}/ticker.db",
        zone="Europe/Kyiv",
        captures=str(tmp_path / "captures"),
        poll=PollSettings(spacing_s=0, allow_private=(source.place,), contact="desk@example.org"),
        sources=(Source("harbour", source.url("/rss"), kind="feed"),),
        backup=BackupSettings(str(tmp_path / "backups")),
    )


@pytest.fixture
def polled(config: Config) -> Config:
    with Ticker(config) as ticker:
        assert ticker.poll().failed == 0
    return config


def found(
    config: Config | ConfigError, *, now: datetime | None = None, network: bool = False
) -> dict[str, Finding]:
    """The findings by piece."""
    at = now or utc_now()
    return {one.piece: one for one in examine(config, lambda: at, network=network)}


def later(**more: float) -> datetime:
    return utc_now() + timedelta(**more)


def write(config: Config, statement: str) -> None:
    path = config.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def database(config: Config) -> Path:
    return Path(config.database.removeprefix("sqlite:///"))


def health(finding: Finding) -> tuple[str, str]:
    return finding.health, f"{finding.said} | {finding.mend}"


# --- everything ------------------------------------------------------------------------------


def test_a_sound_installation_has_nothing_failing_and_looking_makes_nothing(
    polled: Config, tmp_path: Path
) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    pieces = found(polled)
    assert not [one for one in pieces.values() if one.health == "failing"]
    assert list(pieces) == [
        *("config", "contact", "zone data", "zone", "SQLite"),
        *("store", "daemon", "disk", "captures", "backup", "clock", "source harbour"),
    ]
    assert {path.name for path in tmp_path.iterdir()} <= before | {"ticker.db-shm", "ticker.db-wal"}


def test_before_the_first_poll_nothing_fails_and_no_store_is_made(
    config: Config, tmp_path: Path
) -> None:
    pieces = found(config)
    assert not [one for one in pieces.values() if one.health == "failing"]
    assert health(pieces["store"])[0] == "warning"
    assert pieces["store"].mend == "ticker poll"
    assert pieces["source harbour"].mend == "ticker poll harbour"
    assert list(tmp_path.iterdir()) == []


def test_whatever_is_not_well_says_what_mends_it(config: Config) -> None:
    bare = replace(config, poll=PollSettings(), backup=BackupSettings(), sources=())
    for pieces in (found(bare), found(bare, now=later(days=-9_000)), found(config)):
        for one in pieces.values():
            assert (one.mend is None) == (one.health == "ok"), one
    assert found(bare)["config"].mend == "ticker add URL"
    assert "[poll]" in (found(bare)["contact"].mend or "")
    assert "[backup]" in (found(bare)["backup"].mend or "")


def test_a_configuration_that_cannot_be_read_is_told_with_what_can_be_examined() -> None:
    error = ConfigError("unknown key", where="config.toml:2", hint="the keys are")
    pieces = found(error)
    assert list(pieces) == ["config", "zone data", "zone", "SQLite", "clock"]
    assert pieces["config"] == Finding(
        "config", "failing", "config.toml:2: unknown key", "the keys are"
    )


# --- the machine -----------------------------------------------------------------------------


def test_zone_data_grows_old() -> None:
    assert zone_data(later()).health in ("ok", "warning")
    old = zone_data(later(days=3_000))
    assert old.health == "warning"
    assert "update" in (old.mend or "")


@pytest.mark.parametrize(
    ("configured", "local", "verdict"),
    [
        (None, "Europe/Kyiv", "ok"),
        (None, None, "warning"),
        ("UTC", "UTC", "ok"),
        ("UTC", None, "warning"),
        ("Europe/Kyiv", None, "ok"),
        ("Europe/Kyiv", "UTC", "ok"),
    ],
)
def test_a_machine_without_a_zone_is_told(
    configured: str | None, local: str | None, verdict: str
) -> None:
    """Then days are silently those of UTC, unless the configuration names a zone."""
    assert zone(configured, local).health == verdict


@pytest.mark.parametrize(
    ("last_poll", "skews", "verdict", "says"),
    [
        (None, (), "ok", "2026-"),
        (timedelta(minutes=-9), (), "ok", ""),
        (ASTRAY, (), "ok", ""),
        (timedelta(hours=3), (), "failing", "3 h after what is now"),
        (None, (-600, 2, 3), "ok", "3 servers"),
        (None, (1,), "ok", "1 server"),
        (None, (-3_600, -3_599, 5), "failing", "59 min ahead of"),
        (None, (7_200,), "failing", "2 h behind"),
    ],
)
def test_a_clock_is_held_against_the_record_and_against_servers(
    last_poll: timedelta | None, skews: tuple[int, ...], verdict: str, says: str
) -> None:
    """One server may be wrong; most are not."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    polled_at = None if last_poll is None else now + last_poll
    finding = clock(now, polled_at, [timedelta(seconds=skew) for skew in skews])
    assert (finding.health, says in finding.said) == (verdict, True), finding


def test_a_clock_before_its_own_zone_data_is_wrong() -> None:
    finding = clock(datetime(1999, 1, 1, tzinfo=UTC), None, ())
    assert finding.health == "failing"
    assert "timedatectl" in (finding.mend or "")


# --- the record ------------------------------------------------------------------------------


def _text(path: Path) -> None:
    path.write_text("08:54 Headline\n" * 100)


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")


def _flipped(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for place in range(8_192, len(whole), 4_096):
        whole[place : place + 60] = os.urandom(60)
    path.write_bytes(whole)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_text, "not a SQLite database"),
        (_foreign, "another program"),
        (_newer, "newer ticker"),
        (_flipped, "damaged"),
        (_folder, "a folder"),
    ],
)
def test_a_store_that_cannot_be_used_is_named(
    polled: Config, spoil: Callable[[Path], None], says: str
) -> None:
    for log in ("-wal", "-shm"):
        database(polled).with_name(f"ticker.db{log}").unlink(missing_ok=True)
    spoil(database(polled))
    finding = found(polled)["store"]
    assert (finding.health, says in finding.said, bool(finding.mend)) == ("failing", True, True)


def test_an_older_store_is_not_upgraded_by_looking(config: Config) -> None:
    database(config).write_bytes(fresh_store())
    migrate(database(config), "0001")
    before = database(config).read_bytes()
    pieces = found(config)
    assert (pieces["store"].health, "upgraded" in pieces["store"].said) == ("ok", True)
    assert "source harbour" not in pieces
    assert database(config).read_bytes() == before


def test_a_database_elsewhere_is_told_without_its_password(config: Config) -> None:
    far = replace(config, database=f"postgresql://desk:{SECRET}@wire/x")
    pieces = found(far)
    assert pieces["store"].health == "failing"
    assert not {"daemon", "disk", "backup"} & set(pieces)
    assert SECRET not in repr(pieces)


def test_who_writes_is_named(config: Config) -> None:
    database(config).write_bytes(fresh_store())
    with busy_writer(database(config)) as writer:
        writer.told()
        assert f"pid {writer.pid}" in found(config)["daemon"].said
    assert found(config)["daemon"].said.startswith("not running")


def test_sources_that_are_overdue_are_the_fault_of_who_does_not_poll(polled: Config) -> None:
    assert found(polled)["daemon"].health == "ok"
    finding = found(polled, now=later(days=1))["daemon"]
    assert health(finding) == (
        "warning",
        "not running, and 1 of 1 sources are overdue | ticker run",
    )
    lock = take_lock(database(polled))
    pieces = found(polled, now=later(days=1))
    lock.release()
    assert pieces["daemon"].health == "ok"
    assert (pieces["source harbour"].health, "overdue" in pieces["source harbour"].said) == (
        "warning",
        True,
    )


def test_a_backup_that_grows_old_is_missed(polled: Config) -> None:
    assert found(polled)["backup"].mend == "ticker backup"
    folder = Path(polled.backup.folder or "")
    folder.mkdir()
    for hours, verdict in ((1, "ok"), (48, "ok"), (50, "warning")):
        for old in folder.iterdir():
            old.unlink()
        made = later(hours=-hours)
        (folder / f"ticker-{made:%Y%m%dT%H%M%SZ}.db").touch()
        finding = found(polled)["backup"]
        assert (finding.health, " ago" in finding.said) == (verdict, True)


def test_captures_that_cannot_be_kept_are_told(config: Config, tmp_path: Path) -> None:
    assert found(replace(config, captures=None))["captures"].health == "ok"
    (tmp_path / "file").touch()
    finding = found(replace(config, captures=str(tmp_path / "file" / "captures")))["captures"]
    assert (finding.health, "owner" in (finding.mend or "")) == ("failing", True)


# --- sources ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "verdict", "says"),
    [
        ("failures = 1, error = 'HTTP 503'", "warning", "failing: HTTP 503"),
        ("failures = 4, error = 'HTTP 503'", "failing", "failing: HTTP 503"),
        ("silent_since = 1, reason = 'nothing new for 9 h'", "warning", "nothing new for 9 h"),
        ("confirmed_at = 1", "warning", "empty: "),
        ("gone_hits = 9, gone_since = 1", "failing", "ticker remove harbour"),
        (
            "moved_to = 'https://b.example/', moved_hits = 99, moved_since = 1",
            "warning",
            'url = "https://b.example/"',
        ),
    ],
)
def test_a_source_in_trouble_is_told_with_what_to_do(
    polled: Config, row: str, verdict: str, says: str
) -> None:
    write(polled, f"UPDATE source SET {row}")
    finding = found(polled)["source harbour"]
    told, words = health(finding)
    assert (told, says in words, bool(finding.mend)) == (verdict, True, True), finding


def test_a_source_that_is_not_configured_any_more_is_nobodys_trouble(polled: Config) -> None:
    pieces = found(replace(polled, sources=()), now=later(days=1))
    assert "source harbour" not in pieces
    assert pieces["daemon"].health == "ok"


# --- asked -----------------------------------------------------------------------------------


def ask(config: Config, *, now: datetime | None = None) -> dict[str, Finding]:
    return found(config, now=now, network=True)


def test_without_being_told_to_no_source_is_asked(config: Config, source: Wire) -> None:
    found(config)
    assert source.asked == []


def test_each_source_is_asked_once_and_nothing_is_recorded(
    config: Config, source: Wire, tmp_path: Path
) -> None:
    pieces = ask(config)
    assert source.paths() == ["/rss"]
    assert "desk@example.org" in source.asked[0].headers["user-agent"]
    assert pieces["source harbour"].said == "never polled; now: answers, with 3 items"
    assert pieces["network"].said == "1 of 1 source asked can be read"
    assert "as by 1 server" in pieces["clock"].said
    assert list(tmp_path.iterdir()) == []


def test_what_is_known_is_not_sent_again(config: Config, source: Wire) -> None:
    source.answers["/rss"] = Reply(numbered(1), headers={**RSS, "ETag": '"a"'})
    with Ticker(config) as ticker:
        ticker.poll()
    source.answers["/rss"] = Reply(status=304)
    pieces = ask(config, now=later(minutes=20))
    assert source.asked[-1].headers["if-none-match"] == '"a"'
    assert pieces["source harbour"].said.endswith("now: nothing new (304)")


def test_a_source_that_answered_just_now_is_not_asked_again(polled: Config, source: Wire) -> None:
    before = len(source.asked)
    assert "less than a minute" in ask(polled)["source harbour"].said
    assert len(source.asked) == before


def test_who_asked_to_be_left_alone_is(polled: Config, source: Wire) -> None:
    source.answers["/rss"] = Reply(b"", 429, {"Content-Type": "text/plain", "Retry-After": "7200"})
    with Ticker(polled) as ticker:
        ticker.poll("harbour", force=True)
    before = len(source.asked)
    pieces = ask(polled, now=later(minutes=30))
    assert len(source.asked) == before
    assert "left alone until" in pieces["source harbour"].said
    assert "network" not in pieces


def test_robots_txt_is_heeded_for_lists(config: Config, source: Wire) -> None:
    source.answers["/robots.txt"] = Reply(
        b"User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"}
    )
    listed = replace(config, sources=(Source("page", source.url("/rss"), kind="list"),))
    pieces = ask(listed)
    assert source.paths() == ["/robots.txt"]
    assert (pieces["source page"].health, "robots.txt" in pieces["source page"].said) == (
        "failing",
        True,
    )


@pytest.mark.parametrize(
    ("reply", "verdict", "says"),
    [
        (Reply(b"", 404, HTML), "failing", "404"),
        (Reply(b"<!doctype html><title>Log in</title>", 200, HTML), "failing", "HTML"),
        (Reply(numbered()), "warning", "no items"),
        (Reply(numbered(1)[:-40]), "failing", "now: "),
    ],
)
def test_what_does_not_answer_well_is_named(
    config: Config, source: Wire, reply: Reply, verdict: str, says: str
) -> None:
    source.answers["/rss"] = reply
    finding = ask(config)["source harbour"]
    assert (finding.health, says in finding.said, bool(finding.mend)) == (verdict, True, True)


def test_a_source_that_hangs_is_not_waited_for_long(config: Config, source: Wire) -> None:
    source.answers["/hang"] = Reply(hang_s=600)
    hanging = Source("hang", source.url("/hang"), kind="feed")
    quick = replace(config.poll, timeout_s=1.0, per_host=2)
    pieces = ask(replace(config, poll=quick, sources=(*config.sources, hanging)))
    assert pieces["source hang"].health == "failing"
    assert pieces["network"].said == "1 of 2 sources asked can be read"


def test_where_nothing_answers_it_is_the_network(config: Config) -> None:
    deaf = Source("deaf", "http://127.0.0.1:1/rss", kind="feed")
    alone = replace(config.poll, allow_private=("127.0.0.1:1",))
    finding = ask(replace(config, poll=alone, sources=(deaf,)))["network"]
    assert (finding.health, "no network?" in finding.said) == ("failing", True)


def test_a_clock_that_servers_contradict_is_wrong(config: Config, source: Wire) -> None:
    ahead = format_datetime(later(hours=2), usegmt=True)
    source.answers["/rss"] = Reply(numbered(1), headers={**RSS, "Date": ahead})
    now = datetime.now(UTC)
    finding = ask(config, now=now - timedelta(hours=2))["clock"]
    assert (finding.health, " h behind" in finding.said) == ("failing", True)


def test_a_secret_is_not_shown(
    tmp_path: Path, source: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text(
        f'[poll]\nallow_private = ["{source.place}"]\nspacing = "0s"\n'
        f'[[sources]]\nname = "paid"\nurl = "http://{source.place}/rss?key=${{KEY}}"\n'
        f'[[sources]]\nname = "gone"\nurl = "http://{source.place}/none?key=${{KEY}}"\n'
        '[[sources]]\nname = "deaf"\nurl = "http://127.0.0.1:1/none?key=${KEY}"\n'
    )
    config = load(tmp_path / "config.toml", {"KEY": SECRET})
    pieces = ask(config)
    assert "answers" in pieces["source paid"].said
    assert (pieces["source gone"].health, pieces["source deaf"].health) == ("failing", "failing")
    assert SECRET not in repr(pieces)
