"""``/metrics``: the state of every source, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.responses import Response

from ticker.model import SourceStatus
from ticker.record import Record
from ticker.web.problems import documented
from ticker.web.records import desk_of

_POLLS = "SELECT source, outcome, sum(repeats) FROM polls GROUP BY source, outcome"
_GAPS = "SELECT source, count(*), sum(until_at IS NULL) FROM gaps GROUP BY source"
_DELAYS = """
SELECT source, CAST(strftime('%s', first_seen_at) AS INTEGER) - sort_s AS delay_s
FROM items WHERE sort_s >= {since} AND time_basis = 'stated' AND delay_s >= 0
"""
# `sort_s` is `published_at` in seconds but for claims about the future.
_DAY_S = 86_400
_QUANTILES = (0.5, 0.9, 0.99)

router = APIRouter()


@router.get(
    "/metrics",
    tags=["server"],
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **documented(503),
    },
)
def metrics(request: Request) -> Response:
    """Per source: last success, last new item, polls by result, overlap, silence, gaps, and how
    long after its publication an item was stored (of the last day's)."""
    registry = CollectorRegistry()
    registry.register(_Record(desk_of(request).ticker()))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Record(Collector):
    """The record as metrics, read when it is asked for."""

    def __init__(self, ticker: Record) -> None:
        self._ticker = ticker

    def collect(self) -> Iterator[Metric]:
        yield from _sources(self._ticker.sources())
        polls = CounterMetricFamily("ticker_polls", "Polls by result.", labels=("source", "result"))
        for source, outcome, count in self._ticker.sql(_POLLS).rows:
            polls.add_metric((str(source), str(outcome)), float(str(count)))
        yield polls
        gaps = GaugeMetricFamily("ticker_gaps", "Gaps on record.", labels=("source",))
        blind = GaugeMetricFamily("ticker_gaps_open", "Gaps that last.", labels=("source",))
        for source, count, lasting in self._ticker.sql(_GAPS).rows:
            gaps.add_metric((str(source),), float(str(count)))
            blind.add_metric((str(source),), float(str(lasting)))
        yield from (gaps, blind)
        yield _delays(self._ticker)
        yield GaugeMetricFamily(
            "ticker_change_seq", "The newest line of the change log.", self._ticker.last_seq()
        )


def _sources(statuses: Iterable[SourceStatus]) -> Iterator[Metric]:
    statuses = tuple(statuses)
    last = (
        ("ticker_last_success_timestamp_seconds", "When the source was last read.", "last_success"),
        ("ticker_last_new_timestamp_seconds", "When the last new item came.", "last_new"),
        ("ticker_next_poll_timestamp_seconds", "When it is polled next.", "next_poll"),
    )
    for name, words, field in last:
        gauge = GaugeMetricFamily(name, words, labels=("source",))
        for status in statuses:
            at = getattr(status, f"{field}_at")
            if at is not None:
                gauge.add_metric((status.name,), at.timestamp())
        yield gauge
    numbers = (
        ("ticker_overlap_items", "Rows that its last two lists share.", "overlap"),
        ("ticker_failures", "Polls that failed in a row.", "failures"),
        ("ticker_interval_seconds", "How often it is polled.", "interval_s"),
    )
    for name, words, field in numbers:
        gauge = GaugeMetricFamily(name, words, labels=("source",))
        for status in statuses:
            value = getattr(status, field)
            if value is not None:
                gauge.add_metric((status.name,), value)
        yield gauge
    silent = GaugeMetricFamily(
        "ticker_silent", "1 while it is silent for longer than its rhythm.", labels=("source",)
    )
    for status in statuses:
        silent.add_metric((status.name,), float(status.silent_since is not None))
    yield silent


def _delays(ticker: Record) -> Metric:
    gauge = GaugeMetricFamily(
        "ticker_publish_to_store_seconds",
        "From the stated publication of an item to its first sight, over the last day.",
        labels=("source", "quantile"),
    )
    seconds: dict[str, list[int]] = {}
    since = int(ticker.clock().timestamp()) - _DAY_S
    for source, delay in ticker.sql(_DELAYS.format(since=since)).rows:
        seconds.setdefault(str(source), []).append(int(str(delay)))
    for source, delays in sorted(seconds.items()):
        delays.sort()
        for quantile in _QUANTILES:
            at = min(len(delays) - 1, int(quantile * len(delays)))
            gauge.add_metric((source, str(quantile)), delays[at])
    return gauge
