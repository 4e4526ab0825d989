"""One fetch from a fault server, run to its end: what most tests of this room need."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.fetch.faultserver import Answer, FaultServer
from ticker.errors import FetchError
from ticker.fetch import Fetcher
from ticker.model import PollSettings, Response

QUICK = PollSettings(timeout_s=10.0, spacing_s=0.0)
"""No waiting for turns. Tests of the deadline shorten it; others leave a loaded machine time."""


@dataclass(frozen=True)
class Told:
    """What came of a fetch, and what the server saw."""

    response: Response | None
    error: FetchError | None
    server: FaultServer

    @property
    def body(self) -> bytes:
        assert self.response is not None, self.error
        return self.response.body

    @property
    def failure(self) -> FetchError:
        assert self.error is not None, self.response
        return self.error


def fetch_one(
    path: str,
    *,
    answers: Mapping[str, Answer] | None = None,
    settings: PollSettings = QUICK,
    **asked: Any,
) -> Told:
    """Fetch `path` from a fault server on 127.0.0.1, which is allowed."""
    return asyncio.run(_fetch_one(path, answers, settings, asked))


async def _fetch_one(
    path: str, answers: Mapping[str, Answer] | None, settings: PollSettings, asked: dict[str, Any]
) -> Told:
    async with FaultServer(answers) as server:
        allowed = replace(settings, allow_private=(server.place, *settings.allow_private))
        async with Fetcher(allowed, version="0.0.1") as fetcher:
            try:
                response = await fetcher.fetch(server.url(path), **asked)
            except FetchError as error:
                return Told(None, error, server)
            return Told(response, None, server)
