"""The invented newsroom's record, made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.forked import forked
from tests.docs.world import build


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the configuration, the recordings and the store of the Harbour Wire."""
    folder = tmp_path_factory.mktemp("harbour") / "world"
    folder.mkdir()
    build(folder)
    return folder


@pytest.fixture(scope="session")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a `ticker` that starts at once."""
    with forked(tmp_path_factory.mktemp("forked")) as place:
        yield place
