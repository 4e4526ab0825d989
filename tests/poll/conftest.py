"""A source on the loopback, a clock of one's own, and configurations over a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.poll.wire import Hands, Wire, wire
from ticker.model import Config, PollSettings, Source

Configured = Callable[..., Config]


@pytest.fixture
def source() -> Iterator[Wire]:
    with wire() as served:
        yield served


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def configured(tmp_path: Path, source: Wire) -> Configured:
    """A configuration of sources with a store and captures in a folder of its own (`at`)."""

    def config(*sources: Source, at: str = "desk", **poll: Any) -> Config:
        folder = tmp_path / at
        settings = PollSettings(allow_private=(source.place,), **{"spacing_s": 0.0, **poll})
        return Config(
            path=None,
            database=f"sqlite:///{folder / 'ticker.db'}",
            zone="UTC",
            captures=str(folder / "captures"),
            poll=settings,
            sources=sources or (Source("harbour", source.url("/rss")),),
        )

    return config
