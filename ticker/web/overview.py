"""The page of the sources: how each does, and what can be seen of them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Annotated

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from ticker.errors import StoreError
from ticker.model import SourceStatus
from ticker.record import Record
from ticker.times import minute
from ticker.web.asked import Zoned
from ticker.web.charts import Bar, bars, share
from ticker.web.desk import Desk
from ticker.web.lines import why
from ticker.web.records import desk_of
from ticker.web.templating import page

HOURS = 48
"""Hours that the charts of the sources show."""
LATEST = 20_000
"""Lines of the log whose edits are charted: a few milliseconds' worth."""
WITHIN: Mapping[int, str] = {
    5: "within 5 min",
    15: "5 to 15 min",
    60: "15 min to 1 h",
    180: "1 to 3 h",
    720: "3 to 12 h",
    1_440: "12 to 24 h",
    2**40: "after a day",
}
"""Minutes after publication, and what an edit in them is called."""
_EDITS = """
SELECT (strftime('%s', c.at) - i.sort_s) / 60 AS minutes, count(*)
FROM changes AS c JOIN items AS i ON i.id = c.item_id
WHERE c.kind = 'revised' AND c.seq > {after} GROUP BY minutes
"""

router = APIRouter(include_in_schema=False)


@router.get("/sources")
def sources_page(request: Request, asked: Annotated[Zoned, Query()]) -> Response:
    """Every source: how it does, how often it is polled and why."""
    desk = desk_of(request)
    zone, ticker = asked.tzinfo(desk.zone), desk.ticker()
    statuses = ticker.sources()
    try:
        charts, edits = _charts(desk, ticker, statuses, zone), _edits(ticker)
    except StoreError:  # before the first poll there is none, and the sources are known
        charts, edits = {status.name: Markup("") for status in statuses}, []
    return page(
        request,
        "sources.html",
        zone=zone,
        asked=asked,
        now=desk.clock(),
        sources=[(status, why(status)) for status in statuses],
        charts=charts,
        edits=edits,
        hours=HOURS,
    )


def _charts(
    desk: Desk, ticker: Record, statuses: Sequence[SourceStatus], zone: tzinfo
) -> Mapping[str, Markup]:
    """New items an hour of every source, the newest hour at the right."""
    now = desk.clock().replace(minute=0, second=0)
    hours = [now - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    counts = ticker.hourly(hours[0])
    named = [(hour, minute(hour, zone)) for hour in hours]
    return {
        status.name: bars(
            [
                Bar(count, f"{name}: {count} new")
                for hour, name in named
                for count in (counts.get((status.name, hour), 0),)
            ],
            f"new items of {status.name} an hour, the last {HOURS} hours",
        )
        for status in statuses
    }


@dataclass(frozen=True, slots=True)
class Span:
    """How many edits were found so long after publication."""

    words: str
    count: int
    drawn: Markup


def _edits(ticker: Record) -> list[Span]:
    """How long after publication the newest edits were found."""
    counts = dict.fromkeys(WITHIN, 0)
    after = max(0, ticker.last_seq() - LATEST)
    for minutes, count in ticker.sql(_EDITS.format(after=after)).rows:
        late = int(str(minutes))
        counts[next(bound for bound in WITHIN if late < bound)] += int(str(count))
    most = max(counts.values())
    return [Span(WITHIN[bound], n, share(n, most)) for bound, n in counts.items()]
