"""When an item was published: the claim that a feed entry or a row of a timed list makes.

Evidence, strongest first: a full time with its zone, a full time without one, the date in the
row's own link, a day heading or dated row, a bare clock by the running rule, relative words
against the fetch. What has none of them is as old as its first sight. Nothing is dated by the
day of the import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

from ticker.items.evidence import Reading
from ticker.items.machines import read_row
from ticker.items.placing import (
    DAY,
    FORWARD_MINUTES,
    SPARSE_FORWARD_MINUTES,
    Spot,
    offset_of,
    run,
    settle,
    spot_at,
)
from ticker.items.scene import Evidence, Scene, read_scene, whole_seconds
from ticker.items.stamps import Stamp, read_stamp
from ticker.model import DAY_S, GUESSED_ZONE_S, Claim
from ticker.timetext import Lexicon

__all__ = ["Dated", "Evidence", "date_entry", "date_rows", "explained_rows"]

SPARSE_PER_DAY = 8
"""Below about so many items a day a bare clock may belong to the day before (measured)."""
_OLD_ABOVE_NEW = timedelta(hours=12)
"""A row that stands above one newer by this much is pinned, or its link carries another day."""


def date_entry(
    published_text: str | None,
    updated_text: str | None,
    *,
    zone: tzinfo | None,
    fetched_at: datetime | None,
) -> Claim:
    """The claim of a feed entry: when it was published, or updated where it only says that.

    A time without a zone is read in `zone`, the source's own, and is ``stated-naive``; where that
    is ``None``, in UTC and marked as a guess. `offset_s` is that of `zone`, else the stated one. A
    clock, a day without its year or relative words are read as in a list of one row. What cannot
    be read is ``first-seen``: `at` is the fetch, `error_s` is left to who knows the source.
    """
    home = zone or UTC
    for text in (published_text, updated_text):
        stamp = read_stamp(text, home) if text else None
        if text and stamp:
            return _stated(stamp, text, zone)
    texts = [text for text in (published_text, updated_text) if text and text.strip()]
    for text in texts:
        row = Evidence(text)
        (claim,) = date_rows((row,), zone=home, zone_guessed=zone is None, fetched_at=fetched_at)
        if claim.basis != "first-seen":
            return claim
    return _first_seen(texts[0] if texts else None, home, fetched_at)


def _stated(stamp: Stamp, text: str, zone: tzinfo | None) -> Claim:
    guessed = zone is None and not stamp.zoned
    return Claim(
        stamp.at,
        "stated" if stamp.zoned else "stated-naive",
        text,
        max(stamp.error_s, GUESSED_ZONE_S) if guessed else stamp.error_s,
        offset_of(stamp.at, zone) if zone else stamp.offset_s,
        zone_guessed=guessed,
    )


def _first_seen(text: str | None, zone: tzinfo, fetched_at: datetime | None) -> Claim:
    if fetched_at is None:
        return Claim(at=None, basis="first-seen", text=text)
    offset = offset_of(fetched_at, zone)
    return Claim(whole_seconds(fetched_at), "first-seen", text=text, offset_s=offset)


@dataclass(frozen=True, slots=True)
class Dated:
    """A row's claim, and in words which evidence won."""

    claim: Claim
    why: str


def date_rows(
    rows: Sequence[Evidence],
    *,
    zone: tzinfo,
    zone_guessed: bool,
    fetched_at: datetime | None,
    words: Lexicon | None = None,
) -> tuple[Claim, ...]:
    """The claims of the rows of a timed list, in its order.

    `zone` is the list's; `zone_guessed` says that nobody stated or proved it, and every claim that
    leans on it then carries at least 14 hours of doubt. `fetched_at` (aware) is when the list was
    fetched; without it bare clocks keep their wall time and have no instant, save below a row that
    shows its date. Bare clocks are placed by the running rule (`placing.run`) below the row
    above them, whatever dated that one, and never later than the fetch by more than 5 minutes.
    `error_s` is 60 for a clock, an hour where clocks change, a day where the day is in doubt: the
    row falls 12 hours or more below the one above, or the list brings fewer than 8 items a day
    (there a fall of 18 hours is taken as a rise of 6 instead of 16 and 8). Each such fall in a row
    of bare clocks is a day more. `words` are the words of time, those of the list's language first.
    """
    dated = explained_rows(
        rows, zone=zone, zone_guessed=zone_guessed, fetched_at=fetched_at, words=words
    )
    return tuple(row.claim for row in dated)


def explained_rows(
    rows: Sequence[Evidence],
    *,
    zone: tzinfo,
    zone_guessed: bool,
    fetched_at: datetime | None,
    words: Lexicon | None = None,
) -> tuple[Dated, ...]:
    """`date_rows`, each claim with the evidence that gave it."""
    scene = read_scene(rows, zone, zone_guessed, fetched_at, words)
    readings = [read_row(row, scene) for row in rows]
    claims = _walk(readings, scene, FORWARD_MINUTES)
    if any(reading.dial is not None for reading in readings) and _is_sparse(readings, claims):
        claims = _walk(readings, scene, SPARSE_FORWARD_MINUTES)
        claims = [_in_doubt(claim) if claim.basis == "clock" else claim for claim in claims]
    return tuple(
        Dated(claim, _in_words(reading, claim))
        for reading, claim in zip(readings, claims, strict=True)
    )


