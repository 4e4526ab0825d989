"""The rhythm of a source: how long may it be silent, at this hour of this weekday?

Time is counted in items that were to be expected, not in minutes: an hour of silence is nothing at
four in the morning and a great deal at noon. What is to be expected in each hour of the week is
learned from up to four weeks of polls; the longest silences of those weeks, counted the same way,
tell how regular the source is, and so from where on a silence is none of its own.

Measured on thirteen days of a newsroom (1,102 items): counted in expected items its gaps are those
of chance (mean 1.0, one in ten over 2.2, one in a hundred over 4.3), at night as by day.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from statistics import median

from ticker.model import DAY_S, Heard

WINDOW = timedelta(days=28)
"""What is older than four weeks no longer tells the rhythm, unless there is little else."""
LEAST_POLLS = 20
"""Polls with something new that are needed before a source is judged, and"""
LEAST_S = DAY_S
"""how long it must have been watched: every hour of the day once."""
LONGEST_S = 28 * DAY_S
"""No silence longer than this is explained by any rhythm."""
HOUR_S, WEEK_H = 3_600, 168
DAILY_PRIOR_H, WEEKLY_PRIOR_H = 0.5, 3.0
"""How many hours of its own an hour of the day (of the week) must be watched to weigh as much as
what is known of the whole (of that hour on other days)."""
DAY_PRIOR_H = 4.0
"""The same for a weekday beside all days."""
SATURDAY, SUNDAY = 5, 6
UNSEEN_WEEKEND = 0.15
"""Share of its weekday rate that a source is expected to keep on a weekend nobody has watched: some
newsrooms keep all of it, offices nothing."""
LEAST_DAY_H = 12
"""A Saturday that was watched for half a day tells of Sunday."""
BURST = 4.0
"""A poll counts for at most this many times the usual number of new rows: a heap that came at once
after a night without polls says little about the hour it came in."""
QUANTILE = 0.99
MARGIN = 2.25
"""A silence is strange from 2.25 times the 99th percentile of the source's own: 10.4 expected
items where items come by chance (one gap in 30,000), 2.3 gaps where they come by the clock."""
YOUNG_DAYS, YOUNG_GAPS = 1.5, 4.0
"""The margin is wider by these shares of the days and gaps watched. Simulated newsrooms of
four kinds (5 items a day to 6 an hour, offices among them) raised 5 false alarms so in 1,120 days
from their first on, four of them on a first weekend."""
LEAST_ITEMS = 2.0
"""Fewer expected items than this are never missed."""


def longest_silence_s(heard: Sequence[Heard], zone: tzinfo) -> int | None:
    """The longest silence, in seconds after the newest of `heard`, that the rhythm explains.

    `heard` are polls in order of time, the source's first one among them where it is known;
    `zone` is the one whose weekdays and hours the source keeps. ``None`` where too little is
    known. Polls in which every row was new count as one item: nobody knows how many were missed.
    """
    told = [poll for poll in heard if poll.appeared]
    recent = [poll for poll in told if poll.at > told[-1].at - WINDOW]
    chosen = recent if len(recent) > LEAST_POLLS else told
    if len(chosen) <= LEAST_POLLS or _watched_s(chosen) < LEAST_S:
        return None
    return _Rhythm(chosen, zone).silence_s()


def _watched_s(polls: Sequence[Heard]) -> float:
    return (polls[-1].at - polls[0].at).total_seconds()


class _Rhythm:
    """What is expected in each hour of the week, learned from polls with something new."""

    def __init__(self, polls: Sequence[Heard], zone: tzinfo) -> None:
        self._polls = polls
        self._zone = zone
        first = polls[0].at.timestamp()
        last = polls[-1].at.timestamp()
        self._edges = _edges(first, last)
        self._rates = _weekly_rates(*self._counted())
        self._sums = [0.0]
        for start, end in pairwise(self._edges):
            self._sums.append(self._sums[-1] + self._rate(start) * (end - start) / HOUR_S)

    def silence_s(self) -> int:
        """Seconds from the last poll until more is missing than the margin allows."""
        left = self._margin()
        start = at = self._polls[-1].at.timestamp()
        while at - start < LONGEST_S:
            end = (at // HOUR_S + 1) * HOUR_S
            rate = self._rate(at)
            due = rate * (end - at) / HOUR_S
            if due >= left:
                return math.ceil(at - start + left / rate * HOUR_S)
            left -= due
            at = end
        return LONGEST_S

    def _margin(self) -> float:
        """In expected items."""
        passed = [self._expected(poll.at.timestamp()) for poll in self._polls]
        gaps = sorted(later - earlier for earlier, later in pairwise(passed))
        days = _watched_s(self._polls) / DAY_S
        young = 1 + YOUNG_DAYS / days + YOUNG_GAPS / len(gaps)
        return max(MARGIN * young * _quantile(gaps, QUANTILE), LEAST_ITEMS)

    def _expected(self, at: float) -> float:
        """Items expected from the first poll up to `at`, which lies within the watched time."""
        place = min(bisect_right(self._edges, at), len(self._edges) - 1)
        start, end = self._edges[place - 1], self._edges[place]
        before, after = self._sums[place - 1], self._sums[place]
        return before + (after - before) * (at - start) / (end - start)

    def _rate(self, at: float) -> float:
        return self._rates[self._hour_of_week(at)]

    def _hour_of_week(self, at: float) -> int:
        local = datetime.fromtimestamp(at, self._zone)
        return local.weekday() * 24 + local.hour

    def _counted(self) -> tuple[list[float], list[float]]:
        """Items and watched hours of each hour of the week, smoothed over its neighbours."""
        items, hours = [0.0] * WEEK_H, [0.0] * WEEK_H
        most = max(BURST * median(poll.appeared for poll in self._polls), BURST)
        for poll in self._polls[1:]:
            count = min(poll.appeared, most) if poll.overlap else 1
            items[self._hour_of_week(poll.at.timestamp())] += count
        for start, end in pairwise(self._edges):
            hours[self._hour_of_week(start)] += (end - start) / HOUR_S
        return _smooth(items), _smooth(hours)


def _edges(first: float, last: float) -> list[float]:
    """`first`, the full hours between, and `last`."""
    full = range(int(first // HOUR_S) + 1, math.ceil(last / HOUR_S))
    return [first, *(hour * float(HOUR_S) for hour in full), last]


def _smooth(week: Sequence[float]) -> list[float]:
    return [(week[i - 1] + 2 * week[i] + week[(i + 1) % WEEK_H]) / 4 for i in range(WEEK_H)]


def _weekly_rates(items: Sequence[float], hours: Sequence[float]) -> list[float]:
    """Items an hour for each hour of the week: its own as far as it was watched, else those of that
    hour on all days, times how busy that weekday is."""
    overall = sum(items) / sum(hours)
    daily = [
        (sum(items[hour::24]) + DAILY_PRIOR_H * overall) / (sum(hours[hour::24]) + DAILY_PRIOR_H)
        for hour in range(24)
    ]
    busy = _busy_days(items, hours, daily, overall)
    rates = []
    for at in range(WEEK_H):
        usual = daily[at % 24] * busy[at // 24]
        rates.append((items[at] + WEEKLY_PRIOR_H * usual) / (hours[at] + WEEKLY_PRIOR_H))
    return rates


def _busy_days(
    items: Sequence[float], hours: Sequence[float], daily: Sequence[float], overall: float
) -> list[float]:
    """How busy each weekday is beside all days, 1 for as busy. A day that was hardly watched is
    taken for an average one; a weekend for a quiet one, until one of its days was seen."""
    busy = [1.0] * 7
    for day in range(7):
        own = range(day * 24, day * 24 + 24)
        usual = sum(hours[at] * daily[at % 24] for at in own)
        prior = DAY_PRIOR_H * overall
        presumed = 1.0 if day < SATURDAY else UNSEEN_WEEKEND
        if day == SUNDAY and sum(hours[SATURDAY * 24 : SUNDAY * 24]) >= LEAST_DAY_H:
            presumed = busy[SATURDAY]
        busy[day] = (sum(items[at] for at in own) + prior * presumed) / (usual + prior)
    return busy


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
