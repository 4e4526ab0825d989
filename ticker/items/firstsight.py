"""Since when a row that tells no time may have stood there unseen.

First sight is as exact as the visit before it is near, if that visit would have shown the row.
It would not have where its list was cut short (a server in trouble shows three rows of thirty), and
what comes up at the end of a list is seldom new: a row above it was taken down, or the list grew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from ticker.items.identity import Match
from ticker.model import UNKNOWN_AGE_S, Known, KnownSighting

WITNESSES = 3
"""Rows that stayed, and all stand above a new one: it came up at the end of the list."""


def unseen_s(matches: Sequence[Match], known: Known, at: datetime) -> list[int]:
    """For each row of a list fetched at `at`, so many seconds it may have been there unseen; 0
    where the list before is witness enough."""
    if all(match.sighting is not None for match in matches):
        return [0] * len(matches)
    stayed = [m.sighting for m in matches if m.sighting and m.sighting.gone_at is None]
    cut_s = _cut_short_s(matches, len(stayed), at)
    older = [cut_s] * len(matches)
    if _ends_old(matches, stayed, known):
        below_s = UNKNOWN_AGE_S
        for place in range(len(matches) - 1, -1, -1):
            sighting = matches[place].sighting
            if sighting is None:
                older[place] = max(below_s, cut_s)
            elif sighting.gone_at is None:
                break  # above a row that stayed a new one is new
            else:
                below_s = int((at - sighting.last_seen_at).total_seconds())
    return older


def _cut_short_s(matches: Sequence[Match], stayed: int, at: datetime) -> int:
    """Seconds since the rows that are back were last seen, where they are more than those that
    stayed: the list before was cut short, and did not show what else there was. Else 0."""
    known = [match.sighting for match in matches if match.sighting is not None]
    back = [sighting.last_seen_at for sighting in known if sighting.gone_at is not None]
    return int((at - min(back)).total_seconds()) if len(back) > stayed else 0


def _ends_old(matches: Sequence[Match], stayed: Sequence[KnownSighting], known: Known) -> bool:
    """Whether what stands under all rows that stayed is older than they are. Not in a list that
    grows at its end; nor under a row or two that are pinned above a list of as many rows as
    before."""
    if not stayed or _grows_at_its_end(stayed):
        return False
    return len(stayed) >= WITNESSES or len(matches) > known.source.listed


def _grows_at_its_end(stayed: Sequence[KnownSighting]) -> bool:
    """Whether rows were first seen in the order in which they stand. Once may be by chance: where
    two rows are taken down, two older ones come up at the end, one after the other."""
    steps = [(above.first_seen_at, below.first_seen_at) for above, below in pairwise(stayed)]
    later = sum(above < below for above, below in steps)
    earlier = sum(above > below for above, below in steps)
    return later > earlier + 1
