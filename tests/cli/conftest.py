"""A folder of one's own, a newsroom in it, and the command."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.served import Newsroom, feed, newsroom
from ticker.cli.main import program

HEADLINES = feed("Ferry resumes", "Storm: 2 hurt", "Tide table changes")
Command = Callable[..., Result]


def configured(folder: Path, room: Newsroom) -> Path:
    """A configuration of one source, the newsroom's feed."""
    path = folder / "config.toml"
    path.write_text(
        "# our desk\n"
        '[ticker]\nzone = "Europe/Kyiv"\n\n'
        f'[poll]\nallow_private = ["{room.place}"]\n\n'
        f'[[sources]]\nname = "harbour"\nkind = "feed"\nurl = "{room.url("/rss")}"\n'
        'tags = ["coast"]\n'
    )
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, without a configuration anywhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TICKER_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path / "none"))
    return tmp_path


@pytest.fixture
def ticker(here: Path) -> Command:
    """Runs the command here, as ``ticker("items", "--since", "2h")``."""

    def run(*args: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(program, list(args), input=stdin)

    return run


@pytest.fixture
def room() -> Iterator[Newsroom]:
    """A newsroom with a feed of three headlines."""
    with newsroom() as served:
        served.documents["/rss"] = HEADLINES
        yield served


@pytest.fixture
def config(here: Path, room: Newsroom) -> Path:
    """A configuration of one source, the newsroom's feed."""
    return configured(here, room)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store of a newsroom that was polled once: making one takes a while."""
    folder = tmp_path_factory.mktemp("template")
    with newsroom() as served:
        served.documents["/rss"] = HEADLINES
        path = configured(folder, served)
        CliRunner().invoke(program, ["--config", str(path), "poll"], catch_exceptions=False)
    return folder


@pytest.fixture
def polled(config: Path, template: Path) -> Path:
    """The configuration with a store in which the newsroom was polled once."""
    for file in template.glob("ticker.db*"):
        shutil.copy(file, config.parent)
    return config
