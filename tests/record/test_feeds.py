"""Real feeds go in whole: no exception, no entry lost, nothing changed by a second poll."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from ticker.api import Ticker
from ticker.model import Config, Query, Source

AT = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)


@pytest.mark.slow
def test_every_entry_of_every_real_feed_is_a_stored_item(
    shared_inputs: Path, tmp_path: Path
) -> None:
    feeds = sorted((shared_inputs / "feeds").glob("*.xml"))
    sources = tuple(Source(f"feed-{n}", str(path)) for n, path in enumerate(feeds))
    config = Config(
        path=None,
        database=f"sqlite:///{tmp_path / 'ticker.db'}",
        zone="UTC",
        captures=None,
        sources=sources,
    )
    with Ticker(config) as ticker:
        for source, path in zip(sources, feeds, strict=True):
            expected = len(feedparser.parse(io.BytesIO(path.read_bytes())).entries)
            for number in (0, 1):
                index = tmp_path / f"{source.name}-{number}.jsonl"
                at = (AT + timedelta(hours=number)).isoformat()
                index.write_text(json.dumps({"ts": at, "file": str(path)}) + "\n")
                report = ticker.replay(source.name, index)
                assert report.failed == 0, path.name
                if number:
                    assert (report.new, report.revised) == (0, 0), path.name
            sighted = ticker.find(Query(sources=frozenset({source.name}), limit=None))
            assert len(sighted) == expected, path.name
