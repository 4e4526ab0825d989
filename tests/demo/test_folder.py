"""The demo's folder is its own, and what is somebody else's stays as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ticker.cli.main import program
from ticker.config import load
from ticker.demo.folder import SIGN, configuration, configure, prepare
from ticker.demo.stories import PAPERS
from ticker.errors import StoreBusyError, UsageError
from ticker.store.lock import take_lock

PLACE = "127.0.0.1:4711"


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in files}


@pytest.mark.parametrize(
    "files",
    [
        {"notes.txt": "mine"},
        {"config.toml": '[ticker]\nzone = "UTC"\n', "ticker.db": "a record of years"},
        {"config.toml": f"# mine\n{SIGN}\n"},
    ],
    ids=["notes", "a desk", "signed further down"],
)
def test_a_folder_with_anything_else_in_it_is_refused_and_left(
    tmp_path: Path, files: dict[str, str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    before = contents(tmp_path)
    with pytest.raises(UsageError) as refused:
        prepare(tmp_path)
    assert "--folder" in (refused.value.hint or "")
    assert contents(tmp_path) == before


def test_a_configuration_in_no_known_charset_is_not_the_demos(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError):
        prepare(tmp_path)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    file, dangling = tmp_path / "file", tmp_path / "dangling"
    file.write_text("mine")
    dangling.symlink_to(tmp_path / "nowhere")
    for path in (file, dangling, file / "below"):
        with pytest.raises(UsageError):
            prepare(path)
    assert file.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused_with_a_hint(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        prepare(tmp_path / "demo")


def test_a_new_folder_is_made_and_an_empty_one_taken(tmp_path: Path) -> None:
    for folder in (tmp_path / "a" / "b", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        prepare(folder)
        assert (folder / "config.toml").read_text().startswith(SIGN)


def test_however_early_a_demo_is_stopped_the_next_one_knows_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    prepare(folder)
    prepare(folder)
    configure(folder, PAPERS, PLACE)
    prepare(folder)


def test_only_what_a_demo_wrote_is_removed(tmp_path: Path) -> None:
    prepare(tmp_path)
    configure(tmp_path, PAPERS, PLACE)
    (tmp_path / "captures").mkdir()
    theirs = ["ticker.db", "ticker.db-wal", "ticker.db-shm", "captures/ticker-20250710.warc.gz"]
    mine = ["ticker.db.backup", "notes.txt", "captures/mine.txt"]
    for name in theirs + mine:
        (tmp_path / name).write_text("x")
    prepare(tmp_path)
    assert set(contents(tmp_path)) == {"config.toml", "ticker.db.lock", *mine}


def test_captures_behind_a_link_are_not_the_demos(tmp_path: Path) -> None:
    elsewhere = tmp_path / "evidence"
    elsewhere.mkdir()
    (elsewhere / "ticker-20250710.warc.gz").write_text("evidence")
    folder = tmp_path / "demo"
    prepare(folder)
    (folder / "captures").symlink_to(elsewhere)
    prepare(folder)
    assert contents(elsewhere) == {"ticker-20250710.warc.gz": "evidence"}


def test_a_record_that_somebody_writes_to_is_left_alone(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "ticker.db").write_text("in use")
    lock = take_lock(tmp_path / "ticker.db")
    try:
        with pytest.raises(StoreBusyError, match=f"pid {os.getpid()}"):
            prepare(tmp_path)
    finally:
        lock.release()
    assert (tmp_path / "ticker.db").read_text() == "in use"


def test_its_configuration_is_one_without_mistakes(tmp_path: Path) -> None:
    path = configure(tmp_path, PAPERS, PLACE)
    config = load(path)
    assert [source.name for source in config.sources] == [paper.name for paper in PAPERS]
    assert config.database.endswith(f"{tmp_path}/ticker.db")
    assert config.captures == str(tmp_path / "captures")
    assert config.inactive == ()
    assert configuration(PAPERS, PLACE) == path.read_text()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--folder", "full"), "full: holds something"),
        (("--config", "mine.toml"), "--config: the demo has"),
        (("--database", "mine.db"), "--database: the demo has"),
        (("--zone", "UTC"), "--zone: the demo has"),
        (("--speed", "0"), "--speed"),
    ],
)
def test_the_command_says_what_it_refuses(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    named: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(SystemExit) as ended:
        program.main(["demo", *options])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert named in said.err
    assert "hint: " in said.err
    assert not (tmp_path / "ticker-demo").exists()
