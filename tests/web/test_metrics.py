"""``/metrics``, as Prometheus reads it."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.cli.served import feed
from tests.web.serving import site


def test_every_source_is_measured(tmp_path: Path) -> None:
    with site(tmp_path) as wire:
        wire.room.documents["/rss"] = feed("Ferry leaves", "Train leaves", hour=5)
        wire.poll()
        wire.poll()
        wire.room.documents["/rss"] = feed("Bus", "Ferry leaves", "Train leaves", hour=5)
        wire.poll()
        polled = wire.clock()
        assert 'ticker_overlap_items{source="harbour"} 2.0' in wire.get("/metrics").text
        del wire.room.documents["/rss"]
        wire.poll()
        families = {f.name: f for f in text_string_to_metric_families(wire.get("/metrics").text)}
        (overlap,) = families["ticker_overlap_items"].samples
        assert overlap.value == 2  # of the last two lists, whatever came after them
        polls = {s.labels["result"]: s.value for s in families["ticker_polls"].samples}
        assert polls == {"new": 2, "same": 1, "failed": 1}
        (new,) = families["ticker_last_new_timestamp_seconds"].samples
        assert (new.labels, new.value) == ({"source": "harbour"}, polled.timestamp())
        assert families["ticker_failures"].samples[0].value == 1
        assert families["ticker_silent"].samples[0].value == 0
        assert {s.labels["quantile"] for s in families["ticker_publish_to_store_seconds"].samples}