def _in_words(reading: Reading, claim: Claim) -> str:
    doubts = []
    if claim.at is None and claim.wall is not None:
        doubts.append("when the page was fetched is not known, so there is no day")
    if claim.zone_guessed:
        doubts.append("the zone is a guess")
    elif reading.error_s < DAY_S <= (claim.error_s or 0):
        doubts.append("the day is in doubt")
    return "; ".join((reading.why, *doubts))


@dataclass(frozen=True, slots=True)
class _Below:
    """What stands further down: the newest time that a row there carries by itself, and the
    newest day that a row there shows in place of a clock (``Feb-20``)."""

    newest: datetime | None = None
    day_shown: date | None = None


def _walk(readings: Sequence[Reading], scene: Scene, forward: int) -> list[Claim]:
    """Each row placed below the one above. A doubtful day stays in doubt until a dated row, and
    every further one adds to it: a list of forty rows that paused over a weekend was two days out
    below its fourth pause (a simulated week)."""
    previous = spot_at(scene.fetched_at, scene.zone) if scene.fetched_at else None
    doubtful = 0
    claims = []
    for reading, below in zip(readings, _look_ahead(readings, scene), strict=True):
        spot = _place(reading, previous, below, scene, forward)
        if spot is None:
            claims.append(_unplaced(reading, scene))
            continue
        old = below.newest is not None and below.newest - spot.at > _OLD_ABOVE_NEW
        leads = _leads(reading, spot, old, scene)
        if reading.dial is not None:
            doubtful += spot.doubtful
        elif leads:
            doubtful = 0
        claim = _claim(reading, spot, scene)
        days = doubtful if reading.dial is not None else int(old and reading.basis == "url-date")
        claims.append(_in_doubt(claim, days))
        previous = spot if leads else previous
    return claims


def _look_ahead(readings: Sequence[Reading], scene: Scene) -> list[_Below]:
    """What stands below each row; nothing of it in a list whose own times mostly rise."""
    own = [_own_instant(reading, scene) for reading in readings]
    known = [at for at in own if at]
    rises = sum(above < at for above, at in pairwise(known))
    if rises * 2 > len(known):
        return [_Below()] * len(readings)
    below = _Below()
    seen: list[_Below] = []
    for reading, at in zip(reversed(readings), reversed(own), strict=True):
        seen.append(below)
        if at and (scene.latest is None or at <= scene.latest):
            below = replace(below, newest=max(below.newest or at, at))
        if reading.day_shown:
            day = reading.day_shown
            below = replace(below, day_shown=max(below.day_shown or day, day))
    return seen[::-1]


def _own_instant(reading: Reading, scene: Scene) -> datetime | None:
    if reading.error_s >= DAY_S:
        return None
    return reading.at or (settle(reading.wall, scene.zone).at if reading.wall else None)


def _leads(reading: Reading, spot: Spot, old: bool, scene: Scene) -> bool:
    """Whether the rows below are placed from this one: not from a pinned old row, a future claim
    or a day without a clock, and where the fetch is unknown only from a row that shows its date."""
    if reading.dial is not None:
        return True
    if old or (reading.error_s >= DAY_S and reading.shown is None):
        return False
    if scene.latest is None:
        return reading.opens_day
    return spot.at <= scene.latest


def _place(
    reading: Reading, previous: Spot | None, below: _Below, scene: Scene, forward: int
) -> Spot | None:
    if reading.at is not None:
        return spot_at(reading.at, scene.zone)
    if reading.wall is not None:
        return settle(reading.wall, scene.zone, previous, scene.latest)
    if reading.dial is None or previous is None:
        return None
    spot = run(reading.dial, previous, scene.zone, latest=scene.latest, forward=forward)
    if below.day_shown and scene.latest and spot.wall.date() <= below.day_shown:
        # Rows of that day would show the day, as the row below does: a second list begins here.
        later = settle(spot.wall + DAY, scene.zone, previous, scene.latest)
        return later if later.at <= scene.latest else spot
    return spot


def _unplaced(reading: Reading, scene: Scene) -> Claim:
    if reading.basis == "first-seen":
        return _first_seen(reading.text, scene.zone, scene.fetched_at)
    return Claim(
        at=None,
        basis=reading.basis,
        text=reading.text,
        wall=reading.shown,
        zone_guessed=scene.guessed and not reading.zoned,
    )


def _claim(reading: Reading, spot: Spot, scene: Scene) -> Claim:
    guessed = scene.guessed and not reading.zoned
    error = max(reading.error_s, spot.error_s, GUESSED_ZONE_S if guessed else 0)
    return Claim(
        at=spot.at,
        basis=reading.basis,
        text=reading.text,
        error_s=error,
        offset_s=offset_of(spot.at, scene.zone),
        wall=reading.shown,
        zone_guessed=guessed,
    )


def _in_doubt(claim: Claim, days: int = 1) -> Claim:
    """The claim with so many days of doubt at least."""
    if claim.at is None or not days:
        return claim
    return replace(claim, error_s=max(claim.error_s or 0, days * DAY_S))


def _is_sparse(readings: Sequence[Reading], claims: Sequence[Claim]) -> bool:
    """Whether a list of three timed rows and more brings fewer than eight items a day."""
    instants = [
        claim.at
        for reading, claim in zip(readings, claims, strict=True)
        if claim.at and reading.basis != "first-seen" and reading.error_s < DAY_S
    ]
    if len(instants) < 3:
        return False
    span_s = (max(instants) - min(instants)).total_seconds()
    return len(instants) * DAY_S < SPARSE_PER_DAY * span_s
